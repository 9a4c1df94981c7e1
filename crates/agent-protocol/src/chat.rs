//! Chats and their threads, whole and in summary. A visitor's conversation is a chat with one thread.

use serde_json::Value;

use crate::{
    event::Event,
    fields::{Fields, Read},
    object::Object,
    properties::Properties,
    user::User,
};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    pub id: String,
    /// When it began, Unix seconds.
    pub timestamp: u64,
    pub active: bool,
    pub user_ids: Vec<String>,
    pub restricted_access: Option<bool>,
    /// `None` where access is restricted, or where the sender left them out.
    pub events: Option<Vec<Event>>,
    pub order: u64,
    pub properties: Option<Properties>,
    pub access: Option<Access>,
}

/// Who may see it; empty means everybody. Group ids as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    pub group_ids: Vec<String>,
}

/// A chat as pushes and archives show it (`thread`) or as Get chat threads does (`threads`, `threads_summary`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chat {
    pub id: String,
    pub users: Vec<User>,
    pub thread: Option<Thread>,
    pub threads: Option<Vec<Thread>>,
    /// Id and order of every thread.
    pub threads_summary: Option<Vec<(String, u64)>>,
    pub properties: Option<Properties>,
    pub access: Option<Access>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatSummary {
    pub id: String,
    pub users: Vec<User>,
    /// By `type`, in the order of the types' names.
    pub last_event_per_type: Vec<(String, LastEvent)>,
    pub last_thread_summary: Option<ThreadSummary>,
    pub properties: Option<Properties>,
    pub access: Option<Access>,
}

/// The last event of one type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastEvent {
    pub thread_id: String,
    pub thread_order: u64,
    /// `None` where access is restricted.
    pub event: Option<Event>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThreadSummary {
    pub id: String,
    /// When it began, Unix seconds.
    pub timestamp: u64,
    pub user_ids: Vec<String>,
    pub order: u64,
    /// Not in the document's sample; absent where the sender does not say.
    pub active: Option<bool>,
    pub properties: Option<Properties>,
}

fn users(fields: &Fields<'_>) -> Read<Vec<User>> {
    Ok(fields.list("users")?.unwrap_or_default().iter().filter(|user| user.is_object()).map(User::decode).collect())
}

fn encode_users(users: &[User]) -> Value {
    Value::Array(users.iter().map(User::encode).collect())
}

fn properties(fields: &Fields<'_>, key: &str) -> Read<Option<Properties>> {
    Ok(fields.map_some(key)?.map(Properties))
}

impl Access {
    pub(crate) fn read_some(fields: &Fields<'_>, key: &str) -> Read<Option<Self>> {
        Ok(match fields.object(key)? {
            Some(access) => Some(Self { group_ids: access.ids("group_ids")?.unwrap_or_default() }),
            None => None,
        })
    }

    pub(crate) fn encode(&self) -> Value {
        if self.group_ids.is_empty() {
            return Object::new().value();
        }
        Object::new().put("group_ids", encode_ids(&self.group_ids)).value()
    }
}

/// Group ids are numbers in the document's samples; whatever else is a string.
pub(crate) fn encode_ids(ids: &[String]) -> Value {
    let id = |id: &String| match id.parse::<u64>() {
        Ok(number) if number.to_string() == *id => Value::from(number),
        _ => Value::String(id.clone()),
    };
    Value::Array(ids.iter().map(id).collect())
}

impl Thread {
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value)).unwrap_or_default()
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        let events = fields.list("events")?;
        Ok(Self {
            id: fields.text("id")?,
            timestamp: fields.number("timestamp")?,
            active: fields.flag("active")?,
            user_ids: fields.texts("user_ids")?.unwrap_or_default(),
            restricted_access: fields.flag_some("restricted_access")?,
            events: events.map(|events| events.iter().map(Event::decode).collect()),
            order: fields.number("order")?,
            properties: properties(fields, "properties")?,
            access: Access::read_some(fields, "access")?,
        })
    }

    pub fn encode(&self) -> Value {
        let events = self.events.as_ref().map(|events| Value::Array(events.iter().map(Event::encode).collect()));
        Object::new()
            .text("id", &self.id)
            .number("timestamp", self.timestamp)
            .flag("active", self.active)
            .texts("user_ids", &self.user_ids)
            .flag_some("restricted_access", self.restricted_access)
            .put_some("events", events)
            .number("order", self.order)
            .map_some("properties", self.properties.as_ref().map(|properties| &properties.0))
            .put_some("access", self.access.as_ref().map(Access::encode))
            .value()
    }
}

impl Chat {
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value)).unwrap_or_default()
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        let summaries = fields.list("threads_summary")?;
        let summaries = summaries.map(|list| {
            list.iter()
                .map(Fields::lenient)
                .map(|one| Ok((one.text("thread_id")?, one.number("order")?)))
                .collect::<Read<Vec<_>>>()
        });
        Ok(Self {
            id: fields.text("id")?,
            users: users(fields)?,
            thread: fields.object("thread")?.map(|thread| Thread::read(&thread)).transpose()?,
            threads: fields.list("threads")?.map(|threads| threads.iter().map(Thread::decode).collect()),
            threads_summary: summaries.transpose()?,
            // The sample of Get chat threads writes `properites`.
            properties: match properties(fields, "properties")? {
                None => properties(fields, "properites")?,
                found => found,
            },
            access: Access::read_some(fields, "access")?,
        })
    }

    pub fn encode(&self) -> Value {
        let threads = self.threads.as_ref().map(|threads| Value::Array(threads.iter().map(Thread::encode).collect()));
        let summaries = self.threads_summary.as_ref().map(|list| {
            let one = |(id, order): &(String, u64)| Object::new().text("thread_id", id).number("order", *order).value();
            Value::Array(list.iter().map(one).collect())
        });
        Object::new()
            .text("id", &self.id)
            .put("users", encode_users(&self.users))
            .put_some("thread", self.thread.as_ref().map(Thread::encode))
            .put_some("threads", threads)
            .put_some("threads_summary", summaries)
            .map_some("properties", self.properties.as_ref().map(|properties| &properties.0))
            .put_some("access", self.access.as_ref().map(Access::encode))
            .value()
    }
}

impl ChatSummary {
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value)).unwrap_or_default()
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        let mut last_event_per_type = Vec::new();
        if let Some(last) = fields.object("last_event_per_type")? {
            for (kind, value) in last.map() {
                last_event_per_type.push((kind.clone(), LastEvent::read(&Fields::lenient(value))?));
            }
        }
        Ok(Self {
            id: fields.text("id")?,
            users: users(fields)?,
            last_event_per_type,
            last_thread_summary: fields
                .object("last_thread_summary")?
                .map(|thread| ThreadSummary::read(&thread))
                .transpose()?,
            properties: properties(fields, "properties")?,
            access: Access::read_some(fields, "access")?,
        })
    }

    pub fn encode(&self) -> Value {
        let last = self
            .last_event_per_type
            .iter()
            .fold(Object::new(), |object, (kind, event)| object.put(kind, event.encode()));
        Object::new()
            .text("id", &self.id)
            .put("users", encode_users(&self.users))
            .put("last_event_per_type", last.value())
            .put_some("last_thread_summary", self.last_thread_summary.as_ref().map(ThreadSummary::encode))
            .map_some("properties", self.properties.as_ref().map(|properties| &properties.0))
            .put_some("access", self.access.as_ref().map(Access::encode))
            .value()
    }
}

impl LastEvent {
    fn read(fields: &Fields<'_>) -> Read<Self> {
        let event = fields.get("event").filter(|event| event["restricted_access"] != Value::Bool(true));
        Ok(Self {
            thread_id: fields.text("thread_id")?,
            thread_order: fields.number("thread_order")?,
            event: event.map(Event::decode),
        })
    }

    fn encode(&self) -> Value {
        let event = match &self.event {
            Some(event) => event.encode(),
            None => Object::new().flag("restricted_access", true).value(),
        };
        Object::new()
            .text("thread_id", &self.thread_id)
            .number("thread_order", self.thread_order)
            .put("event", event)
            .value()
    }
}

impl ThreadSummary {
    fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            id: fields.text("id")?,
            timestamp: fields.number("timestamp")?,
            user_ids: fields.texts("user_ids")?.unwrap_or_default(),
            order: fields.number("order")?,
            active: fields.flag_some("active")?,
            properties: properties(fields, "properties")?,
        })
    }

    fn encode(&self) -> Value {
        Object::new()
            .text("id", &self.id)
            .number("timestamp", self.timestamp)
            .texts("user_ids", &self.user_ids)
            .number("order", self.order)
            .flag_some("active", self.active)
            .map_some("properties", self.properties.as_ref().map(|properties| &properties.0))
            .value()
    }
}
