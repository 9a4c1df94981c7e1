//! Cuts HTML into text and the tags of the subset. What is no such tag is text, as it was written. Called by `tree`.
//! Linear: a failed attempt at a tag is paid from a budget, and without budget every `<` is text.

use crate::{Tag, entity};

/// Longest tag, in bytes.
const LONGEST_TAG: usize = 8192;

/// A tag of the subset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Break,
    Link,
    Image,
    Of(Tag),
}

const NAMES: [(&str, Name); 18] = [
    ("b", Name::Of(Tag::Bold)),
    ("strong", Name::Of(Tag::Bold)),
    ("i", Name::Of(Tag::Italic)),
    ("em", Name::Of(Tag::Italic)),
    ("u", Name::Of(Tag::Underline)),
    ("s", Name::Of(Tag::Strike)),
    ("br", Name::Break),
    ("p", Name::Of(Tag::Paragraph)),
    ("div", Name::Of(Tag::Block)),
    ("span", Name::Of(Tag::Span)),
    ("a", Name::Link),
    ("ul", Name::Of(Tag::List)),
    ("ol", Name::Of(Tag::NumberedList)),
    ("li", Name::Of(Tag::Item)),
    ("blockquote", Name::Of(Tag::Quote)),
    ("code", Name::Of(Tag::Code)),
    ("pre", Name::Of(Tag::Preformatted)),
    ("img", Name::Image),
];

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Words without references to read.
    Text(&'a str),
    /// The meaning of a character reference.
    Char(char),
    Open {
        name: Name,
        /// What stands between the name and `>`.
        attributes: &'a str,
        /// The whole tag, as it is written.
        source: &'a str,
    },
    Close {
        name: Name,
        source: &'a str,
    },
}

pub(crate) struct Tokens<'a> {
    rest: &'a str,
    budget: usize,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { rest: html, budget: html.len().saturating_mul(4).saturating_add(LONGEST_TAG) }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// The tag at the start of the rest, if there is one.
    fn tag(&mut self) -> Option<Token<'a>> {
        let closing = self.rest.as_bytes().get(1) == Some(&b'/');
        let start = 1 + usize::from(closing);
        let after = &self.rest[start..];
        let length = after.bytes().take(11).take_while(u8::is_ascii_alphanumeric).count();
        let (_, name) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(&after[..length]))?;
        let attributes = &after[length..];
        if !attributes.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')) {
            return None;
        }
        let Some(end) = self.end_of_tag(attributes) else {
            self.budget = self.budget.saturating_sub(attributes.len().min(LONGEST_TAG));
            return None;
        };
        let attributes = &attributes[..end];
        let source = self.take(start + length + end + 1);
        Some(if closing {
            Token::Close { name: *name, source }
        } else {
            Token::Open { name: *name, attributes, source }
        })
    }

    /// Where the tag's `>` is; inside quotes there is none.
    fn end_of_tag(&self, attributes: &str) -> Option<usize> {
        if self.budget == 0 {
            return None;
        }
        let mut quote = None;
        let mut after_equals = false;
        for (at, byte) in attributes.bytes().take(LONGEST_TAG).enumerate() {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (None, b'>') => return Some(at),
                // A quote opens a value only where a value begins.
                (None, b'"' | b'\'') if after_equals => quote = Some(byte),
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                after_equals = quote.is_none() && byte == b'=';
            }
        }
        None
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        match self.rest.as_bytes().first()? {
            b'<' => {
                if let Some(tag) = self.tag() {
                    return Some(tag);
                }
            }
            b'&' => {
                if let Some((c, length)) = entity::read(self.rest) {
                    self.take(length);
                    return Some(Token::Char(c));
                }
            }
            _ => {}
        }
        // The first byte is text, whatever it is; the next `<` or `&` may begin something.
        let first = self.rest.chars().next().map_or(0, char::len_utf8);
        let end = self.rest[first..].find(['<', '&']).map_or(self.rest.len(), |at| first + at);
        Some(Token::Text(self.take(end)))
    }
}

/// The value of the attribute `wanted`, its references read; of several the first, as in browsers.
pub(crate) fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        // A name has at least one character, even if it is `=`.
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/');
        let (name, after) = rest.split_at(rest[first..].find(ends).map_or(rest.len(), |at| first + at));
        let (value, after) = match after.trim_start_matches(|c: char| c.is_ascii_whitespace()).strip_prefix('=') {
            Some(value) => attribute_value(value.trim_start_matches(|c: char| c.is_ascii_whitespace())),
            None => ("", after),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(entity::decode(value));
        }
        rest = after;
    }
}

/// The value at the start, and what follows it.
fn attribute_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = text.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_read_quoted_or_not() {
        let attributes = r#" x y = 'it"s' HREF="a&amp;b" src=c/d/ href=second "odd" = "#;
        assert_eq!(attribute(attributes, "href").as_deref(), Some("a&b"));
        assert_eq!(attribute(attributes, "src").as_deref(), Some("c/d/"));
        assert_eq!(attribute(attributes, "y").as_deref(), Some("it\"s"));
        assert_eq!(attribute(attributes, "x").as_deref(), Some(""));
        assert_eq!(attribute(attributes, "alt"), None);
        assert_eq!(attribute(r#" href="open"#, "href").as_deref(), Some("open"));
    }

    #[test]
    fn the_work_on_tags_without_end_is_bounded() {
        // Every `<a` would look for its end through thousands of bytes; the budget ends that.
        for unit in ["<a ", "<a x=\"", "<b x='\"", "</a "] {
            let html = unit.repeat(100_000);
            let mut tokens = Tokens::new(&html);
            let shown: usize =
                tokens.by_ref().map(|token| if let Token::Text(text) = token { text.len() } else { 0 }).sum();
            assert_eq!(shown, html.len(), "all of it is text");
            assert_eq!(tokens.budget, 0);
        }
    }
}
