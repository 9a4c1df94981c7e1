//! Which addresses may be followed, and where plain text holds some. Called by `tree` and `from_text`.

use linkify::{LinkFinder, LinkKind};

use crate::{Node, phone};

/// Longest address, in bytes.
const LONGEST: usize = 4096;
/// Links are looked for in pieces of about this many bytes, cut at white space; a word longer than this has none.
const PIECE: usize = 4096;

/// What a line end of a text is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// A break.
    Break,
    /// White space, as in HTML.
    Space,
    /// Itself: inside `pre`.
    Keep,
}

/// U+202A–202E and U+2066–2069: they make a link read other than it is.
pub(crate) fn is_direction_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The address in the form in which it may be followed; `None` for every scheme but http, https, mailto and tel, for
/// relative addresses, and for what browsers would read in another way than it looks.
pub(crate) fn safe(address: &str) -> Option<String> {
    if address.len() > LONGEST {
        return None;
    }
    // As browsers do: no tabs and line ends anywhere, no control characters and spaces at either end.
    let address: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let address = address.trim_matches(|c: char| c <= ' ');
    let (scheme, rest) = address.split_once(':')?;
    let scheme = ["http", "https", "mailto", "tel"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
    let mut out = [scheme, ":"].concat();
    let sound = match scheme {
        "tel" => rest.bytes().any(|b| b.is_ascii_digit()) && rest.bytes().all(is_of_phone),
        "mailto" => rest.contains('@'),
        _ => {
            let host = rest.strip_prefix("//").unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
            !host.is_empty() && !host.contains(['\\', ' '])
        }
    };
    if !sound || rest.chars().any(char::is_control) {
        return None;
    }
    for c in rest.chars().filter(|c| !is_direction_override(*c)) {
        match c {
            ' ' => out.push_str("%20"),
            c => out.push(c),
        }
    }
    Some(out)
}

fn is_of_phone(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+-.()*#;=,% ".contains(&byte)
}

/// An address that a picture may be loaded from.
pub(crate) fn safe_image(address: &str) -> Option<String> {
    safe(address).filter(|address| address.starts_with("http"))
}

/// A link whose words are an address of another server than the one it leads to: the words lie.
pub(crate) fn shows_another_host(shown: &str, href: &str) -> bool {
    let shown = shown.trim();
    let is_address = |prefix: &str| shown.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let claims_host = ["http://", "https://", "www."].into_iter().any(is_address);
    claims_host && !host(shown).eq_ignore_ascii_case(host(href))
}

/// The host with its port, without user and `www.`; nothing for addresses that have none.
fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', '\\', ' ']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let www = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    if www { &host[4..] } else { host }
}

/// Text without links, as nodes.
pub(crate) fn plain(text: &str, lines: Lines, out: &mut Vec<Node>) {
    match lines {
        Lines::Keep => push_text(text, out),
        Lines::Space => push_text(&text.replace("\r\n", " ").replace(['\n', '\r'], " "), out),
        Lines::Break => {
            for (index, line) in text.split('\n').enumerate() {
                if index > 0 {
                    out.push(Node::Break);
                }
                push_text(line.strip_suffix('\r').unwrap_or(line), out);
            }
        }
    }
}

fn push_text(text: &str, out: &mut Vec<Node>) {
    if text.is_empty() {
        return;
    }
    match out.last_mut() {
        Some(Node::Text(before)) => before.push_str(text),
        _ => out.push(Node::Text(text.to_owned())),
    }
}

/// Text with the links that stand in it.
pub(crate) fn find(text: &str, lines: Lines, out: &mut Vec<Node>) {
    let mut finder = LinkFinder::new();
    finder.url_must_have_scheme(false);
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(end_of_piece(rest));
        rest = after;
        let is_one_word = piece.len() > PIECE && !piece.contains(char::is_whitespace);
        if is_one_word {
            plain(piece, lines, out);
        } else {
            find_in_piece(&finder, piece, lines, out);
        }
    }
}

/// The first white space from which on the piece is long enough, or the whole of a long word that begins there.
fn end_of_piece(text: &str) -> usize {
    if text.len() <= PIECE {
        return text.len();
    }
    let first = text.floor_char_boundary(PIECE);
    match text[..first].rfind(char::is_whitespace) {
        // Behind it, so that every piece has at least one character.
        Some(at) => at + text[at..].chars().next().map_or(1, char::len_utf8),
        None => text[first..].find(char::is_whitespace).map_or(text.len(), |at| first + at),
    }
}

fn find_in_piece(finder: &LinkFinder, piece: &str, lines: Lines, out: &mut Vec<Node>) {
    // Text between two links is looked through for phone numbers as a whole.
    let mut start = 0;
    for link in finder.links(piece) {
        let shown = link.as_str();
        let wanted = match link.kind() {
            LinkKind::Email => Some(["mailto:", shown].concat()),
            LinkKind::Url if shown.contains("://") => Some(shown.to_owned()),
            LinkKind::Url if shown.get(..4).is_some_and(|www| www.eq_ignore_ascii_case("www.")) => {
                Some(["https://", shown].concat())
            }
            // `end.Next` is two sentences more often than a host.
            _ => None,
        };
        let Some(href) = wanted.and_then(|wanted| safe(&wanted)) else { continue };
        phone::find(&piece[start..link.start()], lines, out);
        out.push(Node::Link { href, children: vec![Node::Text(without_overrides(shown))] });
        start = link.end();
    }
    phone::find(&piece[start..], lines, out);
}

pub(crate) fn without_overrides(text: &str) -> String {
    text.chars().filter(|c| !is_direction_override(*c)).collect()
}
