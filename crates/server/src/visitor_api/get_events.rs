//! `GET chats/{chatId}/events`: what the visitor has yet to be told, held until there is something.

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
    let events = answered(&app.settings.chat, app.center.poll(caller.client()?, &chat_id).await)?;
    let answer = app.settings.chat.poll_answer(&events);
    Ok(json(answer.status, answer.body))
}
