//! `/v3.0/agent/photo`: an agent's own picture, which visitors see. `PUT` with the bytes, `GET`, `DELETE`. The API of this
//! version has no word for it.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use parlor_agent_protocol::{ApiError, ErrorKind};
use serde_json::json;

use super::{
    BODY_WITHIN, Shared,
    web::{account, answer, refused},
};
use crate::photos::{LARGEST, Photo, serve};

pub(super) async fn put(State(shared): State<Shared>, headers: HeaderMap, body: Body) -> Response {
    let me = match account(&shared, &headers) {
        Ok(me) => me,
        Err(error) => return refused(&error),
    };
    let read = tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(body, LARGEST)).await;
    let Ok(read) = read else { return refused(&ErrorKind::RequestTimeout.into()) };
    let photo = read.map_err(|_too_long| format!("it is larger than {LARGEST} bytes")).and_then(Photo::of);
    let photo = match photo {
        Ok(photo) => photo,
        Err(why) => return refused(&ApiError::validation(format!("the picture can't be taken: {why}"))),
    };
    done(shared.photos.put(&me.id, &photo))
}

pub(super) async fn remove(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    match account(&shared, &headers) {
        Ok(me) => done(shared.photos.remove(&me.id)),
        Err(error) => refused(&error),
    }
}

pub(super) async fn get(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    match account(&shared, &headers) {
        // That there is none is no failure that a browser's console had to tell of.
        Ok(me) => {
            shared.photos.get(&me.id).map_or_else(|| StatusCode::NO_CONTENT.into_response(), |photo| serve(&photo))
        }
        Err(error) => refused(&error),
    }
}

fn done(outcome: std::io::Result<()>) -> Response {
    match outcome {
        Ok(()) => answer(StatusCode::OK, &json!({})),
        Err(why) => {
            tracing::error!("a picture could not be kept: {why}");
            refused(&ErrorKind::Internal.into())
        }
    }
}
