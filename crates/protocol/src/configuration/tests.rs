#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! Every shape of the configuration, and what is not one.

use proptest::prelude::*;

use super::*;
use crate::form::FieldKind;

fn decode(json: &str) -> Configuration {
    Configuration::decode(json).unwrap()
}

/// The documents' sample ("Get Chat Widget Configuration"), as it is meant.
const DOCUMENTED: &str = r##"{"widgets": [{
    "name": "Support", "urls": ["www.example.com/shop/", "/help"],
    "definition": {"contact_tab": {"enabled": true, "location": "left_bottom", "color": "#ffffff", "bg_color": "336699",
        "font": {"family": "Arial", "size": "16px", "style": "italic", "weight": "bold"},
        "agents_available_msg": "Chat", "agents_not_available_msg": "Busy", "out_of_hours_msg": "Closed",
        "show_ewt_out_of_hours": true}},
    "styles": {"style1": {"contentMargin": {"margin": "4px"}, "titleFont": {"font-family": "Arial", "font-style": "",
        "font-size": "14px", "font-weight": ""}, "systemMessage": {"background-color": "#eee"},
        "widgetBackground": {"background": "url(img.png) #fff repeat-y"}, "dialogShadow": {"box-shadow": ""}},
        "style2": {"baseFont": {"color": "red"}}}}]}"##;

#[test]
fn the_documented_shape_is_read() {
    let mut found = decode(DOCUMENTED);
    assert_eq!(found.widgets.len(), 1);
    let widget = found.widgets.remove(0);
    assert_eq!((widget.name.as_str(), widget.urls.len()), ("Support", 2));
    let text = |text: &str| Some(text.to_owned());
    let expected = ContactTab {
        enabled: Some(true),
        location: Some(Location::LeftBottom),
        color: text("#ffffff"),
        bg_color: text("336699"),
        font: Font { family: text("Arial"), size: text("16px"), style: text("italic"), weight: text("bold") },
        agents_available_msg: text("Chat"),
        agents_not_available_msg: text("Busy"),
        out_of_hours_msg: text("Closed"),
        show_ewt_out_of_hours: Some(true),
        ..ContactTab::default()
    };
    assert_eq!(widget.contact_tab, expected);
    let parts: Vec<&str> = widget.styles.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(parts, ["contentMargin", "titleFont", "systemMessage", "widgetBackground"], "the first style only");
    let font: Vec<&str> = widget.styles.parts[1].properties.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(font, ["font-family", "font-size"], "empty is absent");
}

const VENDORS: &str = r#"{"id": "x", "styles": {"mine": {"agentMessage": {"background-color": "f00"}}},
    "cobrowsing": {"provider": "SURFLY", "widget_key": "k"},
    "definition": {
        "chatInitiations": [{"urls": ["/"], "contactTab": {"enabled": "true", "location": "top_right", "iconUrl": "https://e.example/i",
            "agentsAvailableMsg": "Hi", "outOfHoursMsg": "Bye", "doNotShowAfterHours": true, "doNotShowAfterEWTThreshold": true,
            "ewtThreshold": "90"},
            "preChat": {"enabled": true, "title": "T", "commonFields": [{"formFieldType": "name", "name": "n", "label": "L",
                "required": true, "validate": "true"}], "chatFields": {"0": {"formFieldType": "selection_list", "options":
                ["a", 2, {"label": "c"}, null]}}, "phoneFields": [{"formFieldType": "numerical_range_slider", "minValue": "1",
                "maxValue": 5}], "chatButtonEnabled": true, "chatButtonText": "Chat", "cancelButtonEnabled": false},
            "leaveMessage": {"title": "Later", "email": "a@b", "fields": [{"formFieldType": "email"}], "okButtonText": "OK"}}],
        "proactiveOffers": [{"urls": ["/p"], "conditions": [{"rules": [{"ruleType": "visit_duration", "value": 30},
            {"ruleType": "days_of_week", "values": ["SU", "MO"]}, {"ruleType": "time_of_day", "from": 1, "to": "2"}, {}]}],
            "properties": {"htmlContent": "<b>?</b>", "chatButtonText": "Yes"}, "styling": {"location": "top_left", "width": 300}}],
        "forms": [{"id": 7, "name": "F", "title": "Form", "fields": [{"formFieldType": "captcha"}], "submitButtonText": "Send"}],
        "onPageForms": [{"id": "o", "fields": [{"formFieldType": "callback_phone"}], "callButtonEnabled": true}],
        "chatWidgetStyling": {"title": "Help", "color": "2db2dd", "textColor": "fff", "width": 400, "height": "500px",
            "tabStyle": "round", "showAgentPic": "none", "fileUploadEnabled": false, "videoCallEnabled": "false",
            "agentJoinedMessage": "$(name) joined", "endSessionDialogText": "End?", "surveyFormTitle": 3}}}"#;

#[test]
fn the_vendors_shape_is_read() {
    let found = decode(VENDORS);
    let widget = &found.widgets[0];
    let tab = &widget.contact_tab;
    assert_eq!((tab.enabled, tab.location, tab.ewt_threshold), (Some(true), Some(Location::TopRight), Some(90)));
    assert_eq!((tab.do_not_show_after_hours, tab.do_not_show_after_ewt_threshold), (Some(true), Some(true)));
    let pre_chat = widget.pre_chat.as_ref().unwrap();
    assert!(pre_chat.enabled && pre_chat.common_fields[0].required && pre_chat.common_fields[0].validate);
    assert_eq!(pre_chat.chat_fields[0].kind, FieldKind::SelectionList);
    assert_eq!(pre_chat.chat_fields[0].options, ["a", "2", "c"]);
    assert_eq!((pre_chat.phone_fields[0].min_value, pre_chat.phone_fields[0].max_value), (Some(1.0), Some(5.0)));
    assert_eq!(pre_chat.cancel_button.enabled, Some(false));
    assert_eq!(widget.leave_message.as_ref().unwrap().ok_button_text, "OK");
    assert_eq!(widget.styles.parts[0].name, "agentMessage");
    let styling = &widget.styling;
    assert_eq!((styling.width, styling.height), (Some(400.0), Some(500.0)));
    let texts: Vec<&str> = styling.texts.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(texts, ["agentJoinedMessage", "endSessionDialogText"]);
    assert!(!styling.features.file_upload && styling.features.emoji_selector);
    assert_eq!(styling.features.video_call, Some(false));
    assert_eq!((found.forms[0].id.as_str(), found.forms[0].fields[0].kind), ("7", FieldKind::Captcha));
    assert_eq!(found.on_page_forms[0].call_button.enabled, Some(true));
    assert_eq!(found.cobrowsing.unwrap().widget_key, "k");
    let offer = &found.proactive_offers[0];
    assert!(offer.enabled);
    let values: Vec<&RuleValue> = offer.conditions[0].iter().map(|rule| &rule.value).collect();
    let days = ["SU", "MO"].map(str::to_owned).to_vec();
    assert_eq!(values, [&RuleValue::One("30".to_owned()), &RuleValue::Many(days), &RuleValue::Range(1.0, 2.0)]);
}

#[test]
fn what_is_not_said_is_on() {
    let features =
        decode(r#"{"definition": {"chatWidgetStyling": {"emojiSelector": "maybe"}}}"#).widgets[0].styling.features;
    assert_eq!(features, Features::default());
    assert!(features.file_upload && features.remote_editing && features.widget_minimization && features.visitor_video);
}

#[test]
fn the_ancestors_of_the_vendors_shape_are_read() {
    for json in [
        r#"{"definition": {"contactTab": {"agentsAvailableMsg": "Hi"}, "preChat": {"enabled": true}}}"#,
        r#"{"widgets": [{"definition": {"contactTab": {"agentsAvailableMsg": "Hi"}, "preChat": {"enabled": true}}}]}"#,
        r#"{"contactTab": {"agentsAvailableMsg": "Hi"}, "preChat": {"enabled": true}}"#,
        r#"[{"definition": {"contactTab": {"agentsAvailableMsg": "Hi"}, "preChat": {"enabled": true}}}]"#,
    ] {
        let found = decode(json);
        assert_eq!(found.widgets.len(), 1, "{json}");
        assert_eq!(found.widgets[0].contact_tab.agents_available_msg.as_deref(), Some("Hi"), "{json}");
        assert!(found.widgets[0].pre_chat.as_ref().unwrap().enabled, "{json}");
    }
}

#[test]
fn keys_of_both_shapes_stand_side_by_side() {
    let one_object = decode(
        r#"{"widgets": [{"urls": [], "definition": {
            "contact_tab": {"agents_available_msg": "Hi", "bg_color": "f00", "out_of_hours_msg": 5},
            "contactTab": {"outOfHoursMsg": "Bye", "iconUrl": "i", "bgColor": {}}}}]}"#,
    );
    let tab = &one_object.widgets[0].contact_tab;
    assert_eq!(tab.agents_available_msg.as_deref(), Some("Hi"));
    assert_eq!(tab.out_of_hours_msg.as_deref(), Some("Bye"));
    assert_eq!(tab.bg_color.as_deref(), Some("f00"), "what is of the wrong type is ignored");
    assert_eq!(tab.icon_url.as_deref(), Some("i"));

    let two_trees = decode(
        r#"{"widgets": [{"urls": ["/"], "definition": {"contact_tab": {"agents_available_msg": "Hi"}}}],
            "definition": {"chatInitiations": [{"urls": ["/"], "contactTab": {"agentsAvailableMsg": "Ho", "iconUrl": "i"},
                "preChat": {"enabled": true}}, {"urls": ["/x"]}], "chatWidgetStyling": {"title": "T"}},
            "styles": {"s": {"baseFont": {"color": "red"}}}}"#,
    );
    assert_eq!(two_trees.widgets.len(), 2);
    let first = &two_trees.widgets[0];
    assert_eq!(first.contact_tab.agents_available_msg.as_deref(), Some("Hi"));
    assert_eq!(first.contact_tab.icon_url.as_deref(), Some("i"));
    assert!(first.pre_chat.as_ref().unwrap().enabled);
    assert_eq!(first.styling.title.as_deref(), Some("T"));
    assert_eq!(first.styles.parts.len(), 1);
    assert_eq!(two_trees.widgets[1].urls, ["/x"]);
}

#[test]
fn the_tab_has_its_colours_from_where_the_window_has_them() {
    for styling in [r#"{"agentJoinedMessage": "Hi"}"#, "{}", r#"{"title": null}"#, r#"{"color": "blue"}"#] {
        let json = format!(
            r#"{{"widgets": [{{"urls": ["/"], "definition": {{"chatWidgetStyling": {styling}}}}}],
                "definition": {{"chatInitiations": [{{"urls": ["/"]}}], "chatWidgetStyling": {{"color": "red"}}}}}}"#
        );
        let colour = |found: Option<Configuration>| found.unwrap().widgets[0].styling.color.clone();
        let (window, tab) = (Configuration::decode(&json), Configuration::decode_as::<false>(&json));
        let (window, tab) = (colour(window), colour(tab));
        assert_eq!(window, tab, "{styling}");
        assert_eq!(window.as_deref() == Some("red"), matches!(styling, "{}" | r#"{"title": null}"#), "{styling}");
    }
}

#[test]
fn what_is_no_configuration_is_told_from_an_empty_one() {
    for body in ["", "null", "true", "\"x\"", "7", "<html></html>", "{", r#"{"widgets": ["#, "{} x", "[1", "\u{feff}"] {
        assert_eq!(Configuration::decode(body), None, "{body}");
    }
    for body in ["{}", " {} ", "\u{feff}{}", "[]", r#"{"widgets": []}"#, r#"{"widgets": null, "definition": null}"#] {
        assert_eq!(Configuration::decode(body), Some(Configuration::default()), "{body}");
    }
}

#[test]
fn poisonous_values_lose_themselves_alone() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let json = format!(
        r#"{{"widgets": [{deep}, {{"definition": {{"contact_tab": {{"color": {deep}, "bg_color": "\ud800", "enabled": 1e999,
            "location": NaN, "agents_available_msg": "Hi"}}, "chatWidgetStyling": {{"width": 1e400, "x": {deep}}}}}}}]}}"#
    );
    let found = decode(&json);
    assert_eq!(found.widgets.len(), 1, "what is no object is no widget");
    let last = &found.widgets[0];
    assert_eq!(last.contact_tab.agents_available_msg.as_deref(), Some("Hi"));
    assert_eq!((last.styling.width, last.contact_tab.location), (None, None));
}

#[test]
fn texts_and_lists_without_end_are_cut() {
    let long = "ä".repeat(5_000_000);
    let found = decode(&format!(
        r#"{{"definition": {{"contactTab": {{"agentsAvailableMsg": "{long}", "color": "{long}"}},
            "chatWidgetStyling": {{"endSessionDialogText": "{long}"}},
            "preChat": {{"commonFields": [{}{{}}]}}}}, "styles": {{"s": {{"baseFont": {{"color": "{long}"}}}}}}}}"#,
        "{},".repeat(10_000)
    ));
    let widget = &found.widgets[0];
    assert_eq!(widget.contact_tab.agents_available_msg.as_ref().unwrap().len(), MAX_TEXT);
    assert_eq!(widget.styling.texts[0].1.len(), MAX_TEXT);
    assert_eq!(widget.pre_chat.as_ref().unwrap().common_fields.len(), MAX_FIELDS);
    assert!(widget.styles.parts.is_empty(), "a value of a style is refused rather than cut");
}

#[test]
fn every_location_has_its_word() {
    assert_eq!(Location::all().count(), 12);
    for location in Location::all() {
        assert_eq!(Location::of(location.word()), Some(location));
    }
    assert_eq!(Location::of("TopLeft"), Some(Location::TopLeft));
    assert_eq!(Location::of("middle"), None);
}

fn json() -> impl Strategy<Value = String> {
    let keys = prop::sample::select(vec![
        "widgets",
        "definition",
        "contact_tab",
        "contactTab",
        "styles",
        "urls",
        "font",
        "chatInitiations",
        "preChat",
        "options",
        "commonFields",
        "fields",
        "forms",
        "proactiveOffers",
        "conditions",
        "rules",
        "properties",
        "styling",
        "values",
        "enabled",
        "location",
        "chatWidgetStyling",
        "width",
        "cobrowsing",
        "SURFLY",
        "leaveMessage",
        "onPageForms",
    ]);
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("1e999".to_owned()),
        Just("-0.5".to_owned()),
        Just("\"\\ud800\"".to_owned()),
        Just("\"top_left\"".to_owned()),
        Just("\"\"".to_owned()),
        Just("NaN".to_owned()),
        "\"[a-z#0-9 ]{0,12}\"",
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((keys.clone(), inner), 0..6).prop_map(|members| {
                let members: Vec<String> =
                    members.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_json_decodes(json in json()) {
        let is_tree = json.starts_with(['{', '[']);
        prop_assert_eq!(Configuration::decode(&json).is_some(), is_tree);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,80}|[\\[\\]{}:,\"a\\\\ ]{0,60}") {
        let _ = Configuration::decode(&text);
    }

    #[test]
    fn a_cut_configuration_is_none(at in 1..VENDORS.len()) {
        prop_assume!(VENDORS.is_char_boundary(at));
        prop_assert_eq!(Configuration::decode(&VENDORS[..at]), None);
    }
}
