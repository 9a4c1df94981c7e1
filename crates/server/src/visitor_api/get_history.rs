//! `GET chats/{chatId}/history`: everything that both sides said, also for a while after the end.

use axum::{
    extract::{Path, State},
    response::Response,
};
use parlor_protocol::error::ErrorCode;

use super::{Problem, caller::Caller, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, Path(chat_id): Path<String>) -> Response {
    let result = match caller.key() {
        Some(key) => app.shell.read(|center, _now| center.history(&key, &chat_id)).map_err(Problem::from),
        None => Err(ErrorCode::ChatNotFound.into()),
    };
    respond(&app, result.map(|events| app.settings.chat.history_answer(&events)))
}
