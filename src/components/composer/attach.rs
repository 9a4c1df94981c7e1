//! Ways into the chat for files: the chooser, dropping on the window, pasting into the text. Each file goes at once.

use leptos::{
    ev::{ClipboardEvent, DragEvent},
    html,
    prelude::*,
};
use parlor_ui::{Icon, icon};
use web_sys::DataTransfer;

use crate::{
    handles,
    i18n::{Text, use_words},
    signals::{Dispatch, use_dispatch, use_signals},
};

/// One click opens the chooser.
pub(super) fn attach_button() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let allowed = allowed();
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            if let Some(list) = chooser.files() {
                handles::offer(&list, move |intent| dispatch.intent(intent));
            }
            // The same file may be chosen again.
            chooser.set_value("");
        }
    };
    (move || {
        allowed.get().then(|| {
            view! {
                <button
                    type="button"
                    class="attach"
                    part="attach"
                    aria-label=move || words.get(Text::Attach)
                    title=move || words.get(Text::Attach)
                    on:click=choose
                >
                    {icon(Icon::Attach)}
                </button>
                <input
                    class="visually-hidden"
                    type="file"
                    multiple=""
                    tabindex="-1"
                    aria-hidden="true"
                    node_ref=chooser
                    on:change=chosen
                />
            }
        })
    })
    .into_any()
}

/// Whether files may be sent here.
fn allowed() -> Memo<bool> {
    let window = use_signals().window;
    Memo::new(move |_| window.with(|window| window.features.file_upload))
}

/// A picture that is pasted; text goes its own way.
pub(super) fn on_paste() -> impl Fn(ClipboardEvent) + Clone {
    let (dispatch, allowed) = (use_dispatch(), allowed());
    move |event: ClipboardEvent| {
        if allowed.get_untracked() && take(event.clipboard_data(), dispatch) {
            event.prevent_default();
        }
    }
}

/// For the whole window: files that are dragged over it and dropped. What a page does with them elsewhere is its own.
pub(in crate::components) fn on_drag() -> impl Fn(DragEvent) + Clone {
    let (dispatch, allowed) = (use_dispatch(), allowed());
    move |event: DragEvent| {
        let has_files = event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0));
        if !allowed.get_untracked() || !has_files {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if event.type_() == "drop" {
            take(event.data_transfer(), dispatch);
        }
    }
}

fn take(data: Option<DataTransfer>, dispatch: Dispatch) -> bool {
    let list = data.and_then(|data| data.files()).filter(|list| list.length() > 0);
    if let Some(list) = &list {
        handles::offer(list, move |intent| dispatch.intent(intent));
    }
    list.is_some()
}
