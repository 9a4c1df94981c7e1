//! The browser, one API per file. Does what `runtime` says and reports what happened; decides nothing.
//! No Leptos, no components. Everything that is started here ends when its guard is dropped.

pub mod clipboard;
pub mod clock;
pub mod files;
pub mod http;
pub mod location;
pub mod notification;
pub mod page;
pub mod random;
pub mod sound;
pub mod storage;
pub mod tabs;
pub mod timer;
pub mod title;
pub mod visit;

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What an object of the browser has under this name; undefined where that can't be read. One call for all of them weighs
/// less than one for each.
fn property(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or_default()
}

/// Calls what an object of the browser has under this name, without arguments. `None`: there is no such function, or it
/// threw.
fn invoke(of: &JsValue, name: &str) -> Option<JsValue> {
    property(of, name).dyn_into::<Function>().ok()?.call0(of).ok()
}
