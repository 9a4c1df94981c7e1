//! All sections but `[chat]`.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use parlor_protocol::response::IceServer;
use toml::{Table, Value};

use super::{
    Flags, Settings, Tenant,
    section::{Section, Wrong},
    widget::Widget,
};
use crate::{
    backend::{self, desk::Account},
    ice::Ice,
    ids,
    limits::Limits,
    script::{self, Script},
};

const TENANTS: &str = "a list such as [{ url = \"chat.example.com\", apps = [\"an-app-id\"] }]";
const ORIGINS: &str = "a list of origins such as [\"https://www.example.com\"], without paths or *";

/// `[server]`; the other sections' values are left at their defaults.
pub(super) fn server(mut section: Section, flags: &Flags) -> Result<Settings, Wrong> {
    const LISTEN: &str = "an address with a port such as 127.0.0.1:8080";
    let listen = section.text("listen")?;
    let listen = flags.listen.clone().or(listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
    if listen.parse::<std::net::SocketAddr>().is_err()
        && !listen.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
    {
        return Err(section.wrong("listen", &Value::String(listen), LISTEN));
    }
    let public_url = section.read("public_url", "an address such as \"https://chat.example.com\"", |value| {
        let url = value.as_str()?.trim_end_matches('/');
        is_origin(url).then(|| url.to_owned())
    })?;
    let data = section.text("data")?.map(PathBuf::from);
    let assets = section.text("assets")?.map(PathBuf::from);
    let proxies = section.read("trusted_proxies", "a list of IP addresses such as [\"10.0.0.1\"]", |value| {
        let address = |item: &Value| Some(item.as_str()?.parse::<IpAddr>().ok()?.to_canonical());
        value.as_array()?.iter().map(address).collect()
    })?;
    let origins = section.read("allowed_origins", ORIGINS, |value| {
        let list = value.as_array()?.iter();
        list.map(|item| item.as_str().filter(|text| is_origin(text)).map(str::to_ascii_lowercase)).collect()
    })?;
    let tenants = section.read("tenants", TENANTS, tenants)?;
    section.finish()?;
    Ok(Settings {
        listen,
        public_url,
        data: flags.data.clone().or(data).unwrap_or_else(|| PathBuf::from("parlor-data")),
        assets: flags.assets.clone().or(assets).unwrap_or_else(|| PathBuf::from("dist")),
        trusted_proxies: proxies.unwrap_or_default(),
        allowed_origins: origins.unwrap_or_default(),
        tenants: tenants.unwrap_or_else(|| {
            let apps: &[&str] = if flags.demo { &["demo", "vendor"] } else { &["demo"] };
            vec![Tenant { host: "localhost".to_owned(), apps: apps.iter().map(|app| (*app).to_owned()).collect() }]
        }),
        chat: parlor_conversation::Settings::default(),
        hours: super::Hours::Always,
        keep_history: super::chat::KEEP_HISTORY,
        widget: Widget::default(),
        notifications: Vec::new(),
        ice: Ice::default(),
        agents: Vec::new(),
        limits: Limits::default(),
        script: None,
        allow_faults: flags.allow_faults,
        demo: flags.demo,
    })
}

/// Scheme, host and port, nothing else.
fn is_origin(text: &str) -> bool {
    let Some(host) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':' | b'[' | b']'))
}

fn tenants(value: &Value) -> Option<Vec<Tenant>> {
    let tenants: Vec<Tenant> = value.as_array()?.iter().map(tenant).collect::<Option<_>>()?;
    (!tenants.is_empty()).then_some(tenants)
}

fn tenant(value: &Value) -> Option<Tenant> {
    let table = value.as_table()?;
    if table.keys().any(|key| key != "url" && key != "apps") {
        return None;
    }
    let host = parlor_protocol::paths::tenant_host(table.get("url")?.as_str()?).to_ascii_lowercase();
    let apps = table.get("apps")?.as_array()?.iter().map(|app| app.as_str().map(str::to_owned));
    let apps: Vec<String> = apps.collect::<Option<_>>()?;
    (!host.is_empty() && !apps.is_empty()).then_some(Tenant { host, apps })
}

pub(super) fn backend(mut section: Section) -> Result<(), Wrong> {
    if let Some(kind) = section.text("kind")? {
        backend::check_kind(&kind).map_err(Wrong)?;
    }
    section.finish()
}

pub(super) fn ice(mut section: Section) -> Result<Ice, Wrong> {
    let servers = section.read(
        "servers",
        "a list such as [{ url = \"stun:stun.example.com\", username = \"u\", credential = \"c\" }]",
        |value| value.as_array()?.iter().map(ice_server).collect(),
    )?;
    let secret = section.read("secret", "a text of at least 16 characters, which the TURN servers share", |value| {
        value.as_str().filter(|secret| secret.len() >= 16).map(str::to_owned)
    })?;
    let encrypted = section.flag("encrypted")?.unwrap_or(false);
    section.finish()?;
    Ok(Ice { servers: servers.unwrap_or_default(), secret, encrypted })
}

fn ice_server(value: &Value) -> Option<IceServer> {
    let table = value.as_table()?;
    if table.keys().any(|key| !matches!(key.as_str(), "url" | "username" | "credential")) {
        return None;
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let urls = match table.get("url")? {
        Value::Array(list) => list.iter().map(text).collect::<Option<Vec<_>>>()?,
        one => vec![text(one)?],
    };
    let known = |url: &String| ["stun:", "stuns:", "turn:", "turns:"].iter().any(|scheme| url.starts_with(scheme));
    (!urls.is_empty() && urls.iter().all(known)).then(|| IceServer {
        urls,
        username: table.get("username").and_then(text),
        credential: table.get("credential").and_then(text),
    })
}

/// Who may log in at the desk. Without any nobody can; the demo makes one with a random token.
pub(super) fn agents(mut section: Section, demo: bool) -> Result<Vec<Account>, Wrong> {
    const ALLOWED: &str = "a list such as [{ id = \"anna\", name = \"Anna Lee\", token = \"(at least 16 characters)\" }], each id and token once";
    let mut accounts: Vec<Account> = Vec::new();
    for value in section.read("list", ALLOWED, |value| value.as_array().cloned())?.unwrap_or_default() {
        let fresh = account(&value).filter(|new| accounts.iter().all(|a| a.id != new.id && a.token != new.token));
        // The value holds a token, which is nobody's business; its place says enough.
        let place = Value::String(format!("wrong in entry {}", accounts.len() + 1));
        accounts.push(fresh.ok_or_else(|| section.wrong("list", &place, ALLOWED))?);
    }
    section.finish()?;
    if demo && accounts.is_empty() {
        let (id, name) = ("alex".to_owned(), "Alex Morgan".to_owned());
        accounts.push(Account { id, name, token: ids::secret(), bot: false });
    }
    Ok(accounts)
}

fn account(value: &Value) -> Option<Account> {
    let table: &Table = value.as_table()?;
    if table.keys().any(|key| !matches!(key.as_str(), "id" | "name" | "token" | "bot")) {
        return None;
    }
    let text = |key: &str| table.get(key)?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let token = text("token").filter(|token| token.len() >= 16)?;
    let bot = table.get("bot").map_or(Some(false), Value::as_bool)?;
    Some(Account { id: text("id").filter(|id| id != script::PARTY)?, name: text("name")?, token, bot })
}

/// The chats that may run at once belong to the center's settings.
pub(super) fn limits(mut section: Section, chat: &mut parlor_conversation::Settings) -> Result<Limits, Wrong> {
    const COUNT: &str = "a number from 1 to 1000000";
    let count =
        |value: &Value| value.as_integer().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=1_000_000).contains(n));
    let mut limits = Limits::default();
    if let Some(new_chats) = section.read("new_chats", COUNT, count)? {
        limits.new_chats = new_chats;
    }
    if let Some(events) = section.read("events", COUNT, count)? {
        limits.events = events;
    }
    let size = |value: &Value| count(value).and_then(|n| usize::try_from(n).ok());
    for (key, place) in [
        ("connections", &mut limits.connections),
        ("connections_per_address", &mut limits.connections_per_address),
        ("agent_sockets", &mut limits.agent_sockets),
        ("chats", &mut chat.most_chats),
        ("events_per_chat", &mut chat.most_events),
    ] {
        if let Some(number) = section.read(key, COUNT, size)? {
            *place = number;
        }
    }
    if let Some(loopback) = section.flag("loopback")? {
        limits.loopback = loopback;
    }
    section.finish()?;
    Ok(limits)
}

/// The scripted agent: a file's, the section's own steps, or the demo's.
pub(super) fn script(mut section: Section, base: &Path, flags: &Flags) -> Result<Option<Script>, Wrong> {
    let enabled = section.flag("enabled")?;
    let file = section.text("file")?.map(|name| base.join(name));
    let steps = section.into_rest();
    if enabled == Some(false) {
        return Ok(None);
    }
    let script = match flags.script.clone().or(file) {
        Some(path) => {
            let text = std::fs::read_to_string(&path).map_err(|why| {
                Wrong(format!("script.file is {}: allowed is a file that can be read ({why})", path.display()))
            })?;
            script::parse(&text)
        }
        None if !steps.is_empty() => script::from_table(&steps),
        None if flags.demo || enabled == Some(true) => script::parse(script::DEMO),
        None => return Ok(None),
    };
    script.map(Some).map_err(Wrong)
}
