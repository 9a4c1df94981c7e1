//! `POST chats/{chatId}/events`: all events of the batch are taken and stored, or none.

use axum::{extract::State, response::Response};
use parlor_conversation::{Refusal, answer::Answer};
use parlor_protocol::{
    codec,
    error::ErrorCode,
    event::{Body, Event},
};

use super::{ChatId, Problem, bad_json, caller::Caller, metered, ok, respond, text};
use crate::{app::App, backend::desk::sent_file, files::StoredFile};

/// Events of one request.
const MOST_EVENTS: usize = 100;

pub(crate) async fn answer(
    State(app): State<App>,
    caller: Caller,
    ChatId(chat_id): ChatId,
    body: axum::body::Body,
) -> Response {
    let result = send(&app, &caller, &chat_id, body).await;
    respond(&app, result)
}

async fn send(app: &App, caller: &Caller, chat_id: &str, body: axum::body::Body) -> Result<Answer, Problem> {
    let body = text(body).await?;
    let key = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    let batch = codec::decode_events(&body);
    if !batch.ok {
        return Err(bad_json("expected {\"events\": [...]}"));
    }
    let count = batch.events.len();
    if count > MOST_EVENTS {
        return Err(bad_json(&format!("{count} events at once, at most {MOST_EVENTS} are allowed")));
    }
    app.shell.read(|center, _now| center.owned(&key, chat_id).map(drop))?;
    // A long text costs as much as the short ones that it could be.
    let count = count + body.len() / 1024;
    metered(app, caller, &key, count, "events")?;
    let mut events = batch.events;
    let files = files_of(app, &key, &mut events)?;
    let base = app.settings.public_url.as_deref().unwrap_or_default();
    app.shell.act(|center, now| {
        center.post_events(now, &key, chat_id, events)?;
        files.iter().try_for_each(|file| sent_file::keep(center, chat_id, file, base))
    })?;
    Ok(ok(String::new()))
}

/// The files that these events speak of. Each has to be the visitor's own; what an event says of it is what it is.
fn files_of(app: &App, owner: &str, events: &mut [Event]) -> Result<Vec<StoredFile>, Problem> {
    let mut files = Vec::new();
    for event in events {
        if let Body::File(said) = &mut event.body {
            let file = app.files.find(&said.file_id).filter(|file| file.owner == owner);
            let detail = "file_id is not one that Upload File answered to this client".to_owned();
            let file = file.ok_or(Problem::Bad(Refusal { code: ErrorCode::FileNotFound, detail }))?;
            *said = sent_file::event(&file, said.msg_id.take());
            files.push(file);
        }
    }
    Ok(files)
}
