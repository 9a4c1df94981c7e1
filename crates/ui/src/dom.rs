//! Elements made by hand, for what is drawn often: a view's element costs several times as much, in time and in nodes.
//! No string reaches the browser's HTML parser. Called by what draws rows, here and in the widget.

use web_sys::{Document, Element};

/// An element of HTML. `None` for a name that can't be one.
pub fn element(document: &Document, name: &str, class: &str) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    if !class.is_empty() {
        set(&element, "class", class);
    }
    Some(element)
}

/// Appends an element and returns it.
pub fn add(parent: &Element, name: &str, class: &str) -> Option<Element> {
    let child = element(&parent.owner_document()?, name, class)?;
    parent.append_child(&child).ok()?;
    Some(child)
}

pub fn set(element: &Element, name: &str, value: &str) {
    // Fails for names that are not attribute names only, and ours are.
    let _ = element.set_attribute(name, value);
}

/// Sets an attribute, or takes it away.
pub fn set_or_remove(element: &Element, name: &str, value: Option<&str>) {
    match value {
        Some(value) => set(element, name, value),
        None => drop(element.remove_attribute(name)),
    }
}
