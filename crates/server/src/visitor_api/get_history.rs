//! `GET chats/{chatId}/history`: all events of both sides, in order.

use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    answer::{ApiError, answered, json},
    caller::Caller,
};
use crate::app::App;

pub async fn handle(State(app): State<App>, caller: Caller, Path(chat_id): Path<String>) -> Result<Response, ApiError> {
    let client = caller.client()?;
    let events = answered(&app.settings.chat, app.center.read(|center| center.history(client, &chat_id)))?;
    let answer = app.settings.chat.history_answer(&events);
    Ok(json(answer.status, answer.body))
}
