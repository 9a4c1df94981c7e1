//! A picture, large: over the window, until it is closed.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_session::view::FileView;
use parlor_ui::{Icon, icon};

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

/// Escape and the button close it; the focus goes round between its two buttons.
pub(super) fn image_view(file: FileView, address: String) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let viewing = use_signals().viewing;
    let close = NodeRef::<html::Button>::new();
    let save = NodeRef::<html::Button>::new();
    close.on_load(|button| focus::soon(&button));
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "Escape" => viewing.set(None),
            "Tab" => {
                let is_on_close = close.get_untracked().is_some_and(|close| focus::is_on(&close));
                if let Some(next) = if is_on_close { save.get_untracked() } else { close.get_untracked() } {
                    focus::on(&next);
                }
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let name = file.name.clone();
    let alt = file.name.clone();
    view! {
        <div class="image-view" part="image-view" role="dialog" aria-modal="true" aria-label=name on:keydown=on_key>
            <div class="image-view-bar">
                <button
                    type="button"
                    class="button button-quiet"
                    node_ref=save
                    on:click=move |_| dispatch.send(Action::Save(file.clone()))
                >
                    {move || words.get(Text::Save)}
                </button>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=move || words.get(Text::CloseImage)
                    node_ref=close
                    on:click=move |_| viewing.set(None)
                >
                    {icon(Icon::Close)}
                </button>
            </div>
            <img class="image-view-image" src=address alt=alt />
        </div>
    }
    .into_any()
}
