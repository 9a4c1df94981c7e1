//! The visitors' API, Bright Pattern v2 and its v1: one file per endpoint. Here stand the routes and what all share:
//! answers, errors, bodies. What a chat does is the center's business.

mod active_chat;
mod availability;
mod caller;
mod configuration;
mod get_events;
mod get_history;
mod ice_servers;
mod origins;
mod parameters;
mod request_chat;
mod send_events;
#[cfg(test)]
mod tests;
mod version;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use futures_util::StreamExt;
use parlor_conversation::{
    Refusal,
    answer::{Answer, error_body},
};
use parlor_protocol::{error::ErrorCode, paths};

use crate::app::App;

/// The longest JSON body, in bytes.
pub(crate) const LARGEST_BODY: usize = 64 * 1024;
/// How much of a body that is too long is read away, so that its sender hears the answer instead of a broken pipe.
const MOST_DRAINED: usize = 64 * 1024 * 1024;

pub(crate) fn router(app: &App) -> Router<App> {
    let shared = Router::new()
        .route("/availability", get(availability::answer))
        .route("/parameters", get(parameters::answer))
        .route("/configuration", get(configuration::answer))
        .route("/iceservers", get(ice_servers::answer))
        .route("/chats", axum::routing::post(request_chat::answer))
        .route("/chats/active", get(active_chat::answer))
        .route("/chats/{chat_id}/events", get(get_events::answer).post(send_events::answer))
        .route("/chats/{chat_id}/history", get(get_history::answer));
    let v2 = shared.clone().route("/version", get(version::answer));
    let finish = |router: Router<App>| {
        router
            .fallback(unknown)
            .method_not_allowed_fallback(wrong_method)
            .layer(middleware::from_fn_with_state(app.clone(), origins::cross_origin))
    };
    Router::new().nest(paths::V2, finish(v2)).nest(paths::V1, finish(shared))
}

async fn unknown() -> Response {
    plain(404, error_body(ErrorCode::Unspecified, "There is no such endpoint"))
}

async fn wrong_method() -> Response {
    plain(405, error_body(ErrorCode::Unspecified, "This endpoint has no such method"))
}

/// Why a request is not done.
pub(crate) enum Problem {
    Refused(Refusal),
    /// Too much of something: 429 with `Retry-After` in seconds.
    TooMuch {
        what: &'static str,
        seconds: u64,
    },
    /// Page of an origin that is not allowed to change anything.
    Origin,
    TooLong,
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
                let is_second_poll = refusal.code == ErrorCode::TooManyPolls;
                with_retry(json(answer), is_second_poll.then_some(1))
            }
            Self::TooMuch { what, seconds } => {
                let detail = format!("Too many {what}; try again in {seconds} s");
                with_retry(plain(429, error_body(ErrorCode::Unspecified, &detail)), Some(seconds))
            }
            Self::Origin => {
                plain(403, error_body(ErrorCode::Unspecified, "Pages of this origin may not use this server"))
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

/// The whole body as text. UTF-8 that is broken is a broken JSON.
async fn text(body: Body) -> Result<String, Problem> {
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
    String::from_utf8(whole).map_err(|_| bad_json("not UTF-8"))
}

fn bad_json(detail: &str) -> Problem {
    Problem::Refused(Refusal { code: ErrorCode::BadJson, detail: detail.to_owned() })
}
