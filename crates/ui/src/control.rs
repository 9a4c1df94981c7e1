//! Buttons. One place gives them their type, their words and their target size.

use leptos::{ev::MouseEvent, prelude::*};

use crate::icon::{Icon, icon};

/// A square button that shows an icon only; `label` is what it is called.
pub fn icon_button(
    part: &'static str,
    sign: Icon,
    label: Signal<String>,
    on_click: impl FnMut(MouseEvent) + Send + 'static,
) -> AnyView {
    icon_button_as("icon-button", part, sign, label, on_click)
}

/// As `icon_button`, in a look of its own.
pub fn icon_button_as(
    class: &'static str,
    part: &'static str,
    sign: Icon,
    label: Signal<String>,
    on_click: impl FnMut(MouseEvent) + Send + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class=class
            part=part
            aria-label=move || label.get()
            title=move || label.get()
            on:click=on_click
        >
            {icon(sign)}
        </button>
    }
    .into_any()
}

/// A button with words. `class` is one of `button button-primary`, `button button-quiet`, `button button-text`.
pub fn button(
    part: &'static str,
    class: &'static str,
    label: Signal<String>,
    on_click: impl FnMut(MouseEvent) + Send + 'static,
) -> AnyView {
    view! {
        <button type="button" class=class part=part on:click=on_click>
            {move || label.get()}
        </button>
    }
    .into_any()
}
