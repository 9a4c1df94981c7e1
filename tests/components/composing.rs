//! Writing and sending.

use leptos::prelude::Set;
use parlor::signals::{Action, Draft};
use parlor_session::{Intent, view::Phase};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, fire, frame, press, status, until};

fn sent(actions: &[Action]) -> Vec<&str> {
    actions
        .iter()
        .filter_map(|action| match action {
            Action::Intent(Intent::Send { text }) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

#[wasm_bindgen_test]
async fn enter_sends_the_text_once_and_clears_the_box() {
    let stage = Stage::chat().await;
    stage.type_text(" Hello  there ").await;
    let input = stage.get("[part=input]");
    assert!(!press(&input, "Enter"), "the line must not break as well");
    press(&input, "Enter");
    stage.get("[part=send]").click();
    assert_eq!(sent(&stage.actions()), ["Hello  there"]);
    until("the empty box", || stage.value().is_empty()).await;
}

#[wasm_bindgen_test]
async fn e2_shift_enter_and_a_composition_send_nothing() {
    let stage = Stage::chat().await;
    stage.type_text("東京").await;
    let input = stage.get("[part=input]");
    assert!(fire(&input, "KeyboardEvent", "keydown", &[("key", "Enter".into()), ("shiftKey", true.into())]));
    assert!(fire(&input, "KeyboardEvent", "keydown", &[("key", "Enter".into()), ("isComposing", true.into())]));
    // Safari's Enter after a composition has ended.
    assert!(fire(&input, "KeyboardEvent", "keydown", &[("key", "Enter".into()), ("keyCode", 229.into())]));
    assert_eq!(sent(&stage.actions()), [""; 0]);
    assert_eq!(stage.value(), "東京");
}

#[wasm_bindgen_test]
async fn e6_spaces_alone_are_not_a_message() {
    let stage = Stage::chat().await;
    stage.type_text(" \n\t ").await;
    press(&stage.get("[part=input]"), "Enter");
    stage.get("[part=send]").click();
    assert_eq!(sent(&stage.actions()), [""; 0]);
    assert_eq!(stage.get("[part=send]").get_attribute("aria-disabled").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn the_counter_comes_near_the_limit_and_what_is_over_it_stays() {
    let stage = Stage::chat().await;
    stage.write.limit.set(20);
    stage.type_text(&"x".repeat(17)).await;
    assert_eq!(stage.count("[part=counter]"), 0);
    stage.type_text(&"x".repeat(18)).await;
    until("the counter", || stage.find("[part=counter]").is_some()).await;
    assert_eq!(stage.text("[part=counter]"), "2 characters left");
    stage.type_text(&"x".repeat(21)).await;
    until("the warning", || stage.text("[part=counter]") == "1 character too many").await;
    press(&stage.get("[part=input]"), "Enter");
    assert_eq!(sent(&stage.actions()), [""; 0]);
    assert_eq!(stage.value().len(), 21);
}

#[wasm_bindgen_test]
async fn the_first_keystroke_is_kept_at_once_and_the_last_one_follows() {
    let stage = Stage::chat().await;
    let mut drafts = Vec::new();
    for text in ["H", "He", "Hel"] {
        stage.type_text(text).await;
        drafts.extend(stage.actions());
    }
    let draft = |text: &str| Action::Intent(Intent::Draft { text: text.to_owned() });
    assert_eq!(drafts, [draft("H")]);
    until("the draft", || stage.actions().contains(&draft("Hel"))).await;
}

#[wasm_bindgen_test]
async fn a_restored_draft_is_in_the_box_and_does_not_overwrite_what_is_typed() {
    let stage = Stage::chat().await;
    stage.write.draft.set(Draft::kept("from before".into()));
    until("the draft", || stage.value() == "from before").await;
    stage.type_text("something else").await;
    stage.write.draft.set(Draft::kept("older still".into()));
    frame().await;
    frame().await;
    assert_eq!(stage.value(), "something else");
}

#[wasm_bindgen_test]
async fn what_is_typed_in_another_tab_stands_here_too_and_goes_when_it_is_sent_there() {
    let stage = Stage::chat().await;
    stage.type_text("begun here").await;
    stage.write.draft.set(Draft::of_tab("begun here, gone on there".into()));
    until("the draft", || stage.value() == "begun here, gone on there").await;
    stage.write.draft.set(Draft::of_tab(String::new()));
    until("the empty box", || stage.value().is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_first_message_can_be_sent_before_there_is_a_chat() {
    let stage = Stage::open().await;
    stage.type_text("Hello").await;
    press(&stage.get("[part=input]"), "Enter");
    assert_eq!(sent(&stage.actions()), ["Hello"]);
}

#[wasm_bindgen_test]
async fn e5_the_box_grows_with_its_lines_up_to_six() {
    let stage = Stage::chat().await;
    let height = || stage.get("[part=input]").offset_height();
    let one = height();
    stage.type_text("a\nb\nc").await;
    until("three lines", || height() > one + 30).await;
    stage.type_text(&"line\n".repeat(40)).await;
    until("the bound", || height() > one + 90).await;
    assert!(height() < 160, "{}", height());
}

#[wasm_bindgen_test]
async fn the_composer_gives_way_to_the_end_screen() {
    let stage = Stage::chat().await;
    let mut ended = status(Phase::Ended);
    ended.unsent = 2;
    stage.write.status.set(ended);
    until("the end screen", || stage.find("[part=end-screen]").is_some()).await;
    assert_eq!(stage.count("[part=composer]"), 0);
    stage.actions();
    stage.get("[part=start-again-with]").click();
    stage.get("[part=start-again]").click();
    let again = |resend| Action::Intent(Intent::StartAgain { resend });
    assert_eq!(stage.actions(), [again(true), again(false)]);
}

#[wasm_bindgen_test]
async fn what_is_typed_outlives_the_end_of_a_chat() {
    let stage = Stage::chat().await;
    stage.type_text("one more thing").await;
    stage.write.status.set(status(Phase::Ended));
    until("the end screen", || stage.find("[part=end-screen]").is_some()).await;
    stage.write.status.set(status(Phase::Queued));
    until("the composer", || stage.find("[part=input]").is_some()).await;
    assert_eq!(stage.value(), "one more thing");
    press(&stage.get("[part=input]"), "Enter");
    stage.write.status.set(status(Phase::Ended));
    until("the end screen", || stage.find("[part=end-screen]").is_some()).await;
    stage.write.status.set(status(Phase::Queued));
    until("the composer", || stage.find("[part=input]").is_some()).await;
    assert_eq!(stage.value(), "", "what was sent does not come back");
}
