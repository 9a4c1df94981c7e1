//! The visitor's side of a chat as one deterministic function: `(state, now, Input) → Vec<Effect>`.
//! It contains no networking and no browser; it never asks the system for the time or for randomness.
//!
//! Where to start: `effect` (all that can leave), `input` (all that can happen), `view` (all there is to see),
//! then `session`, which fans each input out.

pub mod config;
pub mod effect;
pub mod input;
pub mod problem;
pub mod session;
pub mod time;
pub mod view;

pub use config::Config;
pub use effect::Effect;
pub use input::{Input, Intent};
pub use session::Session;
pub use time::Millis;
