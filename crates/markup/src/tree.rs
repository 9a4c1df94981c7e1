//! Tags → tree. Unclosed and misnested tags are closed where they must end; what can't be kept as structure is shown as
//! it was written. Called by `from_html`.

use crate::{
    MAX_DEPTH, Node, Tag,
    link::{self, Lines},
    token::{self, Name, Token, Tokens},
};

/// An element that is open.
struct Open {
    name: Name,
    /// Of a link that may be followed.
    href: Option<String>,
    children: Vec<Node>,
}

#[derive(Default)]
struct Tree {
    /// Done, on the outermost level.
    done: Vec<Node>,
    open: Vec<Open>,
    /// Words that are not in the tree yet: links are found in whole texts.
    text: String,
    /// How many closing tags of a name have nothing to close any more, since their element ended earlier.
    ended: Vec<(Name, usize)>,
    /// How many opening tags of a name are shown as text, since they stand too deep.
    shown: Vec<(Name, usize)>,
    /// The message has lines of its own, so line ends are white space.
    has_lines: bool,
}

/// Links inside the deepest element need one level.
const DEEPEST_ELEMENT: usize = MAX_DEPTH - 1;

pub(crate) fn build(html: &str) -> Vec<Node> {
    let mut tree = Tree { has_lines: Tokens::new(html).any(|token| makes_lines(&token)), ..Tree::default() };
    for token in Tokens::new(html) {
        match token {
            Token::Text(text) => tree.text.push_str(text),
            Token::Char(c) => tree.text.push(c),
            Token::Open { name, attributes, source } => tree.open(name, attributes, source),
            Token::Close { name, source } => tree.close(name, source),
        }
    }
    while !tree.open.is_empty() {
        tree.close_last();
    }
    tree.flush();
    tree.done
}

fn makes_lines(token: &Token<'_>) -> bool {
    match token {
        Token::Open { name: Name::Break, .. } => true,
        Token::Open { name: Name::Of(tag), .. } => tag.is_block(),
        _ => false,
    }
}

impl Tree {
    fn children(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(open) => &mut open.children,
            None => &mut self.done,
        }
    }

    fn is_in(&self, name: Name) -> bool {
        self.open.iter().any(|open| open.name == name)
    }

    /// Puts the collected words into the tree.
    fn flush(&mut self) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let lines = if self.is_in(Name::Of(Tag::Preformatted)) {
            Lines::Keep
        } else if self.has_lines {
            Lines::Space
        } else {
            Lines::Break
        };
        // White space between blocks is the layout of the source, not of the message.
        let between_blocks = lines == Lines::Space && text.trim_matches([' ', '\n', '\r', '\t']).is_empty();
        if between_blocks && text.contains('\n') {
            return;
        }
        if self.open.iter().any(|open| open.href.is_some()) {
            link::plain(&link::without_overrides(&text), lines, self.children());
        } else {
            link::find(&text, lines, self.children());
        }
    }

    fn open(&mut self, name: Name, attributes: &str, source: &str) {
        match name {
            Name::Break => {
                self.flush();
                self.children().push(Node::Break);
                return;
            }
            Name::Image => {
                let Some(src) = token::attribute(attributes, "src").and_then(|src| link::safe_image(&src)) else {
                    self.text.push_str(source);
                    return;
                };
                let alt = token::attribute(attributes, "alt").unwrap_or_default();
                self.flush();
                self.children().push(Node::Image { src, alt: link::without_overrides(&alt) });
                return;
            }
            // These can't stand in themselves: the next one ends the one before.
            Name::Link | Name::Of(Tag::Paragraph) if self.is_in(name) => self.end(name),
            Name::Of(Tag::Item) => self.end_item(),
            Name::Link | Name::Of(_) => {}
        }
        if self.open.len() >= DEEPEST_ELEMENT {
            count(&mut self.shown, name);
            self.text.push_str(source);
            return;
        }
        self.flush();
        let href = match name {
            Name::Link => token::attribute(attributes, "href").and_then(|href| link::safe(&href)),
            _ => None,
        };
        self.open.push(Open { name, href, children: Vec::new() });
    }

    fn close(&mut self, name: Name, source: &str) {
        match name {
            Name::Break => {
                self.flush();
                self.children().push(Node::Break);
            }
            Name::Image => self.text.push_str(source),
            _ if take_one(&mut self.shown, name) => self.text.push_str(source),
            _ if self.is_in(name) => {
                // What stands open inside ends with it, and its own closing tag will find nothing.
                while let Some(last) = self.open.last().map(|open| open.name) {
                    self.close_last();
                    if last == name {
                        break;
                    }
                    count(&mut self.ended, last);
                }
            }
            _ if take_one(&mut self.ended, name) => {}
            _ => self.text.push_str(source),
        }
    }

    /// Ends the innermost `name` before its closing tag.
    fn end(&mut self, name: Name) {
        while let Some(last) = self.open.last().map(|open| open.name) {
            self.close_last();
            count(&mut self.ended, last);
            if last == name {
                return;
            }
        }
    }

    /// An item ends the item before it, within its own list.
    fn end_item(&mut self) {
        let list = |name: Name| matches!(name, Name::Of(Tag::List | Tag::NumberedList));
        let item = Name::Of(Tag::Item);
        let found = self.open.iter().rev().map(|open| open.name).find(|name| *name == item || list(*name));
        if found == Some(item) {
            self.end(item);
        }
    }

    fn close_last(&mut self) {
        self.flush();
        let Some(Open { name, href, mut children }) = self.open.pop() else { return };
        let into = self.children();
        match (name, href) {
            _ if children.is_empty() => {}
            (Name::Link, Some(href)) => {
                // Shown where it leads, if the words say something else.
                if link::shows_another_host(&crate::to_text(&children), &href) {
                    children = vec![Node::Text(href.clone())];
                }
                into.push(Node::Link { href, children });
            }
            (Name::Of(tag), _) => into.push(Node::Element { tag, children }),
            // A link that leads nowhere: its words.
            _ => into.append(&mut children),
        }
    }
}

fn count(counts: &mut Vec<(Name, usize)>, name: Name) {
    match counts.iter_mut().find(|(known, _)| *known == name) {
        Some((_, count)) => *count += 1,
        None => counts.push((name, 1)),
    }
}

fn take_one(counts: &mut [(Name, usize)], name: Name) -> bool {
    let found = counts.iter_mut().find(|(known, count)| *known == name && *count > 0);
    found.map(|(_, count)| *count -= 1).is_some()
}
