//! Every event of a chat session, in either direction, as plain data.
//! The history returns both directions mixed, so one enum holds both. Decoding and encoding live in `codec`.
//! Must not judge: what an event means for a chat is decided by `session` and by the server's `conversation`.

use crate::signaling::Signal;

/// One event. `party_id` and `timestamp` are the envelope that most server events carry; client events leave them out.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Who it is from; equal to the chat id for the visitor's own events in a history.
    pub party_id: Option<String>,
    /// UTC milliseconds, whatever unit stood on the wire: below 10¹¹ it was seconds.
    pub timestamp: Option<u64>,
    pub body: Body,
}

/// What happened. Names follow the wire's `event` without its `chat_session_` prefix.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// `chat_session_message`, both directions.
    Message(Message),
    /// `chat_session_message_edit`: an earlier message has other words (field notes 4.6).
    MessageEdit { ref_msg_id: String, msg: String },
    /// `chat_session_message_delete`: an earlier message is gone (field notes 4.6).
    MessageDelete { ref_msg_id: String },
    /// `chat_session_message_delivered`.
    MessageDelivered { ref_msg_id: String },
    /// `chat_session_message_read`.
    MessageRead { ref_msg_id: String },
    /// `chat_session_typing`; `draft` is the undocumented `msg`, the text typed so far.
    Typing { draft: Option<String> },
    /// `chat_session_not_typing`.
    NotTyping,
    /// `chat_session_form_show`.
    FormShow(FormShow),
    /// `chat_session_form_data`.
    FormData(FormData),
    /// `chat_form_data_cancel` (field notes 2; the name has no `session` in it).
    FormCancel { form_request_id: String, form_name: String },
    /// `chat_session_secure_form_show`.
    SecureFormShow { form_request_id: String, form_id: String, form_name: Option<String> },
    /// `chat_session_secure_form_data`.
    SecureFormData(FormData),
    /// `chat_session_secure_form_cancel`, both directions.
    SecureFormCancel { form_request_id: String, form_name: Option<String> },
    /// `chat_session_form_submit` (field notes 2; use unknown, kept whole).
    FormSubmit { req_id: Option<String>, form_data: Vec<(String, String)> },
    /// `chat_session_end`: the visitor ends the session.
    End,
    /// `chat_session_disconnect`: the visitor ends the conversation, the session stays with the scenario.
    Disconnect,
    /// `chat_session_ended`: the session is over.
    Ended,
    /// `chat_session_status`; `ewt` in seconds.
    Status { state: ChatState, ewt: Option<u64> },
    /// `chat_session_party_joined`; the party's id is the envelope's `party_id`.
    PartyJoined(Party),
    /// `chat_session_party_left`; the party's id is the envelope's `party_id`.
    PartyLeft,
    /// `chat_session_timeout_warning`.
    TimeoutWarning { msg: String },
    /// `chat_session_inactivity_timeout`, and the documents' `chat_session_inactvity_timeout`.
    InactivityTimeout { msg: String },
    /// `chat_session_signaling`.
    Signaling { msg_id: Option<String>, destination_party_id: Option<String>, signal: Signal },
    /// `chat_session_file`.
    File(File),
    /// `chat_session_file_url` (field notes 4.6).
    FileUrl { file_url: String, file_type: FileType, file_name: Option<String> },
    /// `chat_session_location`; degrees as the sender wrote them.
    Location { msg_id: Option<String>, url: Option<String>, latitude: String, longitude: String },
    /// `chat_session_navigation`.
    Navigation { msg_id: Option<String>, title: String, page: String },
    /// `chat_session_cobrowsing_requested`.
    CobrowsingRequested { msg_id: Option<String> },
    /// `chat_session_cobrowsing_rejected`.
    CobrowsingRejected,
    /// `chat_session_cobrowsing_started`.
    CobrowsingStarted { provider_type: String, cobrowsing_url: String, cobrowsing_id: Option<String> },
    /// `chat_session_cobrowsing_ended`.
    CobrowsingEnded,
    /// `chat_session_case_set`.
    CaseSet { case_id: String },
    /// `chat_session_info` (field notes 4.6).
    SessionInfo { service_name: String },
    /// An event of a name that this version does not know: its object as compact JSON, without the `party_id` and
    /// `timestamp` that the envelope holds.
    Unknown { name: String, json: String },
    /// Something that stood in the batch and could not be read. Shown as one placeholder row; never sent on.
    Undecodable(Undecodable),
}

/// Why an event could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecodable {
    /// The JSON of this event is not readable: a number out of range, nested too deep.
    BadJson,
    /// JSON, but not an object with an `event` name.
    NotAnEvent,
    /// The name is known and a field that it can't be without is missing.
    MissingField(&'static str),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Opaque; `chatId:n` by the documents, small integers or UUIDs in practice.
    pub msg_id: Option<String>,
    /// From agents HTML in practice, from visitors plain text.
    pub msg: String,
    /// Plain text of an HTML `msg`.
    pub msg_text: Option<String>,
    pub channel: Option<String>,
    /// Echoed in the answer to a quick reply.
    pub directive_id: Option<String>,
    /// `type`; `cobrowsing` for a co-browsing link.
    pub kind: Option<String>,
    pub attachments: Vec<Attachment>,
}

/// An attachment inside a message (field notes 4.6: MS Teams cards).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attachment {
    pub id: String,
    pub content_type: String,
    pub name: Option<String>,
    /// `content` as compact JSON.
    pub content: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormShow {
    pub form_request_id: String,
    /// Empty: the next message is the answer.
    pub form_name: String,
    /// Seconds.
    pub form_timeout: Option<u64>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormData {
    pub form_request_id: String,
    pub form_name: String,
    pub data: Answers,
}

/// What a form was answered with.
#[derive(Clone, Debug, PartialEq)]
pub enum Answers {
    /// Names and values, in the form's order.
    Fields(Vec<(String, String)>),
    /// A bare string: the vendor's client answers `Form not found` so.
    Text(String),
}

impl Default for Answers {
    fn default() -> Self {
        Self::Fields(Vec::new())
    }
}

/// The life of a session as the server tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatState {
    Ivr,
    Queued,
    Connecting,
    Connected,
    Failed,
    Completed,
    /// A word that this version does not know; the session goes on as it was.
    Other,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub display_name: Option<String>,
    pub kind: PartyKind,
}

/// `type` of a joined party.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PartyKind {
    /// The scenario: a bot or the system itself.
    Scenario,
    External,
    /// An agent.
    #[default]
    Internal,
    /// An agent in MS Teams (field notes 4.5).
    MsTeams,
    Other,
}

impl PartyKind {
    /// Somebody to talk to.
    pub const fn is_person(self) -> bool {
        matches!(self, Self::Internal | Self::External | Self::MsTeams)
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    pub msg_id: Option<String>,
    pub file_id: String,
    pub file_type: FileType,
    pub file_name: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileType {
    Image,
    #[default]
    Attachment,
}

impl Event {
    /// An event as a client sends it: no party, no time.
    pub fn of(body: Body) -> Self {
        Self { party_id: None, timestamp: None, body }
    }
}
