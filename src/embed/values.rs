//! Plain JavaScript values out of Rust's, and the promises that calls are answered with. Called by both parts.

use js_sys::{Error, Function, Object, Promise, Reflect};
use wasm_bindgen::JsValue;

/// An error with `code` and `message`, to reject a promise with.
pub(super) fn failure(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    set(&error, "code", &text(code));
    error.into()
}

pub(super) fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        set(&object, name, value);
    }
    object
}

/// A member of whatever it is; undefined where there is none.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &text(name)).unwrap_or_default()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

pub(super) fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

#[expect(clippy::cast_precision_loss, reason = "JavaScript has no other numbers")]
pub(super) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

pub(super) fn count(count: usize) -> JsValue {
    number(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Whatever the loader's side throws is no concern of the widget's.
pub(super) fn call(function: &Function, name: &str, value: &JsValue) {
    let _ = function.call2(&JsValue::UNDEFINED, &text(name), value);
}

pub(super) fn refused(code: &str, message: &str) -> Promise {
    Promise::reject(&failure(code, message))
}
