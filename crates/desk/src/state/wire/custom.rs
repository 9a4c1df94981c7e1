//! The visitors' API events that stand in a thread → the transcript's words. Part of `wire`.

use parlor_markup::{from_html, to_text};
use serde_json::Value;

use super::{CASE_SET, COBROWSE, FORM_SHOW, MESSAGE_DELETE, MESSAGE_EDIT, SECURE_FORM_CANCEL, SECURE_FORM_SHOW};
use crate::state::{is_web_address, transcript::Body, view::Cobrowse};

/// Characters of a name.
const NAME: usize = 80;

pub(super) fn body(content: &Value) -> Body {
    let text = |key: &str| content[key].as_str().unwrap_or_default().to_owned();
    let name = |key: &str| content[key].as_str().unwrap_or_default().chars().take(NAME).collect();
    match content["event"].as_str().unwrap_or("custom") {
        "chat_session_party_joined" => Body::Joined(name("display_name")),
        "chat_session_party_left" => Body::Left,
        MESSAGE_EDIT => Body::Edited { of: text("ref_msg_id"), text: to_text(&from_html(&text("msg"))) },
        MESSAGE_DELETE => Body::Deleted { of: text("ref_msg_id") },
        event @ (FORM_SHOW | SECURE_FORM_SHOW) => Body::FormAsked {
            name: name(if content["form_name"].is_string() { "form_name" } else { "form_id" }),
            secure: (event == SECURE_FORM_SHOW).then(|| text("form_request_id")),
        },
        "chat_session_secure_form_data" => Body::Secure { request: text("form_request_id") },
        SECURE_FORM_CANCEL => Body::SecureEnded { request: text("form_request_id") },
        "chat_session_location" => place(content),
        "chat_session_file_url" => Body::Message(text("file_url")),
        COBROWSE => Body::Cobrowse(Cobrowse::Asked),
        "chat_session_cobrowsing_started" => {
            Body::Cobrowse(Cobrowse::Started(Some(text("cobrowsing_url")).filter(|url| is_web_address(url))))
        }
        "chat_session_cobrowsing_rejected" => Body::Cobrowse(Cobrowse::Rejected),
        "chat_session_cobrowsing_ended" => Body::Cobrowse(Cobrowse::Ended),
        CASE_SET => Body::CaseSet(name("case_id")),
        "chat_session_info" => Body::Service(name("service_name")),
        other => Body::Unsupported(other.chars().take(NAME).collect()),
    }
}

/// Where it is, and a map of it.
fn place(content: &Value) -> Body {
    let text = |key: &str| match &content[key] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let degrees = [&*text("latitude"), ", ", &text("longitude")].concat();
    Body::Place { degrees, map: Some(text("url")).filter(|url| is_web_address(url)) }
}
