//! Everything that the server is run with: a TOML file, `PARLOR_<SECTION>_<KEY>` variables over it, flags over both.
//! A bad value is one line that names the key, the value and what is allowed.

mod chat;
mod hours;
mod section;

use std::{net::SocketAddr, path::PathBuf};

use parlor_conversation::Settings as ChatSettings;
use parlor_protocol::response::{ExpectedParameter, IceServer, ParameterKind};
use serde_json::Value as Json;
use toml::{Table, Value};

pub use hours::Hours;
pub use section::SettingError;
use section::{Section, wrong};

#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// As visitors reach it, without a slash at its end; `https` makes cookies secure.
    pub public_url: Option<String>,
    /// Where the history is kept; `None`: in memory.
    pub data: Option<PathBuf>,
    /// The shipped files.
    pub assets: PathBuf,
    /// Origins, besides the server's own, whose pages may use the visitors' API.
    pub allowed_origins: Vec<String>,
    pub tenants: Vec<Tenant>,
    pub hours: Hours,
    pub chat: ChatSettings,
    /// What `GET configuration` answers.
    pub widget: Json,
    pub parameters: Vec<ExpectedParameter>,
    pub ice: Vec<IceServer>,
    pub agents: Vec<Agent>,
    /// Longest JSON body of a visitor, in bytes.
    pub body_limit: usize,
    /// `[script]` as it stands.
    pub script: Table,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// The host that stands in `tenantUrl`.
    pub url: String,
    pub apps: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    pub id: String,
    pub name: String,
    pub token: String,
    /// It is shown to visitors as the scenario, not as a person.
    pub bot: bool,
}

/// Every section that a file may have.
const SECTIONS: [&str; 8] = ["server", "backend", "widget", "chat", "ice", "agents", "limits", "script"];

impl Settings {
    /// Reads a file's text with the process's `PARLOR_*` variables over it.
    pub fn parse(text: &str, env: &[(String, String)]) -> Result<Self, SettingError> {
        let mut file: Table = text.parse().map_err(|why: toml::de::Error| {
            SettingError(format!("the settings are not TOML: {}", why.to_string().replace('\n', " ")))
        })?;
        if let Some(name) = file.keys().find(|name| !SECTIONS.contains(&name.as_str())) {
            return Err(SettingError(format!("{name}: there is no such section; there are {}", SECTIONS.join(", "))));
        }
        let mut section = |name| Section::take(&mut file, name, env);

        let server = section("server")?;
        let listen = match server.text("listen")? {
            None => SocketAddr::from(([127, 0, 0, 1], 8080)),
            Some(text) => text
                .parse()
                .map_err(|_| server.wrong("listen", &text.into(), "an address with a port, such as 127.0.0.1:8080"))?,
        };
        let public_url = server.text("public_url")?;
        if let Some(url) = public_url.as_ref().filter(|url| origin(url).is_none()) {
            return Err(server.wrong("public_url", &url.clone().into(), "an http or https address without a path"));
        }
        let allowed_origins = server.texts("allowed_origins")?;
        if let Some(bad) = allowed_origins.iter().find(|text| origin(text) != Some(text.as_str())) {
            let allowed = "origins such as https://www.example.com, without a path or a slash at the end";
            return Err(server.wrong("allowed_origins", &bad.clone().into(), allowed));
        }
        let tenants = tenants(&server)?;
        let data = server.text("data")?.map(PathBuf::from);
        let assets = server.text("assets")?.map_or_else(|| PathBuf::from("dist"), PathBuf::from);
        server.texts("trusted_proxies")?;
        server.done()?;

        let backend = section("backend")?;
        let kind = backend.text("kind")?.unwrap_or_else(|| "desk".to_owned());
        crate::backend::check_kind(&kind).map_err(SettingError)?;
        backend.done()?;

        let widget = section("widget")?;
        let configuration = configuration(&widget)?;
        let parameters = parameters(&widget)?;
        widget.done()?;

        let chat = section("chat")?;
        let (hours, chat_settings) = chat::read(&chat)?;
        chat.done()?;

        let ice = section("ice")?;
        let servers = ice_servers(&ice)?;
        ice.done()?;

        let agents = section("agents")?;
        let list = agent_list(&agents)?;
        agents.done()?;

        let limits = section("limits")?;
        let body_limit = limits.number("body_kib", 10 * 1024)?.unwrap_or(64);
        limits.done()?;

        let script = section("script")?.into_table();
        Ok(Self {
            listen,
            public_url,
            data,
            assets,
            allowed_origins,
            tenants,
            hours,
            chat: chat_settings,
            widget: configuration,
            parameters,
            ice: servers,
            agents: list,
            body_limit: usize::try_from(body_limit * 1024).unwrap_or(usize::MAX),
            script,
        })
    }

    pub fn has_tenant(&self, url: &str) -> bool {
        self.tenants.iter().any(|tenant| tenant.url.eq_ignore_ascii_case(url))
    }

    pub fn has_app(&self, url: &str, app: &str) -> bool {
        let mut tenants = self.tenants.iter().filter(|tenant| tenant.url.eq_ignore_ascii_case(url));
        tenants.any(|tenant| tenant.apps.iter().any(|known| known == app))
    }

    /// Reached over https, so that cookies can be secure and partitioned.
    pub fn is_https(&self) -> bool {
        self.public_url.as_ref().is_some_and(|url| url.starts_with("https://"))
    }
}

/// The origin that an address is, if it is one: scheme, host and port.
fn origin(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.strip_suffix('/').unwrap_or(rest);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
    (!host.is_empty() && host.chars().all(plain)).then(|| url.strip_suffix('/').unwrap_or(url))
}

fn tenants(server: &Section<'_>) -> Result<Vec<Tenant>, SettingError> {
    let list = server.list("tenants")?;
    if list.is_empty() {
        return Ok(vec![Tenant { url: "localhost".to_owned(), apps: vec!["demo".to_owned()] }]);
    }
    let allowed = "a list of { url = \"tenant.example.com\", apps = [\"app id\"] }";
    list.iter()
        .map(|item| {
            let url = item.get("url").and_then(Value::as_str)?.to_owned();
            let apps = item.get("apps").and_then(Value::as_array)?;
            let apps = apps.iter().map(|app| app.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()?;
            Some(Tenant { url, apps })
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| server.wrong("tenants", &Value::Array(list.clone()), allowed))
}

/// A table in place, or the name of a JSON file.
fn configuration(widget: &Section<'_>) -> Result<Json, SettingError> {
    let allowed = "a section, or the name of a readable JSON file";
    match widget.value("configuration") {
        None => Ok(Json::Object(serde_json::Map::new())),
        Some(value @ Value::String(_)) => {
            let path = value.as_str().unwrap_or_default();
            let text = std::fs::read_to_string(path).map_err(|_| widget.wrong("configuration", &value, allowed))?;
            serde_json::from_str(&text).map_err(|_| widget.wrong("configuration", &value, allowed))
        }
        Some(table @ Value::Table(_)) => Ok(json(&table)),
        Some(other) => Err(widget.wrong("configuration", &other, allowed)),
    }
}

fn parameters(widget: &Section<'_>) -> Result<Vec<ExpectedParameter>, SettingError> {
    let list = widget.list("parameters")?;
    let allowed = "a list of { name = \"…\", type = \"TEXT\" } with type PHONE, TEXT, EMAIL, FIRST_NAME, LAST_NAME, ACCOUNT or COMPANY";
    list.iter()
        .map(|item| {
            let kind = ParameterKind::of(item.get("type").and_then(Value::as_str)?);
            let known = !matches!(kind, ParameterKind::Other(_));
            let name = item.get("name").and_then(Value::as_str)?.to_owned();
            known.then_some(ExpectedParameter { name, kind })
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| widget.wrong("parameters", &Value::Array(list.clone()), allowed))
}

fn ice_servers(ice: &Section<'_>) -> Result<Vec<IceServer>, SettingError> {
    let list = ice.list("servers")?;
    let text = |item: &Value, key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
    list.iter()
        .map(|item| {
            let urls = vec![text(item, "url")?];
            Some(IceServer { urls, username: text(item, "username"), credential: text(item, "credential") })
        })
        .collect::<Option<Vec<_>>>()
        .ok_or_else(|| {
            let allowed = "a list of { url = \"stun:host:port\", username = \"…\", credential = \"…\" }";
            ice.wrong("servers", &Value::Array(list.clone()), allowed)
        })
}

fn agent_list(agents: &Section<'_>) -> Result<Vec<Agent>, SettingError> {
    let list = agents.list("list")?;
    let text = |item: &Value, key: &str| {
        item.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let mut known: Vec<Agent> = Vec::new();
    for item in &list {
        let allowed = "a list of { id = \"anna\", name = \"Anna Lee\", token = \"at least 16 characters\" }";
        let agent = (|| {
            let id = text(item, "id")?;
            let name = text(item, "name").unwrap_or_else(|| id.clone());
            let token = text(item, "token").filter(|token| token.len() >= 16)?;
            let bot = item.get("bot").and_then(Value::as_bool).unwrap_or(false);
            Some(Agent { id, name, token, bot })
        })();
        let agent = agent.ok_or_else(|| {
            SettingError(format!("agents.list holds an agent without a usable id or token: allowed is {allowed}"))
        })?;
        if known.iter().any(|other| other.id == agent.id || other.token == agent.token) {
            return Err(wrong("agents.list", &agent.id.clone().into(), "agents whose ids and tokens differ"));
        }
        known.push(agent);
    }
    Ok(known)
}

fn json(value: &Value) -> Json {
    match value {
        Value::String(text) => text.clone().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(moment) => moment.to_string().into(),
        Value::Array(list) => list.iter().map(json).collect(),
        Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use parlor_conversation::{NoEvents, SecondPoll};

    use super::Settings;

    fn refusal(text: &str) -> String {
        let why = Settings::parse(text, &[]).unwrap_err().0;
        assert!(!why.contains('\n'), "one line: {why}");
        why
    }

    #[test]
    fn an_empty_file_is_a_working_server() {
        let settings = Settings::parse("", &[]).unwrap();
        assert!(settings.has_app("localhost", "demo"));
        assert_eq!(settings.chat.poll_hold, 12_000);
    }

    #[test]
    fn every_behaviour_switch_is_read() {
        let text = "[chat]\nsecond_poll = 429\nno_events = \"5511\"\necho_own = true\nrenumber = true\n\
                    drop_duplicates = false\ntimestamps = \"seconds\"\npoll_hold = \"500ms\"\nhours = \"never\"";
        let chat = Settings::parse(text, &[]).unwrap().chat;
        assert_eq!((chat.second_poll, chat.no_events), (SecondPoll::TooMany, NoEvents::Code5511));
        assert!(chat.echo_own && chat.renumber && !chat.drop_duplicates);
        assert_eq!(chat.poll_hold, 500);
    }

    #[test]
    fn a_bad_value_is_named_with_what_is_allowed() {
        assert!(refusal("[chat]\nsecond_poll = 500").contains("chat.second_poll is 500: allowed is 400, 429"));
        assert!(refusal("[chat]\nhours = \"sometimes\"").contains("chat.hours"));
        assert!(refusal("[server]\nlisten = 7").contains("server.listen is 7"));
        assert!(refusal("[server]\nallowed_origins = [\"https://a.example/x\"]").contains("allowed_origins"));
        assert!(refusal("[server]\nlistn = \"x\"").contains("server.listn: there is no such setting"));
        assert!(refusal("[sevrer]").contains("sevrer: there is no such section"));
        assert!(refusal("[agents]\nlist = [{ id = \"a\", token = \"short\" }]").contains("16 characters"));
        assert!(refusal("[server").contains("not TOML"));
        assert!(refusal("[backend]\nkind = \"carrier pigeon\"").contains("backend.kind"));
    }

    #[test]
    fn variables_stand_over_the_file() {
        let env = [("PARLOR_CHAT_POLL_HOLD".to_owned(), "3s".to_owned())];
        assert_eq!(Settings::parse("[chat]\npoll_hold = 9", &env).unwrap().chat.poll_hold, 3000);
    }
}
