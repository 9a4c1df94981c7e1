//! Where the keyboard is, inside the shadow root, and moving it.

use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusOptions, HtmlElement, Node, ShadowRoot};

/// Moves the focus, without scrolling the host page.
pub(super) fn on(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// As `on`, once the element has been laid out.
pub(super) fn soon(element: &HtmlElement) {
    let element = element.clone();
    request_animation_frame(move || on(&element));
}

/// The element that has the focus, as seen from where `node` lives.
pub(super) fn current(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    }
}

pub(super) fn is_on(element: &Element) -> bool {
    current(element).is_some_and(|current| current == *element)
}

/// The focus is on `element` or inside it.
pub(super) fn is_in(element: &Element) -> bool {
    current(element).is_some_and(|current| element.contains(Some(&current)))
}

/// The first of `selector` below `element`.
pub(super) fn find(element: &Element, selector: &str) -> Option<HtmlElement> {
    element.query_selector(selector).ok().flatten()?.dyn_into().ok()
}
