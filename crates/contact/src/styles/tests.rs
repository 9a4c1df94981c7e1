//! The style allow-list against good values and hostile ones.

use proptest::prelude::*;

use super::*;
use crate::contrast::Rgb;

/// What every parser makes of a value, as CSS.
fn all(value: &str) -> Vec<String> {
    let parsed = [
        colour(value).map(Colour::css),
        background(value, true).and_then(|background| background.colour).map(Colour::css),
        background(value, true).and_then(|background| background.picture),
        border(value).map(Border::css),
        radius(value),
        box_lengths(value),
        shadow(value).map(|shadow| shadow.css()),
        font_family(value),
        font_size(value),
        font_style(value),
        font_weight(value),
    ];
    parsed.into_iter().flatten().collect()
}

/// Nothing in it can end a declaration, open a comment or call a function but those that are written here.
fn is_harmless(css: &str) -> bool {
    let quotes = css.matches('"').count();
    let plain = !css.contains(['\\', '{', '}', ';', '<', '>', '@', '!', '\'', '\n'])
        && !css.contains("/*")
        && quotes.is_multiple_of(2);
    let functions = css.matches('(').count() == css.matches("rgb(").count() && !css.contains("url");
    plain && (functions || css.starts_with("https://"))
}

#[test]
fn colours_are_read_in_every_notation() {
    for (value, css) in [
        ("2db2dd", "#2db2dd"),
        ("#2DB2DD", "#2db2dd"),
        ("fff", "#ffffff"),
        ("#0008", "rgb(0 0 0 / 0.533)"),
        ("#ff000080", "rgb(255 0 0 / 0.502)"),
        ("rgb(1, 2,3)", "#010203"),
        ("rgba(1,2,3,.5)", "rgb(1 2 3 / 0.5)"),
        ("rgb(100% 0% 0% / 50%)", "rgb(255 0 0 / 0.5)"),
        ("rgb(999,-1,0)", "#ff0000"),
        ("hsl(120, 100%, 25%)", "#008000"),
        ("hsla(240deg 100% 50% / 1)", "#0000ff"),
        (" White ", "#ffffff"),
        ("transparent", "rgb(0 0 0 / 0)"),
    ] {
        assert_eq!(colour(value).map(Colour::css).as_deref(), Some(css), "{value}");
    }
    for value in [
        "",
        "#",
        "#12",
        "#12345",
        "#ggg",
        "rgb()",
        "rgb(1,2)",
        "rgb(1,2,3,4,5)",
        "hsl(1,2,3)",
        "url(x)",
        "var(--x)",
        "rgb(1e3,0,0)",
        "rgb(calc(1),2,3)",
        "color-mix(in srgb, red, blue)",
        "currentcolor",
        "red blue",
        "rgb(1,2,3)x",
        "é",
    ] {
        assert_eq!(colour(value), None, "{value}");
    }
}

#[test]
fn lengths_stay_within_what_a_layout_bears() {
    assert_eq!(font_size("15px").as_deref(), Some("15px"));
    assert_eq!(font_size("0").as_deref(), Some("12px"));
    assert_eq!(font_size("9999em").as_deref(), Some("1.5em"));
    assert_eq!(font_size("14").as_deref(), Some("14px"));
    assert_eq!(font_size("large").as_deref(), Some("18px"));
    assert_eq!(radius("4px 8px").as_deref(), Some("4px 8px"));
    assert_eq!(radius("50%").as_deref(), Some("50%"));
    assert_eq!(radius("1px 2px 3px 4px 5px"), None);
    assert_eq!(box_lengths("-100px 0").as_deref(), Some("0px 0px"));
    assert_eq!(box_lengths("5vw"), None);
    assert_eq!(box_lengths("calc(1px)"), None);
}

#[test]
fn shorthands_are_taken_apart_and_written_anew() {
    let border_css = |value| border(value).map(Border::css);
    assert_eq!(border_css("1px solid #ccc").as_deref(), Some("1px solid #cccccc"));
    assert_eq!(border_css("RED 100px DASHED").as_deref(), Some("8px dashed #ff0000"));
    assert_eq!(border_css("solid").as_deref(), Some("1px solid currentcolor"));
    assert_eq!(border_css("none").as_deref(), Some("none"));
    assert_eq!(border_css("1px solid etc..."), None);
    assert_eq!(border_css("1px 2px solid red"), None);
    let shadow_css = |value| shadow(value).map(|shadow| shadow.css());
    assert_eq!(shadow_css("0 2px 8px rgba(0,0,0,.2)").as_deref(), Some("0px 2px 8px rgb(0 0 0 / 0.2)"));
    assert_eq!(shadow_css("none").as_deref(), Some("none"));
    assert_eq!(
        shadow_css("inset 0 0 -4px 999px red, 1px 1px blue").as_deref(),
        Some("0px 0px 0px 64px #ff0000 inset, 1px 1px #0000ff")
    );
    assert_eq!(shadow_css("1px"), None);
    assert_eq!(shadow_css("0 0 red,0 0 red,0 0 red,0 0 red,0 0 red"), None);
    assert_eq!(font_family("'Open Sans', Arial,sans-serif").as_deref(), Some("\"Open Sans\", \"Arial\", sans-serif"));
    assert_eq!(font_weight("650").as_deref(), Some("600"));
    assert_eq!(font_weight("bold").as_deref(), Some("700"));
    assert_eq!(font_style("Italic").as_deref(), Some("italic"));
    let picture = background("url('https://example.com/a.png') #fff repeat-y", true);
    let expected = Background {
        colour: colour("#fff"),
        picture: Some("https://example.com/a.png".to_owned()),
        repeat: Some("repeat-y"),
    };
    assert_eq!(picture, Some(expected));
}

#[test]
fn pictures_come_over_https_and_only_where_one_belongs() {
    assert_eq!(background("url(https://example.com/a.png)", false), None);
    for address in [
        "http://example.com/a.png",
        "//example.com/a",
        "img.png",
        "data:image/png,x",
        "javascript:x",
        "https://",
        "https://user@example.com/x",
        "https://exa mple.com",
        "https://example.com/\")",
        "https://ex\u{e4}mple.com/",
        "https:x",
    ] {
        let picture = background(&format!("url({address})"), true).and_then(|background| background.picture);
        assert_eq!(picture, None, "{address}");
        assert_eq!(https_address(address), None, "{address}");
    }
}

/// What must never pass, by itself and behind and before a value that would.
const HOSTILE: [&str; 45] = [
    "expression(alert(1))",
    "javascript:alert(1)",
    "url(javascript:alert(1))",
    "url(http://evil.example/x)",
    "url(//evil.example/x)",
    "url('data:text/css,x')",
    "url(https://evil.example/x\")",
    "image-set('https://evil.example/x' 1x)",
    "-webkit-image-set(url(https://evil.example/x) 1x)",
    "element(#x)",
    "cross-fade(url(https://a.example/x), red)",
    "paint(x)",
    "attr(data-x)",
    "var(--x)",
    "var(--x, url(https://evil.example))",
    "env(safe-area-inset-top)",
    "calc(1px + 1px)",
    "min(1px, 2px)",
    "red; position: fixed",
    "red;}*{display:none}",
    "red} @import 'https://evil.example/x'; {",
    "@import url(https://evil.example)",
    "red !important",
    "/* */ red",
    "red/**/",
    "\\72 ed",
    "r\\65 d",
    "red\\",
    "\"",
    "'",
    "\"red",
    "</style><script>alert(1)</script>",
    "-moz-binding(x)",
    "behavior(x)",
    "position:fixed",
    "z-index:9999",
    "opacity:0",
    "pointer-events:none",
    "fixed",
    "absolute",
    "inherit",
    "red\u{0}",
    "red\nblue",
    "(((((",
    ")",
];

#[test]
fn hostile_values_are_refused_or_written_harmlessly() {
    let frames: [fn(&str) -> String; 8] = [
        str::to_owned,
        |value| format!("red {value}"),
        |value| format!("{value} red"),
        |value| format!("1px solid {value}"),
        |value| format!("Arial, {value}"),
        |value| format!("0 0 4px {value}"),
        |value| value.to_ascii_uppercase(),
        |value| format!("url(https://example.com/{value})"),
    ];
    let mut payloads = 0;
    for hostile in HOSTILE {
        for frame in frames {
            let value = frame(hostile);
            payloads += 1;
            for css in all(&value) {
                assert!(is_harmless(&css), "{value:?} → {css:?}");
            }
        }
    }
    assert!(payloads >= 250, "{payloads}");
    for hostile in HOSTILE.iter().filter(|hostile| !matches!(**hostile, "fixed" | "absolute")) {
        assert_eq!(all(hostile), Vec::<String>::new(), "{hostile}");
    }
}

#[test]
fn values_without_end_are_refused() {
    for unit in ["a", "(", "red ", "1px ", "#fff,", "Arial,", "\"", "url("] {
        let value = unit.repeat(10_000_000 / unit.len());
        assert_eq!(all(&value), Vec::<String>::new(), "{unit}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn nothing_that_is_written_can_break_out(value in "[a-z0-9#%(),.;:{}\"'\\\\/*@! -]{0,40}|\\PC{0,20}") {
        for css in all(&value) {
            prop_assert!(is_harmless(&css), "{value:?} → {css:?}");
        }
    }

    #[test]
    fn what_is_written_reads_the_same(hex in 0_u32..0x0100_0000, alpha in 0_u8..=255) {
        let wanted = Colour { rgb: Rgb::of(hex), alpha: f64::from(alpha) / 255.0 };
        let read = colour(&wanted.css()).map(Colour::css);
        prop_assert_eq!(read, Some(wanted.css()));
    }
}
