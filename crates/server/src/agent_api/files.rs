//! Files of the agents' side: `send_file` takes one in, and any agent gets those of every chat.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use parlor_agent_protocol::{ApiError, ErrorKind};
use parlor_protocol::files::{LARGEST_OF_AGENT, Unfit};
use serde_json::json;

use super::{
    Shared,
    web::{account, answer, failed, refused},
};
use crate::{
    backend::{
        apply,
        desk::{Account, Hub, sent_file},
    },
    files::{FileError, Form, Parts, StoredFile, receive, serve},
};

const FILE: &str = "payload.file";

pub(super) async fn send(State(shared): State<Shared>, request: Request<Body>) -> Response {
    let me = match account(&shared, request.headers()) {
        Ok(me) => me,
        Err(error) => return refused(&error),
    };
    let Ok(parts) = Parts::of(request).await else {
        let error = ApiError::validation("`Content-Type` has to be multipart/form-data with a boundary");
        return failed(&error, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    };
    let owner = ["agent:", &me.id].concat();
    let form = Form { file_parts: &[FILE], most: LARGEST_OF_AGENT, owner: &owner, now: shared.handle.now() };
    let (file, texts) = match receive(&shared.files, parts, form).await {
        Ok(received) => received,
        Err(error) => return refused(&problem(error)),
    };
    let said = say(&shared, &me, &file, &texts);
    if said.as_ref().ok() != Some(&file.id) {
        shared.files.remove(&file.id);
    }
    match said {
        Ok(id) => answer(StatusCode::OK, &json!({ "url": sent_file::url(&id, &shared.base) })),
        Err(error) => refused(&error),
    }
}

/// The id of the file that is said for it.
fn say(shared: &Shared, me: &Account, file: &StoredFile, texts: &[(String, String)]) -> Result<String, ApiError> {
    let text = |name: &str| texts.iter().find(|(found, _)| found == name).map(|(_, text)| text.clone());
    let chat_id = text("payload.chat_id").ok_or_else(|| ApiError::validation("`payload.chat_id` is missing"))?;
    let custom_id = text("payload.custom_id").filter(|id| !id.is_empty());
    let done = apply(&*shared.handle, |center, now| {
        Hub::send_file(center, now, me, &chat_id, custom_id.clone(), file, &shared.base)
    });
    done.unwrap_or_else(|_unstored| Err(ErrorKind::Internal.into()))
}

fn problem(error: FileError) -> ApiError {
    match error {
        FileError::Form(why) => ApiError::validation(why),
        FileError::Unfit(Unfit::Empty) => ApiError::validation("`payload.file` is empty"),
        FileError::Unfit(Unfit::Blocked) => ApiError::validation("`payload.file`: files of this type are not allowed"),
        FileError::Unfit(Unfit::TooLarge(most)) => {
            ApiError::validation(format!("`payload.file` is too large: at most {most} bytes are allowed"))
        }
        FileError::TooSlow => ErrorKind::RequestTimeout.into(),
        FileError::Io(why) => {
            tracing::error!("a file could not be stored: {why}");
            ErrorKind::Internal.into()
        }
    }
}

pub(super) async fn get(State(shared): State<Shared>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Err(error) = account(&shared, &headers) {
        return refused(&error);
    }
    let Some(file) = shared.files.find(&id) else {
        return failed(&ApiError::validation("there is no such file (any more)"), StatusCode::NOT_FOUND);
    };
    match serve(&shared.files, &file).await {
        Ok(response) => response,
        Err(why) => {
            tracing::error!("a file could not be read: {why}");
            refused(&ErrorKind::Internal.into())
        }
    }
}
