//! Who takes part: customers (visitors) and agents (people and bots).

use serde_json::{Map, Value};

use crate::{
    fields::{Fields, Read},
    object::Object,
};

#[derive(Clone, Debug, PartialEq)]
pub enum User {
    Customer(Box<Customer>),
    Agent(Agent),
}

/// Dates are ISO 8601 in UTC with microseconds, e.g. `2017-10-12T15:19:21.010200Z`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    pub id: String,
    pub name: Option<String>,
    pub email: Option<String>,
    pub last_visit: Option<Visit>,
    /// Custom fields: name and value.
    pub fields: Vec<(String, String)>,
    pub statistics: Option<Statistics>,
    pub agent_last_event_created_at: Option<String>,
    pub customer_last_event_created_at: Option<String>,
    pub created_at: Option<String>,
    /// In a chat only.
    pub present: Option<bool>,
    /// Unix seconds; in a chat only.
    pub last_seen_timestamp: Option<u64>,
    /// In `customer_updated` only.
    pub banned: Option<bool>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    pub started_at: Option<String>,
    pub referrer: Option<String>,
    pub ip: Option<String>,
    pub user_agent: Option<String>,
    /// `country`, `country_code`, `region`, `city`, `timezone`, as they stand on the wire.
    pub geolocation: Option<Map<String, Value>>,
    pub last_pages: Vec<Page>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub opened_at: String,
    pub url: String,
    pub title: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    pub chats_count: u64,
    pub threads_count: u64,
    pub visits_count: u64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agent {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub present: bool,
    /// Unix seconds.
    pub last_seen_timestamp: Option<u64>,
    /// An address without its scheme.
    pub avatar: Option<String>,
    /// Only while the agent is logged in.
    pub routing_status: Option<RoutingStatus>,
}

/// The agent that is logged in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MyProfile {
    pub agent: Agent,
    /// e.g. `administrator`, `normal`.
    pub permission: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoutingStatus {
    AcceptingChats,
    NotAcceptingChats,
}

impl RoutingStatus {
    pub(crate) const WORDS: [(&str, Self); 2] =
        [("accepting_chats", Self::AcceptingChats), ("not_accepting_chats", Self::NotAcceptingChats)];

    /// `None` for any other word.
    pub fn of(name: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(word, _)| *word == name).map(|(_, status)| *status)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptingChats => "accepting_chats",
            Self::NotAcceptingChats => "not_accepting_chats",
        }
    }
}

impl User {
    pub fn id(&self) -> &str {
        match self {
            Self::Customer(customer) => &customer.id,
            Self::Agent(agent) => &agent.id,
        }
    }

    /// A user without a `type` counts as an agent where it has a routing status, else as a customer.
    pub fn decode(value: &Value) -> Self {
        let agent = match value["type"].as_str() {
            Some(kind) => kind == "agent",
            None => value.get("routing_status").is_some(),
        };
        if agent { Self::Agent(Agent::decode(value)) } else { Self::Customer(Box::new(Customer::decode(value))) }
    }

    pub fn encode(&self) -> Value {
        match self {
            Self::Customer(customer) => customer.encode(),
            Self::Agent(agent) => agent.encode(),
        }
    }
}

impl Customer {
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value)).unwrap_or_default()
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            id: fields.text("id")?,
            name: fields.text_some("name")?,
            email: fields.text_some("email")?,
            last_visit: fields.object("last_visit")?.map(|visit| Visit::read(&visit)).transpose()?,
            fields: match fields.object("fields")? {
                Some(custom) => {
                    custom.map().keys().map(|key| Ok((key.clone(), custom.text(key)?))).collect::<Read<_>>()?
                }
                None => Vec::new(),
            },
            statistics: match fields.object("statistics")? {
                Some(counts) => Some(Statistics {
                    chats_count: counts.number("chats_count")?,
                    threads_count: counts.number("threads_count")?,
                    visits_count: counts.number("visits_count")?,
                }),
                None => None,
            },
            agent_last_event_created_at: fields.text_some("agent_last_event_created_at")?,
            customer_last_event_created_at: fields.text_some("customer_last_event_created_at")?,
            created_at: fields.text_some("created_at")?,
            present: fields.flag_some("present")?,
            last_seen_timestamp: fields.number_some("last_seen_timestamp")?,
            banned: fields.flag_some("banned")?,
        })
    }

    pub fn encode(&self) -> Value {
        let custom = self.fields.iter().fold(Object::new(), |object, (name, value)| object.text(name, value));
        let statistics = self.statistics.map(|counts| {
            Object::new()
                .number("chats_count", counts.chats_count)
                .number("threads_count", counts.threads_count)
                .number("visits_count", counts.visits_count)
                .value()
        });
        Object::new()
            .text("id", &self.id)
            .text("type", "customer")
            .text_some("name", self.name.as_deref())
            .text_some("email", self.email.as_deref())
            .put_some("last_visit", self.last_visit.as_ref().map(Visit::encode))
            .put_some("fields", (!self.fields.is_empty()).then(|| custom.value()))
            .put_some("statistics", statistics)
            .text_some("agent_last_event_created_at", self.agent_last_event_created_at.as_deref())
            .text_some("customer_last_event_created_at", self.customer_last_event_created_at.as_deref())
            .text_some("created_at", self.created_at.as_deref())
            .flag_some("present", self.present)
            .number_some("last_seen_timestamp", self.last_seen_timestamp)
            .flag_some("banned", self.banned)
            .value()
    }
}

impl Visit {
    fn read(fields: &Fields<'_>) -> Read<Self> {
        let mut last_pages = Vec::new();
        for page in fields.objects("last_pages")? {
            last_pages.push(Page {
                opened_at: page.text("opened_at")?,
                url: page.text("url")?,
                title: page.text("title")?,
            });
        }
        Ok(Self {
            started_at: fields.text_some("started_at")?,
            referrer: fields.text_some("referrer")?,
            ip: fields.text_some("ip")?,
            user_agent: fields.text_some("user_agent")?,
            geolocation: fields.map_some("geolocation")?,
            last_pages,
        })
    }

    fn encode(&self) -> Value {
        let pages = self.last_pages.iter().map(|page| {
            Object::new().text("opened_at", &page.opened_at).text("url", &page.url).text("title", &page.title).value()
        });
        Object::new()
            .text_some("started_at", self.started_at.as_deref())
            .text_some("referrer", self.referrer.as_deref())
            .text_some("ip", self.ip.as_deref())
            .text_some("user_agent", self.user_agent.as_deref())
            .map_some("geolocation", self.geolocation.as_ref())
            .put_some("last_pages", (!self.last_pages.is_empty()).then(|| Value::Array(pages.collect())))
            .value()
    }
}

impl Agent {
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value)).unwrap_or_default()
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            id: fields.text("id")?,
            name: fields.text("name")?,
            email: fields.text_some("email")?,
            present: fields.flag("present")?,
            last_seen_timestamp: fields.number_some("last_seen_timestamp")?,
            avatar: fields.text_some("avatar")?,
            routing_status: fields.word("routing_status", &RoutingStatus::WORDS)?,
        })
    }

    fn object(&self) -> Object {
        Object::new()
            .text("id", &self.id)
            .text("type", "agent")
            .text("name", &self.name)
            .text_some("email", self.email.as_deref())
            .flag("present", self.present)
            .number_some("last_seen_timestamp", self.last_seen_timestamp)
            .text_some("avatar", self.avatar.as_deref())
            .text_some("routing_status", self.routing_status.map(RoutingStatus::name))
    }

    pub fn encode(&self) -> Value {
        self.object().value()
    }
}

impl MyProfile {
    pub fn decode(value: &Value) -> Self {
        let permission = value["permission"].as_str().unwrap_or_default().to_owned();
        Self { agent: Agent::decode(value), permission }
    }

    pub fn encode(&self) -> Value {
        self.agent.object().text_filled("permission", &self.permission).value()
    }
}
