//! Who asks: the tenant of `tenantUrl`, the app and the client of the Authorization header, the cookie of a browser.
//! Each thing that is missing or wrong has its documented error code.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use parlor_protocol::{
    error::ErrorCode,
    paths::{Query, tenant_host},
    request::{AuthError, WEB_CHAT, parse_authorization},
};

use super::Problem;
use crate::{
    app::{App, Client},
    ids,
};

/// Longer ids than this are nobody's.
const LONGEST_ID: usize = 256;

/// A checked caller.
pub(crate) struct Caller {
    tenant: String,
    pub(super) app_id: String,
    client_id: String,
    /// What the browser's cookie says, where it has one of ours.
    cookie: Option<String>,
    pub(crate) client: Client,
}

impl Caller {
    /// Whose chats these are, for the center; `None` for a browser that has no cookie yet.
    pub(crate) fn key(&self) -> Option<String> {
        if self.client_id != WEB_CHAT {
            return Some(self.named("id", &self.client_id));
        }
        self.cookie.as_deref().map(|cookie| self.named("cookie", cookie))
    }

    /// The same, with a cookie to set for a browser that has none.
    pub(crate) fn key_or_cookie(&self) -> (String, Option<String>) {
        if let Some(key) = self.key() {
            let cookie = self.cookie.clone().filter(|_| self.client_id == WEB_CHAT);
            return (key, cookie);
        }
        let cookie = ids::secret();
        (self.named("cookie", &cookie), Some(cookie))
    }

    /// As whom the caller speaks: by a cookie, or by this id.
    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The cookie that identifies the caller.
    pub(super) fn cookie(&self) -> Option<&str> {
        self.cookie.as_deref().filter(|_| self.client_id == WEB_CHAT)
    }

    /// The same tenant and app.
    pub(super) fn is_of_app_of(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.app_id == other.app_id
    }

    /// Tenant and app are configured and hold no line break, so no two callers share a key.
    fn named(&self, kind: &str, id: &str) -> String {
        [&self.tenant, "\n", &self.app_id, "\n", kind, ":", id].concat()
    }

    /// The value of `Set-Cookie`.
    pub(crate) fn set_cookie(&self, value: &str) -> String {
        let name = cookie_name(self.client.is_https);
        if self.client.is_https {
            format!("{name}={value}; Path=/; HttpOnly; SameSite=None; Secure; Partitioned")
        } else {
            format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax")
        }
    }
}

/// Whether a center's client is the browser with this cookie, of whichever tenant and app.
pub(super) fn is_of_cookie(key: &str, cookie: &str) -> bool {
    key.rsplit_once('\n').and_then(|(_, who)| who.strip_prefix("cookie:")) == Some(cookie)
}

/// Whether a center's client is this one of this app, of whichever tenant.
pub(super) fn is_of_app(key: &str, app_id: &str, client_id: &str, cookie: Option<&str>) -> bool {
    let Some((head, who)) = key.rsplit_once('\n') else { return false };
    let is_of_app = head.rsplit_once('\n').is_some_and(|(_, app)| app == app_id);
    let is_client = if client_id == WEB_CHAT {
        cookie.is_some_and(|cookie| is_of_cookie(key, cookie))
    } else {
        who.strip_prefix("id:") == Some(client_id)
    };
    is_of_app && is_client
}

/// The prefix makes browsers refuse it from anyone but this very host.
fn cookie_name(is_https: bool) -> &'static str {
    if is_https { "__Host-parlor" } else { "parlor" }
}

impl FromRequestParts<App> for Caller {
    type Rejection = axum::response::Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let Ok(client) = Client::from_request_parts(parts, app).await;
        identify(parts, app, client).map_err(|problem| problem.response(app))
    }
}

fn identify(parts: &Parts, app: &App, client: Client) -> Result<Caller, Problem> {
    let query = Query::decode(parts.uri.query().unwrap_or_default());
    let asked = query.tenant_url.unwrap_or_default();
    let host = tenant_host(&asked).trim_end_matches('.').to_ascii_lowercase();
    // A port says which server is meant, not which tenant.
    let bare = host.rsplit_once(':').map_or(host.as_str(), |(bare, _)| bare);
    let tenants = &app.settings.tenants;
    let tenant = tenants.iter().find(|tenant| tenant.host == host).or_else(|| tenants.iter().find(|t| t.host == bare));
    let tenant = tenant.ok_or(ErrorCode::TenantUrl)?;

    let header = match parts.headers.get(header::AUTHORIZATION) {
        None => return Err(ErrorCode::AuthorizationMissing.into()),
        Some(value) => value.to_str().map_err(|_| ErrorCode::AuthorizationFormat)?,
    };
    let credentials = parse_authorization(header).map_err(AuthError::code)?;
    if credentials.app_id.len() > LONGEST_ID || credentials.app_id.chars().any(|c| c.is_control() || c.is_whitespace())
    {
        return Err(ErrorCode::ApplicationId.into());
    }
    if !tenant.apps.contains(&credentials.app_id) {
        return Err(ErrorCode::LaunchPointNotFound.into());
    }
    if credentials.client_id.len() > LONGEST_ID {
        return Err(ErrorCode::AuthorizationFormat.into());
    }
    let cookie = cookie_of(&parts.headers, &client);
    let (app_id, client_id) = (credentials.app_id, credentials.client_id);
    Ok(Caller { tenant: tenant.host.clone(), app_id, client_id, cookie, client })
}

/// A browser's cookie, where it has one of ours.
pub(super) fn cookie_of(headers: &HeaderMap, client: &Client) -> Option<String> {
    let name = cookie_name(client.is_https);
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, value)| *found == name && ids::is_secret(value)).map(|(_, value)| value.to_owned())
}
