//! "End this chat?" before it is ended: the one place where the window asks back.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_session::Intent;

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::use_dispatch,
};

/// Covers the window while `asking` holds. Escape and "keep" answer no; the focus goes round between the two answers.
pub(super) fn confirm(asking: RwSignal<bool>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let no = NodeRef::<html::Button>::new();
    let yes = NodeRef::<html::Button>::new();
    no.on_load(|button| focus::soon(&button));
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => asking.set(false),
            "Tab" => {
                // Two stops: from either one, in either direction, the other is next.
                let is_on_no = no.get_untracked().is_some_and(|no| focus::is_on(&no));
                if let Some(next) = if is_on_no { yes.get_untracked() } else { no.get_untracked() } {
                    focus::on(&next);
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let end = move |_| {
        asking.set(false);
        dispatch.intent(Intent::End);
    };
    view! {
        <div class="confirm-veil" on:keydown=on_key>
            <div
                class="confirm"
                part="confirm"
                role="alertdialog"
                aria-modal="true"
                aria-labelledby="parlor-confirm-title"
                aria-describedby="parlor-confirm-hint"
            >
                <h2 id="parlor-confirm-title" class="confirm-title">{move || words.get(Text::ConfirmEnd)}</h2>
                <p id="parlor-confirm-hint" class="confirm-hint">{move || words.get(Text::ConfirmEndHint)}</p>
                <div class="confirm-actions">
                    <button type="button" class="button button-quiet" part="confirm-no" node_ref=no on:click=move |_| asking.set(false)>
                        {move || words.get(Text::ConfirmNo)}
                    </button>
                    <button type="button" class="button button-danger" part="confirm-yes" node_ref=yes on:click=end>
                        {move || words.get(Text::ConfirmYes)}
                    </button>
                </div>
            </div>
        </div>
    }
    .into_any()
}
