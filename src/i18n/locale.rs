//! The language that is spoken now: its tag, and its texts as they came.

use std::sync::Arc;

use parlor_protocol::text::decimal;
use parlor_texts::{Counted, Language, Text, lines, spoken};

use super::{fill, format};

/// `Default` is English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locale {
    /// BCP 47: of the texts, and for times and days.
    pub tag: String,
    texts: Option<(&'static Language, Arc<str>)>,
}

impl Default for Locale {
    fn default() -> Self {
        Self::new("en", None)
    }
}

impl Locale {
    /// What is spoken where `tag` is asked for, with the language's file. English until there is one, and where it is of
    /// another table than this.
    pub fn new(tag: &str, file: Option<&str>) -> Self {
        let (known, language) = spoken(tag);
        let texts =
            language.zip(file).filter(|(language, file)| file.lines().count() == lines(language.categories.len()));
        let tag = if texts.is_some() || language.is_none() { known } else { "en" };
        Self { tag: tag.to_owned(), texts: texts.map(|(language, file)| (language, file.into())) }
    }

    /// A text, in English where the language has none.
    pub fn say(&self, text: Text) -> String {
        self.text(text).unwrap_or_else(|| text.english()).to_owned()
    }

    /// A text with a number in it.
    pub fn count(&self, text: Counted, count: usize) -> String {
        let category = format::category(&self.tag, count);
        let words = self.counted(text, &category).unwrap_or_else(|| text.english(&category));
        fill(words, &[("count", &digits(count))])
    }

    pub(super) fn text(&self, text: Text) -> Option<&str> {
        self.texts.as_ref()?.1.lines().nth(text.line())
    }

    pub(super) fn counted(&self, text: Counted, category: &str) -> Option<&str> {
        let (language, file) = self.texts.as_ref()?;
        let categories = language.categories;
        let at = categories.iter().position(|known| *known == category).unwrap_or(categories.len() - 1);
        file.lines().nth(text.line(categories.len(), at))
    }
}

/// A number of things, without the language's ways with it.
pub fn digits(count: usize) -> String {
    decimal(u64::try_from(count).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(categories: usize) -> String {
        (0..lines(categories)).map(|line| ["line ", &line.to_string(), "\n"].concat()).collect()
    }

    #[test]
    fn each_text_has_its_line_and_each_number_its_category() {
        let polish = Locale::new("pl-PL", Some(&file(4)));
        assert_eq!(polish.tag, "pl-PL");
        assert_eq!(polish.text(Text::ALL[3]), Some("line 3"));
        let first = Text::ALL.len();
        assert_eq!(polish.counted(Counted::ALL[0], "few"), Some(&*format!("line {}", first + 1)));
        assert_eq!(polish.counted(Counted::ALL[1], "other"), Some(&*format!("line {}", first + 7)));
        assert_eq!(polish.counted(Counted::ALL[1], "two"), Some(&*format!("line {}", first + 7)));
    }

    #[test]
    fn english_is_spoken_without_a_file_and_with_one_of_another_release() {
        for (tag, given) in [("en-GB", None), ("pl", None), ("pl", Some(file(2))), ("tlh", Some(file(2)))] {
            let english = Locale::new(tag, given.as_deref());
            assert_eq!((english.text(Text::Send), english.counted(Counted::Unread, "one")), (None, None));
            assert_eq!(english.tag, if tag == "en-GB" { "en-GB" } else { "en" });
        }
    }
}
