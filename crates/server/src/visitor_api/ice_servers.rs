//! `GET iceservers`: what the settings list, with what is lent to the chat of `sessionId`; encrypted for it where the settings
//! say so.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_protocol::{error::ErrorCode, paths::Query};

use super::{Problem, caller::Caller, ok, respond};
use crate::app::App;

/// Of what a client may do in a minute; an encrypted list is some work.
const COST: usize = 10;

pub(crate) async fn answer(State(app): State<App>, RawQuery(query): RawQuery, caller: Caller) -> Response {
    let (now, ice) = (app.shell.now(), &app.settings.ice);
    let chat_id = chat_of(&app, &caller, query.as_deref().unwrap_or_default());
    if !ice.encrypted {
        // Older clients ask before there is a chat: they get what is lent to nobody.
        let list = match chat_id {
            Ok(chat_id) => Ok(ok(ice.list(&chat_id, now))),
            Err(Problem::Refused(_)) => Ok(ok(ice.list_for_all())),
            Err(problem) => Err(problem),
        };
        return respond(&app, list);
    }
    let chat_id = match chat_id {
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

/// The caller's own chat: the one that is named, or the one that runs.
fn chat_of(app: &App, caller: &Caller, query: &str) -> Result<String, Problem> {
    let asked = Query::decode(query).session_id;
    let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    super::metered(app, caller, &key, COST, "requests")?;
    app.shell
        .read(|center, _now| match &asked {
            Some(asked) => center.owned(&key, asked).map(|chat| chat.chat_id().to_owned()),
            None => center.active_chat(&key).map(|chat| chat.chat_id),
        })
        .map_err(Problem::from)
}
