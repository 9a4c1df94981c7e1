//! What goes on in the browser unless somebody lets go of it: listeners, requests, locks, devices. A program that died
//! can't; the loader's signal does it then (`npm/loader/part.js`). Without one, as in the desk, the page's end does.

use std::cell::RefCell;

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

thread_local! {
    static GONE: RefCell<Option<AbortSignal>> = const { RefCell::new(None) };
}

/// From here on this signal says that the program is gone.
pub fn heed(signal: AbortSignal) {
    GONE.set(Some(signal));
}

pub fn signal() -> Option<AbortSignal> {
    GONE.with_borrow(Clone::clone)
}

/// Done when the program is gone; not where this is dropped before.
pub struct Undo(Option<(AbortSignal, Function)>);

impl Undo {
    pub fn by(undo: Function) -> Self {
        Self(signal().map(|signal| {
            let _ = signal.add_event_listener_with_callback("abort", &undo);
            (signal, undo)
        }))
    }

    /// Calls what the thing has under this name. What has no such function needs none.
    pub fn calling(thing: &JsValue, name: &str) -> Self {
        bound(thing, name, &Array::of1(thing)).map_or(Self(None), Self::by)
    }

    /// Sets a member. The browser's own function does it, since none of this program's can any more.
    pub fn setting(thing: &JsValue, name: &str, value: &JsValue) -> Self {
        let reflect = get(&js_sys::global(), "Reflect");
        // What hears of it is given an event behind these.
        let with = [&reflect, thing, &JsValue::from_str(name), value, thing].into_iter().collect();
        bound(&reflect, "set", &with).map_or(Self(None), Self::by)
    }
}

/// What the thing has under this name, with what it is called on and with.
fn bound(thing: &JsValue, name: &str, with: &Array) -> Option<Function> {
    let function = get(thing, name);
    let bind: Function = get(&function, "bind").dyn_into().ok()?;
    Reflect::apply(&bind, &function, with).ok()?.dyn_into().ok()
}

fn get(thing: &JsValue, name: &str) -> JsValue {
    Reflect::get(thing, &JsValue::from_str(name)).unwrap_or_default()
}

impl Drop for Undo {
    fn drop(&mut self) {
        if let Some((signal, undo)) = self.0.take() {
            let _ = signal.remove_event_listener_with_callback("abort", &undo);
        }
    }
}
