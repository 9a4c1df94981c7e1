//! `GET configuration`: the widget's looks and words, as the settings hold them for the app.

use axum::{extract::State, response::Response};

use super::{caller::Caller, ok, respond};
use crate::app::App;

pub(crate) async fn answer(State(app): State<App>, caller: Caller) -> Response {
    respond(&app, Ok(ok(app.settings.widget.configuration_of(&caller.app_id).to_owned())))
}
