//! What can go wrong, as data. The UI gives each its calm sentence and what can be done.

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
    /// A command that needs a chat, and there is none.
    NoChat,
}
