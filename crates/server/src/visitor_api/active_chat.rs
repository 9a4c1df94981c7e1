//! `GET chats/active`: the running chat of this client, or 404 with 5005.

use axum::{extract::State, response::Response};
use parlor_protocol::error::ErrorCode;

use super::{Problem, caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, caller: Caller) -> Response {
    let result = match caller.key() {
        Some(key) => app.shell.read(|center, _now| center.active_chat(&key)).map_err(Problem::from),
        None => Err(ErrorCode::ChatNotFound.into()),
    };
    respond(&app, result.map(|properties| ok(properties.encode())))
}
