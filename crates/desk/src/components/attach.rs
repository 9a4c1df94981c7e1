//! Ways into the chat for files: the chooser, dropping on the conversation, pasting into the text.

use leptos::{
    ev::{ClipboardEvent, DragEvent},
    html,
    prelude::*,
};
use parlor_ui::{Icon, icon_button};
use web_sys::{DataTransfer, FileList};

use crate::{signals::Ui, texts};

/// One click opens the chooser.
pub(super) fn attach_button(ui: Ui) -> AnyView {
    let chooser = NodeRef::<html::Input>::new();
    let choose = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            chooser.click();
        }
    };
    let chosen = move |_| {
        if let Some(chooser) = chooser.get_untracked() {
            if let Some(list) = chooser.files() {
                send(ui, &list);
            }
            // The same file may be chosen again.
            chooser.set_value("");
        }
    };
    view! {
        {icon_button("attach", Icon::Attach, Signal::stored(texts::ATTACH.to_owned()), choose)}
        <input
            class="visually-hidden"
            type="file"
            multiple=""
            tabindex="-1"
            aria-hidden="true"
            data-part="chooser"
            node_ref=chooser
            on:change=chosen
        />
    }
    .into_any()
}

/// Files that are pasted; text goes its own way.
pub(super) fn on_paste(ui: Ui, event: &ClipboardEvent) {
    if take(ui, event.clipboard_data()) {
        event.prevent_default();
    }
}

/// Files that are dragged over the conversation and dropped. Where none can be sent, the browser is kept from leaving
/// the page for them.
pub(super) fn on_drag(ui: Ui, event: &DragEvent) {
    if event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0)) {
        event.prevent_default();
        let can_send = ui.chat.with_untracked(|chat| chat.as_ref().is_some_and(|chat| chat.can_send));
        if can_send && event.type_() == "drop" {
            take(ui, event.data_transfer());
        }
    }
}

fn take(ui: Ui, data: Option<DataTransfer>) -> bool {
    let list = data.and_then(|data| data.files()).filter(|list| list.length() > 0);
    if let Some(list) = &list {
        send(ui, list);
    }
    list.is_some()
}

fn send(ui: Ui, list: &FileList) {
    let Some(chat) = ui.selected() else { return };
    for file in (0..list.length()).filter_map(|place| list.get(place)) {
        (ui.files.send)(chat.clone(), file);
    }
}
