//! Character references: the numeric ones and the named ones that messages have. Called by `token`.

/// The names of U+00A0 to U+00FF, in order.
const LATIN_1: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
    AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times \
    Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

const NAMED: [(&str, char); 30] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("AMP", '&'),
    ("LT", '<'),
    ("GT", '>'),
    ("QUOT", '"'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("sbquo", '‚'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("bdquo", '„'),
    ("lsaquo", '‹'),
    ("rsaquo", '›'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("rarr", '→'),
    ("darr", '↓'),
    ("check", '✓'),
    ("hearts", '♥'),
    ("OElig", 'Œ'),
];

/// What browsers read for the numbers 0x80 to 0x9F, as word processors write them.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Longest name.
const LONGEST: usize = 8;

/// The character that the reference at the start of `text` (an `&`) means, and its length in bytes. `None`: it is none,
/// and stays as it is written.
pub(crate) fn read(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(1) == Some(&b'#') {
        return numeric(bytes);
    }
    let end = bytes.iter().take(LONGEST + 2).position(|b| *b == b';')?;
    let name = text.get(1..end)?;
    if let Some((_, c)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((*c, end + 1));
    }
    let index = LATIN_1.split_ascii_whitespace().position(|known| known == name)?;
    let c = char::from_u32(0xa0 + u32::try_from(index).ok()?)?;
    Some((c, end + 1))
}

/// `&#60;`, `&#x3c;`, also without the semicolon. What is no character becomes U+FFFD.
fn numeric(bytes: &[u8]) -> Option<(char, usize)> {
    let (radix, start) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (16, 3) } else { (10, 2) };
    let mut code = 0_u32;
    let mut at = start;
    while let Some(digit) = bytes.get(at).and_then(|b| char::from(*b).to_digit(radix)) {
        code = code.saturating_mul(radix).saturating_add(digit);
        at += 1;
    }
    if at == start {
        return None;
    }
    let c = match code {
        0x80..=0x9f => WINDOWS_1252[(code - 0x80) as usize],
        9 | 10 | 13 | 32.. => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::REPLACEMENT_CHARACTER,
    };
    Some((c, at + usize::from(bytes.get(at) == Some(&b';'))))
}

/// `text` with its references read.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = read(rest).unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_browsers_do() {
        for (text, expected) in [
            ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
            ("&nbsp;&eacute;&yuml;&hellip;&euro;", "\u{a0}éÿ…€"),
            ("&#65;&#x42;&#X43&#68 ", "ABCD "),
            ("&#0;&#xD800;&#xDFFF;&#x110000;&#99999999999999999999;", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("&#7;&#10;", "\u{fffd}\n"),
            ("&#146;&#150;", "’–"),
            ("& &; &# &#x; &bogus; &amp &notaverylongname;", "& &; &# &#x; &bogus; &amp &notaverylongname;"),
            ("?a=1&copy=2&é;", "?a=1&copy=2&é;"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
    }
}
