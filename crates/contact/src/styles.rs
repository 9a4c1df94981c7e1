//! The allow-list for a tenant's CSS (quality.md SEC-4): a value is parsed into a Rust type and written anew from it, so
//! that no character of the configuration reaches a style sheet by itself. What has no type here is refused: positions,
//! opacity, functions, escapes, comments, several declarations. Called by `palette`.

mod colour;
mod parts;
mod text;

use parlor_protocol::{
    number,
    text::{decimal, find},
};

pub use colour::{Colour, colour};
pub use parts::{Border, Shadow, border, box_lengths, radius, shadow};
pub use text::{font_family, font_size, font_style, font_weight};

/// Longest value that is looked at, in bytes.
pub const LONGEST_VALUE: usize = 512;

/// A length in one of the units that a look needs, within what can't break a layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    number: f64,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Px,
    Em,
    Rem,
    Pt,
    Percent,
}

/// Units, and how many px one of them is about, for the clamps.
const UNITS: [(&str, Unit, f64); 5] = [
    ("px", Unit::Px, 1.0),
    ("rem", Unit::Rem, 16.0),
    ("em", Unit::Em, 16.0),
    ("pt", Unit::Pt, 4.0 / 3.0),
    ("%", Unit::Percent, 0.16),
];

impl Length {
    /// Within `least` and `most` px; what is beyond is clamped. A bare 0 has no unit, any other number needs one.
    pub fn parse(word: &str, least: f64, most: f64) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        let split = word.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(word.len());
        let (number, unit) = word.split_at(split);
        let number = plain_number(number)?;
        let (unit, px) = if unit.is_empty() && number == 0.0 {
            (Unit::Px, 1.0)
        } else {
            UNITS.iter().find(|(name, ..)| *name == unit).map(|(_, unit, px)| (*unit, *px))?
        };
        Some(Self { number: within(number, least / px, most / px), unit })
    }

    /// As `parse`, of a number of px.
    pub fn px(number: f64, least: f64, most: f64) -> Self {
        Self { number: within(number, least, most), unit: Unit::Px }
    }

    pub fn css(self) -> String {
        let unit = UNITS.iter().find(|(_, unit, _)| *unit == self.unit).map_or("px", |(name, ..)| name);
        [&number_css(self.number), unit].concat()
    }
}

/// Not `clamp`, which brings its message about wrong bounds and 10 KiB to write floats in it.
fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}

/// Digits with at most one point and a sign in front; no exponent, no `inf`.
fn plain_number(word: &str) -> Option<f64> {
    let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
    let plain = digits.len() <= 12
        && digits.bytes().any(|b| b.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    plain.then(|| number(word)).flatten()
}

/// At most three decimals. In whole thousandths: the standard library's way of writing fractions weighs 10 KiB.
fn number_css(number: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what a layout bears")]
    let thousandths = (number * 1000.0).round() as i64;
    let (whole, rest) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let mut css = String::from(if thousandths < 0 { "-" } else { "" });
    css.push_str(&decimal(whole));
    if rest > 0 {
        let digits = decimal(1000 + rest);
        css.push('.');
        css.push_str(digits[1..].trim_end_matches('0'));
    }
    css
}

/// The value's words: split at white space outside brackets. `None` for what no value needs: a backslash, a comment, a
/// quote, a brace, a semicolon, an `@`, an `!`, a control character, unbalanced brackets, or too much of it.
fn value_words(value: &str) -> Option<Vec<&str>> {
    let value = value.trim();
    let refused = |c: char| matches!(c, '\\' | '"' | '\'' | '{' | '}' | ';' | '@' | '!' | '<' | '>') || c.is_control();
    if value.is_empty() || value.len() > LONGEST_VALUE || value.contains(refused) || find(value, "/*").is_some() {
        return None;
    }
    let mut words = Vec::new();
    let mut depth = 0_u32;
    let mut start = None;
    for (at, c) in value.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if c.is_ascii_whitespace() && depth == 0 {
            if let Some(start) = start.take() {
                words.push(&value[start..at]);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    words.extend(start.map(|start| &value[start..]));
    (depth == 0).then_some(words)
}

/// An https address that can stand in `url("…")` and in an attribute; anything unusual in it is refused, not escaped.
pub fn https_address(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = address.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://")).map(|_| &address[8..])?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name =
        host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(n, _)| n);
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&*+,=%".contains(&b);
    (is_name && address.len() <= 2048 && rest.bytes().all(plain)).then(|| ["https://", rest].concat())
}

/// Whether an address of `https_address` is on one of these hosts; ports don't count.
pub fn is_of_host(address: &str, hosts: &[String]) -> bool {
    let name = |host: &str| host.split([':', '/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let wanted = name(address.trim_start_matches("https://"));
    !wanted.is_empty() && hosts.iter().any(|host| name(host) == wanted)
}

/// What `background` may say: a colour, and behind `widgetBackground` a picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Background {
    pub colour: Option<Colour>,
    /// An https address.
    pub picture: Option<String>,
    /// `background-repeat`.
    pub repeat: Option<&'static str>,
}

const REPEATS: [&str; 6] = ["repeat", "repeat-x", "repeat-y", "no-repeat", "round", "space"];
/// Words of `background` that are allowed and mean what is the default here.
const PLACES: [&str; 9] = ["none", "scroll", "top", "bottom", "left", "right", "center", "border-box", "padding-box"];

/// Quotes are refused everywhere but as a pair around the address.
fn without_quotes_of_address(value: &str) -> String {
    for (quote, opening, closing) in [('"', "(\"", "\")"), ('\'', "('", "')")] {
        if value.matches(quote).count() == 2 && value.contains(opening) && value.contains(closing) {
            return value.replace(quote, "");
        }
    }
    value.to_owned()
}

/// The `background` shorthand, in any order of its words; one word that is not known refuses it all.
pub fn background(value: &str, with_picture: bool) -> Option<Background> {
    if value.len() > LONGEST_VALUE {
        return None;
    }
    let mut found = Background::default();
    let mut has_picture = false;
    for word in value_words(&without_quotes_of_address(value))? {
        let lower = word.to_ascii_lowercase();
        if let Some(rest) = lower.strip_prefix("url(") {
            let inside = word[word.len() - rest.len()..].strip_suffix(')')?;
            if !with_picture || std::mem::replace(&mut has_picture, true) {
                return None;
            }
            // The documents' own sample has an address that is no https one: its colour counts all the same.
            found.picture = https_address(inside);
        } else if let Some(repeat) = REPEATS.iter().find(|repeat| **repeat == lower) {
            found.repeat = Some(repeat);
        } else if !PLACES.contains(&lower.as_str()) {
            if found.colour.is_some() {
                return None;
            }
            found.colour = Some(colour(word)?);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests;
