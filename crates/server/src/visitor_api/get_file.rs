//! `GET chats/{chatId}/files/{fileId}`: a file of the visitor's own chat. By the header, or by the cookie alone, since
//! the vendor's client puts this address into pictures and links (field notes 6).

use axum::{
    extract::{FromRequestParts, Path, State},
    http::{header, request::Parts},
    response::Response,
};
use parlor_conversation::{Conversation, Refusal};
use parlor_protocol::{
    error::ErrorCode,
    event::Body,
    paths::Query,
    request::{AuthError, parse_authorization},
};

use super::{
    Problem,
    caller::{self, Caller},
};
use crate::{
    app::{App, Client},
    files::serve,
};

/// Who asks.
pub(crate) enum Reader {
    Known(Box<Caller>),
    /// The documents' request has no `tenantUrl`: the app and the client of the header say whose the chat is.
    Named {
        app_id: String,
        client_id: String,
        cookie: Option<String>,
    },
    /// A browser, by its cookie.
    Cookie(String),
}

impl FromRequestParts<App> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        let cookie = caller::cookie_of(&parts.headers, &client);
        let refused = |code: ErrorCode| Problem::from(code).response(app);
        let Some(header) = parts.headers.get(header::AUTHORIZATION) else {
            return cookie.map(Self::Cookie).ok_or_else(|| refused(ErrorCode::AuthorizationMissing));
        };
        if Query::decode(parts.uri.query().unwrap_or_default()).tenant_url.is_some() {
            return Caller::from_request_parts(parts, app).await.map(|caller| Self::Known(Box::new(caller)));
        }
        let credentials = header.to_str().map_err(|_| ErrorCode::AuthorizationFormat);
        let credentials = credentials.and_then(|header| parse_authorization(header).map_err(AuthError::code));
        let credentials = credentials.map_err(refused)?;
        if !app.settings.tenants.iter().any(|tenant| tenant.apps.contains(&credentials.app_id)) {
            return Err(refused(ErrorCode::LaunchPointNotFound));
        }
        Ok(Self::Named { app_id: credentials.app_id, client_id: credentials.client_id, cookie })
    }
}

impl Reader {
    pub(super) fn owns(&self, conversation: &Conversation) -> bool {
        match self {
            Self::Known(caller) => caller.key().is_some_and(|key| key == conversation.client()),
            Self::Named { app_id, client_id, cookie } => {
                caller::is_of_app(conversation.client(), app_id, client_id, cookie.as_deref())
            }
            Self::Cookie(cookie) => caller::is_of_cookie(conversation.client(), cookie),
        }
    }
}

pub(crate) async fn answer(State(app): State<App>, reader: Reader, path: Option<Path<(String, String)>>) -> Response {
    let Some(Path((chat_id, file_id))) = path else { return Problem::from(ErrorCode::FileNotFound).response(&app) };
    let holds = app.shell.read(|center, _now| {
        let chat = center.conversation(&chat_id).filter(|chat| reader.owns(chat));
        chat.map(|chat| mentions(chat, &file_id))
    });
    let code = match holds {
        None => ErrorCode::ChatNotFound,
        Some(false) => ErrorCode::FileNotFound,
        Some(true) => match app.files.find(&file_id) {
            None => ErrorCode::FileNotFound,
            Some(file) => match serve(&app.files, &file).await {
                Ok(response) => return response,
                Err(why) => {
                    tracing::error!("a file could not be read: {why}");
                    return Problem::Refused(Refusal { code: ErrorCode::FileOperation, detail: String::new() })
                        .response(&app);
                }
            },
        },
    };
    Problem::from(code).response(&app)
}

/// The chat's own visitor may see it: agents' notes to each other are not for them.
fn mentions(chat: &Conversation, id: &str) -> bool {
    let is_it = |body: &Body| matches!(body, Body::File(file) if file.file_id == id);
    chat.entries().iter().any(|entry| is_it(&entry.event.body) && !entry.is_internal())
}
