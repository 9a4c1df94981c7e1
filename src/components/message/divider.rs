//! The lines between messages: a day begins, or what follows has not been seen.

use leptos::prelude::*;
use parlor_session::view::RowView;

use crate::{
    i18n::{Text, use_words},
    signals::use_signals,
};

pub(super) fn day(row: Signal<Option<RowView>>) -> AnyView {
    let words = use_words();
    let rows = use_signals().rows;
    // Read again with every change of the transcript: "Today" is not today for ever.
    let day = Memo::new(move |_| {
        rows.track();
        row.with(|row| row.as_ref().map(|row| words.day(row.at.0)).unwrap_or_default())
    });
    view! {
        <div class="divider divider-day" part="divider" role="listitem">
            <span class="divider-label">{move || day.get()}</span>
        </div>
    }
    .into_any()
}

pub(super) fn unread() -> AnyView {
    let words = use_words();
    view! {
        <div class="divider divider-unread" part="divider" role="listitem">
            <span class="divider-label">{move || words.get(Text::Unread)}</span>
        </div>
    }
    .into_any()
}
