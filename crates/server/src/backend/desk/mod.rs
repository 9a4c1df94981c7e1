//! The first kind of backend: people at the desk (and bots) over the agents' API, and the script where nobody is there.
//! `hub` knows who is logged in and does what they ask, `tell` turns changes into pushes, `show` maps objects.

mod calls;
pub mod hub;
mod lists;
mod say;
pub(crate) mod sent_file;
mod show;
mod signal;
mod tell;

pub use hub::{Account, Hub, SessionId};
pub(crate) use show::is_person;

/// The note of a chat whose visitor says that their case is solved: the case's id.
pub(crate) const CASE_CLOSED: &str = "case_closed";
