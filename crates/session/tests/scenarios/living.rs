//! Polling, trouble, reloads and ends.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::{Settings, settings::NoEvents};
use parlor_session::{
    Input, Intent, Session,
    effect::{Announcement, EndedBy, Notice, StoreKey},
    problem::ProblemKind,
    view::{Connection, Phase, SendState, Sender},
};

use crate::harness::{Fault, World, all_settings};

fn count(world: &World, part: &str) -> usize {
    world.requests.iter().filter(|(_, request)| request.body.is_none() && request.path.contains(part)).count()
}

#[test]
fn a_clean_poll_is_followed_at_once() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        let before = world.requests.len();
        world.run(120_000);
        let polls: Vec<u64> = world.requests[before..].iter().map(|(at, _)| *at).collect();
        assert!((9..=11).contains(&polls.len()), "{polls:?}");
        assert_eq!(count(&world, "/history"), 0);
        assert_eq!(world.most_polls, 1);
    }
}

#[test]
fn a_server_that_does_not_hold_its_polls_makes_no_busy_loop() {
    for body in ["", "{}", "[]", "{\"events\":[]}", "{\"error_code\":\"5511\",\"error_message\":\"No events\"}"] {
        let mut world = World::connected(Settings::default());
        world.input(Input::Woke);
        for _ in 0..1_000 {
            world.network.plan("GET /events", Fault::Says(200, body.to_owned()));
        }
        let before = world.requests.len();
        world.run(60_000);
        assert!(world.requests.len() - before < 30, "{}", world.requests.len() - before);
        assert_eq!(world.session.view().status.connection, Connection::Live, "{body}");
    }
}

#[test]
fn a_second_poll_that_is_refused_backs_off_and_the_history_stands_in() {
    for (status, body) in [(400, "{\"error_code\":\"5509\"}"), (429, "{\"error_code\":5509}"), (400, ""), (429, "")] {
        let mut world = World::connected(Settings::default());
        world.input(Input::Woke);
        for _ in 0..4 {
            world.network.plan("GET /events", Fault::Says(status, body.to_owned()));
        }
        world.run(1_000);
        world.say("in the meantime");
        world.run(1_800);
        assert_eq!(world.transcript().len(), 1, "the history brought it");
        world.run(20_000);
        assert!(count(&world, "/history") >= 4);
        world.say("and live again");
        world.run(100);
        assert_eq!(world.transcript().len(), 2);
        assert_eq!(world.session.view().status.connection, Connection::Live);
    }
}

#[test]
fn the_connection_is_live_only_after_the_history_was_read() {
    let mut world = World::connected(Settings::default());
    world.restart_server();
    world.network.plan("/history", Fault::Status(500));
    world.run(30);
    assert_ne!(world.session.view().status.connection, Connection::Live);
    let histories = count(&world, "/history");
    world.run(5_000);
    assert!(count(&world, "/history") >= histories + 2);
    assert_eq!(world.session.view().status.connection, Connection::Live);
}

#[test]
fn a_poll_without_an_answer_is_given_up_and_the_history_read() {
    let mut world = World::connected(Settings::default());
    world.network.plan("GET /events", Fault::Swallowed);
    world.input(Input::Woke);
    world.run(200);
    world.say("unheard");
    world.run(24_000);
    assert!(world.transcript().is_empty());
    world.run(3_000);
    assert_eq!(world.transcript().len(), 1);
    assert_eq!(world.most_polls, 1);
}

#[test]
fn after_an_outage_the_transcript_is_complete_within_a_second_of_its_end() {
    for length in [1_000, 10_000, 600_000] {
        let mut world = World::connected(Settings { abandoned_after: u64::MAX, ..Settings::default() });
        world.network.online = false;
        world.input(Input::Network { online: false });
        world.say("while you were away");
        world.run(length);
        assert_eq!(world.session.view().status.connection, Connection::Offline);
        world.network.online = true;
        world.input(Input::Network { online: true });
        world.run(1_000);
        assert_eq!(world.session.view().status.connection, Connection::Live);
        assert_eq!(world.transcript().len(), 1);
    }
}

#[test]
fn sleep_kills_nothing() {
    let mut world = World::connected(Settings { abandoned_after: u64::MAX, ..Settings::default() });
    world.send("before sleep");
    world.network.cut(None);
    world.now += 3_600_000;
    world.say("good morning");
    world.input(Input::Woke);
    world.run(2_500);
    assert_eq!(world.transcript(), world.history(&world.chat_id()));
    assert_eq!(world.transcript().len(), 2);
}

#[test]
fn a_reload_brings_everything_back_but_names_no_one_in_the_storage() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        world.send("a question of mine");
        world.say("an answer of theirs");
        world.run(5_000);
        world.intent(Intent::Draft { text: "half a sen".to_owned() });
        world.input(Input::Leaving);
        let before = world.transcript();
        let kept: String = world.storage.values().cloned().collect();
        for word in ["question", "answer", "Ann"] {
            assert!(!kept.contains(word), "{kept}");
        }
        world.reload();
        assert_eq!(world.session.view().draft, "half a sen");
        world.run(1_500);
        assert_eq!(world.phase(), Phase::Connected);
        assert_eq!(world.transcript(), before);
        assert!(world.notices.contains(&Notice::ChatRestored { chat_id: world.chat_id() }));
    }
}

#[test]
fn unread_is_kept_over_a_reload() {
    let mut world = World::connected(Settings::default());
    world.intent(Intent::Watch(true));
    world.say("seen");
    world.run(500);
    world.intent(Intent::Watch(false));
    world.say("unseen");
    world.run(500);
    world.input(Input::Leaving);
    world.reload();
    world.run(2_000);
    assert_eq!(world.session.view().unread, 1);
}

#[test]
fn a_chat_that_ended_meanwhile_leaves_a_clean_page_and_offers_what_was_unsent() {
    let mut world = World::connected(Settings::default());
    world.network.online = false;
    world.send("did not make it");
    world.input(Input::Leaving);
    world.close();
    world.network.online = true;
    world.reload();
    world.run(5_000);
    assert_eq!(world.phase(), Phase::Idle);
    assert!(!world.storage.contains_key(&StoreKey::HadChat));
    assert_eq!(world.session.view().status.unsent, 1);
    world.intent(Intent::StartAgain { resend: true });
    world.run(5_000);
    assert_eq!(world.states(), [("did not make it".to_owned(), SendState::Sent)]);
    assert_eq!(world.transcript(), world.history(&world.chat_id()));
}

#[test]
fn a_session_that_died_while_offline_offers_to_start_again_with_its_messages() {
    let mut world = World::connected(Settings::default());
    world.network.online = false;
    world.send("one");
    world.send("two");
    world.run(16 * 60_000);
    world.network.online = true;
    world.input(Input::Network { online: true });
    world.run(5_000);
    assert_eq!(world.phase(), Phase::Ended);
    assert_eq!(world.session.view().status.unsent, 2);
    assert!(world.states().iter().all(|(_, state)| *state == SendState::Failed));
    world.intent(Intent::StartAgain { resend: true });
    world.run(5_000);
    assert_eq!(world.states(), [("one".to_owned(), SendState::Sent), ("two".to_owned(), SendState::Sent)]);
    assert_eq!(world.transcript(), world.history(&world.chat_id()));
}

#[test]
fn a_404_is_the_end_and_the_transcript_stays() {
    for (status, body) in
        [(404, ""), (404, "<html>"), (400, "{\"error_code\":\"5005\"}"), (200, "{\"error_code\":5005}")]
    {
        let mut world = World::connected(Settings::default());
        world.say("before");
        world.run(500);
        world.network.plan("/history", Fault::Status(404));
        world.network.plan("GET /events", Fault::Says(status, body.to_owned()));
        world.say("x");
        world.run(5_000);
        assert_eq!(world.phase(), Phase::Ended);
        assert_eq!(world.session.view().status.ended_by, Some(EndedBy::Lost));
        assert!(!world.transcript().is_empty());
        world.run(600_000);
        assert!(world.requests_after_end.is_empty());
    }
}

#[test]
fn an_authorization_that_is_refused_in_the_middle_is_final() {
    let mut world = World::connected(Settings::default());
    world.network.plan("GET /events", Fault::Says(401, "{\"error_code\":\"2001\"}".to_owned()));
    world.input(Input::Woke);
    world.run(60_000);
    assert_eq!(world.phase(), Phase::Ended);
    let problem = world.session.view().status.problem.clone();
    assert_eq!(problem.map(|problem| problem.kind), Some(ProblemKind::Setup));
}

#[test]
fn the_visitors_end_is_told_until_the_server_knows() {
    let mut world = World::connected(Settings::default());
    let chat_id = world.chat_id();
    for _ in 0..5 {
        world.network.plan("POST /events", Fault::Status(500));
    }
    let end = world.command(Intent::End);
    assert_eq!(world.phase(), Phase::Ended);
    world.run(1_000);
    world.input(Input::Leaving);
    world.reload();
    world.run(120_000);
    assert!(world.center.conversation(&chat_id).is_some_and(parlor_conversation::Conversation::is_ended));
    assert!(!world.settled.contains_key(&end), "its page is gone");
    assert_eq!(world.phase(), Phase::Idle);
}

#[test]
fn a_queued_chat_is_ended_and_a_connected_one_disconnected() {
    let mut queued = World::new(Settings::default());
    queued.start();
    queued.run(1_000);
    queued.intent(Intent::End);
    let mut connected = World::connected(Settings::default());
    connected.intent(Intent::End);
    for (world, word) in [(queued, "chat_session_end\""), (connected, "chat_session_disconnect\"")] {
        let mut posts = world.requests.iter().rev().filter(|(_, request)| request.body.is_some());
        let last = posts.next().map(|(_, request)| request.clone());
        assert!(last.is_some_and(|request| request.keepalive && request.body.unwrap_or_default().contains(word)));
    }
}

#[test]
fn what_was_said_while_the_visitor_left_is_shown_and_then_nothing_more_is_asked() {
    let mut world = World::connected(Settings::default());
    world.say("one more thing");
    world.intent(Intent::End);
    world.run(60_000);
    assert_eq!(world.transcript(), [(Sender::Agent, "one more thing".to_owned())]);
    let requests = world.requests.len();
    world.run(600_000);
    assert_eq!((world.requests.len(), world.phase()), (requests, Phase::Ended));
}

#[test]
fn the_agents_end_is_the_last_line_and_a_second_chat_begins_afresh() {
    let mut world = World::connected(Settings { no_events: NoEvents::Empty, ..Settings::default() });
    world.say("goodbye");
    world.close();
    world.run(500);
    assert_eq!(world.phase(), Phase::Ended);
    assert_eq!(world.session.view().status.ended_by, Some(EndedBy::Agent));
    assert_eq!(world.transcript().len(), 1);
    let first = world.chat_id();
    world.intent(Intent::StartAgain { resend: false });
    world.run(1_000);
    assert_ne!(world.chat_id(), first);
    assert!(world.transcript().is_empty());
}

#[test]
fn an_end_whose_poll_was_lost_is_still_the_agents() {
    let mut world = World::connected(Settings::default());
    world.input(Input::Leaving);
    world.say("goodbye");
    world.close();
    world.network.plan("GET /events", Fault::LostAfter);
    world.network.plan("/history", Fault::Status(502));
    world.input(Input::Woke);
    world.run(10_000);
    assert_eq!(world.session.view().status.ended_by, Some(EndedBy::Agent));
    assert_eq!(world.transcript(), world.history(&world.chat_id()));
}

#[test]
fn retry_after_is_honoured_even_when_the_visitor_is_impatient() {
    let mut world = World::connected(Settings::default());
    world.network.plan("GET /events", Fault::Patience(60));
    world.input(Input::Woke);
    world.run(1_000);
    let before = world.requests.len();
    world.intent(Intent::RetryNow);
    world.run(50_000);
    assert_eq!(world.requests.len(), before);
    world.run(10_000);
    assert!(world.requests.len() > before);
    assert_eq!(world.session.view().status.connection, Connection::Live);
}

#[test]
fn two_pages_of_one_chat_never_give_two_messages_the_same_id() {
    let mut world = World::connected(Settings::default());
    world.send("from the first page");
    world.run(1_000);
    world.storage.remove(&StoreKey::Session);
    world.reload();
    world.run(2_000);
    world.send("from the second page");
    world.run(1_000);
    let chat_id = world.chat_id();
    let sent: Vec<String> = world
        .requests
        .iter()
        .filter_map(|(_, request)| request.body.clone())
        .filter(|body| body.contains("chat_session_message\""))
        .collect();
    assert!(sent[0].contains(&format!("\"{chat_id}:1\"")), "{sent:?}");
    let number = sent[1].split(&format!("\"{chat_id}:")).nth(1).and_then(|rest| rest.split('"').next()?.parse().ok());
    assert!(number.is_some_and(|number: u64| number > 1_000), "{sent:?}");
    assert_eq!(world.transcript(), world.history(&chat_id));
}

#[test]
fn garbage_in_the_storage_starts_clean() {
    for garbage in [
        "",
        "{",
        "null",
        "[]",
        "{\"outbox\":[{\"row\":-1,\"text\":5}],\"number\":\"x\"}",
        "{\"outbox\":{\"a\":1},\"chat\":7}",
        "{\"outbox\":[{\"row\":18446744073709551615,\"text\":\"a\",\"state\":\"waiting\"}]}",
        "{\"number\":18446744073709551615,\"seen\":-1,\"draft\":[],\"ending\":{}}",
    ] {
        let mut world = World::new(Settings::default());
        world.storage.insert(StoreKey::Session, garbage.to_owned());
        world.reload();
        world.run(1_000);
        assert_eq!(world.phase(), Phase::Idle, "{garbage}");
        world.send("works");
        world.run(1_000);
        assert_eq!(world.states(), [("works".to_owned(), SendState::Sent)], "{garbage}");
    }
}

#[test]
fn numbers_without_end_in_the_storage_break_nothing() {
    let mut world = World::connected(Settings::default());
    let chat_id = world.chat_id();
    let most = u64::MAX;
    let kept = format!(
        r#"{{"chat":"{chat_id}","number":{most},"seen":{most},"outbox":[
            {{"row":4294967294,"text":"a","at":{most},"state":"waiting"}},
            {{"row":1,"text":"b","at":0,"id":"{chat_id}:{most}","twins":{most},"state":"doubtful"}}]}}"#
    );
    world.storage.insert(StoreKey::Session, kept);
    world.reload();
    world.run(5_000);
    world.send("c");
    world.run(5_000);
    let mut said: Vec<String> = world.history(&chat_id).into_iter().map(|(_, text)| text).collect();
    said.sort_unstable();
    assert_eq!(said, ["a", "b", "c"]);
}

#[test]
fn every_way_to_say_that_no_chat_runs_is_understood() {
    for (status, body) in [
        (200, ""),
        (200, "{}"),
        (200, "null"),
        (204, ""),
        (200, "{\"chat_id\":\"\"}"),
        (200, "{\"chat_id\":null,\"state\":\"completed\"}"),
        (200, "{\"error_code\":\"5511\",\"error_message\":\"No events\"}"),
        (404, "{\"error_code\":\"5005\"}"),
        (404, "<html>"),
    ] {
        let mut world = World::new(Settings::default());
        world.storage.insert(StoreKey::HadChat, "x".to_owned());
        world.network.plan("/active", Fault::Says(status, body.to_owned()));
        world.reload();
        world.run(400);
        assert_eq!(world.phase(), Phase::Idle, "{status} {body}");
        assert!(!world.storage.contains_key(&StoreKey::HadChat), "{status} {body}");
    }
}

#[test]
fn an_empty_answer_does_not_take_away_the_chat_that_this_tab_had() {
    for body in ["", "{}", "null"] {
        let mut world = World::connected(Settings::default());
        world.send("before");
        world.run(1_000);
        world.network.plan("/active", Fault::Says(200, body.to_owned()));
        world.reload();
        world.run(10_000);
        assert_eq!(world.phase(), Phase::Connected, "{body:?}");
    }
}

#[test]
fn a_restored_session_looks_as_it_did() {
    let mut world = World::connected(Settings::default());
    world.network.online = false;
    world.send("waiting");
    world.send("waiting too");
    world.intent(Intent::Draft { text: "dra".to_owned() });
    world.input(Input::Leaving);
    let mut config = world.config.clone();
    config.snapshot = world.session.snapshot();
    let restored = Session::new(config);
    assert_eq!(restored.snapshot(), world.session.snapshot());
    assert_eq!(restored.view().draft, "dra");
    let rows = restored.view().rows.iter().filter_map(|row| restored.row(row.id));
    let texts: Vec<String> = rows
        .filter_map(|row| match row.body {
            parlor_session::view::RowBody::Message(message) => Some(message.text),
            _ => None,
        })
        .collect();
    assert_eq!(texts, ["waiting", "waiting too"]);
}

#[test]
fn slices_change_their_revision_when_and_only_when_they_change() {
    let mut world = World::connected(Settings::default());
    let revisions = |world: &World| (world.session.view().status_revision, world.session.view().rows_revision);
    let before = revisions(&world);
    world.run(60_000);
    assert_eq!(revisions(&world), before, "empty polls change nothing");
    world.say("hi");
    world.run(500);
    assert_eq!(revisions(&world), (before.0, before.1 + 1));
}

#[test]
fn what_is_wrong_with_the_chat_is_announced_once_when_it_begins() {
    let mut world = World::new(Settings::default());
    for _ in 0..8 {
        world.network.plan("POST chats", Fault::Says(500, "{\"error_code\":\"5001\"}".to_owned()));
    }
    world.start();
    world.run(60_000);
    assert_eq!(world.phase(), Phase::Failed);
    let troubles: Vec<_> = world
        .announcements
        .iter()
        .filter_map(|line| match line {
            Announcement::Trouble { kind, .. } => Some(*kind),
            _ => None,
        })
        .collect();
    assert_eq!(troubles.last(), Some(&ProblemKind::Unavailable), "{troubles:?}");
    assert_eq!(troubles.len(), 1, "{troubles:?}");
}
