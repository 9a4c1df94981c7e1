//! A file in the transcript: a picture as it is and large, anything else as a card; how far the agent's own has come.

use leptos::{html, prelude::*};
use parlor_ui::{
    Icon,
    files::{Address, size},
    icon, icon_button,
};

use super::{
    chat_list::{face_of, name_or},
    message::{failed, foot, sender_name, state_name, way},
};
use crate::{
    signals::Ui,
    state::{FileLink, FileView, Intent, RowId, SendState, Sender},
    texts,
};

pub(super) fn file(ui: Ui, row: RowId, at: u64, content: FileView) -> AnyView {
    let is_visitor = content.sender == Sender::Visitor;
    let face =
        is_visitor.then(|| view! { <span class="message-face">{face_of(&content.author, &content.initials)}</span> });
    let author = if content.mine { texts::YOU.to_owned() } else { name_or(&content.author) };
    let is_sending = content.state == Some(SendState::Sending);
    let progress = is_sending.then(|| progress(ui, row));
    let problem = content.problem.as_ref().map(|problem| failed(ui, row, problem));
    let way = way(ui, row, content.state);
    let foot = foot(ui, at, way);
    let (mine, sender) = (content.mine, sender_name(content.sender));
    view! {
        <li
            class="message first last"
            data-part="file"
            data-sender=sender
            data-state=move || way.get().map(state_name)
            class:mine=mine
            class:ours=!is_visitor
        >
            {face}
            <div class="message-body">
                <div class="bubble file">
                    <span class="visually-hidden">{author}{": "}</span>
                    {card(ui, content)}
                    {progress}
                </div>
                {foot}
                {problem}
            </div>
        </li>
    }
    .into_any()
}

fn card(ui: Ui, content: FileView) -> AnyView {
    let size = content.size.map(|bytes| view! { <span class="file-size">{size(bytes)}</span> });
    let lost = RwSignal::new(false);
    let picture = match &content.link {
        FileLink::Stored(id) if content.is_picture => Some(picture(ui, id, &content.name, lost)),
        _ => None,
    };
    view! {
        {picture}
        <span class="file-line">
            {icon(Icon::File)}
            <span class="file-words">
                {name(ui, content, lost)}
                {size}
            </span>
        </span>
        <span role="status">
            {move || lost.get().then(|| view! { <span class="file-lost" data-part="file-lost">{texts::FILE_LOST}</span> })}
        </span>
    }
    .into_any()
}

fn name(ui: Ui, content: FileView, lost: RwSignal<bool>) -> AnyView {
    let name = content.name;
    match content.link {
        FileLink::Stored(id) => {
            let shown = name.clone();
            let save = move |_| save(ui, &id, &name, lost);
            view! { <button type="button" class="link" data-part="file-link" dir="auto" on:click=save>{shown}</button> }
                .into_any()
        }
        FileLink::Web(url) => view! {
            <a class="link" data-part="file-link" dir="auto" href=url target="_blank" rel="noopener noreferrer nofollow ugc">
                {name}
            </a>
        }
        .into_any(),
        FileLink::Nowhere => view! { <span data-part="file-link" dir="auto">{name}</span> }.into_any(),
    }
}

fn save(ui: Ui, id: &str, name: &str, lost: RwSignal<bool>) {
    // The row may be gone when the answer comes.
    let told = move |had: bool| {
        let _ = lost.try_set(!had);
    };
    (ui.files.save)(id, name.to_owned(), Box::new(told));
}

/// Nothing until its bytes are there.
fn picture(ui: Ui, id: &str, name: &str, lost: RwSignal<bool>) -> AnyView {
    let address = RwSignal::new_local(None::<Address>);
    (ui.files.picture)(id, Box::new(move |had| drop(address.try_set(had))));
    let (id, name) = (id.to_owned(), name.to_owned());
    (move || {
        address.get().map(|address| {
            let dialog = NodeRef::<html::Dialog>::new();
            let large = large(ui, dialog, (&id, &name), &address, lost);
            let show = move |_| {
                if let Some(dialog) = dialog.get_untracked() {
                    // Fails where it is open already.
                    let _ = dialog.show_modal();
                }
            };
            let alt = name.clone();
            view! {
                <button
                    type="button"
                    class="picture"
                    data-part="picture"
                    aria-label=texts::enlarge(&name)
                    on:click=show
                >
                    <img src=address.url() alt=alt />
                </button>
                {large}
            }
        })
    })
    .into_any()
}

fn large(
    ui: Ui,
    dialog: NodeRef<html::Dialog>,
    (id, name): (&str, &str),
    address: &Address,
    lost: RwSignal<bool>,
) -> AnyView {
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let (id, title, alt) = (id.to_owned(), name.to_owned(), name.to_owned());
    let (shown, saved) = (name.to_owned(), name.to_owned());
    view! {
        <dialog class="dialog picture-large" data-part="picture-large" aria-label=title node_ref=dialog>
            <div class="picture-bar">
                <bdi class="picture-name">{shown}</bdi>
                <button
                    type="button"
                    class="button button-quiet"
                    on:click=move |_| save(ui, &id, &saved, lost)
                >
                    {texts::SAVE}
                </button>
                {icon_button("picture-close", Icon::Close, Signal::stored(texts::CLOSE.to_owned()), close)}
            </div>
            <img src=address.url() alt=alt />
        </dialog>
    }
    .into_any()
}

fn progress(ui: Ui, row: RowId) -> AnyView {
    let percent = Memo::new(move |_| ui.upload.get().filter(|(of, _)| *of == row).map_or(0, |(_, percent)| percent));
    let cancel = move |_| {
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::Discard { chat, row });
        }
    };
    view! {
        <span class="file-progress">
            <progress data-part="upload-progress" aria-label=texts::ATTACHED max="100" value=move || percent.get().to_string()></progress>
            <button type="button" class="button button-text" data-part="upload-cancel" on:click=cancel>
                {texts::CANCEL}
            </button>
        </span>
    }
    .into_any()
}
