//! One row of the transcript: a message, a system line or a divider. What kind of row it is never changes.
//! Called by `timeline`; shows what `use_row` gives and sends what the visitor wants with a failed message.

mod bubble;
mod divider;
mod system_line;

pub(super) use system_line::isolate;

use leptos::prelude::*;
use parlor_session::{
    input::RowId,
    view::{RowBody, Sender},
};

use crate::signals::use_row;

/// What kind of row, read once.
enum Kind {
    Message(Sender),
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
            RowBody::System(_) => Kind::System,
            RowBody::Day => Kind::Day,
            RowBody::Unread => Kind::Unread,
        })
    });
    match kind {
        Some(Kind::Message(sender)) => bubble::bubble(id, sender, row),
        Some(Kind::System) => system_line::system_line(id, row),
        Some(Kind::Day) => divider::day(row),
        Some(Kind::Unread) => divider::unread(),
        None => ().into_any(),
    }
}
