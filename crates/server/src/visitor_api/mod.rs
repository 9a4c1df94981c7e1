//! Bright Pattern Messaging API v2 for visitors: one file per endpoint, named by its verb.
//! What all of them share: who calls (`caller`) and how a refusal looks (`answer`).

pub mod active_chat;
pub mod answer;
pub mod availability;
pub mod caller;
pub mod configuration;
pub mod get_events;
pub mod get_history;
pub mod ice_servers;
pub mod metrics;
pub mod parameters;
pub mod request_chat;
pub mod send_events;
pub mod version;
