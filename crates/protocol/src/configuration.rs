//! `GET configuration` as one model: the documented `widgets[].definition.contact_tab`, the camelCase `definition` of
//! the vendor's client and its ancestors (field notes 1.2). Written down by a tenant, so decoding is total: what is of
//! the wrong type is ignored, what is too long is cut, keys of both shapes may stand side by side in one object.
//! Read by `contact`. Must not judge: which widget a page gets and which styles are safe is decided there.

mod decode;
mod forms;
mod offer;
mod reader;

pub use decode::{MAX_ENTRIES, MAX_FIELDS, MAX_HTML, MAX_NAME, MAX_TEXT};
pub use offer::{OfferRule, ProactiveOffer, RuleValue};
pub(crate) use reader::same_key;

use std::sync::Arc;

use crate::form::{FieldDefinition, FormDefinition};

/// Everything a tenant has configured. The default is a tenant that has configured nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Configuration {
    /// In the configuration's order. Empty where there is none: the widget's own look, on every page.
    pub widgets: Vec<Arc<Widget>>,
    pub forms: Vec<FormDefinition>,
    pub on_page_forms: Vec<OnPageForm>,
    pub proactive_offers: Vec<ProactiveOffer>,
    pub cobrowsing: Option<Cobrowsing>,
}

/// One entry of `widgets[]`, or one of `definition.chatInitiations[]` with what its definition says for all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Widget {
    pub name: String,
    /// Pages; empty means every page.
    pub urls: Vec<String>,
    pub contact_tab: ContactTab,
    pub styles: Styles,
    pub styling: Styling,
    pub pre_chat: Option<PreChat>,
    pub leave_message: Option<LeaveMessage>,
}

/// `contact_tab`, `contactTab`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContactTab {
    pub enabled: Option<bool>,
    pub location: Option<Location>,
    /// As written, usually a colour with or without `#`.
    pub color: Option<String>,
    pub bg_color: Option<String>,
    pub font: Font,
    pub icon_url: Option<String>,
    /// These three may hold HTML.
    pub agents_available_msg: Option<String>,
    pub agents_not_available_msg: Option<String>,
    pub out_of_hours_msg: Option<String>,
    pub show_ewt_out_of_hours: Option<bool>,
    pub do_not_show_after_hours: Option<bool>,
    pub do_not_show_after_ewt_threshold: Option<bool>,
    /// Seconds.
    pub ewt_threshold: Option<u64>,
}

/// `contact_tab.font`, each part as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Font {
    pub family: Option<String>,
    pub size: Option<String>,
    pub style: Option<String>,
    pub weight: Option<String>,
}

/// Where the contact tab stands: the edge first, then the place along it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Location {
    TopLeft,
    TopMiddle,
    TopRight,
    RightTop,
    RightMiddle,
    RightBottom,
    BottomLeft,
    BottomMiddle,
    #[default]
    BottomRight,
    LeftTop,
    LeftMiddle,
    LeftBottom,
}

/// One style of `styles`: its parts (`titleFont`, `agentMessage` …) with their CSS as written. Of several styles only
/// the first counts, as in the vendor's client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Styles {
    pub parts: Vec<StylePart>,
}

/// One part of a style.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StylePart {
    pub name: String,
    /// Property and value, in order.
    pub properties: Vec<(String, String)>,
}

/// `chatWidgetStyling`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Styling {
    /// Anything of it is there.
    pub is_given: bool,
    pub title: Option<String>,
    pub color: Option<String>,
    pub text_color: Option<String>,
    /// Pixels.
    pub width: Option<f64>,
    pub height: Option<f64>,
    pub tab_style: Option<String>,
    pub show_agent_pic: Option<String>,
    pub agent_join_sound_url: Option<String>,
    pub features: Features,
    /// All its other strings by their key, such as `agentJoinedMessage` (field notes 1.6); some hold HTML.
    pub texts: Vec<(String, String)>,
}

/// The switches of `chatWidgetStyling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Features {
    /// The first five are on where nothing is said.
    pub file_upload: bool,
    pub emoji_selector: bool,
    pub remote_editing: bool,
    pub widget_minimization: bool,
    pub visitor_video: bool,
    /// Nothing said leaves it to what the browser and the agent can do.
    pub video_call: Option<bool>,
    pub web_notifications: bool,
    pub client_side_history: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            file_upload: true,
            emoji_selector: true,
            remote_editing: true,
            widget_minimization: true,
            visitor_video: true,
            video_call: None,
            web_notifications: false,
            client_side_history: false,
        }
    }
}

/// `preChat`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreChat {
    pub enabled: bool,
    pub title: String,
    pub common_fields: Vec<FieldDefinition>,
    pub chat_fields: Vec<FieldDefinition>,
    pub phone_fields: Vec<FieldDefinition>,
    pub chat_button: Button,
    pub call_button: Button,
    pub cancel_button: Button,
}

/// `…ButtonEnabled` and `…ButtonText`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    pub enabled: Option<bool>,
    pub text: String,
}

/// `leaveMessage`: what is asked out of hours. Its answers go as parameters of an ordinary chat request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeaveMessage {
    pub title: String,
    pub email: String,
    pub fields: Vec<FieldDefinition>,
    pub ok_button_text: String,
    pub cancel_button: Button,
}

/// One of `onPageForms[]`: a form that stands in the customer's own page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OnPageForm {
    pub id: String,
    pub fields: Vec<FieldDefinition>,
    pub chat_button: Button,
    pub call_button: Button,
}

/// `cobrowsing`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cobrowsing {
    /// `SURFLY` or `TOGETHERJS`.
    pub provider: String,
    pub widget_key: String,
}

impl Configuration {
    /// Reads any of the shapes. `None` for what is no configuration at all: HTML, half a JSON, a bare word.
    pub fn decode(body: &str) -> Option<Self> {
        Self::decode_as::<true>(body)
    }

    /// The same, without `ALL` only as far as a contact tab is concerned: no forms, and no texts of the window.
    pub fn decode_as<const ALL: bool>(body: &str) -> Option<Self> {
        decode::configuration::<ALL>(body)
    }
}

impl FormDefinition {
    /// Whether it is a JSON object with a name and a field, which is all that a form must have.
    pub fn is_one(json: &str) -> bool {
        let of = reader::Reader::of(json);
        crate::Fields::parse(json).is_ok_and(|object| object.is_some())
            && of.text("name", MAX_NAME).is_some_and(|name| !name.trim().is_empty())
            && of.objects("fields", MAX_FIELDS).next().is_some()
    }

    /// Reads a form as `definition.forms[]` has it. `None` for what is no JSON object.
    pub fn decode(json: &str) -> Option<Self> {
        crate::Fields::parse(json).ok().flatten()?;
        Some(forms::form(&reader::Reader::of(json)))
    }
}

const LOCATIONS: [(&str, Location); 12] = [
    ("top_left", Location::TopLeft),
    ("top_middle", Location::TopMiddle),
    ("top_right", Location::TopRight),
    ("right_top", Location::RightTop),
    ("right_middle", Location::RightMiddle),
    ("right_bottom", Location::RightBottom),
    ("bottom_left", Location::BottomLeft),
    ("bottom_middle", Location::BottomMiddle),
    ("bottom_right", Location::BottomRight),
    ("left_top", Location::LeftTop),
    ("left_middle", Location::LeftMiddle),
    ("left_bottom", Location::LeftBottom),
];

impl Location {
    /// All twelve, in the documents' order.
    pub fn all() -> impl Iterator<Item = Self> {
        LOCATIONS.into_iter().map(|(_, location)| location)
    }

    /// Case, `_`, `-` and spaces make no difference.
    pub fn of(word: &str) -> Option<Self> {
        LOCATIONS.iter().find(|(name, _)| same_key(word.trim(), name)).map(|(_, location)| *location)
    }

    /// The API's word, which `data-location` carries.
    pub fn word(self) -> &'static str {
        LOCATIONS.iter().find(|(_, location)| *location == self).map_or("bottom_right", |(name, _)| name)
    }

    /// On the left or right edge: the tab's text is turned.
    pub fn is_vertical(self) -> bool {
        self.word().starts_with("left") || self.word().starts_with("right")
    }
}

#[cfg(test)]
mod tests;
