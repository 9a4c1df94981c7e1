//! The desk's core, played through against the wire in virtual time.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod behaviour;
mod calls;
mod changes;
mod files;
mod forms;
mod frames;
mod harness;
mod outbox;
