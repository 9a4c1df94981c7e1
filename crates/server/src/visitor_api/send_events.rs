//! `POST chats/{chatId}/events`: all events of the batch are taken and stored, or none.

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use parlor_conversation::answer::Answer;
use parlor_protocol::{codec, error::ErrorCode};

use super::{Problem, bad_json, caller::Caller, ok, respond, text};
use crate::app::App;

pub(crate) async fn answer(
    State(app): State<App>,
    caller: Caller,
    Path(chat_id): Path<String>,
    body: Body,
) -> Response {
    let result = send(&app, &caller, &chat_id, body).await;
    respond(&app, result)
}

async fn send(app: &App, caller: &Caller, chat_id: &str, body: Body) -> Result<Answer, Problem> {
    let body = text(body).await?;
    let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    let batch = codec::decode_events(&body);
    if !batch.ok {
        return Err(bad_json("expected {\"events\": [...]}"));
    }
    let now = app.shell.now();
    let count = batch.events.len();
    if let Some(seconds) = app.meter.events(app.settings.limits, &key, caller.client.address, count, now) {
        return Err(Problem::TooMuch { what: "events", seconds });
    }
    app.shell.act(|center, now| center.post_events(now, &key, chat_id, batch.events))?;
    Ok(ok(String::new()))
}
