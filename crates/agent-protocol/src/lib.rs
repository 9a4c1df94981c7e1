//! `LiveChat` Agent API v3.0 on the wire: objects, requests, responses, pushes and errors, both directions.
//! The desk and the bots speak it to the server; the server's agent API answers in it.
//!
//! Objects decode leniently (a desk must show what it gets), requests strictly (a caller must learn which field was
//! wrong). Nothing here knows a clock, keeps state, or depends on the rest of the project.
//!
//! Where to start: `event` and `chat` (the objects), `request`, `response`, `push`, `frame` (the socket's envelopes).

pub mod chat;
pub mod error;
pub mod event;
pub mod extra;
mod fields;
pub mod filter;
pub mod frame;
mod object;
pub mod properties;
pub mod push;
pub mod request;
pub mod response;
pub mod user;

pub use chat::{Access, Chat, ChatSummary, LastEvent, Thread, ThreadSummary};
pub use error::{ApiError, ErrorKind};
pub use event::{Body, Event, Recipients};
pub use extra::Extra;
pub use frame::{Response, ServerFrame};
pub use properties::Properties;
pub use push::Push;
pub use request::{Call, Request};
pub use serde_json::Value;
pub use user::{Agent, Customer, MyProfile, RoutingStatus, User};
