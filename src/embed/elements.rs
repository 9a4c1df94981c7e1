//! The elements by which pages that were made for the vendor's widget reach it (field notes 3.2): the one that they click
//! to open it, labels that say whether somebody is there, and the buttons of a form of their own. Called by the tab's
//! part.

use js_sys::Reflect;
use parlor_ui::{Listener, gone::Undo};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement, Node};

use super::values::{get, text};

/// The element that pages click by script to open the widget, and its words.
const ELEMENT: &str = "sp-chat-widget";
const LABEL: &str = "sp-chat-label-text";
/// A form in the page; not shown before it can be answered.
pub(super) const FORM: &str = "sp-callback-form";
/// Its button for a chat.
pub(super) const CHAT: &str = "sp-chat-submit";
const BUTTONS: [&str; 3] = [CHAT, "sp-callback-submit", "sp-callback-submit-inline"];
const ONLINE: &str = "sp-online-label";
const OFFLINE: &str = "sp-offline-label";
/// The property of a style that shows or hides.
const DISPLAY: &str = "display";

/// Makes the host the element that pages click by script. The listener goes when what is returned is dropped.
pub(super) fn adopt(host: &HtmlElement, opens: impl Fn() + 'static) -> Option<Listener> {
    let document = host.owner_document()?;
    if document.get_element_by_id(ELEMENT).is_none() {
        host.set_id(ELEMENT);
    }
    // Beside the shadow root and in no slot of it, so it is not seen.
    if document.get_element_by_id(LABEL).is_none() {
        let label = document.create_element("span").ok()?;
        label.set_id(LABEL);
        host.append_child(&label).ok()?;
    }
    let own = host.clone();
    Some(Listener::new(host, "click", move |event| {
        // What is pressed inside the widget comes from its shadow root.
        let first = event.composed_path().get(0).dyn_into::<Node>().ok();
        if first.is_some_and(|first| own.contains(Some(&first))) {
            opens();
        }
    }))
}

/// Tells of each press of a button of the page's form, by the button's id, until what is returned is dropped.
pub(super) fn on_form(document: &Document, pressed: impl Fn(&'static str) + 'static) -> Listener {
    Listener::new(document, "click", move |event| {
        let path = event.composed_path();
        let mut ids = path.iter().filter_map(|element| get(&element, "id").as_string());
        if let Some(button) = ids.find_map(|id| BUTTONS.into_iter().find(|known| *known == id)) {
            pressed(button);
        }
    })
}

/// What of the page is shown or hidden, as it was before; put back when this is dropped.
pub(super) struct Displayed {
    document: Document,
    /// A style and its `display`.
    before: Vec<(JsValue, JsValue, Undo)>,
}

impl Displayed {
    pub(super) fn new(document: Document) -> Self {
        Self { document, before: Vec::new() }
    }

    /// Shows what is for this availability, and the form that can be answered now.
    pub(super) fn show(&mut self, is_online: bool) {
        let of = |shown: bool| if shown { "block" } else { "none" };
        for (id, display) in [(ONLINE, of(is_online)), (OFFLINE, of(!is_online)), (FORM, "inline-block")] {
            let Some(element) = self.document.get_element_by_id(id) else { continue };
            let style = get(&element, "style");
            if self.before.iter().all(|(known, ..)| *known != style) {
                let before = get(&style, DISPLAY);
                let gone = Undo::setting(&style, DISPLAY, &before);
                self.before.push((style.clone(), before, gone));
            } else if id == FORM {
                // The page may have put it away since.
                continue;
            }
            let _ = Reflect::set(&style, &text(DISPLAY), &text(display));
        }
    }
}

impl Drop for Displayed {
    fn drop(&mut self) {
        for (style, display, _) in self.before.drain(..) {
            let _ = Reflect::set(&style, &text(DISPLAY), &display);
        }
    }
}
