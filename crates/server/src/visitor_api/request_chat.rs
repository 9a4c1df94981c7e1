//! `POST chats`: a chat for this client, or the one that it has. The only answer that sets a cookie.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use parlor_conversation::Refusal;
use parlor_protocol::{error::ErrorCode, request::RequestChat, response::ChatProperties};

use super::{Problem, caller::Caller, ok, respond, text};
use crate::{app::App, ids};

pub(crate) async fn answer(State(app): State<App>, caller: Caller, body: Body) -> Response {
    let (key, cookie) = caller.key_or_cookie();
    let result = request(&app, &caller, &key, body).await;
    // Where the disk failed, there is a chat all the same, and it is this browser's.
    let is_done = result.is_ok() || app.shell.read(|center, _now| center.active_chat(&key).is_ok());
    let mut response = respond(&app, result.map(|properties| ok(properties.encode())));
    if is_done
        && let Some(cookie) = cookie
        && let Ok(value) = HeaderValue::try_from(caller.set_cookie(&cookie))
    {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

async fn request(app: &App, caller: &Caller, key: &str, body: Body) -> Result<ChatProperties, Problem> {
    let body = text(body).await?;
    let request = RequestChat::decode(&body).map_err(|bad| Refusal { code: ErrorCode::BadJson, detail: bad.reason })?;
    let (is_new, now) = app.shell.read(|center, now| (center.active_chat(key).is_err(), now));
    if !is_new && request.initial_message.is_some() {
        super::metered(app, caller, key, 1 + body.len() / 1024, "events")?;
    }
    if is_new && let Some(seconds) = app.meter.new_chat(app.settings.limits, key, caller.client.address, now) {
        return Err(Problem::TooMuch { what: "chats", seconds });
    }
    let fresh_id = ids::uuid();
    let is_scripted = app.settings.script.is_some();
    Ok(app.shell.act(|center, now| {
        let properties = center.request_chat(now, key, request, &fresh_id)?;
        // A script queues when it has nothing more to say; without one visitors wait for a person from the start.
        if properties.is_new_chat != Some(true) || is_scripted {
            return Ok(properties);
        }
        center.queue(now, &properties.chat_id, None)?;
        Ok(ChatProperties { is_new_chat: properties.is_new_chat, ..center.active_chat(key)? })
    })?)
}
