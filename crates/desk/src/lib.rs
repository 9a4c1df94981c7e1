//! The agent's page: answer chats over the Agent API v3.0. `state` decides, `shell` touches the browser, `components`
//! show; `runtime` ties them together. Built by `cargo xtask build` to `dist/desk/`.

pub mod components;
mod runtime;
mod shell;
pub mod signals;
pub mod state;
pub mod texts;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by `page/boot.js` once the module is there.
#[wasm_bindgen]
pub fn open_desk() {
    let ui = runtime::start();
    mount_to_body(move || components::app(ui));
}
