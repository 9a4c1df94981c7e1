//! Bright Pattern Mobile/Web Messaging API v2 on the wire: every request, response, event, signalling message and
//! error code, both directions.
//!
//! Decoding is total: a bad event becomes `Body::Undecodable` and never loses its batch, an unknown one is kept by name.
//! Nothing here depends on the rest of the project, keeps state, or knows a clock.
//!
//! Where to start: `event` (what can happen), `codec` (how it reads and writes), `request` and `response`.

mod authorization;
pub mod codec;
pub mod configuration;
mod decode;
mod encode;
pub mod error;
pub mod event;
mod fields;
pub mod files;
pub mod form;
pub mod html;
pub mod ids;
mod json;
pub mod paths;
pub mod request;
pub mod response;
pub mod signaling;
mod slice;
pub mod text;
mod word;
mod write;

pub use event::{Body, Event};
pub use fields::Fields;
pub use json::{NotJson, number};
pub use write::{Object, array};
