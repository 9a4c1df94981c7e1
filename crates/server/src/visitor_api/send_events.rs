//! `POST chats/{chatId}/events`: takes a visitor's events in; on disk before the 200.

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use parlor_protocol::codec::decode_events;

use super::{
    answer::{ApiError, answered, json},
    caller::Caller,
};
use crate::app::App;

pub async fn handle(
    State(app): State<App>,
    caller: Caller,
    Path(chat_id): Path<String>,
    body: Bytes,
) -> Result<Response, ApiError> {
    let client = caller.client()?;
    let text = std::str::from_utf8(&body).map_err(|_| ApiError::bad_body_with(400, "not UTF-8"))?;
    let batch = decode_events(text);
    if !batch.ok {
        return Err(ApiError::bad_body_with(400, "expected {\"events\": […]}"));
    }
    let outcome = app.center.act(|center, now| center.post_events(now, client, &chat_id, batch.events));
    answered(&app.settings.chat, outcome.and_then(|result| result))?;
    Ok(json(200, String::new()))
}
