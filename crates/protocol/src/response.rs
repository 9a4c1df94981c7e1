//! What the server answers besides events, as plain data with `decode` and `encode`. Written by the server, read by
//! `session` and `contact`. `decode` gives `None` for what is not the answer: HTML, half a JSON, an error's body.

pub use crate::error::ErrorBody;
use crate::{
    codec::{self, TimeUnit},
    event::{ChatState, Event},
    fields::{Fields, pairs, plain},
    json,
    slice::{Elements, Members, Scan, member},
    word,
    write::{self, Object},
};

/// The answer of `POST chats` and `GET chats/active`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatProperties {
    /// Never empty.
    pub chat_id: String,
    pub state: ChatState,
    /// Seconds, where the server can tell.
    pub ewt: Option<u64>,
    /// Only in the answer to Request Chat: false if this client had a chat already.
    pub is_new_chat: Option<bool>,
    /// For a callback.
    pub phone_number: Option<String>,
}

impl ChatProperties {
    pub fn decode(body: &str) -> Option<Self> {
        let fields = object(body)?;
        Some(Self {
            chat_id: fields.filled("chat_id")?,
            state: word::chat_state(&fields.or_empty("state")),
            ewt: fields.whole("ewt"),
            is_new_chat: fields.flag("is_new_chat"),
            phone_number: fields.filled("phone_number"),
        })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("chat_id", &self.chat_id);
        object.text("state", word::of_chat_state(self.state));
        object.quoted("ewt", self.ewt);
        if let Some(is_new) = self.is_new_chat {
            object.flag("is_new_chat", is_new);
        }
        object.maybe("phone_number", self.phone_number.as_ref());
        object.end();
        out
    }
}

/// The answer of `GET availability`. Says nothing of agents: only hours are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Availability {
    /// Within the hours of operation.
    pub open: bool,
    /// Seconds, where the server can tell.
    pub ewt: Option<u64>,
}

impl Availability {
    /// Every word but `available` means closed.
    pub fn decode(body: &str) -> Option<Self> {
        let fields = object(body)?;
        Some(Self { open: fields.text("chat")?.trim().eq_ignore_ascii_case("available"), ewt: fields.whole("ewt") })
    }

    pub fn encode(self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("chat", if self.open { "available" } else { "notAvailable" });
        object.quoted("ewt", self.ewt);
        object.end();
        out
    }
}

/// One of `GET parameters`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedParameter {
    pub name: String,
    pub kind: ParameterKind,
}

/// The type of an expected parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    Phone,
    Text,
    Email,
    FirstName,
    LastName,
    Account,
    Company,
    /// A word that the documents do not list.
    Other(String),
}

const PARAMETER_KINDS: [(&str, ParameterKind); 7] = [
    ("PHONE", ParameterKind::Phone),
    ("TEXT", ParameterKind::Text),
    ("EMAIL", ParameterKind::Email),
    ("FIRST_NAME", ParameterKind::FirstName),
    ("LAST_NAME", ParameterKind::LastName),
    ("ACCOUNT", ParameterKind::Account),
    ("COMPANY", ParameterKind::Company),
];

impl ParameterKind {
    /// Upper and lower case are the same.
    pub fn of(word: &str) -> Self {
        let known = PARAMETER_KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim()));
        known.map_or_else(|| Self::Other(word.to_owned()), |(_, kind)| kind.clone())
    }

    pub fn word(&self) -> &str {
        match self {
            Self::Other(word) => word,
            known => PARAMETER_KINDS.iter().find(|(_, kind)| kind == known).map_or("TEXT", |(name, _)| name),
        }
    }
}

impl ExpectedParameter {
    /// `{"parameters": [{"<name>": "<type>"}, …]}`, in their order. What is not such a pair is skipped.
    pub fn decode_all(body: &str) -> Option<Vec<Self>> {
        let fields = object(body)?;
        let list = fields.slice("parameters").unwrap_or("[]");
        let objects: Vec<&str> = if list.starts_with('{') { vec![list] } else { elements(list) };
        let named = objects.into_iter().flat_map(pairs);
        Some(named.map(|(name, kind)| Self { name, kind: ParameterKind::of(&kind) }).collect())
    }

    pub fn encode_all(parameters: &[Self]) -> String {
        let mut out = String::from("{\"parameters\":");
        write::array(&mut out, parameters.len(), &mut |out, index| {
            let mut object = Object::begin(out);
            object.text(&parameters[index].name, parameters[index].kind.word());
            object.end();
        });
        out.push('}');
        out
    }
}

/// The answer of `GET version`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    pub server_version: String,
    /// Our own server's word: a chat may be handed over to another window.
    pub handover: bool,
}

impl Version {
    pub fn decode(body: &str) -> Option<Self> {
        let object = object(body)?;
        let handover = object.flag("handover").unwrap_or_default();
        Some(Self { server_version: object.filled("server_version")?, handover })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("server_version", &self.server_version);
        if self.handover {
            object.flag("handover", true);
        }
        object.end();
        out
    }
}

/// The token in the answer of `POST chats/{chatId}/handover`, which is our own server's.
pub fn handover_token(body: &str) -> Option<String> {
    object(body)?.filled("token")
}

/// The answer of `POST files`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadedFile {
    pub file_id: String,
    /// Undocumented; the vendor's clients read it (field notes 6).
    pub file_name: Option<String>,
}

impl UploadedFile {
    pub fn decode(body: &str) -> Option<Self> {
        let fields = object(body)?;
        Some(Self { file_id: fields.filled("file_id")?, file_name: fields.filled("file_name") })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("file_id", &self.file_id);
        object.maybe("file_name", self.file_name.as_ref());
        object.end();
        out
    }
}

/// The answer of `GET iceservers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IceServers {
    /// In the clear.
    Plain(Vec<IceServer>),
    /// Base64 of salt, nonce and ciphertext; its key comes from the chat's id (field notes 5). Without white space.
    Encrypted(String),
}

/// One server of `iceservers`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IceServer {
    /// The wire's `url`, or the browser's `urls`.
    pub urls: Vec<String>,
    pub username: Option<String>,
    pub credential: Option<String>,
}

impl IceServers {
    /// `{"servers": […]}`, a bare array, or the encrypted form. A server without an address is skipped.
    pub fn decode(body: &str) -> Option<Self> {
        let body = body.trim_start_matches('\u{feff}').trim();
        if is_encrypted(body) {
            return Some(Self::Encrypted(body.trim_matches('"').split_ascii_whitespace().collect()));
        }
        let list = if body.starts_with('[') {
            json::check(body).ok()?;
            body
        } else {
            object(body)?.slice("servers").unwrap_or("[]")
        };
        let servers = elements(list).into_iter().filter_map(ice_server);
        Some(Self::Plain(servers.collect()))
    }

    /// `{"servers": […]}`, with `url` for one address and a list of them for several.
    pub fn encode(servers: &[IceServer]) -> String {
        let mut out = String::from("{\"servers\":");
        write::array(&mut out, servers.len(), &mut |out, index| {
            let server = &servers[index];
            let mut object = Object::begin(out);
            if let [url] = server.urls.as_slice() {
                object.text("url", url);
            } else {
                write::array(object.key("url"), server.urls.len(), &mut |out, at| write::string(out, &server.urls[at]));
            }
            object.maybe("username", server.username.as_ref());
            object.maybe("credential", server.credential.as_ref());
            object.end();
        });
        out.push('}');
        out
    }
}

fn ice_server(json: &str) -> Option<IceServer> {
    let fields = object(json)?;
    let url = fields.slice("url").or_else(|| fields.slice("urls"))?;
    let urls = if url.starts_with('[') { elements(url).into_iter().map(plain).collect() } else { vec![plain(url)] };
    let urls: Vec<String> = urls.into_iter().filter(|url: &String| !url.is_empty()).collect();
    (!urls.is_empty()).then(|| IceServer {
        urls,
        username: fields.filled("username"),
        credential: fields.filled("credential"),
    })
}

/// Base64 text of at least a salt (16), a nonce (12) and a tag (16), bare or as a JSON string.
pub fn is_encrypted(body: &str) -> bool {
    let text = body.trim().trim_matches('"').trim_end_matches('=');
    text.len() >= 59
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'\r' | b'\n'))
}

/// The answer of `casehistory`: all chats of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseHistory {
    pub sessions: Vec<CaseSession>,
}

/// One chat of a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CaseSession {
    pub chat_id: String,
    /// `created_time`, UTC milliseconds; the wire has seconds.
    pub created: Option<u64>,
    pub events: Vec<Event>,
}

impl CaseHistory {
    /// Session by session and event by event, so that none can lose the others; `None` if the envelope is unreadable.
    pub fn decode(body: &str) -> Option<Self> {
        let body = body.trim_start_matches('\u{feff}').trim();
        let mut members = Members::new(Scan::new(body));
        while members.step().is_some() {}
        if !members.complete {
            return None;
        }
        let list = member(body, "sessions").unwrap_or("[]");
        Some(Self {
            sessions: elements(list).into_iter().filter(|json| json.starts_with('{')).map(case_session).collect(),
        })
    }

    pub fn encode(&self, unit: TimeUnit) -> String {
        let mut out = String::from("{\"sessions\":");
        write::array(&mut out, self.sessions.len(), &mut |out, index| {
            let session = &self.sessions[index];
            let mut object = Object::begin(out);
            object.text("chat_id", &session.chat_id);
            if let Some(created) = session.created {
                object.number("created_time", created / 1000);
            }
            codec::write_events(object.key("events"), &session.events, unit);
            object.end();
        });
        out.push('}');
        out
    }
}

fn case_session(json: &str) -> CaseSession {
    // Not the whole session at once: a bad event in it must not make the rest unreadable.
    let created = member(json, "created_time").map(|value| ["{\"at\":", value, "}"].concat());
    CaseSession {
        chat_id: member(json, "chat_id").map(plain).unwrap_or_default(),
        created: created.and_then(|json| Fields::parse(&json).ok().flatten()?.moment("at")),
        events: codec::decode_events(json).events,
    }
}

fn elements(list: &str) -> Vec<&str> {
    Elements::new(Scan::new(list)).collect()
}

fn object(body: &str) -> Option<Fields<'_>> {
    Fields::parse(body.trim_start_matches('\u{feff}')).ok().flatten()
}
