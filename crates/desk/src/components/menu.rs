//! A button that opens a short list of things to choose from, by mouse and keyboard.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::{Icon, icon};

/// What a menu is called and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Menu {
    /// `data-part` of the button; the list's id is made of it.
    pub(super) part: &'static str,
    pub(super) sign: Icon,
    pub(super) words: &'static str,
    pub(super) title: &'static str,
    /// It opens upwards and its button shows the sign alone.
    pub(super) in_composer: bool,
}

/// Closes a menu and gives the focus back to its button.
#[derive(Clone, Copy)]
pub(super) struct Close {
    open: RwSignal<bool>,
    opener: NodeRef<html::Button>,
}

impl Close {
    pub(super) fn now(self) {
        self.open.set(false);
        if let Some(opener) = self.opener.get_untracked() {
            let _ = opener.focus();
        }
    }
}

pub(super) fn menu(menu: Menu, items: impl FnOnce(Close) -> AnyView) -> AnyView {
    let Menu { part, sign, words, title, in_composer } = menu;
    let close = Close { open: RwSignal::new(false), opener: NodeRef::new() };
    let open = close.open;
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            close.now();
        }
    };
    let id = [part, "-list"].concat();
    let items = items(close);
    view! {
        <div class="menu-place" class:menu-above=in_composer on:keydown=on_key>
            <button
                type="button"
                class=if in_composer { "icon-button" } else { "button button-quiet" }
                data-part=part
                aria-expanded=move || open.get().to_string()
                aria-controls=id.clone()
                aria-label=in_composer.then_some(words)
                title=in_composer.then_some(words)
                node_ref=close.opener
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(sign)}
                {(!in_composer).then(|| view! { <span class="button-words">{words}</span> })}
            </button>
            <div id=id class="menu" role="group" aria-label=title hidden=move || !open.get()>
                <p class="menu-title">{title}</p>
                {items}
            </div>
        </div>
    }
    .into_any()
}
