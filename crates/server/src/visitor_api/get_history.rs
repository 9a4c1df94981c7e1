//! `GET chats/{chatId}/history`: everything that both sides said, also for a while after the end.

use axum::{extract::State, response::Response};
use parlor_protocol::{error::ErrorCode, event::Event};

use super::{ChatId, Problem, caller::Caller, metered, respond};
use crate::app::App;

/// What reading all of it costs of the visitor's events per minute.
const COST: usize = 2;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    let result = match caller.key() {
        Some(key) => read(&app, &caller, &key, &chat_id),
        None => Err(ErrorCode::ChatNotFound.into()),
    };
    respond(&app, result.map(|events| app.settings.chat.history_answer(&events)))
}

fn read(app: &App, caller: &Caller, key: &str, chat_id: &str) -> Result<Vec<Event>, Problem> {
    // Whose it is not costs nothing, so that made-up names fill no list.
    app.shell.read(|center, _now| center.owned(key, chat_id).map(drop))?;
    metered(app, caller, key, COST, "histories")?;
    Ok(app.shell.read(|center, _now| center.history(key, chat_id))?)
}
