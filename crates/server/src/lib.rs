//! A contact center in a box, and a bridge to other chat systems.

pub mod agent_api;
pub mod backend;
pub mod script;
