//! After the visitor has left: the scenario may ask how it was, and nothing is left running.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{Body, event::Answers};
use parlor_session::{
    Input, Intent,
    view::{FormStage, Phase},
};

use crate::harness::{AGENT, Fault, World, all_settings};

fn surveying(settings: Settings) -> World {
    let settings = Settings { survey: Some("survey_form".to_owned()), linger: 300_000, ..settings };
    let mut world = World::connected(settings);
    world.input(Input::Forms(Vec::new()));
    world
}

fn stage(world: &World) -> Option<FormStage> {
    world.forms().first().map(|(_, view)| view.stage)
}

fn rate(world: &mut World) {
    let row = world.forms()[0].0;
    world.intent(Intent::Answer { row, answers: vec![("helpful".to_owned(), "10".to_owned())] });
}

/// The survey's answers that the server has of the first chat.
fn ratings(world: &World) -> usize {
    let chats = world.center.conversations().flat_map(parlor_conversation::Conversation::entries);
    let rated = chats.filter(
        |entry| matches!(&entry.event.body, Body::FormData(data) if matches!(&data.data, Answers::Fields(fields) if !fields.is_empty())),
    );
    rated.count()
}

fn is_quiet(world: &mut World) -> bool {
    let before = world.requests.len();
    world.run(600_000);
    world.requests.len() == before && world.session.next_deadline().is_none()
}

#[test]
fn who_leaves_is_asked_how_it_was_and_the_answer_arrives_once() {
    for settings in all_settings() {
        let mut world = surveying(settings);
        world.intent(Intent::End);
        assert_eq!(world.phase(), Phase::Ended, "for the visitor it is over at once");
        world.run(2_000);
        assert_eq!(stage(&world), Some(FormStage::Open));
        assert!(world.session.view().status.takes_forms);
        rate(&mut world);
        world.run(20_000);
        assert_eq!((stage(&world), ratings(&world)), (Some(FormStage::Answered), 1));
        assert!(!world.session.view().status.takes_forms);
        assert!(is_quiet(&mut world));
        assert_eq!(world.requests_after_end, []);
        assert!(world.most_polls <= 1);
    }
}

#[test]
fn where_nothing_is_asked_all_is_quiet_soon() {
    let mut world = World::connected(Settings::default());
    world.intent(Intent::End);
    world.run(2_000);
    assert!(!world.session.view().status.takes_forms && is_quiet(&mut world));
    // A scenario that keeps the session and asks nothing.
    let mut world = World::connected(Settings { linger: 3_600_000, ..Settings::default() });
    world.intent(Intent::End);
    world.run(31_000);
    assert!(!world.session.view().status.takes_forms && is_quiet(&mut world));
}

#[test]
fn a_survey_that_nobody_answers_closes_with_the_session_or_after_ten_minutes() {
    let mut world = surveying(Settings::default());
    world.intent(Intent::End);
    world.run(301_000);
    assert_eq!(stage(&world), Some(FormStage::Closed));
    assert!(is_quiet(&mut world));
    let mut world =
        World::connected(Settings { linger: 3_600_000, survey: Some("survey_form".to_owned()), ..Settings::default() });
    world.input(Input::Forms(Vec::new()));
    world.intent(Intent::End);
    world.run(640_000);
    assert_eq!(stage(&world), Some(FormStage::Closed));
    assert!(is_quiet(&mut world));
}

#[test]
fn a_new_chat_is_a_new_one_even_while_the_old_one_still_asks() {
    for late in [false, true] {
        let mut world = surveying(Settings::default());
        let first = world.chat_id();
        if late {
            world.network.plan("POST /events", Fault::Swallowed);
        }
        world.intent(Intent::End);
        world.run(if late { 100 } else { 2_000 });
        world.intent(Intent::StartAgain { resend: false });
        world.run(10_000);
        assert!(matches!(world.phase(), Phase::Queued));
        assert_ne!(world.chat_id(), first);
        assert!(world.center.conversation(&first).is_some_and(parlor_conversation::Conversation::is_ended));
        assert_eq!(world.forms().len(), 0);
        world.join(AGENT, "Ann Lee");
        world.say("hello");
        world.run(2_000);
        assert_eq!(world.session.view().unread, 1);
    }
}

#[test]
fn an_answer_whose_fate_is_unknown_is_looked_for_after_the_end_too() {
    for fault in [Fault::LostBefore, Fault::Status(502), Fault::LostAfter] {
        let mut world = surveying(Settings::default());
        world.intent(Intent::End);
        world.run(2_000);
        world.network.plan("POST /events", fault.clone());
        rate(&mut world);
        world.run(60_000);
        assert_eq!((stage(&world), ratings(&world)), (Some(FormStage::Answered), 1), "{fault:?}");
        assert!(is_quiet(&mut world));
    }
}

#[test]
fn a_visitor_whom_nobody_answered_is_asked_nothing() {
    let mut world = World::new(Settings { survey: Some("survey_form".to_owned()), ..Settings::default() });
    world.start();
    world.run(1_000);
    world.intent(Intent::End);
    world.run(5_000);
    assert!(world.forms().is_empty() && is_quiet(&mut world));
}

#[test]
fn the_next_chat_is_a_new_one_after_a_survey_that_was_left_alone() {
    for leaves in [false, true] {
        let long = Settings { linger: 3_600_000, survey: Some("survey_form".to_owned()), ..Settings::default() };
        let mut world = World::connected(long);
        world.input(Input::Forms(Vec::new()));
        let first = world.chat_id();
        world.intent(Intent::End);
        world.run(2_000);
        if leaves {
            world.input(Input::Leaving);
            world.run(1_000);
            world.reload();
            world.run(1_000);
        } else {
            world.run(640_000);
        }
        world.start();
        world.run(10_000);
        assert_eq!(world.phase(), Phase::Queued, "leaves: {leaves}");
        assert_ne!(world.chat_id(), first);
    }
}

#[test]
fn what_is_asked_after_the_end_is_looked_for_once_the_server_knows_of_the_end() {
    let mut world = World::connected(Settings::default());
    let ended = world.now;
    world.intent(Intent::End);
    world.run(5_000);
    let when = |part: &str| {
        let mut requests = world.requests.iter().filter(|(at, _)| *at >= ended);
        let is_it = |body: &Option<String>| body.as_ref().is_some_and(|body| body.contains(part));
        requests.find(|(_, request)| request.path.contains(part) || is_it(&request.body)).map(|(at, _)| *at)
    };
    let answered = when("chat_session_disconnect").map(|at| at + 2 * world.network.latency);
    assert!(answered.is_some() && when("/history") >= answered, "{answered:?} {:?}", when("/history"));
}
