//! One conversation: its log and everything that follows from the log.
//! Invariant: state, parties, counters and end follow from the opening and the entries alone (`apply`), so a
//! conversation that is restored from the store equals the one that was running.

use std::collections::{BTreeMap, BTreeSet};

use parlor_protocol::event::{Body, ChatState, Event, Party};

use crate::{
    change::{Change, Notes, Opening, Stored},
    log::{self, Author, Entry, Log, msg_id, set_msg_id},
    mailbox::{Item, Mailbox},
    parties::Parties,
    poll::PollId,
};

/// A conversation between one visitor and whoever answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Conversation {
    opening: Opening,
    log: Log,
    parties: Parties,
    state: ChatState,
    ewt: Option<u64>,
    connected_at: Option<u64>,
    ended: Option<(u64, EndedBy)>,
    /// Places of the visitor's events, by the message id that their client gave.
    sent: BTreeMap<String, Vec<u64>>,
    /// Receipts that the log holds: who, whether read, of which message.
    receipts: BTreeSet<(Author, bool, String)>,
    /// Places of the answers to forms, by request.
    answers: BTreeMap<String, u64>,
    mailbox: Mailbox,
    pub(crate) notes: Notes,
    /// Entries before this place were handed out.
    delivered_before: u64,
    pub(crate) poll: Option<PollId>,
    /// As agents were last told, while the chat runs.
    pub(crate) present: bool,
    /// When the visitor last polled, or the chat was taken over from the store.
    pub(crate) polled_at: u64,
    /// When the visitor last did anything, or an agent joined.
    pub(crate) heard_at: u64,
    pub(crate) warned: bool,
    pub(crate) disconnected_at: Option<u64>,
}

/// How a chat came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EndedBy {
    Visitor,
    /// An agent, or a script.
    Agent,
    /// The visitor was silent for too long.
    Inactivity,
    /// Nobody polled for too long.
    Abandoned,
    /// The contact center could not go on.
    Failed,
}

impl Conversation {
    pub(crate) fn new(opening: Opening) -> Self {
        Self {
            polled_at: opening.at,
            heard_at: opening.at,
            opening,
            log: Log::default(),
            parties: Parties::default(),
            state: ChatState::Ivr,
            ewt: None,
            connected_at: None,
            ended: None,
            sent: BTreeMap::new(),
            receipts: BTreeSet::new(),
            answers: BTreeMap::new(),
            mailbox: Mailbox::default(),
            notes: Notes::new(),
            delivered_before: 0,
            poll: None,
            present: true,
            warned: false,
            disconnected_at: None,
        }
    }

    /// As the store gives it back.
    pub fn of(stored: Stored) -> Self {
        let mut conversation = Self::new(stored.opening);
        for entry in stored.entries {
            conversation.apply(entry);
        }
        conversation.forget_mail_before(stored.delivered_before);
        conversation.notes = stored.notes;
        conversation
    }

    /// The case that this chat belongs to: the last one that was set.
    pub fn case_id(&self) -> Option<&str> {
        self.entries().iter().rev().find_map(|entry| match &entry.event.body {
            Body::CaseSet { case_id } => Some(case_id.as_str()),
            _ => None,
        })
    }

    pub fn chat_id(&self) -> &str {
        &self.opening.chat_id
    }

    /// Whose it is, in the server's own words.
    pub fn client(&self) -> &str {
        &self.opening.client
    }

    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// The state that the visitor was told.
    pub fn state(&self) -> ChatState {
        self.state
    }

    /// Estimated wait in seconds, as last told.
    pub fn ewt(&self) -> Option<u64> {
        self.ewt
    }

    /// When the first agent was connected.
    pub fn connected_at(&self) -> Option<u64> {
        self.connected_at
    }

    pub fn is_ended(&self) -> bool {
        self.ended.is_some()
    }

    pub fn ended_by(&self) -> Option<EndedBy> {
        self.ended.map(|(_, by)| by)
    }

    pub fn ended_at(&self) -> Option<u64> {
        self.ended.map(|(at, _)| at)
    }

    /// The history, in order.
    pub fn entries(&self) -> &[Entry] {
        self.log.entries()
    }

    /// Who takes part, besides the visitor.
    pub fn parties(&self) -> impl Iterator<Item = (&str, &Party)> {
        self.parties.iter()
    }

    pub fn party(&self, party_id: &str) -> Option<&Party> {
        self.parties.get(party_id)
    }

    /// Their page polls, or did a moment ago.
    pub fn is_present(&self) -> bool {
        self.present && !self.is_ended()
    }

    /// A poll of the visitor is held.
    pub fn is_polled(&self) -> bool {
        self.poll.is_some()
    }

    /// The visitor's last message that this party or the visitor (`Author::Visitor`: of an agent's) has read, by its id.
    pub fn has_read(&self, who: &Author, msg_id: &str) -> bool {
        self.receipts.contains(&(who.clone(), true, msg_id.to_owned()))
    }

    /// The entry of this message: by the id that it carries in the log, else by the one that the visitor's client gave.
    pub fn entry_of_message(&self, id: &str) -> Option<&Entry> {
        let sent = || self.sent.get(id)?.last().and_then(|seq| self.log.get(*seq));
        self.log.of_message(id).or_else(sent)
    }

    /// All that was said and done but what agents told each other, in order. Receipts speak of the ids that the messages
    /// carry in it, so that it can be read by a client that has nothing else; in polls they speak of those that the
    /// client gave.
    pub fn history(&self) -> Vec<Event> {
        let seen = self.entries().iter().filter(|entry| !entry.is_internal());
        seen.map(|entry| self.as_read_later(entry)).collect()
    }

    fn as_read_later(&self, entry: &Entry) -> Event {
        let mut event = entry.event.clone();
        if entry.author != Author::Visitor
            && let Body::MessageDelivered { ref_msg_id } | Body::MessageRead { ref_msg_id } = &mut event.body
            && let Some(seq) = self.sent.get(ref_msg_id).and_then(|places| places.last())
            && let Some(id) = self.log.get(*seq).and_then(|entry| msg_id(&entry.event.body))
        {
            id.clone_into(ref_msg_id);
        }
        event
    }

    /// What this party said under this name, of that.
    pub fn entry_named(&self, party_id: &str, custom_id: &str, of: impl Fn(&Entry) -> bool) -> Option<&Entry> {
        let is_it = |entry: &&Entry| {
            entry.custom_id.as_deref() == Some(custom_id)
                && matches!(&entry.author, Author::Party(id) if id == party_id)
                && of(entry)
        };
        self.log.entries().iter().rev().find(is_it)
    }

    /// A backend's note of this name.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// Adds an event to the history, and to the mailbox where the visitor is to be told.
    pub(crate) fn append(&mut self, now: u64, author: Author, mut body: Body, how: How, out: &mut Vec<Change>) -> u64 {
        let seq = self.log.next_seq();
        let sent_id = msg_id(&body).filter(|_| author == Author::Visitor).map(str::to_owned);
        // A place in the log never repeats.
        if how.number || msg_id(&body).is_none() {
            set_msg_id(&mut body, Some(log::own_id(seq)));
        }
        let party_id = match &author {
            Author::Visitor => Some(self.opening.chat_id.clone()),
            Author::Party(id) => Some(id.clone()),
            Author::System => None,
        };
        let event = Event { party_id, timestamp: Some(self.log.next_at(now)), body };
        let How { custom_id, for_visitor, .. } = how;
        let entry = Entry { seq, author, event, sent_id, custom_id, for_visitor };
        out.push(Change::Appended { chat_id: self.opening.chat_id.clone(), entry: entry.clone() });
        let was_ended = self.is_ended();
        self.apply(entry);
        if let (false, Some((_, by))) = (was_ended, self.ended) {
            out.push(Change::Ended { chat_id: self.opening.chat_id.clone(), by });
        }
        self.tell_poll(out);
        seq
    }

    /// Tells the visitor something that the history does not hold.
    pub(crate) fn pass(&mut self, event: Event, out: &mut Vec<Change>) {
        self.mailbox.put_passing(event);
        self.tell_poll(out);
    }

    fn tell_poll(&self, out: &mut Vec<Change>) {
        if let Some(poll) = self.poll
            && !self.mailbox.is_empty()
        {
            out.push(Change::PollReady(poll));
        }
    }

    /// Takes an entry in, from a running conversation or from the store.
    pub(crate) fn apply(&mut self, entry: Entry) {
        let at = entry.at();
        match &entry.event.body {
            Body::Status { state, ewt } => {
                self.state = *state;
                self.ewt = *ewt;
                if *state == ChatState::Connected {
                    self.connected_at.get_or_insert(at);
                    self.heard_at = self.heard_at.max(at);
                    self.warned = false;
                }
                if *state == ChatState::Failed {
                    self.ended = Some((at, EndedBy::Failed));
                }
            }
            Body::PartyJoined(party) => {
                if let Some(id) = &entry.event.party_id {
                    self.parties.join(id, party.clone());
                }
            }
            Body::PartyLeft => {
                if let Some(id) = &entry.event.party_id {
                    self.parties.leave(id);
                }
            }
            Body::Disconnect => self.disconnected_at = Some(at),
            Body::InactivityTimeout { .. } => self.ended = Some((at, EndedBy::Inactivity)),
            Body::Ended => {
                let by = match &entry.author {
                    Author::Visitor => EndedBy::Visitor,
                    Author::Party(_) => EndedBy::Agent,
                    Author::System => EndedBy::Abandoned,
                };
                self.ended = Some((at, by));
            }
            Body::MessageDelivered { ref_msg_id } => {
                self.receipts.insert((entry.author.clone(), false, ref_msg_id.clone()));
            }
            Body::MessageRead { ref_msg_id } => {
                self.receipts.insert((entry.author.clone(), true, ref_msg_id.clone()));
            }
            Body::FormData(data) => {
                self.answers.insert(data.form_request_id.clone(), entry.seq);
            }
            _ => {}
        }
        if let Some(id) = &entry.sent_id {
            self.sent.entry(id.clone()).or_default().push(entry.seq);
        }
        if entry.for_visitor {
            self.mailbox.put_kept(entry.seq);
        }
        self.log.push(entry);
    }

    /// The log holds this very event of the visitor, message id included; of many with one id the latest are looked at.
    pub(crate) fn has_of_visitor(&self, body: &Body) -> bool {
        let Some(id) = msg_id(body) else { return false };
        let places = self.sent.get(id).map_or(&[][..], Vec::as_slice);
        places.iter().rev().take(8).filter_map(|seq| self.log.get(*seq)).any(|entry| entry.says(body, false))
    }

    /// The log holds this very answer to a form.
    pub(crate) fn has_answer(&self, body: &Body) -> bool {
        let Body::FormData(data) = body else { return false };
        let known = self.answers.get(&data.form_request_id).and_then(|seq| self.log.get(*seq));
        known.is_some_and(|entry| entry.event.body == *body)
    }

    pub(crate) fn is_secure_answered(&self, request: &str) -> bool {
        self.entries()
            .iter()
            .rev()
            .any(|entry| matches!(&entry.event.body, Body::SecureFormData(data) if data.form_request_id == request))
    }

    /// Who asked for this, by a secure form.
    pub fn asked_securely(&self, request: &str) -> Option<&Author> {
        let is_it = |entry: &&Entry| matches!(&entry.event.body, Body::SecureFormShow { form_request_id, .. } if form_request_id == request);
        self.entries().iter().find(is_it).map(|entry| &entry.author)
    }

    /// This receipt says nothing that the log does not hold, or speaks of a message that is not there.
    pub(crate) fn is_idle_receipt(&self, author: &Author, body: &Body) -> bool {
        let (read, id) = match body {
            Body::MessageDelivered { ref_msg_id } => (false, ref_msg_id),
            Body::MessageRead { ref_msg_id } => (true, ref_msg_id),
            _ => return false,
        };
        let is_seen = |entry: &Entry| !(*author == Author::Visitor && entry.is_internal());
        self.receipts.contains(&(author.clone(), read, id.clone())) || !self.entry_of_message(id).is_some_and(is_seen)
    }

    pub(crate) fn has_mail(&self) -> bool {
        !self.mailbox.is_empty()
    }

    /// Hands out what waits, once.
    pub(crate) fn take_mail(&mut self, out: &mut Vec<Change>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut before = self.delivered_before;
        for item in self.mailbox.take() {
            match item {
                Item::Kept(seq) => {
                    before = before.max(seq + 1);
                    events.extend(self.log.get(seq).map(|entry| entry.event.clone()));
                }
                Item::Passing(event) => events.push(event),
            }
        }
        if before != self.delivered_before {
            self.delivered_before = before;
            out.push(Change::Delivered { chat_id: self.opening.chat_id.clone(), before });
        }
        events
    }

    pub(crate) fn forget_mail_before(&mut self, seq: u64) {
        self.delivered_before = seq;
        self.mailbox.forget_before(seq);
    }
}

/// How an event is added.
pub(crate) struct How {
    /// It gets a message id of the server's even where it brings its own.
    pub(crate) number: bool,
    pub(crate) custom_id: Option<String>,
    pub(crate) for_visitor: bool,
}

impl How {
    /// Something that the contact center tells the visitor.
    pub(crate) const TOLD: Self = Self { number: true, custom_id: None, for_visitor: true };

    /// Something that the visitor did.
    pub(crate) const fn heard(number: bool) -> Self {
        Self { number, custom_id: None, for_visitor: false }
    }
}
