//! One chat as the desk knows it: who is in it, its transcript, what waits to be sent, what is unread, who types.
//! Called by `desk.rs` and its neighbours; it makes no effects.

use std::collections::BTreeMap;

use super::{
    input::RowId,
    outbox::Outbox,
    owed::Owed,
    secrets::Secrets,
    transcript::{Body, Entry, Merged, Place, Row, Transcript},
    view::{ChatState, Notice, Wish},
};

/// A typing sign that is not repeated for this long is over.
pub(super) const TYPING_LASTS: u64 = 6_000;
/// The agent's own typing is told again after this long.
pub(super) const TELL_TYPING_EVERY: u64 = 3_000;
/// Without a key for this long the agent is no longer typing.
pub(super) const TYPING_IDLE: u64 = 5_000;
/// A transcript that could not be had is asked for again after this long.
pub(super) const ASK_AGAIN_AFTER: u64 = 5_000;
/// Rows that a transcript shows at first, and how many more each time it is asked for earlier ones.
pub(super) const ROWS: usize = 150;

#[derive(Debug)]
pub(super) struct Chat {
    pub(super) id: String,
    pub(super) visitor: Option<String>,
    /// The agents in it by id, and whether each is a bot.
    pub(super) agents: BTreeMap<String, bool>,
    pub(super) active: bool,
    /// The server says that nobody has taken it, whoever is in it.
    pub(super) unassigned: bool,
    /// The newest thread's order, for events that come without their thread.
    pub(super) thread: u64,
    /// When the running thread began, Unix seconds.
    pub(super) since: Option<u64>,
    pub(super) transcript: Transcript,
    pub(super) outbox: Outbox,
    pub(super) history: History,
    /// Up to here the agent has read.
    pub(super) read: Option<Place>,
    /// Up to here everything has reached the visitor.
    pub(super) delivered: Option<Place>,
    /// Up to here the visitor has seen.
    pub(super) seen: Option<Place>,
    /// What of it the server does not know yet.
    pub(super) owed: Owed,
    /// The server names the very event that the visitor has read, so that timestamps of whole seconds need not be asked.
    pub(super) has_exact_receipts: bool,
    /// The visitor's page is there, as far as the server says.
    pub(super) present: Option<bool>,
    pub(super) typing: Option<Typing>,
    pub(super) own_typing: Option<OwnTyping>,
    pub(super) draft: String,
    pub(super) pending: Option<Wish>,
    pub(super) notice: Option<Notice>,
    pub(super) rows_shown: usize,
    /// Its last words, from the summary, until the transcript is there.
    pub(super) summary: Option<(Place, Entry)>,
    pub(super) secrets: Secrets,
    /// The case that the visitor says is solved.
    pub(super) case_closed: Option<String>,
}

/// How well the transcript is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum History {
    /// Not asked for since the last log-in.
    Stale,
    Asked,
    /// Asked for, and something happened since that calls for asking again.
    AskedTwice,
    /// It could not be had; to be asked for again at this moment. Until then nothing is sent: what is on its way may
    /// have arrived.
    Later(u64),
    Known,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Typing {
    pub(super) until: u64,
    pub(super) preview: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct OwnTyping {
    pub(super) told_at: u64,
    pub(super) last_key: u64,
}

impl Chat {
    pub(super) fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            visitor: None,
            agents: BTreeMap::new(),
            active: true,
            unassigned: false,
            thread: 0,
            since: None,
            transcript: Transcript::default(),
            outbox: Outbox::default(),
            history: History::Stale,
            read: None,
            delivered: None,
            seen: None,
            owed: Owed::default(),
            has_exact_receipts: false,
            present: None,
            typing: None,
            own_typing: None,
            draft: String::new(),
            pending: None,
            notice: None,
            rows_shown: ROWS,
            summary: None,
            secrets: Secrets::default(),
            case_closed: None,
        }
    }

    pub(super) fn state(&self, me: &str) -> ChatState {
        if !self.active {
            ChatState::Closed
        } else if self.agents.contains_key(me) {
            ChatState::Mine
        } else if self.unassigned || self.agents.values().all(|is_bot| *is_bot) {
            ChatState::Queued
        } else {
            ChatState::Other
        }
    }

    /// Takes an event in. The agent's own message of this `custom_id` leaves the outbox and keeps its row.
    pub(super) fn merge(&mut self, place: Place, entry: Entry, me: &str, fresh: RowId) -> Merged {
        let own =
            if entry.author == me { entry.custom_id.as_deref().and_then(|id| self.outbox.accepted(id)) } else { None };
        if matches!(entry.body, Body::Message(_)) && Some(&entry.author) == self.visitor.as_ref() {
            self.typing = None;
        }
        if let Some((newest, _)) = &self.summary
            && *newest <= place
        {
            self.summary = None;
        }
        self.transcript.merge(place, entry, own.unwrap_or(fresh))
    }

    /// Something happened that calls for asking for the threads, once more where they are asked for already.
    pub(super) fn look_again(&mut self) {
        self.history = match self.history {
            History::Asked | History::AskedTwice => History::AskedTwice,
            _ => History::Stale,
        };
    }

    /// An event that was pushed: it belongs to the newest thread, unless it is known to belong elsewhere.
    pub(super) fn place_of_push(&self, order: u64, id: String) -> Place {
        let known = self.transcript.place_of(&id).map(|place| place.thread);
        let thread = known.unwrap_or(self.thread);
        Place { thread, order, id }
    }

    /// The newest words, from the transcript or the summary.
    pub(super) fn last_words(&self) -> Option<(&Entry, &str)> {
        match &self.summary {
            Some((_, entry)) => Some((entry, entry.body.words())),
            None => self.transcript.last_words(),
        }
    }

    /// What others said that the agent has not read.
    pub(super) fn unread<'a>(&'a self, me: &'a str) -> impl DoubleEndedIterator<Item = (&'a Place, &'a Row)> {
        self.transcript
            .after(self.read.as_ref())
            .filter(move |(_, row)| row.entry.body.is_said() && row.entry.author != me)
    }

    /// The agent sees the end of the transcript, or answers to it.
    pub(super) fn read_all(&mut self, me: &str) {
        let newest = self.unread(me).next_back().map(|(_, row)| row.entry.at);
        if let Some(at) = newest {
            self.owed.read(at);
        }
        self.read = self.transcript.last().map(|(place, _)| place.clone()).max(self.read.take());
    }

    /// Everything up to this place has reached the visitor, or was read by them.
    pub(super) fn receipt(&mut self, place: Place, is_read: bool) {
        self.has_exact_receipts |= is_read;
        let mark = if is_read { &mut self.seen } else { &mut self.delivered };
        *mark = Some(place).max(mark.take());
    }

    /// The visitor has seen everything up to this timestamp. What comes later within the same second is not meant.
    pub(super) fn seen_at(&mut self, timestamp: u64) {
        if self.has_exact_receipts {
            return;
        }
        let up_to =
            self.transcript.iter().rev().find(|(_, row)| row.entry.at <= timestamp).map(|(place, _)| place.clone());
        self.seen = up_to.max(self.seen.take());
    }

    /// The agent had read everything before this timestamp, as the server remembers it. A message of the same second may
    /// have come later, so it is told again when it is seen.
    pub(super) fn read_at(&mut self, timestamp: u64) {
        let up_to =
            self.transcript.iter().rev().find(|(_, row)| row.entry.at < timestamp).map(|(place, _)| place.clone());
        self.read = up_to.max(self.read.take());
    }

    /// The connection broke.
    pub(super) fn interrupted(&mut self) {
        self.outbox.interrupted();
        self.owed.interrupted();
        self.history = History::Stale;
        self.typing = None;
        self.own_typing = None;
        if let Some(wish) = self.pending.take() {
            self.notice = Some(Notice::Unanswered(wish));
        }
    }

    pub(super) fn close(&mut self) {
        self.active = false;
        self.owed = Owed::default();
        self.typing = None;
        self.own_typing = None;
        self.pending = None;
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        let typing = self.typing.as_ref().map(|typing| typing.until);
        let own = self.own_typing.map(|own| own.last_key + TYPING_IDLE);
        let again = match self.history {
            History::Later(at) => Some(at),
            _ => None,
        };
        typing
            .into_iter()
            .chain(own)
            .chain(self.secrets.next_deadline())
            .chain(again)
            .chain(self.owed.next_deadline())
            .min()
    }
}
