//! `parlor-server`: a contact center in a box. The visitors' API (`visitor_api`), the agents' (`agent_api`), who is at
//! the other end (`backend`), what is kept (`store`). `app` puts the routes together, so that tests can call them
//! without a socket.

pub mod agent_api;
pub mod app;
pub mod backend;
pub mod center;
pub mod cors;
pub mod faults;
pub mod pages;
pub mod script;
pub mod settings;
pub mod store;
pub mod visitor_api;

pub use app::{App, app};
pub use settings::Settings;
