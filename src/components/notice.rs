//! One line above the composer about what is wrong or about to happen, in plain words, with one action.
//! At most one at a time: the warning that needs an answer, then the network, then trouble with the service; before a
//! chat also that nobody is there, unless the form says so by itself; and where nothing else is to be said, whether the
//! browser shall tell of messages.

use leptos::prelude::*;
use parlor_contact::{Availability, form::FormKind};
use parlor_session::{
    Intent,
    problem::ProblemKind,
    view::{Connection, Phase, StatusView},
};
use parlor_ui::{Icon, button, icon};

use crate::{
    i18n::{Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Notice {
    Warning(String),
    Offline,
    Unsteady,
    Problem(ProblemKind, Phase),
    Closed,
    /// Another tab has a call.
    CallElsewhere,
    /// An agent sees the page.
    Cobrowsing,
    /// Whether the browser shall tell of messages.
    Notify,
}

/// What there is to say about this state, if anything.
fn notice_of(status: &StatusView) -> Option<Notice> {
    if status.phase == Phase::Ended {
        return None;
    }
    if let Some(text) = &status.warning {
        return Some(Notice::Warning(text.clone()));
    }
    match (status.connection, &status.problem) {
        (Connection::Offline, _) => Some(Notice::Offline),
        (_, Some(problem)) if problem.kind == ProblemKind::Offline => Some(Notice::Offline),
        (_, Some(problem)) => Some(Notice::Problem(problem.kind, status.phase)),
        (Connection::Unsteady, None) => Some(Notice::Unsteady),
        (Connection::Live, None) if status.cobrowsing => Some(Notice::Cobrowsing),
        (Connection::Live, None) => status.callable.elsewhere.then_some(Notice::CallElsewhere),
    }
}

pub(super) fn notice() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let signals = use_signals();
    let is_closed = move || {
        signals.tab.with(|tab| tab.availability == Availability::OutOfHours)
            && signals.form.with(|form| form.as_ref().is_none_or(|form| form.kind != FormKind::LeaveMessage))
            && signals.status.with(|status| matches!(status.phase, Phase::Idle | Phase::Failed))
    };
    let notice = Memo::new(move |_| {
        let of_chat = signals.status.with(notice_of).or_else(|| is_closed().then_some(Notice::Closed));
        of_chat.or_else(|| signals.notify.get().then_some(Notice::Notify))
    });
    let line = move |part: &'static str, class: &'static str, sign: Icon, text: String, action: Option<AnyView>| {
        view! {
            <div class=class part=part>
                {icon(sign)}
                <span class="notice-text">
                    <bdi>{text}</bdi>
                </span>
                {action}
            </div>
        }
        .into_any()
    };
    let quiet = move |sign, text| line("notice", "notice notice-quiet", sign, words.get(text), None);
    let retry = move || {
        button("retry", "button button-text", words.signal(Text::TryNow), move |_| dispatch.intent(Intent::RetryNow))
    };
    (move || {
        notice.get().map(|notice| match notice {
            Notice::Warning(text) => {
                let text = words.or_said(Text::WarningFallback, &text);
                let here = button("still-here", "button button-quiet", words.signal(Text::StillHere), move |_| {
                    dispatch.intent(Intent::StillHere);
                });
                line("notice", "notice notice-warning", Icon::Clock, text, Some(here))
            }
            Notice::Cobrowsing => {
                let end = button("cobrowse-end", "button button-text", words.signal(Text::CobrowseEnd), move |_| {
                    dispatch.intent(Intent::StopCobrowsing);
                });
                line("notice", "notice notice-warning", Icon::Eye, words.get(Text::CobrowseRunning), Some(end))
            }
            Notice::CallElsewhere => quiet(Icon::Phone, Text::CallElsewhere),
            Notice::Notify => {
                let answer = move |wants| move |_| dispatch.send(Action::Notify(wants));
                let answers = view! {
                    <span class="notice-answers">
                        {button("notify-yes", "button button-text", words.signal(Text::NotifyYes), answer(true))}
                        {button("notify-no", "button button-text", words.signal(Text::NotifyNo), answer(false))}
                    </span>
                };
                line("notice", "notice notice-quiet", Icon::Info, words.get(Text::NotifyAsk), Some(answers.into_any()))
            }
            Notice::Closed => quiet(Icon::Clock, Text::Closed),
            Notice::Offline => {
                line("banner", "notice notice-warning", Icon::Offline, words.get(Text::Offline), Some(retry()))
            }
            Notice::Unsteady => {
                line("banner", "notice notice-quiet", Icon::Retry, words.get(Text::Unsteady), Some(retry()))
            }
            Notice::Problem(kind, phase) => {
                let action = match kind {
                    ProblemKind::ServerTrouble
                    | ProblemKind::Busy
                    | ProblemKind::Unavailable
                    | ProblemKind::Offline => Some(retry()),
                    ProblemKind::Setup => {
                        Some(button("reload", "button button-text", words.signal(Text::Retry), move |_| {
                            dispatch.send(Action::Reload);
                        }))
                    }
                    ProblemKind::ChatGone
                    | ProblemKind::Refused
                    | ProblemKind::Limit
                    | ProblemKind::NoChat
                    | ProblemKind::NoCase
                    | ProblemKind::CaseTrouble
                    | ProblemKind::FileEmpty
                    | ProblemKind::FileTooLarge
                    | ProblemKind::FileBlocked
                    | ProblemKind::FileLost
                    | ProblemKind::NoDevice
                    | ProblemKind::Permission
                    | ProblemKind::Unsupported
                    | ProblemKind::Timeout => None,
                };
                line("notice", "notice notice-negative", Icon::Warning, words.get(text_of(kind, phase)), action)
            }
        })
    })
    .into_any()
}

/// The calm sentence for a problem of the chat as a whole.
pub(super) const fn text_of(kind: ProblemKind, phase: Phase) -> Text {
    match kind {
        ProblemKind::Offline => Text::Offline,
        ProblemKind::ServerTrouble if matches!(phase, Phase::Failed) => Text::StartTrouble,
        ProblemKind::ServerTrouble => Text::ServerTrouble,
        ProblemKind::Busy => Text::Busy,
        ProblemKind::Unavailable => Text::Unavailable,
        ProblemKind::Setup => Text::Setup,
        ProblemKind::ChatGone => Text::ChatGone,
        ProblemKind::Refused => Text::Refused,
        ProblemKind::Limit => Text::TooLong,
        ProblemKind::NoChat => Text::NoChat,
        ProblemKind::NoCase => Text::NoCase,
        ProblemKind::CaseTrouble => Text::CaseTrouble,
        ProblemKind::FileEmpty => Text::FileEmpty,
        ProblemKind::FileTooLarge => Text::FileTooLarge,
        ProblemKind::FileBlocked => Text::FileBlocked,
        ProblemKind::FileLost => Text::FileLost,
        // Of a call, whose panel says more.
        ProblemKind::NoDevice | ProblemKind::Permission | ProblemKind::Unsupported | ProblemKind::Timeout => {
            Text::CallFailed
        }
    }
}
