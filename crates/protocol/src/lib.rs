//! Bright Pattern Mobile/Web Messaging API v2 on the wire: every request, response, event, signalling message and
//! error code, both directions.
//!
//! Decoding is total: a bad event becomes `Body::Undecodable` and never loses its batch, an unknown one is kept by name.
//! Nothing here depends on the rest of the project, keeps state, or knows a clock.
//!
//! Where to start: `event` (what can happen), `codec` (how it reads and writes), `request` and `response`.

pub mod event;
pub mod signaling;

pub use event::{Body, Event};
