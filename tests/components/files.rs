//! Files in the transcript.

use leptos::prelude::Update;
use parlor::signals::Action;
use parlor_session::{
    Intent,
    input::{FileId, RowId},
    problem::{Problem, ProblemKind},
    view::{FileSource, FileView, RowBody, SendState, Sender},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, message, press, until};

fn stored() -> FileView {
    FileView {
        source: FileSource::Stored("f1".into()),
        name: "map.png".into(),
        size: Some(3 * 1024 * 1024),
        is_picture: true,
        sent: None,
    }
}

fn file(sender: Sender, file: FileView, state: Option<SendState>) -> RowBody {
    let mut body = message(sender, "", state);
    body.file = Some(file);
    RowBody::Message(body)
}

#[wasm_bindgen_test]
async fn a_file_is_a_card_with_name_type_and_size_that_saves_it() {
    let stage = Stage::chat().await;
    let shown = FileView { is_picture: false, name: "<b>terms</b>.pdf".into(), ..stored() };
    stage.row(1, file(Sender::Agent, shown.clone(), None));
    until("the card", || stage.find("[part=file-link]").is_some()).await;
    assert_eq!(stage.text("[part=file-link]"), "<b>terms</b>.pdf");
    assert_eq!(stage.text(".file-about"), "PDF · 3 MB");
    stage.actions();
    stage.get("[part=file-link]").click();
    assert_eq!(stage.actions(), [Action::Save(shown)]);
}

#[wasm_bindgen_test]
async fn a_picture_is_asked_for_once_drawn_when_it_is_there_and_shown_large() {
    let stage = Stage::chat().await;
    stage.actions();
    stage.row(1, file(Sender::Agent, stored(), None));
    until("it is asked for", || stage.find("[part=file-link]").is_some()).await;
    let wishes = stage.actions();
    assert!(wishes.iter().all(|wish| *wish == Action::ShowPicture(stored().source)), "{wishes:?}");
    assert_eq!(stage.count("img"), 0);
    let address = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";
    stage.write.pictures.update(|pictures| pictures.push((stored().source, Some(address.into()))));
    until("the picture", || stage.find("img[part=image]").is_some()).await;
    assert_eq!(stage.get("img[part=image]").get_attribute("alt").as_deref(), Some("map.png"));
    stage.get("button.picture").click();
    until("it is large", || stage.find("[part=image-view]").is_some()).await;
    until("its button has the focus", || stage.has_focus("[part=image-view] .icon-button")).await;
    press(&stage.get("[part=image-view] .icon-button"), "Escape");
    until("it is closed", || stage.find("[part=image-view]").is_none()).await;
}

#[wasm_bindgen_test]
async fn one_on_its_way_tells_how_far_it_is_and_can_be_called_off() {
    let stage = Stage::chat().await;
    let sending =
        |sent| FileView { source: FileSource::Local(FileId(1)), is_picture: false, sent: Some(sent), ..stored() };
    stage.row(4, file(Sender::Visitor, sending(0), Some(SendState::Sending)));
    until("the bar", || stage.find("[part=upload-progress]").is_some()).await;
    let cancel = stage.get("[part=upload-cancel]");
    stage.row(4, file(Sender::Visitor, sending(1024), Some(SendState::Sending)));
    until("it moves", || stage.get("[part=upload-progress]").get_attribute("value").as_deref() == Some("1024")).await;
    assert!(cancel.is_connected(), "the button may have the focus");
    stage.actions();
    cancel.click();
    assert_eq!(stage.actions(), [Action::Intent(Intent::Discard { row: RowId(4) })]);
}

#[wasm_bindgen_test]
async fn one_that_may_not_travel_says_why_and_can_only_be_deleted() {
    let stage = Stage::chat().await;
    for (kind, words) in [
        (ProblemKind::FileEmpty, "empty"),
        (ProblemKind::FileTooLarge, "25 MB"),
        (ProblemKind::FileBlocked, "this type"),
    ] {
        let mut body = message(Sender::Visitor, "", Some(SendState::Failed));
        body.file = Some(FileView { source: FileSource::Local(FileId(1)), ..stored() });
        body.problem = Some(Problem { kind, code: None, detail: String::new() });
        stage.row(2, RowBody::Message(body));
        until("the reason", || stage.find("[part=message]").is_some_and(|row| row.inner_text().contains(words))).await;
        assert_eq!((stage.count("[part=retry]"), stage.count("[part=copy]"), stage.count("[part=delete]")), (0, 0, 1));
    }
}

#[wasm_bindgen_test]
async fn a_site_that_takes_no_files_has_no_button_for_them() {
    let stage = Stage::chat().await;
    assert_eq!(stage.count("[part=attach]"), 1);
    stage.write.window.update(|window| window.features.file_upload = false);
    until("the button is gone", || stage.find("[part=attach]").is_none()).await;
}
