//! Draws a message's tree (`parlor_markup::Node`) with DOM calls: no string ever reaches the browser's HTML parser.
//! Used by the widget's transcript and by the desk. An image is a card that names where it comes from and loads when it
//! is clicked, so that a message can't make the visitor's browser call home by itself.

use leptos::prelude::*;
use parlor_markup::{Node, Tag};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::dom::{add, element, set};

/// The words that drawn markup needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkupWords {
    /// On the card of an image that is not loaded: "Show picture".
    pub show_image: String,
    /// Said after a link's text for screen readers: "opens in a new tab".
    pub new_tab: String,
}

/// Where a card keeps its picture's address until it is clicked.
const SOURCE: &str = "data-src";

/// The text of a message. It is drawn again only when the tree changes, so a selection survives receipts.
pub fn markup(nodes: Signal<Vec<Node>>, words: Signal<MarkupWords>) -> AnyView {
    view! {
        <div
            class="markup"
            part="message-text"
            dir="auto"
            use:fill=(nodes, words)
            on:click=move |event| load_image_on_click(&event)
        ></div>
    }
    .into_any()
}

/// Draws at once, so that whoever measures the page next finds the text in it.
fn fill(place: Element, (nodes, words): (Signal<Vec<Node>>, Signal<MarkupWords>)) {
    let drawing = RenderEffect::new(move |_| {
        nodes.with(|nodes| words.with(|words| draw_markup(&place, nodes, words)));
    });
    // Lives as long as the view that it fills.
    StoredValue::new_local(drawing);
}

/// As `markup`, into a place that is there: what stood in it goes.
pub fn draw_markup(place: &Element, nodes: &[Node], words: &MarkupWords) {
    place.set_text_content(None);
    draw(place, nodes, words);
}

/// For a click anywhere in drawn markup: a card of a picture becomes the picture.
pub fn load_image_on_click(event: &web_sys::MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Ok(Some(card)) = target.closest("button[data-src]") else { return };
    let (Some(src), Some(document)) = (card.get_attribute(SOURCE), card.owner_document()) else { return };
    let alt = card.get_attribute("data-alt").unwrap_or_default();
    let Some(image) = element(&document, "img", "image") else { return };
    set(&image, "part", "image");
    set(&image, "alt", &alt);
    set(&image, "decoding", "async");
    // The sender's server learns that the picture was opened, and nothing else.
    set(&image, "referrerpolicy", "no-referrer");
    set(&image, "src", &src);
    // The focused button goes away: hand the focus to what took its place.
    set(&image, "tabindex", "-1");
    let _ = card.replace_with_with_node_1(&image);
    if let Some(image) = image.dyn_ref::<web_sys::HtmlElement>() {
        let _ = image.focus();
    }
}

fn draw(parent: &Element, nodes: &[Node], words: &MarkupWords) {
    let Some(document) = parent.owner_document() else { return };
    let mut begins_line = false;
    for node in nodes {
        let was_block = begins_line;
        begins_line = is_block(node);
        match node {
            Node::Text(text) => {
                // Spaces are kept as they are typed, but those between a block and what follows would indent a line.
                let text = if was_block { text.trim_start_matches(' ') } else { text };
                let _ = parent.append_child(&document.create_text_node(text));
            }
            Node::Break => drop(add(parent, "br", "")),
            Node::Element { tag, children } => {
                let Some(child) = add(parent, name_of(*tag), class_of(*tag)) else { continue };
                draw(&child, children, words);
            }
            Node::Link { href, children } => {
                let Some(link) = add(parent, "a", "link") else { continue };
                set(&link, "href", href);
                if href.starts_with("http") {
                    set(&link, "target", "_blank");
                    set(&link, "title", &words.new_tab);
                }
                set(&link, "rel", "noopener noreferrer nofollow ugc");
                draw(&link, children, words);
            }
            Node::Image { src, alt } => {
                let Some(card) = add(parent, "button", "image-card") else { continue };
                set(&card, "type", "button");
                set(&card, SOURCE, src);
                set(&card, "data-alt", alt);
                let name = if alt.is_empty() { host_of(src) } else { alt };
                for (class, text) in [("image-card-label", &*words.show_image), ("image-card-source", name)] {
                    if let Some(line) = add(&card, "span", class) {
                        line.set_text_content(Some(text));
                    }
                }
            }
        }
    }
}

/// Whether what follows stands on a line of its own.
const fn is_block(node: &Node) -> bool {
    match node {
        Node::Image { .. } => true,
        Node::Element { tag, .. } => matches!(
            tag,
            Tag::Paragraph | Tag::Block | Tag::List | Tag::NumberedList | Tag::Item | Tag::Quote | Tag::Preformatted
        ),
        _ => false,
    }
}

/// The server's name of an address, as the card shows it.
fn host_of(src: &str) -> &str {
    let rest = src.split_once("://").map_or(src, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

const fn name_of(tag: Tag) -> &'static str {
    match tag {
        Tag::Bold => "strong",
        Tag::Italic => "em",
        Tag::Underline => "u",
        Tag::Strike => "s",
        Tag::Paragraph => "p",
        Tag::Block => "div",
        Tag::Span => "span",
        Tag::List => "ul",
        Tag::NumberedList => "ol",
        Tag::Item => "li",
        Tag::Quote => "blockquote",
        Tag::Code => "code",
        Tag::Preformatted => "pre",
    }
}

const fn class_of(tag: Tag) -> &'static str {
    match tag {
        Tag::Bold => "bold",
        Tag::Italic => "italic",
        Tag::Underline => "underline",
        Tag::Strike => "strike",
        Tag::Paragraph => "paragraph",
        Tag::Block | Tag::Span => "",
        Tag::List => "list",
        Tag::NumberedList => "numbered-list",
        Tag::Item => "item",
        Tag::Quote => "quote",
        Tag::Code => "code",
        Tag::Preformatted => "preformatted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_names_the_server_that_the_picture_comes_from() {
        assert_eq!(host_of("https://img.example.com/a/b.png?x#y"), "img.example.com");
        assert_eq!(host_of("img.example.com"), "img.example.com");
        assert_eq!(host_of(""), "");
    }
}
