#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What a tenant's colours become: legible in both themes, whatever was configured.

use parlor_protocol::configuration::{Configuration, StylePart};
use proptest::prelude::*;

use super::*;
use crate::contrast::{SHAPE, ratio};

const TOKENS: &str = include_str!("../../../../style/tokens.css");

/// The value of a token in the first block that has it after `start`.
fn token<'a>(start: &str, name: &str) -> Option<&'a str> {
    let block = &TOKENS[TOKENS.find(start).unwrap()..];
    let block = &block[..block.find('}').unwrap()];
    let at = block.find(&[name, ":"].concat())?;
    let value = &block[at + name.len() + 1..];
    Some(value[..value.find(';').unwrap()].trim())
}

#[test]
fn the_themes_are_those_of_the_style_sheet() {
    for (start, theme) in [(":host,\n:root {", LIGHT), ("@media (prefers-color-scheme: dark)", DARK)] {
        for (name, value) in theme.properties() {
            match token(start, name) {
                // Some follow from others, by var().
                Some(written) if written.starts_with('#') => assert_eq!(written, value, "{name}"),
                Some(written) => assert!(written.starts_with("var(") || written == "transparent", "{name}: {written}"),
                None => assert!(TOKENS.contains(name), "{name}"),
            }
        }
    }
}

#[test]
fn a_tenant_without_colours_changes_nothing() {
    let widget = Widget::default();
    let palette = Palette::of(&widget);
    assert_eq!(theme(&palette, &LIGHT), []);
    assert_eq!(theme(&palette, &DARK), []);
    assert_eq!(tab(&widget), []);
    assert_eq!(window(&widget, &[]), []);
}

fn assert_legible(theme: &Theme, what: &str) {
    let t = theme;
    let pairs = [
        ("text", t.text, t.surface),
        ("text on surface-2", t.text, t.surface_2),
        ("text on the warning's surface", t.text, t.warning_surface),
        ("text on the negative surface", t.text, t.negative_surface),
        ("text-2", t.text_2, t.surface),
        ("text-2 on surface-2", t.text_2, t.surface_2),
        ("on-accent", t.on_accent, t.accent),
        ("accent-text", t.accent_text, t.surface),
        ("accent-text on surface-2", t.accent_text, t.surface_2),
        ("on-bubble-visitor", t.on_bubble_visitor, t.bubble_visitor),
        ("on-bubble-agent", t.on_bubble_agent, t.bubble_agent),
        ("on-bubble-system", t.on_bubble_system, t.bubble_system.unwrap_or(t.surface)),
        ("positive", t.positive, t.surface),
        ("warning", t.warning, t.warning_surface),
        ("negative", t.negative, t.surface),
        ("negative on its surface", t.negative, t.negative_surface),
    ];
    for (name, text, background) in pairs {
        let ratio = ratio(text, background);
        assert!(ratio >= TEXT, "{what}: {name} {} on {}: {ratio:.2}", text.css(), background.css());
    }
    let shapes = [
        ("accent-line", t.accent_line, t.surface),
        ("line-control", t.line_control, t.surface),
        ("focus", t.focus, t.surface),
        ("focus on the warning's surface", t.focus, t.warning_surface),
        ("focus on the negative surface", t.focus, t.negative_surface),
    ];
    for (name, shape, background) in shapes {
        let ratio = ratio(shape, background);
        assert!(ratio >= SHAPE, "{what}: {name} {} on {}: {ratio:.2}", shape.css(), background.css());
    }
}

fn widget_of(colours: &[Option<u32>; 9]) -> Widget {
    let css = |index: usize| colours[index].map(|hex| Rgb::of(hex).css());
    let mut widget = Widget::default();
    widget.styling.color = css(0);
    widget.styling.text_color = css(1);
    widget.contact_tab.bg_color = css(2);
    widget.contact_tab.color = css(3);
    let parts = [
        ("widgetBackground", "background", 4),
        ("baseFont", "color", 5),
        ("agentMessage", "background-color", 6),
        ("clientMessage", "background-color", 7),
        ("systemMessage", "background-color", 8),
    ];
    for (part, property, index) in parts {
        if let Some(value) = css(index) {
            let properties = vec![(property.to_owned(), value)];
            widget.styles.parts.push(StylePart { name: part.to_owned(), properties });
        }
    }
    widget
}

fn assert_widget_is_legible(widget: &Widget, what: &str) {
    let palette = Palette::of(widget);
    assert_legible(&palette.applied_to(&LIGHT), what);
    assert_legible(&palette.applied_to(&DARK), what);
    let tab = tab(widget);
    let colour_of = |name| tab.iter().find(|(known, _)| *known == name).and_then(|(_, value)| colour(value));
    if let Some(text) = colour_of("--parlor-tab-text") {
        let backgrounds =
            colour_of("--parlor-tab-bg").map_or(vec![LIGHT.accent, DARK.accent], |background| vec![background.rgb]);
        for background in backgrounds {
            assert!(ratio(text.rgb, background) >= TEXT, "{what}: tab");
        }
    }
}

#[test]
fn the_themes_themselves_are_legible() {
    assert_legible(&LIGHT, "light");
    assert_legible(&DARK, "dark");
}

#[test]
fn nasty_palettes_are_legible() {
    let nasty =
        [0x00_0000, 0xff_ffff, 0x77_7777, 0x80_8080, 0xff_ff00, 0xff_00ff, 0x00_ff00, 0x7f_7f00, 0xfe_fefe, 0x01_0101];
    for first in nasty {
        for second in nasty {
            let mut colours = [Some(first); 9];
            assert_widget_is_legible(&widget_of(&colours), "all the same");
            for index in 0..9 {
                colours[index] = Some(second);
                assert_widget_is_legible(&widget_of(&colours), "two colours");
                let mut alone = [None; 9];
                alone[index] = Some(first);
                alone[(index + 4) % 9] = Some(second);
                assert_widget_is_legible(&widget_of(&alone), "alone");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn every_palette_is_legible(colours in prop::array::uniform9(prop::option::of(0_u32..0x0100_0000))) {
        assert_widget_is_legible(&widget_of(&colours), "random");
    }
}

#[test]
fn a_light_brand_stays_what_it_is_and_gets_an_edge() {
    let yellow = 0xff_d100;
    let widget = widget_of(&[Some(yellow), None, None, None, None, None, None, None, None]);
    let theme = Palette::of(&widget).applied_to(&LIGHT);
    assert_eq!(theme.accent, Rgb::of(yellow));
    assert!(ratio(theme.accent_line, theme.surface) >= SHAPE);
    assert!(ratio(theme.on_accent, theme.accent) >= TEXT);
    let strong = widget_of(&[Some(0x00_3399), None, None, None, None, None, None, None, None]);
    let theme = Palette::of(&strong).applied_to(&LIGHT);
    assert_eq!(theme.accent_line, theme.accent, "no edge is seen where none is needed");
}

#[test]
fn a_picture_comes_from_the_tenant_or_the_page_and_from_nowhere_else() {
    let picture = |address: &str| {
        let mut widget = Widget::default();
        let properties = vec![("background".to_owned(), ["url(", address, ") #123456"].concat())];
        widget.styles.parts.push(StylePart { name: "widgetBackground".to_owned(), properties });
        let found = window(&widget, &["tenant.example", "shop.example:8443"].map(str::to_owned));
        let surface = Palette::of(&widget).surface.map(|colour| colour.rgb);
        assert_eq!(surface, Some(Rgb::of(0x12_3456)), "the colour stays: {address}");
        found.into_iter().any(|(name, _)| name == "--parlor-window-picture")
    };
    for ours in ["https://tenant.example/a.png", "https://TENANT.example:444/a", "https://shop.example/"] {
        assert!(picture(ours), "{ours}");
    }
    for other in [
        "https://evil.example/tenant.example",
        "https://tenant.example.evil.example/a.png",
        "https://a.tenant.example/a.png",
        "http://tenant.example/a.png",
        "//tenant.example/a.png",
        "img.png",
        "data:image/png,x",
    ] {
        assert!(!picture(other), "{other}");
    }
}

#[test]
fn the_documented_style_reaches_the_window() {
    let widget = Configuration::decode(
        r##"{"widgets": [{"definition": {"contact_tab": {"color": "fff", "bg_color": "#0a7", "font": {"family": "Georgia",
            "size": "18px", "style": "italic", "weight": "bold"}}},
            "styles": {"style1": {"contentMargin": {"margin": "8px"}, "titleFont": {"font-family": "Verdana", "font-size": "99px"},
            "contactTabFont": {"font-family": "Arial", "font-size": ""}, "agentMessage": {"background-color": "#ffe"},
            "widgetBorder": {"border": "2px solid red", "border-radius": "6px"}, "contactTabBorder": {"border-radius": "3px"},
            "widgetBackground": {"background": "url(https://cdn.example.com/img.png) #fff repeat-y"},
            "baseFont": {"fontFamily": "Tahoma, sans-serif", "color": "#123"}, "dialogShadow": {"box-shadow": "0 0 9px #000"}},
            "style2": {"titleFont": {"font-family": "Ignored"}}}}]}"##,
    )
    .unwrap()
    .widgets
    .remove(0);
    let palette = Palette::of(&widget);
    assert_eq!(
        tab(&widget),
        [
            ("--parlor-font", "\"Tahoma\", sans-serif".to_owned()),
            // #00aa77 bears no white text of 4.5:1.
            ("--parlor-tab-bg", "#00aa77".to_owned()),
            ("--parlor-tab-text", tab(&widget)[2].1.clone()),
            ("--parlor-tab-font-family", "\"Georgia\"".to_owned()),
            ("--parlor-tab-font-size", "18px".to_owned()),
            ("--parlor-tab-font-style", "italic".to_owned()),
            ("--parlor-tab-font-weight", "700".to_owned()),
            ("--parlor-tab-radius", "3px".to_owned()),
        ]
    );
    assert_eq!(
        window(&widget, &["CDN.example.com:8443".to_owned()]),
        [
            ("--parlor-title-font-family", "\"Verdana\"".to_owned()),
            ("--parlor-title-font-size", "24px".to_owned()),
            ("--parlor-content-margin", "8px".to_owned()),
            ("--parlor-window-border", "2px solid #ff0000".to_owned()),
            ("--parlor-radius-window", "6px".to_owned()),
            ("--parlor-shadow-window", "0px 0px 9px #000000".to_owned()),
            ("--parlor-window-picture", "url(\"https://cdn.example.com/img.png\")".to_owned()),
            ("--parlor-window-picture-repeat", "repeat-y".to_owned()),
        ]
    );
    let dark = theme(&palette, &DARK);
    let value = |name| dark.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
    assert_eq!(value("--parlor-surface"), Some("#ffffff"), "the tenant's surface is the same in the dark");
    assert_eq!(value("--parlor-text"), Some("#112233"));
    assert_eq!(value("--parlor-bubble-agent"), Some("#ffffee"));
}

#[test]
fn a_configured_bubble_has_legible_text_in_both_themes() {
    let mut widget = Widget::default();
    let properties = vec![("background-color".to_owned(), "#ffeecc".to_owned())];
    widget.styles.parts.push(StylePart { name: "agentMessage".to_owned(), properties });
    let palette = Palette::of(&widget);
    for base in [LIGHT, DARK] {
        let applied = palette.applied_to(&base);
        assert_eq!(applied.surface, base.surface);
        assert_eq!(applied.bubble_agent, Rgb::of(0xff_eecc));
        assert!(ratio(applied.on_bubble_agent, applied.bubble_agent) >= TEXT);
    }
}
