//! Messages of the visitor's on their way: in order, exactly once, or visibly failed.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::codec::TimeUnit;
use parlor_session::{
    Effect, Input, Intent, Millis,
    effect::{Announcement, StoreKey},
    problem::ProblemKind,
    view::{Connection, SendState, Sender},
};

use crate::harness::{AGENT, Fault, World, all_settings};

fn sent(world: &World) -> Vec<String> {
    let history = world.history(&world.chat_id()).into_iter();
    history.filter(|(sender, _)| *sender == Sender::Visitor).map(|(_, text)| text).collect()
}

#[test]
fn what_is_submitted_is_kept_before_it_is_sent() {
    let mut world = World::connected(Settings::default());
    let input = Input::Intent(Intent::Send { text: "keep me".to_owned() });
    let effects = world.session.handle(Millis(world.now), input);
    let stored = effects.iter().position(|effect| {
        matches!(effect, Effect::Store { key: StoreKey::Session, value: Some(text) } if text.contains("keep me"))
    });
    let posted = effects.iter().position(|effect| matches!(effect, Effect::Http(request) if request.body.is_some()));
    assert!(stored.is_some() && posted.is_some() && stored < posted, "{effects:?}");
}

#[test]
fn after_a_lost_answer_the_history_is_read_before_anything_is_sent_again() {
    for settings in all_settings() {
        for fault in [
            Fault::LostBefore,
            Fault::LostAfter,
            Fault::Swallowed,
            Fault::Status(502),
            Fault::StatusAfter(504),
            Fault::Truncated,
            Fault::Says(200, "<html>log in</html>".to_owned()),
            Fault::Says(400, "{\"error_code\":\"5000\"}".to_owned()),
        ] {
            let mut world = World::connected(settings.clone());
            // Twins: the words alone do not tell them apart.
            world.send("hello?");
            world.run(2_000);
            world.network.plan("POST /events", fault.clone());
            world.send("hello?");
            world.send("hello?");
            world.run(40_000);
            assert_eq!(sent(&world), ["hello?"; 3], "{fault:?} {settings:?}");
            assert!(world.states().iter().all(|(_, state)| *state == SendState::Sent), "{fault:?} {settings:?}");
            assert_eq!(world.states().len(), 3);
        }
    }
}

#[test]
fn twins_are_told_apart_across_a_reload() {
    for settings in all_settings() {
        for fault in [Fault::LostAfter, Fault::LostBefore] {
            let mut world = World::connected(settings.clone());
            world.send("hello?");
            world.run(2_000);
            world.network.plan("POST /events", fault.clone());
            world.send("hello?");
            world.run(100);
            world.reload();
            world.run(20_000);
            assert_eq!(sent(&world), ["hello?"; 2], "{fault:?} {settings:?}");
            assert_eq!(world.states().len(), 2, "{fault:?} {settings:?}");
        }
    }
}

#[test]
fn a_refused_message_fails_alone_and_those_behind_it_go_on() {
    for (status, body) in [(400, "{\"error_code\":\"5003\"}"), (413, ""), (403, "<html>blocked</html>"), (422, "x")] {
        let mut world = World::connected(Settings::default());
        world.network.plan("POST /events", Fault::Says(status, body.to_owned()));
        let command = world.command(Intent::Send { text: "bad".to_owned() });
        world.send("good");
        world.run(5_000);
        assert_eq!(sent(&world), ["good"]);
        let expected = [("bad".to_owned(), SendState::Failed), ("good".to_owned(), SendState::Sent)];
        assert_eq!(world.states(), expected);
        assert!(world.settled[&command].is_err());
        assert!(world.announcements.contains(&Announcement::Failed));
        let bad = world.messages()[0].0;
        world.intent(Intent::Retry { row: bad });
        world.run(5_000);
        assert_eq!(sent(&world), ["good", "bad"]);
        assert_eq!(world.transcript(), world.history(&world.chat_id()));
        assert_eq!(world.messages()[1].0, bad, "the row keeps its id");
    }
}

#[test]
fn a_failed_message_can_be_thrown_away() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST /events", Fault::Says(400, String::new()));
    world.send("bad");
    world.run(5_000);
    let row = world.messages()[0].0;
    world.intent(Intent::Discard { row });
    assert!(world.messages().is_empty());
    assert!(world.session.row(row).is_none());
    world.reload();
    world.run(5_000);
    assert!(world.messages().is_empty());
}

#[test]
fn trouble_of_the_network_never_fails_a_message() {
    let mut world = World::connected(Settings::default());
    world.network.online = false;
    world.input(Input::Network { online: false });
    assert_eq!(world.session.view().status.connection, Connection::Offline);
    for text in ["one", "two", "three"] {
        world.send(text);
    }
    world.run(600_000);
    assert!(world.states().iter().all(|(_, state)| *state == SendState::Sending));
    world.network.online = true;
    world.input(Input::Network { online: true });
    world.run(1_500);
    assert_eq!(sent(&world), ["one", "two", "three"]);
    assert_eq!(world.session.view().status.connection, Connection::Live);
}

#[test]
fn a_server_that_asks_for_patience_gets_it() {
    let mut world = World::connected(Settings::default());
    let posts = |world: &World| world.requests.iter().filter(|(_, request)| request.body.is_some()).count();
    let before = posts(&world);
    world.network.plan("POST /events", Fault::Status(429));
    world.send("one");
    world.run(30_000);
    assert_eq!(posts(&world), before + 2);
    assert_eq!(sent(&world), ["one"]);
}

#[test]
fn own_echoes_in_seconds_and_renumbered_are_one_row() {
    for renumber in [false, true] {
        let settings = Settings { echo_own: true, renumber, timestamps: TimeUnit::Seconds, ..Settings::default() };
        let mut world = World::connected(settings);
        world.send("one");
        world.send("one");
        let rows: Vec<_> = world.messages().into_iter().map(|(id, _)| id).collect();
        world.run(3_000);
        world.input(Input::Woke);
        world.run(3_000);
        assert_eq!(world.messages().into_iter().map(|(id, _)| id).collect::<Vec<_>>(), rows);
        assert_eq!(sent(&world), ["one", "one"]);
    }
}

#[test]
fn an_own_message_is_known_by_its_id_whoever_the_server_says_it_is_from() {
    let mut world = World::connected(Settings::default());
    world.send("hello");
    world.run(1_000);
    let chat_id = world.chat_id();
    for party in ["", r#","party_id":"somebody""#, &format!(r#","party_id":"{}""#, chat_id.to_uppercase())] {
        let echo = format!(r#"[{{"event":"chat_session_message","msg_id":"{chat_id}:1","msg":"hello"{party}}}]"#);
        world.network.plan("GET /events", Fault::Says(200, echo));
        world.input(Input::Woke);
        world.run(1_000);
        assert_eq!(world.transcript(), [(Sender::Visitor, "hello".to_owned())], "{party}");
    }
}

#[test]
fn crossing_messages_end_in_the_servers_order() {
    let mut world = World::connected(Settings::default());
    world.network.latency = 100;
    world.send("question");
    world.say("by the way");
    world.run(10_000);
    assert_eq!(world.transcript(), world.history(&world.chat_id()));
}

#[test]
fn typing_is_told_every_three_seconds_at_most_and_its_words_only_where_allowed() {
    for send_draft in [false, true] {
        let mut world = World::connected(Settings::default());
        world.config.send_draft = send_draft;
        world.reload();
        world.run(3_000);
        let typings = |world: &World| -> Vec<String> {
            let requests = world.requests.iter().filter_map(|(_, request)| request.body.clone());
            requests.filter(|body| body.contains("typing\"")).collect()
        };
        for keystroke in 1..=60 {
            world.intent(Intent::Draft { text: "x".repeat(keystroke) });
            world.run(100);
        }
        let told = typings(&world);
        assert!((2..=3).contains(&told.len()), "{told:?}");
        assert_eq!(told.iter().any(|body| body.contains("xx")), send_draft, "{told:?}");
        world.run(20_000);
        assert!(typings(&world).last().is_some_and(|body| body.contains("chat_session_not_typing")));
        let count = typings(&world).len();
        world.run(60_000);
        assert_eq!(typings(&world).len(), count, "silence is told once");
    }
}

#[test]
fn ticks_follow_the_agents_receipts_and_never_go_back() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        world.send("one");
        world.run(2_000);
        let chat_id = world.chat_id();
        let msg_id = world.center.conversation(&chat_id).and_then(|chat| {
            chat.entries().iter().find_map(|entry| match &entry.event.body {
                parlor_protocol::Body::Message(message) => message.msg_id.clone(),
                _ => None,
            })
        });
        let ref_msg_id = msg_id.unwrap_or_default();
        // A renumbered id is only known from the history or an echo.
        world.input(Input::Woke);
        world.run(2_000);
        world.say_as(AGENT, parlor_protocol::Body::MessageRead { ref_msg_id: ref_msg_id.clone() });
        world.run(1_000);
        assert_eq!(world.states()[0].1, SendState::Read);
        world.say_as(AGENT, parlor_protocol::Body::MessageDelivered { ref_msg_id });
        world.say_as(AGENT, parlor_protocol::Body::MessageRead { ref_msg_id: "nobody's".to_owned() });
        world.run(1_000);
        assert_eq!(world.states()[0].1, SendState::Read);
    }
}

#[test]
fn receipts_find_their_message_after_a_reload_whether_they_came_before_it_or_later() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        world.send("one");
        world.send("two");
        world.run(2_000);
        let chat_id = world.chat_id();
        let entries = world.center.conversation(&chat_id).map(|chat| chat.entries().to_vec()).unwrap_or_default();
        let ids: Vec<String> = entries
            .iter()
            .filter(|entry| matches!(entry.event.body, parlor_protocol::Body::Message(_)))
            .filter_map(|entry| entry.known_as().map(str::to_owned))
            .collect();
        world.say_as(AGENT, parlor_protocol::Body::MessageRead { ref_msg_id: ids[0].clone() });
        world.run(1_000);
        world.reload();
        world.run(2_000);
        assert_eq!(world.states()[0], ("one".to_owned(), SendState::Read));
        assert_eq!(world.states()[1], ("two".to_owned(), SendState::Sent));
        world.say_as(AGENT, parlor_protocol::Body::MessageRead { ref_msg_id: ids[1].clone() });
        world.run(5_000);
        assert_eq!(world.states()[1], ("two".to_owned(), SendState::Read));
    }
}

#[test]
fn a_message_at_the_moment_of_the_end_is_not_lost() {
    let mut world = World::connected(Settings::default());
    world.close();
    world.run(500);
    world.send("wait!");
    assert_eq!(world.states(), [("wait!".to_owned(), SendState::Failed)]);
    assert_eq!(world.session.view().status.unsent, 1);
    let problem = world.messages()[0].1.problem.clone();
    assert_eq!(problem.map(|problem| problem.kind), Some(ProblemKind::ChatGone));
    world.intent(Intent::StartAgain { resend: true });
    world.run(5_000);
    assert_eq!(sent(&world), ["wait!"]);
}
