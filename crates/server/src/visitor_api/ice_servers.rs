//! `GET iceservers`: what the settings list; encrypted for the chat of `sessionId` where the settings say so.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_protocol::{error::ErrorCode, paths::Query};

use super::{Problem, caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, RawQuery(query): RawQuery, caller: Caller) -> Response {
    let now = app.shell.now();
    if !app.settings.ice.encrypted {
        return respond(&app, Ok(ok(app.settings.ice.list(now))));
    }
    let chat_id = match chat_of(&app, &caller, query.as_deref().unwrap_or_default()) {
        Ok(chat_id) => chat_id,
        Err(problem) => return problem.response(&app),
    };
    // The key is as much work as a password's.
    let settings = Arc::clone(&app.settings);
    match tokio::task::spawn_blocking(move || settings.ice.sealed(&chat_id, now)).await {
        Ok(Some(text)) => (StatusCode::OK, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response(),
        Ok(None) | Err(_) => Problem::from(ErrorCode::Internal).response(&app),
    }
}

/// The caller's own chat.
fn chat_of(app: &App, caller: &Caller, query: &str) -> Result<String, Problem> {
    let asked = Query::decode(query).session_id.unwrap_or_default();
    let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    super::metered(app, caller, &key, 1, "requests")?;
    app.shell
        .read(|center, _now| center.owned(&key, &asked).map(|chat| chat.chat_id().to_owned()))
        .map_err(Problem::from)
}
