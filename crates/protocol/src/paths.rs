//! Where the endpoints are, below the API's address, and the query that all of them take.
//! Clients build addresses with it, the server its routes and the tenant's check. Must not know hosts.

use crate::text;

/// The prefix of this version, and of the one before, which has the same endpoints except `version`, notifications,
/// case history and closing a case.
pub const V2: &str = "/clientweb/api/v2";
pub const V1: &str = "/clientweb/api/v1";

pub const AVAILABILITY: &str = "availability";
pub const PARAMETERS: &str = "parameters";
pub const CONFIGURATION: &str = "configuration";
pub const VERSION: &str = "version";
pub const ICE_SERVERS: &str = "iceservers";
pub const CHATS: &str = "chats";
pub const ACTIVE_CHAT: &str = "chats/active";
/// Our own server's: where a chat that was handed over is taken.
pub const HANDOVER: &str = "handover";
pub const FILES: &str = "files";
/// As the documents have it; clients ask the chat-scoped one first (field notes 4.7).
pub const CASE_HISTORY: &str = "casehistory";
/// As the documents have it; clients ask the chat-scoped one first (field notes 4.7).
pub const CLOSE_CASE: &str = "closecase";

/// GET: poll; POST: send events.
pub fn events(chat_id: &str) -> String {
    of_chat(chat_id, "events", None)
}

pub fn history(chat_id: &str) -> String {
    of_chat(chat_id, "history", None)
}

pub fn notifications(chat_id: &str) -> String {
    of_chat(chat_id, "notifications", None)
}

/// Our own server's: the chat goes on in another window.
pub fn handover(chat_id: &str) -> String {
    of_chat(chat_id, HANDOVER, None)
}

pub fn case_history(chat_id: &str) -> String {
    of_chat(chat_id, CASE_HISTORY, None)
}

pub fn close_case(chat_id: &str) -> String {
    of_chat(chat_id, CLOSE_CASE, None)
}

/// The default picture of an agent (field notes 4.7).
pub fn chat_icon(chat_id: &str) -> String {
    of_chat(chat_id, "chaticon", None)
}

pub fn file(chat_id: &str, file_id: &str) -> String {
    of_chat(chat_id, "files", Some(file_id))
}

pub fn profile_photo(chat_id: &str, party_id: &str) -> String {
    of_chat(chat_id, "profilephotos", Some(party_id))
}

fn of_chat(chat_id: &str, what: &str, id: Option<&str>) -> String {
    let mut path = String::from("chats/");
    percent_encode(&mut path, chat_id);
    path.push('/');
    path.push_str(what);
    if let Some(id) = id {
        path.push('/');
        percent_encode(&mut path, id);
    }
    path
}

/// The query of a request. Only `tenant_url` is documented; the vendor's client sends the others too (field notes 1.1,
/// 4.1), the time to defeat caches, the chat's id to `iceservers`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub tenant_url: Option<String>,
    /// The page's host with its port.
    pub domain: Option<String>,
    pub app_id: Option<String>,
    /// Opaque; milliseconds in practice.
    pub timestamp: Option<String>,
    pub session_id: Option<String>,
}

impl Query {
    pub fn of_tenant(tenant_url: &str) -> Self {
        Self { tenant_url: Some(tenant_url.to_owned()), ..Self::default() }
    }

    /// Reads what stands behind the `?`. Unknown names are skipped, of repeated ones the last counts.
    pub fn decode(query: &str) -> Self {
        let mut found = Self::default();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match name {
                "tenantUrl" => &mut found.tenant_url,
                "domain" => &mut found.domain,
                "appId" => &mut found.app_id,
                "timestamp" => &mut found.timestamp,
                "sessionId" => &mut found.session_id,
                _ => continue,
            };
            *place = Some(percent_decode(value));
        }
        found
    }

    /// `path` with this query behind it.
    pub fn behind(&self, path: &str) -> String {
        let mut out = path.to_owned();
        let mut before = '?';
        for (name, value) in [
            ("tenantUrl", &self.tenant_url),
            ("domain", &self.domain),
            ("appId", &self.app_id),
            ("sessionId", &self.session_id),
            ("timestamp", &self.timestamp),
        ] {
            if let Some(value) = value {
                out.push(before);
                out.push_str(name);
                out.push('=');
                percent_encode(&mut out, value);
                before = '&';
            }
        }
        out
    }
}

/// The host in a `tenantUrl`: some clients send `https://host/` (field notes 3.3).
pub fn tenant_host(tenant_url: &str) -> &str {
    let url = tenant_url.trim();
    let host = text::split_once(url, "://").map_or(url, |(_, rest)| rest);
    host.split('/').next().unwrap_or_default()
}

/// Appends `text` so that it is one segment of a path, or one value of a query.
pub fn percent_encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
        }
    }
}

/// The text of a query's value: `+` is a space, a `%` that is no escape stays, bytes that are no UTF-8 become U+FFFD.
pub fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match (byte, hex(bytes.get(at)), hex(bytes.get(at + 1))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high * 16 + low);
                at += 2;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(*byte),
        }
    }
    String::from_utf8(out).unwrap_or_else(|bad| String::from_utf8_lossy(bad.as_bytes()).into_owned())
}

fn hex(byte: Option<&u8>) -> Option<u8> {
    char::from(*byte?).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
