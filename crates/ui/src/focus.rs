//! Where the keyboard is, and moving it; also inside a shadow root.

use leptos::{ev::FocusEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, FocusOptions, HtmlElement, Node, ShadowRoot};

/// Moves the focus, without scrolling the page.
pub fn on(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// The element that has the focus, as seen from where `node` lives.
pub fn current(node: &Node) -> Option<Element> {
    let root = node.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(root) => root.active_element(),
        None => root.dyn_ref::<Document>().and_then(Document::active_element),
    }
}

pub fn is_on(element: &Element) -> bool {
    current(element).is_some_and(|current| current == *element)
}

/// The first of `selector` below `element`.
pub fn find(element: &Element, selector: &str) -> Option<HtmlElement> {
    element.query_selector(selector).ok().flatten()?.dyn_into().ok()
}

/// What has the focus in places whose buttons come and go; it may have been taken off the page since. Who was elsewhere
/// when that happened is not moved.
#[derive(Clone, Copy)]
pub struct Focused(StoredValue<Option<HtmlElement>, LocalStorage>);

impl Focused {
    /// Of nothing yet. Lives as long as the owner that makes it.
    #[expect(clippy::new_without_default, reason = "it belongs to the owner that makes it")]
    pub fn new() -> Self {
        Self(StoredValue::new_local(None))
    }

    /// For `focusin` of such a place.
    pub fn came(self, event: &FocusEvent) {
        let target = event.target().and_then(|target| target.dyn_into().ok());
        self.0.try_set_value(target);
    }

    /// For `focusout`.
    pub fn left(self) {
        // What is taken off the page loses the focus, too, and is remembered.
        request_animation_frame(move || {
            let is_there = |element: &mut Option<HtmlElement>| {
                element.take_if(|element| element.is_connected() && !is_on(element));
            };
            self.0.try_update_value(is_there);
        });
    }

    /// What had it is gone.
    pub fn is_lost(self) -> bool {
        self.0.try_with_value(|element| element.as_ref().is_some_and(|element| !element.is_connected())) == Some(true)
    }

    /// What had it may be gone: the visitor is elsewhere.
    pub fn forget(self) {
        self.0.try_set_value(None);
    }

    /// To what took its place; where that is in such a place, it is remembered in its turn.
    pub fn give(self, target: &HtmlElement) {
        self.forget();
        on(target);
    }
}
