//! Ways into the chat for files: the chooser, dropping on the conversation, pasting into the text.

use leptos::{
    ev::{ClipboardEvent, DragEvent},
    prelude::*,
};
use parlor_ui::{Icon, chooser, drags_files, files_of, icon_button};
use web_sys::{DataTransfer, FileList};

use crate::{signals::Ui, texts};

/// One click opens the chooser.
pub(super) fn attach_button(ui: Ui) -> AnyView {
    let (choose, chooser) = chooser(move |list| send(ui, list));
    let button = icon_button("attach", Icon::Attach, Signal::stored(texts::ATTACH.to_owned()), move |_| choose());
    view! { {button} {chooser} }.into_any()
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
    if drags_files(event) {
        event.prevent_default();
        if ui.can_send.get_untracked() && event.type_() == "drop" {
            take(ui, event.data_transfer());
        }
    }
}

fn take(ui: Ui, data: Option<DataTransfer>) -> bool {
    let list = files_of(data);
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
