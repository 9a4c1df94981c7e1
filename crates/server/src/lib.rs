//! A contact center in a box, and a bridge to other chat systems: the visitors' API, the agents' API, the shipped files.
//! What conversations do is decided by `parlor_conversation`; this crate is HTTP, disk and time around it.
//!
//! Where to start: `app` (every route), `center` (the lock and the store around the conversations), `settings`.

pub mod agent_api;
pub mod app;
mod assets;
pub mod backend;
pub mod center;
pub mod clock;
pub mod connection;
mod faults;
pub mod files;
pub mod ice;
mod ids;
pub mod limits;
pub mod photos;
pub mod run;
pub mod script;
pub mod settings;
pub mod store;
mod visitor_api;

pub use app::{App, app};
