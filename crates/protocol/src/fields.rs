//! Reads the members of one JSON object in the tolerant way that the wire needs: a number may be a string and the
//! reverse, booleans may be strings, empty and `null` count as absent. Everything that decodes goes through here.
//! Must not know any event or answer. The session reads what it kept with it, too.

use std::borrow::Cow;

use crate::{
    json::{self, NotJson},
    slice::{self, Scan},
};

/// Timestamps below this are seconds, all others milliseconds: the year 5138 in seconds, March 1973 in milliseconds.
const SECONDS_BELOW: f64 = 1e11;
/// The last moment that a browser's date can hold.
const LAST_MOMENT: f64 = 8.64e15;

/// The members of an object, each as its slice of the text. Of repeated keys the last counts.
pub struct Fields<'a> {
    members: Vec<(Cow<'a, str>, &'a str)>,
    raw: &'a str,
}

impl<'a> Fields<'a> {
    /// Fails on what is not JSON; `Ok(None)` is JSON, but no object.
    pub fn parse(raw: &'a str) -> Result<Option<Self>, NotJson> {
        json::check(raw)?;
        let is_object = raw.trim_start().starts_with('{');
        Ok(is_object.then(|| Self { members: slice::members(raw), raw }))
    }

    /// The text of the whole object.
    pub(crate) fn json(&self) -> &'a str {
        self.raw
    }

    /// The value of `key` as it is spelled; `null` counts as absent.
    pub fn slice(&self, key: &str) -> Option<&'a str> {
        let (_, value) = self.members.iter().rev().find(|(name, _)| name == key)?;
        Some(*value).filter(|value| *value != "null")
    }

    /// A string, or a number or boolean as it is spelled. May be empty.
    pub fn text(&self, key: &str) -> Option<String> {
        let value = self.slice(key)?;
        match value.as_bytes().first()? {
            b'"' => Some(slice::unquote(value)),
            b'{' | b'[' => None,
            _ => Some(value.to_owned()),
        }
    }

    /// As `text`, but empty counts as absent.
    pub fn filled(&self, key: &str) -> Option<String> {
        self.text(key).filter(|text| !text.is_empty())
    }

    /// As `text`, but absent counts as empty.
    pub fn or_empty(&self, key: &str) -> String {
        self.text(key).unwrap_or_default()
    }

    /// A text that must be there, though it may be empty.
    pub(crate) fn need(&self, key: &'static str) -> Result<String, &'static str> {
        self.text(key).ok_or(key)
    }

    pub fn flag(&self, key: &str) -> Option<bool> {
        let text = self.text(key)?;
        match text.trim() {
            text if text.eq_ignore_ascii_case("true") => Some(true),
            text if text.eq_ignore_ascii_case("false") => Some(false),
            text => json::number(text).map(|number| number != 0.0),
        }
    }

    /// A number or the text of one; never negative, not finite or empty.
    fn number(&self, key: &str) -> Option<f64> {
        json::number(self.text(key)?.trim()).filter(|number| *number >= 0.0)
    }

    /// A whole number, fractions cut off; beyond 2⁵³ counts as absent.
    pub fn whole(&self, key: &str) -> Option<u64> {
        self.number(key).and_then(whole)
    }

    /// A moment in UTC milliseconds, from seconds or milliseconds.
    pub(crate) fn moment(&self, key: &str) -> Option<u64> {
        let number = self.number(key)?;
        let millis = if number < SECONDS_BELOW { (number * 1000.0).round() } else { number };
        if millis > LAST_MOMENT { None } else { whole(millis) }
    }

    /// The elements of the array `key`, each as it is spelled; none where it is no array.
    pub fn elements(&self, key: &str) -> Vec<&'a str> {
        self.slice(key).map(|value| slice::Elements::new(Scan::new(value)).collect()).unwrap_or_default()
    }

    /// The names of the members, each once.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.members.iter().map(|(name, _)| name.as_ref());
        let repeated = |at: usize, name: &str| self.members[..at].iter().any(|(known, _)| known == name);
        names.enumerate().filter(move |(at, name)| !repeated(*at, name)).map(|(_, name)| name)
    }

    /// The members of the object `key` in their order; what is no string as its JSON, `null` as nothing.
    pub fn pairs(&self, key: &str) -> Option<Vec<(String, String)>> {
        self.slice(key).filter(|value| value.starts_with('{')).map(pairs)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..2⁵³, and the fraction is to go")]
fn whole(number: f64) -> Option<u64> {
    (number <= 9_007_199_254_740_991.0).then_some(number as u64)
}

/// The members of the object `json`, in the order of their last appearance.
pub(crate) fn pairs(json: &str) -> Vec<(String, String)> {
    let mut members: Vec<(usize, (Cow<'_, str>, &str))> = slice::members(json).into_iter().enumerate().collect();
    // The last of each name first, which stays.
    members.sort_unstable_by(|(a_at, (a, _)), (b_at, (b, _))| a.cmp(b).then(b_at.cmp(a_at)));
    members.dedup_by(|(_, (later, _)), (_, (kept, _))| later == kept);
    members.sort_unstable_by_key(|(at, _)| *at);
    members.into_iter().map(|(_, (key, value))| (key.into_owned(), plain(value))).collect()
}

/// A string's text, nothing for `null`, and for everything else its compact JSON.
pub(crate) fn plain(json: &str) -> String {
    if json.starts_with('"') {
        return slice::unquote(json);
    }
    let mut text = String::new();
    if json != "null" {
        slice::minify(&mut text, json);
    }
    text
}
