//! Every choice that a contact center is run with. Where the vendor's behaviour is not documented, each answer that
//! was thought of is a setting, so that clients can be tried against all of them.
//! Reading them from a file is the server's business.

use parlor_protocol::codec::TimeUnit;

/// All lengths of time are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How long a poll is held when there is nothing to tell.
    pub poll_hold: u64,
    /// A chat that nobody polls for so long is ended.
    pub abandoned_after: u64,
    /// A visitor whose page does not poll for so long is shown to agents as absent.
    pub absent_after: u64,
    /// After so long without any event from the visitor they are warned; the clock starts again when an agent joins.
    pub inactivity_warning: Option<u64>,
    /// After so long without any event from the visitor the chat is ended.
    pub inactivity_timeout: Option<u64>,
    /// What a warned visitor reads.
    pub inactivity_warning_text: String,
    /// What a visitor reads whose chat was ended for their silence.
    pub inactivity_timeout_text: String,
    /// How long a session stays open after `chat_session_disconnect`, for a script that asks something more.
    pub linger: u64,
    /// The form that a visitor who leaves is asked for: how it was. The session then lingers until it is answered.
    pub survey: Option<String>,
    /// How long an ended chat still answers its own client's history and agents' questions.
    pub kept_after_end: u64,
    /// Events that one chat keeps; what a visitor sends beyond is refused, except the end.
    pub most_events: usize,
    /// Chats that may run at the same time; further ones are refused with 5001.
    pub most_chats: usize,
    /// A fixed estimate in seconds; without one it is the mean of the latest waits, and unknown at first and while
    /// nobody takes chats.
    pub ewt: Option<u64>,
    pub second_poll: SecondPoll,
    pub no_events: NoEvents,
    /// The visitor's own messages, files and places come back in polls.
    pub echo_own: bool,
    /// The server gives the visitor's events message ids of its own (even integers) instead of keeping theirs.
    pub renumber: bool,
    /// An event that repeats an earlier one of this visitor, message id included, is accepted and dropped.
    pub drop_duplicates: bool,
    /// Unit of `timestamp` on the wire.
    pub timestamps: TimeUnit,
}

/// HTTP status of error 5509, a second poll while one is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondPoll {
    /// 400, as the text of Get New Chat Events says.
    BadRequest,
    /// 429, as its table says.
    TooMany,
}

/// What a poll is answered with when there is nothing to tell. The status is 200 in every case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoEvents {
    /// `{"events":[]}`.
    List,
    /// No body at all.
    Empty,
    /// Error body 5511. Its status is nowhere documented; 200 is the one at which no known client stops polling
    /// (the vendor's Android client gives up at 404).
    Code5511,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            poll_hold: 12_000,
            abandoned_after: 15 * 60_000,
            absent_after: 20_000,
            inactivity_warning: None,
            inactivity_timeout: None,
            inactivity_warning_text: "Are you still there? This chat will end soon if you do not answer.".to_owned(),
            inactivity_timeout_text: "This chat was ended because there was no answer.".to_owned(),
            linger: 0,
            survey: None,
            kept_after_end: 24 * 60 * 60_000,
            most_events: 50_000,
            most_chats: 10_000,
            ewt: None,
            second_poll: SecondPoll::BadRequest,
            no_events: NoEvents::List,
            echo_own: false,
            renumber: false,
            drop_duplicates: true,
            timestamps: TimeUnit::Milliseconds,
        }
    }
}
