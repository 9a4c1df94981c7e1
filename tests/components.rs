//! The components in a real browser: mounted in a shadow root under a guard like Trusted Types', given signals, and
//! judged by their public parts and by what they ask for.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "components/stage.rs"]
mod stage;

#[path = "components/composing.rs"]
mod composing;
#[path = "components/files.rs"]
mod files;
#[path = "components/forms.rs"]
mod forms;
#[path = "components/forms_in_chat.rs"]
mod forms_in_chat;
#[path = "components/reading.rs"]
mod reading;
#[path = "components/windowing.rs"]
mod windowing;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
