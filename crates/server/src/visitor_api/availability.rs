//! `GET availability`: the office hours, and the estimated wait where it is known. Agents are not looked at.

use axum::{extract::State, response::Response};
use parlor_protocol::response::Availability;

use super::{caller::Caller, ok, respond};
use crate::{app::App, backend::Backend};

pub(crate) async fn answer(State(app): State<App>, _caller: Caller) -> Response {
    let answer = app
        .shell
        .read(|center, now| Availability { open: app.settings.hours.is_open(now), ewt: app.desk.ewt(center, now) });
    respond(&app, Ok(ok(answer.encode())))
}
