//! `GET parameters`: what a chat request is expected to bring.

use axum::{extract::State, response::Response};
use parlor_protocol::response::ExpectedParameter;

use super::{caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, _caller: Caller) -> Response {
    respond(&app, Ok(ok(ExpectedParameter::encode_all(&app.settings.widget.parameters))))
}
