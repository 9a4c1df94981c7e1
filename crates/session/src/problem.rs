//! What can go wrong, as data. The UI gives each its calm sentence and what can be done.
//! Also the one place that judges a failed answer: every documented error code, and every status.

use parlor_protocol::error::{ErrorBody, ErrorCode};

use crate::{input::Outcome, time::Millis};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// The server's `error_code`, where it gave one.
    pub code: Option<u32>,
    /// The server's own words, for the console and the page's script; never shown as it is.
    pub detail: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No answer from the network.
    Offline,
    /// The server answers, but not with what it should (5xx, HTML, half a JSON).
    ServerTrouble,
    /// The server asks for patience (429, `Retry-After`).
    Busy,
    /// No agent can be had (5001, 503 on Request Chat).
    Unavailable,
    /// Wrong tenant, app id or authorization (1000, 2000–2004, 3000, 5006): the site's set-up is wrong.
    Setup,
    /// The chat is over (404, 5005).
    ChatGone,
    /// The server refused this message for good.
    Refused,
    /// The message is longer than the limit, or empty.
    Limit,
    /// The file is empty.
    FileEmpty,
    /// The file is larger than allowed.
    FileTooLarge,
    /// Files of this kind are not allowed.
    FileBlocked,
    /// The page that had the file is gone.
    FileLost,
    /// The chat belongs to no case (5601).
    NoCase,
    /// The case could not be closed (5602).
    CaseTrouble,
    /// There is no microphone or camera, or another program has it.
    NoDevice,
    /// Microphone or camera are not allowed.
    Permission,
    /// The browser can't do it.
    Unsupported,
    /// Nobody answered in time.
    Timeout,
    /// A command that needs a chat, and there is none.
    NoChat,
}

impl Problem {
    pub(crate) fn of(kind: ProblemKind) -> Self {
        Self { kind, code: None, detail: String::new() }
    }
}

/// What a failed request means for its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Nobody knows whether the server acted; trying again may help.
    Unclear,
    /// The server did not act and asks for patience.
    NotYet,
    /// 5511: there is nothing to tell, and nothing is wrong.
    NoEvents,
    /// Another poll is open.
    SecondPoll,
    /// The chat is gone.
    Gone,
    /// Nothing of this site will be accepted.
    Setup,
    /// 403 without a code of the documents: of a message, somebody between refused it.
    Forbidden,
    /// This request will never be accepted.
    Refused,
}

#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) meaning: Meaning,
    pub(crate) problem: Problem,
    pub(crate) retry_after: Option<Millis>,
    /// The status was a success, its body was not.
    pub(crate) garbled: bool,
}

impl Failure {
    /// A success whose body is not what it should be: HTML, half a JSON, a wrong shape.
    pub(crate) fn garbled() -> Self {
        Self { garbled: true, ..Self::new(Meaning::Unclear, ProblemKind::ServerTrouble, None) }
    }

    /// The server says, in its way, that no chat runs.
    pub(crate) fn no_chat() -> Self {
        Self::new(Meaning::Gone, ProblemKind::ChatGone, None)
    }

    /// The chat can't go on.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.meaning, Meaning::Gone | Meaning::Setup | Meaning::Forbidden)
    }

    fn new(meaning: Meaning, kind: ProblemKind, retry_after: Option<Millis>) -> Self {
        Self { meaning, problem: Problem::of(kind), retry_after, garbled: false }
    }
}

/// Longest part of the server's words that is kept.
const DETAIL: usize = 300;
/// An error's body is short; a longer one is not looked into where the status says success.
const ERROR_BODY: usize = 4096;

/// The body of a success, or what the failure means.
pub(crate) fn judge(outcome: Outcome) -> Result<String, Failure> {
    let Outcome::Answer { status, retry_after, body } = outcome else {
        return Err(Failure::new(Meaning::Unclear, ProblemKind::Offline, None));
    };
    let success = (200..300).contains(&status);
    // A 5511 may come with a success, and so may any other code.
    let error = if success && (body.len() > ERROR_BODY || !body.contains("\"error_code\"")) {
        None
    } else {
        // 0 is no error, though some say so by its name.
        ErrorBody::decode(&body).filter(|error| error.code != 0)
    };
    if success && error.is_none() {
        return Ok(body);
    }
    // "Too many requests" says more than a code that says nothing.
    let of_code = error.as_ref().and_then(|error| of_code(error.error_code()));
    let of_code = of_code.filter(|(meaning, _)| status != 429 || *meaning != Meaning::Unclear);
    let (meaning, kind) = of_code.unwrap_or_else(|| of_status(status, success));
    let problem = Problem {
        kind,
        code: error.as_ref().map(|error| error.code),
        detail: error.map(|error| error.message.chars().take(DETAIL).collect()).unwrap_or_default(),
    };
    Err(Failure { meaning, problem, retry_after, garbled: false })
}

fn of_code(code: ErrorCode) -> Option<(Meaning, ProblemKind)> {
    Some(match code {
        ErrorCode::TenantUrl
        | ErrorCode::AuthorizationMissing
        | ErrorCode::AuthorizationFormat
        | ErrorCode::AuthorizationScheme
        | ErrorCode::AppIdMissing
        | ErrorCode::ClientIdMissing
        | ErrorCode::ApplicationId
        | ErrorCode::LaunchPointNotFound => (Meaning::Setup, ProblemKind::Setup),
        ErrorCode::Timeout | ErrorCode::ServerDisconnected | ErrorCode::Internal | ErrorCode::Unspecified => {
            (Meaning::Unclear, ProblemKind::ServerTrouble)
        }
        ErrorCode::NoServer => (Meaning::Unclear, ProblemKind::Unavailable),
        ErrorCode::ChatNotFound => (Meaning::Gone, ProblemKind::ChatGone),
        ErrorCode::TooManyPolls => (Meaning::SecondPoll, ProblemKind::Busy),
        ErrorCode::NoEvents => (Meaning::NoEvents, ProblemKind::ServerTrouble),
        ErrorCode::NoCase => (Meaning::Refused, ProblemKind::NoCase),
        ErrorCode::CrmError => (Meaning::Refused, ProblemKind::CaseTrouble),
        ErrorCode::UploadTooLarge => (Meaning::Refused, ProblemKind::FileTooLarge),
        // The server can't read what we wrote: trying again would loop.
        ErrorCode::BadJson | ErrorCode::FileNotFound | ErrorCode::FileOperation | ErrorCode::TooManyParameters => {
            (Meaning::Refused, ProblemKind::Refused)
        }
        ErrorCode::Other(_) => return None,
    })
}

fn of_status(status: u16, success: bool) -> (Meaning, ProblemKind) {
    match status {
        _ if success => (Meaning::Unclear, ProblemKind::ServerTrouble),
        401 => (Meaning::Setup, ProblemKind::Setup),
        403 => (Meaning::Forbidden, ProblemKind::Setup),
        404 | 410 => (Meaning::Gone, ProblemKind::ChatGone),
        429 => (Meaning::NotYet, ProblemKind::Busy),
        408 | 425 => (Meaning::Unclear, ProblemKind::ServerTrouble),
        400..500 => (Meaning::Refused, ProblemKind::Refused),
        _ => (Meaning::Unclear, ProblemKind::ServerTrouble),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16, body: &str) -> Option<(Meaning, ProblemKind)> {
        let outcome = Outcome::Answer { status, retry_after: None, body: body.to_owned() };
        judge(outcome).err().map(|failure| (failure.meaning, failure.problem.kind))
    }

    #[test]
    fn every_documented_code_means_something_whatever_the_status() {
        for code in ErrorCode::all() {
            let body = code.body().encode();
            let found = meaning(500, &body);
            assert_eq!(found, of_code(code), "{}", code.number());
            assert_eq!(found, meaning(200, &body), "{}", code.number());
        }
    }

    #[test]
    fn too_many_requests_are_that_whatever_a_code_says_that_says_nothing() {
        for code in [ErrorCode::Unspecified, ErrorCode::Internal] {
            assert_eq!(meaning(429, &code.body().encode()), Some((Meaning::NotYet, ProblemKind::Busy)));
        }
        let poll = ErrorCode::TooManyPolls.body().encode();
        assert_eq!(meaning(429, &poll), Some((Meaning::SecondPoll, ProblemKind::Busy)));
    }

    #[test]
    fn a_status_without_a_code_is_judged_alone() {
        assert_eq!(meaning(200, ""), None);
        assert_eq!(meaning(200, "<html>"), None);
        assert_eq!(meaning(404, "<html>"), Some((Meaning::Gone, ProblemKind::ChatGone)));
        assert_eq!(meaning(429, ""), Some((Meaning::NotYet, ProblemKind::Busy)));
        assert_eq!(meaning(503, ""), Some((Meaning::Unclear, ProblemKind::ServerTrouble)));
        assert_eq!(meaning(413, ""), Some((Meaning::Refused, ProblemKind::Refused)));
        assert_eq!(meaning(302, ""), Some((Meaning::Unclear, ProblemKind::ServerTrouble)));
    }
}
