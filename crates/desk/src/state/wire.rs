//! Frames of the Agent API v3.0 ↔ the desk's words: the one place of the core that knows JSON. Decoding is total: what
//! is not understood is `News::Nothing`, what an event lacks gets a neutral value. Called by `desk.rs`.

use serde_json::{Value, json};

use super::{
    chat::Chat,
    input::Target,
    news::{Answer, ChatNews, EventNews, News, Page, Person, Refusal, ThreadNews},
    outbox::UnsentState,
    requests::RequestId,
    transcript::{Body, Entry},
    view::is_web_address,
};

/// The group that stands for the queue.
const QUEUE_GROUP: u64 = 0;

/// What the desk asks of the server.
#[derive(Debug)]
pub(super) enum Request<'a> {
    Login {
        token: &'a str,
        reconnect: bool,
    },
    Ping,
    Threads {
        chat: &'a str,
    },
    Accept {
        chat: &'a str,
        me: &'a str,
    },
    Send {
        chat: &'a str,
        custom_id: &'a str,
        text: &'a str,
    },
    Typing {
        chat: &'a str,
        is_typing: bool,
    },
    /// In Unix seconds.
    Seen {
        chat: &'a str,
        timestamp: u64,
    },
    Transfer {
        chat: &'a str,
        to: &'a Target,
    },
    End {
        chat: &'a str,
    },
    Duty {
        on: bool,
    },
}

pub(super) fn encode(id: RequestId, request: &Request<'_>) -> String {
    let (action, payload) = match request {
        Request::Login { token, reconnect } => (
            "login",
            json!({
                "token": token,
                "reconnect": reconnect,
                "application": { "name": "Parlor desk", "version": env!("CARGO_PKG_VERSION") },
            }),
        ),
        Request::Ping => ("ping", json!({})),
        Request::Threads { chat } => ("get_chat_threads", json!({ "chat_id": chat })),
        // The table says `user_type`, the sample `type`: both are there.
        Request::Accept { chat, me } => {
            ("add_user_to_chat", json!({ "chat_id": chat, "user_id": me, "user_type": "agent", "type": "agent" }))
        }
        Request::Send { chat, custom_id, text } => (
            "send_event",
            json!({
                "chat_id": chat,
                "attach_to_last_thread": true,
                "event": { "type": "message", "custom_id": custom_id, "text": text, "recipients": "all" },
            }),
        ),
        Request::Typing { chat, is_typing } => {
            ("send_typing_indicator", json!({ "chat_id": chat, "recipients": "all", "is_typing": is_typing }))
        }
        Request::Seen { chat, timestamp } => {
            ("update_last_seen_timestamp", json!({ "chat_id": chat, "timestamp": timestamp }))
        }
        Request::Transfer { chat, to: Target::Agent(agent) } => {
            ("transfer_chat", json!({ "chat_id": chat, "type": "agent", "ids": [agent] }))
        }
        Request::Transfer { chat, to: Target::Queue } => {
            ("transfer_chat", json!({ "chat_id": chat, "type": "group", "ids": [QUEUE_GROUP] }))
        }
        Request::End { chat } => ("close_thread", json!({ "chat_id": chat })),
        Request::Duty { on } => {
            let status = if *on { "accepting_chats" } else { "not_accepting_chats" };
            ("update_agent", json!({ "routing_status": status }))
        }
    };
    json!({ "request_id": id.0.to_string(), "action": action, "payload": payload }).to_string()
}

/// An id that no other page makes.
pub(super) fn custom_id(seed: u64, number: u64) -> String {
    format!("{seed:x}-{number}")
}

pub(super) fn decode(frame: &str) -> News {
    let Ok(frame) = serde_json::from_str::<Value>(frame) else { return News::Nothing };
    let action = text(&frame, "action");
    let payload = frame.get("payload").unwrap_or(&Value::Null);
    if text(&frame, "type") == "response" {
        let Some(id) = frame.get("request_id").and_then(number) else { return News::Nothing };
        let outcome = if frame.get("success").and_then(Value::as_bool) == Some(false) {
            Err(refusal(payload))
        } else {
            Ok(answer(&action, payload))
        };
        return News::Answer { id: RequestId(id), outcome };
    }
    push(&action, payload)
}

fn answer(action: &str, payload: &Value) -> Answer {
    match action {
        "login" if payload.get("my_profile").is_some() => Answer::Login {
            me: Person { is_agent: true, ..person(&payload["my_profile"]) },
            chats: list(payload, "chats_summary").iter().map(chat).filter(|chat| !chat.id.is_empty()).collect(),
        },
        "get_chat_threads" if payload.get("chat").is_some() => Answer::Chat(chat(&payload["chat"])),
        "send_event" => match event(&payload["event"]) {
            Some(event) => Answer::Sent { event },
            None => Answer::Done,
        },
        _ => Answer::Done,
    }
}

fn refusal(payload: &Value) -> Refusal {
    let error = payload.get("error").unwrap_or(payload);
    Refusal { kind: text(error, "type"), message: text(error, "message") }
}

fn push(action: &str, payload: &Value) -> News {
    let chat_id = || text(payload, "chat_id");
    match action {
        "incoming_chat_thread" => match chat(&payload["chat"]) {
            chat if chat.id.is_empty() => News::Nothing,
            chat => News::Chat(chat),
        },
        "incoming_event" => match event(&payload["event"]) {
            Some(event) => News::Event { chat: chat_id(), event },
            None => News::Nothing,
        },
        "incoming_typing_indicator" => {
            let typing = &payload["typing_indicator"];
            News::Typing {
                chat: chat_id(),
                author: text(typing, "author_id"),
                // The documented object only says that somebody types.
                is_typing: typing.get("is_typing").and_then(Value::as_bool).unwrap_or(true),
            }
        }
        "incoming_sneak_peek" => {
            let peek = &payload["sneak_peek"];
            News::Peek { chat: chat_id(), author: text(peek, "author_id"), text: text(peek, "text") }
        }
        "thread_closed" => News::ThreadClosed { chat: chat_id() },
        "chat_user_added" => {
            let user = person(&payload["user"]);
            let is_agent = user.is_agent || text(payload, "user_type") == "agent";
            News::UserAdded { chat: chat_id(), person: Person { is_agent, ..user } }
        }
        "chat_user_removed" => News::UserRemoved { chat: chat_id(), user: text(payload, "user_id") },
        "chat_transferred" => News::Transferred { chat: chat_id(), to_queue: text(payload, "type") == "group" },
        "chat_properties_updated" | "chat_thread_properties_updated" => match unassigned(&payload["properties"]) {
            Some(unassigned) => News::Assigned { chat: chat_id(), unassigned },
            None => News::Nothing,
        },
        "last_seen_timestamp_updated" => match payload.get("timestamp").and_then(number) {
            Some(at) => News::Seen { chat: chat_id(), user: text(payload, "user_id"), at },
            None => News::Nothing,
        },
        "agent_updated" => News::AgentDuty {
            agent: text(payload, "agent_id"),
            on_duty: text(payload, "routing_status") == "accepting_chats",
        },
        "customer_updated" | "customer_created" => News::Visitor(person(payload.get("customer").unwrap_or(payload))),
        "customer_page_updated" => match page(payload) {
            Some(page) => News::Page { visitor: text(payload, "customer_id"), page },
            None => News::Nothing,
        },
        "agent_disconnected" => News::SentAway { reason: text(payload, "reason") },
        "incoming_multicast" if text(payload, "type") == "parlor.agents" => News::Agents(
            list(&payload["content"], "agents")
                .iter()
                .map(|agent| Person { is_agent: true, ..person(agent) })
                .filter(|agent| !agent.id.is_empty())
                .collect(),
        ),
        _ => News::Nothing,
    }
}

fn chat(value: &Value) -> ChatNews {
    let mut threads: Vec<ThreadNews> = list(value, "threads").iter().map(thread).collect();
    if let Some(one) = value.get("thread").filter(|one| one.is_object()) {
        threads.push(thread(one));
    }
    threads.sort_by_key(|thread| thread.order);
    let summary = value.get("last_thread_summary").unwrap_or(&Value::Null);
    let newest = threads.last();
    ChatNews {
        id: text(value, "id"),
        people: list(value, "users").iter().map(person).filter(|person| !person.id.is_empty()).collect(),
        unassigned: unassigned(&value["properties"]).or_else(|| unassigned(&summary["properties"])),
        active: newest.map(|thread| thread.active).or_else(|| summary.get("active").and_then(Value::as_bool)),
        since: newest.and_then(|thread| thread.since).or_else(|| summary.get("timestamp").and_then(number)),
        last: newest_of_summary(value),
        threads,
    }
}

fn newest_of_summary(value: &Value) -> Option<(u64, EventNews)> {
    let per_type = value.get("last_event_per_type").and_then(Value::as_object)?;
    per_type
        .values()
        .filter_map(|entry| Some((entry.get("thread_order").and_then(number).unwrap_or(0), event(&entry["event"])?)))
        .filter(|(_, event)| !event.entry.body.words().is_empty())
        .max_by_key(|(thread, event)| (*thread, event.order))
}

fn thread(value: &Value) -> ThreadNews {
    ThreadNews {
        order: value.get("order").and_then(number).unwrap_or(0),
        active: value.get("active").and_then(Value::as_bool).unwrap_or(true),
        since: value.get("timestamp").and_then(number),
        events: list(value, "events").iter().filter_map(event).collect(),
    }
}

fn unassigned(properties: &Value) -> Option<bool> {
    let value = properties.get("routing")?.get("unassigned")?;
    value.get("value").unwrap_or(value).as_bool()
}

fn event(value: &Value) -> Option<EventNews> {
    let id = text(value, "id");
    if id.is_empty() {
        return None;
    }
    let kind = text(value, "type");
    let body = match &*kind {
        "message" | "annotation" => Body::Message(text(value, "text")),
        "system_message" => Body::System(text(value, "text")),
        "filled_form" => Body::Form(list(value, "fields").iter().map(field).collect()),
        "file" => Body::File {
            name: text(value, "name"),
            url: Some(text(value, "url")).filter(|url| is_web_address(url)),
            size: value.get("size").and_then(number),
        },
        "" => Body::Unreadable,
        _ => Body::Unsupported(kind.clone()),
    };
    let entry = Entry {
        at: value.get("timestamp").and_then(number).unwrap_or(0),
        author: text(value, "author_id"),
        custom_id: Some(text(value, "custom_id")).filter(|id| !id.is_empty()),
        private: text(value, "recipients") == "agents",
        body,
    };
    Some(EventNews { id, order: value.get("order").and_then(number).unwrap_or(0), entry })
}

fn field(value: &Value) -> (String, String) {
    let chosen: Vec<String> = list(value, "options")
        .iter()
        .filter(|option| option.get("checked").and_then(Value::as_bool) == Some(true))
        .map(|option| text(option, "value"))
        .collect();
    let value_text = if chosen.is_empty() { text(value, "value") } else { chosen.join(", ") };
    (text(value, "label"), value_text)
}

fn person(value: &Value) -> Person {
    let optional = |key| Some(text(value, key)).filter(|text| !text.is_empty());
    let visit = value.get("last_visit").unwrap_or(&Value::Null);
    let on_duty = optional("routing_status").map(|status| status == "accepting_chats");
    let fields = value.get("fields").and_then(Value::as_object);
    Person {
        id: text(value, "id"),
        is_agent: text(value, "type") == "agent",
        is_bot: false,
        name: optional("name"),
        email: optional("email"),
        present: value.get("present").and_then(Value::as_bool),
        on_duty,
        last_seen: value.get("last_seen_timestamp").and_then(number),
        fields: fields.into_iter().flatten().map(|(name, value)| (name.clone(), plain(value))).collect(),
        page: list(visit, "last_pages").iter().rev().find_map(page),
        referrer: Some(text(visit, "referrer")).filter(|referrer| !referrer.is_empty()),
    }
}

fn page(value: &Value) -> Option<Page> {
    let url = text(value, "url");
    (!url.is_empty()).then(|| Page { url, title: text(value, "title") })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).map(plain).unwrap_or_default()
}

/// A value in words: texts as they are, the rest as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A number, also where it comes as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// What a page left unsent: a message with its id, or a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LeftBehind {
    pub(super) chat: String,
    /// `None`: a draft.
    pub(super) custom_id: Option<String>,
    pub(super) text: String,
    /// Unix seconds.
    pub(super) at: u64,
}

/// Messages that the server does not hold, and drafts, as text for the tab's storage.
pub(super) fn encode_unsent<'a>(chats: impl Iterator<Item = &'a Chat>) -> Option<String> {
    let mut kept = Vec::new();
    for chat in chats {
        for unsent in chat.outbox.iter().filter(|unsent| !matches!(unsent.state, UnsentState::Failed(_))) {
            kept.push(json!({ "chat": chat.id, "id": unsent.custom_id, "text": unsent.text, "at": unsent.at }));
        }
        if !chat.draft.is_empty() {
            kept.push(json!({ "chat": chat.id, "text": chat.draft, "at": 0 }));
        }
    }
    (!kept.is_empty()).then(|| Value::Array(kept).to_string())
}

pub(super) fn decode_unsent(kept: &str) -> Vec<LeftBehind> {
    let Ok(Value::Array(kept)) = serde_json::from_str(kept) else { return Vec::new() };
    kept.iter()
        .map(|item| LeftBehind {
            chat: text(item, "chat"),
            custom_id: item.get("id").map(plain),
            text: text(item, "text"),
            at: item.get("at").and_then(number).unwrap_or(0),
        })
        .filter(|left| !left.chat.is_empty() && !left.text.is_empty())
        .collect()
}
