#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! Servers that answer with the same wrong thing again and again, or with less than the documents say: nothing waits for
//! ever, nothing is asked for in a circle, and what was said is shown as what it is.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::{Author, Settings};
use parlor_protocol::{Body, form::FormDefinition};
use parlor_session::{
    Input, Intent,
    effect::Notice,
    input::FileId,
    view::{CaseStage, FormStage, Phase, RowBody, SendState, Sender, SystemLine},
};

use crate::harness::{AGENT, Fault, START, World};

/// So often as anybody could ask.
const OFTEN: usize = 60;

fn always(world: &mut World, path: &str, fault: &Fault) {
    for _ in 0..OFTEN {
        world.network.plan(path, fault.clone());
    }
}

fn says(status: u16, body: &str) -> Fault {
    Fault::Says(status, body.to_owned())
}

/// How many requests with this in their address began since.
fn asked(world: &World, path: &str, since: u64) -> usize {
    world.requests.iter().filter(|(at, request)| *at >= since && request.path.contains(path)).count()
}

fn state_of(world: &World, text: &str) -> Option<SendState> {
    world.states().into_iter().find(|(shown, _)| shown == text).map(|(_, state)| state)
}

#[test]
fn a_message_that_the_server_can_never_take_fails_in_the_end_and_the_next_ones_go() {
    let mut world = World::connected(Settings::default());
    for _ in 0..6 {
        world.network.plan("POST /events", says(500, "{\"error_code\":\"5500\"}"));
    }
    world.send("poison");
    world.send("next");
    world.run(120_000);
    assert_eq!(state_of(&world, "poison"), Some(SendState::Failed));
    assert_eq!(state_of(&world, "next"), Some(SendState::Sent));
    // By hand it is tried anew.
    let row = world.messages().into_iter().find(|(_, message)| message.text == "poison").map(|(row, _)| row);
    world.intent(Intent::Retry { row: row.unwrap() });
    world.run(2_000);
    assert_eq!(state_of(&world, "poison"), Some(SendState::Sent));
}

#[test]
fn a_message_whose_taking_the_server_denies_each_time_is_sent_once() {
    let mut world = World::connected(Settings::default());
    for _ in 0..OFTEN {
        world.network.plan("POST /events", Fault::StatusAfter(500));
    }
    world.send("taken");
    world.run(60_000);
    assert_eq!(state_of(&world, "taken"), Some(SendState::Sent));
    let said = world.history(&world.chat_id());
    assert_eq!(said, [(Sender::Visitor, "taken".to_owned())]);
}

#[test]
fn no_outage_fails_a_message() {
    let mut world = World::connected(Settings::default());
    world.network.online = false;
    world.send("patience");
    world.run(600_000);
    assert_eq!(state_of(&world, "patience"), Some(SendState::Sending));
    world.network.online = true;
    world.run(30_000);
    assert_eq!(state_of(&world, "patience"), Some(SendState::Sent));
}

fn picture() -> Intent {
    Intent::SendFile { file: FileId(1), name: "a.png".to_owned(), size: 9, is_picture: true }
}

#[test]
fn bytes_that_the_server_can_never_take_do_not_travel_for_ever() {
    for (answer, most) in [("{\"error_code\":\"5500\"}", 6), ("<html>", 24)] {
        let mut world = World::connected(Settings::default());
        always(&mut world, "POST files", &says(500, answer));
        world.intent(picture());
        world.run(600_000);
        assert_eq!(state_of(&world, "a.png"), Some(SendState::Failed));
        assert_eq!(asked(&world, "files", 0), most, "{answer}");
    }
}

#[test]
fn an_outage_of_the_house_fails_no_file() {
    let mut world = World::connected(Settings::default());
    for _ in 0..10 {
        world.network.plan("POST files", Fault::Status(503));
    }
    world.intent(picture());
    world.run(60_000);
    assert_eq!(state_of(&world, "a.png"), Some(SendState::Sending));
    world.run(60_000);
    assert_eq!(state_of(&world, "a.png"), Some(SendState::Sent));
}

#[test]
fn where_nobody_can_know_whether_a_message_was_taken_the_visitor_decides_and_the_next_ones_go() {
    let mut world = World::connected(Settings::default());
    always(&mut world, "/history", &says(500, "<html>"));
    world.network.plan("POST /events", Fault::LostBefore);
    world.send("perhaps");
    world.send("for sure");
    world.run(60_000);
    assert_eq!(state_of(&world, "perhaps"), Some(SendState::Failed));
    assert_eq!(state_of(&world, "for sure"), Some(SendState::Sent));
}

#[test]
fn a_history_that_is_not_to_be_had_is_asked_for_seldom_and_said_once() {
    let mut world = World::connected(Settings::default());
    always(&mut world, "/history", &says(500, "<html>"));
    world.input(Input::Woke);
    world.run(20_000);
    let (since, told) = (world.now, world.notices.len());
    for number in 0..20 {
        world.say(&format!("line {number}"));
        world.run(3_000);
    }
    assert!(asked(&world, "/history", since) <= 5, "{}", asked(&world, "/history", since));
    let errors = world.notices[told..].iter().filter(|notice| matches!(notice, Notice::Error(_)));
    assert_eq!(errors.count(), 0);
    assert!(world.messages().iter().any(|(_, message)| message.text == "line 19"));
}

#[test]
fn an_end_that_is_answered_with_nothing_readable_stands_in_no_next_chats_way() {
    let mut world = World::connected(Settings::default());
    for _ in 0..10 {
        world.network.plan("POST /events", says(200, "OK"));
    }
    world.intent(Intent::End);
    world.run(20_000);
    world.start();
    world.run(2_000);
    assert_ne!(world.phase(), Phase::Starting);
}

#[test]
fn the_time_that_a_form_has_is_counted_once() {
    let event = format!(
        r#"[{{"event":"chat_session_form_show","form_request_id":"1","form_name":"Survey","form_timeout":60,"timestamp":"{}"}}]"#,
        START / 1000 - 600
    );
    let mut world = World::connected(Settings::default());
    world.input(Input::Forms(vec![FormDefinition { name: "Survey".to_owned(), ..FormDefinition::default() }]));
    for path in ["GET /events", "/history"] {
        world.network.plan(path, Fault::Says(200, event.clone()));
        world.input(Input::Woke);
        world.run(1_000);
        let (_, form) = world.forms().remove(0);
        assert_eq!(form.stage, FormStage::Open, "{path}");
        assert!(form.closes_at.is_some_and(|at| at.0 > world.now + 50_000), "{path}: {form:?}");
    }
}

#[test]
fn where_no_history_can_be_had_messages_come_and_go_all_the_same() {
    for wrong in [says(500, "<html>"), says(400, "{}"), says(200, "<html>"), says(405, "")] {
        let mut world = World::connected(Settings::default());
        always(&mut world, "/history", &wrong);
        world.network.plan("GET /events", says(400, "{\"error_code\":\"5509\"}"));
        world.input(Input::Woke);
        world.run(30_000);
        world.say("Are you there?");
        world.send("Yes");
        world.run(20_000);
        let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
        assert_eq!(texts, ["Are you there?", "Yes"], "{wrong:?}");
        assert_eq!(state_of(&world, "Yes"), Some(SendState::Sent), "{wrong:?}");
    }
}

#[test]
fn a_chat_that_goes_on_without_its_history_can_be_talked_in() {
    let mut world = World::connected(Settings::default());
    world.say("before");
    world.run(2_000);
    world.reload();
    always(&mut world, "/history", &says(500, ""));
    world.run(30_000);
    assert_eq!(world.phase(), Phase::Connected);
    world.say("after");
    world.send("I hear you");
    world.run(5_000);
    let told = world.history(&world.chat_id());
    assert!(told.contains(&(Sender::Visitor, "I hear you".to_owned())), "{told:?}");
    assert!(world.messages().iter().any(|(_, message)| message.text == "after"));
}

#[test]
fn what_cannot_be_read_is_not_asked_for_in_a_circle() {
    for body in ["{\"events\":{}}", "{\"events\":\"\"}", "{\"events\":[null]}"] {
        let mut world = World::connected(Settings::default());
        always(&mut world, "GET /events", &says(200, body));
        let since = world.now;
        world.input(Input::Woke);
        world.run(60_000);
        assert!(asked(&world, "/events", since) <= 20, "{body}: {}", asked(&world, "/events", since));
        let lines = world.bodies().into_iter().filter(|(_, body)| *body == RowBody::System(SystemLine::Unreadable));
        assert!(lines.count() <= 20, "{body}");
    }
}

#[test]
fn patience_that_a_refused_poll_asks_for_outlasts_what_the_visitor_does() {
    let mut world = World::connected(Settings::default());
    world.network.plan("GET /events", Fault::Busy(60));
    world.input(Input::Woke);
    world.run(2_000);
    let since = world.now;
    world.send("hello");
    world.input(Input::Network { online: true });
    world.input(Input::Woke);
    world.run(50_000);
    let polls = world.requests.iter().filter(|(at, request)| {
        *at > since && request.body.is_none() && (request.path.contains("/events") || request.path.contains("/history"))
    });
    assert_eq!(polls.count(), 0);
    world.say("still here");
    world.run(15_000);
    assert!(world.messages().iter().any(|(_, message)| message.text == "still here"));
}

#[test]
fn a_form_that_is_asked_for_now_is_open_whatever_time_the_server_says_it_is() {
    let ask = |timeout: &str, at: u64| {
        format!(
            r#"[{{"event":"chat_session_form_show","form_request_id":"1","form_name":"Survey","form_timeout":{timeout},"timestamp":"{at}"}}]"#
        )
    };
    for (timeout, at) in [("\"60\"", 1_614_718_748), ("60", START / 1000 - 61), ("0", START / 1000)] {
        let mut world = World::connected(Settings::default());
        world.input(Input::Forms(vec![FormDefinition { name: "Survey".to_owned(), ..FormDefinition::default() }]));
        world.network.plan("GET /events", Fault::Says(200, ask(timeout, at)));
        world.input(Input::Woke);
        world.run(1_000);
        let stages: Vec<FormStage> = world.forms().into_iter().map(|(_, form)| form.stage).collect();
        assert_eq!(stages, [FormStage::Open], "{timeout} {at}");
    }
}

#[test]
fn two_messages_of_one_id_and_one_time_are_both_shown_and_stay_so() {
    let at = START / 1000;
    let message = |msg: &str, time: &str| {
        format!(r#"{{"event":"chat_session_message","party_id":"bot","msg_id":"0","msg":"{msg}"{time}}}"#)
    };
    for time in [format!(r#","timestamp":"{at}""#), String::new()] {
        let mut world = World::connected(Settings::default());
        let both = format!("[{},{}]", message("Welcome", &time), message("Please wait", &time));
        for path in ["GET /events", "/history", "/history"] {
            world.network.plan(path, Fault::Says(200, both.clone()));
            world.input(Input::Woke);
            world.run(1_000);
            let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
            assert_eq!(texts, ["Welcome", "Please wait"], "{path} {time}");
        }
    }
}

#[test]
fn a_success_that_is_somebody_elses_page_is_no_success() {
    let page = says(200, "<html>log in</html>");
    // A case is not closed.
    let mut world = World::connected(Settings::default());
    world.say_as(AGENT, Body::CaseSet { case_id: "c-1".to_owned() });
    world.run(1_000);
    world.case = (200, "<html>log in</html>".to_owned());
    world.intent(Intent::CloseCase);
    world.run(5_000);
    assert_ne!(world.session.view().status.case, Some(CaseStage::Closed));
    // An end is told again until it is heard.
    let mut world = World::connected(Settings::default());
    let chat_id = world.chat_id();
    world.network.plan("POST /events", page.clone());
    world.network.plan("POST /events", page);
    world.intent(Intent::End);
    world.run(30_000);
    let entries = world.center.conversation(&chat_id).unwrap().entries();
    assert!(entries.iter().any(|entry| entry.event.body == Body::Disconnect), "the agent does not wait");
}

#[test]
fn the_visitors_own_joining_is_no_agents() {
    let mut world = World::new(Settings::default());
    world.start();
    world.run(1_000);
    let chat_id = world.chat_id();
    let joined = format!(
        r#"[{{"event":"chat_session_party_joined","party_id":"{chat_id}","type":"external","display_name":"Bob"}}]"#
    );
    world.network.plan("GET /events", Fault::Says(200, joined));
    world.input(Input::Woke);
    world.run(1_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert!(world.session.view().status.agent.is_none() && world.bodies().is_empty(), "{:?}", world.bodies());
}

#[test]
fn a_history_of_an_agent_who_left_does_not_end_the_wait_for_the_next_one() {
    let mut world = World::connected(Settings::default());
    world.leave(AGENT);
    let chat_id = world.chat_id();
    drop(world.center.queue(world.now, &chat_id, None));
    world.run(2_000);
    assert_eq!(world.phase(), Phase::Queued);
    world.input(Input::Woke);
    world.run(2_000);
    assert_eq!(world.phase(), Phase::Queued, "read once more");
    world.reload();
    world.run(2_000);
    assert_eq!(world.phase(), Phase::Queued, "on a later page");
    world.join("agent-2", "Ben");
    world.run(1_000);
    assert_eq!(world.phase(), Phase::Connected);
}

#[test]
fn a_file_that_comes_back_without_a_party_is_the_visitors_own_still() {
    let mut world = World::connected(Settings::default());
    world.intent(picture());
    world.run(3_000);
    let chat_id = world.chat_id();
    let entries = world.center.conversation(&chat_id).unwrap().entries();
    let sent = entries.iter().rev().find(|entry| entry.author == Author::Visitor).unwrap();
    let Body::File(file) = &sent.event.body else { unreachable!("the file was sent") };
    let echo = format!(
        r#"[{{"event":"chat_session_file","file_id":"{}","file_name":"a.png","file_type":"image","msg_id":"{}"}}]"#,
        file.file_id,
        file.msg_id.as_deref().unwrap()
    );
    world.network.plan("GET /events", Fault::Says(200, echo));
    world.input(Input::Woke);
    world.run(1_000);
    let senders: Vec<Sender> = world.messages().into_iter().map(|(_, message)| message.sender).collect();
    assert_eq!(senders, [Sender::Visitor]);
}

#[test]
fn what_the_center_said_without_an_id_stays_the_centers_when_the_history_tells_it_again() {
    let mut world = World::connected(Settings::default());
    let event = format!(r#"[{{"event":"chat_session_message","msg":"Welcome","timestamp":{START}}}]"#);
    for path in ["GET /events", "/history"] {
        world.network.plan(path, Fault::Says(200, event.clone()));
        world.input(Input::Woke);
        world.run(1_000);
        assert_eq!(world.transcript(), [(Sender::System, "Welcome".to_owned())], "{path}");
    }
}

#[test]
fn a_place_of_an_attachment_is_not_shown_as_a_tag() {
    let mut world = World::connected(Settings::default());
    let event = r#"[{"event":"chat_session_message","party_id":"agent-1","msg_id":"2",
        "msg":"See <attachment id=\"1\"></attachment>here","attachments":[{"id":"1","content_type":"other","name":"Plan"}]}]"#;
    world.network.plan("GET /events", Fault::Says(200, event.to_owned()));
    world.input(Input::Woke);
    world.run(1_000);
    let texts: Vec<String> = world.messages().into_iter().map(|(_, message)| message.text).collect();
    assert_eq!(texts, ["See here\nPlan"]);
}
