//! What agents say, whatever it comes by; and what hostile servers send.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{
    Body,
    event::{Party, PartyKind},
};
use parlor_session::{
    Input, Intent,
    effect::{Announcement, EndedBy, Notice},
    view::{MAX_ROWS, Phase, RowBody, SendState, Sender, SystemLine},
};

use crate::harness::{AGENT, Fault, START, World};

/// The next poll is answered with this.
fn poll_says(world: &mut World, status: u16, body: &str) {
    world.network.plan("GET /events", Fault::Says(status, body.to_owned()));
    world.input(Input::Woke);
    world.run(400);
}

#[test]
fn each_message_is_told_and_announced_once_by_whatever_it_comes() {
    let mut world = World::connected(Settings::default());
    world.announcements.clear();
    world.say("hello");
    world.run(500);
    world.input(Input::Woke);
    world.run(5_000);
    world.restart_server();
    world.run(20_000);
    let said = Announcement::Message { author: "Ann Lee".to_owned(), text: "hello".to_owned() };
    assert_eq!(world.announcements.iter().filter(|other| **other == said).count(), 1);
    assert_eq!(world.transcript(), [(Sender::Agent, "hello".to_owned())]);
}

#[test]
fn identical_messages_are_all_shown() {
    let mut world = World::connected(Settings::default());
    for _ in 0..3 {
        world.say("ok");
    }
    world.run(1_000);
    world.input(Input::Woke);
    world.run(5_000);
    assert_eq!(world.transcript(), vec![(Sender::Agent, "ok".to_owned()); 3]);
}

#[test]
fn events_that_a_poll_lost_come_by_the_history() {
    for fault in [Fault::LostAfter, Fault::Truncated, Fault::StatusAfter(500), Fault::Doubled] {
        let mut world = World::connected(Settings::default());
        world.input(Input::Leaving);
        world.say("one");
        world.say("two");
        world.network.plan("GET /events", fault.clone());
        world.input(Input::Woke);
        world.run(10_000);
        assert_eq!(world.transcript(), world.history(&world.chat_id()), "{fault:?}");
        assert_eq!(world.transcript().len(), 2, "{fault:?}");
    }
}

#[test]
fn a_burst_is_announced_as_a_number() {
    let mut world = World::connected(Settings::default());
    world.input(Input::Leaving);
    for _ in 0..5 {
        world.say("and another thing");
    }
    world.announcements.clear();
    world.input(Input::Woke);
    world.run(2_000);
    assert_eq!(world.announcements, [Announcement::Messages { count: 5 }]);
}

#[test]
fn joined_and_left_have_lines_for_people_and_none_for_the_scenario() {
    let mut world = World::connected(Settings::default());
    let bot = Party { display_name: Some("Robo".to_owned()), kind: PartyKind::Scenario, ..Party::default() };
    let chat_id = world.chat_id();
    assert!(world.center.join(world.now, &chat_id, "bot", bot).is_ok());
    world.say_as("bot", Body::Message(parlor_protocol::event::Message { msg: "beep".into(), ..Default::default() }));
    world.leave(AGENT);
    world.join(AGENT, "Ann Lee");
    world.input(Input::Woke);
    world.run(2_000);
    let lines: Vec<SystemLine> = world
        .bodies()
        .into_iter()
        .filter_map(|(_, body)| match body {
            RowBody::System(line) => Some(line),
            _ => None,
        })
        .collect();
    let name = || "Ann Lee".to_owned();
    assert_eq!(
        lines,
        [SystemLine::Joined { name: name() }, SystemLine::Left { name: name() }, SystemLine::Joined { name: name() }]
    );
    assert_eq!(world.messages()[0].1.sender, Sender::Bot);
    let agent = world.session.view().status.agent.clone();
    assert_eq!(agent.map(|agent| (agent.name, agent.initials, agent.present)), Some((name(), "AL".into(), true)));
}

#[test]
fn the_agents_typing_dies_after_six_seconds_and_with_their_message() {
    let mut world = World::connected(Settings::default());
    world.say_as(AGENT, Body::Typing { draft: None });
    world.run(300);
    assert!(world.session.view().status.typing.is_some());
    world.run(6_000);
    assert!(world.session.view().status.typing.is_none());
    world.say_as(AGENT, Body::Typing { draft: None });
    world.say("here");
    world.run(300);
    assert!(world.session.view().status.typing.is_none());
}

#[test]
fn delivered_is_told_on_receipt_and_read_when_seen() {
    let mut world = World::connected(Settings::default());
    world.say("one");
    world.say("two");
    world.run(2_000);
    let receipts =
        |world: &World| -> String { world.requests.iter().filter_map(|(_, request)| request.body.clone()).collect() };
    assert_eq!(receipts(&world).matches("message_delivered").count(), 2);
    assert_eq!(receipts(&world).matches("message_read").count(), 0);
    assert_eq!(world.session.view().unread, 2);
    world.intent(Intent::Watch(true));
    world.run(2_000);
    assert_eq!(receipts(&world).matches("message_read").count(), 2);
    assert_eq!(world.session.view().unread, 0);
    world.reload();
    world.intent(Intent::Watch(true));
    world.run(5_000);
    assert_eq!(receipts(&world).matches("message_read").count(), 2, "the history tells what was told");
}

#[test]
fn e12_one_divider_stands_before_the_first_unread_message() {
    let mut world = World::connected(Settings::default());
    world.intent(Intent::Watch(true));
    world.say("seen");
    world.run(500);
    world.intent(Intent::Watch(false));
    world.say("new");
    world.say("newer");
    world.run(500);
    let kinds: Vec<&str> = world
        .bodies()
        .iter()
        .map(|(_, body)| match body {
            RowBody::Message(message) if message.text == "seen" => "seen",
            RowBody::Message(_) => "message",
            RowBody::Form(_) => "form",
            RowBody::Cobrowse(_) => "cobrowse",
            RowBody::System(_) => "line",
            RowBody::Day => "day",
            RowBody::Unread => "unread",
        })
        .collect();
    assert_eq!(kinds, ["day", "line", "seen", "unread", "message", "message"]);
}

#[test]
fn messages_of_one_author_within_two_minutes_stand_together() {
    let mut world = World::connected(Settings::default());
    world.say("one");
    world.run(60_000);
    world.say("two");
    world.run(130_000);
    world.say("three");
    world.run(1_000);
    let flags: Vec<(bool, bool)> =
        world.messages().iter().map(|(_, message)| (message.first_of_group, message.last_of_group)).collect();
    assert_eq!(flags, [(true, false), (false, true), (true, true)]);
}

#[test]
fn a_new_day_has_a_divider() {
    let mut world = World::connected(Settings { abandoned_after: u64::MAX, ..Settings::default() });
    world.say("today");
    world.run(24 * 60 * 60_000);
    world.say("tomorrow");
    world.run(1_000);
    let days = world.bodies().into_iter().filter(|(_, body)| *body == RowBody::Day);
    assert_eq!(days.count(), 2);
}

#[test]
fn edits_and_deletions_change_the_row_that_they_are_about() {
    let mut world = World::connected(Settings::default());
    let event =
        |kind: &str, more: &str| format!("{{\"event\":\"chat_session_{kind}\",\"party_id\":\"agent-1\",{more}}}");
    let body = [
        event("message", "\"msg_id\":\"900\",\"msg\":\"helo\""),
        event("message", "\"msg_id\":\"902\",\"msg\":\"oops\""),
        event("message_edit", "\"ref_msg_id\":\"900\",\"msg\":\"hello\""),
        event("message_delete", "\"ref_msg_id\":\"902\""),
        event("message_delete", "\"ref_msg_id\":\"unknown\""),
    ]
    .join(",");
    poll_says(&mut world, 200, &format!("{{\"events\":[{body}]}}"));
    let seen: Vec<(String, bool, bool)> =
        world.messages().into_iter().map(|(_, message)| (message.text, message.edited, message.deleted)).collect();
    assert_eq!(seen, [("hello".to_owned(), true, false), (String::new(), false, true)]);
}

#[test]
fn one_poisonous_event_becomes_one_placeholder_and_loses_no_other() {
    let deep = ["[".repeat(200), "]".repeat(200)].concat();
    for poison in ["\"\\x\"".to_owned(), "1e400".to_owned(), deep] {
        let good = |n: u32| {
            format!(
                "{{\"event\":\"chat_session_message\",\"party_id\":\"agent-1\",\"msg_id\":\"p{n}\",\"msg\":\"good {n}\"}}"
            )
        };
        let bad = format!(
            "{{\"event\":\"chat_session_message\",\"party_id\":\"agent-1\",\"msg_id\":{poison},\"msg\":{poison}}}"
        );
        let body = format!("{{\"events\":[{},{bad},{}]}}", good(1), good(2));
        let mut world = World::connected(Settings::default());
        poll_says(&mut world, 200, &body);
        let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
        assert!(texts.contains(&"good 1".to_owned()) && texts.contains(&"good 2".to_owned()), "{poison}: {texts:?}");
        // The same in the history.
        world.network.plan("/history", Fault::Says(200, body.clone()));
        world.input(Input::Woke);
        world.run(1_000);
        let again: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
        assert_eq!(again, texts);
        let placeholders =
            world.bodies().into_iter().filter(|(_, body)| *body == RowBody::System(SystemLine::Unreadable));
        assert_eq!(placeholders.count(), 1, "{}", &poison[..poison.len().min(20)]);
    }
}

#[test]
fn hostile_answers_break_nothing() {
    let huge = format!(
        "{{\"events\":[{{\"event\":\"chat_session_message\",\"party_id\":\"x\",\"msg\":\"{}\",\"timestamp\":99999999999999999}}]}}",
        "<b>".repeat(3_500_000)
    );
    let name = format!(
        "{{\"events\":[{{\"event\":\"chat_session_party_joined\",\"party_id\":\"y\",\"display_name\":\"{}\"}}]}}",
        "n".repeat(65_536)
    );
    for body in [
        "<html>",
        "{\"events\":[{\"event\":",
        "{\"events\":5}",
        "{\"events\":[null,5,[],{}]}",
        "\"text\"",
        "{\"events\":[{\"event\":\"chat_session_message\",\"msg\":\"no party\",\"timestamp\":0}]}",
        "{\"events\":[{\"event\":\"chat_session_message\",\"party_id\":\"stranger\",\"msg\":{\"a\":1},\"msg_id\":7}]}",
        "{\"events\":[{\"event\":\"chat_session_status\",\"state\":\"dancing\",\"ewt\":-7}]}",
        "{\"events\":[{\"event\":\"chat_session_status\",\"state\":\"queued\",\"ewt\":\"soon\"}]}",
        "{\"events\":[{\"event\":\"chat_session_party_left\",\"party_id\":\"nobody\"}]}",
        "{\"events\":[{\"event\":\"chat_session_message_read\",\"ref_msg_id\":\"\",\"party_id\":\"z\"}]}",
        "{\"events\":[{\"event\":\"chat_session_tomorrow\",\"party_id\":\"z\"}]}",
        huge.as_str(),
        name.as_str(),
    ] {
        let mut world = World::connected(Settings::default());
        world.say("before");
        world.run(500);
        poll_says(&mut world, 200, body);
        world.run(20_000);
        world.send("still there?");
        world.run(10_000);
        world.say("yes");
        world.run(10_000);
        assert!(matches!(world.phase(), Phase::Queued | Phase::Connected), "{}", &body[..body.len().min(80)]);
        let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
        for text in ["before", "still there?", "yes"] {
            assert!(texts.contains(&text.to_owned()), "{}", &body[..body.len().min(80)]);
        }
        assert_eq!(texts.last().map(String::as_str), Some("yes"));
    }
}

#[test]
fn ten_thousand_messages_are_shown_a_stretch_at_a_time() {
    let mut world = World::connected(Settings::default());
    for number in 0..10_000 {
        world.say(&format!("message {number}"));
    }
    world.reload();
    world.run(5_000);
    let view = world.session.view();
    assert!((60..100).contains(&view.rows.len()), "{} rows are drawn at first", view.rows.len());
    assert_eq!((view.has_earlier, view.has_later), (true, false));
    assert_eq!(world.messages().last().map(|(_, message)| message.text.clone()), Some("message 9999".to_owned()));
    assert_eq!(world.announcements.last(), Some(&Announcement::HistoryLoaded { count: 10_000 }));
    let texts = |world: &World| world.messages().into_iter().map(|(_, message)| message.text).collect::<Vec<_>>();
    let mut shown = texts(&world);
    while world.session.view().has_earlier {
        world.intent(Intent::ShowEarlier);
        let earlier = texts(&world);
        assert!(world.session.view().rows.len() <= MAX_ROWS);
        assert!(earlier.contains(&shown[0]) && earlier[0] != shown[0], "the place is kept, and more is shown");
        shown = earlier;
    }
    let view = world.session.view();
    assert_eq!((view.has_earlier, view.has_later), (false, true));
    assert_eq!(world.messages().first().map(|(_, message)| message.text.clone()), Some("message 0".to_owned()));
    let before = world.session.view().rows.to_vec();
    world.say("one more");
    world.run(500);
    assert_eq!(world.session.view().rows, before, "what is read stays in place");
    while world.session.view().has_later {
        world.intent(Intent::ShowLater);
        let later = texts(&world);
        assert!(world.session.view().rows.len() <= MAX_ROWS);
        assert!(later.contains(&shown[shown.len() - 1]), "the place is kept");
        assert_ne!(later.last(), shown.last(), "more is shown");
        shown = later;
    }
    assert_eq!(shown.last().map(String::as_str), Some("one more"));
    for _ in 0..3 {
        world.intent(Intent::ShowEarlier);
    }
    world.intent(Intent::ShowLatest);
    assert_eq!(texts(&world).last().map(String::as_str), Some("one more"));
    assert!(world.session.view().rows.len() < 100, "as few as at first");
}

#[test]
fn a_day_between_any_two_messages_does_not_stop_the_way_up() {
    let mut world = World::connected(Settings::default());
    let said = |day: u64| {
        let at = START - (1_000 - day) * 24 * 60 * 60 * 1000;
        format!(r#"{{"event":"chat_session_message","party_id":"a","msg_id":"{day}","msg":"hi","timestamp":{at}}}"#)
    };
    let list: Vec<String> = (0..1_000).map(said).collect();
    world.reload();
    world.network.plan("/history", Fault::Says(200, format!("[{}]", list.join(","))));
    world.run(1_000);
    assert!(world.session.view().has_earlier);
    for _ in 0..40 {
        world.intent(Intent::ShowEarlier);
        assert!(world.session.view().rows.len() <= MAX_ROWS);
    }
    assert!(!world.session.view().has_earlier);
}

#[test]
fn what_earlier_messages_became_is_not_told_again_after_a_reload() {
    let mut world = World::connected(Settings::default());
    world.send("hello");
    world.run(2_000);
    world.reload();
    world.notices.clear();
    world.run(5_000);
    assert_eq!(world.messages().len(), 1);
    assert!(!world.notices.iter().any(|notice| matches!(notice, Notice::MessageState { .. })), "{:?}", world.notices);
}

#[test]
fn e25_an_inactivity_warning_is_shown_and_answered() {
    let settings =
        Settings { inactivity_warning: Some(60_000), inactivity_timeout: Some(120_000), ..Settings::default() };
    let mut world = World::connected(settings);
    world.run(70_000);
    assert!(world.session.view().status.warning.is_some());
    world.intent(Intent::StillHere);
    assert!(world.session.view().status.warning.is_none());
    world.run(55_000);
    assert_eq!(world.phase(), Phase::Connected, "the answer counted as activity");
    world.run(120_000);
    assert_eq!(world.phase(), Phase::Ended);
    assert_eq!(world.session.view().status.ended_by, Some(EndedBy::Inactivity));
}

#[test]
fn a_clock_that_is_wrong_or_set_back_stops_nothing() {
    let mut world = World::connected(Settings::default());
    world.say("one");
    world.run(1_000);
    // The visitor's clock, an hour back.
    let ahead = 3_600_000;
    world.now -= ahead;
    world.input(Input::Tick);
    world.send("two");
    world.run(30_000);
    world.say("three");
    world.run(2_000);
    let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
    assert_eq!(texts, ["one", "two", "three"]);
    assert!(world.now > START - ahead);
    assert!(world.states().iter().all(|(_, state)| *state == SendState::Sent));
}

fn said(world: &World) -> Vec<String> {
    world.messages().into_iter().map(|(_, message)| message.text).collect()
}

#[test]
fn a_deletion_that_names_no_party_is_carried_out() {
    let mut world = World::connected(Settings::default());
    let message = |id: &str, msg: &str| {
        format!(r#"{{"event":"chat_session_message","party_id":"agent-1","msg_id":"{id}","msg":"{msg}"}}"#)
    };
    poll_says(&mut world, 200, &format!("[{},{}]", message("2", "wrong"), message("4", "right")));
    poll_says(&mut world, 200, r#"[{"event":"chat_session_message_delete","ref_msg_id":"2"}]"#);
    let deleted: Vec<bool> = world.messages().into_iter().map(|(_, message)| message.deleted).collect();
    assert_eq!(deleted, [true, false]);
    poll_says(&mut world, 200, r#"[{"event":"chat_session_message_edit","ref_msg_id":4,"msg":"better"}]"#);
    assert_eq!(said(&world).last().map(String::as_str), Some("better"));
}

#[test]
fn messages_that_a_server_gives_the_same_id_are_all_shown() {
    let at = START / 1000;
    let message = |msg: &str, at: u64| {
        format!(r#"{{"event":"chat_session_message","party_id":"a","msg_id":"1","msg":"{msg}","timestamp":"{at}"}}"#)
    };
    let mut world = World::connected(Settings::default());
    let first = format!("[{},{}]", message("one", at + 1), message("two", at + 5));
    poll_says(&mut world, 200, &first);
    assert_eq!(said(&world), ["one", "two"]);
    poll_says(&mut world, 200, &format!("[{}]", message("three", at + 9)));
    let all = format!("[{},{},{}]", message("one", at + 1), message("two", at + 5), message("three", at + 9));
    world.network.plan("/history", Fault::Says(200, all));
    world.input(Input::Woke);
    world.run(1_000);
    assert_eq!(said(&world), ["one", "two", "three"], "and the history brings none again");
}

#[test]
fn a_message_without_a_party_stays_whose_it_was_when_the_history_tells_it_again() {
    let mut world = World::connected(Settings::default());
    let event = format!(r#"[{{"event":"chat_session_message","msg_id":"7","msg":"hi","timestamp":{START}}}]"#);
    poll_says(&mut world, 200, &event);
    world.network.plan("/history", Fault::Says(200, event));
    world.input(Input::Woke);
    world.run(1_000);
    assert_eq!(world.transcript(), [(Sender::System, "hi".to_owned())]);
}

#[test]
fn a_message_of_no_words_is_no_empty_bubble() {
    let mut world = World::connected(Settings::default());
    let event = |rest: &str| format!(r#"[{{"event":"chat_session_message","party_id":"agent-1"{rest}}}]"#);
    for rest in ["", r#","msg":"""#, r#","msg":null,"msg_id":"1""#, r#","msg":" ","msg_id":"2""#] {
        poll_says(&mut world, 200, &event(rest));
    }
    assert_eq!(said(&world), [""; 0]);
    poll_says(&mut world, 200, &event(r#","msg":"","msg_text":"plain","msg_id":"3""#));
    assert_eq!(said(&world), ["plain"]);
    poll_says(&mut world, 200, &event(r#","msg":"","msg_id":"4","attachments":[{"id":"a","content":{}}]"#));
    let lines =
        world.bodies().into_iter().filter(|(_, body)| matches!(body, RowBody::System(SystemLine::Unsupported { .. })));
    assert_eq!(lines.count(), 1, "a card must not pass unnoticed");
}

#[test]
fn a_success_that_calls_itself_error_zero_is_one() {
    let mut world = World::connected(Settings::default());
    for body in [r#"{"error_code":"0","error_message":"OK"}"#, "{\"error_code\":0}"] {
        poll_says(&mut world, 200, body);
        assert_eq!(world.session.view().status.connection, parlor_session::view::Connection::Live, "{body}");
    }
}

#[test]
fn an_error_behind_a_byte_order_mark_is_understood() {
    let mut world = World::connected(Settings::default());
    world.network.plan("/history", Fault::Says(200, "[]".to_owned()));
    poll_says(&mut world, 500, "\u{feff}{\"error_code\":\"5005\",\"error_message\":\"gone\"}");
    world.run(2_000);
    assert_eq!(world.phase(), Phase::Ended);
}

#[test]
fn a_storm_of_strangers_who_type_stops_nothing() {
    let mut world = World::connected(Settings::default());
    let typing = |n: u32| format!(r#"{{"event":"chat_session_typing","party_id":"stranger-{n}"}}"#);
    let list: Vec<String> = (0..60_000).map(typing).collect();
    poll_says(&mut world, 200, &format!("[{}]", list.join(",")));
    world.say("hello");
    world.run(500);
    assert_eq!(said(&world), ["hello"]);
}

#[test]
fn what_a_history_does_not_hold_yet_stays_behind_what_was_said_before_it() {
    let mut world = World::connected(Settings::default());
    let chat_id = world.chat_id();
    let at = START / 1000;
    let moves = format!(
        r#"{{"event":"chat_session_party_joined","party_id":"agent-1","display_name":"Ann Lee","type":"internal","timestamp":"{at}"}},
        {{"event":"chat_session_party_left","party_id":"agent-1","timestamp":"{}"}}"#,
        at + 4
    );
    let reads = |world: &mut World, events: String| {
        world.network.plan("/history", Fault::Says(200, format!("[{events}]")));
        world.input(Input::Woke);
        world.run(1_000);
    };
    world.send("one");
    world.run(1_000);
    // Older than what was just said, which comes to stand before the line.
    reads(&mut world, moves.clone());
    world.send("two");
    world.run(1_000);
    let one = format!(
        r#"{{"event":"chat_session_message","party_id":"{chat_id}","msg_id":"20","msg":"one","timestamp":"{}"}}"#,
        at + 5
    );
    reads(&mut world, [moves, one].join(","));
    assert_eq!(said(&world), ["one", "two"]);
}
