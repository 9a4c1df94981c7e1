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

/// The focus goes from inside of `place` to somewhere outside of it. Where the browser's window loses it, what had it in
/// here still has it.
pub(super) fn leaves(place: NodeRef<html::Div>, event: &FocusEvent) -> bool {
    let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
    !place.get_untracked().is_some_and(|place| to.is_some_and(|to| place.contains(Some(&to))) || is_in(&place))
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
    activation("hasBeenActive")
}

/// A window that opens may have the focus: the widget has it, or nobody, or what was just pressed on the page. Who is
/// anywhere else on the page is not torn away.
pub(super) fn is_free(node: &Node) -> bool {
    current(node).is_some() || (is_nowhere(node) && visitor_was_here()) || (activation("isActive") && is_on_button())
}

/// On a button or a link of the page, where nobody types; also inside of the page's own elements.
fn is_on_button() -> bool {
    let mut element = document().active_element();
    while let Some(inner) = element.as_ref().and_then(Element::shadow_root).and_then(|root| root.active_element()) {
        element = Some(inner);
    }
    element.is_some_and(|element| element.matches("a, button, [role=button]").unwrap_or_default())
}

/// Whether the visitor is, or has been, active in this way.
fn activation(kind: &str) -> bool {
    let activation = Reflect::get(&window().navigator(), &"userActivation".into());
    let active = activation.and_then(|activation| Reflect::get(&activation, &kind.into()));
    // Browsers that can't tell get the benefit of the doubt.
    active.ok().and_then(|active| active.as_bool()).unwrap_or(true)
}
