//! Several tabs of one browser: one polls for all of them, each sends by itself, and every one shows the same.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{Body, event::FormShow, signaling::Signal};
use parlor_session::{
    Input, Intent,
    input::{CallWish, RowId},
    view::{Asked, CallRules, FormView, Phase, Sender},
};

use crate::harness::{all_settings, browser::Browser};

/// Two tabs with a chat and an agent in it; the second is seen.
fn two_tabs(settings: Settings) -> Browser {
    let mut browser = Browser::new(settings, 7);
    let first = browser.open();
    browser.intent(first, Intent::Start { parameters: Vec::new() });
    browser.run(500);
    browser.join();
    browser.run(500);
    browser.open();
    browser.run(1_000);
    assert_eq!((browser.phase(0), browser.phase(1)), (Phase::Connected, Phase::Connected));
    browser
}

fn said(texts: &[(Sender, &str)]) -> Vec<(Sender, String)> {
    texts.iter().map(|(sender, text)| (*sender, (*text).to_owned())).collect()
}

#[test]
fn one_tab_polls_and_all_show_what_came_and_what_was_said_within_a_quarter_of_a_second() {
    for settings in all_settings() {
        let mut browser = two_tabs(settings.clone());
        assert_eq!(browser.polling().len(), 1);
        browser.say("Hello");
        browser.run(250);
        browser.send(0, "from the first");
        browser.run(250);
        browser.send(1, "from the second");
        browser.run(250);
        let all = said(&[
            (Sender::Agent, "Hello"),
            (Sender::Visitor, "from the first"),
            (Sender::Visitor, "from the second"),
        ]);
        assert_eq!((browser.transcript(0), browser.transcript(1)), (all.clone(), all.clone()), "{settings:?}");
        browser.run(20_000);
        assert_eq!((browser.transcript(0), browser.transcript(1)), (all.clone(), all), "{settings:?}");
        assert_eq!(browser.overlap, 0, "{settings:?}");
    }
}

/// Two tabs whose agent has asked for a form.
fn asked_in_two_tabs() -> Browser {
    let mut browser = two_tabs(Settings::default());
    let show = FormShow { form_request_id: "1".to_owned(), form_name: "Order".to_owned(), form_timeout: None };
    browser.tell(Body::FormShow(show));
    browser.run(500);
    browser
}

/// The form as this tab shows it.
fn form(browser: &Browser, tab: usize) -> (RowId, FormView) {
    browser.forms(tab).into_iter().next().unwrap_or_else(|| unreachable!())
}

#[test]
fn what_is_filled_in_in_one_tab_stands_in_the_others_and_in_one_that_comes_later() {
    let mut browser = asked_in_two_tabs();
    let (row, before) = form(&browser, 0);
    let answers = vec![("number".to_owned(), "17".to_owned())];
    browser.intent(0, Intent::FormDraft { row, answers: answers.clone() });
    browser.run(250);
    let (_, after) = form(&browser, 1);
    assert_eq!(after.draft, answers);
    assert_ne!(after.filled, before.filled, "what was typed there gives way");
    assert_eq!(form(&browser, 0).1.filled, before.filled, "and nothing does where it is typed");
    let third = browser.open();
    browser.run(1_000);
    assert_eq!(form(&browser, third).1.draft, answers);
}

#[test]
fn what_is_filled_in_quickly_is_not_undone_by_the_echo_of_another_tab() {
    let mut browser = asked_in_two_tabs();
    let row = form(&browser, 0).0;
    let answers = |value: &str| vec![("number".to_owned(), value.to_owned())];
    browser.intent(0, Intent::FormDraft { row, answers: answers("1") });
    browser.intent(0, Intent::FormDraft { row, answers: answers("17") });
    for _ in 0..20 {
        browser.run(5);
        // As the form's own view tells of what it was filled with.
        let (row, shown) = form(&browser, 1);
        browser.intent(1, Intent::FormDraft { row, answers: shown.draft });
    }
    assert_eq!((form(&browser, 0).1.draft, form(&browser, 1).1.draft), (answers("17"), answers("17")));
    assert_eq!(form(&browser, 0).1.filled, 0, "where it is typed nothing is taken back");
}

#[test]
fn another_tab_knows_what_was_asked_for() {
    let mut browser = Browser::new(Settings::default(), 7);
    let (first, second) = (browser.open(), browser.open());
    browser.run(100);
    browser.intent(first, Intent::LeaveMessage { parameters: Vec::new() });
    browser.run(1_000);
    assert_eq!((browser.asked(first), browser.asked(second)), (Asked::Message, Asked::Message));
    let later = browser.open();
    browser.run(1_000);
    assert_eq!(browser.asked(later), Asked::Message, "also one that comes later");
}

#[test]
fn the_seen_tab_takes_the_polls_over_between_two_of_them() {
    let mut browser = two_tabs(Settings::default());
    let histories = browser.histories;
    browser.run(20_000);
    assert_eq!(browser.polling(), [1]);
    browser.show(0);
    browser.run(20_000);
    assert_eq!((browser.polling(), browser.overlap), (vec![0], 0));
    assert_eq!(browser.histories, histories, "nothing was missed, so nothing is read again");
}

#[test]
fn of_ten_tabs_one_polls_at_a_time_whichever_is_looked_at() {
    let mut browser = two_tabs(Settings::default());
    for _ in 0..8 {
        browser.open();
        browser.run(500);
    }
    let mut all = Vec::new();
    for round in 0..20 {
        browser.show(round * 7 % 10);
        browser.run(300 + 450 * (round as u64 % 5));
        let text = round.to_string();
        browser.say(&text);
        all.push((Sender::Agent, text));
        browser.run(250);
        for tab in browser.alive() {
            assert_eq!(browser.transcript(tab), all, "tab {tab}, round {round}");
        }
    }
    assert_eq!(browser.alive().len(), 10);
    assert!(browser.overlap <= 50, "two polls were open for {} ms", browser.overlap);
}

#[test]
fn a_tab_that_closes_or_crashes_is_replaced_within_a_second_and_nothing_is_lost() {
    for crashes in [false, true] {
        let mut browser = two_tabs(Settings::default());
        browser.run(20_000);
        let leader = browser.polling()[0];
        browser.say("just before");
        if crashes {
            browser.crash(leader);
        } else {
            browser.close(leader);
        }
        browser.run(1_000);
        let other = 1 - leader;
        assert_eq!(browser.polling(), [other]);
        assert_eq!(browser.transcript(other), said(&[(Sender::Agent, "just before")]));
        browser.say("and after");
        browser.run(250);
        assert_eq!(browser.transcript(other).len(), 2);
    }
}

#[test]
fn behind_a_frozen_tab_the_seen_one_is_current_within_three_seconds() {
    let mut browser = two_tabs(Settings::default());
    browser.show(0);
    browser.run(20_000);
    assert_eq!(browser.polling(), [0]);
    browser.freeze(0);
    browser.show(1);
    browser.say("are you there?");
    browser.run(3_000);
    assert_eq!(browser.transcript(1), said(&[(Sender::Agent, "are you there?")]));
    browser.run(15_000);
    assert_eq!(browser.polling(), [1], "the old poll is over");
    browser.say("now?");
    browser.run(250);
    assert_eq!(browser.transcript(1).len(), 2);
    browser.thaw(0);
    browser.run(500);
    assert_eq!((browser.transcript(0), browser.polling()), (browser.transcript(1), vec![1]));
}

#[test]
fn two_tabs_side_by_side_leave_a_living_one_its_polls() {
    let mut browser = two_tabs(Settings::default());
    browser.set_visible(0, true);
    browser.run(500);
    let polling = browser.polling();
    browser.run(60_000);
    assert_eq!((browser.polling(), browser.overlap), (polling, 0));
}

#[test]
fn a_chat_that_one_tab_begins_runs_in_all_and_ends_in_all() {
    let mut browser = Browser::new(Settings::default(), 7);
    let (first, second) = (browser.open(), browser.open());
    browser.intent(second, Intent::Start { parameters: Vec::new() });
    browser.run(250);
    assert_eq!((browser.phase(first), browser.phase(second)), (Phase::Queued, Phase::Queued));
    browser.join();
    browser.run(250);
    browser.send(first, "bye");
    browser.run(250);
    browser.intent(second, Intent::End);
    browser.run(250);
    assert_eq!((browser.phase(first), browser.phase(second)), (Phase::Ended, Phase::Ended));
    browser.run(60_000);
    assert_eq!((browser.polling(), browser.holder), (vec![], None));
    browser.intent(first, Intent::StartAgain { resend: false });
    browser.run(500);
    assert_eq!((browser.phase(first), browser.phase(second)), (Phase::Queued, Phase::Queued));
    assert_eq!((browser.transcript(first), browser.transcript(second)), (vec![], vec![]));
    browser.end_by_agent();
    browser.run(250);
    assert_eq!((browser.phase(first), browser.phase(second)), (Phase::Ended, Phase::Ended));
}

#[test]
fn a_draft_is_one_draft_and_a_new_tab_has_it_too() {
    let mut browser = two_tabs(Settings::default());
    browser.intent(1, Intent::Draft { text: "half a sen".to_owned() });
    browser.run(250);
    assert_eq!(browser.draft(0), "half a sen");
    let third = browser.open();
    browser.run(250);
    assert_eq!(browser.draft(third), "half a sen");
    browser.send(third, "half a sentence");
    browser.run(250);
    assert_eq!((browser.draft(0), browser.draft(1)), ("", ""));
}

#[test]
fn what_was_seen_in_one_tab_is_unread_in_none() {
    let mut browser = two_tabs(Settings::default());
    browser.say("one");
    browser.run(250);
    assert_eq!((browser.unread(0), browser.unread(1)), (0, 0));
    browser.set_visible(1, false);
    browser.say("two");
    browser.run(250);
    assert_eq!((browser.unread(0), browser.unread(1)), (1, 1));
    browser.show(0);
    browser.run(250);
    assert_eq!((browser.unread(0), browser.unread(1)), (0, 0));
}

#[test]
fn a_duplicated_tab_does_not_send_the_other_ones_messages() {
    let mut browser = two_tabs(Settings::default());
    browser.tabs[1].network.online = false;
    browser.send(1, "once");
    browser.run(2_000);
    let copy = browser.duplicate(1);
    browser.run(2_000);
    assert_eq!(browser.transcript(copy), vec![]);
    browser.send(copy, "of the copy");
    browser.tabs[1].network.online = true;
    browser.input(1, Input::Network { online: true });
    browser.run(20_000);
    let mut texts: Vec<String> = browser.history().into_iter().map(|(_, text)| text).collect();
    texts.sort();
    assert_eq!(texts, ["of the copy", "once"]);
    assert_eq!(browser.transcript(copy), browser.history());
}

#[test]
fn a_reloaded_tab_sends_what_waited() {
    let mut browser = two_tabs(Settings::default());
    browser.tabs[1].network.online = false;
    browser.send(1, "waits");
    browser.run(2_000);
    let again = browser.reload(1);
    browser.run(5_000);
    assert_eq!(browser.history(), said(&[(Sender::Visitor, "waits")]));
    assert_eq!((browser.transcript(0), browser.transcript(again)), (browser.history(), browser.history()));
}

#[test]
fn a_page_that_is_gone_back_to_sends_nothing_that_the_next_one_sent() {
    for settings in all_settings() {
        let mut browser = two_tabs(settings.clone());
        browser.tabs[1].network.online = false;
        browser.send(1, "one");
        browser.send(1, "two");
        browser.run(300);
        let next = browser.go_on(1);
        browser.run(3_000);
        browser.send(next, "three");
        browser.run(1_000);
        browser.tabs[1].network.online = true;
        browser.go_back(next, 1);
        browser.run(10_000);
        browser.send(1, "four");
        browser.run(10_000);
        let all = ["one", "two", "three", "four"].map(|text| (Sender::Visitor, text));
        assert_eq!(browser.history(), said(&all), "{settings:?}");
        assert_eq!(browser.transcript(1), said(&all), "{settings:?}");
    }
}

#[test]
fn what_was_lost_on_its_way_to_the_polling_tab_reaches_the_others_too() {
    let mut browser = two_tabs(Settings::default());
    browser.run(20_000);
    let leader = browser.polling()[0];
    browser.tabs[leader].network.online = false;
    browser.tabs[leader].network.plan("GET /events", crate::harness::Fault::LostAfter);
    browser.run(15_000);
    browser.tabs[leader].network.online = true;
    browser.say("lost once");
    browser.run(30_000);
    let all = said(&[(Sender::Agent, "lost once")]);
    assert_eq!((browser.transcript(0), browser.transcript(1)), (all.clone(), all));
}

/// Open, close, freeze, crash, reload, duplicate, look, say, send, end: what is left shows what the server has.
#[test]
fn the_tab_rules_hold_under_any_sequence() {
    let all = all_settings();
    let count = std::env::var("PARLOR_TABS").ok().and_then(|text| text.parse().ok()).unwrap_or(200_u64);
    let first = std::env::var("PARLOR_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    for seed in first..first + count {
        let settings = all[usize::try_from(seed).unwrap_or(0) % all.len()].clone();
        sequence(settings, seed);
    }
}

fn sequence(settings: Settings, seed: u64) {
    let trace = std::env::var("PARLOR_TRACE").is_ok();
    let mut browser = Browser::new(settings, seed * 1_000);
    let mut random = seed ^ 0x5DEE_CE66_D1CE_4E5B;
    let mut below = move |limit: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % limit
    };
    browser.open();
    browser.intent(0, Intent::Start { parameters: Vec::new() });
    browser.run(300);
    browser.join();
    let mut sent: Vec<String> = Vec::new();
    for step in 0..40 {
        let alive: Vec<usize> = browser.alive().into_iter().filter(|tab| !browser.tabs[*tab].frozen).collect();
        let any = alive.get(usize::try_from(below(alive.len().max(1) as u64)).unwrap_or(0)).copied();
        let kind = below(12);
        if trace {
            eprintln!("{} step {step}: {kind} of tab {any:?}, polling {:?}", browser.now, browser.polling());
        }
        match (kind, any) {
            (0, _) if alive.len() < 6 => drop(browser.open()),
            (_, None) => drop(browser.open()),
            (1, Some(tab)) if alive.len() > 1 => browser.close(tab),
            (2, Some(tab)) if alive.len() > 1 => browser.crash(tab),
            (3, Some(tab)) if alive.len() > 1 => browser.freeze(tab),
            (4, Some(_)) => {
                if let Some(frozen) = (0..browser.tabs.len()).find(|tab| browser.tabs[*tab].frozen) {
                    browser.thaw(frozen);
                }
            }
            (5, Some(tab)) => drop(browser.reload(tab)),
            (6, Some(tab)) if alive.len() < 6 => drop(browser.duplicate(tab)),
            (7 | 8, Some(tab)) => browser.show(tab),
            (9 | 10, Some(tab)) => {
                let text = format!("{seed} of {step}");
                browser.show(tab);
                browser.send(tab, &text);
                sent.push(text);
                // What a tab has not sent when it is gone, goes with it.
                browser.run(300);
            }
            _ => browser.say(&format!("{seed} at {step}")),
        }
        browser.run([5, 60, 400, 3_000, 20_000][usize::try_from(below(5)).unwrap_or(0)]);
    }
    for tab in 0..browser.tabs.len() {
        if browser.tabs[tab].frozen {
            browser.thaw(tab);
        }
    }
    let last = browser.alive()[0];
    browser.show(last);
    browser.run(60_000);
    let context = format!("PARLOR_SEED={seed} PARLOR_TABS=1 repeats it");
    let history = browser.history();
    let mut texts: Vec<String> = history.iter().map(|(_, text)| text.clone()).collect();
    texts.sort();
    let count = texts.len();
    texts.dedup();
    assert_eq!(texts.len(), count, "accepted twice: {context}");
    for tab in browser.alive() {
        if browser.phase(tab) == Phase::Connected {
            assert_eq!(browser.transcript(tab), history, "tab {tab}: {context}");
        }
    }
    assert_eq!(browser.polling().len(), 1, "{context}");
    for text in sent {
        assert!(history.iter().any(|(_, known)| *known == text), "{text} is lost: {context}");
    }
}

/// The stage of the call in a tab, and whether another tab has one.
fn call(browser: &Browser, tab: usize) -> (Option<&'static str>, bool) {
    let status = browser.status(tab);
    (status.call.as_ref().map(|call| call.stage.word()), status.callable.elsewhere)
}

fn may_call(browser: &mut Browser, tab: usize) {
    browser.input(
        tab,
        Input::Calls(CallRules { allowed: true, visitor_video: true, at_once: false, ..CallRules::default() }),
    );
}

#[test]
fn a_call_is_of_one_tab_and_the_others_say_so_also_those_that_come_later() {
    let mut browser = two_tabs(Settings::default());
    for tab in [0, 1] {
        may_call(&mut browser, tab);
    }
    browser.intent(0, Intent::Call(CallWish::Start { camera: Some(false) }));
    browser.run(250);
    assert_eq!((call(&browser, 0), call(&browser, 1)), ((Some("requesting"), false), (None, true)));
    let third = browser.open();
    may_call(&mut browser, third);
    browser.run(1_000);
    assert_eq!(call(&browser, third), (None, true));
    browser.intent(1, Intent::Call(CallWish::Start { camera: Some(false) }));
    assert_eq!(call(&browser, 1), (None, true), "one call at a time");
    browser.intent(0, Intent::Call(CallWish::Leave));
    browser.run(250);
    assert_eq!((call(&browser, 1), call(&browser, third)), ((None, false), (None, false)));
}

#[test]
fn a_call_rings_in_all_tabs_until_one_of_them_answers_or_refuses() {
    for accepts in [true, false] {
        let mut browser = two_tabs(Settings::default());
        for tab in [0, 1] {
            may_call(&mut browser, tab);
        }
        let sdp = "v=0\no=- 1 1 IN IP4 0\nm=audio 9\n".to_owned();
        let signal = Signal::OfferCall { offer_video: false, sdp };
        browser.tell(Body::Signaling { msg_id: None, destination_party_id: None, signal });
        browser.run(500);
        assert_eq!((call(&browser, 0).0, call(&browser, 1).0), (Some("ringing"), Some("ringing")));
        let wish = if accepts { CallWish::Accept { camera: false } } else { CallWish::Leave };
        browser.intent(1, Intent::Call(wish));
        browser.run(250);
        assert_eq!(call(&browser, 0), (None, accepts));
    }
}

#[test]
fn a_tab_that_is_closed_in_a_call_leaves_the_others_free_to_call() {
    let mut browser = two_tabs(Settings::default());
    for tab in [0, 1] {
        may_call(&mut browser, tab);
    }
    browser.intent(0, Intent::Call(CallWish::Start { camera: Some(false) }));
    browser.run(250);
    browser.close(0);
    browser.run(500);
    assert_eq!(call(&browser, 1), (None, false));
    assert!(browser.status(1).callable.audio);
}

fn offered(browser: &mut Browser, version: u32) {
    let sdp = format!("v=0\no=- 1 {version} IN IP4 0\nm=audio 9\n");
    let signal = Signal::OfferCall { offer_video: false, sdp };
    browser.tell(Body::Signaling { msg_id: None, destination_party_id: None, signal });
    browser.run(500);
}

fn two_tabs_that_may_call() -> Browser {
    let mut browser = two_tabs(Settings::default());
    for tab in [0, 1] {
        may_call(&mut browser, tab);
    }
    browser
}

#[test]
fn a_call_goes_on_ringing_when_one_of_the_tabs_is_closed() {
    let mut browser = two_tabs_that_may_call();
    offered(&mut browser, 1);
    browser.close(0);
    browser.run(3_000);
    assert_eq!(call(&browser, 1), (Some("ringing"), false));
    browser.intent(1, Intent::Call(CallWish::Accept { camera: false }));
    browser.run(250);
    assert_eq!(call(&browser, 1).0, Some("requesting"), "its devices are asked for");
}

#[test]
fn an_end_frees_the_other_tabs_too() {
    let mut browser = two_tabs_that_may_call();
    offered(&mut browser, 1);
    browser.intent(0, Intent::Call(CallWish::Accept { camera: false }));
    browser.run(500);
    assert_eq!(call(&browser, 1), (None, true));
    browser.tell(Body::Signaling { msg_id: None, destination_party_id: None, signal: Signal::EndCall });
    browser.run(500);
    assert_eq!(call(&browser, 0).0, Some("ended"));
    assert_eq!(call(&browser, 1), (None, false));
}

#[test]
fn a_tab_that_crashes_in_a_call_is_missed_by_the_others_within_twelve_seconds() {
    let mut browser = two_tabs_that_may_call();
    browser.intent(0, Intent::Call(CallWish::Start { camera: Some(false) }));
    browser.run(9_000);
    assert_eq!(call(&browser, 1), (None, true));
    browser.crash(0);
    browser.run(12_500);
    assert_eq!(call(&browser, 1), (None, false));
    browser.intent(1, Intent::Call(CallWish::Start { camera: Some(false) }));
    browser.run(500);
    assert_eq!(call(&browser, 1).0, Some("requesting"));
}

#[test]
fn a_tab_that_lives_keeps_its_call_however_often_it_is_asked() {
    let mut browser = two_tabs_that_may_call();
    browser.intent(0, Intent::Call(CallWish::Start { camera: Some(false) }));
    for _ in 0..50 {
        browser.run(500);
        assert_eq!((call(&browser, 0).0, call(&browser, 1)), (Some("requesting"), (None, true)));
    }
}

#[test]
fn of_two_tabs_that_call_at_once_one_does() {
    let mut browser = two_tabs_that_may_call();
    for tab in [0, 1] {
        browser.intent(tab, Intent::Call(CallWish::Start { camera: Some(false) }));
    }
    browser.run(1_000);
    let stages = [0, 1].map(|tab| call(&browser, tab));
    let on = stages.iter().filter(|(stage, _)| *stage == Some("requesting")).count();
    let off = stages.contains(&(None, true));
    assert!(on == 1 && off, "{stages:?}");
}
