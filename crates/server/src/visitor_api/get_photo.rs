//! `GET chats/{chatId}/profilephotos/{partyId}` and `GET chats/{chatId}/chaticon`: the picture of an agent who is or was
//! in the visitor's own chat, and the one for those who have none. By the header or by the cookie, as files are.

use axum::{
    extract::{Path, State},
    response::Response,
};
use parlor_protocol::error::ErrorCode;

use super::{Problem, get_file::Reader};
use crate::{app::App, photos::serve};

pub(crate) async fn of_party(State(app): State<App>, reader: Reader, path: Option<Path<(String, String)>>) -> Response {
    let Some(Path((chat_id, party_id))) = path else { return missing(&app) };
    let took_part = app.shell.read(|center, _now| {
        let chat = center.conversation(&chat_id).filter(|chat| reader.owns(chat))?;
        let is_theirs = |id: Option<&str>| id == Some(party_id.as_str());
        Some(chat.entries().iter().any(|entry| is_theirs(entry.event.party_id.as_deref()) && !entry.is_internal()))
    });
    match took_part {
        None => Problem::from(ErrorCode::ChatNotFound).response(&app),
        Some(false) => missing(&app),
        // Who has none has the contact center's, so that no browser has to hear of a failure first.
        Some(true) => match app.photos.get(&party_id).as_ref().or(app.settings.widget.chat_icon.as_ref()) {
            Some(photo) => serve(photo),
            None => missing(&app),
        },
    }
}

pub(crate) async fn icon(State(app): State<App>, reader: Reader, path: Option<Path<String>>) -> Response {
    let Some(Path(chat_id)) = path else { return missing(&app) };
    let owns = app.shell.read(|center, _now| center.conversation(&chat_id).is_some_and(|chat| reader.owns(chat)));
    match &app.settings.widget.chat_icon {
        _ if !owns => Problem::from(ErrorCode::ChatNotFound).response(&app),
        Some(icon) => serve(icon),
        None => missing(&app),
    }
}

fn missing(app: &App) -> Response {
    Problem::from(ErrorCode::FileNotFound).response(app)
}
