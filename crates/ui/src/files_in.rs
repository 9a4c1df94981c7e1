//! Ways into a page for files: a hidden chooser, and what a paste or a drop brings.

use leptos::{ev::DragEvent, html, prelude::*};
use web_sys::{DataTransfer, FileList};

/// What opens it, and the chooser itself, which a button stands for.
pub fn chooser(chosen: impl Fn(&FileList) + 'static) -> (impl Fn() + Copy + Send + Sync + 'static, AnyView) {
    let field = NodeRef::<html::Input>::new();
    let open = move || {
        if let Some(field) = field.get_untracked() {
            field.click();
        }
    };
    let changed = move |_| {
        if let Some(field) = field.get_untracked() {
            if let Some(list) = field.files() {
                chosen(&list);
            }
            // The same file may be chosen again.
            field.set_value("");
        }
    };
    let view = view! {
        <input
            class="visually-hidden"
            type="file"
            multiple=""
            tabindex="-1"
            aria-hidden="true"
            data-part="chooser"
            node_ref=field
            on:change=changed
        />
    };
    (open, view.into_any())
}

/// Files are dragged, not text.
pub fn drags_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// The files that were pasted or dropped; `None`: there are none.
pub fn files_of(data: Option<DataTransfer>) -> Option<FileList> {
    data.and_then(|data| data.files()).filter(|list| list.length() > 0)
}
