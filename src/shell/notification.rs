//! What the browser shows outside of its pages, where the visitor allows it. Some browsers have no such notifications for
//! pages; there nothing is asked and nothing shown.

use js_sys::{Array, Function, Object, Promise, Reflect};
use parlor_ui::Listener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::EventTarget;

use super::{invoke, property};

/// One that is shown; dropping it takes it away.
pub struct Notification {
    it: EventTarget,
    _clicked: Listener,
}

/// Whether the visitor could be asked: nobody has, or the answer is still open.
pub fn may_ask() -> bool {
    permission() == "default"
}

fn permission() -> String {
    property(&class(), "permission").as_string().unwrap_or_default()
}

/// The browser asks the visitor; only while something that was pressed is fresh.
pub fn ask(answered: impl FnOnce() + 'static) {
    let answer = invoke(&class(), "requestPermission").and_then(|answer| answer.dyn_into::<Promise>().ok());
    spawn_local(async move {
        if let Some(answer) = answer {
            drop(JsFuture::from(answer).await);
        }
        answered();
    });
}

/// `None` where it is not allowed, or not possible from a page.
pub fn show(title: &str, body: &str, clicked: impl Fn() + 'static) -> Option<Notification> {
    let class = class().dyn_into::<Function>().ok().filter(|_| permission() == "granted")?;
    let options = Object::new();
    for (name, value) in [("body", body), ("tag", "parlor")] {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let it = Reflect::construct(&class, &Array::of2(&JsValue::from_str(title), &options)).ok()?;
    let it: EventTarget = it.dyn_into().ok()?;
    let clicked = Listener::new(&it, "click", move |_| {
        if let Some(window) = web_sys::window() {
            let _ = window.focus();
        }
        clicked();
    });
    Some(Notification { it, _clicked: clicked })
}

impl Drop for Notification {
    fn drop(&mut self) {
        let _ = invoke(&self.it, "close");
    }
}

fn class() -> JsValue {
    web_sys::window().map(|window| property(&window, "Notification")).unwrap_or_default()
}
