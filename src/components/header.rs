//! The window's head: whom one talks to and how that stands, and the actions of the window.

use leptos::prelude::*;
use parlor_contact::Availability;
use parlor_session::view::{AgentView, Asked, Connection, Phase, StatusView};
use parlor_ui::{Icon, avatar, icon, icon_button};

use super::{call, menu::menu, queue_status::wait};
use crate::{
    i18n::{Text, Words, use_words},
    signals::{Action, use_dispatch, use_signals},
};

/// The window is named by this.
pub(super) const TITLE_ID: &str = "parlor-title";

/// `ask_end` opens the confirmation.
pub(super) fn header(ask_end: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let signals = use_signals();
    let status = signals.status;
    let agent = Memo::new(move |_| status.with(talking_to));
    // Nobody knows who is there while the connection is down.
    let in_chat = Memo::new(move |_| {
        status.with(|status| {
            matches!(status.phase, Phase::Queued | Phase::Connected) && status.connection == Connection::Live
        })
    });
    let line = Memo::new(move |_| {
        // Before a chat it says what the tab says of the hours.
        let closed = signals.tab.with(|tab| {
            (tab.availability == Availability::OutOfHours)
                .then(|| if tab.text.is_empty() { words.get(Text::TabOutOfHours) } else { tab.text.clone() })
        });
        status.with(|status| match closed {
            Some(closed) if status.phase == Phase::Idle => closed,
            _ => second_line(words, status),
        })
    });
    let can_end = Memo::new(move |_| status.with(|status| status.can_end));
    let can_minimize = Memo::new(move |_| signals.can_minimize());
    let title = move || {
        let configured = signals.window.with(|window| window.title.clone());
        if configured.is_empty() { words.get(Text::Title) } else { configured }
    };
    // Drawn anew only for another face: a picture that is asked for while the page goes away counts as a beacon.
    let face = Memo::new(move |_| {
        agent.get().map(|agent| {
            let photo = (!agent.is_bot).then(|| signals.photo(&agent.party_id)).flatten();
            (agent.name, agent.initials, photo)
        })
    });
    let is_present =
        Memo::new(move |_| agent.with(|agent| agent.as_ref().is_some_and(|agent| agent.present)) && in_chat.get());
    let picture = move || match face.get() {
        Some((name, initials, photo)) => {
            view! { <div class="header-picture" class:header-present=is_present>{avatar(&name, initials, photo)}</div> }
                .into_any()
        }
        None => view! { <div class="header-picture header-sign">{icon(Icon::Chat)}</div> }.into_any(),
    };
    let name = move || agent.get().map(|agent| agent.name).filter(|name| !name.trim().is_empty());
    view! {
        <div class="header" part="header">
            {picture}
            <div class="header-words">
                <h2 id=TITLE_ID class="title" part="title">
                    <bdi>{move || name().unwrap_or_else(title)}</bdi>
                </h2>
                <p class="status" part="status">
                    <bdi>{move || line.get()}</bdi>
                </p>
            </div>
            <div class="header-actions">
                {call::buttons()}
                {menu()}
                {move || {
                    can_minimize
                        .get()
                        .then(|| {
                            icon_button("minimize", Icon::Minimize, words.signal(Text::Minimize), move |_| {
                                dispatch.send(Action::Close);
                            })
                        })
                }}
                {move || {
                    can_end.get().then(|| icon_button("end", Icon::Close, words.signal(Text::End), move |_| ask_end()))
                }}
            </div>
        </div>
    }
    .into_any()
}

/// The agent to show: while one talks and after the end. While the next one is waited for it is a bot that stands in,
/// not the agent who has left.
fn talking_to(status: &StatusView) -> Option<AgentView> {
    status.agent.clone().filter(|agent| match status.phase {
        Phase::Connected | Phase::Ended => true,
        Phase::Queued => agent.present,
        Phase::Idle | Phase::Starting | Phase::Failed => false,
    })
}

/// What stands under the name.
fn second_line(words: Words, status: &StatusView) -> String {
    match status.phase {
        Phase::Idle => words.get(Text::OnlineNow),
        Phase::Starting => words.get(Text::Connecting),
        Phase::Failed => String::new(),
        Phase::Queued | Phase::Connected if status.connection != Connection::Live => words.get(Text::Reconnecting),
        Phase::Queued if status.asked == Asked::Message => words.get(Text::MessageLeft),
        Phase::Queued => wait(words, status.ewt).unwrap_or_else(|| words.get(Text::Waiting)),
        Phase::Connected if status.typing.is_some() => words.get(Text::TypingShort),
        Phase::Connected | Phase::Ended => match &status.agent {
            Some(agent) if !agent.present && status.phase == Phase::Connected => words.get(Text::AgentAway),
            Some(agent) if agent.is_bot => of_service(words.get(Text::Bot), status),
            Some(_) => of_service(words.get(Text::Agent), status),
            None => status.service.clone().unwrap_or_default(),
        },
    }
}

/// "Support agent · Sales"
fn of_service(role: String, status: &StatusView) -> String {
    match &status.service {
        Some(service) => [&*role, " · ", service].concat(),
        None => role,
    }
}
