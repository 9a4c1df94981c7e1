//! Forms that the scenario or an agent asks for during a chat: shown once, answered exactly once, or visibly not.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{
    Body,
    event::{Answers, FormData, FormShow},
    form::{FieldDefinition, FormDefinition},
};
use parlor_session::{
    Input, Intent,
    effect::{Announcement, Notice},
    input::RowId,
    problem::ProblemKind,
    view::{FormStage, FormView},
};

use crate::harness::{AGENT, Fault, World, all_settings};

fn order_form() -> FormDefinition {
    let field = FieldDefinition { name: "number".to_owned(), ..FieldDefinition::default() };
    FormDefinition {
        name: "Order".to_owned(),
        title: "Your order".to_owned(),
        fields: vec![field],
        ..FormDefinition::default()
    }
}

/// A chat on a page that knows the form "Order".
fn world(settings: Settings) -> World {
    let mut world = World::connected(settings);
    world.input(Input::Forms(vec![order_form()]));
    world
}

fn ask(world: &mut World, request: &str, name: &str, seconds: Option<u64>) {
    world.say_as(
        AGENT,
        Body::FormShow(FormShow {
            form_request_id: request.to_owned(),
            form_name: name.to_owned(),
            form_timeout: seconds,
        }),
    );
    world.run(500);
}

fn number(value: &str) -> Vec<(String, String)> {
    vec![("number".to_owned(), value.to_owned())]
}

fn only(world: &World) -> (RowId, FormView) {
    let forms = world.forms();
    assert_eq!(forms.len(), 1, "{forms:?}");
    forms.into_iter().next().unwrap_or_else(|| unreachable!("there is one"))
}

fn stage(world: &World) -> FormStage {
    only(world).1.stage
}

fn fill(world: &mut World, value: &str) {
    let (row, _) = only(world);
    world.intent(Intent::Answer { row, answers: number(value) });
}

/// Every answer to a form that the server has, in order.
fn received(world: &World) -> Vec<FormData> {
    let chat_id = world.chat_id();
    let Some(chat) = world.center.conversation(&chat_id) else { return Vec::new() };
    chat.entries()
        .iter()
        .filter_map(|entry| match &entry.event.body {
            Body::FormData(data) => Some(data.clone()),
            _ => None,
        })
        .collect()
}

fn states(world: &World) -> Vec<&'static str> {
    let notices = world.notices.iter();
    notices
        .filter_map(|notice| match notice {
            Notice::Form { state, .. } => Some(*state),
            _ => None,
        })
        .collect()
}

#[test]
fn a_form_is_shown_and_its_answers_reach_the_server_once() {
    for settings in all_settings() {
        let mut world = world(settings);
        ask(&mut world, "7", "Order", None);
        let view = only(&world).1;
        assert_eq!(view.form.map(|form| form.title).as_deref(), Some("Your order"));
        assert_eq!(world.session.view().unread, 1, "it is unread until it is seen");
        fill(&mut world, "42");
        fill(&mut world, "42");
        world.run(30_000);
        let data = Answers::Fields(number("42"));
        let expected = FormData { form_request_id: "7".to_owned(), form_name: "Order".to_owned(), data };
        assert_eq!(received(&world), [expected]);
        let view = only(&world).1;
        assert_eq!((view.stage, view.answers), (FormStage::Answered, number("42")));
        assert_eq!(states(&world), ["shown", "answered"]);
    }
}

#[test]
fn answers_whose_fate_is_unknown_are_looked_for_before_they_are_sent_again() {
    for fault in [Fault::LostAfter, Fault::StatusAfter(504), Fault::LostBefore, Fault::Status(502)] {
        let mut world = world(Settings { drop_duplicates: false, ..Settings::default() });
        ask(&mut world, "7", "Order", None);
        world.network.plan("POST /events", fault.clone());
        fill(&mut world, "42");
        world.run(30_000);
        assert_eq!(received(&world).len(), 1, "{fault:?}");
        assert_eq!(stage(&world), FormStage::Answered, "{fault:?}");
    }
}

#[test]
fn answers_and_messages_arrive_in_the_order_in_which_they_were_sent() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", None);
    world.network.plan("POST /events", Fault::Status(503));
    world.send("before");
    fill(&mut world, "42");
    world.send("behind");
    world.run(30_000);
    let chat_id = world.chat_id();
    let own = world.center.conversation(&chat_id).map(|chat| {
        let entries = chat.entries().iter().filter(|entry| entry.event.party_id.as_deref() == Some(&*chat_id));
        entries
            .filter_map(|entry| match &entry.event.body {
                Body::Message(message) => Some(message.msg.clone()),
                Body::FormData(_) => Some("form".to_owned()),
                _ => None,
            })
            .collect::<Vec<_>>()
    });
    assert_eq!(own.unwrap_or_default(), ["before", "form", "behind"]);
}

#[test]
fn answers_that_the_server_refuses_can_be_given_again() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", None);
    world.network.plan("POST /events", Fault::Says(400, "{\"error_code\":5003}".to_owned()));
    fill(&mut world, "4?");
    world.run(1_000);
    let view = only(&world).1;
    assert_eq!((view.stage, view.problem.map(|problem| problem.kind)), (FormStage::Open, Some(ProblemKind::Refused)));
    fill(&mut world, "42");
    world.run(1_000);
    assert_eq!(received(&world).len(), 1);
    assert_eq!(stage(&world), FormStage::Answered);
}

#[test]
fn a_form_that_is_given_up_is_answered_with_nothing() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", None);
    let (row, _) = only(&world);
    world.intent(Intent::Skip { row });
    world.run(1_000);
    assert_eq!(received(&world)[0].data, Answers::Fields(Vec::new()));
    assert_eq!(stage(&world), FormStage::Skipped);
    assert_eq!(states(&world), ["shown", "cancelled"]);
}

#[test]
fn a_form_that_nobody_knows_is_answered_as_the_vendor_does() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Shoe size", None);
    world.run(1_000);
    assert_eq!(received(&world)[0].data, Answers::Text("Form not found".to_owned()));
    assert_eq!(stage(&world), FormStage::Missing);
    world.reload();
    world.input(Input::Forms(vec![order_form()]));
    world.run(2_000);
    assert_eq!(received(&world).len(), 1, "once");
    assert_eq!(stage(&world), FormStage::Missing);
}

#[test]
fn the_widgets_own_answer_does_not_take_a_warning_away() {
    let mut world =
        world(Settings { inactivity_warning: Some(60_000), inactivity_timeout: Some(600_000), ..Settings::default() });
    world.run(61_000);
    assert!(world.session.view().status.warning.is_some());
    ask(&mut world, "7", "Shoe size", None);
    world.run(1_000);
    assert_eq!(received(&world).len(), 1);
    assert!(world.session.view().status.warning.is_some(), "the visitor did nothing");
    ask(&mut world, "8", "Order", None);
    let (row, _) = world.forms().pop().unwrap_or_else(|| unreachable!("it was asked for"));
    world.intent(Intent::Answer { row, answers: number("42") });
    world.run(1_000);
    assert!(world.session.view().status.warning.is_none());
}

#[test]
fn a_form_waits_for_the_configuration() {
    let mut world = World::connected(Settings::default());
    ask(&mut world, "7", "Order", None);
    assert!(only(&world).1.form.is_none() && received(&world).is_empty());
    world.input(Input::Forms(vec![order_form()]));
    assert!(only(&world).1.form.is_some());
}

#[test]
fn a_survey_needs_no_configuration() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "MobileChatSurvey", None);
    assert!(only(&world).1.form.is_some_and(|form| form.fields.len() == 5));
    let kind = world.notices.iter().find_map(|notice| match notice {
        Notice::Form { kind, .. } => Some(*kind),
        _ => None,
    });
    assert_eq!(kind, Some("survey"));
}

#[test]
fn twenty_seconds_before_a_form_closes_the_visitor_is_told_and_then_it_is_closed() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", Some(60));
    let told = |world: &World| {
        let closes = |line: &&Announcement| matches!(line, Announcement::FormCloses { .. });
        world.announcements.iter().find(closes).cloned()
    };
    world.run(39_000);
    assert_eq!(told(&world), None);
    world.run(1_000);
    assert_eq!(told(&world), Some(Announcement::FormCloses { seconds: 20 }));
    world.run(20_000);
    assert_eq!(stage(&world), FormStage::Expired);
    assert!(world.announcements.contains(&Announcement::FormClosed));
    fill(&mut world, "too late");
    world.run(2_000);
    assert!(received(&world).is_empty(), "what is over is not answered");
}

#[test]
fn answers_that_were_sent_in_time_count_even_where_the_network_delays_them() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", Some(30));
    world.run(25_000);
    world.network.online = false;
    world.input(Input::Network { online: false });
    fill(&mut world, "42");
    world.run(10_000);
    assert_eq!(stage(&world), FormStage::Sending);
    world.network.online = true;
    world.input(Input::Network { online: true });
    world.run(20_000);
    assert_eq!(stage(&world), FormStage::Answered);
    assert_eq!(received(&world).len(), 1);
}

#[test]
fn what_was_filled_in_is_there_after_a_reload_until_it_is_sent() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", Some(600));
    let (row, _) = only(&world);
    world.intent(Intent::FormDraft { row, answers: number("4") });
    world.run(1_000);
    world.reload();
    world.input(Input::Forms(vec![order_form()]));
    world.run(2_000);
    let view = only(&world).1;
    assert_eq!((view.stage, view.draft), (FormStage::Open, number("4")));
    assert!(view.closes_at.is_some());
    fill(&mut world, "42");
    world.run(1_000);
    world.reload();
    world.input(Input::Forms(vec![order_form()]));
    world.run(2_000);
    let view = only(&world).1;
    assert_eq!((view.stage, view.answers), (FormStage::Answered, number("42")), "the history tells the answers");
    assert!(!world.storage.values().any(|kept| kept.contains("forms")));
}

#[test]
fn answers_that_were_on_their_way_when_the_page_went_are_sent_by_the_next_one() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", None);
    world.network.online = false;
    fill(&mut world, "42");
    world.run(200);
    world.reload();
    world.network.online = true;
    world.input(Input::Forms(vec![order_form()]));
    world.run(30_000);
    assert_eq!(received(&world).len(), 1);
    assert_eq!(stage(&world), FormStage::Answered);
}

#[test]
fn without_a_form_the_next_message_is_the_answer_and_stays_a_message() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "", None);
    assert!(world.forms().is_empty());
    world.network.plan("POST /events", Fault::LostAfter);
    world.send("blue");
    world.send("and more");
    world.run(30_000);
    let data = Answers::Fields(vec![("text".to_owned(), "blue".to_owned())]);
    assert_eq!(received(&world), [FormData { form_request_id: "7".to_owned(), form_name: String::new(), data }]);
    let chat_id = world.chat_id();
    assert_eq!(world.history(&chat_id).len(), 2, "both messages, once each");
}

#[test]
fn a_chat_that_ends_closes_its_forms_and_the_next_one_does_not_hear_of_them() {
    let mut world = world(Settings::default());
    ask(&mut world, "7", "Order", Some(600));
    world.network.online = false;
    fill(&mut world, "42");
    world.network.online = true;
    world.close();
    world.run(30_000);
    assert_eq!(stage(&world), FormStage::Closed);
    assert_eq!(world.session.view().status.unsent, 0, "answers belong to their chat");
    world.intent(Intent::StartAgain { resend: true });
    world.run(5_000);
    assert!(world.forms().is_empty() && received(&world).is_empty());
}

#[test]
fn that_the_answers_arrived_is_announced_and_that_there_are_none_is_not() {
    for (answers, count) in [(number("42"), 1), (Vec::new(), 0)] {
        let mut world = world(Settings::default());
        ask(&mut world, "1", "Order", None);
        let (row, _) = only(&world);
        world.intent(if answers.is_empty() { Intent::Skip { row } } else { Intent::Answer { row, answers } });
        world.run(2_000);
        let said = world.announcements.iter().filter(|line| **line == Announcement::FormSent);
        assert_eq!(said.count(), count);
    }
}
