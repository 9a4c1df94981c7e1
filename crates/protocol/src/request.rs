//! What clients send besides events: Request Chat, the notification subscription, the header, the paths.
//! Written by the widget, read by the server. Must not judge values, only their shape.

pub use crate::{
    authorization::{AuthError, Credentials, WEB_CHAT, authorization, parse_authorization},
    paths,
};
use crate::{
    codec::TimeUnit,
    decode::message,
    encode::write_event,
    error::BadBody,
    event::{Body, Event, Message},
    fields::{Fields, pairs, plain},
    write::Object,
};

/// The body of `POST chats`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RequestChat {
    /// For a callback.
    pub phone_number: Option<String>,
    /// Becomes the scenario's `$(item.from)`.
    pub from: Option<String>,
    /// Become the scenario's `$(item.externalChatData)`, in the sender's order. The wire's values are strings; another
    /// value is kept as its compact JSON, `null` as nothing.
    pub parameters: Vec<(String, String)>,
    /// Undocumented: the pre-chat form's message (field notes 4.1).
    pub initial_message: Option<Message>,
}

impl RequestChat {
    /// Reads the body; nothing at all is a request without any value.
    pub fn decode(body: &str) -> Result<Self, BadBody> {
        let Some(fields) = object(body)? else {
            return Ok(Self::default());
        };
        let parameters = match (fields.pairs("parameters"), fields.slice("parameters")) {
            (Some(pairs), _) => pairs,
            (None, None) => Vec::new(),
            (None, Some(_)) => return Err(BadBody::new("parameters: expected an object of names and values")),
        };
        Ok(Self {
            phone_number: fields.filled("phone_number"),
            from: fields.filled("from"),
            parameters,
            initial_message: initial_message(&fields)?,
        })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.maybe("phone_number", self.phone_number.as_ref());
        object.maybe("from", self.from.as_ref());
        object.pairs("parameters", &self.parameters);
        if let Some(message) = &self.initial_message {
            let event = Event::of(Body::Message(message.clone()));
            write_event(object.key("initial_message"), &event, TimeUnit::Seconds);
        }
        object.end();
        out
    }
}

/// The members of a JSON object of parameters by themselves, read as in the body; `None` for anything else.
pub fn parameters(json: &str) -> Option<Vec<(String, String)>> {
    Fields::parse(json).ok().flatten().map(|fields| pairs(fields.json()))
}

/// Adds parameters to those that are known. Of two values of one name the later counts.
pub fn set_parameters(known: &mut Vec<(String, String)>, later: &[(String, String)]) {
    for (name, value) in later {
        known.retain(|(before, _)| before != name);
        known.push((name.clone(), value.clone()));
    }
}

/// The event of a message, or the text of one.
fn initial_message(fields: &Fields<'_>) -> Result<Option<Message>, BadBody> {
    let Some(json) = fields.slice("initial_message") else {
        return Ok(None);
    };
    let refused = || BadBody::new("initial_message: expected a chat_session_message event");
    if json.starts_with('"') {
        return Ok(Some(Message { msg: plain(json), ..Message::default() }));
    }
    let inner = Fields::parse(json).ok().flatten().ok_or_else(refused)?;
    match inner.filled("event").as_deref() {
        None | Some("chat_session_message") => Ok(Some(message(&inner))),
        Some(_) => Err(refused()),
    }
}

/// The body of `POST chats/{chatId}/notifications`; all absent cancels the subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotificationTokens {
    /// iOS, native APNs; needs `ios_app_bundle_id`.
    pub ios_apns_device_token: Option<String>,
    pub ios_app_bundle_id: Option<String>,
    pub ios_firebase_device_token: Option<String>,
    pub android_firebase_device_token: Option<String>,
}

impl NotificationTokens {
    /// Reads the body; nothing at all is `{}`.
    pub fn decode(body: &str) -> Result<Self, BadBody> {
        let Some(fields) = object(body)? else {
            return Ok(Self::default());
        };
        Ok(Self {
            ios_apns_device_token: fields.filled("ios_apns_device_token"),
            ios_app_bundle_id: fields.filled("ios_app_bundle_id"),
            ios_firebase_device_token: fields.filled("ios_firebase_device_token"),
            android_firebase_device_token: fields.filled("android_firebase_device_token"),
        })
    }

    pub fn encode(&self) -> String {
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.maybe("ios_apns_device_token", self.ios_apns_device_token.as_ref());
        object.maybe("ios_app_bundle_id", self.ios_app_bundle_id.as_ref());
        object.maybe("ios_firebase_device_token", self.ios_firebase_device_token.as_ref());
        object.maybe("android_firebase_device_token", self.android_firebase_device_token.as_ref());
        object.end();
        out
    }

    /// How many services are asked for; more than one is the documents' error 5603, none cancels.
    pub fn services(&self) -> usize {
        [&self.ios_apns_device_token, &self.ios_firebase_device_token, &self.android_firebase_device_token]
            .into_iter()
            .flatten()
            .count()
    }
}

/// `None` for an empty body.
fn object(body: &str) -> Result<Option<Fields<'_>>, BadBody> {
    let body = body.trim_start_matches('\u{feff}').trim();
    if body.is_empty() {
        return Ok(None);
    }
    match Fields::parse(body) {
        Ok(Some(fields)) => Ok(Some(fields)),
        Ok(None) => Err(BadBody::new("expected an object")),
        Err(fault) => Err(BadBody { reason: ["not JSON from byte ", &fault.at.to_string(), " on"].concat() }),
    }
}
