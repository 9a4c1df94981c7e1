//! Writes JSON text, member by member. Much smaller in wasm than a tree and its serializer.
//! `encode`, `request`, `response` and the session's snapshot call it. Must not leave out a member by itself, except an
//! absent option.

use std::fmt::Write as _;

/// An object that is being written.
pub struct Object<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Object<'a> {
    pub fn begin(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// Writes the key; the caller appends exactly one value.
    pub fn key(&mut self, key: &str) -> &mut String {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        string(self.out, key);
        self.out.push(':');
        self.out
    }

    pub fn text(&mut self, key: &str, value: &str) {
        string(self.key(key), value);
    }

    /// An absent value is no member.
    pub fn maybe(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    /// A JSON value as it is spelled.
    pub fn raw(&mut self, key: &str, json: &str) {
        self.key(key).push_str(json);
    }

    pub fn flag(&mut self, key: &str, value: bool) {
        self.raw(key, if value { "true" } else { "false" });
    }

    pub fn number(&mut self, key: &str, value: u64) {
        number(self.key(key), value);
    }

    /// A number in quotes, as the vendor writes all of its numbers.
    pub(crate) fn quoted(&mut self, key: &str, value: Option<u64>) {
        if let Some(value) = value {
            let out = self.key(key);
            out.push('"');
            number(out, value);
            out.push('"');
        }
    }

    /// Names and values as an object of strings, in their order.
    pub fn pairs(&mut self, key: &str, pairs: &[(String, String)]) {
        let mut object = Object::begin(self.key(key));
        for (name, value) in pairs {
            object.text(name, value);
        }
        object.end();
    }

    pub fn end(self) {
        self.out.push('}');
    }
}

/// Writes an array of what `each` appends for every index below `count`.
pub fn array(out: &mut String, count: usize, each: &mut dyn FnMut(&mut String, usize)) {
    out.push('[');
    for index in 0..count {
        if index > 0 {
            out.push(',');
        }
        each(out, index);
    }
    out.push(']');
}

/// A JSON string.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= b' ' && byte != b'"' && byte != b'\\' {
            continue;
        }
        out.push_str(text.get(plain..at).unwrap_or_default());
        plain = at + 1;
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ => {
                out.push_str("\\u00");
                out.push(char::from(b'0' + (byte >> 4)));
                out.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
            }
        }
    }
    out.push_str(text.get(plain..).unwrap_or_default());
    out.push('"');
}

fn number(out: &mut String, value: u64) {
    // Writing to a String can't fail.
    let _ = write!(out, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_comes_back_as_it_was() {
        let all: String = (0..=0x2fff_u32).filter_map(char::from_u32).chain(['\u{10ffff}', '😀']).collect();
        let mut out = String::new();
        string(&mut out, &all);
        assert_eq!(serde_json::from_str::<String>(&out).ok(), Some(all));
    }

    #[test]
    fn an_object_is_json() {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.text("a\"", "b");
        object.maybe("none", None);
        object.quoted("n", Some(7));
        object.number("m", 8);
        object.flag("f", true);
        object.pairs("p", &[("x".to_owned(), "y".to_owned())]);
        object.end();
        assert_eq!(out, r#"{"a\"":"b","n":"7","m":8,"f":true,"p":{"x":"y"}}"#);
    }
}
