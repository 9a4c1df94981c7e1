//! Whether a text is JSON, and what its strings and numbers say. As strict as the standard, with three answers of its
//! own to what is JSON and still can't be read: a number beyond `f64`, nesting beyond `DEEPEST`.
//! A reader of its own because it builds nothing: `fields` looks at slices, and no value outlives its use. Called by
//! `fields`, `slice` and the configuration's reader.

/// Deeper values are refused, so that no text can use up the stack.
const DEEPEST: usize = 127;
/// Powers of ten beyond this make any number infinite or nothing.
const FARTHEST: i32 = 400;

/// The first place at which a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotJson {
    /// In bytes.
    pub at: usize,
}

/// Checks one whole value with white space around it.
pub(crate) fn check(text: &str) -> Result<(), NotJson> {
    let mut check = Check { text, at: 0 };
    let whole = check.value(0).is_some() && check.next_byte().is_none();
    if whole { Ok(()) } else { Err(NotJson { at: check.at }) }
}

struct Check<'a> {
    text: &'a str,
    at: usize,
}

impl Check<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn next_byte(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.byte()
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.next_byte()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.next_byte()? {
            b'"' => self.string(),
            b'{' => self.nested(depth, b'}', |check| {
                check.next_byte().filter(|byte| *byte == b'"')?;
                check.string()?;
                check.eat(b':')
            }),
            b'[' => self.nested(depth, b']', |_| Some(())),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number(),
        }
    }

    /// `before` reads what stands before each value.
    fn nested(&mut self, depth: usize, close: u8, before: fn(&mut Self) -> Option<()>) -> Option<()> {
        if depth == DEEPEST {
            return None;
        }
        self.at += 1;
        if self.eat(close).is_some() {
            return Some(());
        }
        loop {
            before(self)?;
            self.value(depth + 1)?;
            if self.eat(b',').is_none() {
                return self.eat(close);
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        let start = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            match self.byte()? {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.at += 2;
                }
                0..0x20 => return None,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        if escaped { unescape(self.text.get(start + 1..self.at - 1)?).map(drop) } else { Some(()) }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(word).then(|| self.at += word.len())
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.at += usize::from(self.byte()? == b'-');
        // No zeros in front.
        if self.byte()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        number(self.text.get(start..self.at)?).map(drop)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// The text between a JSON string's quotes as it is meant; `None` for a bad escape. Half of a surrogate pair, which a text
/// that was cut may end in, is U+FFFD.
pub(crate) fn unescape(inner: &str) -> Option<String> {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let kind = *rest.as_bytes().get(at + 1)?;
        rest = rest.get(at + 2..)?;
        out.push(match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let mut code = hex(&mut rest)?;
                if (0xD800..0xDC00).contains(&code)
                    && let Some(mut behind) = rest.strip_prefix("\\u")
                    && let Some(low) = hex(&mut behind).filter(|low| (0xDC00..0xE000).contains(low))
                {
                    code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    rest = behind;
                }
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        });
    }
    out.push_str(rest);
    Some(out)
}

/// Takes four hexadecimal digits.
fn hex(rest: &mut &str) -> Option<u32> {
    let digits = rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    *rest = &rest[4..];
    u32::from_str_radix(digits, 16).ok()
}

/// A decimal number: sign, digits with a point somewhere, exponent. Finite, exact up to 15 digits, and within the last
/// place beyond; the standard library's reader is exact to the last bit with tables that weigh 10 KiB.
pub fn number(text: &str) -> Option<f64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (digits, power) = match digits.split_once(['e', 'E']) {
        Some((digits, power)) => (digits, exponent(power)?),
        None => (digits, 0),
    };
    let (mut mantissa, mut power, mut any, mut fraction) = (0_u64, power, false, false);
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                any = true;
                if mantissa < u64::MAX / 100 {
                    mantissa = mantissa * 10 + u64::from(byte - b'0');
                    power -= i32::from(fraction);
                } else {
                    // Beyond what counts: only its place does.
                    power += i32::from(!fraction);
                }
            }
            b'.' if !fraction => fraction = true,
            _ => return None,
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "more digits than f64 holds are rounded")]
    let value = scaled(mantissa as f64, power);
    (any && value.is_finite()).then_some(if negative { -value } else { value })
}

fn exponent(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, &text[1..]),
        b'+' => (1, &text[1..]),
        _ => (1, text),
    };
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value =
        |digits: &str| digits.bytes().fold(0, |value: i32, byte| (value * 10 + i32::from(byte - b'0')).min(9999));
    all_digits.then(|| sign * value(digits))
}

/// `value` × 10^`power`. One rounding as long as both are exact: below 2⁵³, and up to 10²².
fn scaled(value: f64, power: i32) -> f64 {
    if value == 0.0 || power == 0 {
        return value;
    }
    let ten = |power: i32| (0..power.clamp(0, FARTHEST)).fold(1.0, |product: f64, _| product * 10.0);
    if power > 0 {
        value * ten(power)
    } else {
        // In two steps, so that the divisor itself is finite.
        value / ten((-power).min(300)) / ten(-power - 300)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_json_is_and_what_is_not_is_placed() {
        for good in ["{}", " [1, -0.5e+3, \"\\u00e4\\ud83d\\ude00\", true, null] ", "\"\"", "0", "{\"a\":{\"b\":[[]]}}"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, at) in [
            ("", 0),
            ("{", 1),
            ("[1,]", 3),
            ("{\"a\" 1}", 5),
            ("01", 1),
            ("nul", 0),
            ("1 2", 2),
            ("\"\\ud80\"", 7),
            ("\"\u{1}\"", 1),
            ("1e400", 5),
            ("NaN", 0),
        ] {
            assert_eq!(check(bad), Err(NotJson { at }), "{bad}");
        }
    }

    #[test]
    fn half_a_character_is_a_placeholder_and_loses_nothing_else() {
        for (text, meant) in [
            ("See you \\ud83d", "See you \u{fffd}"),
            ("\\ud83d\\ude00 \\ude00 \\ud83d!", "😀 \u{fffd} \u{fffd}!"),
            ("\\ud83d\\n", "\u{fffd}\n"),
            ("\\ud83d\\ud83d\\ude00", "\u{fffd}😀"),
        ] {
            assert_eq!(unescape(text).as_deref(), Some(meant), "{text}");
        }
    }

    #[test]
    fn depth_has_an_end() {
        let nested = |depth: usize| ["[".repeat(depth), "]".repeat(depth)].concat();
        assert_eq!(check(&nested(127)), Ok(()));
        assert!(check(&nested(128)).is_err());
        assert!(check(&"[".repeat(1_000_000)).is_err());
    }

    #[test]
    fn numbers_are_what_they_say() {
        for (text, value) in [
            ("0", 0.0),
            ("-12.5", -12.5),
            ("+.5", 0.5),
            ("5.", 5.0),
            ("1700000000123", 1_700_000_000_123.0),
            ("1700000000.123", 1_700_000_000.123),
            ("9007199254740993", 9_007_199_254_740_992.0),
            ("1e3", 1000.0),
            ("25E-1", 2.5),
            ("0e99999999999", 0.0),
            ("1e-99999999999", 0.0),
            ("1e22", 1e22),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        for text in ["", "-", ".", "e5", "1e", "1e+", "1.2.3", "inf", "NaN", "0x10", "1 ", "1e400"] {
            assert_eq!(number(text), None, "{text}");
        }
        let tiny = number("5e-324").unwrap_or(1.0);
        assert!(tiny <= 1e-323, "{tiny}");
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use proptest::prelude::*;
        use serde_json::Value;

        use super::super::*;

        proptest! {
            #![proptest_config(ProptestConfig::with_cases(4000))]

            /// Nearly JSON: every piece that it is made of, in any order.
            #[test]
            fn the_check_agrees_with_a_reader_that_builds_values(
                text in "([{}\\[\\],:]|\"(a|\\\\(u(d83d|dE00|00e9)|n|x|\"))*\"|-?[01]{1,2}(\\.[0-9]*)?([eE][+-]?[0-9]{1,3})?|true|null| ){0,12}"
            ) {
                let theirs = serde_json::from_str::<Value>(&text);
                // They refuse half a character, which a text that was cut may end in.
                let halves = text.contains("\\ud83d") || text.contains("\\udE00");
                prop_assert!(check(&text).is_ok() == theirs.is_ok() || halves && theirs.is_err(), "{}", text);
                if let Ok(Value::String(theirs)) = theirs {
                    prop_assert_eq!(unescape(text.trim().trim_start_matches('"').strip_suffix('"').unwrap_or_default()), Some(theirs));
                }
            }

            #[test]
            fn numbers_agree_to_the_last_place(value in prop::num::f64::NORMAL, whole in 0..9_007_199_254_740_992_u64) {
                let read = number(&format!("{value:e}")).unwrap_or(f64::INFINITY);
                prop_assert!((read / value - 1.0).abs() < 1e-13 || value.abs() > 1e307 || value.abs() < 1e-306, "{} {}", value, read);
                #[expect(clippy::cast_precision_loss, reason = "within 2⁵³")]
                let whole_f64 = whole as f64;
                prop_assert_eq!(number(&whole.to_string()), Some(whole_f64));
            }
        }
    }
}
