//! What stands in a message beside its words where it comes from MS Teams: cards, as the words and links in them, and
//! whatever else by its name (field notes 4.6, 7). Called by `arrivals`.

use parlor_protocol::{Fields, event::Attachment, html::of_text};

const CARD: &str = "application/vnd.microsoft.card.adaptive";
const MOST: usize = 20;
const DEEPEST: usize = 8;
const LONGEST: usize = 8_000;

/// The message with what is attached to it, as HTML.
pub(crate) fn with_attachments(message: String, attachments: &[Attachment]) -> String {
    let mut html = if attachments.is_empty() { message } else { without_places(&message) };
    for attachment in attachments.iter().take(MOST) {
        let mut lines = Vec::new();
        if attachment.content_type == CARD {
            card(&attachment.content, 0, &mut lines);
        }
        if lines.is_empty() {
            let name = attachment.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
            lines.push(of_text(name.unwrap_or(&attachment.content_type)));
        }
        for line in lines {
            if html.len() + line.len() > LONGEST {
                return html;
            }
            if !html.trim().is_empty() {
                html.push_str("<br>");
            }
            html.push_str(&line);
        }
    }
    html
}

/// MS Teams marks in the words where its attachments belong, by a tag that no browser draws.
fn without_places(html: &str) -> String {
    let mut left = String::new();
    let mut rest = html;
    while let Some((before, place)) = rest.split_once("<attachment") {
        left.push_str(before);
        let behind = place.split_once('>').map_or("", |(_, behind)| behind);
        rest = behind.strip_prefix("</attachment>").unwrap_or(behind);
    }
    left.push_str(rest);
    left
}

/// The lines of an element and of those in it.
fn card(json: &str, depth: usize, lines: &mut Vec<String>) {
    let Some(fields) = Fields::parse(json).ok().flatten().filter(|_| depth < DEEPEST) else { return };
    if let Some(text) = fields.filled("text") {
        lines.push(of_text(&text));
    }
    for fact in fields.elements("facts") {
        if let Ok(Some(fact)) = Fields::parse(fact) {
            lines.push(of_text(&[fact.or_empty("title"), ": ".to_owned(), fact.or_empty("value")].concat()));
        }
    }
    for list in ["body", "items", "columns", "actions"] {
        for element in fields.elements(list) {
            card(element, depth + 1, lines);
        }
    }
    if let Some(url) = fields.filled("url").filter(|url| crate::files::is_web(url)) {
        let title = fields.filled("title").or_else(|| fields.filled("altText")).unwrap_or_else(|| url.clone());
        lines.push(["<a href=\"", &of_text(&url), "\">", &of_text(&title), "</a>"].concat());
    }
}
