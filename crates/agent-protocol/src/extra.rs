//! What this project has to say and the API has no word for, as `incoming_multicast` of a type `parlor.*`.
//! What belongs to a chat's thread travels as its `custom` event instead: `content` is then the visitors' API event
//! itself (`{"event":"chat_session_location", …}`), so that its `event` tells what it is.

use serde_json::Value;

use crate::{fields::Fields, object::Object, user::Agent};

/// Namespace of a thread's properties that say how far the visitor has come, by the `order` of events.
pub const NAMESPACE: &str = "parlor";
/// Everything up to this order has reached the visitor.
pub const DELIVERED_ORDER: &str = "delivered_order";
/// The visitor has read up to this order.
pub const READ_ORDER: &str = "read_order";
/// The visitor says that this case, of which the chat is a part, is solved.
pub const CASE_CLOSED: &str = "case_closed";

#[derive(Clone, Debug, PartialEq)]
pub enum Extra {
    /// `parlor.agents`: every agent there is, sent after login and when one comes, goes or changes duty.
    Agents(Vec<Agent>),
    /// `parlor.queue`: how many visitors wait and for how long one has to, in seconds where known.
    Queue { waiting: u64, ewt: Option<u64> },
    /// `parlor.delivered`: the event has reached this user.
    Delivered { chat_id: String, user_id: String, event_id: String, order: u64 },
    /// `parlor.read`: the user has read the thread up to this event.
    Read { chat_id: String, user_id: String, event_id: String, order: u64 },
    /// `parlor.not_typing`: the user has stopped typing.
    NotTyping { chat_id: String, user_id: String },
    /// `parlor.forms`: what a visitor can be asked to fill in, sent after login. It is asked for by a `custom` event
    /// with `chat_session_form_show`.
    Forms(Vec<FormOffer>),
    /// `parlor.secure_form`: what the visitor has filled into a secure form, told once and kept nowhere. That it was
    /// answered stands in the thread as a `custom` event with `chat_session_secure_form_data` and without data.
    SecureForm { chat_id: String, form_request_id: String, fields: Vec<(String, String)> },
    /// `parlor.signaling`: what one end of a call says to the other, kept nowhere. An agent in the chat sends it as a
    /// multicast of this type to the customer; what the visitor says is told to the agent it is for. `user_id` is who
    /// says it, `data` the visitors' API's signalling message. An agent's other pages hear it too: `page` tells which
    /// of them it was.
    Signaling { chat_id: String, user_id: String, page: Option<String>, data: Value },
}

/// The type of the one multicast that agents send to customers.
pub const SIGNALING: &str = "parlor.signaling";

/// A form that the contact center has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormOffer {
    /// `form_name` of the request for it.
    pub name: String,
    /// What people call it; empty where it has no title.
    pub title: String,
    /// Of a secure form: `form_id` of the request for it, which is then a `chat_session_secure_form_show`.
    pub secure_id: Option<String>,
}

impl Extra {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Agents(_) => "parlor.agents",
            Self::Queue { .. } => "parlor.queue",
            Self::Delivered { .. } => "parlor.delivered",
            Self::Read { .. } => "parlor.read",
            Self::NotTyping { .. } => "parlor.not_typing",
            Self::Forms(_) => "parlor.forms",
            Self::SecureForm { .. } => "parlor.secure_form",
            Self::Signaling { .. } => SIGNALING,
        }
    }

    /// `content` of the multicast.
    pub fn encode(&self) -> Value {
        match self {
            Self::Agents(agents) => {
                Object::new().put("agents", Value::Array(agents.iter().map(Agent::encode).collect()))
            }
            Self::Queue { waiting, ewt } => Object::new().number("waiting", *waiting).number_some("ewt", *ewt),
            Self::Delivered { chat_id, user_id, event_id, order }
            | Self::Read { chat_id, user_id, event_id, order } => Object::new()
                .text("chat_id", chat_id)
                .text("user_id", user_id)
                .text("event_id", event_id)
                .number("order", *order),
            Self::NotTyping { chat_id, user_id } => Object::new().text("chat_id", chat_id).text("user_id", user_id),
            Self::Forms(forms) => {
                let offer = |form: &FormOffer| {
                    let object = Object::new().text("name", &form.name).text("title", &form.title);
                    object.text_some("secure_id", form.secure_id.as_deref()).value()
                };
                Object::new().put("forms", Value::Array(forms.iter().map(offer).collect()))
            }
            Self::SecureForm { chat_id, form_request_id, fields } => {
                let field =
                    |(name, value): &(String, String)| Object::new().text("name", name).text("value", value).value();
                Object::new()
                    .text("chat_id", chat_id)
                    .text("form_request_id", form_request_id)
                    .put("fields", Value::Array(fields.iter().map(field).collect()))
            }
            Self::Signaling { chat_id, user_id, page, data } => Object::new()
                .text("chat_id", chat_id)
                .text("user_id", user_id)
                .text_some("page", page.as_deref())
                .put("data", data.clone()),
        }
        .value()
    }

    /// `None` for a multicast of another type.
    pub fn decode(kind: &str, content: &Value) -> Option<Self> {
        let fields = Fields::lenient(content);
        let text = |key: &str| fields.text(key).unwrap_or_default();
        let number = |key: &str| fields.number(key).unwrap_or_default();
        let list = |key: &str| content[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let (chat_id, user_id) = (text("chat_id"), text("user_id"));
        let (event_id, order) = (text("event_id"), number("order"));
        Some(match kind {
            "parlor.agents" => Self::Agents(list("agents").iter().map(Agent::decode).collect()),
            "parlor.queue" => {
                Self::Queue { waiting: number("waiting"), ewt: fields.number_some("ewt").unwrap_or_default() }
            }
            "parlor.delivered" => Self::Delivered { chat_id, user_id, event_id, order },
            "parlor.read" => Self::Read { chat_id, user_id, event_id, order },
            "parlor.not_typing" => Self::NotTyping { chat_id, user_id },
            "parlor.forms" => {
                let offer = |form: &Value| {
                    let fields = Fields::lenient(form);
                    let text = |key: &str| fields.text(key).unwrap_or_default();
                    let secure_id = fields.text_some("secure_id").unwrap_or_default();
                    FormOffer { name: text("name"), title: text("title"), secure_id }
                };
                Self::Forms(list("forms").iter().map(offer).filter(|form| !form.name.is_empty()).collect())
            }
            "parlor.secure_form" => {
                let field = |field: &Value| {
                    let fields = Fields::lenient(field);
                    (fields.text("name").unwrap_or_default(), fields.text("value").unwrap_or_default())
                };
                let form_request_id = text("form_request_id");
                Self::SecureForm { chat_id, form_request_id, fields: list("fields").iter().map(field).collect() }
            }
            SIGNALING => {
                let page = fields.text_some("page").unwrap_or_default();
                Self::Signaling { chat_id, user_id, page, data: content["data"].clone() }
            }
            _ => return None,
        })
    }
}
