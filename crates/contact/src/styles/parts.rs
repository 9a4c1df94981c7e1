//! Borders, radii, shadows and margins: values of several words.

use super::{Colour, Length, colour, value_words};

/// Widest border, in px.
const WIDEST: f64 = 8.0;
/// Roundest corner, in px.
const ROUNDEST: f64 = 40.0;
/// Widest margin, in px.
const MARGIN: f64 = 32.0;
/// Furthest reach of a shadow, in px.
const REACH: f64 = 64.0;
/// Most layers of a shadow.
const LAYERS: usize = 4;
const LINES: [&str; 9] = ["none", "solid", "dashed", "dotted", "double", "groove", "ridge", "inset", "outset"];

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Border {
    width: Length,
    line: &'static str,
    colour: Option<Colour>,
}

impl Border {
    pub fn css(self) -> String {
        if self.line == "none" {
            return "none".to_owned();
        }
        let colour = self.colour.map_or_else(|| "currentcolor".to_owned(), Colour::css);
        [&self.width.css(), " ", self.line, " ", &colour].concat()
    }
}

/// The `border` shorthand: width, line and colour in any order, each at most once.
pub fn border(value: &str) -> Option<Border> {
    let (mut width, mut line, mut tint) = (None, None, None);
    for word in value_words(value)? {
        let lower = word.to_ascii_lowercase();
        let named = match lower.as_str() {
            "thin" => Some("1px"),
            "medium" => Some("3px"),
            "thick" => Some("5px"),
            _ => None,
        };
        if let Some(found) = LINES.iter().find(|line| **line == lower) {
            if line.replace(*found).is_some() {
                return None;
            }
        } else if let Some(found) = Length::parse(named.unwrap_or(&lower), 0.0, WIDEST).filter(|_| width.is_none()) {
            width = Some(found);
        } else if tint.replace(colour(word)?).is_some() {
            return None;
        }
    }
    let width = match width {
        Some(width) => width,
        None => Length::parse("1px", 0.0, WIDEST)?,
    };
    // By CSS a border without a line is none.
    Some(Border { width, line: line.unwrap_or("none"), colour: tint })
}

/// `border-radius`: one to four corners.
pub fn radius(value: &str) -> Option<String> {
    lengths(value, 0.0, ROUNDEST)
}

/// `margin`: one to four sides, never negative.
pub fn box_lengths(value: &str) -> Option<String> {
    lengths(value, 0.0, MARGIN)
}

fn lengths(value: &str, least: f64, most: f64) -> Option<String> {
    let words = value_words(value)?;
    if !(1..=4).contains(&words.len()) {
        return None;
    }
    let lengths: Option<Vec<String>> =
        words.into_iter().map(|word| Some(Length::parse(word, least, most)?.css())).collect();
    Some(lengths?.join(" "))
}

#[derive(Clone, Debug, PartialEq)]
pub struct Shadow {
    layers: Vec<Layer>,
}

#[derive(Clone, Debug, PartialEq)]
struct Layer {
    inset: bool,
    lengths: Vec<Length>,
    colour: Option<Colour>,
}

impl Shadow {
    pub fn css(&self) -> String {
        let layers: Vec<String> = self.layers.iter().map(Layer::css).collect();
        if layers.is_empty() { "none".to_owned() } else { layers.join(", ") }
    }
}

impl Layer {
    fn css(&self) -> String {
        let mut words: Vec<String> = self.lengths.iter().map(|length| length.css()).collect();
        words.extend(self.colour.map(Colour::css));
        words.extend(self.inset.then(|| "inset".to_owned()));
        words.join(" ")
    }
}

/// `box-shadow`: `none`, or layers of two to four lengths with a colour and `inset`.
pub fn shadow(value: &str) -> Option<Shadow> {
    if value.trim().eq_ignore_ascii_case("none") {
        return Some(Shadow { layers: Vec::new() });
    }
    value_words(value)?;
    let mut depth = 0_u32;
    let layers: Vec<&str> = value
        .split(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        })
        .collect();
    if layers.len() > LAYERS {
        return None;
    }
    let layers: Option<Vec<Layer>> = layers.into_iter().map(layer).collect();
    Some(Shadow { layers: layers? })
}

fn layer(value: &str) -> Option<Layer> {
    let mut found = Layer { inset: false, lengths: Vec::new(), colour: None };
    for word in value_words(value)? {
        // The third length is the blur, which CSS refuses below 0.
        let least = if found.lengths.len() == 2 { 0.0 } else { -REACH };
        if word.eq_ignore_ascii_case("inset") {
            found.inset = true;
        } else if let Some(length) = Length::parse(word, least, REACH) {
            found.lengths.push(length);
        } else if found.colour.replace(colour(word)?).is_some() {
            return None;
        }
    }
    (2..=4).contains(&found.lengths.len()).then_some(found)
}
