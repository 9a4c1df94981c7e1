//! What happened in the chat, as a quiet line without a bubble: who joined, who left, how it ended.

use leptos::prelude::*;
use parlor_session::{
    effect::EndedBy,
    input::RowId,
    view::{RowBody, RowView, SystemLine},
};

use crate::{
    i18n::{Text, Words, use_words},
    signals::use_signals,
};

pub(super) fn system_line(id: RowId, row: Signal<Option<RowView>>) -> AnyView {
    let words = use_words();
    let text = Memo::new(move |_| {
        row.with(|row| match row.as_ref().map(|row| &row.body) {
            Some(RowBody::System(line)) => say(words, line),
            _ => String::new(),
        })
    });
    let status = use_signals().status;
    // While the warning stands above the composer it is not told here, too.
    let is_told = Memo::new(move |_| {
        row.with(|row| match row.as_ref().map(|row| &row.body) {
            Some(RowBody::System(SystemLine::Warning { text })) => {
                status.with(|status| status.warning.as_ref() == Some(text))
            }
            _ => false,
        })
    });
    let exact = move || row.with(|row| row.as_ref().map(|row| words.exact(row.at.0)));
    view! {
        <div class="system-line" part="message" role="listitem" data-sender="system" data-id=id.0.to_string() title=exact hidden=move || is_told.get()>
            <span class="system-text" part="message-text" dir="auto">{move || text.get()}</span>
        </div>
    }
    .into_any()
}

/// The line's words.
fn say(words: Words, line: &SystemLine) -> String {
    match line {
        SystemLine::Joined { name } => named(words, name, Text::Joined, Text::JoinedUnnamed),
        SystemLine::Left { name } => named(words, name, Text::Left, Text::LeftUnnamed),
        SystemLine::Ended { by, text } => words.or_said(ended(*by), text.as_deref().unwrap_or_default()),
        SystemLine::Warning { text } => words.or_said(Text::WarningFallback, text),
        SystemLine::Unreadable => words.get(Text::Unreadable),
        SystemLine::Unsupported { .. } => words.get(Text::Unsupported),
    }
}

fn named(words: Words, name: &str, with_name: Text, without: Text) -> String {
    if name.trim().is_empty() { words.get(without) } else { words.person(with_name, name) }
}

/// How a chat ended, in words.
const fn ended(by: EndedBy) -> Text {
    match by {
        EndedBy::Visitor => Text::EndedByVisitor,
        EndedBy::Agent => Text::EndedByAgent,
        EndedBy::Inactivity => Text::EndedByInactivity,
        EndedBy::Lost => Text::EndedLost,
    }
}
