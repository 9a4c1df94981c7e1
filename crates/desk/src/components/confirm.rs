//! Ending a chat, asked once more: the browser's own modal dialog, which keeps the focus and closes by Escape.

use leptos::{html, prelude::*};
use parlor_ui::{Icon, icon};

use crate::{signals::Ui, state::Intent, texts};

pub(super) fn end_button(ui: Ui) -> AnyView {
    let dialog = NodeRef::<html::Dialog>::new();
    let ask = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            // Fails where it is open already.
            let _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let end = move |_| {
        close();
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::End { chat });
        }
    };
    view! {
        <button type="button" class="button button-quiet button-negative" data-part="end" on:click=ask>
            {icon(Icon::Power)}
            <span class="button-words">{texts::END}</span>
        </button>
        <dialog
            class="dialog"
            role="alertdialog"
            data-part="confirm"
            aria-labelledby="end-question"
            aria-describedby="end-means"
            node_ref=dialog
        >
            <h2 class="dialog-title" id="end-question">{texts::END_QUESTION}</h2>
            <p class="dialog-words" id="end-means">{texts::END_MEANS}</p>
            <div class="dialog-actions">
                <button type="button" class="button button-quiet" data-part="confirm-no" autofocus=true on:click=move |_| close()>
                    {texts::END_NO}
                </button>
                <button type="button" class="button button-danger" data-part="confirm-yes" on:click=end>
                    {texts::END_YES}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}
