//! `POST files`: takes a file of a visitor in, for a `chat_session_file` to come.

use axum::{
    body::Body,
    extract::{Request, State},
    http::header,
    response::Response,
};
use parlor_conversation::{Refusal, answer::Answer};
use parlor_protocol::{
    error::ErrorCode,
    files::{LARGEST, Unfit},
    response::UploadedFile,
};

use super::{Problem, caller::Caller, metered, ok, respond};
use crate::{
    app::App,
    files::{FileError, Form, Parts, receive},
};

/// As the documents and known clients call the part (field notes 6).
const PARTS: [&str; 3] = ["file", "File", "file-upload-input"];
/// What a file costs of the visitor's events per minute.
const COST: usize = 10;

pub(crate) async fn answer(State(app): State<App>, caller: Caller, request: Request<Body>) -> Response {
    let result = take(&app, &caller, request).await;
    respond(&app, result)
}

async fn take(app: &App, caller: &Caller, request: Request<Body>) -> Result<Answer, Problem> {
    // Only who has a chat has something to send.
    let owner = caller.key().ok_or(ErrorCode::ChatNotFound)?;
    app.shell.read(|center, _now| center.active_chat(&owner).map(drop))?;
    metered(app, caller, &owner, COST, "files")?;
    if let Some(seconds) = app.meter.file(app.settings.limits, &owner, caller.client.address, app.shell.now()) {
        return Err(Problem::TooMuch { what: "files", seconds });
    }
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(refused(ErrorCode::FileOperation, "Content-Encoding is not allowed"));
    }
    let parts = Parts::of(request)
        .await
        .map_err(|_| refused(ErrorCode::FileOperation, "Content-Type has to be multipart/form-data with a boundary"))?;
    let form = Form { file_parts: &PARTS, most: LARGEST, owner: &owner, now: app.shell.now() };
    let (file, _) = receive(&app.files, parts, form).await.map_err(problem)?;
    Ok(ok(UploadedFile { file_id: file.id, file_name: Some(file.name) }.encode()))
}

fn refused(code: ErrorCode, detail: &str) -> Problem {
    Problem::Bad(Refusal { code, detail: detail.to_owned() })
}

fn problem(error: FileError) -> Problem {
    match error {
        FileError::Form(why) => refused(ErrorCode::FileOperation, &why),
        FileError::Unfit(Unfit::Empty) => refused(ErrorCode::FileOperation, "the file is empty"),
        FileError::Unfit(Unfit::Blocked) => refused(ErrorCode::FileOperation, "files of this type are not allowed"),
        FileError::Unfit(Unfit::TooLarge(most)) => {
            refused(ErrorCode::UploadTooLarge, &format!("at most {most} bytes are allowed"))
        }
        FileError::TooSlow => Problem::TooSlow,
        FileError::Io(why) => {
            tracing::error!("a file could not be stored: {why}");
            Problem::Refused(Refusal { code: ErrorCode::FileOperation, detail: String::new() })
        }
    }
}
