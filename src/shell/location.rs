//! Where the visitor is, as the browser tells it. Called by `runtime` and `embed`. By its own names, since a page may
//! have taken any of them away.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Why it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlocated {
    /// The visitor, the browser or the page's policy does not allow it.
    Denied,
    /// It can't be found, or not in time.
    NotFound,
    /// This browser, or this page, has no such thing.
    Unsupported,
}

/// Longest wait, in milliseconds.
const PATIENCE: f64 = 20_000.0;

/// Latitude and longitude in degrees, with five decimals: about a metre.
pub async fn current() -> Result<(String, String), Unlocated> {
    let found = JsFuture::from(ask().ok_or(Unlocated::Unsupported)?).await;
    let position = found.map_err(|error| {
        // PERMISSION_DENIED is 1.
        if get(&error, "code").and_then(|code| code.as_f64()) == Some(1.0) {
            Unlocated::Denied
        } else {
            Unlocated::NotFound
        }
    })?;
    let coords = get(&position, "coords").ok_or(Unlocated::NotFound)?;
    let degrees = |name: &str| {
        let value = get(&coords, name)?.as_f64().filter(|value| value.is_finite())?;
        js_sys::Number::from(value).to_fixed(5).ok().map(String::from)
    };
    degrees("latitude").zip(degrees("longitude")).ok_or(Unlocated::NotFound)
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

fn ask() -> Option<Promise> {
    let geolocation = get(&web_sys::window()?.navigator(), "geolocation")?;
    let find: Function = get(&geolocation, "getCurrentPosition")?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"timeout".into(), &PATIENCE.into()).ok()?;
    Some(Promise::new(&mut |found, failed| {
        if find.call3(&geolocation, &found, &failed, &options).is_err() {
            let _ = failed.call0(&JsValue::UNDEFINED);
        }
    }))
}
