//! Small ways with texts. What the standard library has for the same is quicker or exact, and weighs kilobytes in a part of
//! the widget that every page waits for (docs/size.md).

use std::ops::RangeInclusive;

/// Where `part` stands in `text` for the first time, in bytes.
pub fn find(text: &str, part: &str) -> Option<usize> {
    (0..=text.len()).find(|at| text.as_bytes()[*at..].starts_with(part.as_bytes()))
}

/// What stands before and behind the first `part`.
pub fn split_once<'a>(text: &'a str, part: &str) -> Option<(&'a str, &'a str)> {
    let at = find(text, part)?;
    Some((&text[..at], &text[at + part.len()..]))
}

/// A whole number in decimal digits.
pub fn decimal(number: u64) -> String {
    let mut digits = Vec::new();
    let mut rest = number;
    loop {
        digits.push(char::from_digit((rest % 10) as u32, 10).unwrap_or_default());
        rest /= 10;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// The number that decimal digits, and nothing else, say; `None` for one beyond 10¹⁸ too.
pub fn whole(text: &str) -> Option<u64> {
    let digit = |number: u64, byte: u8| Some(number * 10 + u64::from(byte.is_ascii_digit().then(|| byte - b'0')?));
    Some(text).filter(|text| (1..=18).contains(&text.len()))?.bytes().try_fold(0, digit)
}

/// Signs beyond ASCII: quotes, dashes, spaces, what cannot be seen, what only looks like a letter.
const SIGNS: [RangeInclusive<char>; 11] = [
    '\u{80}'..='\u{bf}',
    '×'..='×',
    '÷'..='÷',
    '\u{2000}'..='\u{2bff}',
    '\u{3000}'..='\u{303f}',
    '\u{e000}'..='\u{f8ff}',
    '\u{fe00}'..='\u{fe6f}',
    '\u{feff}'..='\u{ff0f}',
    '\u{ff1a}'..='\u{ff20}',
    '\u{fff0}'..='\u{ffff}',
    '\u{e0000}'..=char::MAX,
];

/// A letter or a digit. Beyond ASCII whatever is no sign.
pub fn is_letter_or_digit(c: char) -> bool {
    let is_among_signs = || SIGNS.iter().any(|signs| signs.contains(&c));
    c.is_ascii_alphanumeric() || matches!(c, 'ª' | 'µ' | 'º' | '々' | '〆' | '〇') || !c.is_ascii() && !is_among_signs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_where_the_standard_library_finds_it() {
        for text in ["", "a", "://", "a://b://c", "ä://ö", "aab", "ab:/", "日本://"] {
            for part in ["", "://", "a", "ab", "ö", "longer than any of them"] {
                assert_eq!(find(text, part), text.find(part), "{part} in {text}");
                assert_eq!(split_once(text, part), text.split_once(part), "{part} in {text}");
            }
        }
    }

    #[test]
    fn whole_numbers_are_written_and_read_as_the_standard_library_does() {
        for number in [0, 1, 9, 10, 4711, 999_999_999_999_999_999] {
            assert_eq!(decimal(number), number.to_string());
            assert_eq!(whole(&number.to_string()), Some(number));
        }
        assert_eq!(decimal(u64::MAX), u64::MAX.to_string());
        for other in ["", "-1", "+1", "1.5", "1e3", " 1", "one", "18446744073709551616", "99999999999999999999999999"] {
            assert_eq!(whole(other), None, "{other}");
        }
    }

    #[test]
    fn letters_of_every_script_are_told_from_signs() {
        for letter in "azAZ09äßµªЖあア漢佐々〇한عא\u{e01}ａ".chars() {
            assert!(is_letter_or_digit(letter) && letter.is_alphanumeric(), "{letter}");
        }
        for sign in " -_.:/\"'“”‘’«»–—…\u{a0}\u{ad}\u{200b}\u{200e}\u{202e}\u{2028}\u{feff}\u{3000}「。×÷＠：\u{fffd}\u{e000}\u{e0001}".chars() {
            assert!(!is_letter_or_digit(sign) && !sign.is_alphanumeric(), "{sign:?}");
        }
    }
}
