//! One JSON value of a configuration, read leniently from its slice of the text: nothing is parsed before it is asked
//! for, so a poisonous value loses itself alone, whatever its depth. Called by `decode`.
//! Keys are compared without case and `_`, so both shapes of the configuration read the same.

use std::borrow::Cow;

use crate::{
    json,
    slice::{self, Elements, Scan},
};

/// Two keys that mean the same: `agents_available_msg`, `agentsAvailableMsg`, `Agents-Available-Msg`.
pub(crate) fn same_key(a: &str, b: &str) -> bool {
    fn letters(key: &str) -> impl Iterator<Item = char> {
        key.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase())
    }
    letters(a).eq(letters(b))
}

/// The members of one object, or of several that stand for one.
#[derive(Default)]
pub(super) struct Reader<'a> {
    pub(super) members: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> Reader<'a> {
    /// Something else than an object has no members.
    pub(super) fn of(json: &'a str) -> Self {
        Self { members: if json.starts_with('{') { slice::members(json) } else { Vec::new() } }
    }

    pub(super) fn members(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.members.iter().map(|(key, json)| (&**key, *json))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.all(key).any(|json| json != "null")
    }

    /// The values of all spellings of `key`, the last first: as in JSON the last one counts.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = &'a str> {
        self.members.iter().rev().filter(move |(name, _)| same_key(name, key)).map(|(_, json)| *json)
    }

    /// The members of the objects under all spellings of `key`.
    pub(super) fn object(&self, key: &str) -> Reader<'a> {
        let mut members = Vec::new();
        for (name, json) in &self.members {
            if same_key(name, key) {
                members.append(&mut Reader::of(json).members);
            }
        }
        Reader { members }
    }

    /// The values of a list, or of an object as the vendor's `for … in` walks it.
    pub(super) fn list(&self, key: &str, most: usize) -> Vec<&'a str> {
        self.all(key).find_map(|json| items(json, most)).unwrap_or_default()
    }

    /// The objects of a list.
    pub(super) fn objects(&self, key: &str, most: usize) -> impl Iterator<Item = Reader<'a>> {
        self.list(key, most).into_iter().filter(|json| json.starts_with('{')).map(Reader::of)
    }

    /// A string, or a number or boolean as it is spelled; empty counts as absent.
    pub(super) fn text(&self, key: &str, most: usize) -> Option<String> {
        self.all(key).find_map(|json| text(json, most)).filter(|text| !text.trim().is_empty())
    }

    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.all(key).find_map(flag)
    }

    /// Finite; a number or the text of one.
    pub(super) fn number(&self, key: &str) -> Option<f64> {
        self.all(key).find_map(number)
    }
}

/// The values of a list or an object.
pub(super) fn items(json: &str, most: usize) -> Option<Vec<&str>> {
    match json.as_bytes().first() {
        Some(b'[') => Some(Elements::new(Scan::new(json)).take(most).collect()),
        Some(b'{') => Some(slice::members(json).into_iter().take(most).map(|(_, value)| value).collect()),
        _ => None,
    }
}

/// A string, or a number or boolean as it is spelled, cut to `most` bytes at a character's end.
pub(super) fn text(json: &str, most: usize) -> Option<String> {
    match json.as_bytes().first()? {
        b'"' => {
            let mut text = slice::unquote(json);
            if text.len() > most {
                text.truncate(text.floor_char_boundary(most));
                text.shrink_to_fit();
            }
            Some(text)
        }
        b'-' | b'0'..=b'9' => (json.len() <= 32).then(|| json.to_owned()),
        _ => matches!(json, "true" | "false").then(|| json.to_owned()),
    }
}

fn flag(json: &str) -> Option<bool> {
    let text = text(json, 8)?;
    match text.trim() {
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        word => json::number(word).map(|number| number != 0.0),
    }
}

fn number(json: &str) -> Option<f64> {
    let text = text(json, 32)?;
    let text = text.trim();
    json::number(text.strip_suffix("px").unwrap_or(text).trim_end())
}
