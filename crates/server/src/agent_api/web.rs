//! `POST /v3.0/agent/action/<action>`: one call, one answer. Errors have the API's body and a fitting status.

use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, Request as HttpRequest, StatusCode, header},
    response::{IntoResponse, Response},
};
use parlor_agent_protocol::{ApiError, ErrorKind, Request, Value};

use super::{BODY_WITHIN, LARGEST_REQUEST, Shared};
use crate::backend::desk::Account;

pub(super) async fn act(
    State(shared): State<Shared>,
    Path(action): Path<String>,
    request: HttpRequest<Body>,
) -> Response {
    let (parts, body) = request.into_parts();
    if parts.method != Method::POST {
        let mut response = failed(&ApiError::validation("only POST is allowed"), StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        return response;
    }
    let me = match account(&shared, &parts.headers) {
        Ok(me) => me,
        Err(error) => return refused(&error),
    };
    if !is_json(&parts.headers) {
        let error = ApiError::validation("`Content-Type` has to be application/json");
        return failed(&error, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let Ok(body) = tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(body, LARGEST_REQUEST)).await else {
        let mut response = failed(&ErrorKind::RequestTimeout.into(), StatusCode::REQUEST_TIMEOUT);
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    };
    let Ok(body) = body else {
        let error = ApiError::validation("the body is too large: at most 262144 bytes are allowed");
        return failed(&error, StatusCode::PAYLOAD_TOO_LARGE);
    };
    match Request::decode_body(&action, &body).and_then(|request| {
        if !request.call.is_on_web() {
            return Err(ApiError::validation(format!("the action `{action}` is for the socket alone")));
        }
        shared.call(&me, &request)
    }) {
        Ok(payload) => answer(StatusCode::OK, &payload),
        Err(error) => refused(&error),
    }
}

/// Another version of the API, or a place that this one does not have.
pub(super) async fn elsewhere(Path((version, _rest)): Path<(String, String)>) -> Response {
    if version == "v3.0" {
        return failed(&ApiError::validation("there is no such place in this API"), StatusCode::NOT_FOUND);
    }
    refused(&ApiError::new(ErrorKind::UnsupportedVersion, "the version of this API is v3.0"))
}

pub(super) fn account(shared: &Shared, headers: &HeaderMap) -> Result<Account, ApiError> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(bearer).ok_or_else(|| {
        ApiError::new(ErrorKind::Authentication, "`Authorization` is missing: `Bearer <token>` is needed")
    })?;
    shared.desk.hub().account_of(token).cloned().ok_or_else(|| ErrorKind::Authentication.into())
}

/// The token behind its scheme.
pub(super) fn bearer(words: &str) -> Option<&str> {
    let (scheme, token) = words.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

pub(super) fn refused(error: &ApiError) -> Response {
    let mut response =
        failed(error, StatusCode::from_u16(error.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    if error.kind == ErrorKind::Authentication {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

pub(super) fn failed(error: &ApiError, status: StatusCode) -> Response {
    answer(status, &error.encode())
}

pub(super) fn answer(status: StatusCode, body: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body.to_string()).into_response()
}
