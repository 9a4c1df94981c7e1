//! The widget: the contact tab and the chat window on a customer's page, as one wasm module.
//! `embed` is the way in (the loader calls it), `runtime` the one place where things happen, `shell` the browser,
//! `components` what is seen.

pub mod app;
pub mod components;
pub mod embed;
pub mod i18n;
pub mod runtime;
pub mod shell;
pub mod signals;
