//! Where the visitor is, as far as the agent is told.

/// How far it is to tell the agent where the visitor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locating {
    /// Whether it may be told.
    Asking,
    /// The browser looks for it.
    Finding,
    /// The browser, the visitor or the page does not allow it.
    Denied,
    NotFound,
}
