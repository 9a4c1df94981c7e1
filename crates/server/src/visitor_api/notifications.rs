//! `POST chats/{chatId}/notifications`: where a hybrid app's messages may be announced. Kept with the chat; who announces
//! them reads it there.

use axum::{body::Body, extract::State, response::Response};
use parlor_conversation::{Refusal, answer::Answer};
use parlor_protocol::{error::ErrorCode, request::NotificationTokens};

use super::{ChatId, Problem, bad_json, caller::Caller, metered, ok, respond, text};
use crate::app::App;

/// The note of a chat's subscription.
const NOTE: &str = "notifications";
/// Bytes of a token; those of today are a tenth of it.
const LONGEST_TOKEN: usize = 4096;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId, body: Body) -> Response {
    let result = subscribe(&app, &caller, &chat_id, body).await;
    respond(&app, result)
}

async fn subscribe(app: &App, caller: &Caller, chat_id: &str, body: Body) -> Result<Answer, Problem> {
    let body = text(body).await?;
    let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    let tokens = NotificationTokens::decode(&body).map_err(|bad| bad_json(&bad.reason))?;
    if tokens.services() > 1 {
        return Err(ErrorCode::TooManyParameters.into());
    }
    let asked = [
        ("ios_apns", &tokens.ios_apns_device_token),
        ("ios_firebase", &tokens.ios_firebase_device_token),
        ("android_firebase", &tokens.android_firebase_device_token),
    ];
    let wanted = asked.iter().find_map(|(name, token)| Some((*name, token.as_ref()?)));
    if let Some((name, token)) = wanted {
        if !app.settings.notifications.iter().any(|known| known == name) {
            return Err(Problem::NotConfigured(name));
        }
        if name == "ios_apns" && tokens.ios_app_bundle_id.is_none() {
            return Err(bad_json("ios_app_bundle_id is needed with ios_apns_device_token"));
        }
        if token.len() > LONGEST_TOKEN {
            return Err(bad_json(&format!("a token has at most {LONGEST_TOKEN} bytes")));
        }
    }
    metered(app, caller, &key, 1, "subscriptions")?;
    app.shell.act(|center, _now| {
        if center.owned(&key, chat_id)?.is_ended() {
            return Err(Refusal::from(ErrorCode::ChatNotFound));
        }
        center.keep_note(Some(chat_id), NOTE, tokens.encode())
    })?;
    let status = |name: &String| {
        let is_on = wanted.is_some_and(|(wanted, _)| wanted == name);
        (name.clone(), serde_json::Value::from(if is_on { "subscribed" } else { "not subscribed" }))
    };
    let services: serde_json::Map<_, _> = app.settings.notifications.iter().map(status).collect();
    Ok(ok(serde_json::Value::Object(services).to_string()))
}
