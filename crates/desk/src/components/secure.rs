//! What a visitor has filled into a secure form: seen once, when the agent asks for it.

use leptos::prelude::*;
use parlor_ui::{Icon, icon};

use super::message::pairs;
use crate::{
    signals::Ui,
    state::{Intent, RowId, SecureView},
    texts,
};

pub(super) fn secure(ui: Ui, row: RowId, view: SecureView) -> AnyView {
    let button = |part: &'static str, words: &'static str, make: fn(String, RowId) -> Intent| {
        let act = move |_| {
            if let Some(chat) = ui.selected() {
                (ui.dispatch)(make(chat, row));
            }
        };
        view! { <button type="button" class="button button-text" data-part=part on:click=act>{words}</button> }
    };
    let (state, words, fields, button) = match view {
        SecureView::Waiting => (
            "waiting",
            texts::SECRET_WAITS,
            None,
            Some(button("secret-show", texts::SECRET_SHOW, |chat, row| Intent::ShowSecret { chat, row })),
        ),
        SecureView::Shown(fields) => (
            "shown",
            texts::SECRET_SHOWN,
            Some(pairs(fields)),
            Some(button("secret-hide", texts::SECRET_HIDE, |chat, row| Intent::HideSecret { chat, row })),
        ),
        SecureView::Gone => ("gone", texts::SECRET_GONE, None, None),
    };
    view! {
        <li class="form-row secure" data-part="secure" data-state=state>
            <p class="secure-line">{icon(Icon::Lock)} <span>{words}</span></p>
            {fields}
            {button}
        </li>
    }
    .into_any()
}
