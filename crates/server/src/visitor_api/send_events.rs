//! `POST chats/{chatId}/events`: all events of the batch are taken and stored, or none.

use axum::{body::Body, extract::State, response::Response};
use parlor_conversation::answer::Answer;
use parlor_protocol::{codec, error::ErrorCode};

use super::{ChatId, Problem, bad_json, caller::Caller, ok, respond, text};
use crate::app::App;

/// Events of one request.
const MOST_EVENTS: usize = 100;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId, body: Body) -> Response {
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
    if count > MOST_EVENTS {
        return Err(bad_json(&format!("{count} events at once, at most {MOST_EVENTS} are allowed")));
    }
    // A long text costs as much as the short ones that it could be.
    let count = count + body.len() / 1024;
    if let Some(seconds) = app.meter.events(app.settings.limits, &key, caller.client.address, count, now) {
        return Err(Problem::TooMuch { what: "events", seconds });
    }
    app.shell.act(|center, now| center.post_events(now, &key, chat_id, batch.events))?;
    Ok(ok(String::new()))
}
