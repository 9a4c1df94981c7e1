//! The languages: `locales/TAG.json` checked against the table of texts (`parlor-texts`), and written as they travel. A text
//! that is missing, unknown or without one of its gaps fails the build. Called by `build`.

use std::{collections::BTreeSet, path::Path};

use parlor_texts::{Counted, LANGUAGES, Language, PSEUDO, Text};
use serde_json::{Map, Value};

use crate::{Outcome, build, place};

/// The languages' files in this folder, all with one hash, which is returned: `parlor-de-0123456789abcdef.txt`.
pub(crate) fn write_all(dist: &Path) -> Outcome<String> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for language in LANGUAGES {
        let path = place::root().join("locales").join(format!("{}.json", language.tag));
        let source = String::from_utf8_lossy(&build::read(&path)?).into_owned();
        let fault = |fault| format!("locales/{}.json: {fault}", language.tag);
        match serde_json::from_str::<Map<String, Value>>(&source) {
            Ok(own) => {
                faults.extend(check(language, &own).into_iter().map(fault));
                files.push((language.tag, laid_out(language, |key, _| text_of(&own, key))));
            }
            Err(why) => faults.push(fault(why.to_string())),
        }
    }
    for language in PSEUDO {
        let is_turned = language.tag.starts_with("ar");
        files.push((
            language.tag,
            laid_out(language, |_, english| if is_turned { turned(english) } else { longer(english) }),
        ));
    }
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    let all: Vec<u8> = files.iter().flat_map(|(_, file)| file.bytes()).collect();
    let hash = build::short_hash(&all);
    for (tag, file) in &files {
        build::write(&dist.join(format!("parlor-{tag}-{hash}.txt")), file.as_bytes())?;
    }
    Ok(hash)
}

/// The languages' tags with commas between.
pub(crate) fn tags() -> String {
    let tags: Vec<_> = LANGUAGES.iter().chain(PSEUDO).map(|language| language.tag).collect();
    tags.join(",")
}

/// A line for each text, `say(key, english)`.
fn laid_out(language: &Language, say: impl Fn(&str, &str) -> String) -> String {
    let mut file = String::new();
    for (key, english) in entries(language) {
        file.push_str(&say(&key, english));
        file.push('\n');
    }
    file
}

/// The keys that a language has, in the order of its file, each with its English.
fn entries(language: &Language) -> Vec<(String, &'static str)> {
    let plain = Text::ALL.iter().map(|text| (text.key().to_owned(), text.english()));
    let counted = Counted::ALL.iter().flat_map(|text| {
        let of = |category: &&str| (format!("{}.{category}", text.key()), text.english(category));
        language.categories.iter().map(of).collect::<Vec<_>>()
    });
    plain.chain(counted).collect()
}

fn check(language: &Language, own: &Map<String, Value>) -> Vec<String> {
    let entries = entries(language);
    let mut faults = Vec::new();
    for (key, english) in &entries {
        let text = text_of(own, key);
        // Few things may be told in words: "one message", "two messages".
        let told = ["zero", "one", "two"].iter().any(|few| key.ends_with(&format!(".{few}"))) && gaps(&text).is_empty();
        if text.trim().is_empty() {
            faults.push(format!("`{key}` is missing; its English is \"{english}\""));
        } else if text.contains('\n') {
            faults.push(format!("`{key}` has several lines; one is allowed"));
        } else if gaps(&text) != gaps(english) && !told {
            faults.push(format!("`{key}` has the gaps {:?}; its English has {:?}", gaps(&text), gaps(english)));
        }
    }
    let known: BTreeSet<_> = entries.iter().map(|(key, _)| key.as_str()).collect();
    faults.extend(own.keys().filter(|key| !known.contains(key.as_str())).map(|key| format!("`{key}` is no text")));
    faults
}

fn text_of(own: &Map<String, Value>, key: &str) -> String {
    own.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The names in braces.
fn gaps(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
}

/// Two fifths longer, with accents, between signs that show where a text was cut off.
fn longer(english: &str) -> String {
    let mut out = outside_gaps(english, |c| match c {
        'a' => 'á',
        'e' => 'é',
        'i' => 'í',
        'o' => 'ö',
        'u' => 'ü',
        'A' => 'Å',
        'E' => 'É',
        'O' => 'Ø',
        'U' => 'Û',
        c => c,
    });
    let more = english.chars().count() * 2 / 5;
    out.push(' ');
    out.extend("lorem ipsum dolor sit amet ".chars().cycle().take(more));
    format!("[{}]", out.trim_end())
}

/// From right to left, whatever the letters say.
fn turned(english: &str) -> String {
    format!("\u{202e}{english}\u{202c}")
}

fn outside_gaps(text: &str, change: impl Fn(char) -> char) -> String {
    let mut inside = false;
    let one = |c: char| {
        inside = if inside { c != '}' } else { c == '{' };
        if inside { c } else { change(c) }
    };
    text.chars().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> &'static Language {
        LANGUAGES.iter().find(|language| language.tag == tag).unwrap_or(&LANGUAGES[0])
    }

    fn english(language: &Language) -> Map<String, Value> {
        entries(language).into_iter().map(|(key, english)| (key, english.into())).collect()
    }

    #[test]
    fn a_language_that_has_everything_has_no_faults() {
        for tag in ["de", "ja", "ar"] {
            assert!(check(language(tag), &english(language(tag))).is_empty(), "{tag}");
        }
    }

    #[test]
    fn what_is_missing_unknown_or_without_a_gap_is_named() {
        let mut own = english(language("pl"));
        own.remove("send");
        own.remove("unread.few");
        own.insert("typing".to_owned(), "someone types".into());
        own.insert("unread.one".to_owned(), "one message".into());
        own.insert("unred".to_owned(), "x".into());
        let faults = check(language("pl"), &own);
        let named: Vec<_> = faults.iter().filter_map(|fault| fault.split('`').nth(1)).collect();
        assert_eq!(named, ["typing", "send", "unread.few", "unred"]);
    }

    #[test]
    fn a_pseudo_language_keeps_gaps_and_is_longer() {
        let text = longer("{name} is typing…");
        assert!(text.starts_with("[{name} ís typíng… ") && text.chars().count() > 22, "{text}");
        assert_eq!(gaps(&longer("What is {one} + {other}?")), gaps("What is {one} + {other}?"));
    }
}
