//! `GET chats/{chatId}/events`: the poll. Held until there is something to tell; let go as soon as the socket closes,
//! because then this handler's future is dropped.

use axum::{extract::State, response::Response};
use parlor_protocol::error::ErrorCode;

use super::{ChatId, Problem, caller::Caller, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    let result = match caller.key() {
        Some(key) => app.shell.poll(&key, &chat_id).await.map_err(Problem::from),
        None => Err(ErrorCode::ChatNotFound.into()),
    };
    respond(&app, result.map(|events| app.settings.chat.poll_answer(&events)))
}
