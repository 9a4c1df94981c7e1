//! A contact center's conversations, pure: who may do what, what is kept, what each visitor has yet to be told.
//! `parlor-server` wraps it in a lock and a store; the session's tests drive it in virtual time.
//! No clock, no randomness, no IO: `now` (UTC milliseconds) and identifiers are arguments.
//!
//! Where to start: `center` (every operation), `change` (everything that comes out), `settings` (every choice).

mod agents;
pub mod answer;
pub mod center;
pub mod change;
mod conversation;
pub mod log;
mod mailbox;
mod parties;
pub mod poll;
pub mod refusal;
pub mod settings;
mod timers;

pub use agents::Manner;
pub use center::Center;
pub use change::{Change, Notes, Opening, Stored};
pub use conversation::{Conversation, EndedBy};
pub use log::{Author, Entry};
pub use poll::{Poll, PollId};
pub use refusal::Refusal;
pub use settings::{NoEvents, SecondPoll, Settings};
