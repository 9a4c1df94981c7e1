//! Puts a text into the clipboard. Called by `runtime`. A refusal (no permission, plain http) has no effect.

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

pub fn copy(text: &str) {
    let Some(window) = web_sys::window() else { return };
    let navigator = window.navigator();
    // The clipboard is missing on plain-http pages; the binding would throw.
    if js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|clipboard| clipboard.is_object()) {
        let written = navigator.clipboard().write_text(text);
        spawn_local(async move {
            // Awaited so that a refusal is no unhandled rejection on the host page.
            let _ = JsFuture::from(written).await;
        });
    }
}
