//! How answers look on the wire under the chosen settings, in one place for the server and for tests in virtual time.

use parlor_protocol::{codec, error::ErrorCode, event::Event, response::ErrorBody};

use crate::{
    refusal::Refusal,
    settings::{NoEvents, SecondPoll, Settings},
};

/// Status and JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Empty, or JSON.
    pub body: String,
}

impl Settings {
    /// The answer to a poll.
    pub fn poll_answer(&self, events: &[Event]) -> Answer {
        if !events.is_empty() {
            return self.history_answer(events);
        }
        let body = match self.no_events {
            NoEvents::List => codec::encode_events(&[], self.timestamps),
            NoEvents::Empty => String::new(),
            NoEvents::Code5511 => error_body(ErrorCode::NoEvents, ""),
        };
        Answer { status: 200, body }
    }

    /// The answer to a request for the history.
    pub fn history_answer(&self, events: &[Event]) -> Answer {
        Answer { status: 200, body: codec::encode_events(events, self.timestamps) }
    }

    /// The answer to a request that was refused.
    pub fn refusal_answer(&self, refusal: &Refusal) -> Answer {
        let status = match (refusal.code, self.second_poll) {
            (ErrorCode::TooManyPolls, SecondPoll::BadRequest) => 400,
            (ErrorCode::TooManyPolls, SecondPoll::TooMany) => 429,
            (code, _) => code.status().unwrap_or(500),
        };
        Answer { status, body: error_body(refusal.code, &refusal.detail) }
    }
}

/// The documents' error body. The messages of 5500 and 5955 say nothing, so the detail stands in their place.
pub fn error_body(code: ErrorCode, detail: &str) -> String {
    let message = match code {
        _ if detail.is_empty() => code.message().to_owned(),
        ErrorCode::Internal | ErrorCode::Unspecified => detail.to_owned(),
        _ => [code.message(), ": ", detail].concat(),
    };
    ErrorBody { code: code.number(), message }.encode()
}
