//! `definition.proactiveOffers[]` as plain data (field notes 1.2, 1.7). Nothing is decided here.

use super::{
    Button, PreChat,
    decode::{MAX_ENTRIES, MAX_HTML, MAX_NAME, MAX_STYLE, MAX_TEXT, texts, urls},
    forms::{button, pre_chat},
    reader::{self, Reader},
};

/// An offer to chat that shows by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProactiveOffer {
    pub urls: Vec<String>,
    /// One of these must hold; each holds if all of its rules do.
    pub conditions: Vec<Vec<OfferRule>>,
    pub enabled: bool,
    pub html_content: String,
    pub close_button_enabled: bool,
    pub chat_button: Button,
    pub call_button: Button,
    pub cancel_button_text: String,
    /// `styling`, by its keys: location, animationIn, animationOut, width, height.
    pub styling: Vec<(String, String)>,
    pub pre_chat: Option<PreChat>,
}

/// One rule of a condition.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferRule {
    /// `ruleType`, as written.
    pub kind: String,
    pub value: RuleValue,
}

/// What a rule compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleValue {
    /// Neither of the others.
    None,
    One(String),
    Many(Vec<String>),
    Range(f64, f64),
}

pub(super) fn proactive_offer<const ALL: bool>(of: &Reader<'_>) -> ProactiveOffer {
    let properties = of.object("properties");
    let conditions = of
        .objects("conditions", MAX_ENTRIES)
        .map(|condition| condition.objects("rules", MAX_ENTRIES).filter_map(|rule| offer_rule(&rule)).collect());
    let when = ProactiveOffer {
        urls: urls(of).unwrap_or_default(),
        conditions: conditions.collect(),
        enabled: properties.flag("enabled") != Some(false),
        ..ProactiveOffer::default()
    };
    if !ALL {
        return when;
    }
    let styling = of.object("styling").members.into_iter().take(MAX_STYLE);
    ProactiveOffer {
        html_content: properties.text("htmlContent", MAX_HTML).unwrap_or_default(),
        close_button_enabled: properties.flag("closeButtonEnabled").unwrap_or(false),
        chat_button: button(&properties, "chatButtonEnabled", "chatButtonText"),
        call_button: button(&properties, "callButtonEnabled", "callButtonText"),
        cancel_button_text: properties.text("cancelButtonText", MAX_TEXT).unwrap_or_default(),
        styling: styling.filter_map(|(key, json)| Some((key.into_owned(), reader::text(json, MAX_NAME)?))).collect(),
        pre_chat: pre_chat(of),
        ..when
    }
}

fn offer_rule(of: &Reader<'_>) -> Option<OfferRule> {
    let value = if let (Some(from), Some(to)) = (of.number("from"), of.number("to")) {
        RuleValue::Range(from, to)
    } else if of.has("values") {
        RuleValue::Many(texts(of, "values"))
    } else {
        of.text("value", MAX_TEXT).map_or(RuleValue::None, RuleValue::One)
    };
    Some(OfferRule { kind: of.text("ruleType", MAX_NAME)?, value })
}
