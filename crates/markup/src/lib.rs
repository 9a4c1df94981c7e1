//! Agents' messages are HTML in practice. This turns a small safe subset of it into a tree of plain data, and finds
//! the links in plain text. Nothing is ever given to the browser's HTML parser.
//! Called by `session` for the widget and by the desk; drawn by `ui`.
//!
//! Where to start: `from_html`. `token` cuts the text, `tree` builds, `link` judges addresses and finds them in text.

mod directive;
mod entity;
mod link;
mod phone;
mod token;
mod tree;

/// One piece of a message. Nesting is at most `MAX_DEPTH`; deeper markup is shown as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    Text(String),
    /// A line break.
    Break,
    Element {
        tag: Tag,
        children: Vec<Node>,
    },
    /// `href` has one of the schemes http, https, mailto, tel.
    Link {
        href: String,
        children: Vec<Node>,
    },
    /// An image of the sender's: shown as a card that loads on click. `src` is an http or https address.
    Image {
        src: String,
        alt: String,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Bold,
    Italic,
    Underline,
    Strike,
    Paragraph,
    Block,
    Span,
    List,
    NumberedList,
    Item,
    Quote,
    Code,
    Preformatted,
}

impl Tag {
    /// Stands on lines of its own.
    pub const fn is_block(self) -> bool {
        !matches!(self, Self::Bold | Self::Italic | Self::Underline | Self::Strike | Self::Span | Self::Code)
    }
}

/// Deepest nesting that is kept as structure.
pub const MAX_DEPTH: usize = 16;

/// HTML as agents send it → tree. Never fails: what is not in the subset is shown as its text, as it was written.
/// Where the message has no lines of its own (`br`, `p`, a list …), its line ends are breaks.
pub fn from_html(html: &str) -> Vec<Node> {
    tree::build(html)
}

/// Plain text → text, breaks and links.
pub fn from_text(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    link::find(text, link::Lines::Break, &mut nodes);
    nodes
}

/// The words alone, for announcements, copies and the page's title. Blocks stand on lines of their own.
pub fn to_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_text(nodes, &mut out);
    out
}

fn write_text(nodes: &[Node], out: &mut String) {
    let mut after_block = false;
    for node in nodes {
        let is_block = matches!(node, Node::Element { tag, .. } if tag.is_block());
        if (after_block || is_block) && !out.is_empty() && !out.ends_with('\n') {
            out.push('\n');
        }
        after_block = is_block;
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Break => out.push('\n'),
            Node::Element { children, .. } | Node::Link { children, .. } => write_text(children, out),
            Node::Image { alt, .. } => out.push_str(alt),
        }
    }
}

mod replies;

pub use directive::{Directive, split_directive};
pub use replies::{Replies, split_replies};

#[cfg(test)]
mod tests;
