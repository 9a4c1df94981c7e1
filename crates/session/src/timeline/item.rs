//! One thing of the transcript, kept compact: ten thousand of them must stay cheap. Markup is parsed when a row is
//! asked for. Made by `timeline`, never seen outside the crate.

use parlor_markup::{Directive, Node, Replies, split_directive, split_replies};
use parlor_protocol::event::{Answers, FormData};

use crate::{
    effect::EndedBy,
    files,
    input::RowId,
    place,
    problem::Problem,
    time::Millis,
    view::{CobrowseStage, FileView, FormStage, PlaceView, SendState},
};

/// Longest text of a message that is kept, in bytes; what is behind is cut off with an ellipsis.
const LONGEST: usize = 200_000;

#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: RowId,
    pub(crate) revision: u32,
    pub(crate) at: Millis,
    /// `at` is the server's, and the place among the others too.
    pub(crate) anchored: bool,
    pub(crate) first_of_group: bool,
    pub(crate) last_of_group: bool,
    /// Which of the answers that it offers was given.
    pub(crate) chosen: Option<u8>,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    Own(Own),
    Said {
        party: u32,
        markup: Box<str>,
        /// In the place of the words; `markup` is then its name.
        file: Option<Box<FileView>>,
        place: Option<Box<PlaceView>>,
        /// What an answer by a button has to name (field notes 4.6).
        directive: Option<Box<str>>,
        edited: bool,
        deleted: bool,
    },
    Joined {
        party: u32,
    },
    Left {
        party: u32,
    },
    Ended {
        by: EndedBy,
        text: Option<Box<str>>,
    },
    Warning {
        text: Box<str>,
    },
    Unreadable,
    Unsupported {
        name: Box<str>,
    },
    Form(Box<Asked>),
    Cobrowse(CobrowseStage),
    /// Discarded; no row.
    Gone,
}

/// A form that was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) request: Box<str>,
    pub(crate) name: Box<str>,
    /// Of a secure form, which is known by it alone.
    pub(crate) form_id: Option<Box<str>>,
    /// How often a secure form was emptied.
    pub(crate) emptied: u32,
    /// How often it was filled in in another tab.
    pub(crate) filled: u32,
    pub(crate) stage: FormStage,
    pub(crate) problem: Option<Problem>,
    /// By the caller's clock.
    pub(crate) closes_at: Option<Millis>,
    /// What it was answered with, by the fields' names.
    pub(crate) answers: Box<[(String, String)]>,
}

/// Whose words an item holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    Visitor,
    Party(u32),
    Nobody,
}

/// A message of the visitor's.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) text: Box<str>,
    /// In the place of the words; `text` is then its name.
    pub(crate) file: Option<Box<FileView>>,
    pub(crate) place: Option<Box<PlaceView>>,
    pub(crate) state: SendState,
    pub(crate) problem: Option<Problem>,
    /// An event of the server's is known to be this message.
    pub(crate) matched: bool,
    /// When it came from the server under a name of the server's, while no tab has said that it is its message.
    pub(crate) renamed: Option<Millis>,
    pub(crate) edited: bool,
    pub(crate) deleted: bool,
}

impl Own {
    pub(crate) fn new(text: &str, state: SendState) -> Self {
        Self {
            text: cut(text),
            file: None,
            place: None,
            state,
            problem: None,
            matched: false,
            renamed: None,
            edited: false,
            deleted: false,
        }
    }
}

impl Content {
    /// The answers that a party's message offers.
    pub(crate) fn replies(&self) -> Option<Replies> {
        match self {
            Self::Said { markup, file: None, deleted: false, .. } => Some(split_replies(markup)?.1),
            _ => None,
        }
    }

    /// What a party said, to be drawn: the words without what they only name, and that. A file's name is no markup.
    pub(crate) fn seen(&self) -> Seen {
        let Self::Said { markup, file, place, deleted, .. } = self else { return Seen::default() };
        if file.is_some() || place.is_some() {
            let (file, place) = (file.as_deref().filter(|_| !deleted), place.as_deref().filter(|_| !deleted));
            let nodes = parlor_markup::from_text(markup);
            return Seen { nodes, file: file.cloned(), place: place.cloned(), is_sticker: false };
        }
        let (words, directive) = if *deleted { (&**markup, None) } else { directed(markup) };
        let mut seen = Seen { nodes: parlor_markup::from_html(words), ..Seen::default() };
        match directive {
            Some(Directive::Attachment { url, is_picture }) => seen.file = Some(files::of_link(url, None, is_picture)),
            Some(Directive::Location { latitude, longitude, title }) => {
                seen.place = Some(place::view(&latitude, &longitude, &title, None));
            }
            Some(Directive::Sticker) => seen.is_sticker = true,
            None => {}
        }
        seen
    }
}

/// What a party's message shows.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) nodes: Vec<Node>,
    pub(crate) file: Option<FileView>,
    pub(crate) place: Option<PlaceView>,
    /// It names a picture that only some messenger knows.
    pub(crate) is_sticker: bool,
}

/// The words without what they only name or offer, and what they name.
fn directed(markup: &str) -> (&str, Option<Directive>) {
    let is_nowhere = |directive: &Directive| match directive {
        Directive::Location { latitude, longitude, .. } => !place::is_on_earth(latitude, longitude),
        Directive::Attachment { .. } | Directive::Sticker => false,
    };
    match split_directive(markup).filter(|(_, directive)| !is_nowhere(directive)) {
        Some((words, directive)) => (words, Some(directive)),
        None => (split_replies(markup).map_or(markup, |(words, _)| words), None),
    }
}

impl Own {
    pub(crate) fn of_file(file: FileView, state: SendState) -> Self {
        Self { text: cut(&file.name), file: Some(Box::new(file)), ..Self::new("", state) }
    }

    pub(crate) fn of_place(place: PlaceView, state: SendState) -> Self {
        let text = place::words(&place.latitude, &place.longitude);
        Self { place: Some(Box::new(place)), ..Self::new(&text, state) }
    }
}

impl Asked {
    /// As an earlier page submitted it.
    pub(crate) fn sent(data: &FormData) -> Self {
        let (stage, answers) = match &data.data {
            Answers::Text(_) => (FormStage::Missing, Box::default()),
            Answers::Fields(fields) if fields.is_empty() => (FormStage::Skipping, Box::default()),
            Answers::Fields(fields) => (FormStage::Sending, fields.as_slice().into()),
        };
        Self { answers, ..Self::new(&data.form_request_id, &data.form_name, stage) }
    }

    pub(crate) fn new(request: &str, name: &str, stage: FormStage) -> Self {
        Self {
            request: request.into(),
            name: name.into(),
            form_id: None,
            emptied: 0,
            filled: 0,
            stage,
            problem: None,
            closes_at: None,
            answers: Box::default(),
        }
    }
}

impl Item {
    /// Still on its way: stands behind everything that the server has.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(&self.content, Content::Own(own) if own.state == SendState::Sending)
    }

    pub(crate) fn own(&self) -> Option<&Own> {
        match &self.content {
            Content::Own(own) => Some(own),
            _ => None,
        }
    }

    pub(crate) fn own_mut(&mut self) -> Option<&mut Own> {
        match &mut self.content {
            Content::Own(own) => Some(own),
            _ => None,
        }
    }

    /// Who speaks, for grouping: the visitor, or a party.
    pub(crate) fn speaker(&self) -> Speaker {
        match &self.content {
            Content::Own(_) => Speaker::Visitor,
            Content::Said { party, .. } => Speaker::Party(*party),
            _ => Speaker::Nobody,
        }
    }

    pub(crate) fn touch(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }
}

/// A text as it is kept.
pub(crate) fn cut(text: &str) -> Box<str> {
    if text.len() <= LONGEST {
        return text.into();
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    [&text[..end], "…"].concat().into()
}

/// The name under which an event is known, so that it is taken in once (FNV-1a, 64 bit).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(pub(crate) u64);

impl Key {
    pub(crate) fn of(kind: &str, party: &str, name: &str) -> Self {
        let mut hash = 0xCBF2_9CE4_8422_2325;
        for part in [kind, party, name] {
            for byte in part.bytes().chain([0xFF]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        }
        Self(hash)
    }

    /// The same thing for the `n`-th time.
    pub(crate) fn nth(self, n: u32) -> Self {
        let mut hash = self.0;
        for byte in n.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        Self(hash)
    }
}
