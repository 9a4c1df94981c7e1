//! Agents' messages are HTML in practice. This turns a small safe subset of it into a tree of plain data, and finds
//! the links in plain text. Nothing is ever given to the browser's HTML parser.
//! Called by `session` for the widget and by the desk; drawn by `ui`.

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

/// Deepest nesting that is kept as structure.
pub const MAX_DEPTH: usize = 16;

/// HTML as agents send it → tree. Never fails: what is not in the subset is shown as its text.
pub fn from_html(html: &str) -> Vec<Node> {
    vec![Node::Text(html.to_owned())]
}

/// Plain text → text, breaks and links.
pub fn from_text(text: &str) -> Vec<Node> {
    vec![Node::Text(text.to_owned())]
}

/// The words alone, for announcements, copies and the page's title.
pub fn to_text(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Break => out.push('\n'),
            Node::Element { children, .. } | Node::Link { children, .. } => out.push_str(&to_text(children)),
            Node::Image { alt, .. } => out.push_str(alt),
        }
    }
    out
}
