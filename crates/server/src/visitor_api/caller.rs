//! Who calls: tenant, scenario entry and client, checked in the documents' order with their codes.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use parlor_protocol::{
    error::ErrorCode,
    paths::{Query, tenant_host},
    request::{WEB_CHAT, parse_authorization},
};

use super::answer::ApiError;
use crate::{app::App, settings::Settings};

/// Over https a cookie with this name can't be set by a neighbour host.
const SECURE_COOKIE: &str = "__Host-parlor";
const PLAIN_COOKIE: &str = "parlor";
/// As long as a chat could be resumed.
const COOKIE_SECONDS: u32 = 86_400;

/// A caller whose tenant and entry are known.
#[derive(Clone, Debug)]
pub struct Caller {
    scope: String,
    /// `None`: a browser without its cookie, that is, without any chat.
    client: Option<String>,
}

impl Caller {
    /// The one whose chats these are; a browser without a cookie has none.
    pub fn client(&self) -> Result<&str, ApiError> {
        self.client.as_deref().ok_or_else(|| ApiError::code(ErrorCode::ChatNotFound))
    }

    /// The caller, and the cookie to set where this browser has none. Only Request Chat may do so.
    pub fn client_or_cookie(&self, settings: &Settings) -> (String, Option<HeaderValue>) {
        if let Some(client) = &self.client {
            return (client.clone(), None);
        }
        let value = fresh_id();
        let cookie = if settings.is_https() {
            format!(
                "{SECURE_COOKIE}={value}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; Secure; SameSite=None; Partitioned"
            )
        } else {
            format!("{PLAIN_COOKIE}={value}; Path=/; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax")
        };
        (self.named("cookie", &value), HeaderValue::from_str(&cookie).ok())
    }

    fn named(&self, kind: &str, id: &str) -> String {
        [&self.scope, "\n", kind, "\n", id].concat()
    }
}

/// 128 random bits as an identifier in UUID's form, upper case as the vendor's.
pub fn fresh_id() -> String {
    let mut bytes = [0; 16];
    // Without randomness there are no unguessable ids, and a server that goes on would leak chats.
    if let Err(why) = getrandom::fill(&mut bytes) {
        tracing::error!(%why, "the system gives no randomness");
        std::process::abort();
    }
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (place, byte) in bytes.iter().enumerate() {
        if [4, 6, 8, 10].contains(&place) {
            id.push('-');
        }
        id.push_str(&format!("{byte:02X}"));
    }
    id
}

impl FromRequestParts<App> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let query = Query::decode(parts.uri.query().unwrap_or_default());
        let tenant = query.tenant_url.as_deref().map(tenant_host).unwrap_or_default();
        if !app.settings.has_tenant(tenant) {
            return Err(ApiError::code(ErrorCode::TenantUrl));
        }
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let header = header.ok_or_else(|| ApiError::code(ErrorCode::AuthorizationMissing))?;
        let credentials = parse_authorization(header).map_err(|why| ApiError::code(why.code()))?;
        if !app.settings.has_app(tenant, &credentials.app_id) {
            return Err(ApiError::code(ErrorCode::ApplicationId));
        }
        let scope = [&tenant.to_ascii_lowercase(), "\n", &credentials.app_id].concat();
        let mut caller = Self { scope, client: None };
        caller.client = if credentials.client_id == WEB_CHAT {
            cookie(&parts.headers, app.settings.is_https()).map(|id| caller.named("cookie", &id))
        } else {
            Some(caller.named("client", &credentials.client_id))
        };
        Ok(caller)
    }
}

fn cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let wanted = if secure { SECURE_COOKIE } else { PLAIN_COOKIE };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, value)| *name == wanted && value.len() == 36)
        .map(|(_, value)| value.to_owned())
}
