//! The visitors' API, Bright Pattern v2 and its v1: one file per endpoint. Here stand the routes and what all share:
//! answers, errors, bodies. What a chat does is the center's business.

mod active_chat;
mod availability;
mod caller;
mod case;
mod configuration;
mod get_events;
mod get_file;
mod get_history;
mod get_photo;
mod handover;
mod ice_servers;
mod notifications;
mod origins;
mod parameters;
mod request_chat;
mod send_events;
#[cfg(test)]
mod tests;
mod upload_file;
mod version;

pub(crate) use handover::Handovers;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequestParts, Path},
    http::{HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, head, post},
};
use futures_util::StreamExt;
use parlor_conversation::{
    Refusal,
    answer::{Answer, error_body},
};
use parlor_protocol::{error::ErrorCode, paths};
use serde::de::IgnoredAny;

use crate::{app::App, faults};

/// The longest JSON body, in bytes.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;
/// How much of a body that is too long is read away, so that its sender hears the answer instead of a broken pipe.
const MOST_DRAINED: usize = 64 * 1024 * 1024;
/// A body has to arrive within this time.
const BODY_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);
/// Levels of a body's JSON.
const DEEPEST: usize = 32;

pub(crate) fn router(app: &App) -> Router<App> {
    let shared = Router::new()
        .route("/availability", get(availability::answer))
        .route("/parameters", get(parameters::answer))
        .route("/configuration", get(configuration::answer))
        .route("/iceservers", get(ice_servers::answer))
        .route("/chats", post(request_chat::answer))
        .route("/chats/active", get(active_chat::answer))
        // The vendor's client asks with two slashes (field notes, 5).
        .route("//iceservers", get(ice_servers::answer))
        // A poll hands out, so what must not change anything is no poll.
        .route("/chats/{chat_id}/events", head(no_head).get(get_events::answer).post(send_events::answer))
        .route("/chats/{chat_id}/history", get(get_history::answer))
        .route("/chats/{chat_id}/files/{file_id}", get(get_file::answer))
        .route("/chats/{chat_id}/profilephotos/{party_id}", get(get_photo::of_party))
        .route("/chats/{chat_id}/chaticon", get(get_photo::icon))
        .route("/files", post(upload_file::answer).layer(DefaultBodyLimit::disable()));
    let v2 = shared
        .clone()
        .route("/version", get(version::answer))
        .route("/casehistory", get(case::history))
        .route("/chats/{chat_id}/casehistory", get(case::history))
        .route("/closecase", post(case::close))
        .route("/handover", post(handover::take))
        .route("/chats/{chat_id}/handover", post(handover::give))
        .route("/chats/{chat_id}/closecase", post(case::close))
        .route("/chats/{chat_id}/notifications", post(notifications::answer));
    let finish = |router: Router<App>| {
        let mut router = router.fallback(unknown).method_not_allowed_fallback(wrong_method);
        if app.settings.allow_faults {
            router = router.layer(middleware::from_fn_with_state(Arc::clone(&app.faults), faults::strike));
        }
        router.layer(middleware::from_fn_with_state(app.clone(), origins::cross_origin))
    };
    Router::new().nest(paths::V2, finish(v2)).nest(paths::V1, finish(shared))
}

async fn unknown() -> Response {
    plain(404, error_body(ErrorCode::Unspecified, "There is no such endpoint"))
}

/// The chat that a path names; text that can't be decoded names none.
struct ChatId(String);

impl<S: Send + Sync> FromRequestParts<S> for ChatId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(id.map_or_else(|_| String::new(), |Path(id)| id)))
    }
}

async fn no_head() -> Response {
    let mut response = wrong_method().await;
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET,POST"));
    response
}

async fn wrong_method() -> Response {
    plain(405, error_body(ErrorCode::Unspecified, "This endpoint has no such method"))
}

/// Why a request is not done.
pub(crate) enum Problem {
    Refused(Refusal),
    /// The request itself is wrong: 400 whatever the code's usual status.
    Bad(Refusal),
    /// Too much of something: 429 with `Retry-After` in seconds.
    TooMuch {
        what: &'static str,
        seconds: u64,
    },
    /// 406: notifications of this kind are not configured.
    NotConfigured(&'static str),
    /// Page of an origin that is not allowed to change anything.
    Origin,
    TooLong,
    TooSlow,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<ErrorCode> for Problem {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}

impl Problem {
    fn response(self, app: &App) -> Response {
        match self {
            Self::Refused(refusal) => {
                let answer = app.settings.chat.refusal_answer(&refusal);
                let seconds = match refusal.code {
                    ErrorCode::TooManyPolls => Some(1),
                    ErrorCode::NoServer => Some(30),
                    _ => None,
                };
                with_retry(json(answer), seconds)
            }
            Self::Bad(refusal) => plain(400, error_body(refusal.code, &refusal.detail)),
            Self::TooMuch { what, seconds } => {
                let detail = format!("Too many {what}; try again in {seconds} s");
                with_retry(plain(429, error_body(ErrorCode::Unspecified, &detail)), Some(seconds))
            }
            Self::NotConfigured(service) => {
                let detail = format!("Notifications by {service} are not configured");
                plain(406, error_body(ErrorCode::Unspecified, &detail))
            }
            Self::Origin => {
                plain(403, error_body(ErrorCode::Unspecified, "Pages of this origin may not use this server"))
            }
            Self::TooSlow => {
                let detail = format!("the body did not arrive within {} s", BODY_WITHIN.as_secs());
                let mut response = plain(408, error_body(ErrorCode::BadJson, &detail));
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
                response
            }
            Self::TooLong => {
                let detail = format!("the body is longer than {LARGEST_BODY} bytes");
                plain(400, error_body(ErrorCode::BadJson, &detail))
            }
        }
    }
}

fn with_retry(mut response: Response, seconds: Option<u64>) -> Response {
    if let Some(seconds) = seconds {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// Takes so many from what this client may do in a minute.
fn metered(app: &App, caller: &caller::Caller, client: &str, count: usize, what: &'static str) -> Result<(), Problem> {
    match app.meter.events(app.settings.limits, client, caller.client.address, count, app.shell.now()) {
        None => Ok(()),
        Some(seconds) => Err(Problem::TooMuch { what, seconds }),
    }
}

/// An answer, or the documented error.
fn respond(app: &App, result: Result<Answer, Problem>) -> Response {
    match result {
        Ok(answer) => json(answer),
        Err(problem) => problem.response(app),
    }
}

fn ok(body: String) -> Answer {
    Answer { status: 200, body }
}

fn json(answer: Answer) -> Response {
    plain(answer.status, answer.body)
}

fn plain(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response()
}

/// The whole body as text. UTF-8 that is broken is a broken JSON, and so is what nests too deep.
async fn text(body: Body) -> Result<String, Problem> {
    let Ok(text) = tokio::time::timeout(BODY_WITHIN, read(body)).await else { return Err(Problem::TooSlow) };
    let text = text?;
    if is_deep(&text) {
        return Err(bad_json("nested deeper than 32 levels"));
    }
    // The decoders pass over what they do not ask for.
    let said = text.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0');
    if !said.is_empty()
        && let Err(why) = serde_json::from_str::<IgnoredAny>(said)
    {
        return Err(bad_json(&why.to_string()));
    }
    Ok(text)
}

/// Brackets outside of texts. What is no JSON at all is found by its decoder.
fn is_deep(json: &str) -> bool {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => {
                depth += 1;
                if depth > DEEPEST {
                    return true;
                }
            }
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

async fn read(body: Body) -> Result<String, Problem> {
    let mut stream = body.into_data_stream();
    let mut read = 0;
    let mut whole = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk: Bytes = chunk.map_err(|_| bad_json("the body ended early"))?;
        read += chunk.len();
        if read > MOST_DRAINED {
            return Err(Problem::TooLong);
        }
        if read <= LARGEST_BODY {
            whole.extend_from_slice(&chunk);
        }
    }
    if read > LARGEST_BODY {
        return Err(Problem::TooLong);
    }
    let text = String::from_utf8(whole).map_err(|_| bad_json("not UTF-8"))?;
    // Some clients mark their UTF-8.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn bad_json(detail: &str) -> Problem {
    Problem::Refused(Refusal { code: ErrorCode::BadJson, detail: detail.to_owned() })
}
