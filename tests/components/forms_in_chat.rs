//! What is asked during a chat.

use parlor::signals::Action;
use parlor_contact::{
    Form,
    form::{Control, FormKind, well_known},
};
use parlor_session::{
    Intent, Millis,
    input::RowId,
    problem::{Problem, ProblemKind},
    view::{FormStage, FormView, RowBody},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    forms::{field, fill, form},
    stage::{Stage, until},
};

const ROW: RowId = RowId(4);

/// A form with a name that is required and an e-mail address, which may be given up.
fn order() -> Form {
    Form {
        kind: FormKind::Chat,
        title: "Your order".into(),
        cancel_text: Some(String::new()),
        call: None,
        ..form(vec![field("name", Control::Text, true), field("mail", Control::Email, false)])
    }
}

fn view(form: Form, stage: FormStage) -> FormView {
    FormView {
        name: "Order".into(),
        form: Some(form),
        stage,
        problem: None,
        closes_at: None,
        draft: Vec::new(),
        answers: Vec::new(),
        emptied: 0,
        filled: 0,
    }
}

async fn asked(view: FormView) -> Stage {
    let stage = Stage::chat().await;
    stage.row(ROW.0, RowBody::Form(view));
    until("the row", || stage.find("[part=message]").is_some()).await;
    stage
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Without the drafts that are kept as one types.
fn decisions(stage: &Stage) -> Vec<Action> {
    let mut actions = stage.actions();
    actions.retain(|action| !matches!(action, Action::Intent(Intent::FormDraft { .. })));
    actions
}

#[wasm_bindgen_test]
async fn a_form_in_the_chat_is_filled_in_where_it_stands() {
    let stage = asked(view(order(), FormStage::Open)).await;
    assert!(!stage.has_focus("[part=message] *"), "nobody is torn out of a sentence");
    stage.actions();
    stage.get("[part=form-submit]").click();
    until("the error", || stage.find("[part=field-error]").is_some()).await;
    until("the focus", || stage.has_focus("[data-name=name] input")).await;
    assert_eq!(decisions(&stage), []);

    fill(&stage, "name", "Ann");
    until("the draft", || {
        let draft = Intent::FormDraft { row: ROW, answers: pairs(&[("name", "Ann")]) };
        stage.actions().contains(&Action::Intent(draft))
    })
    .await;
    stage.get("[part=form-submit]").click();
    let answers = pairs(&[("name", "Ann"), ("mail", "")]);
    assert_eq!(decisions(&stage), [Action::Intent(Intent::Answer { row: ROW, answers })]);
}

#[wasm_bindgen_test]
async fn a_form_that_may_be_given_up_has_a_way_to() {
    let stage = asked(view(order(), FormStage::Open)).await;
    stage.get("[part=form-cancel]").click();
    assert_eq!(decisions(&stage), [Action::Intent(Intent::Skip { row: ROW })]);
    stage.row(ROW.0, RowBody::Form(view(order(), FormStage::Skipped)));
    until("the line", || stage.find("[part=form]").is_none()).await;
    assert!(stage.text("[part=message]").contains("You did not fill in this form"));
}

#[wasm_bindgen_test]
async fn what_was_typed_stays_while_it_is_sent_and_after_a_refusal() {
    let draft = pairs(&[("name", "Ann")]);
    let stage = asked(FormView { draft, ..view(order(), FormStage::Open) }).await;
    let value = || stage.value_of("[data-name=name] input");
    assert_eq!(value(), "Ann", "from an earlier page");
    fill(&stage, "name", "Anna");
    stage.get("[data-name=name] input").focus().unwrap();
    stage.row(ROW.0, RowBody::Form(view(order(), FormStage::Sending)));
    until("the wait", || stage.text("[part=form-submit]") == "Sending…").await;
    stage.actions();
    stage.get("[part=form-submit]").click();
    assert_eq!(decisions(&stage), [], "it is on its way");
    let problem = Some(Problem { kind: ProblemKind::Refused, code: Some(5000), detail: String::new() });
    stage.row(ROW.0, RowBody::Form(FormView { problem, ..view(order(), FormStage::Open) }));
    until("the refusal", || stage.text("[part=message]").contains("not accepted")).await;
    assert_eq!(value(), "Anna");
    assert!(stage.has_focus("[data-name=name] input"), "it was not drawn anew");
    assert_eq!(stage.text("[part=form-submit]"), "Send");
}

#[wasm_bindgen_test]
async fn what_was_answered_is_shown_without_what_was_left_empty() {
    let stage = asked(view(order(), FormStage::Open)).await;
    let answers = pairs(&[("name", "Ann"), ("mail", "")]);
    stage.row(ROW.0, RowBody::Form(FormView { answers, ..view(order(), FormStage::Answered) }));
    until("the answers", || stage.find("[part=message] dl").is_some()).await;
    assert_eq!((stage.count("[part=message] dd"), stage.text("[part=message] dd")), (1, "Ann".to_owned()));
    assert!(stage.text("[part=message-text]").contains("Your answers were sent"));
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date of our time")]
#[wasm_bindgen_test]
async fn the_time_that_is_left_counts_down_and_its_end_is_said() {
    let now = Millis(js_sys::Date::now() as u64);
    let closes_at = Some(Millis(now.0 + 125_000));
    let stage = asked(FormView { closes_at, ..view(order(), FormStage::Open) }).await;
    assert!(stage.text("[part=form-timer]").contains("2:0"), "{}", stage.text("[part=form-timer]"));
    assert_eq!(stage.count(".form-timer-short"), 0);
    let closes_at = Some(Millis(now.0 + 15_000));
    stage.row(ROW.0, RowBody::Form(FormView { closes_at, ..view(order(), FormStage::Open) }));
    until("the warning", || stage.find(".form-timer-short").is_some()).await;
    assert!(stage.text("[part=form-timer]").contains("0:1"));
    let first = stage.text("[part=form-timer]");
    until("the next second", || stage.text("[part=form-timer]") != first).await;
    stage.row(ROW.0, RowBody::Form(view(order(), FormStage::Expired)));
    until("the end", || stage.find("[part=form]").is_none()).await;
    assert!(stage.text("[part=message-text]").contains("over"));
}

#[wasm_bindgen_test]
async fn a_survey_is_rated_by_steps_and_its_answers_are_shown_in_words() {
    let survey = || well_known("MobileChatSurvey").unwrap();
    let stage = asked(view(survey(), FormStage::Open)).await;
    assert_eq!(stage.get("[part=form]").get_attribute("data-kind").as_deref(), Some("survey"));
    assert_eq!(stage.count("[data-name=helpful] input[type=radio]"), 5);
    stage.get("[data-name=service] input[value='1']").click();
    stage.get("[data-name=helpful] input[value='8']").click();
    stage.get("[data-name=transcript] input").click();
    stage.actions();
    stage.get("[part=form-submit]").click();
    let answers =
        pairs(&[("service", "1"), ("helpful", "8"), ("recommend", ""), ("transcript", "1"), ("transcriptEmail", "")]);
    assert_eq!(decisions(&stage), [Action::Intent(Intent::Answer { row: ROW, answers: answers.clone() })]);
    stage.row(ROW.0, RowBody::Form(FormView { answers, ..view(survey(), FormStage::Answered) }));
    until("the thanks", || stage.text("[part=message]").contains("Thank you")).await;
    let shown = stage.text("[part=message]");
    assert!(shown.contains("Yes") && shown.contains("4 of 5"), "{shown}");
}

#[wasm_bindgen_test]
async fn a_form_that_nobody_knows_is_one_calm_line() {
    let stage = asked(FormView { form: None, ..view(order(), FormStage::Missing) }).await;
    assert_eq!(stage.count("[part=form]"), 0);
    assert!(stage.text("[part=message-text]").contains("can't be shown"));
}
