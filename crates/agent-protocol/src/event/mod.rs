//! Everything that can stand in a thread (Objects, Event), and the signs that come beside it: typing and sneak peek.

mod content;

use serde_json::{Map, Value};

use crate::{
    error::ApiError,
    fields::{Fields, Read},
    object::Object,
    properties::Properties,
};

pub use content::{Button, Element, File, FormField};
use content::{MOST_PARTS, too_many};

/// One event. `id`, `order` and `timestamp` are the server's; an event on its way to the server has none.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: String,
    /// The sender's own name for it.
    pub custom_id: Option<String>,
    /// Strictly increasing in a thread: events are sorted by it, never by time.
    pub order: u64,
    /// A system message has none.
    pub author_id: Option<String>,
    /// Unix seconds.
    pub timestamp: u64,
    pub recipients: Recipients,
    pub properties: Option<Properties>,
    pub body: Body,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recipients {
    #[default]
    All,
    /// The customer does not see it.
    Agents,
}

/// What stands in the event, by its `type`.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Message {
        text: String,
    },
    SystemMessage {
        text: String,
    },
    Annotation {
        text: String,
        annotation_type: String,
    },
    FilledForm {
        form_id: String,
        fields: Vec<FormField>,
    },
    File(File),
    /// Any JSON; `extra` says what this project puts there.
    Custom {
        content: Value,
    },
    RichMessage {
        template_id: String,
        elements: Vec<Element>,
    },
    /// A type that this version does not know, kept whole.
    Other {
        kind: String,
        fields: Map<String, Value>,
    },
}

const TYPES: [&str; 7] = ["message", "system_message", "annotation", "filled_form", "file", "custom", "rich_message"];

impl Recipients {
    pub(crate) const WORDS: [(&str, Self); 2] = [("all", Self::All), ("agents", Self::Agents)];

    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Agents => "agents",
        }
    }
}

impl Body {
    /// `type` on the wire.
    pub fn kind(&self) -> &str {
        match self {
            Self::Message { .. } => "message",
            Self::SystemMessage { .. } => "system_message",
            Self::Annotation { .. } => "annotation",
            Self::FilledForm { .. } => "filled_form",
            Self::File(_) => "file",
            Self::Custom { .. } => "custom",
            Self::RichMessage { .. } => "rich_message",
            Self::Other { kind, .. } => kind,
        }
    }
}

impl Event {
    /// An event on its way to the server.
    pub fn of(body: Body) -> Self {
        Self {
            id: String::new(),
            custom_id: None,
            order: 0,
            author_id: None,
            timestamp: 0,
            recipients: Recipients::All,
            properties: None,
            body,
        }
    }

    /// Reads what a server sent. Total: an unknown type is kept as `Body::Other`.
    pub fn decode(value: &Value) -> Self {
        Self::read(&Fields::lenient(value))
            .unwrap_or_else(|_| Self::of(Body::Other { kind: String::new(), fields: Map::new() }))
    }

    /// Reads what a client sent; server-side fields are ignored.
    pub(crate) fn read_sent(fields: &Fields<'_>) -> Read<Self> {
        let mut event = Self::read(fields)?;
        event.id = String::new();
        event.order = 0;
        event.timestamp = 0;
        event.author_id = None;
        Ok(event)
    }

    fn read(fields: &Fields<'_>) -> Read<Self> {
        let strict = fields.is_strict();
        Ok(Self {
            id: if strict { String::new() } else { fields.text("id")? },
            custom_id: fields.text_some("custom_id")?,
            order: if strict { 0 } else { fields.number("order")? },
            author_id: if strict { None } else { fields.text_some("author_id")? },
            timestamp: if strict { 0 } else { fields.number("timestamp")? },
            recipients: fields.word("recipients", &Recipients::WORDS)?.unwrap_or_default(),
            properties: fields.map_some("properties")?.map(Properties),
            body: Self::read_body(fields)?,
        })
    }

    fn read_body(fields: &Fields<'_>) -> Read<Body> {
        let kind = fields.name("type")?;
        Ok(match kind.as_str() {
            "message" => Body::Message { text: fields.name("text")? },
            "system_message" => Body::SystemMessage { text: fields.name("text")? },
            "annotation" => {
                Body::Annotation { text: fields.text("text")?, annotation_type: fields.text("annotation_type")? }
            }
            "filled_form" => {
                let form_fields = fields.objects("fields")?.iter().map(FormField::read).collect::<Read<_>>()?;
                Body::FilledForm { form_id: fields.name("form_id")?, fields: form_fields }
            }
            "file" => Body::File(File::read(fields)?),
            "custom" => {
                let content = fields.get("content").cloned();
                if content.is_none() && fields.is_strict() {
                    return Err(fields.bad("content", "any JSON value but null"));
                }
                Body::Custom { content: content.unwrap_or_default() }
            }
            "rich_message" => {
                let elements = fields.objects("elements")?;
                if elements.len() > MOST_PARTS && fields.is_strict() {
                    return Err(too_many(&fields.path("elements")));
                }
                let elements = elements.iter().map(Element::read).collect::<Read<_>>()?;
                Body::RichMessage { template_id: fields.name("template_id")?, elements }
            }
            _ if fields.is_strict() => {
                let shown: String = kind.chars().take(40).collect();
                let path = fields.path("type");
                let allowed = TYPES.join(", ");
                return Err(ApiError::validation(
                    ["`", &path, "` is \"", &shown, "\": one of ", &allowed, " is needed"].concat(),
                ));
            }
            _ => Body::Other { kind, fields: fields.map().clone() },
        })
    }

    pub fn encode(&self) -> Value {
        if let Body::Other { fields, .. } = &self.body {
            return Value::Object(fields.clone());
        }
        let object = Object::new()
            .text_filled("id", &self.id)
            .text_some("custom_id", self.custom_id.as_deref())
            .number_some("order", (!self.id.is_empty()).then_some(self.order))
            .text("type", self.body.kind())
            .text_some("author_id", self.author_id.as_deref())
            .number_some("timestamp", (!self.id.is_empty()).then_some(self.timestamp))
            .text("recipients", self.recipients.name())
            .map_some("properties", self.properties.as_ref().map(|properties| &properties.0));
        match &self.body {
            Body::Message { text } | Body::SystemMessage { text } => object.text("text", text),
            Body::Annotation { text, annotation_type } => {
                object.text("text", text).text("annotation_type", annotation_type)
            }
            Body::FilledForm { form_id, fields } => {
                let fields = fields.iter().map(FormField::encode).collect();
                object.text("form_id", form_id).put("fields", Value::Array(fields))
            }
            Body::File(file) => file.write(object),
            Body::Custom { content } => object.put("content", content.clone()),
            Body::RichMessage { template_id, elements } => {
                let list = (!elements.is_empty()).then(|| elements.iter().map(Element::encode).collect());
                object.text("template_id", template_id).put_some("elements", list.map(Value::Array))
            }
            Body::Other { .. } => object,
        }
        .value()
    }
}

/// Somebody types. The API has no word for having stopped: `extra::Extra::NotTyping`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypingIndicator {
    pub author_id: String,
    pub recipients: Recipients,
    /// Unix seconds.
    pub timestamp: u64,
}

/// What the customer has typed so far and not sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SneakPeek {
    pub author_id: String,
    pub recipients: Recipients,
    /// Unix seconds.
    pub timestamp: u64,
    pub text: String,
}

impl TypingIndicator {
    pub(crate) fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            author_id: fields.text("author_id")?,
            recipients: fields.word("recipients", &Recipients::WORDS)?.unwrap_or_default(),
            timestamp: fields.number("timestamp")?,
        })
    }

    pub fn encode(&self) -> Value {
        Object::new()
            .text("author_id", &self.author_id)
            .text("recipients", self.recipients.name())
            .number("timestamp", self.timestamp)
            .value()
    }
}

impl SneakPeek {
    pub(crate) fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            author_id: fields.text("author_id")?,
            recipients: fields.word("recipients", &Recipients::WORDS)?.unwrap_or(Recipients::Agents),
            timestamp: fields.number("timestamp")?,
            text: fields.text("text")?,
        })
    }

    pub fn encode(&self) -> Value {
        Object::new()
            .text("author_id", &self.author_id)
            .text("recipients", self.recipients.name())
            .number("timestamp", self.timestamp)
            .text("text", &self.text)
            .value()
    }
}
