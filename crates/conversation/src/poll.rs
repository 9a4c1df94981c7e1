//! A visitor's poll: answered at once where there is something to tell, held otherwise.

use parlor_protocol::event::Event;

/// Names a held poll; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PollId(pub u64);

/// What became of a request for events.
#[derive(Clone, Debug, PartialEq)]
pub enum Poll {
    /// These events, never none.
    Answer(Vec<Event>),
    /// Nothing to tell yet. `Change::PollReady` says when to take it.
    Held(PollId),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeldPoll {
    pub(crate) chat_id: String,
    /// UTC milliseconds at which it is answered even with nothing.
    pub(crate) until: u64,
    /// `PollReady` was said.
    pub(crate) told: bool,
}
