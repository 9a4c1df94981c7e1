//! The socket's envelopes: what a client sends (`request_id`, `action`, `payload`, `author_id`) and what it gets
//! (`type` response or push). The web API uses the request's envelope without `request_id` and `action`.

use serde_json::Value;

use crate::{
    error::{ApiError, ErrorKind},
    fields::Fields,
    object::Object,
    push::Push,
    request::{Call, Request},
};

/// The answer to one request of the socket.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    pub request_id: Option<String>,
    pub action: String,
    /// The payload (`{}` where the action has none); `response` reads it.
    pub outcome: Result<Value, ApiError>,
}

/// What a client gets on the socket.
#[derive(Clone, Debug, PartialEq)]
pub enum ServerFrame {
    Response(Response),
    Push {
        /// Given to the requester alone, where its request caused the push.
        request_id: Option<String>,
        push: Box<Push>,
    },
}

/// A request that can't be understood, with what the answer needs.
#[derive(Clone, Debug, PartialEq)]
pub struct BadRequest {
    pub request_id: Option<String>,
    /// Empty where even that could not be read.
    pub action: String,
    pub error: ApiError,
}

impl Request {
    /// Reads a text frame of the socket.
    pub fn decode_frame(text: &str) -> Result<Self, BadRequest> {
        let bad = |error: ApiError| BadRequest { request_id: None, action: String::new(), error };
        let value: Value = serde_json::from_str(text)
            .map_err(|error| bad(ApiError::validation(["the message is not JSON: ", &error.to_string()].concat())))?;
        let fields = Fields::strict(&value, "").map_err(bad)?;
        // Who counts requests may write numbers.
        let request_id = match value.get("request_id") {
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => fields.text_some("request_id").map_err(bad)?,
        };
        let bad = |error: ApiError| BadRequest { request_id: request_id.clone(), action: String::new(), error };
        let action = fields.name("action").map_err(bad)?;
        let bad = |error: ApiError| BadRequest { request_id: request_id.clone(), action: action.clone(), error };
        let author_id = fields.text_some("author_id").map_err(bad)?;
        let payload = value.get("payload").unwrap_or(&Value::Null);
        let call = Call::decode(&action, payload).map_err(bad)?;
        Ok(Self { request_id, author_id, call })
    }

    /// Reads the body of a web request for this action. An empty body is an empty payload.
    pub fn decode_body(action: &str, body: &[u8]) -> Result<Self, ApiError> {
        let value: Value = if body.iter().all(u8::is_ascii_whitespace) {
            Value::Null
        } else {
            serde_json::from_slice(body)
                .map_err(|error| ApiError::validation(["the body is not JSON: ", &error.to_string()].concat()))?
        };
        let fields = Fields::strict(&value, "")?;
        let author_id = fields.text_some("author_id")?;
        let call = Call::decode(action, value.get("payload").unwrap_or(&Value::Null))?;
        Ok(Self { request_id: None, author_id, call })
    }

    /// The text frame of the socket.
    pub fn encode_frame(&self) -> String {
        Object::new()
            .text_some("request_id", self.request_id.as_deref())
            .text("action", self.call.action())
            .put("payload", self.call.payload())
            .text_some("author_id", self.author_id.as_deref())
            .value()
            .to_string()
    }

    /// The body of a web request.
    pub fn encode_body(&self) -> String {
        Object::new()
            .put("payload", self.call.payload())
            .text_some("author_id", self.author_id.as_deref())
            .value()
            .to_string()
    }
}

impl ServerFrame {
    /// Reads a text frame. `None` for what is neither a response nor a push.
    pub fn decode(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let fields = Fields::lenient(&value);
        let request_id = fields.text_some("request_id").ok()?;
        let action = fields.text("action").ok()?;
        let payload = value.get("payload").unwrap_or(&Value::Null);
        match value.get("type")?.as_str()? {
            "response" => {
                let success = fields.flag_some("success").ok()?.unwrap_or(payload.get("error").is_none());
                let outcome = if success { Ok(payload.clone()) } else { Err(ApiError::decode(payload)) };
                Some(Self::Response(Response { request_id, action, outcome }))
            }
            "push" => Some(Self::Push { request_id, push: Box::new(Push::decode(&action, payload)) }),
            _ => None,
        }
    }

    pub fn encode(&self) -> String {
        match self {
            Self::Response(response) => response.encode(),
            Self::Push { request_id, push } => Object::new()
                .text_some("request_id", request_id.as_deref())
                .text("action", push.action())
                .text("type", "push")
                .put("payload", push.payload())
                .value()
                .to_string(),
        }
    }
}

impl Response {
    pub fn encode(&self) -> String {
        let payload = match &self.outcome {
            Ok(payload) => payload.clone(),
            Err(error) => error.encode(),
        };
        Object::new()
            .text_some("request_id", self.request_id.as_deref())
            .text("action", &self.action)
            .text("type", "response")
            .flag("success", self.outcome.is_ok())
            .put("payload", payload)
            .value()
            .to_string()
    }
}

impl From<BadRequest> for Response {
    fn from(bad: BadRequest) -> Self {
        Self { request_id: bad.request_id, action: bad.action, outcome: Err(bad.error) }
    }
}

impl BadRequest {
    pub fn kind(&self) -> ErrorKind {
        self.error.kind
    }
}
