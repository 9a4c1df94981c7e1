//! What is asked before a chat.

use leptos::prelude::{Set, Update};
use parlor::signals::Action;
use parlor_contact::{
    Availability, Field, Form,
    form::{Asks, Control, FormKind},
};
use parlor_session::{Intent, view::Phase};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, fire, status, until};

pub(crate) fn field(name: &str, kind: Control, required: bool) -> Field {
    Field {
        name: name.into(),
        kind,
        label: String::new(),
        asks: Asks::Other,
        required,
        validate: true,
        masked: false,
        options: vec!["one".into(), "two".into()],
        min: 1.0,
        max: 10.0,
        rows: 3,
        autocomplete: (kind == Control::Email).then_some("email"),
        input_mode: None,
        given: String::new(),
        also: Vec::new(),
    }
}

pub(crate) fn form(fields: Vec<Field>) -> Form {
    Form {
        kind: FormKind::PreChat,
        title: "Before we start".into(),
        fields,
        submit_text: String::new(),
        cancel_text: None,
        call: None,
    }
}

async fn asked(fields: Vec<Field>) -> Stage {
    let stage = Stage::open().await;
    stage.write.form.set(Some(form(fields)));
    until("the form", || stage.find("[part=form]").is_some()).await;
    stage
}

pub(crate) fn fill(stage: &Stage, name: &str, value: &str) {
    let input: web_sys::HtmlInputElement = stage.get(&format!("[data-name={name}] [data-control]")).unchecked_into();
    input.set_value(value);
    let event = if input.tag_name() == "SELECT" { "change" } else { "input" };
    fire(&input, "Event", event, &[]);
}

#[wasm_bindgen_test]
async fn every_kind_of_field_has_a_name_and_a_control() {
    let kinds = [
        Control::Phone,
        Control::Email,
        Control::Text,
        Control::Date,
        Control::Lines,
        Control::Slider,
        Control::Radio,
        Control::Select,
    ];
    let fields = kinds.iter().enumerate().map(|(at, kind)| field(&format!("f{at}"), *kind, true)).collect();
    let stage = asked(fields).await;
    for at in 0..kinds.len() {
        let place = stage.get(&format!("[part=field][data-name=f{at}]"));
        assert!(place.query_selector("[data-control]").unwrap().is_some(), "f{at}");
        assert!(place.text_content().unwrap().contains(&format!("F{at}")));
        assert!(place.text_content().unwrap().contains("required"));
    }
    assert_eq!(stage.get("[data-name=f1] input").get_attribute("autocomplete").as_deref(), Some("email"));
    assert_eq!(stage.get("[part=form]").get_attribute("data-kind").as_deref(), Some("pre-chat"));
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_said_beside_the_field_and_the_first_one_gets_the_focus() {
    let stage = asked(vec![field("name", Control::Text, true), field("mail", Control::Email, true)]).await;
    fill(&stage, "name", "Ann");
    fill(&stage, "mail", "not an address");
    stage.get("[part=form-submit]").click();
    until("the error", || stage.find("[part=field-error]").is_some()).await;
    assert_eq!(stage.count("[part=field-error]"), 1);
    let input = stage.get("[data-name=mail] input");
    let error = input.get_attribute("aria-describedby").unwrap();
    assert!(stage.text(&format!("#{error}")).contains("e-mail"), "{}", stage.text(&format!("#{error}")));
    assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"));
    until("the focus", || stage.has_focus("[data-name=mail] input")).await;
    assert!(!stage.actions().iter().any(|action| matches!(action, Action::Submit(_))));

    fill(&stage, "mail", "ann@example.com");
    until("peace", || stage.find("[part=field-error]").is_none()).await;
    stage.get("[part=form-submit]").click();
    let expected = vec![("name".into(), "Ann".into()), ("mail".into(), "ann@example.com".into())];
    assert_eq!(stage.actions(), [Action::Submit(expected)]);
}

#[wasm_bindgen_test]
async fn a_failed_start_keeps_what_was_typed() {
    let stage = asked(vec![field("name", Control::Text, true)]).await;
    fill(&stage, "name", "Ann");
    stage.get("[part=form-submit]").click();
    stage.write.status.set(status(Phase::Starting));
    until("the wait", || stage.text("[part=form-submit]") == "Starting…").await;
    stage.actions();
    stage.get("[part=form-submit]").click();
    assert_eq!(stage.actions(), [], "a second click while it starts does nothing");
    stage.write.status.set(status(Phase::Failed));
    // The configuration came anew meanwhile: the form is another one with the same fields.
    stage.write.form.set(Some(form(vec![field("name", Control::Text, true), field("topic", Control::Select, false)])));
    until("the other form", || stage.find("[data-name=topic]").is_some()).await;
    assert_eq!(stage.value_of("[data-name=name] input"), "Ann");
}

#[wasm_bindgen_test]
async fn what_the_page_knows_stands_in_its_field_and_may_be_changed_and_emptied() {
    let given = |name: &str, value: &str| Field { given: value.into(), ..field(name, Control::Text, false) };
    let stage = asked(vec![given("name", "Ann"), given("mail", "a@example.com"), given("town", "Rome")]).await;
    let value = |name: &str| stage.value_of(&format!("[data-name={name}] input"));
    assert_eq!((value("name"), value("town")), ("Ann".to_owned(), "Rome".to_owned()));
    fill(&stage, "mail", "b@example.com");
    fill(&stage, "town", "");
    stage.get("[part=form-submit]").click();
    let answers = [("name", "Ann"), ("mail", "b@example.com"), ("town", "")];
    let parameters = answers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    assert_eq!(stage.actions(), [Action::Submit(parameters)]);
}

#[wasm_bindgen_test]
async fn what_the_page_knows_later_takes_the_place_of_what_nobody_has_changed() {
    let given = |name: &str, value: &str| Field { given: value.into(), ..field(name, Control::Text, false) };
    let stage = asked(vec![given("product", "Tea"), given("town", "Rome")]).await;
    fill(&stage, "town", "Bath");
    stage.write.form.set(Some(form(vec![given("product", "Coffee"), given("town", "Oslo")])));
    let value = |name: &str| stage.value_of(&format!("[data-name={name}] input"));
    until("what is known now", || value("product") == "Coffee").await;
    assert_eq!(value("town"), "Bath", "what the visitor typed stays");
}

#[wasm_bindgen_test]
async fn e22_out_of_hours_it_is_said_before_anything_is_asked() {
    let stage = Stage::open().await;
    stage.write.tab.update(|tab| tab.availability = Availability::OutOfHours);
    until("the notice", || stage.find("[part=notice]").is_some()).await;
    assert!(stage.text("[part=notice]").contains("closed"));
    let ask = |kind| Some(Form { kind, ..form(vec![field("name", Control::Text, false)]) });
    stage.write.form.set(ask(FormKind::PreChat));
    until("the form", || stage.find("[part=form]").is_some()).await;
    assert_eq!(stage.count("[part=notice]"), 1);
    stage.write.form.set(ask(FormKind::LeaveMessage));
    until("the form that says it by itself", || stage.find("[part=notice]").is_none()).await;
    stage.write.form.set(None);
    stage.write.status.set(status(Phase::Queued));
    until("the chat", || stage.find("[part=input]").is_some()).await;
    assert_eq!(stage.count("[part=notice]"), 0);
}

#[wasm_bindgen_test]
async fn the_form_gives_way_to_the_chat() {
    let stage = asked(vec![field("name", Control::Text, false)]).await;
    assert_eq!(stage.count("[part=composer]"), 0);
    stage.write.status.set(status(Phase::Queued));
    until("the composer", || stage.find("[part=composer]").is_some()).await;
    assert_eq!(stage.count("[part=form]"), 0);
}

#[wasm_bindgen_test]
async fn after_a_reload_the_form_comes_before_the_next_chat_and_only_then() {
    let stage = Stage::open().await;
    stage.write.form.set(Some(form(vec![field("name", Control::Text, true)])));
    stage.write.status.set(status(Phase::Ended));
    until("the end screen", || stage.find("[part=start-again]").is_some()).await;
    stage.actions();
    stage.get("[part=start-again]").click();
    until("the form", || stage.find("[part=form]").is_some()).await;
    assert_eq!(stage.actions(), []);
    fill(&stage, "name", "Ann");
    stage.get("[part=form-submit]").click();
    let parameters = vec![("name".into(), "Ann".into())];
    let again = Action::Intent(Intent::StartAgain { resend: false });
    assert_eq!(stage.actions(), [Action::Intent(Intent::SetParameters { parameters }), again.clone()]);
    stage.write.status.set(status(Phase::Queued));
    until("the chat", || stage.find("[part=composer]").is_some()).await;
    stage.write.status.set(status(Phase::Ended));
    until("the end screen", || stage.find("[part=start-again]").is_some()).await;
    stage.actions();
    stage.get("[part=start-again]").click();
    assert_eq!(stage.actions(), [again], "its answers are known by now");
}
