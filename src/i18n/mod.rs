//! The widget's words: which text is shown, in which language, with the tenant's own where it has some.
//! Components ask `use_words`; nothing that is read by a person stands in a component itself.
//! Languages beyond English are data that is fetched; English is built in and fills every gap.

mod format;
mod locale;
mod vendor;

use leptos::prelude::*;

use format::Formats;
pub use locale::{Locale, digits};
pub use parlor_texts::{Counted, Text};

pub use vendor::{NO_DIALOGUE, VENDOR_TEXTS};

/// Texts of the tenant's own; of several for one text the first counts.
pub type Overrides = Vec<(Text, String)>;

/// The words in context. `Copy`; every getter tracks, so a change of language redraws what was said.
#[derive(Clone, Copy)]
pub struct Words {
    overrides: Signal<Overrides>,
    locale: ReadSignal<Locale>,
    /// Of the language with this tag.
    formats: StoredValue<(String, Formats), LocalStorage>,
}

/// Call once, in the root component.
pub fn provide_words(locale: ReadSignal<Locale>, overrides: Signal<Overrides>) -> Words {
    let tag = locale.with_untracked(|locale| locale.tag.clone());
    let formats = StoredValue::new_local((tag.clone(), Formats::new(&tag)));
    let words = Words { overrides, locale, formats };
    provide_context(words);
    words
}

/// Call in a component's body.
pub fn use_words() -> Words {
    expect_context()
}

impl Words {
    pub fn get(self, text: Text) -> String {
        self.own(text).unwrap_or_else(|| self.built_in(text))
    }

    /// For attributes and children that take a signal.
    pub fn signal(self, text: Text) -> Signal<String> {
        Signal::derive(move || self.get(text))
    }

    /// A text with its gaps filled: `("name", "Ann")` for `{name}`, or `$(name)` as the vendor's configuration has it.
    pub fn with(self, text: Text, values: &[(&str, &str)]) -> String {
        fill(&self.get(text), values)
    }

    /// A text about a person: `name`, `firstName` and `lastName` are its gaps. The name can't turn the text around it.
    pub fn person(self, text: Text, name: &str) -> String {
        about(&self.get(text), name)
    }

    /// What a server says by itself stands behind what the tenant has configured, and before the widget's own words.
    pub fn or_said(self, text: Text, said: &str) -> String {
        let said = Some(said).filter(|said| !said.trim().is_empty());
        self.own(text).or(said.map(str::to_owned)).unwrap_or_else(|| self.built_in(text))
    }

    /// A text with a number in it.
    pub fn count(self, text: Counted, count: usize) -> String {
        self.locale.with(|locale| locale.count(text, count))
    }

    /// The hour and minute of a moment in UTC milliseconds.
    pub fn time(self, at: u64) -> String {
        self.format(|formats| formats.time(number(at)))
    }

    /// Day and time to the second.
    pub fn exact(self, at: u64) -> String {
        self.format(|formats| formats.exact(number(at)))
    }

    /// "Today", "Yesterday" or the day's date.
    pub fn day(self, at: u64) -> String {
        match format::days_ago(number(at)) {
            Some(0) => self.get(Text::Today),
            Some(1) => self.get(Text::Yesterday),
            _ => self.format(|formats| formats.day(number(at))),
        }
    }

    fn own(self, text: Text) -> Option<String> {
        self.overrides.with(|all| all.iter().find(|(known, _)| *known == text).map(|(_, own)| own.clone()))
    }

    fn built_in(self, text: Text) -> String {
        self.locale.with(|locale| locale.say(text))
    }

    fn format(self, read: impl FnOnce(&Formats) -> String) -> String {
        self.locale.with(|locale| {
            self.formats.update_value(|(tag, formats)| {
                if *tag != locale.tag {
                    tag.clone_from(&locale.tag);
                    *formats = Formats::new(tag);
                }
            });
        });
        self.formats.with_value(|(_, formats)| read(formats))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a date beyond 2^53 ms is not one")]
fn number(at: u64) -> f64 {
    at as f64
}

/// A name between the signs that keep its direction from turning the sentence around it: <bdi> as text. Signs of the
/// name's own are left out: one that it opens and does not close would let it out.
fn isolate(name: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut out = String::with_capacity(name.len() + 6);
    out.push('\u{2068}');
    out.extend(name.chars().filter(|c| !turns(*c)));
    out.push('\u{2069}');
    out
}

/// Fills a text about a person. One that names nobody and begins in the middle of a sentence ("has joined the chat")
/// follows the name, as older configurations have it.
fn about(template: &str, name: &str) -> String {
    let (first, last) = name.trim().split_once(char::is_whitespace).unwrap_or((name, ""));
    let name = isolate(name);
    let text = fill(template, &[("name", &name), ("firstName", &isolate(first)), ("lastName", &isolate(last))]);
    if text == template && text.chars().next().is_some_and(char::is_lowercase) {
        return [&name, " ", &text].concat();
    }
    text
}

/// Fills `{name}` and `$(name)`. A value is never looked into again, whatever it holds.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((value, length)) = gap(rest, values) {
            out.push_str(value);
            rest = &rest[length..];
        } else {
            // Both signs are one byte long.
            out.push_str(&rest[..1]);
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// The value of the gap that `text` starts with, and the gap's length in bytes.
fn gap<'a>(text: &str, values: &[(&str, &'a str)]) -> Option<(&'a str, usize)> {
    let (open, close) = if text.starts_with('{') { ("{", '}') } else { ("$(", ')') };
    let inner = text.strip_prefix(open)?;
    let end = inner.find(close)?;
    let value = values.iter().find(|(name, _)| *name == &inner[..end])?.1;
    Some((value, open.len() + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_in_both_spellings() {
        assert_eq!(fill("{name} is typing…", &[("name", "Ann")]), "Ann is typing…");
        assert_eq!(fill("$(name) is typing", &[("name", "Ann")]), "Ann is typing");
    }

    #[test]
    fn a_value_that_looks_like_a_gap_is_shown_as_it_is() {
        assert_eq!(fill("{a} {b}", &[("a", "{b}"), ("b", "$(a)")]), "{b} $(a)");
    }

    #[test]
    fn an_unknown_or_open_gap_stays() {
        assert_eq!(fill("{who} $(x) {", &[("name", "Ann")]), "{who} $(x) {");
        assert_eq!(fill("5 $ and ü}", &[]), "5 $ and ü}");
    }

    #[test]
    fn a_text_that_begins_in_the_middle_follows_the_name() {
        let without_signs = |text: String| text.replace(['\u{2068}', '\u{2069}'], "");
        for (template, expected) in [
            ("$(firstName) of $(lastName) is here", "Ann of Lee is here"),
            ("has joined the chat", "Ann Lee has joined the chat"),
            ("An agent is here", "An agent is here"),
        ] {
            assert_eq!(without_signs(about(template, "Ann Lee")), expected);
        }
    }

    #[test]
    fn no_name_gets_out_of_its_isolation() {
        assert_eq!(isolate("Anna"), "\u{2068}Anna\u{2069}");
        assert_eq!(isolate("\u{202e}An\u{2069}na\u{2066}"), "\u{2068}Anna\u{2069}");
    }

    #[test]
    fn every_text_has_a_key_of_its_own() {
        let mut keys: Vec<_> = Text::ALL.iter().map(|text| text.key()).collect();
        keys.sort_unstable();
        let all = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
