//! Fonts: family, size, style and weight.

use parlor_protocol::text::{decimal, is_letter_or_digit, whole};

use super::{LONGEST_VALUE, Length};

/// Smallest and largest text, in px.
const SIZES: (f64, f64) = (12.0, 24.0);
/// Most families of a list.
const FAMILIES: usize = 10;
/// Families that are words of CSS and must not be quoted.
const GENERIC: [&str; 12] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
    "math",
    "-apple-system",
];

/// A list of families. Each is letters, digits, spaces, `-` and `_` and is written quoted; one that is anything else
/// refuses them all.
pub fn font_family(value: &str) -> Option<String> {
    let value = value.trim();
    if value.len() > LONGEST_VALUE {
        return None;
    }
    let mut families: Vec<String> = Vec::new();
    for family in value.split(',').take(FAMILIES) {
        let family = unquoted(family.trim())?.trim();
        let plain = |c: char| is_letter_or_digit(c) || matches!(c, ' ' | '-' | '_');
        if family.is_empty() || !family.chars().all(plain) || family.chars().count() > 64 {
            return None;
        }
        let lower = family.to_ascii_lowercase();
        match GENERIC.iter().find(|generic| **generic == lower) {
            Some(generic) => families.push((*generic).to_owned()),
            // Words that mean "as elsewhere" are no families.
            None if matches!(lower.as_str(), "inherit" | "initial" | "unset" | "revert" | "default") => return None,
            None => families.push(["\"", family, "\""].concat()),
        }
    }
    Some(families.join(", "))
}

/// Without the pair of quotes around it; `None` for one that is alone.
fn unquoted(family: &str) -> Option<&str> {
    for quote in ['"', '\''] {
        if let Some(rest) = family.strip_prefix(quote) {
            return rest.strip_suffix(quote);
        }
    }
    Some(family)
}

/// A size within what can be read and what fits.
pub fn font_size(value: &str) -> Option<String> {
    let named = match value.trim().to_ascii_lowercase().as_str() {
        "xx-small" | "x-small" => "12px",
        "small" | "smaller" => "13px",
        "medium" => "16px",
        "large" | "larger" => "18px",
        "x-large" | "xx-large" => "24px",
        // A bare number is meant in px.
        number if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            return Length::parse(&[number, "px"].concat(), SIZES.0, SIZES.1).map(Length::css);
        }
        _ => value,
    };
    Length::parse(named, SIZES.0, SIZES.1).map(Length::css)
}

pub fn font_style(value: &str) -> Option<String> {
    let lower = value.trim().to_ascii_lowercase();
    ["normal", "italic", "oblique"].into_iter().find(|style| *style == lower).map(str::to_owned)
}

/// A word, or a number from 100 to 900 in hundreds.
pub fn font_weight(value: &str) -> Option<String> {
    let lower = value.trim().to_ascii_lowercase();
    let weight = match lower.as_str() {
        "normal" => 400,
        "bold" | "bolder" => 700,
        "lighter" => 300,
        number => whole(number)?,
    };
    Some(decimal(weight.clamp(100, 900) / 100 * 100))
}
