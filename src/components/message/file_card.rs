//! A file in a message: a picture as it is, anything else as a card with its name, type and size; how far it has been
//! sent and the way to call that off. Drawn by hand like the bubble around it; clicks are `super::click`'s.

use parlor_session::view::{FileSource, FileView, SendState};
use parlor_ui::{
    Icon, add_icon,
    dom::{add, set},
    files::size,
};
use web_sys::Element;

use crate::i18n::{Text, Words};

/// What is shown of a file.
#[derive(Clone, PartialEq)]
pub(super) struct Shown {
    pub(super) file: FileView,
    /// A picture that can be drawn.
    pub(super) address: Option<String>,
    pub(super) state: Option<SendState>,
    words: CardWords,
}

#[derive(Clone, PartialEq)]
struct CardWords {
    about: String,
    enlarge: String,
    progress: String,
    cancel: String,
    new_tab: String,
}

impl Shown {
    /// `unsaved`: it could not be saved, and whether it is gone for good.
    pub(super) fn new(
        words: Words,
        file: FileView,
        address: Option<String>,
        state: Option<SendState>,
        unsaved: Option<bool>,
    ) -> Self {
        let mut about = about(words, &file);
        if let Some(is_gone) = unsaved {
            let why = words.get(if is_gone { Text::FileUnavailable } else { Text::FileUnsaved });
            about = [&about, " · ", &why].concat();
        }
        let words = CardWords {
            about,
            enlarge: words.with(Text::Enlarge, &[("name", &file.name)]),
            progress: words.with(Text::Uploading, &[("name", &file.name)]),
            cancel: words.get(Text::UploadCancel),
            new_tab: words.get(Text::NewTab),
        };
        Self { file, address, state, words }
    }

    fn differs_in_about_alone(&self, before: &Self) -> bool {
        let words = CardWords { about: self.words.about.clone(), ..before.words.clone() };
        Self { words, ..before.clone() } == *self
    }

    /// Only how much has left is another than it was.
    fn progresses_from(&self, before: &Self) -> bool {
        self.file.sent.is_some() && before.file.sent.is_some() && {
            let file = FileView { sent: self.file.sent, ..before.file.clone() };
            Self { file, ..before.clone() } == *self
        }
    }
}

pub(super) fn draw(place: &Element, shown: &Shown, before: Option<&Shown>) {
    if let Some(before) = before
        && shown.progresses_from(before)
        && let Ok(Some(bar)) = place.query_selector("[part=upload-progress]")
    {
        // The button beside it may have the focus.
        set(&bar, "value", &shown.file.sent.unwrap_or_default().to_string());
        return;
    }
    if let Some(before) = before
        && shown.differs_in_about_alone(before)
        && let Ok(Some(about)) = place.query_selector(".file-about")
    {
        // The button above it was pressed and keeps the focus.
        about.set_text_content(Some(&shown.words.about));
        return;
    }
    place.set_text_content(None);
    let Shown { file, address, state, words } = shown;
    let is_unsent = matches!(state, Some(SendState::Sending | SendState::Failed));
    let Some(card) = add(place, "div", if address.is_some() { "file-card file-card-picture" } else { "file-card" })
    else {
        return;
    };
    if is_unsent {
        set(&card, "part", "attachment-preview");
    }
    if let Some(address) = address
        && let Some(button) = add(&card, "button", "picture")
    {
        set(&button, "type", "button");
        set(&button, "aria-label", &words.enlarge);
        if let Some(image) = add(&button, "img", "") {
            set(&image, "part", "image");
            set(&image, "alt", &file.name);
            set(&image, "src", address);
        }
    }
    if let Some(line) = add(&card, "div", "file-line") {
        add_icon(&line, Icon::File);
        let text = add(&line, "div", "file-text");
        if let Some(text) = &text {
            add_name(text, file, words);
            if let Some(about) = add(text, "span", "file-about") {
                about.set_text_content(Some(&words.about));
            }
        }
    }
    if let (Some(sent), Some(size)) = (file.sent, file.size) {
        add_progress(&card, words, sent, size);
    }
}

fn add_name(place: &Element, file: &FileView, words: &CardWords) {
    let named = |name: &str| {
        let element = add(place, name, "file-link")?;
        set(&element, "part", "file-link");
        set(&element, "dir", "auto");
        element.set_text_content(Some(&file.name));
        Some(element)
    };
    match &file.source {
        FileSource::Link(url) => {
            if let Some(link) = named("a") {
                set(&link, "href", url);
                set(&link, "target", "_blank");
                set(&link, "rel", "noopener noreferrer nofollow ugc");
                set(&link, "title", &words.new_tab);
            }
        }
        FileSource::Nowhere | FileSource::Photo(_) => drop(named("span")),
        FileSource::Local(_) | FileSource::Stored(_) => {
            if let Some(button) = named("button") {
                set(&button, "type", "button");
            }
        }
    }
}

fn add_progress(card: &Element, words: &CardWords, sent: u64, size: u64) {
    let Some(line) = add(card, "div", "file-progress") else { return };
    if let Some(bar) = add(&line, "progress", "") {
        set(&bar, "part", "upload-progress");
        set(&bar, "aria-label", &words.progress);
        set(&bar, "max", &size.max(1).to_string());
        set(&bar, "value", &sent.to_string());
    }
    if let Some(button) = add(&line, "button", "button button-text") {
        set(&button, "type", "button");
        set(&button, "part", "upload-cancel");
        button.set_text_content(Some(&words.cancel));
    }
}

/// "PDF · 12 KB"
fn about(words: Words, file: &FileView) -> String {
    let ending = file.name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= 5);
    let kind = ending.map_or_else(|| words.get(Text::File), str::to_uppercase);
    match file.size {
        Some(bytes) => [&kind, " · ", &size(bytes)].concat(),
        None => kind,
    }
}
