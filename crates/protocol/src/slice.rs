//! Cuts JSON text into the slices of its values without reading them, so that one unreadable value can't take its
//! neighbours along, whatever stands in it: a bad escape, a number out of range, any depth, a word such as `NaN`.
//! `codec` cuts batches with it; `fields` takes from it the order of members and numbers as they were spelled.
//! Must not judge a value: whoever parses the slice does that.

use std::borrow::Cow;

use crate::json;

/// A place in a JSON text.
#[derive(Clone, Copy)]
pub(crate) struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte that is not white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Steps over `byte` if it is next.
    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Cuts out the next value; `None` if there is none, or the text ends inside it.
    pub(crate) fn value(&mut self) -> Option<&'a str> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => self.skip_string()?,
            b'{' | b'[' => self.skip_nested()?,
            b',' | b':' | b'}' | b']' => return None,
            _ => self.skip_word()?,
        }
        // Both ends are ASCII or the ends of a whole string, so this is a character boundary.
        self.text.get(start..self.at)
    }

    fn skip_string(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// Brackets are counted, not matched: a value with crossed brackets is its parser's to refuse.
    fn skip_nested(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        loop {
            match bytes.get(self.at)? {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_word(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        while !matches!(bytes.get(self.at)?, b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
        Some(())
    }
}

/// The elements of an array, one slice each. The scan must stand at its `[`.
pub(crate) struct Elements<'a> {
    scan: Scan<'a>,
    first: bool,
    /// The closing bracket was reached.
    pub(crate) complete: bool,
}

impl<'a> Elements<'a> {
    pub(crate) fn new(scan: Scan<'a>) -> Self {
        Self { scan, first: true, complete: false }
    }

    /// What follows the array, once it is complete.
    pub(crate) fn rest(&self) -> Scan<'a> {
        self.scan
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        if self.complete {
            return None;
        }
        let first = std::mem::take(&mut self.first);
        if first && !self.scan.eat(b'[') {
            return None;
        }
        if self.scan.eat(b']') {
            self.complete = true;
            return None;
        }
        if !first && !self.scan.eat(b',') {
            return None;
        }
        self.scan.value()
    }
}

/// The members of an object: the key's text, and where its value begins. The scan must stand at its `{`.
pub(crate) struct Members<'a> {
    scan: Scan<'a>,
    first: bool,
    /// The closing bracket was reached.
    pub(crate) complete: bool,
}

impl<'a> Members<'a> {
    pub(crate) fn new(scan: Scan<'a>) -> Self {
        Self { scan, first: true, complete: false }
    }

    /// The next key and the place of its value, which may be cut off; then the iteration ends.
    pub(crate) fn step(&mut self) -> Option<(Cow<'a, str>, Scan<'a>)> {
        if self.complete {
            return None;
        }
        let first = std::mem::take(&mut self.first);
        if first && !self.scan.eat(b'{') {
            return None;
        }
        if self.scan.eat(b'}') {
            self.complete = true;
            return None;
        }
        if (!first && !self.scan.eat(b',')) || self.scan.peek() != Some(b'"') {
            return None;
        }
        let key = text(self.scan.value()?);
        if !self.scan.eat(b':') {
            return None;
        }
        let value = self.scan;
        if self.scan.value().is_none() {
            // Nothing follows a value that is cut off.
            self.scan = Scan::new("");
        }
        Some((key, value))
    }

    /// What follows the object, once it is complete.
    pub(crate) fn rest(&self) -> Scan<'a> {
        self.scan
    }
}

/// The members of the object `json`, in order, each value as its slice.
pub(crate) fn members(json: &str) -> Vec<(Cow<'_, str>, &str)> {
    let mut members = Members::new(Scan::new(json));
    let mut found = Vec::new();
    while let Some((key, mut scan)) = members.step() {
        if let Some(value) = scan.value() {
            found.push((key, value));
        }
    }
    found
}

/// The slice of the member `key` of the object `json`; of several, the last.
pub(crate) fn member<'a>(json: &'a str, key: &str) -> Option<&'a str> {
    let mut members = Members::new(Scan::new(json));
    let mut found = None;
    while let Some((name, mut scan)) = members.step() {
        if name == key {
            found = scan.value();
        }
    }
    found
}

/// The text of a JSON string; one that can't be read stays as it is spelled.
pub(crate) fn text(string: &str) -> Cow<'_, str> {
    let inner = string.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(string);
    let plain = !inner.as_bytes().contains(&b'\\');
    if plain { Cow::Borrowed(inner) } else { json::unescape(inner).map_or(Cow::Borrowed(inner), Cow::Owned) }
}

/// As `text`, for keeping.
pub(crate) fn unquote(string: &str) -> String {
    text(string).into_owned()
}

/// Appends `json` without the white space between its tokens.
pub(crate) fn minify(out: &mut String, json: &str) {
    let bytes = json.as_bytes();
    let mut scan = Scan::new(json);
    while let Some(byte) = scan.peek() {
        let start = scan.at;
        if byte == b'"' {
            if scan.skip_string().is_none() {
                scan.at = bytes.len();
            }
        } else {
            while !matches!(bytes.get(scan.at), None | Some(b'"' | b' ' | b'\t' | b'\n' | b'\r')) {
                scan.at += 1;
            }
        }
        out.push_str(json.get(start..scan.at).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(json: &str) -> (Vec<&str>, bool) {
        let mut elements = Elements::new(Scan::new(json));
        let found = elements.by_ref().collect();
        (found, elements.complete)
    }

    #[test]
    fn elements_are_cut_whatever_they_hold() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let json = format!(r#" [ 1e400 ,"\ud800" , {{"a":"]}}\""}},{deep},NaN] "#);
        assert_eq!(elements(&json), (vec!["1e400", r#""\ud800""#, r#"{"a":"]}\""}"#, &deep, "NaN"], true));
    }

    #[test]
    fn elements_before_a_cut_are_kept() {
        assert_eq!(elements(r#"[{"a":1},{"b":2},{"c"#), (vec![r#"{"a":1}"#, r#"{"b":2}"#], false));
        assert_eq!(elements("[1,2"), (vec!["1"], false));
        assert_eq!(elements("[1 2]"), (vec!["1"], false));
        assert_eq!(elements("[1,,2]"), (vec!["1"], false));
        assert_eq!(elements(r#"["\"#), (vec![], false));
        assert_eq!(elements(""), (vec![], false));
    }

    #[test]
    fn of_repeated_members_the_last_counts() {
        assert_eq!(member(r#"{"a":1,"b":2,"\u0061":3}"#, "a"), Some("3"));
        assert_eq!(member(r#"{"a":1,"a":"cut"#, "a"), None);
        assert_eq!(member("[1]", "a"), None);
    }

    #[test]
    fn white_space_goes_except_inside_strings() {
        let mut out = String::new();
        minify(&mut out, " { \"a b\" : [ 1 ,\n\t\"c \\\" d\" ] } ");
        assert_eq!(out, r#"{"a b":["#.to_owned() + r#"1,"c \" d"]}"#);
    }
}
