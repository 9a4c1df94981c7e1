//! Errors as the API tells them: a type of its list and a message for the person who reads the log.
//! `agent_api` makes them, the desk shows them.

use serde_json::Value;

use crate::object::Object;

/// `type` of an error (Errors handling, Possible errors).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    Internal,
    Validation,
    /// The agent is not allowed to perform the action.
    Authorization,
    /// Invalid or expired access token, or no login.
    Authentication,
    RequestTimeout,
    LicenseExpired,
    UnsupportedVersion,
    /// A type that this version does not know.
    Other,
}

const KINDS: [(ErrorKind, &str, &str, u16); 8] = [
    (ErrorKind::Internal, "internal", "Internal server error", 500),
    (ErrorKind::Validation, "validation", "Wrong format of request", 400),
    (ErrorKind::Authorization, "authorization", "Authorization error", 403),
    (ErrorKind::Authentication, "authentication", "Authentication error", 401),
    (ErrorKind::RequestTimeout, "request_timeout", "Request timed out", 504),
    (ErrorKind::LicenseExpired, "license_expired", "License expired", 402),
    (ErrorKind::UnsupportedVersion, "unsupported_version", "Unsupported version", 400),
    (ErrorKind::Other, "other", "Unknown error", 500),
];

impl ErrorKind {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The message that the document gives.
    pub fn default_message(self) -> &'static str {
        self.row().2
    }

    /// The HTTP status that the web API answers with; the document names none.
    pub fn status(self) -> u16 {
        self.row().3
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, u16) {
        // Invariant: every kind has a row; the last stands in where one were forgotten.
        KINDS.iter().find(|row| row.0 == self).unwrap_or(&KINDS[KINDS.len() - 1])
    }

    fn of(name: &str) -> Self {
        KINDS.iter().find(|row| row.1 == name).map_or(Self::Other, |row| row.0)
    }
}

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub kind: ErrorKind,
    pub message: String,
}

impl ApiError {
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// Wrong format of request; the message names the field.
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, message)
    }

    /// `{"error":{"type","message"}}`.
    pub fn encode(&self) -> Value {
        let error = Object::new().text("type", self.kind.name()).text("message", &self.message);
        Object::new().put("error", error.value()).value()
    }

    /// Reads what `encode` writes; anything else becomes an error of kind `Other`.
    pub fn decode(value: &Value) -> Self {
        let error = &value["error"];
        let kind = error["type"].as_str().map_or(ErrorKind::Other, ErrorKind::of);
        let message = error["message"].as_str().unwrap_or_else(|| kind.default_message());
        Self::new(kind, message)
    }
}

impl From<ErrorKind> for ApiError {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind, kind.default_message())
    }
}
