//! The forms of a configuration: before a chat, out of hours, during one, in the page. Called by `decode`.

use super::{
    Button, LeaveMessage, OnPageForm, PreChat,
    decode::{MAX_ENTRIES, MAX_FIELDS, MAX_NAME, MAX_TEXT, urls},
    reader::{self, Reader},
};
use crate::form::{FieldDefinition, FieldKind, FormDefinition};

/// Nothing where `around` has no `preChat`. One that says nothing of `enabled` is off, as in the vendor's client.
pub(super) fn pre_chat(around: &Reader<'_>) -> Option<PreChat> {
    let of = around.object("preChat");
    around.has("preChat").then(|| PreChat {
        enabled: of.flag("enabled").unwrap_or(false),
        title: of.text("title", MAX_TEXT).unwrap_or_default(),
        common_fields: fields(&of, "commonFields"),
        chat_fields: fields(&of, "chatFields"),
        phone_fields: fields(&of, "phoneFields"),
        chat_button: button(&of, "chatButtonEnabled", "chatButtonText"),
        call_button: button(&of, "callButtonEnabled", "callButtonText"),
        cancel_button: button(&of, "cancelButtonEnabled", "cancelButtonText"),
    })
}

pub(super) fn leave_message(around: &Reader<'_>) -> Option<LeaveMessage> {
    let of = around.object("leaveMessage");
    around.has("leaveMessage").then(|| LeaveMessage {
        title: of.text("title", MAX_TEXT).unwrap_or_default(),
        email: of.text("email", MAX_TEXT).unwrap_or_default(),
        fields: fields(&of, "fields"),
        ok_button_text: of.text("okButtonText", MAX_TEXT).unwrap_or_default(),
        cancel_button: button(&of, "cancelButtonEnabled", "cancelButtonText"),
    })
}

pub(super) fn button(of: &Reader<'_>, enabled: &str, text: &str) -> Button {
    Button { enabled: of.flag(enabled), text: of.text(text, MAX_TEXT).unwrap_or_default() }
}

pub(super) fn form(of: &Reader<'_>) -> FormDefinition {
    FormDefinition {
        id: of.text("id", MAX_NAME).unwrap_or_default(),
        name: of.text("name", MAX_NAME).unwrap_or_default(),
        urls: urls(of).unwrap_or_default(),
        title: of.text("title", MAX_TEXT).unwrap_or_default(),
        fields: fields(of, "fields"),
        submit_button_text: of.text("submitButtonText", MAX_TEXT).unwrap_or_default(),
        cancel_button_text: of.text("cancelButtonText", MAX_TEXT).unwrap_or_default(),
        secure: of.flag("secure").unwrap_or(false),
    }
}

pub(super) fn on_page_form(of: &Reader<'_>) -> OnPageForm {
    OnPageForm {
        id: of.text("id", MAX_NAME).unwrap_or_default(),
        fields: fields(of, "fields"),
        chat_button: button(of, "chatButtonEnabled", "chatButtonText"),
        call_button: button(of, "callButtonEnabled", "callButtonText"),
    }
}

fn fields(of: &Reader<'_>, key: &str) -> Vec<FieldDefinition> {
    of.objects(key, MAX_FIELDS).map(|of| field(&of)).collect()
}

fn field(of: &Reader<'_>) -> FieldDefinition {
    FieldDefinition {
        kind: FieldKind::of(&of.text("formFieldType", MAX_NAME).unwrap_or_default()),
        name: of.text("name", MAX_NAME).unwrap_or_default(),
        label: of.text("label", MAX_TEXT).unwrap_or_default(),
        required: of.flag("required").unwrap_or(false),
        validate: of.flag("validate").unwrap_or(false),
        options: of.list("options", MAX_ENTRIES).into_iter().filter_map(option).collect(),
        min_value: of.number("minValue"),
        max_value: of.number("maxValue"),
        masked: of.flag("masked").unwrap_or(false),
        parameter: None,
    }
}

/// A text, or an object that names one.
fn option(json: &str) -> Option<String> {
    let object = Reader::of(json);
    let named = || ["value", "label", "name", "text"].iter().find_map(|key| object.text(key, MAX_TEXT));
    reader::text(json, MAX_TEXT).or_else(named)
}
