//! What events hold besides words: forms, files, cards. Called by `event` alone.

use serde_json::{Map, Value};

use crate::{
    error::ApiError,
    fields::{Fields, Read},
    object::Object,
};

/// Cards of a rich message, and buttons of a card.
pub(super) const MOST_PARTS: usize = 10;

/// One answered field: a value, or options of which some are checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormField {
    /// `text`, `email`, `radio`, `checkbox`, `select`, …
    pub kind: String,
    pub id: String,
    pub label: String,
    pub required: bool,
    pub value: Option<String>,
    /// Value, and whether it is checked.
    pub options: Vec<(String, bool)>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub url: String,
    pub thumbnail_url: Option<String>,
    pub thumbnail2x_url: Option<String>,
    pub content_type: String,
    /// Bytes.
    pub size: Option<u64>,
    /// Images only.
    pub width: Option<u64>,
    pub height: Option<u64>,
}

/// One card of a rich message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    /// `url`, and where known `name`, `content_type`, `size`, `width`, `height`.
    pub image: Option<Map<String, Value>>,
    pub buttons: Vec<Button>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    pub text: String,
    pub postback_id: String,
    /// Who has it pressed.
    pub user_ids: Vec<String>,
}

pub(super) fn too_many(path: &str) -> ApiError {
    ApiError::validation(["`", path, "` has too many items: 1 to 10 are allowed"].concat())
}

impl FormField {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        let mut options = Vec::new();
        for option in fields.objects("options")? {
            options.push((option.text("value")?, option.flag_some("checked")?.unwrap_or(false)));
        }
        Ok(Self {
            kind: fields.name("type")?,
            id: fields.text("id")?,
            label: fields.text("label")?,
            required: fields.flag_some("required")?.unwrap_or(false),
            value: fields.text_some("value")?,
            options,
        })
    }

    pub(super) fn encode(&self) -> Value {
        let options = self
            .options
            .iter()
            .map(|(value, checked)| Object::new().text("value", value).flag("checked", *checked).value())
            .collect::<Vec<_>>();
        Object::new()
            .text("type", &self.kind)
            .text("id", &self.id)
            .text("label", &self.label)
            .flag("required", self.required)
            .text_some("value", self.value.as_deref())
            .put_some("options", (!options.is_empty()).then_some(Value::Array(options)))
            .value()
    }
}

impl File {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        Ok(Self {
            name: fields.text("name")?,
            url: fields.name("url")?,
            thumbnail_url: fields.text_some("thumbnail_url")?,
            thumbnail2x_url: fields.text_some("thumbnail2x_url")?,
            content_type: fields.text_some("content_type")?.unwrap_or_default(),
            size: fields.number_some("size")?,
            width: fields.number_some("width")?,
            height: fields.number_some("height")?,
        })
    }

    pub(super) fn write(&self, object: Object) -> Object {
        object
            .text("name", &self.name)
            .text("url", &self.url)
            .text_some("thumbnail_url", self.thumbnail_url.as_deref())
            .text_some("thumbnail2x_url", self.thumbnail2x_url.as_deref())
            .text_filled("content_type", &self.content_type)
            .number_some("size", self.size)
            .number_some("width", self.width)
            .number_some("height", self.height)
    }
}

impl Element {
    pub(super) fn read(fields: &Fields<'_>) -> Read<Self> {
        let mut buttons = Vec::new();
        for button in fields.objects("buttons")? {
            buttons.push(Button {
                text: button.text("text")?,
                postback_id: button.text("postback_id")?,
                user_ids: button.texts("user_ids")?.unwrap_or_default(),
            });
        }
        if buttons.len() > MOST_PARTS && fields.is_strict() {
            return Err(too_many(&fields.path("buttons")));
        }
        Ok(Self {
            title: fields.text_some("title")?,
            subtitle: fields.text_some("subtitle")?,
            image: fields.map_some("image")?,
            buttons,
        })
    }

    pub(super) fn encode(&self) -> Value {
        let buttons: Vec<Value> = self
            .buttons
            .iter()
            .map(|button| {
                Object::new()
                    .text("text", &button.text)
                    .text("postback_id", &button.postback_id)
                    .texts("user_ids", &button.user_ids)
                    .value()
            })
            .collect();
        Object::new()
            .text_some("title", self.title.as_deref())
            .text_some("subtitle", self.subtitle.as_deref())
            .map_some("image", self.image.as_ref())
            .put_some("buttons", (!buttons.is_empty()).then_some(Value::Array(buttons)))
            .value()
    }
}
