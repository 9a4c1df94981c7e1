//! What the page's script hears, as plain objects, and what its calls fail with. Called by `embed`.
//! The loader fires them: it keeps the handlers, which outlive an instance, and catches what they throw.

use js_sys::{Error, Function, Object, Reflect};
use parlor_contact::Availability;
use parlor_session::{
    effect::{EndedBy, Notice},
    problem::{Problem, ProblemKind},
    view::{Phase, SendState, Sender},
};
use wasm_bindgen::JsValue;

use crate::runtime::{Facts, Told};

/// Hands an event to the loader: its name and payload.
pub(super) fn fire(emit: &Function, told: &Told) {
    let (name, payload) = payload(told);
    // Whatever the loader's side throws is no concern of the widget's.
    let _ = emit.call2(&JsValue::NULL, &JsValue::from_str(name), &payload);
}

fn payload(told: &Told) -> (&'static str, Object) {
    match told {
        Told::Ready => ("ready", Object::new()),
        Told::Opened => ("open", Object::new()),
        Told::Closed => ("close", Object::new()),
        Told::Availability { availability, ewt } => {
            let available = matches!(availability, Availability::Available | Availability::Busy);
            ("availability", object(&[("available", available.into()), ("ewt", optional(*ewt))]))
        }
        Told::Chat(notice) => notice_payload(notice),
    }
}

fn notice_payload(notice: &Notice) -> (&'static str, Object) {
    match notice {
        Notice::ChatStarted { chat_id } => ("chat-started", object(&[("chatId", text(chat_id))])),
        Notice::ChatRestored { chat_id } => ("chat-restored", object(&[("chatId", text(chat_id))])),
        Notice::Message { id, sender, text: words, at } => (
            "message",
            object(&[
                ("id", number(*id)),
                ("sender", text(sender_word(*sender))),
                ("text", text(words)),
                ("at", number(*at)),
            ]),
        ),
        Notice::MessageState { id, state } => {
            ("message-state", object(&[("id", number(*id)), ("state", text(state_word(*state)))]))
        }
        Notice::Status { phase } => ("status", object(&[("phase", text(phase_word(*phase)))])),
        Notice::Ended { by } => ("ended", object(&[("by", text(ended_word(*by)))])),
        Notice::Error(problem) => {
            ("error", object(&[("code", text(code(problem.kind))), ("message", text(&message(problem)))]))
        }
    }
}

/// `Parlor.state`.
pub(super) fn facts(facts: &Facts) -> Object {
    object(&[
        ("phase", text(phase_word(facts.phase))),
        ("availability", text(facts.availability.word())),
        ("unread", number(u64::try_from(facts.unread).unwrap_or(u64::MAX))),
        ("chatId", facts.chat_id.as_deref().map_or(JsValue::NULL, text)),
    ])
}

/// An error with `code` and `message`, to reject a promise with.
pub(super) fn failure(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    set(&error, "code", &text(code));
    error.into()
}

pub(super) fn failure_of(problem: &Problem) -> JsValue {
    failure(code(problem.kind), &message(problem))
}

pub(super) fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        set(&object, name, value);
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}

pub(super) fn text(text: &str) -> JsValue {
    JsValue::from_str(text)
}

#[expect(clippy::cast_precision_loss, reason = "JavaScript has no other numbers")]
pub(super) fn number(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn optional(value: Option<u64>) -> JsValue {
    value.map_or(JsValue::NULL, number)
}

/// The public code of a problem.
fn code(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Offline => "offline",
        ProblemKind::ServerTrouble | ProblemKind::Unavailable => "not-available",
        ProblemKind::Busy | ProblemKind::Limit => "limit",
        ProblemKind::Setup | ProblemKind::Refused => "refused",
        ProblemKind::ChatGone => "chat-ended",
        ProblemKind::NoChat => "no-chat",
    }
}

/// What happened, then the server's own words and code where it gave any.
fn message(problem: &Problem) -> String {
    let what = match problem.kind {
        ProblemKind::Offline => "no connection to the contact center",
        ProblemKind::ServerTrouble => "the contact center answers, but not as it should",
        ProblemKind::Busy => "the contact center asks for patience",
        ProblemKind::Unavailable => "no agent can be reached",
        ProblemKind::Setup => "the contact center does not know this tenant or application",
        ProblemKind::ChatGone => "the chat is over",
        ProblemKind::Refused => "the contact center refused it",
        ProblemKind::Limit => "the message is empty or longer than the limit",
        ProblemKind::NoChat => "there is no chat",
    };
    let mut line = what.to_owned();
    if !problem.detail.is_empty() {
        line.push_str(": ");
        line.push_str(&problem.detail);
    }
    if let Some(code) = problem.code {
        line.push_str(" (");
        line.push_str(&code.to_string());
        line.push(')');
    }
    line
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Idle => "idle",
        Phase::Starting => "starting",
        Phase::Queued => "queued",
        Phase::Connected => "connected",
        Phase::Ended => "ended",
        Phase::Failed => "failed",
    }
}

fn sender_word(sender: Sender) -> &'static str {
    match sender {
        Sender::Visitor => "visitor",
        Sender::Agent => "agent",
        Sender::Bot => "bot",
        Sender::System => "system",
    }
}

fn state_word(state: SendState) -> &'static str {
    match state {
        SendState::Sending => "sending",
        SendState::Sent => "sent",
        SendState::Delivered => "delivered",
        SendState::Read => "read",
        SendState::Failed => "failed",
    }
}

fn ended_word(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Visitor => "visitor",
        EndedBy::Agent => "agent",
        EndedBy::Inactivity => "inactivity",
        EndedBy::Lost => "lost",
    }
}
