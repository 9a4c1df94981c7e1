//! What the ends of a call say to each other: multicasts of a type of their own. Part of `wire`.

use parlor_agent_protocol as api;
use parlor_protocol::signaling::Signal;
use serde_json::Value;

use crate::state::news::News;

/// `data`: the visitors' API's message, as JSON.
pub(super) fn encode(chat: &str, visitor: &str, page: &str, data: &str) -> api::Call {
    let data: Value = data.parse().unwrap_or_default();
    let page = Some(page.to_owned());
    let content = api::Extra::Signaling { chat_id: chat.to_owned(), user_id: String::new(), page, data };
    api::Call::Multicast(api::request::Multicast {
        customer_ids: vec![visitor.to_owned()],
        content: content.encode(),
        kind: Some(api::extra::SIGNALING.to_owned()),
        ..Default::default()
    })
}

pub(super) fn decode(chat: String, user: String, page: Option<String>, data: &Value) -> News {
    match Signal::decode(&data.to_string()) {
        Some(signal) => News::Signal { chat, user, page, signal },
        None => News::Nothing,
    }
}
