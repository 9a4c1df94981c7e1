//! The shapes of a configuration → the one model. `reader` reads single values; what is missing or of the wrong type is
//! left out, here. Called by `Configuration::decode`.

use std::sync::Arc;

use super::{
    Cobrowsing, Configuration, ContactTab, Features, Font, Location, StylePart, Styles, Styling, Widget,
    forms::{form, leave_message, on_page_form, pre_chat},
    offer, reader,
    reader::{Reader, items, same_key},
};
use crate::slice::{Elements, Members, Scan};

/// Longest text of a configuration, in bytes; what is longer is cut.
pub const MAX_TEXT: usize = 4096;
/// Longest name or id, in bytes.
pub const MAX_NAME: usize = 256;
/// Longest content of a proactive offer, in bytes.
pub const MAX_HTML: usize = 65_536;
/// Most widgets, forms, offers, urls or options that are read of one list.
pub const MAX_ENTRIES: usize = 500;
/// Most fields of one form.
pub const MAX_FIELDS: usize = 500;
/// Most parts of a style, and properties of a part. The allow-list knows fewer.
pub(super) const MAX_STYLE: usize = 64;
/// Longest value of a style, in bytes. The allow-list refuses what is longer.
const MAX_STYLE_VALUE: usize = 2048;

pub(super) fn configuration<const ALL: bool>(body: &str) -> Option<Configuration> {
    let body = body.trim_start_matches('\u{feff}').trim();
    if !is_whole(body) {
        return None;
    }
    let mut found = Found::default();
    if body.starts_with('[') {
        for widget in items(body, MAX_ENTRIES)?.into_iter().filter(|json| json.starts_with('{')) {
            add_widget::<ALL>(&mut found, &Reader::of(widget));
        }
        return Some(found.shared());
    }
    let root = Reader::of(body);
    for widget in root.objects("widgets", MAX_ENTRIES) {
        add_widget::<ALL>(&mut found, &widget);
    }
    let documented = found.widgets.len();
    if root.has("definition") {
        add_widget::<ALL>(&mut found, &root);
    } else if documented == 0 && DEFINITION_KEYS.iter().any(|key| root.has(key)) {
        // The oldest shape: the body is the definition itself.
        add_definition::<ALL>(&mut found, &Reader::default(), &root);
    }
    unite_both_shapes(&mut found.widgets, documented);
    if root.has("styles") {
        let shared = styles(&root);
        for widget in found.widgets.iter_mut().filter(|widget| widget.styles.parts.is_empty()) {
            widget.styles = shared.clone();
        }
        if found.widgets.is_empty() {
            found.widgets.push(Widget { styles: shared, ..Widget::default() });
        }
    }
    if ALL {
        found.rest.cobrowsing = cobrowsing(&root).or(found.rest.cobrowsing);
    }
    Some(found.shared())
}

/// What was read so far.
#[derive(Default)]
struct Found {
    widgets: Vec<Widget>,
    rest: Configuration,
}

impl Found {
    fn shared(self) -> Configuration {
        Configuration { widgets: self.widgets.into_iter().map(Arc::new).collect(), ..self.rest }
    }
}

/// What makes a bare object a definition.
const DEFINITION_KEYS: [&str; 7] =
    ["contactTab", "chatInitiations", "chatWidgetStyling", "preChat", "forms", "proactiveOffers", "onPageForms"];

/// The text is one object or list from its first to its last character.
fn is_whole(body: &str) -> bool {
    let scan = Scan::new(body);
    match body.as_bytes().first() {
        Some(b'{') => {
            let mut members = Members::new(scan);
            while members.step().is_some() {}
            members.complete && members.rest().peek().is_none()
        }
        Some(b'[') => {
            let mut elements = Elements::new(scan);
            elements.by_ref().for_each(drop);
            elements.complete && elements.rest().peek().is_none()
        }
        _ => false,
    }
}

/// One of `widgets[]`, or the root of the vendor's shape: `definition` with its neighbours.
fn add_widget<const ALL: bool>(found: &mut Found, widget: &Reader<'_>) {
    let definition = widget.object("definition");
    add_definition::<ALL>(found, widget, &definition);
    if ALL {
        found.rest.cobrowsing = found.rest.cobrowsing.take().or_else(|| cobrowsing(widget));
    }
}

fn add_definition<const ALL: bool>(found: &mut Found, around: &Reader<'_>, definition: &Reader<'_>) {
    let base = Widget {
        name: around.text("name", MAX_NAME).unwrap_or_default(),
        urls: urls(around).or_else(|| urls(definition)).unwrap_or_default(),
        contact_tab: contact_tab(&definition.object("contactTab")),
        styles: Some(styles(around)).filter(|styles| !styles.parts.is_empty()).unwrap_or_else(|| styles(definition)),
        styling: styling::<ALL>(&definition.object("chatWidgetStyling")),
        pre_chat: if ALL { pre_chat(definition) } else { None },
        leave_message: if ALL { leave_message(definition) } else { None },
    };
    let before = found.widgets.len();
    for initiation in definition.objects("chatInitiations", MAX_ENTRIES) {
        found.widgets.push(Widget {
            name: initiation.text("name", MAX_NAME).unwrap_or_else(|| base.name.clone()),
            urls: urls(&initiation).unwrap_or_else(|| base.urls.clone()),
            contact_tab: contact_tab(&initiation.object("contactTab")).or(&base.contact_tab),
            styles: base.styles.clone(),
            styling: base.styling.clone(),
            pre_chat: if ALL { pre_chat(&initiation).or_else(|| base.pre_chat.clone()) } else { None },
            leave_message: if ALL { leave_message(&initiation).or_else(|| base.leave_message.clone()) } else { None },
        });
    }
    if found.widgets.len() == before {
        found.widgets.push(base);
    }
    let room = |taken: usize| MAX_ENTRIES.saturating_sub(taken);
    if ALL {
        let forms = definition.objects("forms", room(found.rest.forms.len()));
        found.rest.forms.extend(forms.map(|of| form(&of)));
        let on_page_forms = definition.objects("onPageForms", room(found.rest.on_page_forms.len()));
        found.rest.on_page_forms.extend(on_page_forms.map(|of| on_page_form(&of)));
    }
    let proactive_offers = definition.objects("proactiveOffers", room(found.rest.proactive_offers.len()));
    found.rest.proactive_offers.extend(proactive_offers.map(|of| offer::proactive_offer::<ALL>(&of)));
}

/// A server may say the same in both shapes, so that every client understands it: an entry of the documented shape and
/// one of the vendor's for the same pages are one widget, and the documented one's words win.
fn unite_both_shapes(widgets: &mut Vec<Widget>, documented: usize) {
    let vendors = widgets.split_off(documented);
    for vendor in vendors {
        let same = widgets.iter_mut().take(documented).find(|widget| widget.urls == vendor.urls);
        let Some(widget) = same else {
            widgets.push(vendor);
            continue;
        };
        widget.contact_tab = std::mem::take(&mut widget.contact_tab).or(&vendor.contact_tab);
        if widget.styles.parts.is_empty() {
            widget.styles = vendor.styles;
        }
        if !widget.styling.is_given {
            widget.styling = vendor.styling;
        }
        widget.pre_chat = widget.pre_chat.take().or(vendor.pre_chat);
        widget.leave_message = widget.leave_message.take().or(vendor.leave_message);
    }
}

/// `None` where nothing is said.
pub(super) fn urls(of: &Reader<'_>) -> Option<Vec<String>> {
    if let Some(one) = of.all("urls").find(|json| json.starts_with('"')) {
        return reader::text(one, MAX_TEXT).filter(|url| !url.trim().is_empty()).map(|url| vec![url]);
    }
    of.has("urls").then(|| texts(of, "urls"))
}

pub(super) fn texts(of: &Reader<'_>, key: &str) -> Vec<String> {
    let list = of.list(key, MAX_ENTRIES).into_iter();
    list.filter_map(|json| reader::text(json, MAX_TEXT)).filter(|text| !text.trim().is_empty()).collect()
}

fn contact_tab(tab: &Reader<'_>) -> ContactTab {
    let font = tab.object("font");
    let text = |key: &str| tab.text(key, MAX_TEXT);
    ContactTab {
        enabled: tab.flag("enabled"),
        location: tab.all("location").find_map(|json| Location::of(&reader::text(json, MAX_NAME)?)),
        color: tab.text("color", MAX_STYLE_VALUE),
        bg_color: tab.text("bgColor", MAX_STYLE_VALUE),
        font: Font {
            family: font.text("family", MAX_STYLE_VALUE),
            size: font.text("size", MAX_STYLE_VALUE),
            style: font.text("style", MAX_STYLE_VALUE),
            weight: font.text("weight", MAX_STYLE_VALUE),
        },
        icon_url: text("iconUrl"),
        agents_available_msg: text("agentsAvailableMsg"),
        agents_not_available_msg: text("agentsNotAvailableMsg"),
        out_of_hours_msg: text("outOfHoursMsg"),
        show_ewt_out_of_hours: tab.flag("showEwtOutOfHours"),
        do_not_show_after_hours: tab.flag("doNotShowAfterHours"),
        do_not_show_after_ewt_threshold: tab.flag("doNotShowAfterEWTThreshold"),
        ewt_threshold: tab.number("ewtThreshold").and_then(whole),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..2⁵³, and the fraction is to go")]
fn whole(number: f64) -> Option<u64> {
    (0.0..9_007_199_254_740_992.0).contains(&number).then_some(number as u64)
}

impl ContactTab {
    /// What this one does not say, the other says.
    fn or(self, other: &Self) -> Self {
        let text = |mine: Option<String>, other: &Option<String>| mine.or_else(|| other.clone());
        Self {
            enabled: self.enabled.or(other.enabled),
            location: self.location.or(other.location),
            color: text(self.color, &other.color),
            bg_color: text(self.bg_color, &other.bg_color),
            font: Font {
                family: text(self.font.family, &other.font.family),
                size: text(self.font.size, &other.font.size),
                style: text(self.font.style, &other.font.style),
                weight: text(self.font.weight, &other.font.weight),
            },
            icon_url: text(self.icon_url, &other.icon_url),
            agents_available_msg: text(self.agents_available_msg, &other.agents_available_msg),
            agents_not_available_msg: text(self.agents_not_available_msg, &other.agents_not_available_msg),
            out_of_hours_msg: text(self.out_of_hours_msg, &other.out_of_hours_msg),
            show_ewt_out_of_hours: self.show_ewt_out_of_hours.or(other.show_ewt_out_of_hours),
            do_not_show_after_hours: self.do_not_show_after_hours.or(other.do_not_show_after_hours),
            do_not_show_after_ewt_threshold: self
                .do_not_show_after_ewt_threshold
                .or(other.do_not_show_after_ewt_threshold),
            ewt_threshold: self.ewt_threshold.or(other.ewt_threshold),
        }
    }
}

/// The first of `styles`, which need not be a style.
fn styles(of: &Reader<'_>) -> Styles {
    let Some((_, first)) = of.object("styles").members.into_iter().next() else { return Styles::default() };
    let parts = Reader::of(first).members.into_iter().take(MAX_STYLE).map(|(name, json)| {
        let properties = Reader::of(json).members.into_iter().take(MAX_STYLE).filter_map(|(property, json)| {
            // One more than the longest: a value that was cut must not pass for a whole one.
            let value = reader::text(json, MAX_STYLE_VALUE + 4).filter(|value| value.len() <= MAX_STYLE_VALUE)?;
            (!value.trim().is_empty()).then(|| (short(&property), value))
        });
        StylePart { name: short(&name), properties: properties.collect() }
    });
    Styles { parts: parts.filter(|part| !part.properties.is_empty()).collect() }
}

fn short(name: &str) -> String {
    name[..name.floor_char_boundary(MAX_NAME)].to_owned()
}

/// The keys of `chatWidgetStyling` that have a place of their own in the model.
const PLACED: [&str; 16] = [
    "title",
    "color",
    "textColor",
    "width",
    "height",
    "tabStyle",
    "showAgentPic",
    "agentJoinSoundUrl",
    "fileUploadEnabled",
    "emojiSelector",
    "remoteEditing",
    "widgetMinimizationEnabled",
    "visitorVideoEnabled",
    "videoCallEnabled",
    "webNotificationsEnabled",
    "enableClientSideChatHistory",
];

fn styling<const ALL: bool>(of: &Reader<'_>) -> Styling {
    let on = |key: &str| of.flag(key) != Some(false);
    let mut texts: Vec<(String, String)> = Vec::new();
    for (key, json) in of.members().filter(|_| ALL) {
        if key.len() > MAX_NAME || !json.starts_with('"') || PLACED.iter().any(|placed| same_key(placed, key)) {
            continue;
        }
        let Some(text) = reader::text(json, MAX_TEXT) else { continue };
        if let Some(known) = texts.iter_mut().find(|(known, _)| known == key) {
            known.1 = text;
        } else if texts.len() < MAX_ENTRIES {
            texts.push((key.to_owned(), text));
        }
    }
    Styling {
        is_given: of.members().any(|(_, json)| json != "null"),
        title: of.text("title", MAX_TEXT),
        color: of.text("color", MAX_STYLE_VALUE),
        text_color: of.text("textColor", MAX_STYLE_VALUE),
        width: of.number("width"),
        height: of.number("height"),
        tab_style: of.text("tabStyle", MAX_NAME),
        show_agent_pic: of.text("showAgentPic", MAX_NAME),
        agent_join_sound_url: of.text("agentJoinSoundUrl", MAX_TEXT),
        features: Features {
            file_upload: on("fileUploadEnabled"),
            emoji_selector: on("emojiSelector"),
            remote_editing: on("remoteEditing"),
            widget_minimization: on("widgetMinimizationEnabled"),
            visitor_video: on("visitorVideoEnabled"),
            video_call: of.flag("videoCallEnabled"),
            web_notifications: of.flag("webNotificationsEnabled").unwrap_or(false),
            client_side_history: of.flag("enableClientSideChatHistory").unwrap_or(false),
        },
        texts,
    }
}

fn cobrowsing(around: &Reader<'_>) -> Option<Cobrowsing> {
    let of = around.object("cobrowsing");
    let old = of.object("SURFLY");
    let provider = of.text("provider", MAX_NAME).or_else(|| of.has("SURFLY").then(|| "SURFLY".to_owned()))?;
    let widget_key = of.text("widgetKey", MAX_TEXT).or_else(|| old.text("widgetKey", MAX_TEXT)).unwrap_or_default();
    Some(Cobrowsing { provider, widget_key })
}
