//! What a message shows beside its words: `/attachment : https://… , image`, `/location : 51.38, -2.36, Bath`, `/sticker : 1`
//! (field notes 7). What is not well-formed is words.

use crate::{from_html, replies::without_break, to_text};

const NAMES: [&str; 3] = ["/attachment", "/location", "/sticker"];

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// A file at an http or https address.
    Attachment { url: String, is_picture: bool },
    /// As it was written: who shows it has to see that these are degrees.
    Location { latitude: String, longitude: String, title: String },
    /// A picture of some messenger's, by a number that means nothing elsewhere.
    Sticker,
}

/// The HTML before the directive, and what it shows. `None`: there is none.
pub fn split_directive(html: &str) -> Option<(&str, Directive)> {
    // Nearly every message, at once.
    if !html.contains(':') || !html.contains('/') {
        return None;
    }
    let (start, name) = NAMES.iter().filter_map(|name| Some((html.rfind(name)?, *name))).max()?;
    let head = &html[..start];
    if !(head.is_empty() || head.ends_with(|c: char| c.is_whitespace() || c == '>' || c == ';')) {
        return None;
    }
    let text = to_text(&from_html(html));
    let (_, told) = text.rsplit_once(name)?;
    let told = told.trim_start().strip_prefix(':')?.trim();
    let mut parts = told.split(',').map(str::trim);
    let first = parts.next().filter(|first| !first.is_empty())?;
    let directive = match name {
        "/attachment" => {
            let is_web = first.starts_with("https://") || first.starts_with("http://");
            let kind = parts.next().unwrap_or_default();
            let is_known = ["", "audio", "video", "image"].contains(&kind) && parts.next().is_none();
            if !is_web || !is_known || first.contains(char::is_whitespace) {
                return None;
            }
            Directive::Attachment { url: first.to_owned(), is_picture: kind == "image" }
        }
        "/location" => {
            let longitude = parts.next()?;
            let title = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
            Directive::Location { latitude: first.to_owned(), longitude: longitude.to_owned(), title }
        }
        _ => Directive::Sticker,
    };
    Some((without_break(head), directive))
}
