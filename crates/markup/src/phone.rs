//! Phone numbers in plain text. Better one link too few: dates, amounts, card numbers, addresses of machines and order
//! numbers are none. Called by `link`.

use crate::{
    Node,
    link::{Lines, plain},
};

/// Longest number with its separators, in bytes.
const LONGEST: usize = 40;
const FEWEST_DIGITS: usize = 7;
/// By E.164.
const MOST_DIGITS: usize = 15;
/// Without a leading `+`; card numbers have 13 and more.
const MOST_NATIONAL: usize = 12;

/// Text with its phone numbers as links.
pub(crate) fn find(text: &str, lines: Lines, out: &mut Vec<Node>) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        if !is_first(bytes[at]) {
            at += 1;
            continue;
        }
        let end = end_of_run(bytes, at);
        let found = if begins(text, at) { number(&text[at..end]) } else { None };
        if let Some((length, number)) = found.filter(|(length, _)| ends(text, at + length)) {
            plain(&text[start..at], lines, out);
            let shown = text[at..at + length].to_owned();
            out.push(Node::Link { href: ["tel:", &number].concat(), children: vec![Node::Text(shown)] });
            start = at + length;
        }
        at = end;
    }
    plain(&text[start..], lines, out);
}

fn is_first(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b'+' | b'(')
}

/// A number may begin here: no word or amount stands before it.
fn begins(text: &str, at: usize) -> bool {
    !text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "+-./_@#$€£¥%=:,*".contains(c))
}

/// Behind the last character that can belong to the number. What follows a run that is too long belongs to it, too.
fn end_of_run(bytes: &[u8], start: usize) -> usize {
    let of_number = |byte: &u8| byte.is_ascii_digit() || b"+()-./ ".contains(byte);
    let length = bytes[start..].iter().take_while(|byte| of_number(byte)).count();
    start + length.max(1)
}

/// No word, amount or time goes on behind it.
fn ends(text: &str, end: usize) -> bool {
    let mut next = text[end..].chars();
    match next.next() {
        Some(',') => !next.next().is_some_and(|c| c.is_ascii_digit()),
        Some(c) => !c.is_alphanumeric() && !"@#_%:€$£=*".contains(c),
        None => true,
    }
}

/// The length and the digits of the number at the start of `run`, if it is one.
fn number(run: &str) -> Option<(usize, String)> {
    let length = run.trim_end_matches(|c: char| !c.is_ascii_digit()).len();
    let run = &run[..length];
    let international = run.starts_with('+');
    let inner = run.strip_prefix('+').unwrap_or(run);
    if length > LONGEST || inner.contains('+') || !is_well_separated(inner) {
        return None;
    }
    let groups: Vec<&str> = inner.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let digits = groups.concat();
    let most = if international { MOST_DIGITS } else { MOST_NATIONAL };
    if !(FEWEST_DIGITS..=most).contains(&digits.len()) {
        return None;
    }
    if !international && (groups.len() < 2 || is_something_else(inner, &groups)) {
        return None;
    }
    // `+49 (0) 30 …`: the 0 is not dialled together with the country.
    let dialled = if international { inner.replace("(0)", "") } else { digits };
    let mut number = String::from(if international { "+" } else { "" });
    number.extend(dialled.chars().filter(char::is_ascii_digit));
    Some((length, number))
}

/// Separators stand alone, but for a bracket and what goes with it; brackets are closed.
fn is_well_separated(inner: &str) -> bool {
    let mut open = false;
    let mut before = '0';
    for c in inner.chars() {
        let pair_is_odd = !c.is_ascii_digit()
            && !before.is_ascii_digit()
            && !matches!((before, c), (')', ' ' | '-' | '/') | (' ' | '-', '('));
        if pair_is_odd || (c == '(' && open) || (c == ')' && !open) {
            return false;
        }
        match c {
            '(' => open = true,
            ')' => open = false,
            _ => {}
        }
        before = c;
    }
    !open
}

/// A date, an amount in thousands, an address of a machine, a span of years, or a social security number.
fn is_something_else(inner: &str, groups: &[&str]) -> bool {
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let is_small = |group: &str| group.len() <= 2;
    let date = match groups {
        // More groups than a date and an hour are a number in pairs.
        [a, b, c, rest @ ..] if rest.len() < 2 => {
            (is_year(a) && is_small(b) && is_small(c)) || (is_small(a) && is_small(b) && (is_year(c) || is_small(c)))
        }
        [a, b] => is_year(a) && is_year(b),
        _ => false,
    };
    let thousands =
        lengths[0] <= 3 && lengths[1..].iter().all(|length| *length == 3) && !inner.contains(['-', '(', '/']);
    let machine = lengths.len() == 4 && lengths.iter().all(|length| *length <= 3) && !inner.contains([' ', '-', '(']);
    let security = lengths[..] == [3, 2, 4];
    date || thousands || machine || security
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let mut nodes = Vec::new();
        find(text, Lines::Break, &mut nodes);
        assert_eq!(crate::to_text(&nodes), text, "no word is lost");
        let hrefs = nodes.into_iter().filter_map(|node| match node {
            Node::Link { href, .. } => Some(href),
            _ => None,
        });
        hrefs.collect()
    }

    #[test]
    fn phone_numbers_become_links() {
        for (text, href) in [
            ("Call +14155550123.", "tel:+14155550123"),
            ("Call +1 (415) 555-0123, please", "tel:+14155550123"),
            ("(415) 555-0123", "tel:4155550123"),
            ("415-555-0123", "tel:4155550123"),
            ("415.555.0123 or so", "tel:4155550123"),
            ("555-0123", "tel:5550123"),
            ("030/1234567", "tel:0301234567"),
            ("+49 (0) 30 123456", "tel:+4930123456"),
            ("téléphone 01 23 45 67 89", "tel:0123456789"),
        ] {
            assert_eq!(numbers(text), [href], "{text}");
        }
    }

    #[test]
    fn other_numbers_do_not() {
        for text in [
            "2026-11-21",
            "21.11.2026",
            "11/21/2026 10:30",
            "2026-11-21 10",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "378282246310005",
            "192.168.100.200",
            "1.000.000.000",
            "1 000 000",
            "$1234567.89",
            "order 12345678",
            "A-1234-5678",
            "1990-2020",
            "123-45-6789",
            "978-3-16-148410-0",
            "12345678-90ab",
            "1234--5678",
            "()()()(1234567",
            "+",
            "++1234567890",
            "+123",
            "1234567@example",
            "#123-4567",
            "12:34:56 789 1234",
        ] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
    }
}
