//! `GET availability`: within the hours of operation or not, and the estimated wait where it is known.

use axum::{extract::State, response::Response};
use parlor_protocol::response::Availability;

use super::{answer::json, caller::Caller};
use crate::{app::App, center::now};

pub async fn handle(State(app): State<App>, _: Caller) -> Response {
    let open = app.settings.hours.are_open(now());
    json(200, Availability { open, ewt: app.center.ewt() }.encode())
}
