//! Text fields that are as high as their text. Called by the composers of widget and desk.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// Makes a field as high as its text; the style sheet has the bounds. While it is measured the element around it keeps
/// its height: else the transcript above would grow for a moment, and with that lose its end.
pub fn fit(field: &HtmlTextAreaElement) {
    let around = field.parent_element().and_then(|around| around.dyn_into::<HtmlElement>().ok());
    if let Some(around) = &around {
        let _ = around.style().set_property("min-height", &pixels(around.offset_height()));
    }
    let style = HtmlElement::style(field);
    let _ = style.set_property("height", "auto");
    let height = field.scroll_height();
    // Zero while it is not shown: then the style sheet's height stays.
    if height > 0 {
        let _ = style.set_property("height", &pixels(height));
    }
    if let Some(around) = &around {
        let _ = around.style().remove_property("min-height");
    }
}

fn pixels(length: i32) -> String {
    length.to_string() + "px"
}
