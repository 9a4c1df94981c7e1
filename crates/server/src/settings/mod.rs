//! What the server is run with: a TOML file, `PARLOR_*` variables over it, flags over both.
//! Anything wrong is one line that names the key, the value and what is allowed; `main` then ends with exit code 2.

pub(crate) mod chat;
mod flags;
mod hours;
mod section;
mod sections;
mod widget;

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf};

use toml::{Table, Value};

pub use flags::{Flags, USAGE};
pub use hours::Hours;
pub use section::Wrong;
pub use widget::Widget;

use crate::{backend::desk::Account, ice::Ice, limits::Limits, script::Script};
use section::{Section, shown};

const SECTIONS: [&str; 8] = ["server", "backend", "widget", "chat", "ice", "agents", "limits", "script"];

#[derive(Clone, Debug)]
pub struct Settings {
    /// Host and port.
    pub listen: String,
    /// How the world reaches this server, e.g. `https://chat.example.com`; without a slash at its end.
    pub public_url: Option<String>,
    /// Where the history is kept.
    pub data: PathBuf,
    /// Where the shipped files are.
    pub assets: PathBuf,
    /// Whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Exact origins whose pages may use the visitors' API.
    pub allowed_origins: Vec<String>,
    pub tenants: Vec<Tenant>,
    pub chat: parlor_conversation::Settings,
    pub hours: Hours,
    /// Milliseconds for which ended chats stay on disk.
    pub keep_history: u64,
    pub widget: Widget,
    /// Ways to announce messages to hybrid apps that are set up: `ios_apns`, `ios_firebase`, `android_firebase`.
    pub notifications: Vec<String>,
    pub ice: Ice,
    pub agents: Vec<Account>,
    pub limits: Limits,
    pub script: Option<Script>,
    pub allow_faults: bool,
    /// Run by `cargo xtask demo`.
    pub demo: bool,
}

/// A contact center that this server answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// In lower case.
    pub host: String,
    pub apps: Vec<String>,
}

impl Settings {
    /// Reads everything. `environment` as `std::env::vars` gives it.
    pub fn load(flags: &Flags, environment: &BTreeMap<String, String>) -> Result<Self, Wrong> {
        let file = flags.config.clone().or_else(|| environment.get("PARLOR_CONFIG").map(PathBuf::from));
        let mut tables = match &file {
            Some(path) => read_file(path)?,
            None => Table::new(),
        };
        let base = file.as_deref().and_then(std::path::Path::parent).map(PathBuf::from).unwrap_or_default();
        overlay(&mut tables, environment);
        let mut sections = BTreeMap::new();
        for name in SECTIONS {
            match tables.remove(name) {
                None => sections.insert(name, Table::new()),
                Some(Value::Table(table)) => sections.insert(name, table),
                Some(other) => {
                    return Err(Wrong(format!("{name} is {}: allowed is a section [{name}]", shown(&other))));
                }
            };
        }
        if let Some((name, _)) = tables.iter().next() {
            let name = name.escape_debug();
            return Err(Wrong(format!("[{name}]: there is no such section, allowed are {}", SECTIONS.join(", "))));
        }
        let mut take = |name: &'static str| Section::new(name, sections.remove(name).unwrap_or_default());
        let server = sections::server(take("server"), flags)?;
        sections::backend(take("backend"))?;
        let (mut chat, hours, keep_history, notifications) = chat::chat(take("chat"), flags.demo)?;
        let widget = Widget::read(take("widget"), &base, flags.demo)?;
        let apps: Vec<&str> = server.tenants.iter().flat_map(|tenant| &tenant.apps).map(String::as_str).collect();
        if let Some(app) = widget.apps.keys().find(|app| !flags.demo && !apps.contains(&app.as_str())) {
            let (app, apps) = (app.escape_debug(), apps.join(", "));
            return Err(Wrong(format!(
                "widget.apps.{app}: there is no such app, allowed are those of server.tenants: {apps}"
            )));
        }
        let limits = sections::limits(take("limits"), &mut chat)?;
        let settings = Self {
            chat,
            hours,
            keep_history,
            widget,
            notifications,
            ice: sections::ice(take("ice"))?,
            agents: sections::agents(take("agents"), flags.demo)?,
            limits,
            script: sections::script(take("script"), &base, flags)?,
            ..server
        };
        Ok(settings)
    }
}

fn read_file(path: &std::path::Path) -> Result<Table, Wrong> {
    let text = std::fs::read_to_string(path)
        .map_err(|why| Wrong(format!("--config is {}: allowed is a file that can be read ({why})", path.display())))?;
    text.parse::<Table>().map_err(|error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        Wrong(format!("{}, line {line}: allowed is TOML ({})", path.display(), error.message().replace('\n', " ")))
    })
}

/// Puts `PARLOR_<SECTION>_<KEY>` over the file. Values are TOML, or else plain texts.
fn overlay(tables: &mut Table, environment: &BTreeMap<String, String>) {
    let short = [("PARLOR_LISTEN", "server", "listen"), ("PARLOR_DATA", "server", "data")];
    for (name, text) in environment {
        let place =
            short.iter().find(|(short, ..)| short == name).map(|(_, section, key)| (*section, (*key).to_owned()));
        let place = place.or_else(|| {
            let rest = name.strip_prefix("PARLOR_")?.to_ascii_lowercase();
            let section = SECTIONS.into_iter().find(|section| {
                rest.strip_prefix(section).and_then(|rest| rest.strip_prefix('_')).is_some_and(|key| !key.is_empty())
            })?;
            Some((section, rest[section.len() + 1..].to_owned()))
        });
        let Some((section, key)) = place else { continue };
        let parsed = format!("value = {text}").parse::<Table>().ok();
        let value = parsed
            .filter(|table| table.len() == 1)
            .and_then(|mut table| table.remove("value"))
            .unwrap_or_else(|| Value::String(text.clone()));
        let table = tables.entry(section).or_insert_with(|| Value::Table(Table::new()));
        if let Value::Table(table) = table {
            table.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests;
