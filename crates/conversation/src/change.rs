//! Everything that comes out of a center, in order, and what of it has to be kept.
//! The server stores `Opened`, `Appended`, `Delivered`, `Noted` and `Ended` and tells the rest to polls and backends.

use std::collections::BTreeMap;

use parlor_protocol::event::{Body, Event};

use crate::{conversation::EndedBy, log::Entry, poll::PollId};

#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A chat was requested. Kept.
    Opened(Opening),
    /// An event was added to a history. Kept.
    Appended { chat_id: String, entry: Entry },
    /// Polls have handed out every entry before this place. Kept.
    Delivered { chat_id: String, before: u64 },
    /// A backend's note, in place of the one of that name; without a chat it is the whole center's. Kept.
    Noted { chat_id: Option<String>, name: String, text: String },
    /// The visitor's page has come back, or has not polled for `Settings::absent_after`.
    Presence { chat_id: String, is_present: bool },
    /// The visitor types (with the draft, where their client sends it) or has stopped: `Body::Typing`, `NotTyping`.
    VisitorTyping { chat_id: String, body: Body },
    /// An event from the visitor that no history holds: signalling, and what a secure form was answered with.
    Passed { chat_id: String, event: Event },
    /// This held poll has its answer: `Center::take_poll`.
    PollReady(PollId),
    /// The visitor left the conversation; the session lingers for `Settings::linger`.
    Disconnected { chat_id: String },
    /// The session is over. Follows the `Appended` of the event that ended it.
    Ended { chat_id: String, by: EndedBy },
    /// An ended chat is no longer held in memory.
    Forgotten { chat_id: String },
}

/// What a backend wants to find again after a restart: texts of its own by name.
pub type Notes = BTreeMap<String, String>;

/// How a chat began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opening {
    pub chat_id: String,
    /// Whose it is, in the server's own words: unique over tenants and apps.
    pub client: String,
    /// UTC milliseconds.
    pub at: u64,
    pub phone_number: Option<String>,
    pub from: Option<String>,
    pub parameters: Vec<(String, String)>,
}

/// One conversation as the store gives it back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stored {
    pub opening: Opening,
    /// By `seq`, from 0 without gaps.
    pub entries: Vec<Entry>,
    /// The last `Change::Delivered`.
    pub delivered_before: u64,
    /// The last `Change::Noted` of each name.
    pub notes: Notes,
}
