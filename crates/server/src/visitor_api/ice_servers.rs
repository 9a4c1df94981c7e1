//! `GET iceservers`: what the settings list.

use axum::{extract::State, response::Response};
use parlor_protocol::response::IceServers;

use super::{caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, _caller: Caller) -> Response {
    respond(&app, Ok(ok(IceServers::encode(&app.settings.ice))))
}
