//! The widget: the contact tab and the chat window on a customer's page, as two wasm modules out of one source. The tab's
//! part (feature `tab`) loads with the page, the chat's part (feature `chat`) when the visitor wants it.
//! `embed` is the way in (the loader calls it), `tab` and `runtime` the places where things happen, `shell` the browser,
//! `components` what is seen.

pub mod app;
pub mod components;
pub mod embed;
pub mod handles;
pub mod i18n;
pub mod kept;
pub mod runtime;
pub mod setup;
pub mod shell;
pub mod signals;
pub mod tab;
pub mod turns;
