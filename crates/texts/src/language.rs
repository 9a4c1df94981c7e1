//! The languages beside English, which is built in.

/// A language that has a file of texts.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47, and the file's name.
    pub tag: &'static str,
    /// The plural categories (CLDR) that its whole numbers have. Numbers of any other are told by the last.
    pub categories: &'static [&'static str],
}

const fn of(tag: &'static str, categories: &'static [&'static str]) -> Language {
    Language { tag, categories }
}

const NONE: &[&str] = &["other"];
const TWO: &[&str] = &["one", "other"];
const SLAVIC: &[&str] = &["one", "few", "many", "other"];
const ARABIC: &[&str] = &["zero", "one", "two", "few", "many", "other"];

pub const LANGUAGES: &[Language] = &[
    of("ar", ARABIC),
    of("cs", &["one", "few", "other"]),
    of("da", TWO),
    of("de", TWO),
    of("es", TWO),
    of("fi", TWO),
    of("fr", TWO),
    of("he", &["one", "two", "other"]),
    of("hi", TWO),
    of("it", TWO),
    of("ja", NONE),
    of("ko", NONE),
    of("nl", TWO),
    of("pl", SLAVIC),
    of("pt-BR", TWO),
    of("ru", SLAVIC),
    of("sv", TWO),
    of("tr", TWO),
    of("uk", SLAVIC),
    of("zh-Hans", NONE),
];

/// Nobody speaks them: English that is longer and has accents, and English that runs from right to left, to see whether
/// a page has room for what other languages need.
pub const PSEUDO: &[Language] = &[of("en-XA", TWO), of("ar-XB", ARABIC)];

/// What is spoken to a page that asks for `tag` (BCP 47): the locale for dates and numbers, and the file of texts; `None`
/// is English.
pub fn spoken(tag: &str) -> (&str, Option<&'static Language>) {
    let language = language(tag);
    let is_english = primary(tag).eq_ignore_ascii_case("en");
    (if language.is_some() || is_english { tag } else { "en" }, language)
}

/// The language for a tag: its own, else the one that most who speak a sister of it read.
pub fn language(tag: &str) -> Option<&'static Language> {
    let all = || LANGUAGES.iter().chain(PSEUDO);
    if let Some(exact) = all().find(|language| language.tag.eq_ignore_ascii_case(tag)) {
        return Some(exact);
    }
    let asked = match primary(tag) {
        // The code that it had before 1989.
        code if code.eq_ignore_ascii_case("iw") => "he",
        code => code,
    };
    // Traditional characters are no sister of simplified ones.
    let traditional = |part: &str| ["hant", "tw", "hk", "mo"].iter().any(|known| part.eq_ignore_ascii_case(known));
    let is_foreign = asked.eq_ignore_ascii_case("zh") && tag.split(['-', '_']).any(traditional);
    LANGUAGES.iter().find(|language| primary(language.tag).eq_ignore_ascii_case(asked) && !is_foreign)
}

fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_its_language_or_a_sister_of_it_or_english() {
        for (asked, locale, file) in [
            ("de", "de", Some("de")),
            ("de-AT", "de-AT", Some("de")),
            ("DE", "DE", Some("de")),
            ("pt", "pt", Some("pt-BR")),
            ("pt-PT", "pt-PT", Some("pt-BR")),
            ("zh", "zh", Some("zh-Hans")),
            ("zh-CN", "zh-CN", Some("zh-Hans")),
            ("zh-Hant-HK", "en", None),
            ("zh-TW", "en", None),
            ("iw", "iw", Some("he")),
            ("en", "en", None),
            ("en-GB", "en-GB", None),
            ("en-XA", "en-XA", Some("en-XA")),
            ("ar-XB", "ar-XB", Some("ar-XB")),
            ("ar-EG", "ar-EG", Some("ar")),
            ("tlh", "en", None),
            ("", "en", None),
        ] {
            let (spoken, language) = spoken(asked);
            assert_eq!((spoken, language.map(|language| language.tag)), (locale, file), "{asked}");
        }
    }

    #[test]
    fn every_language_can_tell_any_number() {
        for language in LANGUAGES.iter().chain(PSEUDO) {
            assert_eq!(language.categories.last(), Some(&"other"), "{}", language.tag);
        }
    }
}
