//! `POST chats`: begins a chat, or answers with the one that runs. The one place that sets the browser's cookie.

use axum::{
    body::Bytes,
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use parlor_protocol::request::RequestChat;

use super::{
    answer::{ApiError, answered, json},
    caller::{Caller, fresh_id},
};
use crate::app::App;

pub async fn handle(State(app): State<App>, caller: Caller, body: Bytes) -> Result<Response, ApiError> {
    let text = std::str::from_utf8(&body).map_err(|_| ApiError::bad_body_with(400, "not UTF-8"))?;
    let request = RequestChat::decode(text).map_err(|why| ApiError::bad_body(&why))?;
    let (client, cookie) = caller.client_or_cookie(&app.settings);
    let fresh = fresh_id();
    let outcome = app.center.act(|center, now| center.request_chat(now, &client, request, &fresh));
    let properties = answered(&app.settings.chat, outcome.and_then(|result| result))?;
    let mut answer = json(200, properties.encode()).into_response();
    if let Some(cookie) = cookie {
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}
