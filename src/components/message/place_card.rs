//! A place in a message: what it is called, where it is, and the way to a map. Drawn by hand like the bubble around it.

use parlor_session::view::PlaceView;
use parlor_ui::{
    Icon, add_icon,
    dom::{add, set},
};
use web_sys::Element;

use crate::i18n::{Text, Words};

#[derive(Clone, PartialEq)]
pub(super) struct Shown {
    place: PlaceView,
    title: String,
    map: String,
    new_tab: String,
}

impl Shown {
    pub(super) fn new(words: Words, place: PlaceView) -> Self {
        let title = if place.title.is_empty() { words.get(Text::Location) } else { place.title.clone() };
        Self { place, title, map: words.get(Text::OpenMap), new_tab: words.get(Text::NewTab) }
    }
}

pub(super) fn draw(parent: &Element, shown: &Shown) {
    parent.set_text_content(None);
    let Shown { place, title, map, new_tab } = shown;
    let Some(card) = add(parent, "div", "file-card") else { return };
    set(&card, "part", "location");
    let Some(line) = add(&card, "div", "file-line") else { return };
    add_icon(&line, Icon::Place);
    let Some(text) = add(&line, "div", "file-text") else { return };
    if let Some(name) = add(&text, "span", "place-title") {
        set(&name, "dir", "auto");
        name.set_text_content(Some(title));
    }
    if let Some(degrees) = add(&text, "span", "file-about") {
        set(&degrees, "dir", "ltr");
        degrees.set_text_content(Some(&[&*place.latitude, ", ", &place.longitude].concat()));
    }
    if let Some(link) = add(&text, "a", "file-link") {
        set(&link, "href", &place.url);
        set(&link, "target", "_blank");
        set(&link, "rel", "noopener noreferrer nofollow ugc");
        set(&link, "title", new_tab);
        link.set_text_content(Some(map));
    }
}
