//! One row of the transcript: a message, a system line or a divider. What kind of row it is never changes.
//! Called by `timeline`; shows what `use_row` gives and sends what the visitor wants with a failed message.

mod bubble;
mod cobrowse_row;
mod divider;
mod file_card;
mod form_row;
mod place_card;
mod replies;
mod system_line;

pub(super) use bubble::author;

use std::time::Duration;

use leptos::{ev::MouseEvent, prelude::*};
use parlor_session::{
    Intent,
    input::RowId,
    view::{RowBody, Sender},
};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::focus;
use crate::{
    i18n::{Text, Words},
    signals::{Action, Signals, use_row},
};

/// What kind of row, read once.
enum Kind {
    Message(Sender),
    Form,
    Cobrowse,
    System,
    Day,
    Unread,
}

/// Draws the row of this id.
pub(super) fn row(id: RowId) -> AnyView {
    let row = use_row(id);
    let kind = row.with_untracked(|row| {
        row.as_ref().map(|row| match &row.body {
            RowBody::Message(message) => Kind::Message(message.sender),
            RowBody::Form(_) => Kind::Form,
            RowBody::Cobrowse(_) => Kind::Cobrowse,
            RowBody::System(_) => Kind::System,
            RowBody::Day => Kind::Day,
            RowBody::Unread => Kind::Unread,
        })
    });
    match kind {
        Some(Kind::Message(sender)) => bubble::bubble(id, sender, row),
        Some(Kind::Cobrowse) => cobrowse_row::cobrowse_row(id, row),
        Some(Kind::Form) => form_row::form_row(id, row),
        Some(Kind::System) => system_line::system_line(id, row),
        Some(Kind::Day) => divider::day(row),
        Some(Kind::Unread) => divider::unread(),
        None => ().into_any(),
    }
}

/// What is done something about by a click in a message.
const BUTTONS: &str =
    ".message-actions button, button.file-link, button.picture, [part=upload-cancel], [part=quick-reply]";

/// For a click anywhere in the transcript: a picture is to be seen, or something is to be done with a failed message.
pub(super) fn click(event: &MouseEvent, signals: Signals, words: Words) {
    parlor_ui::load_image_on_click(event);
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(button)) = target.closest(BUTTONS) else { return };
    let message = button.closest("[data-id]").ok().flatten().and_then(|message| message.get_attribute("data-id"));
    let Some(row) = message.and_then(|id| id.parse().ok()).map(RowId) else { return };
    let dispatch = signals.dispatch();
    let message = || match signals.row(row).get_untracked().map(|row| row.body) {
        Some(RowBody::Message(message)) => Some(message),
        _ => None,
    };
    match button.get_attribute("part").as_deref() {
        Some("file-link") => {
            if let Some(file) = message().and_then(|message| message.file) {
                dispatch.send(Action::Save(file));
            }
        }
        None if button.class_name() == "picture" => signals.viewing.set(message().and_then(|message| message.file)),
        Some("quick-reply") => {
            let option = button.get_attribute("data-option").and_then(|option| option.parse().ok());
            if let Some(option) = option {
                dispatch.intent(Intent::Reply { row, option });
            }
            // The keyboard's way goes on; a finger would get a keyboard over the answer.
            if event.detail() == 0
                && let Some(input) = focus::composer(&button)
            {
                focus::on(&input);
            }
        }
        Some("retry") => dispatch.intent(Intent::Retry { row }),
        Some("delete" | "upload-cancel") => dispatch.intent(Intent::Discard { row }),
        _ => {
            if let Some(message) = message() {
                dispatch.send(Action::Copy(message.text));
                button.set_text_content(Some(&words.get(Text::Copied)));
                let label = untrack(|| words.get(Text::Copy));
                set_timeout(move || button.set_text_content(Some(&label)), Duration::from_secs(2));
            }
        }
    }
}
