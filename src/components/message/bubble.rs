//! A message: the bubble, whose it is, when it came and how far the visitor's own got; what can be done where one
//! failed. The text is drawn once per wording, so that receipts leave a selection alone.

use std::time::Duration;

use leptos::prelude::*;
use parlor_markup::Node;
use parlor_session::{
    Intent,
    input::RowId,
    problem::{Problem, ProblemKind},
    view::{MessageView, RowBody, RowView, SendState, Sender},
};
use parlor_ui::{Icon, MarkupWords, Tick, avatar, button, icon, markup, ticks};

use crate::{
    i18n::{Text, Words, use_words},
    signals::{Action, use_dispatch},
};

/// The message of a row; what is asked of one that is gone is empty.
#[derive(Clone, Copy)]
struct Message(Signal<Option<RowView>>);

impl Message {
    fn read<T: Default>(self, read: impl FnOnce(&MessageView) -> T) -> T {
        self.0.with(|row| match row.as_ref().map(|row| &row.body) {
            Some(RowBody::Message(message)) => read(message),
            _ => T::default(),
        })
    }

    fn state(self) -> Option<SendState> {
        self.read(|message| message.state)
    }

    fn at(self) -> u64 {
        self.0.with(|row| row.as_ref().map_or(0, |row| row.at.0))
    }
}

pub(super) fn bubble(id: RowId, sender: Sender, row: Signal<Option<RowView>>) -> AnyView {
    let words = use_words();
    let message = Message(row);
    let nodes =
        Memo::new(move |_| {
            message.read(|message| {
                if message.deleted { vec![Node::Text(words.get(Text::Deleted))] } else { message.nodes.clone() }
            })
        });
    let markup_words = Signal::derive(move || MarkupWords {
        show_image: words.get(Text::ShowImage),
        new_tab: words.get(Text::NewTab),
    });
    let class = move || {
        message.read(|message| match (message.first_of_group, message.last_of_group) {
            (true, true) => "message message-first message-last",
            (true, false) => "message message-first",
            (false, true) => "message message-last",
            (false, false) => "message",
        })
    };
    let edited = move || message.read(|message| (message.edited && !message.deleted).then_some("true"));
    let deleted = move || message.read(|message| message.deleted.then_some("true"));
    let exact = move || words.exact(message.at());
    view! {
        <div
            class=class
            part="message"
            role="listitem"
            tabindex="-1"
            data-sender=sender_name(sender)
            data-state=move || message.state().map(state_name)
            data-id=id.0.to_string()
            data-edited=edited
            data-deleted=deleted
        >
            {(sender != Sender::Visitor).then(|| picture(message))}
            <div class="message-body">
                {author(words, sender, message)}
                <div class="bubble" title=exact>
                    {markup(nodes.into(), markup_words)}
                </div>
                {meta(words, message)}
                {move || (message.state() == Some(SendState::Failed)).then(|| failed(id, words, message))}
            </div>
        </div>
    }
    .into_any()
}

/// The agent's picture beside the group's last bubble; its place is kept free beside the others.
fn picture(message: Message) -> AnyView {
    view! {
        <div class="message-picture">
            {move || {
                message.read(|message| {
                    message.last_of_group.then(|| avatar(&message.author, message.initials.clone(), None))
                })
            }}
        </div>
    }
    .into_any()
}

/// Who says it: seen at the head of an agent's group, heard with every message.
fn author(words: Words, sender: Sender, message: Message) -> AnyView {
    let name = move || {
        let name = message.read(|message| message.author.clone());
        match sender {
            Sender::Visitor => words.get(Text::You),
            _ if !name.trim().is_empty() => name,
            Sender::Bot => words.get(Text::Bot),
            Sender::Agent | Sender::System => words.get(Text::Agent),
        }
    };
    let class = move || {
        let seen = sender != Sender::Visitor && message.read(|message| message.first_of_group);
        if seen { "message-author" } else { "visually-hidden" }
    };
    view! {
        <span class=class part="message-author">
            <bdi>{name}</bdi>
        </span>
    }
    .into_any()
}

/// Time and ticks under the group, and under what is not simply sent.
fn meta(words: Words, message: Message) -> AnyView {
    let edited = move || message.read(|message| message.edited && !message.deleted);
    view! {
        <div class="message-meta">
            {move || edited().then(|| view! { <span class="message-edited">{words.get(Text::Edited)}</span> })}
            <time class="message-time" part="message-time" datetime=move || machine_time(message.at())>
                <span class="time-short">{move || words.time(message.at())}</span>
                <span class="time-exact">{move || words.exact(message.at())}</span>
            </time>
            {move || message.state().map(|state| ticks(tick(state), words.get(state_text(state))))}
        </div>
    }
    .into_any()
}

/// Under a failed message: why, and what can be done.
fn failed(id: RowId, words: Words, message: Message) -> AnyView {
    let dispatch = use_dispatch();
    let copied = RwSignal::new(false);
    let reason = move || {
        message.read(|message| message.problem.as_ref().and_then(reason)).map_or_else(
            || words.get(Text::Failed),
            |reason| {
                let mut line = words.get(Text::Failed);
                line.push_str(". ");
                line.push_str(&words.get(reason));
                line
            },
        )
    };
    let hopeless = move || {
        message.read(|message| message.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::Limit))
    };
    let copy = move |_| {
        dispatch.send(Action::Copy(message.read(|message| message.text.clone())));
        copied.set(true);
        set_timeout(
            move || {
                // Gone with its message, if that was deleted meanwhile.
                let _ = copied.try_set(false);
            },
            Duration::from_secs(2),
        );
    };
    let copy_label = Signal::derive(move || words.get(if copied.get() { Text::Copied } else { Text::Copy }));
    view! {
        <div class="message-failed">
            <span class="message-reason">
                {icon(Icon::Alert)}
                <span>{reason}</span>
            </span>
            <span class="message-actions">
                {move || {
                    (!hopeless())
                        .then(|| {
                            button("retry", "button button-text", words.signal(Text::Retry), move |_| {
                                dispatch.intent(Intent::Retry { row: id });
                            })
                        })
                }}
                {button("copy", "button button-text", copy_label, copy)}
                {button("delete", "button button-text", words.signal(Text::Delete), move |_| {
                    dispatch.intent(Intent::Discard { row: id });
                })}
            </span>
        </div>
    }
    .into_any()
}

/// Why a single message failed, where that helps. Trouble of the whole chat stands in the notice.
const fn reason(problem: &Problem) -> Option<Text> {
    match problem.kind {
        ProblemKind::Refused => Some(Text::Refused),
        ProblemKind::Limit => Some(Text::TooLong),
        ProblemKind::ChatGone => Some(Text::ChatGone),
        ProblemKind::Offline
        | ProblemKind::ServerTrouble
        | ProblemKind::Busy
        | ProblemKind::Unavailable
        | ProblemKind::Setup
        | ProblemKind::NoChat => None,
    }
}

const fn sender_name(sender: Sender) -> &'static str {
    match sender {
        Sender::Visitor => "visitor",
        Sender::Agent => "agent",
        Sender::Bot => "bot",
        Sender::System => "system",
    }
}

const fn state_name(state: SendState) -> &'static str {
    match state {
        SendState::Sending => "sending",
        SendState::Sent => "sent",
        SendState::Delivered => "delivered",
        SendState::Read => "read",
        SendState::Failed => "failed",
    }
}

const fn state_text(state: SendState) -> Text {
    match state {
        SendState::Sending => Text::Sending,
        SendState::Sent => Text::Sent,
        SendState::Delivered => Text::Delivered,
        SendState::Read => Text::Read,
        SendState::Failed => Text::Failed,
    }
}

const fn tick(state: SendState) -> Tick {
    match state {
        SendState::Sending => Tick::Sending,
        SendState::Sent => Tick::Sent,
        SendState::Delivered => Tick::Delivered,
        SendState::Read => Tick::Read,
        SendState::Failed => Tick::Failed,
    }
}

/// ISO 8601, for `datetime`.
fn machine_time(at: u64) -> Option<String> {
    #[expect(clippy::cast_precision_loss, reason = "a date beyond 2^53 ms is refused below")]
    let at = at as f64;
    // `toISOString` throws beyond this.
    (at <= 8.64e15).then(|| js_sys::Date::new(&at.into()).to_iso_string().into())
}
