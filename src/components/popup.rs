//! A button and what it opens beside it. Escape closes that and leads back to the button; whoever goes elsewhere is done
//! with it.

use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
};
use parlor_ui::{Icon, icon};

use super::focus;
use crate::i18n::{Text, use_words};

/// The button, and the class of what it stands in with what it opens.
#[derive(Clone, Copy)]
pub(super) struct Button {
    pub(super) place: &'static str,
    pub(super) class: &'static str,
    pub(super) part: &'static str,
    pub(super) name: Text,
    pub(super) sign: Icon,
}

/// What is open, or not.
#[derive(Clone, Copy)]
pub(super) struct Popup {
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
}

impl Popup {
    pub(super) fn close(self) {
        self.open.set(false);
    }

    /// Closes it; the keyboard is at the button again.
    pub(super) fn back(self) {
        self.close();
        if let Some(button) = self.button.get_untracked() {
            focus::on(&button);
        }
    }
}

/// `opened` is called when it has been; `content` draws what is in it.
pub(super) fn popup(
    button: Button,
    opened: impl Fn() + 'static,
    content: impl Fn(Popup) -> AnyView + Copy + Send + 'static,
) -> AnyView {
    let words = use_words();
    let place = NodeRef::<html::Div>::new();
    let popup = Popup { open: RwSignal::new(false), button: NodeRef::new() };
    let Popup { open, .. } = popup;
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            event.prevent_default();
            popup.back();
        }
    };
    let on_leave = move |event: FocusEvent| {
        if focus::leaves(place, &event) {
            popup.close();
        }
    };
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            opened();
        }
    };
    view! {
        <div class=button.place node_ref=place on:keydown=on_key on:focusout=on_leave>
            <button
                type="button"
                class=button.class
                part=button.part
                // Else Safari leaves the focus where it is, and what was opened closes.
                tabindex="0"
                aria-label=move || words.get(button.name)
                title=move || words.get(button.name)
                aria-expanded=move || open.get().to_string()
                node_ref=popup.button
                on:click=toggle
            >
                {icon(button.sign)}
            </button>
            {move || open.get().then(|| content(popup))}
        </div>
    }
    .into_any()
}
