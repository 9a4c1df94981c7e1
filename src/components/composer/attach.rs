//! Ways into the chat for files: the chooser, dropping on the window, pasting into the text. Each file goes at once.

use leptos::{
    ev::{ClipboardEvent, DragEvent},
    prelude::*,
};
use parlor_ui::{Icon, chooser, drags_files, files_of};
use web_sys::DataTransfer;

use super::tool;
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
    (move || {
        allowed.get().then(|| {
            let (choose, chooser) = chooser(move |list| handles::offer(list, move |intent| dispatch.intent(intent)));
            view! {
                {tool("attach", Icon::Attach, words.signal(Text::Attach), choose)}
                {chooser}
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
        if !allowed.get_untracked() || !drags_files(&event) {
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
    let list = files_of(data);
    if let Some(list) = &list {
        handles::offer(list, move |intent| dispatch.intent(intent));
    }
    list.is_some()
}
