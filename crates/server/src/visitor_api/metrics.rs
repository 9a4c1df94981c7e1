//! `GET /metrics`: a few counts in Prometheus' text format. No names, no texts, no ids.

use axum::{extract::State, http::header, response::IntoResponse};

use crate::app::App;

pub async fn handle(State(app): State<App>) -> impl IntoResponse {
    let (running, ended, polled, events) = app.center.read(|center| {
        let mut counts = (0, 0, 0, 0);
        for chat in center.conversations() {
            if chat.is_ended() {
                counts.1 += 1;
            } else {
                counts.0 += 1;
            }
            counts.2 += usize::from(chat.is_polled());
            counts.3 += chat.entries().len();
        }
        counts
    });
    let text = format!(
        "# TYPE parlor_chats gauge\nparlor_chats{{state=\"running\"}} {running}\nparlor_chats{{state=\"ended\"}} {ended}\n\
         # TYPE parlor_polls_held gauge\nparlor_polls_held {polled}\n\
         # TYPE parlor_events_kept gauge\nparlor_events_kept {events}\n"
    );
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}
