//! Every error code of the documents, with its message and HTTP status, and the body that carries it.
//! The server answers with them, `session` turns them into problems. Must not decide what a visitor is told.

use crate::{fields::Fields, write::Object};

/// An error code. The documents list no status per code; `status` follows the statuses that they list per method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// 1000
    TenantUrl,
    /// 2000
    AuthorizationMissing,
    /// 2001
    AuthorizationFormat,
    /// 2002
    AuthorizationScheme,
    /// 2003
    AppIdMissing,
    /// 2004
    ClientIdMissing,
    /// 3000
    ApplicationId,
    /// 5000
    Timeout,
    /// 5001
    NoServer,
    /// 5003; the message goes on with what is wrong in the JSON.
    BadJson,
    /// 5004
    ServerDisconnected,
    /// 5005: the chat is gone; every vendor client stops polling (field notes 4.2).
    ChatNotFound,
    /// 5006
    LaunchPointNotFound,
    /// 5500; the message is free.
    Internal,
    /// 5501
    UploadTooLarge,
    /// 5502
    FileNotFound,
    /// 5509: a second poll; its status is 400 by the text of Get New Chat Events, 429 by its table.
    TooManyPolls,
    /// 5511: nothing happened, no failure. The documents give no status.
    NoEvents,
    /// 5558; the message is free.
    FileOperation,
    /// 5601
    NoCase,
    /// 5602
    CrmError,
    /// 5603
    TooManyParameters,
    /// 5955
    Unspecified,
    /// A number that the documents do not list.
    Other(u32),
}

type Row = (ErrorCode, u32, Option<u16>, &'static str);

const TABLE: [Row; 23] = [
    (ErrorCode::TenantUrl, 1000, Some(403), "Missing or invalid tenantUrl"),
    (ErrorCode::AuthorizationMissing, 2000, Some(403), "Authorization header is missing"),
    (ErrorCode::AuthorizationFormat, 2001, Some(403), "Authorization parameter format is incorrect"),
    (ErrorCode::AuthorizationScheme, 2002, Some(403), "Authorization scheme is incorrect"),
    (ErrorCode::AppIdMissing, 2003, Some(403), "Authorization parameter is missing: appId"),
    (ErrorCode::ClientIdMissing, 2004, Some(403), "Authorization parameter is missing: clientId"),
    (ErrorCode::ApplicationId, 3000, Some(403), "Missing or invalid application unique id"),
    (ErrorCode::Timeout, 5000, Some(503), "Timeout - chat server takes too long to respond"),
    (ErrorCode::NoServer, 5001, Some(503), "No server is available to accept chat connection"),
    (ErrorCode::BadJson, 5003, Some(400), "Error decoding JSON request body"),
    (ErrorCode::ServerDisconnected, 5004, Some(503), "Chat server disconnected"),
    (ErrorCode::ChatNotFound, 5005, Some(404), "Chat session is not found"),
    (ErrorCode::LaunchPointNotFound, 5006, Some(403), "Mobile Launch Point (application) is not found"),
    (ErrorCode::Internal, 5500, Some(500), "Internal server error"),
    (ErrorCode::UploadTooLarge, 5501, Some(400), "Upload size limit exceeded"),
    (ErrorCode::FileNotFound, 5502, Some(404), "File not found"),
    (ErrorCode::TooManyPolls, 5509, None, "Too many concurrent poll requests for the same session"),
    (ErrorCode::NoEvents, 5511, None, "No events"),
    (ErrorCode::FileOperation, 5558, Some(500), "File operation error"),
    (ErrorCode::NoCase, 5601, Some(406), "No case is specified for this session."),
    (ErrorCode::CrmError, 5602, Some(500), "CRM server responded with error."),
    (ErrorCode::TooManyParameters, 5603, Some(406), "Too many parameters."),
    (ErrorCode::Unspecified, 5955, Some(500), "Unspecified server error"),
];

impl ErrorCode {
    /// Every documented code.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.0 == self)
    }

    pub fn from_number(number: u32) -> Self {
        TABLE.iter().find(|row| row.1 == number).map_or(Self::Other(number), |row| row.0)
    }

    pub fn number(self) -> u32 {
        match self {
            Self::Other(number) => number,
            known => known.row().map_or(0, |row| row.1),
        }
    }

    /// The HTTP status that goes with it, where the documents allow one answer.
    pub fn status(self) -> Option<u16> {
        self.row().and_then(|row| row.2)
    }

    /// The documented message; 5003 takes what is wrong behind it, 5500 and 5558 are free.
    pub fn message(self) -> &'static str {
        self.row().map_or("Unspecified server error", |row| row.3)
    }

    /// The body with the documented message.
    pub fn body(self) -> ErrorBody {
        ErrorBody { code: self.number(), message: self.message().to_owned() }
    }
}

/// `{"error_code": "5005", "error_message": "…"}`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorBody {
    pub code: u32,
    pub message: String,
}

impl ErrorBody {
    /// `None` if the text is not an object with an `error_code` that is a number or the text of one.
    pub fn decode(body: &str) -> Option<Self> {
        let fields = Fields::parse(body.trim_start_matches('\u{feff}')).ok()??;
        let code = u32::try_from(fields.whole("error_code")?).ok()?;
        Some(Self { code, message: fields.or_empty("error_message") })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.quoted("error_code", Some(u64::from(self.code)));
        object.text("error_message", &self.message);
        object.end();
        out
    }

    pub fn error_code(&self) -> ErrorCode {
        ErrorCode::from_number(self.code)
    }
}

/// A request's body that can't be taken: what goes behind the message of 5003.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadBody {
    /// One line that names what is wrong and what is expected.
    pub reason: String,
}

impl BadBody {
    pub(crate) fn new(reason: &str) -> Self {
        Self { reason: reason.to_owned() }
    }

    /// `Error decoding JSON request body: …`
    pub fn body(&self) -> ErrorBody {
        let code = ErrorCode::BadJson;
        ErrorBody { code: code.number(), message: [code.message(), ": ", &self.reason].concat() }
    }
}
