//! `GET casehistory` and `POST closecase`, with the chat's id before them or, as the documents have it, without one: then
//! the client's own chat is meant. A case belongs to the chats of one client that an agent or a scenario gave its number.

use axum::{extract::State, response::Response};
use parlor_conversation::{Conversation, Refusal, answer::Answer};
use parlor_protocol::{
    error::ErrorCode,
    response::{CaseHistory, CaseSession},
};

use super::{ChatId, Problem, caller::Caller, metered, ok, respond};
use crate::{app::App, backend::desk::CASE_CLOSED};

/// Every chat of the client is read: as much work as some events.
const COST: usize = 5;

pub(crate) async fn history(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    respond(&app, told(&app, &caller, &chat_id))
}

pub(crate) async fn close(State(app): State<App>, caller: Caller, ChatId(chat_id): ChatId) -> Response {
    respond(&app, closed(&app, &caller, &chat_id))
}

/// The client, the chat that is meant, and its case.
fn case_of(app: &App, caller: &Caller, chat_id: &str) -> Result<(String, String, String), Problem> {
    let client = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    metered(app, caller, &client, COST, "requests for a case")?;
    let (chat_id, case_id) = app.shell.read(|center, _now| {
        let chat_id = if chat_id.is_empty() { center.active_chat(&client)?.chat_id } else { chat_id.to_owned() };
        let chat = center.owned(&client, &chat_id)?;
        Ok::<_, Refusal>((chat.chat_id().to_owned(), chat.case_id().map(str::to_owned)))
    })?;
    Ok((client, chat_id, case_id.ok_or(ErrorCode::NoCase)?))
}

fn told(app: &App, caller: &Caller, chat_id: &str) -> Result<Answer, Problem> {
    let (client, _, case_id) = case_of(app, caller, chat_id)?;
    let session = |chat: Conversation| CaseSession {
        chat_id: chat.chat_id().to_owned(),
        created: Some(chat.opening().at),
        events: chat.history(),
    };
    let sessions = app.shell.chats_of_case(&client, &case_id)?.into_iter().map(session).collect();
    Ok(ok(CaseHistory { sessions }.encode(app.settings.chat.timestamps)))
}

fn closed(app: &App, caller: &Caller, chat_id: &str) -> Result<Answer, Problem> {
    let (_, chat_id, case_id) = case_of(app, caller, chat_id)?;
    app.shell.act(|center, _now| center.keep_note(Some(&chat_id), CASE_CLOSED, case_id.clone()))?;
    Ok(ok("{}".to_owned()))
}
