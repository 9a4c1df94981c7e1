//! Payloads of responses. Actions that are not here answer `{}`.

use serde_json::Value;

use crate::{
    chat::{Chat, ChatSummary},
    event::Event,
    fields::Fields,
    object::Object,
    user::{Customer, MyProfile},
};

/// Answer to `login`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoggedIn {
    pub license: License,
    pub my_profile: MyProfile,
    pub chats_summary: Vec<ChatSummary>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct License {
    pub id: String,
    pub plan: String,
    /// Unix seconds.
    pub expiration_timestamp: Option<u64>,
    pub creation_timestamp: Option<u64>,
    pub in_trial: bool,
    /// `YYYY-MM-DD`.
    pub website_last_activity: Option<String>,
}

/// Answer to `get_archives`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Archives {
    pub chats: Vec<Chat>,
    pub page: u64,
    /// Pages in all.
    pub total: u64,
}

/// Answer to `send_event`.
#[derive(Clone, Debug, PartialEq)]
pub struct EventSent {
    pub thread_id: String,
    pub event: Event,
}

/// Answer to `get_customers`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customers {
    pub customers: Vec<Customer>,
    pub total_customers: u64,
    pub next_page_id: Option<String>,
    pub previous_page_id: Option<String>,
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

impl LoggedIn {
    pub fn decode(payload: &Value) -> Self {
        Self {
            license: License::decode(&payload["license"]),
            my_profile: MyProfile::decode(&payload["my_profile"]),
            chats_summary: list(&payload["chats_summary"]).iter().map(ChatSummary::decode).collect(),
        }
    }

    pub fn encode(&self) -> Value {
        Object::new()
            .put("license", self.license.encode())
            .put("my_profile", self.my_profile.encode())
            .put("chats_summary", Value::Array(self.chats_summary.iter().map(ChatSummary::encode).collect()))
            .value()
    }
}

impl License {
    fn decode(value: &Value) -> Self {
        let fields = Fields::lenient(value);
        Self {
            id: fields.text("id").unwrap_or_default(),
            plan: fields.text("plan").unwrap_or_default(),
            expiration_timestamp: fields.number_some("expiration_timestamp").unwrap_or_default(),
            creation_timestamp: fields.number_some("creation_timestamp").unwrap_or_default(),
            in_trial: fields.flag("in_trial").unwrap_or_default(),
            website_last_activity: fields.text_some("website_last_activity").unwrap_or_default(),
        }
    }

    fn encode(&self) -> Value {
        Object::new()
            .text("id", &self.id)
            .text("plan", &self.plan)
            .number_some("expiration_timestamp", self.expiration_timestamp)
            .number_some("creation_timestamp", self.creation_timestamp)
            .flag("in_trial", self.in_trial)
            .text_some("website_last_activity", self.website_last_activity.as_deref())
            .value()
    }
}

/// Answer to `get_filtered_chats`: `{"chats_summary":[…]}`.
pub fn decode_chats_summary(payload: &Value) -> Vec<ChatSummary> {
    list(&payload["chats_summary"]).iter().map(ChatSummary::decode).collect()
}

pub fn encode_chats_summary(chats: &[ChatSummary]) -> Value {
    Object::new().put("chats_summary", Value::Array(chats.iter().map(ChatSummary::encode).collect())).value()
}

/// Answer to `get_chat_threads`: `{"chat":{…}}`.
pub fn decode_chat(payload: &Value) -> Chat {
    Chat::decode(&payload["chat"])
}

pub fn encode_chat(chat: &Chat) -> Value {
    Object::new().put("chat", chat.encode()).value()
}

/// Answer to `update_last_seen_timestamp`: `{"timestamp":…}`, Unix seconds.
pub fn decode_timestamp(payload: &Value) -> Option<u64> {
    Fields::lenient(payload).number_some("timestamp").ok().flatten()
}

pub fn encode_timestamp(timestamp: u64) -> Value {
    Object::new().number("timestamp", timestamp).value()
}

impl Archives {
    pub fn decode(payload: &Value) -> Self {
        let pagination = Fields::lenient(&payload["pagination"]);
        Self {
            chats: list(&payload["chats"]).iter().map(decode_chat).collect(),
            page: pagination.number("page").unwrap_or_default(),
            total: pagination.number("total").unwrap_or_default(),
        }
    }

    pub fn encode(&self) -> Value {
        let pagination = Object::new().number("page", self.page).number("total", self.total);
        Object::new()
            .put("chats", Value::Array(self.chats.iter().map(encode_chat).collect()))
            .put("pagination", pagination.value())
            .value()
    }
}

impl EventSent {
    pub fn decode(payload: &Value) -> Self {
        Self {
            thread_id: Fields::lenient(payload).text("thread_id").unwrap_or_default(),
            event: Event::decode(&payload["event"]),
        }
    }

    pub fn encode(&self) -> Value {
        Object::new().text("thread_id", &self.thread_id).put("event", self.event.encode()).value()
    }
}

impl Customers {
    pub fn decode(payload: &Value) -> Self {
        let fields = Fields::lenient(payload);
        Self {
            customers: list(&payload["customers"]).iter().map(Customer::decode).collect(),
            total_customers: fields.number("total_customers").unwrap_or_default(),
            next_page_id: fields.text_some("next_page_id").unwrap_or_default(),
            previous_page_id: fields.text_some("previous_page_id").unwrap_or_default(),
        }
    }

    pub fn encode(&self) -> Value {
        Object::new()
            .put("customers", Value::Array(self.customers.iter().map(Customer::encode).collect()))
            .number("total_customers", self.total_customers)
            .text_some("next_page_id", self.next_page_id.as_deref())
            .text_some("previous_page_id", self.previous_page_id.as_deref())
            .value()
    }
}
