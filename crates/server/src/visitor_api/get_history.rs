//! `GET chats/{chatId}/history`: everything that both sides said, also for a while after the end.

use axum::{extract::State, response::Response};
use parlor_protocol::error::ErrorCode;

use super::{ChatId, Problem, caller::Caller, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    let result = match caller.key() {
        Some(key) => app.shell.read(|center, _now| center.history(&key, &chat_id)).map_err(Problem::from),
        None => Err(ErrorCode::ChatNotFound.into()),
    };
    respond(&app, result.map(|events| app.settings.chat.history_answer(&events)))
}
