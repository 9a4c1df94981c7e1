//! Reading a JSON object field by field, in one of two moods. Strict: a missing or wrong field is an error that names it
//! and what is needed. Lenient: what can be understood is taken, the rest counts as absent, and nothing ever fails.
//! `null` counts as absent in both.

use serde_json::{Map, Value};

use crate::error::ApiError;

static EMPTY: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    /// Where the object stands, as the caller would write it; empty at the top.
    path: String,
    strict: bool,
}

pub(crate) type Read<T> = Result<T, ApiError>;

impl<'a> Fields<'a> {
    pub(crate) fn strict(value: &'a Value, path: &str) -> Read<Self> {
        match value {
            Value::Object(map) => Ok(Self { map, path: path.to_owned(), strict: true }),
            Value::Null => Ok(Self { map: &EMPTY, path: path.to_owned(), strict: true }),
            other => Err(wrong(path, other, "an object")),
        }
    }

    pub(crate) fn lenient(value: &'a Value) -> Self {
        Self { map: value.as_object().unwrap_or(&EMPTY), path: String::new(), strict: false }
    }

    pub(crate) fn is_strict(&self) -> bool {
        self.strict
    }

    pub(crate) fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    pub(crate) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { [&self.path, ".", key].concat() }
    }

    /// An error about this field.
    pub(crate) fn bad(&self, key: &str, needed: &str) -> ApiError {
        match self.get(key) {
            Some(value) => wrong(&self.path(key), value, needed),
            None => ApiError::validation(["`", &self.path(key), "` is missing: ", needed, " is needed"].concat()),
        }
    }

    fn need<T>(&self, key: &str, needed: &str, found: Option<T>, default: T) -> Read<T> {
        match found {
            Some(found) => Ok(found),
            None if self.strict => Err(self.bad(key, needed)),
            None => Ok(default),
        }
    }

    fn optional<T>(&self, key: &str, needed: &str, found: Option<T>) -> Read<Option<T>> {
        if found.is_none() && self.strict && self.get(key).is_some() {
            return Err(self.bad(key, needed));
        }
        Ok(found)
    }

    fn find_text(&self, key: &str) -> Option<String> {
        match self.get(key)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) if !self.strict => Some(number.to_string()),
            Value::Bool(flag) if !self.strict => Some(if *flag { "true" } else { "false" }.to_owned()),
            _ => None,
        }
    }

    pub(crate) fn text(&self, key: &str) -> Read<String> {
        self.need(key, "a string", self.find_text(key), String::new())
    }

    /// As `text`; empty is as bad as missing.
    pub(crate) fn name(&self, key: &str) -> Read<String> {
        let found = self.find_text(key).filter(|text| !text.is_empty());
        self.need(key, "a non-empty string", found, String::new())
    }

    pub(crate) fn text_some(&self, key: &str) -> Read<Option<String>> {
        self.optional(key, "a string", self.find_text(key))
    }

    fn find_number(&self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Number(number) => number.as_u64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) if !self.strict => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn number(&self, key: &str) -> Read<u64> {
        self.need(key, "a whole number, 0 or more", self.find_number(key), 0)
    }

    pub(crate) fn number_some(&self, key: &str) -> Read<Option<u64>> {
        self.optional(key, "a whole number, 0 or more", self.find_number(key))
    }

    fn find_flag(&self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if !self.strict => match text.as_str() {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn flag(&self, key: &str) -> Read<bool> {
        self.need(key, "true or false", self.find_flag(key), false)
    }

    pub(crate) fn flag_some(&self, key: &str) -> Read<Option<bool>> {
        self.optional(key, "true or false", self.find_flag(key))
    }

    pub(crate) fn object(&self, key: &str) -> Read<Option<Fields<'a>>> {
        let found = self.get(key).and_then(Value::as_object);
        let found = self.optional(key, "an object", found)?;
        Ok(found.map(|map| Fields { map, path: self.path(key), strict: self.strict }))
    }

    pub(crate) fn object_needed(&self, key: &str) -> Read<Fields<'a>> {
        match self.object(key)? {
            Some(fields) => Ok(fields),
            None if self.strict => Err(self.bad(key, "an object")),
            None => Ok(Fields { map: &EMPTY, path: self.path(key), strict: false }),
        }
    }

    pub(crate) fn map_some(&self, key: &str) -> Read<Option<Map<String, Value>>> {
        Ok(self.object(key)?.map(|fields| fields.map.clone()))
    }

    pub(crate) fn list(&self, key: &str) -> Read<Option<&'a [Value]>> {
        let found = self.get(key).and_then(Value::as_array).map(Vec::as_slice);
        self.optional(key, "a list", found)
    }

    /// The objects of a list; in the lenient mood those that are none are skipped.
    pub(crate) fn objects(&self, key: &str) -> Read<Vec<Fields<'a>>> {
        let mut objects = Vec::new();
        for (index, value) in self.list(key)?.unwrap_or_default().iter().enumerate() {
            let path = [&self.path(key), "[", &index.to_string(), "]"].concat();
            match value {
                Value::Object(map) => objects.push(Fields { map, path, strict: self.strict }),
                other if self.strict => return Err(wrong(&path, other, "an object")),
                _ => {}
            }
        }
        Ok(objects)
    }

    /// A list of strings; in the lenient mood numbers are taken as their text.
    pub(crate) fn texts(&self, key: &str) -> Read<Option<Vec<String>>> {
        self.text_list(key, false)
    }

    /// A list of ids: strings or whole numbers, as group ids are written both ways.
    pub(crate) fn ids(&self, key: &str) -> Read<Option<Vec<String>>> {
        self.text_list(key, true)
    }

    fn text_list(&self, key: &str, numbers: bool) -> Read<Option<Vec<String>>> {
        let Some(list) = self.list(key)? else { return Ok(None) };
        let mut texts = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            match value {
                Value::String(text) => texts.push(text.clone()),
                Value::Number(number) if numbers || !self.strict => texts.push(number.to_string()),
                other if self.strict => {
                    let path = [&self.path(key), "[", &index.to_string(), "]"].concat();
                    return Err(wrong(&path, other, if numbers { "a string or a number" } else { "a string" }));
                }
                _ => {}
            }
        }
        Ok(Some(texts))
    }

    /// One of these words; in the lenient mood any other counts as absent.
    pub(crate) fn word<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Read<Option<T>> {
        let Some(text) = self.text_some(key)? else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() && self.strict {
            return Err(self.not_a_word(key, &text, words));
        }
        Ok(found)
    }

    pub(crate) fn word_needed<T: Copy>(&self, key: &str, words: &[(&str, T)], default: T) -> Read<T> {
        match self.word(key, words)? {
            Some(meaning) => Ok(meaning),
            None if self.strict => Err(self.bad(key, &quoted(words))),
            None => Ok(default),
        }
    }

    fn not_a_word<T>(&self, key: &str, text: &str, words: &[(&str, T)]) -> ApiError {
        let shown: String = text.chars().take(40).collect();
        ApiError::validation(["`", &self.path(key), "` is \"", &shown, "\": ", &quoted(words), " is needed"].concat())
    }
}

fn quoted<T>(words: &[(&str, T)]) -> String {
    let words: Vec<String> = words.iter().map(|(word, _)| ["\"", word, "\""].concat()).collect();
    words.join(" or ")
}

/// JSON writers of some languages have only floating numbers: `5.0` is 5.
fn whole(number: f64) -> Option<u64> {
    const MOST: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && (0.0..=MOST).contains(&number) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "whole, not negative and below 2^53"
        )]
        return Some(number as u64);
    }
    None
}

fn wrong(path: &str, found: &Value, needed: &str) -> ApiError {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "empty",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let path = if path.is_empty() { "the message" } else { &["`", path, "`"].concat() };
    ApiError::validation([path, " is ", found, ": ", needed, " is needed"].concat())
}
