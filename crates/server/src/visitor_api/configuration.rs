//! `GET configuration`: how the widget looks, as the settings have it.

use axum::{extract::State, response::Response};

use super::{answer::json, caller::Caller};
use crate::app::App;

pub async fn handle(State(app): State<App>, _: Caller) -> Response {
    json(200, app.settings.widget.to_string())
}
