//! `GET chats/active`: the chat that this client has.

use axum::{extract::State, response::Response};

use super::{
    answer::{ApiError, answered, json},
    caller::Caller,
};
use crate::app::App;

pub async fn handle(State(app): State<App>, caller: Caller) -> Result<Response, ApiError> {
    let client = caller.client()?;
    let outcome = app.center.read(|center| center.active_chat(client));
    Ok(json(200, answered(&app.settings.chat, outcome)?.encode()))
}
