//! The `Authorization` header: `MOBILE-API-140-327-PLAIN appId="…", clientId="…"`.
//! Clients write it, the server reads it, with the documents' four complaints. Must not know which ids exist.

use crate::error::ErrorCode;

const SCHEME: &str = "MOBILE-API-140-327-PLAIN";

/// The client id of a browser that is identified by HTTP cookies.
pub const WEB_CHAT: &str = "WebChat";

/// Who calls: the scenario entry, and the client's own id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub app_id: String,
    pub client_id: String,
}

/// Why a header was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// The header is empty.
    Missing,
    /// Parameters are `name="value"` or `name=value`, separated by commas.
    Format,
    Scheme,
    AppId,
    ClientId,
}

impl AuthError {
    pub fn code(self) -> ErrorCode {
        match self {
            Self::Missing => ErrorCode::AuthorizationMissing,
            Self::Format => ErrorCode::AuthorizationFormat,
            Self::Scheme => ErrorCode::AuthorizationScheme,
            Self::AppId => ErrorCode::AppIdMissing,
            Self::ClientId => ErrorCode::ClientIdMissing,
        }
    }
}

/// The header's value. Quotes and backslashes are escaped; control characters can't stand in a header and go.
pub fn authorization(app_id: &str, client_id: &str) -> String {
    let mut out = String::from(SCHEME);
    quoted(&mut out, " appId=\"", app_id);
    quoted(&mut out, ", clientId=\"", client_id);
    out
}

fn quoted(out: &mut String, before: &str, value: &str) {
    out.push_str(before);
    for char in value.chars() {
        if matches!(char, '"' | '\\') {
            out.push('\\');
        }
        if !char.is_control() {
            out.push(char);
        }
    }
    out.push('"');
}

/// Reads the header's value. Values without quotes are taken too: the mobile SDKs send them (field notes 3.3).
pub fn parse_authorization(header: &str) -> Result<Credentials, AuthError> {
    let header = header.trim();
    if header.is_empty() {
        return Err(AuthError::Missing);
    }
    let (scheme, mut rest) = header.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) {
        return Err(AuthError::Scheme);
    }
    let mut app_id = String::new();
    let mut client_id = String::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if rest.is_empty() {
            break;
        }
        let (name, after) = rest.split_once('=').ok_or(AuthError::Format)?;
        let (value, after) = parameter(after.trim_start()).ok_or(AuthError::Format)?;
        rest = after;
        match name.trim() {
            name if name.eq_ignore_ascii_case("appId") => app_id = value,
            name if name.eq_ignore_ascii_case("clientId") => client_id = value,
            "" => return Err(AuthError::Format),
            name if name.contains([',', '"', ' ']) => return Err(AuthError::Format),
            _ => {}
        }
    }
    match (app_id.is_empty(), client_id.is_empty()) {
        (true, _) => Err(AuthError::AppId),
        (_, true) => Err(AuthError::ClientId),
        _ => Ok(Credentials { app_id, client_id }),
    }
}

/// A value and what follows it, which is nothing or begins with a comma.
fn parameter(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find(',').unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        let value = value.trim();
        return (!value.contains('"')).then(|| (value.to_owned(), rest));
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, char) in quoted.char_indices() {
        match char {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => {
                let rest = quoted.get(at + 1..).unwrap_or_default().trim_start();
                return (rest.is_empty() || rest.starts_with(',')).then_some((value, rest));
            }
            _ => {
                escaped = false;
                value.push(char);
            }
        }
    }
    None
}
