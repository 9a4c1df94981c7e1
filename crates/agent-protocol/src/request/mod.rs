//! Every action that the server does, as data, and the names of those it does not. Decoding is strict: a missing field
//! or a wrong type is a `validation` error that names it. `frame` holds the envelope.

mod payload;

use serde_json::Value;

use crate::{
    error::ApiError,
    event::{Event, Recipients},
    fields::{Fields, Read},
    filter::PropertyFilter,
    object::Object,
    properties::Properties,
    push::{Target, user_type},
    user::RoutingStatus,
};

pub use payload::{GetArchives, Login, Multicast};

#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The client's own name for it, echoed in the response. Socket only.
    pub request_id: Option<String>,
    /// A bot's id, where a bot acts through another's token.
    pub author_id: Option<String>,
    pub call: Call,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    Login(Login),
    Ping,
    GetArchives(GetArchives),
    GetFilteredChats {
        include_active: Option<bool>,
        properties: Vec<PropertyFilter>,
    },
    GetChatThreads {
        chat_id: String,
        thread_ids: Option<Vec<String>>,
    },
    AddUserToChat {
        chat_id: String,
        user_id: String,
        agent: bool,
    },
    RemoveUserFromChat {
        chat_id: String,
        user_id: String,
        agent: bool,
    },
    SendEvent {
        chat_id: String,
        event: Box<Event>,
        attach_to_last_thread: bool,
    },
    SendTypingIndicator {
        chat_id: String,
        recipients: Recipients,
        is_typing: bool,
    },
    Multicast(Multicast),
    CloseThread {
        chat_id: String,
    },
    TransferChat {
        chat_id: String,
        target: Target,
    },
    UpdateAgent {
        agent_id: Option<String>,
        routing_status: Option<RoutingStatus>,
    },
    UpdateChatProperties {
        chat_id: String,
        properties: Properties,
    },
    UpdateChatThreadProperties {
        chat_id: String,
        thread_id: String,
        properties: Properties,
    },
    /// `timestamp` in Unix seconds; without it, all that there is has been seen.
    UpdateLastSeenTimestamp {
        chat_id: String,
        timestamp: Option<u64>,
    },
    GetCustomers {
        page_id: Option<String>,
        limit: Option<u64>,
        newest_first: bool,
    },
}

/// Actions of the document that this server does not do.
pub const UNSUPPORTED: [&str; 15] = [
    "start_chat",
    "send_file",
    "send_rich_message_postback",
    "ban_customer",
    "grant_access",
    "revoke_access",
    "set_access",
    "change_push_notifications",
    "add_auto_access_rules",
    "remove_auto_access_rules",
    "get_auto_access_rules_config",
    "upload_image",
    "create_customer",
    "update_customer",
    // Not in v3.0's document, and asked for by clients of its neighbours.
    "get_chats_summary",
];

const USER_TYPES: [(&str, bool); 2] = [("agent", true), ("customer", false)];
const ORDERS: [(&str, bool); 2] = [("asc", false), ("desc", true)];

impl Call {
    pub fn action(&self) -> &'static str {
        match self {
            Self::Login(_) => "login",
            Self::Ping => "ping",
            Self::GetArchives(_) => "get_archives",
            Self::GetFilteredChats { .. } => "get_filtered_chats",
            Self::GetChatThreads { .. } => "get_chat_threads",
            Self::AddUserToChat { .. } => "add_user_to_chat",
            Self::RemoveUserFromChat { .. } => "remove_user_from_chat",
            Self::SendEvent { .. } => "send_event",
            Self::SendTypingIndicator { .. } => "send_typing_indicator",
            Self::Multicast(_) => "multicast",
            Self::CloseThread { .. } => "close_thread",
            Self::TransferChat { .. } => "transfer_chat",
            Self::UpdateAgent { .. } => "update_agent",
            Self::UpdateChatProperties { .. } => "update_chat_properties",
            Self::UpdateChatThreadProperties { .. } => "update_chat_thread_properties",
            Self::UpdateLastSeenTimestamp { .. } => "update_last_seen_timestamp",
            Self::GetCustomers { .. } => "get_customers",
        }
    }

    /// Whether the web API has this action; the others are for the socket alone.
    pub fn is_on_web(&self) -> bool {
        !matches!(self, Self::Login(_) | Self::Ping | Self::UpdateAgent { .. } | Self::GetCustomers { .. })
    }

    pub fn decode(action: &str, payload: &Value) -> Result<Self, ApiError> {
        let fields = &Fields::strict(payload, "payload")?;
        let chat_id = || fields.name("chat_id");
        Ok(match action {
            "login" => Self::Login(Login::read(fields)?),
            "ping" => Self::Ping,
            "get_archives" => Self::GetArchives(GetArchives::read(fields)?),
            "get_filtered_chats" => match fields.object("filters")? {
                Some(filters) => Self::GetFilteredChats {
                    include_active: filters.flag_some("include_active")?,
                    properties: PropertyFilter::read_all(&filters)?,
                },
                None => Self::GetFilteredChats { include_active: None, properties: Vec::new() },
            },
            "get_chat_threads" => Self::GetChatThreads { chat_id: chat_id()?, thread_ids: fields.texts("thread_ids")? },
            "add_user_to_chat" => {
                let (user_id, agent) = user(fields)?;
                Self::AddUserToChat { chat_id: chat_id()?, user_id, agent }
            }
            "remove_user_from_chat" => {
                let (user_id, agent) = user(fields)?;
                Self::RemoveUserFromChat { chat_id: chat_id()?, user_id, agent }
            }
            "send_event" => Self::SendEvent {
                chat_id: chat_id()?,
                event: Box::new(Event::read_sent(&fields.object_needed("event")?)?),
                attach_to_last_thread: fields.flag_some("attach_to_last_thread")?.unwrap_or(false),
            },
            "send_typing_indicator" => Self::SendTypingIndicator {
                chat_id: chat_id()?,
                recipients: fields.word("recipients", &Recipients::WORDS)?.unwrap_or_default(),
                is_typing: fields.flag("is_typing")?,
            },
            "multicast" => Self::Multicast(Multicast::read(fields)?),
            "close_thread" => Self::CloseThread { chat_id: chat_id()? },
            "transfer_chat" => Self::TransferChat { chat_id: chat_id()?, target: Target::read(fields)? },
            "update_agent" => Self::UpdateAgent {
                agent_id: fields.text_some("agent_id")?,
                routing_status: fields.word("routing_status", &RoutingStatus::WORDS)?,
            },
            "update_chat_properties" => {
                Self::UpdateChatProperties { chat_id: chat_id()?, properties: properties(fields)? }
            }
            "update_chat_thread_properties" => Self::UpdateChatThreadProperties {
                chat_id: chat_id()?,
                thread_id: fields.name("thread_id")?,
                properties: properties(fields)?,
            },
            "update_last_seen_timestamp" => {
                Self::UpdateLastSeenTimestamp { chat_id: chat_id()?, timestamp: fields.number_some("timestamp")? }
            }
            "get_customers" => customers(fields)?,
            _ if UNSUPPORTED.contains(&action) => {
                return Err(ApiError::validation(
                    ["the action `", action, "` is not supported by this server"].concat(),
                ));
            }
            _ => {
                let shown: String = action.chars().take(60).collect();
                return Err(ApiError::validation(
                    ["`action` is \"", &shown, "\": there is no such action in version 3.0"].concat(),
                ));
            }
        })
    }

    pub fn payload(&self) -> Value {
        let object = Object::new();
        match self {
            Self::Ping => object,
            Self::Login(login) => login.write(object),
            Self::GetArchives(archives) => archives.write(object),
            Self::GetFilteredChats { include_active, properties } => {
                let filters = Object::new()
                    .flag_some("include_active", *include_active)
                    .put_some("properties", PropertyFilter::encode_all(properties));
                object.put("filters", filters.value())
            }
            Self::GetChatThreads { chat_id, thread_ids } => {
                let object = object.text("chat_id", chat_id);
                match thread_ids {
                    Some(ids) => object.texts("thread_ids", ids),
                    None => object,
                }
            }
            Self::AddUserToChat { chat_id, user_id, agent } | Self::RemoveUserFromChat { chat_id, user_id, agent } => {
                object.text("chat_id", chat_id).text("user_id", user_id).text("user_type", user_type(*agent))
            }
            Self::SendEvent { chat_id, event, attach_to_last_thread } => object
                .text("chat_id", chat_id)
                .put("event", event.encode())
                .flag("attach_to_last_thread", *attach_to_last_thread),
            Self::SendTypingIndicator { chat_id, recipients, is_typing } => {
                object.text("chat_id", chat_id).text("recipients", recipients.name()).flag("is_typing", *is_typing)
            }
            Self::Multicast(multicast) => multicast.write(object),
            Self::CloseThread { chat_id } => object.text("chat_id", chat_id),
            Self::TransferChat { chat_id, target } => target.write(object.text("chat_id", chat_id)),
            Self::UpdateAgent { agent_id, routing_status } => object
                .text_some("agent_id", agent_id.as_deref())
                .text_some("routing_status", routing_status.map(RoutingStatus::name)),
            Self::UpdateChatProperties { chat_id, properties } => {
                object.text("chat_id", chat_id).map_some("properties", Some(&properties.0))
            }
            Self::UpdateChatThreadProperties { chat_id, thread_id, properties } => {
                object.text("chat_id", chat_id).text("thread_id", thread_id).map_some("properties", Some(&properties.0))
            }
            Self::UpdateLastSeenTimestamp { chat_id, timestamp } => {
                object.text("chat_id", chat_id).number_some("timestamp", *timestamp)
            }
            Self::GetCustomers { page_id, limit, newest_first } => object
                .text_some("page_id", page_id.as_deref())
                .number_some("limit", *limit)
                .text("order", if *newest_first { "desc" } else { "asc" }),
        }
        .value()
    }
}

/// The table says `user_type`, the sample `type`; either is taken.
fn user(fields: &Fields<'_>) -> Read<(String, bool)> {
    let key = if fields.get("user_type").is_none() && fields.get("type").is_some() { "type" } else { "user_type" };
    Ok((fields.name("user_id")?, fields.word_needed(key, &USER_TYPES, true)?))
}

/// Requests give bare values, objects hold them as `{"value": …}`; either is taken.
fn properties(fields: &Fields<'_>) -> Read<Properties> {
    let spaces = fields.object_needed("properties")?;
    let mut properties = Properties::default();
    for namespace in spaces.map().keys() {
        for (name, value) in spaces.object_needed(namespace)?.map() {
            let wrapped = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("value"));
            properties.set(namespace, name, wrapped.unwrap_or(value).clone());
        }
    }
    Ok(properties)
}

fn customers(fields: &Fields<'_>) -> Read<Call> {
    if fields.object("filters")?.is_some_and(|filters| !filters.map().is_empty()) {
        return Err(ApiError::validation("`payload.filters` is not supported by this server"));
    }
    let limit = fields.number_some("limit")?;
    if limit.is_some_and(|limit| !(1..=100).contains(&limit)) {
        return Err(fields.bad("limit", "1 to 100"));
    }
    Ok(Call::GetCustomers {
        page_id: fields.text_some("page_id")?,
        limit,
        newest_first: fields.word("order", &ORDERS)?.unwrap_or(true),
    })
}
