//! `GET parameters`: what may be sent with Request Chat.

use axum::{extract::State, response::Response};
use parlor_protocol::response::ExpectedParameter;

use super::{answer::json, caller::Caller};
use crate::app::App;

pub async fn handle(State(app): State<App>, _: Caller) -> Response {
    json(200, ExpectedParameter::encode_all(&app.settings.parameters))
}
