//! `[widget]`: what visitors' widgets are configured with.

use std::{collections::BTreeMap, path::Path};

use parlor_protocol::response::{ExpectedParameter, ParameterKind};
use toml::Value;

use super::section::{Section, Wrong};
use crate::photos::Photo;

const CONFIGURATION: &str = include_str!("configuration.json");
const DEMO_CONFIGURATION: &str = include_str!("demo_configuration.json");
/// What the demo's `/vendor.html` is configured with, the vendor's way.
const VENDOR_CONFIGURATION: &str = include_str!("../../../../tests/vendor_configuration.json");
const DEMO_ICON: &[u8] = include_bytes!("demo_agent.png");

/// `[widget]`.
#[derive(Clone, Debug)]
pub struct Widget {
    /// The answer of Get Chat Widget Configuration, JSON.
    pub configuration: String,
    /// The same for apps that have one of their own, by their ids.
    pub apps: BTreeMap<String, String>,
    pub parameters: Vec<ExpectedParameter>,
    /// The picture of agents who have none.
    pub chat_icon: Option<Photo>,
}

impl Default for Widget {
    fn default() -> Self {
        Self { configuration: CONFIGURATION.to_owned(), apps: BTreeMap::new(), parameters: Vec::new(), chat_icon: None }
    }
}

impl Widget {
    /// Names of files are looked up from `base`.
    pub(super) fn read(mut section: Section, base: &Path, demo: bool) -> Result<Self, Wrong> {
        let configuration = match section.take("configuration") {
            None => if demo { DEMO_CONFIGURATION } else { CONFIGURATION }.to_owned(),
            Some(value) => read_configuration(&section, "configuration", &value, base)?,
        };
        let apps = match section.take("apps") {
            None if demo => [("vendor".to_owned(), VENDOR_CONFIGURATION.to_owned())].into(),
            None => BTreeMap::new(),
            Some(Value::Table(apps)) => apps
                .iter()
                .map(|(app, value)| {
                    Ok((app.clone(), read_configuration(&section, &format!("apps.{app}"), value, base)?))
                })
                .collect::<Result<_, Wrong>>()?,
            Some(other) => {
                return Err(section.wrong("apps", &other, "a table such as { \"an-app-id\" = \"widget.json\" }"));
            }
        };
        let parameters = section.read(
            "parameters",
            "a list such as [{ name = \"first_name\", type = \"FIRST_NAME\" }] with PHONE, TEXT, EMAIL, FIRST_NAME, LAST_NAME, ACCOUNT or COMPANY",
            |value| value.as_array()?.iter().map(parameter).collect(),
        )?;
        let chat_icon = match section.text("chat_icon")? {
            None => demo.then(|| Photo::of(DEMO_ICON.into()).ok()).flatten(),
            Some(name) => {
                let read = std::fs::read(base.join(&name)).map_err(|why| why.to_string());
                let photo = read.and_then(|bytes| Photo::of(bytes.into()));
                Some(photo.map_err(|why| {
                    section.wrong("chat_icon", &Value::String(name), &format!("the name of a picture's file ({why})"))
                })?)
            }
        };
        section.finish()?;
        Ok(Self { configuration, apps, parameters: parameters.unwrap_or_default(), chat_icon })
    }

    /// The configuration of one app.
    pub fn configuration_of(&self, app_id: &str) -> &str {
        self.apps.get(app_id).unwrap_or(&self.configuration)
    }

    /// All configurations, that of apps without their own first.
    pub fn configurations(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.configuration).chain(self.apps.values()).map(String::as_str)
    }
}

/// The JSON of a file, or of a table of the same shape.
fn read_configuration(section: &Section, key: &str, value: &Value, base: &Path) -> Result<String, Wrong> {
    let name = match value {
        Value::Table(_) => return Ok(json(value).to_string()),
        Value::String(name) => name,
        other => return Err(section.wrong(key, other, "the name of a JSON file, or a table")),
    };
    let text = std::fs::read_to_string(base.join(name))
        .map_err(|why| section.wrong(key, value, &format!("the name of a JSON file that can be read ({why})")))?;
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) {
        Ok(_) => Ok(text),
        Err(why) => Err(section.wrong(key, value, &format!("a file that holds a JSON object ({why})"))),
    }
}

fn parameter(value: &Value) -> Option<ExpectedParameter> {
    let table = value.as_table()?;
    let kind = ParameterKind::of(table.get("type")?.as_str()?);
    let name = table.get("name")?.as_str()?.to_owned();
    (table.len() == 2 && !matches!(kind, ParameterKind::Other(_))).then_some(ExpectedParameter { name, kind })
}

fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(flag) => (*flag).into(),
        Value::Datetime(moment) => moment.to_string().into(),
        Value::Array(list) => list.iter().map(json).collect(),
        Value::Table(table) => {
            table.iter().map(|(key, value)| (key.clone(), json(value))).collect::<serde_json::Map<_, _>>().into()
        }
    }
}
