//! A short sound from an address. Where the browser plays none (before the visitor has done anything on the page, or by
//! the page's policy) there is silence.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::invoke;

pub fn play(address: &str) {
    let element = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("audio").ok())
        .filter(|audio| audio.set_attribute("src", address).is_ok());
    let Some(audio) = element else { return };
    if let Some(playing) = invoke(&audio, "play").and_then(|playing| playing.dyn_into::<Promise>().ok()) {
        // What nobody waits for and fails is an error on the customer's page.
        spawn_local(async move { drop(JsFuture::from(playing).await) });
    }
}
