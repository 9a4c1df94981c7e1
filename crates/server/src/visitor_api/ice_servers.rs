//! `GET iceservers`: what a browser needs to find its way to an agent's.

use axum::{extract::State, response::Response};
use parlor_protocol::response::IceServers;

use super::{answer::json, caller::Caller};
use crate::app::App;

pub async fn handle(State(app): State<App>, _: Caller) -> Response {
    json(200, IceServers::encode(&app.settings.ice))
}
