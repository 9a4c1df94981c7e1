//! The words of a text that the vendor's client would have given to the HTML parser: tab texts, labels, titles.
//! Small on purpose, so that the tab needs no markup crate. Called by `look` and `form`.

use parlor_protocol::text::whole;

/// Tags go (those that stand between words leave a space), entities of everyday texts are read, white space is one space;
/// at most `most` characters.
pub fn words(html: &str, most: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut gap = false;
    let mut rest = html;
    while let Some(c) = rest.chars().next() {
        let (c, length) = match c {
            '<' => match tag_end(rest) {
                Some(end) => (if is_inline(&rest[1..end]) { '\0' } else { ' ' }, end),
                None => ('<', 1),
            },
            '&' => entity(rest).unwrap_or(('&', 1)),
            c => (c, c.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        if c.is_whitespace() {
            gap = true;
        } else if !c.is_control() && !is_direction_override(c) {
            if gap && !out.is_empty() {
                out.push(' ');
                count += 1;
            }
            gap = false;
            if count >= most {
                out.push('…');
                break;
            }
            out.push(c);
            count += 1;
        }
    }
    out
}

/// U+202A–202E and U+2066–2069: they turn around what stands after them, beyond their own text.
fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Longest tag that is taken for one.
const LONGEST_TAG: usize = 2048;

/// Where the tag at the start of `text` ends, if it is one: `<` followed by a letter, `/`, `!` or `?`.
fn tag_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    if !bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?')) {
        return None;
    }
    bytes.iter().take(LONGEST_TAG).position(|b| *b == b'>').map(|end| end + 1)
}

/// Tags that stand inside of a word and leave no space behind.
const INLINE: [&str; 8] = ["a", "b", "i", "u", "em", "strong", "span", "font"];

/// What stands behind `<`.
fn is_inline(tag: &str) -> bool {
    let name = tag.trim_start_matches('/');
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    INLINE.iter().any(|known| known.eq_ignore_ascii_case(&name[..end]))
}

/// The character that the entity at the start of `text` means, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(12).position(|b| *b == b';')?;
    let name = text.get(1..end)?;
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => u32::try_from(whole(number)?).ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_of_markup_are_left() {
        for (html, expected) in [
            ("Chat with us", "Chat with us"),
            ("<b>Chat</b><br/>with\n us ", "Chat with us"),
            ("<B>Chat</B>! <span class=x>N</span>ow", "Chat! Now"),
            ("Tom &amp; Jerry &lt;3 &#33;&#x21;", "Tom & Jerry <3 !!"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("<script>alert(1)</script>", "alert(1)"),
            ("<img src=x onerror=alert(1)>Hi", "Hi"),
            ("<!-- x -->Hi", "Hi"),
            ("&bogus; &#xD800; &", "&bogus; &#xD800; &"),
            ("a\u{202e}b\u{2066}c\0d", "abcd"),
            ("<b", "<b"),
        ] {
            assert_eq!(words(html, 100), expected, "{html}");
        }
    }

    #[test]
    fn a_text_without_end_is_cut() {
        let text = words(&"<<<a".repeat(100_000), 20);
        assert_eq!(text.chars().count(), 21);
        assert!(text.ends_with('…'));
    }
}
