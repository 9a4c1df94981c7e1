//! `GET version`: not in v1.

use axum::{extract::State, response::Response};
use parlor_protocol::response::Version;

use super::{caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, _caller: Caller) -> Response {
    let server_version = concat!(env!("CARGO_PKG_VERSION"), " (Parlor)").to_owned();
    respond(&app, Ok(ok(Version { server_version, handover: true }.encode())))
}
