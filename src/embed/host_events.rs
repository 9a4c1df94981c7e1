//! What the page's script hears of a chat, as plain objects, and what its calls fail with. Called by `chat_part`.
//! The loader fires them: it keeps the handlers, which outlive an instance, and catches what they throw.

use js_sys::Object;
use parlor_session::{
    effect::{EndedBy, Notice},
    problem::{Problem, ProblemKind},
    view::{Phase, SendState, Sender},
};
use wasm_bindgen::JsValue;

use super::values::{failure, number, object, text};
use crate::runtime::Facts;

/// An event's name and payload.
pub(super) fn event(notice: &Notice) -> (&'static str, Object) {
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
        Notice::Form { name, kind, state } => {
            ("form", object(&[("name", text(name)), ("kind", text(kind)), ("state", text(state))]))
        }
        Notice::Call { state, video } => ("call", object(&[("state", text(state)), ("video", (*video).into())])),
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
        ("unread", number(u64::try_from(facts.unread).unwrap_or(u64::MAX))),
        ("chatId", facts.chat_id.as_deref().map_or(JsValue::NULL, text)),
    ])
}

pub(super) fn failure_of(problem: &Problem) -> JsValue {
    failure(code(problem.kind), &message(problem))
}

/// The public code of a problem.
fn code(kind: ProblemKind) -> &'static str {
    match kind {
        ProblemKind::Offline => "offline",
        ProblemKind::ServerTrouble | ProblemKind::Unavailable => "not-available",
        ProblemKind::Busy | ProblemKind::Limit => "limit",
        ProblemKind::Setup
        | ProblemKind::Refused
        | ProblemKind::NoCase
        | ProblemKind::CaseTrouble
        | ProblemKind::FileLost => "refused",
        ProblemKind::ChatGone => "chat-ended",
        ProblemKind::NoChat => "no-chat",
        ProblemKind::FileEmpty | ProblemKind::FileTooLarge => "file-size",
        ProblemKind::FileBlocked => "file-type",
        ProblemKind::NoDevice => "no-device",
        ProblemKind::Permission => "permission",
        ProblemKind::Unsupported => "unsupported",
        ProblemKind::Timeout => "timeout",
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
        ProblemKind::NoCase => "the chat belongs to no case",
        ProblemKind::CaseTrouble => "the case could not be closed",
        ProblemKind::FileEmpty => "the file is empty",
        ProblemKind::FileTooLarge => "the file is larger than 25 MB",
        ProblemKind::FileBlocked => "files of this type are not allowed",
        ProblemKind::FileLost => "the file was given up",
        ProblemKind::NoDevice => "there is no microphone or camera, or another program uses it",
        ProblemKind::Permission => "microphone or camera may not be used",
        ProblemKind::Unsupported => "this browser, or this page, can't do it",
        ProblemKind::Timeout => "nobody answered in time",
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
