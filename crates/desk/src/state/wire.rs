//! Frames of the Agent API ↔ the desk's words: the one place of the core that knows the protocol. Decoding is total:
//! what is not understood is `News::Nothing`, what an event lacks gets a neutral value. Called by `desk.rs`.

mod custom;
mod people;
mod signal;

use parlor_agent_protocol as api;
use serde_json::{Value, json};

use people::{agent, customer, people, person};

use super::{
    input::Target,
    news::{Answer, ChatNews, EventNews, News, Page, Refusal, ThreadNews, Told},
    outbox::Said,
    requests::RequestId,
    transcript::{Body, Entry},
    view::{FileLink, FormLine, is_web_address},
};

/// The group that stands for the queue.
const QUEUE_GROUP: &str = "0";
/// Where the server's own files are, before the id.
pub const FILES: &str = "/v3.0/agent/files/";
/// What browsers draw without harm.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const MESSAGE_EDIT: &str = "chat_session_message_edit";
const MESSAGE_DELETE: &str = "chat_session_message_delete";
const COBROWSE: &str = "chat_session_cobrowsing_requested";
const CASE_SET: &str = "chat_session_case_set";
const FORM_SHOW: &str = "chat_session_form_show";
const SECURE_FORM_CANCEL: &str = "chat_session_secure_form_cancel";
const SECURE_FORM_SHOW: &str = "chat_session_secure_form_show";

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
        said: &'a Said,
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
    /// `data`: a signalling message of the visitors' API, as JSON.
    Signal {
        chat: &'a str,
        visitor: &'a str,
        page: &'a str,
        data: &'a str,
    },
}

pub(super) fn encode(id: RequestId, request: &Request<'_>) -> String {
    let call = match *request {
        Request::Login { token, reconnect } => api::Call::Login(api::request::Login {
            token: token.to_owned(),
            timezone: None,
            reconnect,
            application: Some(("Parlor desk".to_owned(), env!("CARGO_PKG_VERSION").to_owned())),
        }),
        Request::Ping => api::Call::Ping,
        Request::Threads { chat } => api::Call::GetChatThreads { chat_id: chat.to_owned(), thread_ids: None },
        Request::Accept { chat, me } => {
            api::Call::AddUserToChat { chat_id: chat.to_owned(), user_id: me.to_owned(), agent: true }
        }
        Request::Send { chat, custom_id, said } => {
            let mut event = api::Event::of(body_of(custom_id, said));
            event.custom_id = Some(custom_id.to_owned());
            api::Call::SendEvent { chat_id: chat.to_owned(), event: Box::new(event), attach_to_last_thread: true }
        }
        Request::Typing { chat, is_typing } => {
            api::Call::SendTypingIndicator { chat_id: chat.to_owned(), recipients: api::Recipients::All, is_typing }
        }
        Request::Seen { chat, timestamp } => {
            api::Call::UpdateLastSeenTimestamp { chat_id: chat.to_owned(), timestamp: Some(timestamp) }
        }
        Request::Transfer { chat, to } => {
            let target = match to {
                Target::Agent(agent) => api::push::Target::Agents(vec![agent.clone()]),
                Target::Queue => api::push::Target::Groups(vec![QUEUE_GROUP.to_owned()]),
            };
            api::Call::TransferChat { chat_id: chat.to_owned(), target }
        }
        Request::Signal { chat, visitor, page, data } => signal::encode(chat, visitor, page, data),
        Request::End { chat } => api::Call::CloseThread { chat_id: chat.to_owned() },
        Request::Duty { on } => api::Call::UpdateAgent {
            agent_id: None,
            routing_status: Some(if on {
                api::user::RoutingStatus::AcceptingChats
            } else {
                api::user::RoutingStatus::NotAcceptingChats
            }),
        },
    };
    api::Request { request_id: Some(id.0.to_string()), author_id: None, call }.encode_frame()
}

/// The visitors' API event of a form travels as a custom event; what is said under an id of its own is asked under it.
fn body_of(custom_id: &str, said: &Said) -> api::Body {
    match said {
        Said::Text(text) => api::Body::Message { text: text.clone() },
        Said::Form(form) => api::Body::Custom {
            content: match &form.secure_id {
                None => json!({ "event": FORM_SHOW, "form_request_id": custom_id, "form_name": form.name }),
                Some(id) => json!({
                    "event": SECURE_FORM_SHOW, "form_request_id": custom_id, "form_id": id, "form_name": form.name,
                }),
            },
        },
        Said::Edit { of, text } => api::Body::Custom {
            content: json!({ "event": MESSAGE_EDIT, "ref_msg_id": of, "msg": parlor_protocol::html::of_text(text) }),
        },
        Said::Cobrowse => api::Body::Custom { content: json!({ "event": COBROWSE, "msg_id": custom_id }) },
        Said::Case(id) => api::Body::Custom { content: json!({ "event": CASE_SET, "case_id": id }) },
        Said::EndForm { request } => {
            api::Body::Custom { content: json!({ "event": SECURE_FORM_CANCEL, "form_request_id": request }) }
        }
        Said::Delete { of } => api::Body::Custom { content: json!({ "event": MESSAGE_DELETE, "ref_msg_id": of }) },
        // Goes by the web API.
        Said::File(file) => api::Body::File(api::event::File { name: file.name.clone(), ..Default::default() }),
    }
}

/// What tells this page from the agent's others.
pub(super) fn page(seed: u64) -> String {
    format!("{seed:x}")
}

/// An id that no other page makes.
pub(super) fn custom_id(seed: u64, number: u64) -> String {
    format!("{seed:x}-{number}")
}

pub(super) fn decode(frame: &str) -> News {
    match api::ServerFrame::decode(frame) {
        Some(api::ServerFrame::Response(response)) => {
            let Some(id) = response.request_id.and_then(|id| id.parse().ok()) else { return News::Nothing };
            let outcome = match response.outcome {
                Ok(payload) => Ok(answer(&response.action, &payload)),
                Err(error) => Err(Refusal { kind: error.kind.name().to_owned(), message: error.message }),
            };
            News::Answer { id: RequestId(id), outcome }
        }
        Some(api::ServerFrame::Push { push: told, .. }) => push(*told),
        None => News::Nothing,
    }
}

/// The answer of `send_file`, which goes by the web API. Its event is pushed.
pub(super) fn sent_file(status: u16, body: &str) -> Result<(), Refusal> {
    if (200..300).contains(&status) {
        return Ok(());
    }
    let told = serde_json::from_str::<Value>(body).ok().filter(|body| body["error"].is_object());
    Err(match told.map(|body| api::ApiError::decode(&body)) {
        Some(error) => Refusal { kind: error.kind.name().to_owned(), message: error.message },
        // Not the server's own words: something on the way.
        None if status >= 500 => Refusal { kind: "internal".to_owned(), message: String::new() },
        None => Refusal { kind: "validation".to_owned(), message: String::new() },
    })
}

fn answer(action: &str, payload: &Value) -> Answer {
    match action {
        "login" if payload.get("my_profile").is_some() => {
            let login = api::response::LoggedIn::decode(payload);
            Answer::Login {
                me: agent(login.my_profile.agent),
                chats: login.chats_summary.into_iter().filter(|chat| !chat.id.is_empty()).map(summary).collect(),
            }
        }
        "get_chat_threads" if payload.get("chat").is_some() => Answer::Chat(chat(api::response::decode_chat(payload))),
        "send_event" => match event(api::response::EventSent::decode(payload).event) {
            Some(event) => Answer::Sent { event },
            None => Answer::Done,
        },
        _ => Answer::Done,
    }
}

fn push(push: api::Push) -> News {
    match push {
        api::Push::IncomingChatThread { chat: told } if !told.id.is_empty() => News::Chat(chat(told)),
        api::Push::IncomingEvent { chat_id, event: told } => match event(told) {
            Some(event) => News::Event { chat: chat_id, event },
            None => News::Nothing,
        },
        api::Push::IncomingTypingIndicator { chat_id, typing_indicator } => {
            News::Typing { chat: chat_id, author: typing_indicator.author_id, is_typing: true }
        }
        api::Push::IncomingSneakPeek { chat_id, sneak_peek } => {
            News::Peek { chat: chat_id, author: sneak_peek.author_id, text: sneak_peek.text }
        }
        api::Push::ThreadClosed { chat_id, .. } => News::ThreadClosed { chat: chat_id },
        api::Push::ChatUserAdded { chat_id, user } => News::UserAdded { chat: chat_id, person: person(user) },
        api::Push::ChatUserRemoved { chat_id, user_id, .. } => News::UserRemoved { chat: chat_id, user: user_id },
        api::Push::ChatTransferred { chat_id, target, .. } => {
            News::Transferred { chat: chat_id, to_queue: matches!(target, api::push::Target::Groups(_)) }
        }
        api::Push::ChatPropertiesUpdated { chat_id, properties }
        | api::Push::ChatThreadPropertiesUpdated { chat_id, properties, .. } => {
            match (unassigned(Some(&properties)), case_closed(Some(&properties))) {
                (Some(unassigned), _) => News::Assigned { chat: chat_id, unassigned },
                (None, Some(case)) => News::CaseClosed { chat: chat_id, case },
                (None, None) => News::Nothing,
            }
        }
        api::Push::LastSeenTimestampUpdated { user_id, chat_id, timestamp } => {
            News::Seen { chat: chat_id, user: user_id, at: timestamp }
        }
        api::Push::AgentUpdated { agent_id, routing_status } => {
            News::AgentDuty { agent: agent_id, on_duty: routing_status == api::user::RoutingStatus::AcceptingChats }
        }
        api::Push::AgentDisconnected { reason } => News::SentAway { reason },
        api::Push::CustomerCreated { customer: told } | api::Push::CustomerUpdated { customer: told } => {
            News::Visitor(customer(told))
        }
        api::Push::Extra(extra) => extra_news(extra),
        api::Push::Other { action, payload } if action == "customer_page_updated" => {
            let text = |key: &str| payload[key].as_str().unwrap_or_default().to_owned();
            News::Page { visitor: text("customer_id"), page: Page { url: text("url"), title: text("title") } }
        }
        _ => News::Nothing,
    }
}

fn extra_news(extra: api::Extra) -> News {
    match extra {
        api::Extra::Agents(agents) => {
            News::Agents(agents.into_iter().map(agent).filter(|agent| !agent.id.is_empty()).collect())
        }
        api::Extra::Delivered { chat_id, user_id, event_id, order } => {
            News::Delivered { chat: chat_id, user: user_id, event: Told { id: event_id, order } }
        }
        api::Extra::Read { chat_id, user_id, event_id, order } => {
            News::Read { chat: chat_id, user: user_id, event: Told { id: event_id, order } }
        }
        api::Extra::NotTyping { chat_id, user_id } => News::Typing { chat: chat_id, author: user_id, is_typing: false },
        api::Extra::Queue { ewt, .. } => News::Queue { ewt },
        api::Extra::Forms(forms) => {
            let line = |form: api::extra::FormOffer| FormLine {
                name: form.name,
                title: form.title,
                secure_id: form.secure_id,
            };
            News::Forms(forms.into_iter().map(line).collect())
        }
        api::Extra::Signaling { chat_id, user_id, page, data } => signal::decode(chat_id, user_id, page, &data),
        api::Extra::SecureForm { chat_id, form_request_id, fields } => {
            News::Secret { chat: chat_id, request: form_request_id, fields }
        }
    }
}

fn summary(told: api::ChatSummary) -> ChatNews {
    let thread = told.last_thread_summary.unwrap_or_default();
    let newest = told
        .last_event_per_type
        .into_iter()
        .filter_map(|(_, last)| Some((last.thread_order, event(last.event?)?)))
        .filter(|(_, event)| !event.entry.body.words().is_empty())
        .max_by_key(|(thread, event)| (*thread, event.order));
    ChatNews {
        id: told.id,
        people: people(told.users),
        threads: Vec::new(),
        unassigned: unassigned(told.properties.as_ref()).or_else(|| unassigned(thread.properties.as_ref())),
        active: thread.active,
        order: Some(thread.order),
        since: Some(thread.timestamp).filter(|at| *at > 0),
        last: newest,
    }
}

fn chat(told: api::Chat) -> ChatNews {
    let mut threads: Vec<api::Thread> = told.threads.unwrap_or_default().into_iter().chain(told.thread).collect();
    threads.sort_by_key(|thread| thread.order);
    let newest = threads.last();
    ChatNews {
        id: told.id,
        people: people(told.users),
        unassigned: unassigned(told.properties.as_ref())
            .or_else(|| unassigned(newest.and_then(|thread| thread.properties.as_ref()))),
        active: newest.map(|thread| thread.active),
        order: newest.map(|thread| thread.order),
        since: newest.map(|thread| thread.timestamp).filter(|at| *at > 0),
        last: None,
        threads: threads
            .into_iter()
            .map(|thread| ThreadNews {
                order: thread.order,
                case_closed: case_closed(thread.properties.as_ref()),
                delivered: receipt(&thread, api::extra::DELIVERED_ORDER),
                read: receipt(&thread, api::extra::READ_ORDER),
                events: thread.events.unwrap_or_default().into_iter().filter_map(event).collect(),
            })
            .collect(),
    }
}

fn receipt(thread: &api::Thread, name: &str) -> Option<u64> {
    thread.properties.as_ref()?.get(api::extra::NAMESPACE, name)?.as_u64()
}

fn case_closed(properties: Option<&api::Properties>) -> Option<String> {
    properties?.get(api::extra::NAMESPACE, api::extra::CASE_CLOSED)?.as_str().map(str::to_owned)
}

fn unassigned(properties: Option<&api::Properties>) -> Option<bool> {
    properties?.get("routing", "unassigned")?.as_bool()
}

/// Without an id an event can be neither placed nor recognised.
fn event(told: api::Event) -> Option<EventNews> {
    if told.id.is_empty() {
        return None;
    }
    let body = match told.body {
        api::Body::Message { text } | api::Body::Annotation { text, .. } => Body::Message(text),
        api::Body::SystemMessage { text } => Body::System(text),
        api::Body::FilledForm { fields, .. } => Body::Form(fields.into_iter().map(field).collect()),
        api::Body::File(file) => Body::File {
            link: file_link(file.url),
            name: file.name,
            size: file.size,
            is_picture: PICTURES.contains(&&*file.content_type),
        },
        // The visitors' API event of that name: `agent-protocol::extra` says so.
        api::Body::Custom { content } => custom::body(&content),
        api::Body::RichMessage { .. } => Body::Unsupported("rich_message".to_owned()),
        api::Body::Other { kind, .. } if kind.is_empty() => Body::Unreadable,
        api::Body::Other { kind, .. } => Body::Unsupported(kind),
    };
    let entry = Entry {
        at: told.timestamp,
        author: told.author_id.unwrap_or_default(),
        custom_id: told.custom_id.filter(|id| !id.is_empty()),
        private: told.recipients == api::Recipients::Agents,
        body,
    };
    Some(EventNews { id: told.id, order: told.order, entry })
}

/// The server's own files are had with the token, from where the page came from.
fn file_link(url: String) -> FileLink {
    let is_id = |id: &&str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    if let Some(id) = url.rsplit_once(FILES).map(|(_, id)| id).filter(is_id) {
        FileLink::Stored(id.to_owned())
    } else if is_web_address(&url) {
        FileLink::Web(url)
    } else {
        FileLink::Nowhere
    }
}

fn field(told: api::event::FormField) -> (String, String) {
    let checked: Vec<String> =
        told.options.into_iter().filter(|(_, checked)| *checked).map(|(value, _)| value).collect();
    let value = if checked.is_empty() { told.value.unwrap_or_default() } else { checked.join(", ") };
    (told.label, value)
}
