//! Answers that a message offers at its end: `/buttons [Yes] [No]` (field notes 5). What is not well-formed is words.

use crate::{from_html, to_text};

/// The directives, each with whether its answers stand one below the other. The longer name first.
const DIRECTIVES: [(&str, bool); 3] = [("/buttons-column", true), ("/buttons", false), ("/choice", true)];
/// Answers of one message, and the characters of each.
const MOST: usize = 20;
const LONGEST: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    pub options: Vec<String>,
    pub in_column: bool,
}

/// The HTML before the directive, and what it offers. `None`: there is none.
pub fn split_replies(html: &str) -> Option<(&str, Replies)> {
    // Nearly every message, at once.
    if !html.contains('[') {
        return None;
    }
    let (start, name, in_column) = DIRECTIVES
        .iter()
        .filter_map(|(name, in_column)| Some((html.rfind(name)?, *name, *in_column)))
        .max_by_key(|(start, name, _)| (*start, name.len()))?;
    let head = &html[..start];
    let stands_alone = head.is_empty() || head.ends_with(|c: char| c.is_whitespace() || c == '>' || c == ';');
    let text = to_text(&from_html(html));
    let options = options(text.rsplit_once(name)?.1)?;
    stands_alone.then_some((without_break(head), Replies { options, in_column }))
}

/// What only leads over to the answers.
pub(crate) fn without_break(head: &str) -> &str {
    let bare = head.trim_end();
    let shorter = ["<br>", "<br/>", "<br />", "<p>", "<div>"].iter().find_map(|lead| bare.strip_suffix(lead));
    shorter.map_or(bare, without_break)
}

fn options(text: &str) -> Option<Vec<String>> {
    let mut options = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (option, behind) = rest.strip_prefix('[')?.split_once(']')?;
        let option = option.trim();
        if option.is_empty() || option.chars().count() > LONGEST || options.len() == MOST {
            return None;
        }
        options.push(option.to_owned());
        rest = behind.trim_start();
    }
    (!options.is_empty()).then_some(options)
}
