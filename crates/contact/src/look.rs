//! The look of one page: what the tab shows and says, and what the window is dressed in. Made anew when the
//! configuration, the availability or the page's address changes; drawn by `components`.

use std::sync::Arc;

use parlor_protocol::{
    configuration::{Configuration, Features, Location, PreChat, Styling, Widget},
    paths::tenant_host,
    response::{self, ExpectedParameter},
};

use crate::{
    Availability, Form, Page, form,
    palette::{self, Palette},
    styles::https_address,
    urls,
    words::words,
};

/// A custom property of style/tokens.css and its value, made of parsed values only.
pub type Property = (&'static str, String);

/// Longest text of a tab and longest title, in characters.
const LONGEST_LABEL: usize = 80;

#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub tab: TabView,
    pub window: WindowView,
    widget: Option<Arc<Widget>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabView {
    pub visible: bool,
    /// `data-location` is its `word()`.
    pub location: Location,
    /// Plain words. Empty: the UI's own for `availability`.
    pub text: String,
    pub availability: Availability,
    /// Estimated waiting time in seconds, where it is to be shown beside the text.
    pub ewt: Option<u64>,
    /// An https address.
    pub icon_url: Option<String>,
    /// A round button with the text as its title.
    pub round: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct WindowView {
    /// Plain words. Empty: the UI's own.
    pub title: String,
    /// The tenant's own words by the vendor's keys (`agentJoinedMessage`, field notes 1.6); some hold HTML.
    pub texts: Vec<(String, String)>,
    pub features: Features,
    pub agent_pictures: AgentPictures,
    /// An https address.
    pub join_sound_url: Option<String>,
    /// Without what the tab's has already.
    pub dress: Dress,
}

/// What is configured of colours, fonts and borders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dress {
    /// For both themes.
    pub both: Vec<Property>,
    /// In the light theme besides.
    pub light: Vec<Property>,
    /// In the dark theme besides.
    pub dark: Vec<Property>,
}

/// `showAgentPic`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentPictures {
    Show,
    /// Initials instead. Also where nothing is configured: a contact center without pictures would be asked for each
    /// of them in vain.
    #[default]
    Hide,
    /// The contact center's picture for everyone.
    AlwaysDefault,
}

impl Look {
    /// `availability` is `None` until it is known. A configuration without any widget means our own look, everywhere;
    /// one whose widgets are all for other pages means no tab here. A picture behind the window comes from the tenant
    /// (`tenant_url`, a host or an address) or from the page's own host, or there is none. Without `ALL` the window is
    /// left as it is by itself.
    pub fn new<const ALL: bool>(
        configuration: &Configuration,
        page: &Page,
        tenant_url: &str,
        availability: Option<response::Availability>,
    ) -> Self {
        let ours = Widget::default();
        let found = urls::best(&configuration.widgets, |widget| &widget.urls, page);
        let absent = found.is_none() && !configuration.widgets.is_empty();
        let widget = found.map_or(&ours, |found| &**found);
        let mut tab = tab_view(widget, availability);
        tab.visible &= !absent;
        let hosts = || [tenant_host(tenant_url).to_owned(), page.host.clone()];
        Self {
            tab,
            window: if ALL { window_view(widget, &hosts()) } else { WindowView::default() },
            widget: if absent { None } else { found.cloned().or_else(|| Some(Arc::default())) },
        }
    }

    /// The contact tab's, and the font of all.
    pub fn tab_dress(&self) -> Dress {
        let both = self.widget.as_ref().map(|widget| palette::tab(widget)).unwrap_or_default();
        Dress { both, ..Dress::default() }
    }

    pub(crate) fn pre_chat(&self) -> Option<&PreChat> {
        self.widget.as_ref()?.pre_chat.as_ref()
    }

    /// What is asked before a chat; `None` is nothing. The configuration's pre-chat, and the expected parameters that it
    /// doesn't ask for; out of hours its leave-message form takes their place. `given`: what the page knows already.
    pub fn form(&self, expected: &[ExpectedParameter], given: &[(String, String)]) -> Option<Form> {
        let pre_chat = self.pre_chat().filter(|pre_chat| pre_chat.enabled);
        let closed = pre_chat.is_some() && self.tab.availability == Availability::OutOfHours;
        let leave = self.widget.as_ref().and_then(|widget| widget.leave_message.as_ref()).filter(|_| closed);
        leave
            .and_then(|leave| form::of_leave_message(leave, given))
            .or_else(|| form::of_pre_chat(pre_chat, expected, given))
    }
}

impl WindowView {
    /// The tenant's words for one of the vendor's keys, without their markup.
    pub fn text(&self, key: &str) -> Option<String> {
        let (_, text) = self.texts.iter().find(|(known, _)| known == key)?;
        Some(words(text, 1000)).filter(|text| !text.is_empty())
    }
}

fn tab_view(widget: &Widget, answer: Option<response::Availability>) -> TabView {
    let tab = &widget.contact_tab;
    let availability = Availability::of(answer, tab);
    TabView {
        visible: availability.shows(tab),
        location: tab.location.unwrap_or_default(),
        text: availability.message(tab).map(|text| words(text, LONGEST_LABEL)).unwrap_or_default(),
        availability,
        ewt: availability.shown_ewt(answer.and_then(|answer| answer.ewt), tab),
        icon_url: tab.icon_url.as_deref().and_then(https_address),
        round: widget.styling.tab_style.as_deref().is_some_and(|style| style.trim().eq_ignore_ascii_case("round")),
    }
}

fn window_view(widget: &Widget, hosts: &[String]) -> WindowView {
    let styling = &widget.styling;
    let palette = Palette::of(widget);
    WindowView {
        title: styling.title.as_deref().map(|title| words(title, LONGEST_LABEL)).unwrap_or_default(),
        texts: styling.texts.clone(),
        features: styling.features,
        agent_pictures: agent_pictures(styling),
        join_sound_url: styling.agent_join_sound_url.as_deref().and_then(https_address),
        dress: Dress {
            both: palette::window(widget, hosts),
            light: palette::theme(&palette, &palette::LIGHT),
            dark: palette::theme(&palette, &palette::DARK),
        },
    }
}

fn agent_pictures(styling: &Styling) -> AgentPictures {
    match styling.show_agent_pic.as_deref().map(|word| word.trim().to_ascii_lowercase()).as_deref() {
        Some("show") => AgentPictures::Show,
        Some("always_default") => AgentPictures::AlwaysDefault,
        _ => AgentPictures::Hide,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use parlor_protocol::response::ParameterKind;

    use super::*;

    fn look(configuration: &str, path: &str, answer: Option<(bool, Option<u64>)>) -> Look {
        let page = Page { host: "example.com".to_owned(), path: path.to_owned() };
        let answer = answer.map(|(open, ewt)| response::Availability { open, ewt });
        Look::new::<true>(&Configuration::decode(configuration).unwrap(), &page, "tenant.example", answer)
    }

    const OPEN: Option<(bool, Option<u64>)> = Some((true, None));

    #[test]
    fn without_configuration_there_is_a_tab_on_every_page() {
        let look = look("{}", "/any", OPEN);
        assert!(look.tab.visible);
        assert_eq!(look.tab.location, Location::BottomRight);
        assert_eq!((look.tab.text.as_str(), look.window.title.as_str()), ("", ""));
        assert_eq!((look.tab_dress(), &look.window.dress), (Dress::default(), &Dress::default()));
        assert_eq!(look.form(&[], &[]), None);
    }

    const TEXTS: &str = r#"{"widgets": [{"urls": ["/shop/"], "definition": {"contact_tab": {"location": "left_middle",
        "agents_available_msg": "<b>Chat</b> now", "agents_not_available_msg": "Busy", "out_of_hours_msg": "Closed",
        "show_ewt_out_of_hours": true}}}]}"#;

    #[test]
    fn the_tab_says_what_fits_the_availability() {
        let tab = |answer| look(TEXTS, "/shop/x", answer).tab;
        assert_eq!(tab(None).text, "Chat now");
        assert_eq!(tab(OPEN).text, "Chat now");
        let busy = tab(Some((true, Some(301))));
        assert_eq!((busy.text.as_str(), busy.ewt, busy.availability), ("Busy", Some(301), Availability::Busy));
        let closed = tab(Some((false, Some(60))));
        assert_eq!((closed.text.as_str(), closed.ewt), ("Closed", Some(60)));
        assert_eq!(closed.location.word(), "left_middle");
        assert!(closed.location.is_vertical());
    }

    #[test]
    fn a_page_that_no_widget_is_for_has_no_tab() {
        assert!(!look(TEXTS, "/about", OPEN).tab.visible);
        assert!(look(TEXTS, "/shop/", OPEN).tab.visible);
    }

    #[test]
    fn the_vendors_shape_makes_the_same_tab() {
        let look = look(
            r#"{"definition": {"chatInitiations": [{"urls": ["/"], "contactTab": {"enabled": true, "location": "top_middle",
                "iconUrl": "https://example.com/i.png", "agentsAvailableMsg": "Hello", "outOfHoursMsg": "Away"}}],
                "chatWidgetStyling": {"title": "<i>Help</i> desk", "color": "ffd700", "textColor": "fff", "tabStyle": "round",
                "width": 9999, "showAgentPic": "none", "agentJoinedMessage": "$(name) is <b>here</b>",
                "fileUploadEnabled": false}}}"#,
            "/x",
            OPEN,
        );
        assert_eq!(look.tab.text, "Hello");
        assert_eq!(look.tab.icon_url.as_deref(), Some("https://example.com/i.png"));
        assert!(look.tab.round);
        let (tab, dress) = (look.tab_dress(), &look.window.dress);
        let value = |name: &str| {
            let mut both = tab.both.iter().chain(&dress.both);
            both.find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
        };
        assert_eq!(value("--parlor-tab-bg"), Some("#ffd700"));
        assert_ne!(value("--parlor-tab-text"), Some("#ffffff"), "white on gold can't be read");
        assert_eq!(look.window.title, "Help desk");
        assert_eq!(value("--parlor-window-width"), Some("560px"));
        assert_eq!(look.window.agent_pictures, AgentPictures::Hide);
        assert_eq!(look.window.text("agentJoinedMessage").as_deref(), Some("$(name) is here"));
        assert!(!look.window.features.file_upload && look.window.features.emoji_selector);
        assert!(dress.light.iter().any(|(name, _)| *name == "--parlor-accent-text"));
    }

    const PRE_CHAT: &str = r#"{"definition": {"chatInitiations": [{"preChat": {"enabled": true, "title": "Before we start",
        "commonFields": [{"formFieldType": "name", "name": "Your name", "required": true}],
        "chatFields": [{"formFieldType": "multiline_text", "name": "message"}], "chatButtonText": "Go"},
        "leaveMessage": {"title": "Write to us", "fields": [{"formFieldType": "email", "name": "email"}]}}]}}"#;

    #[test]
    fn the_configured_form_asks_first_and_then_for_the_expected_parameters() {
        let expected = [ExpectedParameter { name: "company".to_owned(), kind: ParameterKind::Company }];
        let names = |look: &Look| -> Vec<String> {
            look.form(&expected, &[]).unwrap().fields.into_iter().map(|field| field.name).collect()
        };
        assert_eq!(names(&look(PRE_CHAT, "/", OPEN)), ["Your_name", "message", "company"]);
        assert_eq!(names(&look(PRE_CHAT, "/", Some((false, None)))), ["email"]);
        let off = PRE_CHAT.replace("\"enabled\": true", "\"enabled\": false");
        assert_eq!(names(&look(&off, "/", OPEN)), ["company"]);
        let silent = r#"{"definition": {"chatInitiations": [{"preChat": {"enabled": true, "title": "Welcome"}}]}}"#;
        assert_eq!(names(&look(silent, "/", OPEN)), ["company"], "one that asks nothing stands in nobody's way");
        let form = look(PRE_CHAT, "/", OPEN).form(&[], &[]).unwrap();
        assert_eq!((form.title.as_str(), form.submit_text.as_str()), ("Before we start", "Go"));
    }
}
