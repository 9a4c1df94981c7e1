//! What the server tells by itself (Pushes), as data. Decoding is total: an unknown push is kept by its name.

use serde_json::Value;

use crate::{
    chat::{Chat, encode_ids},
    event::{Event, SneakPeek, TypingIndicator},
    extra::Extra,
    fields::{Fields, Read},
    object::Object,
    properties::Properties,
    user::{Customer, RoutingStatus, User},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Push {
    IncomingChatThread {
        chat: Chat,
    },
    IncomingEvent {
        chat_id: String,
        event: Event,
    },
    IncomingTypingIndicator {
        chat_id: String,
        typing_indicator: TypingIndicator,
    },
    IncomingSneakPeek {
        chat_id: String,
        sneak_peek: SneakPeek,
    },
    IncomingMulticast {
        author_id: Option<String>,
        content: Value,
        kind: Option<String>,
    },
    /// An `incoming_multicast` of a type `parlor.*`.
    Extra(Extra),
    IncomingRichMessagePostback {
        user_id: String,
        chat_id: String,
        thread_id: String,
        event_id: String,
        postback_id: String,
        toggled: bool,
    },
    ThreadClosed {
        chat_id: String,
        thread_id: String,
        /// Who closed it; missing where the router did.
        user_id: Option<String>,
    },
    ChatUserAdded {
        chat_id: String,
        user: User,
    },
    ChatUserRemoved {
        chat_id: String,
        user_id: String,
        agent: bool,
    },
    ChatTransferred {
        chat_id: String,
        requester_id: String,
        target: Target,
    },
    ChatPropertiesUpdated {
        chat_id: String,
        properties: Properties,
    },
    ChatThreadPropertiesUpdated {
        chat_id: String,
        thread_id: String,
        properties: Properties,
    },
    LastSeenTimestampUpdated {
        user_id: String,
        chat_id: String,
        /// Unix seconds.
        timestamp: u64,
    },
    AgentUpdated {
        agent_id: String,
        routing_status: RoutingStatus,
    },
    /// The connection ends. `reason` is a word of the document's list.
    AgentDisconnected {
        reason: String,
    },
    CustomerCreated {
        customer: Customer,
    },
    CustomerUpdated {
        customer: Customer,
    },
    CustomerBanned {
        customer_id: String,
        days: u64,
    },
    /// `access_granted`, `access_revoked`, `access_set`, `customer_visit_started`, `customer_visit_ended`,
    /// `customer_page_updated`, and whatever a later version adds.
    Other {
        action: String,
        payload: Value,
    },
}

/// Where a chat is transferred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Agents' ids.
    Agents(Vec<String>),
    /// Groups' ids as text; the server's one group is `0`, the queue.
    Groups(Vec<String>),
}

impl Target {
    pub(crate) fn write(&self, object: Object) -> Object {
        match self {
            Self::Agents(ids) => object.text("type", "agent").texts("ids", ids),
            Self::Groups(ids) => object.text("type", "group").put("ids", encode_ids(ids)),
        }
    }

    pub(crate) fn read(fields: &Fields<'_>) -> Read<Self> {
        let agents = fields.word_needed("type", &[("group", false), ("agent", true)], false)?;
        let ids = fields.ids("ids")?;
        if fields.is_strict() && ids.as_ref().is_none_or(Vec::is_empty) {
            return Err(fields.bad("ids", "a list of at least one id"));
        }
        let ids = ids.unwrap_or_default();
        Ok(if agents { Self::Agents(ids) } else { Self::Groups(ids) })
    }
}

impl Push {
    pub fn action(&self) -> &str {
        match self {
            Self::IncomingChatThread { .. } => "incoming_chat_thread",
            Self::IncomingEvent { .. } => "incoming_event",
            Self::IncomingTypingIndicator { .. } => "incoming_typing_indicator",
            Self::IncomingSneakPeek { .. } => "incoming_sneak_peek",
            Self::IncomingMulticast { .. } | Self::Extra(_) => "incoming_multicast",
            Self::IncomingRichMessagePostback { .. } => "incoming_rich_message_postback",
            Self::ThreadClosed { .. } => "thread_closed",
            Self::ChatUserAdded { .. } => "chat_user_added",
            Self::ChatUserRemoved { .. } => "chat_user_removed",
            Self::ChatTransferred { .. } => "chat_transferred",
            Self::ChatPropertiesUpdated { .. } => "chat_properties_updated",
            Self::ChatThreadPropertiesUpdated { .. } => "chat_thread_properties_updated",
            Self::LastSeenTimestampUpdated { .. } => "last_seen_timestamp_updated",
            Self::AgentUpdated { .. } => "agent_updated",
            Self::AgentDisconnected { .. } => "agent_disconnected",
            Self::CustomerCreated { .. } => "customer_created",
            Self::CustomerUpdated { .. } => "customer_updated",
            Self::CustomerBanned { .. } => "customer_banned",
            Self::Other { action, .. } => action,
        }
    }

    pub fn decode(action: &str, payload: &Value) -> Self {
        Self::read(action, payload)
            .unwrap_or_else(|_| Self::Other { action: action.to_owned(), payload: payload.clone() })
    }

    fn read(action: &str, payload: &Value) -> Read<Self> {
        let fields = Fields::lenient(payload);
        let text = |key: &str| fields.text(key);
        let properties = || -> Read<Properties> { Ok(Properties(fields.map_some("properties")?.unwrap_or_default())) };
        Ok(match action {
            "incoming_chat_thread" => Self::IncomingChatThread { chat: Chat::decode(&payload["chat"]) },
            "incoming_event" => {
                Self::IncomingEvent { chat_id: text("chat_id")?, event: Event::decode(&payload["event"]) }
            }
            "incoming_typing_indicator" => Self::IncomingTypingIndicator {
                chat_id: text("chat_id")?,
                typing_indicator: TypingIndicator::read(&fields.object_needed("typing_indicator")?)?,
            },
            "incoming_sneak_peek" => Self::IncomingSneakPeek {
                chat_id: text("chat_id")?,
                sneak_peek: SneakPeek::read(&fields.object_needed("sneak_peek")?)?,
            },
            "incoming_multicast" => {
                let content = fields.get("content").cloned().unwrap_or_default();
                let kind = fields.text_some("type")?;
                match kind.as_deref().and_then(|kind| Extra::decode(kind, &content)) {
                    Some(extra) => Self::Extra(extra),
                    None => Self::IncomingMulticast { author_id: fields.text_some("author_id")?, content, kind },
                }
            }
            "incoming_rich_message_postback" => {
                let postback = fields.object_needed("postback")?;
                Self::IncomingRichMessagePostback {
                    user_id: text("user_id")?,
                    chat_id: text("chat_id")?,
                    thread_id: text("thread_id")?,
                    event_id: text("event_id")?,
                    postback_id: postback.text("id")?,
                    toggled: postback.flag("toggled")?,
                }
            }
            "thread_closed" => Self::ThreadClosed {
                chat_id: text("chat_id")?,
                thread_id: text("thread_id")?,
                user_id: fields.text_some("user_id")?,
            },
            "chat_user_added" => {
                let user = &payload["user"];
                let user = match payload["user_type"].as_str() {
                    Some("agent") => User::Agent(crate::Agent::decode(user)),
                    Some("customer") => User::Customer(Box::new(Customer::decode(user))),
                    _ => User::decode(user),
                };
                Self::ChatUserAdded { chat_id: text("chat_id")?, user }
            }
            "chat_user_removed" => Self::ChatUserRemoved {
                chat_id: text("chat_id")?,
                user_id: text("user_id")?,
                agent: text("user_type")? != "customer",
            },
            "chat_transferred" => Self::ChatTransferred {
                chat_id: text("chat_id")?,
                requester_id: text("requester_id")?,
                target: Target::read(&fields)?,
            },
            "chat_properties_updated" => {
                Self::ChatPropertiesUpdated { chat_id: text("chat_id")?, properties: properties()? }
            }
            "chat_thread_properties_updated" => Self::ChatThreadPropertiesUpdated {
                chat_id: text("chat_id")?,
                thread_id: text("thread_id")?,
                properties: properties()?,
            },
            "last_seen_timestamp_updated" => Self::LastSeenTimestampUpdated {
                user_id: text("user_id")?,
                chat_id: text("chat_id")?,
                timestamp: fields.number("timestamp")?,
            },
            "agent_updated" => match fields.word("routing_status", &RoutingStatus::WORDS)? {
                Some(routing_status) => Self::AgentUpdated { agent_id: text("agent_id")?, routing_status },
                None => Self::Other { action: action.to_owned(), payload: payload.clone() },
            },
            "agent_disconnected" => Self::AgentDisconnected { reason: text("reason")? },
            "customer_created" => Self::CustomerCreated { customer: Customer::decode(&payload["customer"]) },
            // The table wraps the customer, the sample does not.
            "customer_updated" => {
                Self::CustomerUpdated { customer: Customer::decode(payload.get("customer").unwrap_or(payload)) }
            }
            "customer_banned" => Self::CustomerBanned {
                customer_id: text("customer_id")?,
                days: fields.object_needed("ban")?.number("days")?,
            },
            _ => Self::Other { action: action.to_owned(), payload: payload.clone() },
        })
    }

    pub fn payload(&self) -> Value {
        let object = Object::new();
        match self {
            Self::IncomingChatThread { chat } => object.put("chat", chat.encode()),
            Self::IncomingEvent { chat_id, event } => object.text("chat_id", chat_id).put("event", event.encode()),
            Self::IncomingTypingIndicator { chat_id, typing_indicator } => {
                object.text("chat_id", chat_id).put("typing_indicator", typing_indicator.encode())
            }
            Self::IncomingSneakPeek { chat_id, sneak_peek } => {
                object.text("chat_id", chat_id).put("sneak_peek", sneak_peek.encode())
            }
            Self::IncomingMulticast { author_id, content, kind } => object
                .text_some("author_id", author_id.as_deref())
                .put("content", content.clone())
                .text_some("type", kind.as_deref()),
            Self::Extra(extra) => object.put("content", extra.encode()).text("type", extra.kind()),
            Self::IncomingRichMessagePostback { user_id, chat_id, thread_id, event_id, postback_id, toggled } => object
                .text("user_id", user_id)
                .text("chat_id", chat_id)
                .text("thread_id", thread_id)
                .text("event_id", event_id)
                .put("postback", Object::new().text("id", postback_id).flag("toggled", *toggled).value()),
            Self::ThreadClosed { chat_id, thread_id, user_id } => {
                object.text("chat_id", chat_id).text("thread_id", thread_id).text_some("user_id", user_id.as_deref())
            }
            Self::ChatUserAdded { chat_id, user } => object
                .text("chat_id", chat_id)
                .put("user", user.encode())
                .text("user_type", user_type(matches!(user, User::Agent(_)))),
            Self::ChatUserRemoved { chat_id, user_id, agent } => {
                object.text("chat_id", chat_id).text("user_id", user_id).text("user_type", user_type(*agent))
            }
            Self::ChatTransferred { chat_id, requester_id, target } => {
                target.write(object.text("chat_id", chat_id).text("requester_id", requester_id))
            }
            Self::ChatPropertiesUpdated { chat_id, properties } => {
                object.text("chat_id", chat_id).map_some("properties", Some(&properties.0))
            }
            Self::ChatThreadPropertiesUpdated { chat_id, thread_id, properties } => {
                object.text("chat_id", chat_id).text("thread_id", thread_id).map_some("properties", Some(&properties.0))
            }
            Self::LastSeenTimestampUpdated { user_id, chat_id, timestamp } => {
                object.text("user_id", user_id).text("chat_id", chat_id).number("timestamp", *timestamp)
            }
            Self::AgentUpdated { agent_id, routing_status } => {
                object.text("agent_id", agent_id).text("routing_status", routing_status.name())
            }
            Self::AgentDisconnected { reason } => object.text("reason", reason),
            Self::CustomerCreated { customer } => object.put("customer", customer.encode()),
            Self::CustomerUpdated { customer } => return customer.encode(),
            Self::CustomerBanned { customer_id, days } => {
                object.text("customer_id", customer_id).put("ban", Object::new().number("days", *days).value())
            }
            Self::Other { payload, .. } => return payload.clone(),
        }
        .value()
    }
}

pub(crate) fn user_type(agent: bool) -> &'static str {
    if agent { "agent" } else { "customer" }
}
