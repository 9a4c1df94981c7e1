//! `GET /v3.0/agent/iceservers`: where an agent's calls find their ways, in the clear and as the visitors' API has it. The
//! API of this version has no word for it.

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};

use super::{
    Shared,
    web::{account, refused},
};

pub(super) async fn get(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    match account(&shared, &headers) {
        Ok(me) => {
            let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
            (headers, shared.desk.ice.list(&me.id, shared.handle.now())).into_response()
        }
        Err(error) => refused(&error),
    }
}
