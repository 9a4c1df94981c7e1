//! Stands in for the crate of this name (`[patch.crates-io]` in the workspace's Cargo.toml). Leptos always links it for
//! server functions that stream; its classes are exported from the wasm, so no linker can drop them: 5 KiB of what
//! travels in each of the widget's modules. A widget has no server functions, so nothing here is ever called.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;
use wasm_bindgen::{JsCast, JsValue};

/// A stream of the browser's.
#[derive(Debug)]
pub struct ReadableStream(web_sys::ReadableStream);

impl ReadableStream {
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        Self(raw)
    }

    pub fn into_raw(self) -> web_sys::ReadableStream {
        self.0
    }

    /// Ends at once.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> {
        Ended
    }

    /// The browser's stream of nothing.
    pub fn from_stream<S>(_stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        Self(web_sys::ReadableStream::new().unwrap_or_else(JsValue::unchecked_into))
    }
}

struct Ended;

impl Stream for Ended {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}
