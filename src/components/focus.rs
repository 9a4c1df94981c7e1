//! Where the keyboard is, inside the shadow root, and moving it.

use js_sys::Reflect;
use leptos::{
    ev::FocusEvent,
    html,
    prelude::{GetUntracked, NodeRef, document, request_animation_frame, window},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, ShadowRoot};

use super::contact_tab::TAB_ID;

pub(super) use parlor_ui::focus::{current, find, is_on, on};

/// As `on`, once the element has been laid out.
pub(super) fn soon(element: &HtmlElement) {
    let element = element.clone();
    request_animation_frame(move || on(&element));
}

/// The focus is on `element` or inside it.
pub(super) fn is_in(element: &Element) -> bool {
    current(element).is_some_and(|current| element.contains(Some(&current)))
}

/// The focus goes from inside of `place` to somewhere outside of it.
pub(super) fn leaves(place: NodeRef<html::Div>, event: &FocusEvent) -> bool {
    let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
    !place.get_untracked().is_some_and(|place| to.is_some_and(|to| place.contains(Some(&to))))
}

/// The composer of the window that `inside` stands in.
pub(super) fn composer(inside: &Element) -> Option<HtmlElement> {
    find(&inside.closest("[part=window]").ok().flatten()?, "[part=input]")
}

/// The contact tab, which another part draws into the same shadow root.
pub(super) fn tab(inside: &Element) -> Option<HtmlElement> {
    let root = inside.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    root.get_element_by_id(TAB_ID)?.dyn_into().ok()
}

/// Nothing has the focus: what had it was taken off the page, or nothing ever had.
pub(super) fn is_nowhere(node: &Node) -> bool {
    current(node).is_none()
        && document().active_element().is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}

/// The visitor has done something on this page. Before that, nothing that opens by itself may take the focus.
pub(super) fn visitor_was_here() -> bool {
    let activation = Reflect::get(&window().navigator(), &"userActivation".into());
    let active = activation.and_then(|activation| Reflect::get(&activation, &"hasBeenActive".into()));
    // Browsers that can't tell get the benefit of the doubt.
    active.ok().and_then(|active| active.as_bool()).unwrap_or(true)
}
