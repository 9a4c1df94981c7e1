//! The larger payloads of requests: log-in, archives, multicast. Called by `request` alone.

use serde_json::{Map, Value};

use crate::{
    error::ApiError,
    extra::SIGNALING,
    fields::{Fields, Read},
    filter::PropertyFilter,
    object::Object,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    pub token: String,
    pub timezone: Option<String>,
    /// Keep the last known status instead of the default one.
    pub reconnect: bool,
    /// Name and version.
    pub application: Option<(String, String)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct GetArchives {
    pub query: Option<String>,
    /// `YYYY-MM-DD`, first and last day, UTC.
    pub date_from: Option<String>,
    pub date_to: Option<String>,
    pub agent_ids: Vec<String>,
    pub team_ids: Vec<String>,
    pub properties: Vec<PropertyFilter>,
    /// From 1.
    pub page: Option<u64>,
    pub limit: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Multicast {
    pub all_agents: bool,
    pub agent_ids: Vec<String>,
    pub group_ids: Vec<String>,
    pub customer_ids: Vec<String>,
    pub content: Value,
    pub kind: Option<String>,
}

impl Login {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        // `push_notifications` is about phones that this server does not notify; its shape is checked all the same.
        if let Some(push) = fields.object("push_notifications")? {
            push.text_some("firebase_token")?;
            push.word("platform", &[("ios", ()), ("android", ())])?;
        }
        let application = fields.object("application")?;
        let application = match application {
            Some(one) => {
                Some((one.text_some("name")?.unwrap_or_default(), one.text_some("version")?.unwrap_or_default()))
            }
            None => None,
        };
        Ok(Self {
            token: fields.name("token")?,
            timezone: fields.text_some("timezone")?,
            reconnect: fields.flag_some("reconnect")?.unwrap_or(false),
            application,
        })
    }

    pub(super) fn write(&self, object: Object) -> Object {
        let application = self
            .application
            .as_ref()
            .map(|(name, version)| Object::new().text("name", name).text("version", version).value());
        object
            .text("token", &self.token)
            .text_some("timezone", self.timezone.as_deref())
            .flag("reconnect", self.reconnect)
            .put_some("application", application)
    }
}

impl GetArchives {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        let mut archives = Self::default();
        if let Some(filters) = fields.object("filters")? {
            archives.query = filters.text_some("query")?;
            archives.date_from = filters.text_some("date_from")?;
            archives.date_to = filters.text_some("date_to")?;
            // The table says `agent_ids`, the sample `agents`.
            archives.agent_ids = match filters.texts("agent_ids")? {
                Some(ids) => ids,
                None => filters.texts("agents")?.unwrap_or_default(),
            };
            archives.team_ids = filters.ids("team_ids")?.unwrap_or_default();
            archives.properties = PropertyFilter::read_all(&filters)?;
        }
        if let Some(pagination) = fields.object("pagination")? {
            archives.page = pagination.number_some("page")?;
            archives.limit = pagination.number_some("limit")?;
            if archives.page == Some(0) {
                return Err(pagination.bad("page", "1 or more"));
            }
            if archives.limit.is_some_and(|limit| !(1..=100).contains(&limit)) {
                return Err(pagination.bad("limit", "1 to 100"));
            }
        }
        Ok(archives)
    }

    pub(super) fn write(&self, object: Object) -> Object {
        let mut filters = Object::new()
            .text_some("query", self.query.as_deref())
            .text_some("date_from", self.date_from.as_deref())
            .text_some("date_to", self.date_to.as_deref())
            .put_some("properties", PropertyFilter::encode_all(&self.properties));
        if !self.agent_ids.is_empty() {
            filters = filters.texts("agent_ids", &self.agent_ids);
        }
        if !self.team_ids.is_empty() {
            filters = filters.texts("team_ids", &self.team_ids);
        }
        let pagination = Object::new().number_some("page", self.page).number_some("limit", self.limit);
        object.put("filters", filters.value()).put("pagination", pagination.value())
    }
}

impl Multicast {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        let scopes = fields.object_needed("scopes")?;
        let mut multicast = Self::default();
        if let Some(agents) = scopes.object("agents")? {
            multicast.all_agents = agents.flag_some("all")?.unwrap_or(false);
            multicast.agent_ids = agents.texts("ids")?.unwrap_or_default();
            multicast.group_ids = agents.ids("groups")?.unwrap_or_default();
        }
        if let Some(customers) = scopes.object("customers")? {
            multicast.customer_ids = customers.texts("ids")?.unwrap_or_default();
        }
        let nobody = !multicast.all_agents
            && multicast.agent_ids.is_empty()
            && multicast.group_ids.is_empty()
            && multicast.customer_ids.is_empty();
        if nobody {
            return Err(ApiError::validation(
                "`payload.scopes` names nobody: at least one of agents.all, agents.ids, agents.groups, customers.ids \
                 is needed",
            ));
        }
        multicast.content = fields.get("content").cloned().ok_or_else(|| fields.bad("content", "any JSON value"))?;
        multicast.kind = fields.text_some("type")?;
        let is_ours = multicast.kind.as_deref().is_some_and(|kind| kind.starts_with("parlor.") && kind != SIGNALING);
        if is_ours {
            return Err(ApiError::validation("`payload.type`: types that begin with \"parlor.\" are the server's own"));
        }
        Ok(multicast)
    }

    pub(super) fn write(&self, object: Object) -> Object {
        let mut agents = Object::new();
        if self.all_agents {
            agents = agents.flag("all", true);
        }
        if !self.agent_ids.is_empty() {
            agents = agents.texts("ids", &self.agent_ids);
        }
        if !self.group_ids.is_empty() {
            agents = agents.put("groups", crate::chat::encode_ids(&self.group_ids));
        }
        let agents: Map<String, Value> = agents.into_map();
        let mut scopes = Object::new();
        if !agents.is_empty() {
            scopes = scopes.put("agents", Value::Object(agents));
        }
        if !self.customer_ids.is_empty() {
            scopes = scopes.put("customers", Object::new().texts("ids", &self.customer_ids).value());
        }
        object
            .put("scopes", scopes.value())
            .put("content", self.content.clone())
            .text_some("type", self.kind.as_deref())
    }
}
