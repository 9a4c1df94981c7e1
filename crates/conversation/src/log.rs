//! The log of one conversation: every event that belongs to its history, in order, each with its place and author.
//! `conversation` appends; the history, the store and the agents read. Nothing is ever changed or removed.

use std::collections::BTreeMap;

use parlor_protocol::event::{Body, Event};

/// One event of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the log, from 0 without gaps.
    pub seq: u64,
    pub author: Author,
    /// As the history shows it: `timestamp` strictly later than the entry before, `party_id` equal to the chat id for
    /// the visitor's own.
    pub event: Event,
    /// The message id that the visitor's client gave; the event may carry another one.
    pub sent_id: Option<String>,
    /// The name that a party's client gave it, to know it again when it has to send it a second time.
    pub custom_id: Option<String>,
    /// Polls hand it out.
    pub for_visitor: bool,
}

impl Entry {
    /// UTC milliseconds.
    pub fn at(&self) -> u64 {
        self.event.timestamp.unwrap_or_default()
    }

    /// Among agents only: the visitor never learns of it.
    pub fn is_internal(&self) -> bool {
        self.author != Author::Visitor && !self.for_visitor
    }

    /// Says this to these ears, whatever id it has.
    pub fn says(&self, body: &Body, is_internal: bool) -> bool {
        let without_id = |body: &Body| {
            let mut body = body.clone();
            set_msg_id(&mut body, None);
            body
        };
        self.is_internal() == is_internal && without_id(&self.event.body) == without_id(body)
    }

    /// The message id by which the visitor's client knows this entry: the one that it gave, since it can't know
    /// another; else the one that the entry carries.
    pub fn known_as(&self) -> Option<&str> {
        self.sent_id.as_deref().or_else(|| msg_id(&self.event.body))
    }
}

/// Who an entry comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    Visitor,
    /// An agent, a bot or another party, by its id.
    Party(String),
    /// The contact center itself.
    System,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Log {
    entries: Vec<Entry>,
    /// The last entry of each message id, by the id that it carries: receipts ask for it, each of thousands.
    messages: BTreeMap<String, u64>,
}

impl Log {
    pub(crate) fn next_seq(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The time of an entry made at `now`: later than the one before even where the clock stands or goes back.
    pub(crate) fn next_at(&self, now: u64) -> u64 {
        self.entries.last().map_or(now, |last| now.max(last.at().saturating_add(1)))
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        if let Some(id) = msg_id(&entry.event.body) {
            self.messages.insert(id.to_owned(), self.next_seq());
        }
        self.entries.push(entry);
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The last entry whose event carries this message id.
    pub(crate) fn of_message(&self, id: &str) -> Option<&Entry> {
        self.get(*self.messages.get(id)?)
    }

    pub(crate) fn get(&self, seq: u64) -> Option<&Entry> {
        self.entries.get(usize::try_from(seq).ok()?)
    }
}

/// The server's own ids are even, and begin far above those of clients that count their messages.
pub(crate) fn own_id(seq: u64) -> String {
    (1_000_000 + seq * 2).to_string()
}

/// The message id of an event that carries one.
pub(crate) fn msg_id(body: &Body) -> Option<&str> {
    match body {
        Body::Message(message) => message.msg_id.as_deref(),
        Body::File(file) => file.msg_id.as_deref(),
        Body::Location { msg_id, .. }
        | Body::Navigation { msg_id, .. }
        | Body::CobrowsingRequested { msg_id }
        | Body::Signaling { msg_id, .. } => msg_id.as_deref(),
        _ => None,
    }
}

/// Gives an event that carries message ids this one; others stay as they are.
pub(crate) fn set_msg_id(body: &mut Body, id: Option<String>) {
    match body {
        Body::Message(message) => message.msg_id = id,
        Body::File(file) => file.msg_id = id,
        Body::Location { msg_id, .. }
        | Body::Navigation { msg_id, .. }
        | Body::CobrowsingRequested { msg_id }
        | Body::Signaling { msg_id, .. } => *msg_id = id,
        _ => {}
    }
}
