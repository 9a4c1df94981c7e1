//! What the server says, in the desk's words. `wire.rs` makes it from frames; `desk.rs` takes it in. Everything is
//! optional that the API leaves optional: absence changes nothing.

use parlor_protocol::signaling::Signal;

use super::{requests::RequestId, transcript::Entry, view::FormLine};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum News {
    Answer {
        id: RequestId,
        outcome: Result<Answer, Refusal>,
    },
    /// A chat, or a thread of one, began.
    Chat(ChatNews),
    Event {
        chat: String,
        event: EventNews,
    },
    Typing {
        chat: String,
        author: String,
        is_typing: bool,
    },
    Peek {
        chat: String,
        author: String,
        text: String,
    },
    ThreadClosed {
        chat: String,
    },
    UserAdded {
        chat: String,
        person: Person,
    },
    UserRemoved {
        chat: String,
        user: String,
    },
    /// The chat went to other agents, or back to the queue.
    Transferred {
        chat: String,
        to_queue: bool,
    },
    /// Whether somebody is in charge of the chat.
    Assigned {
        chat: String,
        unassigned: bool,
    },
    /// The visitor says that this case is solved.
    CaseClosed {
        chat: String,
        case: String,
    },
    Seen {
        chat: String,
        user: String,
        /// Unix seconds.
        at: u64,
    },
    /// The event has reached this user.
    Delivered {
        chat: String,
        user: String,
        event: Told,
    },
    /// The user has read up to this event.
    Read {
        chat: String,
        user: String,
        event: Told,
    },
    AgentDuty {
        agent: String,
        on_duty: bool,
    },
    /// How many wait, and for how long one has to, in seconds where known.
    Queue {
        ewt: Option<u64>,
    },
    /// All agents there are, with their duty.
    Agents(Vec<Person>),
    /// What visitors can be asked to fill in.
    Forms(Vec<FormLine>),
    /// What a secure form was answered with.
    Secret {
        chat: String,
        request: String,
        fields: Vec<(String, String)>,
    },
    /// What one end of a call says to the other.
    Signal {
        chat: String,
        user: String,
        page: Option<String>,
        signal: Signal,
    },
    Visitor(Person),
    Page {
        visitor: String,
        page: Page,
    },
    SentAway {
        reason: String,
    },
    /// Of no interest here, or not understood.
    Nothing,
}

/// An event that a receipt names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) id: String,
    pub(super) order: u64,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    Login { me: Person, chats: Vec<ChatNews> },
    Chat(ChatNews),
    Sent { event: EventNews },
    Done,
}

/// The server's error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// As documented: `validation`, `authorization`, `internal`, …
    pub(super) kind: String,
    pub(super) message: String,
}

impl Refusal {
    /// It says nothing about the request itself: the request may be tried again.
    pub(super) fn is_passing(&self) -> bool {
        matches!(self.kind.as_str(), "internal" | "request_timeout")
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ChatNews {
    pub(super) id: String,
    pub(super) people: Vec<Person>,
    pub(super) threads: Vec<ThreadNews>,
    pub(super) unassigned: Option<bool>,
    pub(super) active: Option<bool>,
    /// The last thread's order.
    pub(super) order: Option<u64>,
    /// When the last thread began, Unix seconds.
    pub(super) since: Option<u64>,
    /// The newest event of a summary, with its thread's order.
    pub(super) last: Option<(u64, EventNews)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ThreadNews {
    pub(super) order: u64,
    pub(super) events: Vec<EventNews>,
    pub(super) case_closed: Option<String>,
    /// The orders up to which everything has reached the visitor, and the visitor has read.
    pub(super) delivered: Option<u64>,
    pub(super) read: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct EventNews {
    pub(super) id: String,
    pub(super) order: u64,
    pub(super) entry: Entry,
}

/// An agent or a visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) is_agent: bool,
    pub(super) is_bot: bool,
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    /// In the chat whose list of users this stands in.
    pub(super) present: Option<bool>,
    pub(super) on_duty: Option<bool>,
    /// Unix seconds.
    pub(super) last_seen: Option<u64>,
    /// Custom fields, in the server's order.
    pub(super) fields: Vec<(String, String)>,
    /// Where they were, the newest last.
    pub(super) pages: Vec<Page>,
    pub(super) referrer: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub(super) url: String,
    pub(super) title: String,
}

/// Pages of a visitor that are kept.
const MOST_PAGES: usize = 10;

impl Person {
    pub(super) fn turn_to(&mut self, page: Page) {
        if self.pages.len() == MOST_PAGES {
            self.pages.remove(0);
        }
        self.pages.push(page);
    }

    /// Takes over what `other` knows.
    pub(super) fn learn(&mut self, other: Self) {
        self.is_agent = other.is_agent;
        self.is_bot |= other.is_bot;
        self.name = other.name.or(self.name.take());
        self.email = other.email.or(self.email.take());
        self.on_duty = other.on_duty.or(self.on_duty);
        if !other.pages.is_empty() {
            self.pages = other.pages;
        }
        self.referrer = other.referrer.or(self.referrer.take());
        for (name, value) in other.fields {
            match self.fields.iter_mut().find(|(known, _)| *known == name) {
                Some(field) => field.1 = value,
                None => self.fields.push((name, value)),
            }
        }
    }
}
