//! Why a request is not done: a documented error code, and what exactly was wrong.

use parlor_protocol::error::ErrorCode;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: ErrorCode,
    /// What was wrong with this request; empty where the code says it all.
    pub detail: String,
}

impl Refusal {
    pub(crate) const fn no_session() -> Self {
        Self { code: ErrorCode::ChatNotFound, detail: String::new() }
    }

    pub(crate) const fn second_poll() -> Self {
        Self { code: ErrorCode::TooManyPolls, detail: String::new() }
    }

    pub(crate) fn bad_body(detail: String) -> Self {
        Self { code: ErrorCode::BadJson, detail }
    }

    pub(crate) fn internal(detail: &str) -> Self {
        Self { code: ErrorCode::Internal, detail: detail.to_owned() }
    }
}

impl From<ErrorCode> for Refusal {
    fn from(code: ErrorCode) -> Self {
        Self { code, detail: String::new() }
    }
}
