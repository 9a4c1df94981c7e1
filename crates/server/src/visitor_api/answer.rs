//! Answers and refusals in the API's words.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_conversation::{Refusal, Settings, answer::Answer};
use parlor_protocol::error::{BadBody, ErrorCode};

/// A refusal on its way out: the documented code, and its status under the settings.
#[derive(Debug)]
pub struct ApiError(Answer);

impl ApiError {
    pub fn of(settings: &Settings, refusal: &Refusal) -> Self {
        Self(settings.refusal_answer(refusal))
    }

    /// A documented code with its documented message.
    pub fn code(code: ErrorCode) -> Self {
        Self(Answer { status: code.status().unwrap_or(500), body: code.body().encode() })
    }

    /// 5003: the body can't be taken, and why.
    pub fn bad_body(why: &BadBody) -> Self {
        Self(Answer { status: 400, body: why.body().encode() })
    }

    /// 5003 with this status.
    pub fn bad_body_with(status: u16, reason: &str) -> Self {
        Self(Answer { status, body: BadBody { reason: reason.to_owned() }.body().encode() })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        json(self.0.status, self.0.body)
    }
}

/// A JSON body with its status; an empty one has no type.
pub fn json(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if body.is_empty() {
        return status.into_response();
    }
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

/// What the shared center answered: a value, or a refusal.
pub fn answered<T>(settings: &Settings, outcome: Result<T, Refusal>) -> Result<T, ApiError> {
    outcome.map_err(|refusal| ApiError::of(settings, &refusal))
}
