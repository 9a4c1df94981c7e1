//! Makes the rows of the open chat's transcript. Part of `Desk`; changes nothing.

use std::collections::BTreeMap;

use parlor_markup::{Node, from_html, from_text, split_replies, to_text};
use parlor_protocol::html::of_text;

use super::{
    chat::Chat,
    desk::Desk,
    input::RowId,
    look::initials,
    outbox::{Said, Unsent, UnsentState},
    transcript::{Body, Change, Entry, Place, Row},
    view::{Cobrowse, FileLink, FileView, FormLine, MessageView, RowBody, RowKey, RowView, SendState, Sender},
};

/// Messages of one author within this many seconds stand together.
const GROUP_WITHIN: u64 = 120;

/// A row before it is drawn.
enum Source<'a> {
    Held { place: &'a Place, row: &'a Row },
    Unsent(&'a Unsent),
}

impl Source<'_> {
    fn at(&self) -> u64 {
        match self {
            Self::Held { row, .. } => row.entry.at,
            Self::Unsent(unsent) => unsent.at,
        }
    }

    /// A failed message stands alone, with what can be done about it.
    fn has_failed(&self) -> bool {
        matches!(self, Self::Unsent(Unsent { state: UnsentState::Failed(_), .. }))
    }

    /// Who said it, where somebody did.
    fn author<'a>(&'a self, me: &'a str) -> Option<&'a str> {
        match self {
            Self::Held { row, .. } => row.entry.body.is_said().then_some(&*row.entry.author),
            Self::Unsent(_) => Some(me),
        }
    }
}

impl Desk {
    /// The sources of the rows that are shown, oldest first.
    fn sources<'a>(chat: &'a Chat) -> Vec<Source<'a>> {
        let mut sources: Vec<Source<'a>> = chat
            .transcript
            .iter()
            .rev()
            .take(chat.rows_shown)
            .map(|(place, row)| Source::Held { place, row })
            .collect();
        sources.reverse();
        // What changes a message is seen in it once it is done.
        let is_shown = |unsent: &&Unsent| unsent.said.of().is_none() || matches!(unsent.state, UnsentState::Failed(_));
        sources.extend(chat.outbox.iter().filter(is_shown).map(Source::Unsent));
        sources
    }

    pub(super) fn row_keys(&self, chat: &Chat) -> Vec<RowKey> {
        let sources = Self::sources(chat);
        let mut keys = Vec::with_capacity(sources.len() + 4);
        for (index, source) in sources.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| &sources[before]);
            if self.is_new_day(before, source) {
                // A day has no row of its own: it is named after the one that begins it.
                keys.push(RowKey { id: row_id(source), revision: u32::MAX });
            }
            let (first, last) = self.group(before, source, sources.get(index + 1));
            let (revision, is_held) = match source {
                Source::Held { row, .. } => (row.revision, true),
                Source::Unsent(unsent) => (unsent.revision, false),
            };
            let flags = u32::from(first) | u32::from(last) << 1 | u32::from(is_held) << 2;
            // 2^29 changes of one row do not happen; wrapping would only skip one redraw.
            keys.push(RowKey { id: row_id(source), revision: revision << 3 | flags });
        }
        keys
    }

    /// How far the agent's own rows have come that are shown and held by the server.
    pub(super) fn ways(&self, chat: &Chat) -> BTreeMap<RowId, SendState> {
        let shown = chat.transcript.iter().rev().take(chat.rows_shown);
        let own = shown.filter(|(_, row)| row.entry.author == self.me);
        own.map(|(place, row)| (row.id, way_of(chat, place))).collect()
    }

    /// Content of a row of the selected chat.
    pub fn row(&self, key: RowKey) -> Option<RowView> {
        let chat = self.selected.as_ref().and_then(|id| self.chats.get(id))?;
        let sources = Self::sources(chat);
        // New rows come at the end, so that is where to look first.
        let index = sources.iter().rposition(|source| row_id(source) == key.id)?;
        let source = &sources[index];
        if key.revision == u32::MAX {
            return Some(RowView { at: source.at(), body: RowBody::Day });
        }
        let before = index.checked_sub(1).map(|before| &sources[before]);
        let (first_of_group, last_of_group) = self.group(before, source, sources.get(index + 1));
        let mut body = match source {
            Source::Held { place, row } => self.held(chat, place, &row.entry),
            Source::Unsent(unsent) => self.unsent(chat, unsent),
        };
        if let RowBody::Message(message) = &mut body {
            message.first_of_group = first_of_group;
            message.last_of_group = last_of_group;
        }
        Some(RowView { at: source.at(), body })
    }

    fn is_new_day(&self, before: Option<&Source<'_>>, source: &Source<'_>) -> bool {
        let day = |source: &Source<'_>| (self.config.local_day)(source.at());
        before.is_none_or(|before| day(before) != day(source))
    }

    fn group(&self, before: Option<&Source<'_>>, source: &Source<'_>, after: Option<&Source<'_>>) -> (bool, bool) {
        let together = |one: &Source<'_>, other: &Source<'_>| {
            let author = one.author(&self.me);
            author.is_some()
                && !one.has_failed()
                && !other.has_failed()
                && author == other.author(&self.me)
                && other.at().abs_diff(one.at()) <= GROUP_WITHIN
                && !self.is_new_day(Some(one), other)
        };
        let first = before.is_none_or(|before| !together(before, source));
        let last = after.is_none_or(|after| !together(source, after));
        (first, last)
    }

    fn held(&self, chat: &Chat, place: &Place, entry: &Entry) -> RowBody {
        let sender = self.sender(chat, &entry.author);
        let author = self.name_of(&entry.author);
        match &entry.body {
            Body::Message(text) => {
                let mine = entry.author == self.me;
                // What the visitor does not see goes nowhere.
                let state = (mine && !entry.private).then(|| way_of(chat, place));
                let changed = chat.transcript.changed(&place.id);
                let words = changed.map_or(&**text, Change::words);
                let message = message(words, Voice { sender, mine, author, state }, entry.private, &place.id);
                let (edited, deleted) = (matches!(changed, Some(Change::Edited(_))), changed == Some(&Change::Deleted));
                RowBody::Message(MessageView { edited, deleted, ..message })
            }
            Body::System(text) => RowBody::System(text.clone()),
            Body::Form(fields) => RowBody::Form(fields.clone()),
            Body::Place { degrees, map } => {
                let mine = entry.author == self.me;
                let voice = Voice { sender, mine, author, state: mine.then(|| way_of(chat, place)) };
                let nodes = place_nodes(degrees, map.as_deref());
                RowBody::Message(MessageView { nodes, ..message(degrees, voice, entry.private, &place.id) })
            }
            Body::Cobrowse(what) => RowBody::Cobrowse(what.clone()),
            Body::CaseSet(id) => RowBody::CaseSet(id.clone()),
            Body::Service(name) => RowBody::Service(name.clone()),
            Body::Secure { request } => RowBody::Secure(chat.secret(request)),
            Body::FormAsked { name, secure } => {
                let awaits = |request: &String| chat.active && chat.transcript.awaits(request);
                let can_end = entry.author == self.me && secure.as_ref().is_some_and(awaits);
                RowBody::FormAsked(self.form_named(name), way_of(chat, place), can_end)
            }
            Body::SecureEnded { .. } if entry.author == self.me => RowBody::FormEnded,
            Body::SecureEnded { .. } => RowBody::Form(Vec::new()),
            Body::File { name, link, size, is_picture } => {
                let mine = entry.author == self.me;
                let voice = Voice { sender, mine, author, state: mine.then(|| way_of(chat, place)) };
                let file = file(name, *size, voice);
                RowBody::File(FileView { link: link.clone(), is_picture: *is_picture, ..file })
            }
            Body::Joined(_) | Body::Left if entry.author == self.me => moved(&entry.body, String::new()),
            Body::Joined(told) if author.is_empty() => moved(&entry.body, told.clone()),
            Body::Joined(_) | Body::Left => moved(&entry.body, author),
            Body::Unsupported(name) => RowBody::Unsupported(name.clone()),
            // The first two are never held as rows.
            Body::Edited { .. } | Body::Deleted { .. } | Body::Unreadable => RowBody::Unreadable,
        }
    }

    fn unsent(&self, chat: &Chat, unsent: &Unsent) -> RowBody {
        let author = self.name_of(&self.me);
        let (state, problem) = match &unsent.state {
            UnsentState::Failed(problem) => (SendState::Failed, Some(problem.clone())),
            _ => (SendState::Sending, None),
        };
        let voice = Voice { sender: Sender::Agent, mine: true, author, state: Some(state) };
        match &unsent.said {
            Said::Form(form) if problem.is_none() => RowBody::FormAsked(form.clone(), state, false),
            Said::EndForm { .. } if problem.is_none() => RowBody::FormEnded,
            Said::Cobrowse if problem.is_none() => RowBody::Cobrowse(Cobrowse::Asked),
            Said::Case(id) if problem.is_none() => RowBody::CaseSet(id.clone()),
            Said::File(chosen) => RowBody::File(FileView { problem, ..file(&chosen.name, Some(chosen.size), voice) }),
            said => {
                let words = if let Said::Delete { of } = said { chat.transcript.words_of(of) } else { said.words() };
                RowBody::Message(MessageView { problem, ..message(words, voice, false, "") })
            }
        }
    }

    pub(super) fn form_named(&self, name: &str) -> FormLine {
        let is_it = |form: &&FormLine| form.name == name || form.secure_id.as_deref() == Some(name);
        let unknown = || FormLine { name: name.to_owned(), title: String::new(), secure_id: None };
        self.forms.iter().find(is_it).cloned().unwrap_or_else(unknown)
    }

    fn sender(&self, chat: &Chat, author: &str) -> Sender {
        if author.is_empty() {
            Sender::System
        } else if chat.visitor.as_deref() == Some(author) {
            Sender::Visitor
        } else {
            match self.people.get(author) {
                Some(person) if person.is_bot => Sender::Bot,
                Some(person) if !person.is_agent => Sender::Visitor,
                _ => Sender::Agent,
            }
        }
    }
}

fn moved(body: &Body, who: String) -> RowBody {
    if *body == Body::Left { RowBody::Left(who) } else { RowBody::Joined(who) }
}

/// Who said a message, and how far it has come.
struct Voice {
    sender: Sender,
    mine: bool,
    author: String,
    state: Option<SendState>,
}

fn message(text: &str, source: Voice, private: bool, event_id: &str) -> MessageView {
    let (words, replies) = apart(text);
    let nodes = from_text(&words);
    MessageView {
        event_id: event_id.to_owned(),
        sender: source.sender,
        mine: source.mine,
        private,
        initials: initials(&source.author),
        author: source.author,
        text: to_text(&nodes),
        nodes,
        written: text.to_owned(),
        replies,
        state: source.state,
        problem: None,
        edited: false,
        deleted: false,
        first_of_group: true,
        last_of_group: true,
    }
}

/// A place as its degrees, which lead to a map of it.
fn place_nodes(degrees: &str, map: Option<&str>) -> Vec<Node> {
    let words = vec![Node::Text(degrees.to_owned())];
    match map {
        Some(map) => vec![Node::Link { href: map.to_owned(), children: words }],
        None => words,
    }
}

/// The words of a message, and the answers that it offers.
pub(super) fn apart(text: &str) -> (String, Vec<String>) {
    match split_replies(&of_text(text)) {
        Some((words, replies)) => (to_text(&from_html(words)), replies.options),
        None => (text.to_owned(), Vec::new()),
    }
}

/// One whose bytes are not known to be anywhere.
fn file(name: &str, size: Option<u64>, source: Voice) -> FileView {
    FileView {
        sender: source.sender,
        mine: source.mine,
        initials: initials(&source.author),
        author: source.author,
        name: name.to_owned(),
        link: FileLink::Nowhere,
        size,
        is_picture: false,
        state: source.state,
        problem: None,
    }
}

/// How far a message that the server holds has come.
fn way_of(chat: &Chat, place: &Place) -> SendState {
    if chat.seen.as_ref() >= Some(place) {
        SendState::Read
    } else if chat.delivered.as_ref() >= Some(place) {
        SendState::Delivered
    } else {
        SendState::Sent
    }
}

fn row_id(source: &Source<'_>) -> RowId {
    match source {
        Source::Held { row, .. } => row.id,
        Source::Unsent(unsent) => unsent.row,
    }
}
