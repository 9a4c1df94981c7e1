//! Objects of the browser by the names of what they have: one call for all of them weighs less than one for each.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// A handler that the browser calls with an event.
pub(super) type Heard = Closure<dyn FnMut(JsValue)>;

/// `None` where there is nothing, or it can't be read.
pub(super) fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

pub(super) fn text(of: &JsValue, name: &str) -> String {
    get(of, name).and_then(|value| value.as_string()).unwrap_or_default()
}

pub(super) fn number(of: &JsValue, name: &str) -> f64 {
    get(of, name).and_then(|value| value.as_f64()).unwrap_or_default()
}

pub(super) fn set(on: &JsValue, name: &str, value: &JsValue) {
    // Fails for objects that take nothing; the ones here do.
    let _ = Reflect::set(on, &JsValue::from_str(name), value);
}

/// A plain object of these.
pub(super) fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        set(&object, name, value);
    }
    object.into()
}

/// Calls what it has under this name. The error is what was thrown; nothing where there is no such function.
pub(super) fn invoke(of: &JsValue, name: &str, with: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(of, name).ok_or(JsValue::UNDEFINED)?.dyn_into()?;
    Reflect::apply(&function, of, &with.iter().collect::<Array>())
}

/// The same, where what it gives is waited for.
pub(super) fn wait(of: &JsValue, name: &str, with: &[JsValue]) -> JsFuture {
    let promise = match invoke(of, name, with) {
        Ok(given) => Promise::resolve(&given),
        Err(thrown) => Promise::reject(&thrown),
    };
    JsFuture::from(promise)
}

pub(super) fn list(of: &JsValue, name: &str) -> Vec<JsValue> {
    let list = invoke(of, name, &[]).ok().and_then(|list| list.dyn_into::<Array>().ok());
    list.map(|list| list.iter().collect()).unwrap_or_default()
}

pub(super) fn navigator() -> Option<JsValue> {
    Some(web_sys::window()?.navigator().into())
}
