//! `POST chats/{chatId}/handover` and `POST handover`: a running chat goes on in another window of the visitor's, also
//! where a browser keeps that window's cookies apart. Our own; `version` says that it is there.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use parlor_conversation::Refusal;
use parlor_protocol::error::ErrorCode;
use serde_json::{Value, json};

use super::{ChatId, Problem, bad_json, caller::Caller, metered, ok, respond, text};
use crate::{app::App, ids};

/// How long a token is good for.
const SECONDS: u64 = 60;
/// More than this are not given at the same time.
const MOST: usize = 10_000;

/// The tokens that wait to be taken, each for one time.
#[derive(Default)]
pub(crate) struct Handovers(Mutex<BTreeMap<String, Given>>);

struct Given {
    chat_id: String,
    caller: Caller,
    until: u64,
}

impl Handovers {
    fn give(&self, given: Given, now: u64) -> Option<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, given| given.until > now);
        if all.len() >= MOST {
            return None;
        }
        let token = ids::secret();
        all.insert(token.clone(), given);
        Some(token)
    }

    /// A token that the wrong one shows is gone, too.
    fn take(&self, token: &str, now: u64) -> Option<Given> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(token).filter(|given| given.until > now)
    }
}

/// `{token, expires_in}`, in seconds.
pub(crate) async fn give(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    let result = (|| {
        let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
        metered(&app, &caller, &key, 1, "handovers")?;
        let now = app.shell.read(|center, now| {
            let runs = !center.owned(&key, &chat_id)?.is_ended();
            runs.then_some(now).ok_or_else(|| Refusal::from(ErrorCode::ChatNotFound))
        })?;
        let given = Given { chat_id, caller, until: now + SECONDS * 1000 };
        let token = app.handovers.give(given, now).ok_or(Problem::TooMuch { what: "handovers", seconds: SECONDS })?;
        Ok(ok(json!({ "token": token, "expires_in": SECONDS }).to_string()))
    })();
    respond(&app, result)
}

/// `{chat_id, client_id}` for `{token}`: as whom the other window speaks from now on, by a cookie where it is one.
pub(crate) async fn take(State(app): State<App>, caller: Caller, body: Body) -> Response {
    let token = match token(body).await {
        Ok(token) => token,
        Err(problem) => return respond(&app, Err(problem)),
    };
    let now = app.shell.read(|_, now| now);
    let Some(given) = app.handovers.take(&token, now).filter(|given| given.caller.is_of_app_of(&caller)) else {
        return respond(&app, Err(ErrorCode::ChatNotFound.into()));
    };
    let body = json!({ "chat_id": given.chat_id, "client_id": given.caller.client_id() });
    let mut response = respond(&app, Ok(ok(body.to_string())));
    let cookie = given.caller.cookie().map(|cookie| caller.set_cookie(cookie));
    if let Some(Ok(cookie)) = cookie.map(HeaderValue::try_from) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

async fn token(body: Body) -> Result<String, Problem> {
    let body: Option<Value> = serde_json::from_str(&text(body).await?).ok();
    let token = body.as_ref().and_then(|body| body.get("token")).and_then(Value::as_str);
    token.map(str::to_owned).ok_or_else(|| bad_json("expected an object with a token"))
}
