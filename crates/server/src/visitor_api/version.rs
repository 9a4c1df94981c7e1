//! `GET version`: which server this is. Not part of v1.

use axum::response::Response;
use parlor_protocol::response::Version;

use super::{answer::json, caller::Caller};

pub async fn handle(_: Caller) -> Response {
    let server_version = concat!("Parlor ", env!("CARGO_PKG_VERSION")).to_owned();
    json(200, Version { server_version }.encode())
}
