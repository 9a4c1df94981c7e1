//! The visitor's side of a chat as one deterministic function: `(state, now, Input) → Vec<Effect>`.
//! It contains no networking and no browser; it never asks the system for the time or for randomness.
//!
//! Where to start: `effect` (all that can leave), `input` (all that can happen), `view` (all there is to see),
//! then `session`, which fans each input out.

mod answers;
mod arrivals;
mod backoff;
mod brought;
mod call;
mod cards;
mod cases;
mod cobrowse;
pub mod config;
mod context;
mod crossing;
pub mod effect;
mod ending;
mod farewell;
mod files;
mod filling;
mod forms;
mod history;
pub mod input;
mod intents;
mod link;
mod outbox;
mod pages;
mod parcel;
mod phase;
mod place;
mod poll;
mod presence;
pub mod problem;
mod receipts;
mod requests;
mod secure;
pub mod session;
mod snapshot;
mod start;
mod tabs;
pub mod time;
mod timeline;
mod timers;
mod typing;
pub mod view;
mod wishes;

pub use config::Config;
pub use effect::Effect;
pub use input::{Input, Intent};
pub use session::Session;
pub use time::Millis;
