//! Secure forms: what is filled in leaves by one request and stays nowhere.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{
    Body,
    event::{Answers, FormData},
    form::{FieldDefinition, FormDefinition},
};
use parlor_session::{
    Input, Intent,
    effect::Notice,
    problem::ProblemKind,
    view::{FormStage, FormView},
};

use crate::harness::{AGENT, Fault, World, all_settings};

const SECRET: &str = "4111111111111111";

fn world(settings: Settings) -> World {
    let mut world = World::connected(settings);
    world.input(Input::Forms(vec![card()]));
    world
}

fn card() -> FormDefinition {
    let field = FieldDefinition { name: "card_number".to_owned(), ..FieldDefinition::default() };
    FormDefinition { id: "17".to_owned(), name: "Card".to_owned(), fields: vec![field], ..FormDefinition::default() }
}

fn ask(world: &mut World, request: &str, form_id: &str) {
    let (form_request_id, form_id) = (request.to_owned(), form_id.to_owned());
    world.say_as(AGENT, Body::SecureFormShow { form_request_id, form_id, form_name: None });
    world.run(500);
}

fn only(world: &World) -> FormView {
    let forms = world.forms();
    assert_eq!(forms.len(), 1, "{forms:?}");
    forms[0].1.clone()
}

fn fill(world: &mut World) {
    let row = world.forms()[0].0;
    world.intent(Intent::Answer { row, answers: vec![("card_number".to_owned(), SECRET.to_owned())] });
}

/// Everything that the session holds, keeps or has told, but for the requests.
fn traces(world: &World) -> String {
    let view = world.session.view();
    let rows: Vec<_> = view.rows.iter().filter_map(|key| world.session.row(key.id)).collect();
    format!("{:?} {:?} {:?} {:?} {:?}", world.storage, world.notices, world.announcements, view.status, rows)
}

/// The bodies that hold the secret.
fn bodies(world: &World) -> usize {
    let bodies = world.requests.iter().filter_map(|(_, request)| request.body.as_ref());
    bodies.filter(|body| body.contains(SECRET)).count()
}

fn history(world: &World) -> Vec<Body> {
    let chat_id = world.chat_id();
    let Some(chat) = world.center.conversation(&chat_id) else { return Vec::new() };
    chat.entries().iter().map(|entry| entry.event.body.clone()).collect()
}

fn states(world: &World) -> Vec<(&'static str, &'static str)> {
    let notices = world.notices.iter();
    notices
        .filter_map(|notice| match notice {
            Notice::Form { kind, state, .. } => Some((*kind, *state)),
            _ => None,
        })
        .collect()
}

#[test]
fn what_is_filled_in_leaves_once_and_stays_nowhere() {
    for settings in all_settings() {
        let mut world = world(settings);
        ask(&mut world, "7", "17");
        fill(&mut world);
        fill(&mut world);
        world.run(30_000);
        assert_eq!(bodies(&world), 1);
        assert!(!traces(&world).contains(SECRET), "{}", traces(&world));
        assert_eq!(only(&world).stage, FormStage::Answered);
        assert_eq!(states(&world), [("secure", "shown"), ("secure", "answered")]);
        let told = FormData { form_request_id: "7".to_owned(), form_name: String::new(), data: Answers::default() };
        assert!(history(&world).contains(&Body::SecureFormData(told)), "that it was answered is in the history");
        world.reload();
        world.input(Input::Forms(vec![card()]));
        world.run(30_000);
        assert_eq!(only(&world).stage, FormStage::Answered, "and after a reload it is not asked again");
    }
}

#[test]
fn a_server_whose_history_is_silent_about_it_does_not_bring_the_form_back() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "17");
    fill(&mut world);
    world.run(1_000);
    let snapshot = world.session.snapshot().unwrap_or_default();
    assert!(snapshot.contains("\"secure\":{\"7\""), "{snapshot}");
    assert!(!snapshot.contains(SECRET));
}

#[test]
fn what_could_not_be_sent_is_not_kept_and_can_be_filled_in_again() {
    for fault in [Fault::LostBefore, Fault::LostAfter, Fault::Status(502)] {
        let mut world = world(Settings::default());
        ask(&mut world, "7", "17");
        let before = only(&world).emptied;
        world.network.plan("POST /events", fault.clone());
        fill(&mut world);
        world.run(30_000);
        let view = only(&world);
        assert_eq!(bodies(&world), 1, "{fault:?}: it is never sent by itself again");
        assert!(!traces(&world).contains(SECRET));
        if matches!(fault, Fault::LostAfter) {
            assert_eq!(view.stage, FormStage::Answered, "the history tells that it arrived");
            continue;
        }
        assert_eq!(view.stage, FormStage::Open, "{fault:?}");
        assert!(view.problem.is_some() && view.emptied > before);
        fill(&mut world);
        world.run(10_000);
        assert_eq!((bodies(&world), only(&world).stage), (2, FormStage::Answered), "{fault:?}");
    }
}

#[test]
fn offline_it_is_not_even_tried_and_what_was_typed_may_stay() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "17");
    let before = only(&world).emptied;
    world.input(Input::Network { online: false });
    fill(&mut world);
    let view = only(&world);
    assert_eq!(view.problem.map(|problem| problem.kind), Some(ProblemKind::Offline));
    assert_eq!((bodies(&world), view.emptied), (0, before));
}

#[test]
fn half_a_minute_out_of_sight_empties_it_and_less_does_not() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "17");
    let before = only(&world).emptied;
    world.input(Input::Visible(false));
    world.run(29_000);
    world.input(Input::Visible(true));
    world.run(60_000);
    assert_eq!(only(&world).emptied, before);
    world.input(Input::Visible(false));
    world.run(30_001);
    assert_eq!(only(&world).emptied, before + 1);
    // A page that was frozen had no timers.
    world.input(Input::Visible(true));
    world.input(Input::Visible(false));
    world.now += 31_000;
    world.input(Input::Visible(true));
    assert_eq!(only(&world).emptied, before + 3, "once by the timer that was late, once by the clock");
    world.input(Input::Leaving);
    assert_eq!(only(&world).emptied, before + 4);
}

#[test]
fn a_form_that_nobody_knows_is_answered_with_a_cancel() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "99");
    world.run(5_000);
    let cancel = Body::SecureFormCancel { form_request_id: "7".to_owned(), form_name: None };
    assert!(history(&world).contains(&cancel));
    assert_eq!(only(&world).stage, FormStage::Missing);
}

#[test]
fn the_visitor_may_give_it_up_and_the_agent_may_take_it_back() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "17");
    let row = world.forms()[0].0;
    world.intent(Intent::Skip { row });
    world.run(5_000);
    assert_eq!(only(&world).stage, FormStage::Skipped);
    world.reload();
    world.input(Input::Forms(vec![card()]));
    world.run(5_000);
    assert_eq!(only(&world).stage, FormStage::Skipped);
    ask(&mut world, "8", "17");
    world.say_as(AGENT, Body::SecureFormCancel { form_request_id: "8".to_owned(), form_name: None });
    world.run(1_000);
    let last = world.forms().pop().map(|(_, view)| view.stage);
    assert_eq!(last, Some(FormStage::Withdrawn));
    world.close();
    world.run(1_000);
    assert_eq!(world.forms().pop().map(|(_, view)| view.stage), Some(FormStage::Withdrawn));
}

#[test]
fn a_chat_that_ends_closes_the_form_and_empties_it() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "17");
    world.close();
    world.run(1_000);
    assert_eq!(only(&world).stage, FormStage::Closed);
    fill(&mut world);
    world.run(1_000);
    assert_eq!(bodies(&world), 0);
}

#[test]
fn the_end_waits_for_answers_that_are_on_their_way() {
    let mut world = world(Settings::default());
    ask(&mut world, "5", "17");
    fill(&mut world);
    world.intent(Intent::End);
    world.run(10_000);
    let history = history(&world);
    let place = |of: fn(&Body) -> bool| history.iter().position(of);
    let answered = place(|body| matches!(body, Body::SecureFormData(_)));
    assert!(answered.is_some() && answered < place(|body| matches!(body, Body::Disconnect)), "{history:?}");
}
