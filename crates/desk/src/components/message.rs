//! One row of the transcript: a message with its time and how far it came, a system line, a form, a day.

use leptos::prelude::*;
use parlor_ui::{MarkupWords, Tick, button, markup, ticks};

use super::{
    change::changes,
    chat_list::{face_of, name_or},
    file::file,
    secure::secure,
};
use crate::{
    signals::Ui,
    state::{Cobrowse, FormLine, Intent, MessageView, RowBody, RowId, RowKey, SendProblem, SendState, Sender},
    texts,
};

pub(super) fn row(ui: Ui, key: RowKey) -> AnyView {
    // Gone between publishing and drawing: the next publishing takes it out.
    let Some(row) = (ui.row)(key) else { return ().into_any() };
    match row.body {
        RowBody::Message(content) => message(ui, key.id, row.at, content),
        RowBody::System(text) => system(text),
        RowBody::Joined(name) => moved(texts::joined(&name)),
        RowBody::Left(name) => moved(texts::left(&name)),
        RowBody::Form(fields) => form(fields),
        RowBody::Cobrowse(what) => cobrowse(&what),
        RowBody::CaseSet(id) => moved(texts::case_set(&id)),
        RowBody::Service(name) => moved(texts::service(&name)),
        RowBody::Secure(view) => secure(ui, key.id, view),
        RowBody::FormAsked(form, state, can_end) => asked(ui, key.id, form, way(ui, key.id, Some(state)), can_end),
        RowBody::FormEnded => system(texts::FORM_ENDED.to_owned()),
        RowBody::File(content) => file(ui, key.id, row.at, content),
        RowBody::Unsupported(name) => system(texts::unsupported(&name)),
        RowBody::Unreadable => system(texts::UNREADABLE.to_owned()),
        RowBody::Day => {
            let day = (ui.clock.day)(row.at);
            view! { <li class="divider" data-part="divider"><span class="divider-words">{day}</span></li> }.into_any()
        }
    }
}

fn message(ui: Ui, id: RowId, at: u64, content: MessageView) -> AnyView {
    let name = author(&content);
    let words = MarkupWords { show_image: texts::SHOW_PICTURE.to_owned(), new_tab: texts::NEW_TAB.to_owned() };
    let text = if content.deleted {
        view! { <span class="message-deleted">{texts::DELETED}</span> }.into_any()
    } else {
        markup(Signal::stored(content.nodes), Signal::stored(words))
    };
    let offered: Vec<_> =
        content.replies.into_iter().map(|reply| view! { <li class="offered" dir="auto">{reply}</li> }).collect();
    let offered = (!offered.is_empty() && !content.deleted)
        .then(|| view! { <ul class="offer" role="list" data-part="offered" aria-label=texts::OFFERED>{offered}</ul> });
    let can_change = content.mine && !content.deleted && !content.event_id.is_empty();
    let edited = content.edited.then(|| view! { <span class="message-edited">{texts::EDITED}</span> });
    let changes = can_change.then(|| changes(ui, id, content.written));
    let is_visitor = content.sender == Sender::Visitor;
    let face = is_visitor.then(|| {
        let face = content.last_of_group.then(|| face_of(&content.author, &content.initials));
        view! { <span class="message-face">{face}</span> }
    });
    // There is one visitor; agents and bots can be several.
    let head = (content.first_of_group && !content.mine && !is_visitor).then(|| {
        let shown = name.clone();
        view! { <span class="message-author" data-part="message-author" aria-hidden="true"><bdi>{shown}</bdi></span> }
    });
    let private = content.private.then(|| view! { <span class="message-private">{texts::AGENTS_ONLY}</span> });
    let way = way(ui, id, content.state);
    let is_late = matches!(content.state, Some(SendState::Failed | SendState::Sending));
    let foot = (content.last_of_group || is_late).then(|| foot(ui, at, way));
    let (is_edited, is_deleted) = (content.edited, content.deleted);
    let failed = content.problem.map(|problem| failed(ui, id, &problem));
    view! {
        <li
            class="message"
            data-part="message"
            data-sender=sender_name(content.sender)
            data-state=move || way.get().map(state_name)
            data-id=content.event_id
            data-edited=is_edited.then_some("true")
            data-deleted=is_deleted.then_some("true")
            class:mine=content.mine
            class:ours=!is_visitor
            class:first=content.first_of_group
            class:last=content.last_of_group
        >
            {face}
            <div class="message-body">
                {head}
                <div class="bubble">
                    <span class="visually-hidden">{name}{": "}</span>
                    {private}
                    <div class="message-text" data-part="message-text">{text}</div>
                    {edited}
                </div>
                {offered}
                {changes}
                {foot}
                {failed}
            </div>
        </li>
    }
    .into_any()
}

fn author(content: &MessageView) -> String {
    if content.mine {
        return texts::YOU.to_owned();
    }
    match content.sender {
        Sender::Visitor => name_or(&content.author),
        Sender::Bot if content.author.is_empty() => texts::BOT.to_owned(),
        Sender::Agent | Sender::System if content.author.is_empty() => texts::AGENT.to_owned(),
        _ => content.author.clone(),
    }
}

/// How far a row has come by now; `None` where that is nobody's business.
pub(super) fn way(ui: Ui, row: RowId, at_first: Option<SendState>) -> Memo<Option<SendState>> {
    Memo::new(move |_| at_first.map(|state| ui.ways.with(|ways| ways.get(&row).copied()).unwrap_or(state)))
}

pub(super) fn foot(ui: Ui, at: u64, way: Memo<Option<SendState>>) -> AnyView {
    let sign = move || {
        way.get().map(|state| {
            let tick = match state {
                SendState::Sending => Tick::Sending,
                SendState::Sent => Tick::Sent,
                SendState::Delivered => Tick::Delivered,
                SendState::Read => Tick::Read,
                SendState::Failed => Tick::Failed,
            };
            ticks(tick, texts::send_state(state).to_owned())
        })
    };
    view! {
        <div class="message-foot">
            <time class="message-time" data-part="message-time" datetime=(ui.clock.iso)(at) title=(ui.clock.exact)(at)>
                {(ui.clock.time)(at)}
            </time>
            {sign}
        </div>
    }
    .into_any()
}

pub(super) fn failed(ui: Ui, row: RowId, problem: &SendProblem) -> AnyView {
    let wish = move |make: fn(String, RowId) -> Intent| {
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(make(chat, row));
        }
    };
    let retry = problem.can_retry().then(|| {
        view! {
            <button
                type="button"
                class="button button-text"
                data-part="retry"
                on:click=move |_| wish(|chat, row| Intent::Retry { chat, row })
            >
                {texts::RETRY}
            </button>
        }
    });
    view! {
        <div class="message-failed">
            <span class="message-problem">{texts::send_problem(problem)}</span>
            {retry}
            <button
                type="button"
                class="button button-text"
                data-part="delete"
                on:click=move |_| wish(|chat, row| Intent::Discard { chat, row })
            >
                {texts::DISCARD}
            </button>
        </div>
    }
    .into_any()
}

fn system(text: String) -> AnyView {
    view! {
        <li class="system-line" data-part="message" data-sender="system">
            <div class="message-text" data-part="message-text" dir="auto">{text}</div>
        </li>
    }
    .into_any()
}

/// Who came in or went; nobody said it.
fn moved(words: String) -> AnyView {
    view! { <li class="system-line" data-part="party" dir="auto">{words}</li> }.into_any()
}

/// What became of the wish to see the visitor's page.
fn cobrowse(what: &Cobrowse) -> AnyView {
    let link = match what {
        Cobrowse::Started(Some(url)) => Some(view! {
            <a class="link" data-part="cobrowse-link" href=url.clone() target="_blank" rel="noopener noreferrer">{texts::COBROWSE_OPEN}</a>
        }),
        _ => None,
    };
    view! { <li class="system-line" data-part="cobrowse" dir="auto">{texts::cobrowse(what)} " " {link}</li> }.into_any()
}

/// That the visitor is asked to fill something in.
fn asked(ui: Ui, row: RowId, form: FormLine, way: Memo<Option<SendState>>, can_end: bool) -> AnyView {
    let words = move || way.get().map(|state| texts::form_asked(&form, state));
    let end = move |_| {
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::EndForm { chat, row });
        }
    };
    let end =
        can_end.then(|| button("form-end", "button button-text", Signal::stored(texts::FORM_END.to_owned()), end));
    view! {
        <li class="system-line" data-part="form-asked" data-state=move || way.get().map(state_name) dir="auto">
            {words} " " {end}
        </li>
    }
    .into_any()
}

fn form(fields: Vec<(String, String)>) -> AnyView {
    if fields.is_empty() {
        return system(texts::FORM_SKIPPED.to_owned());
    }
    view! { <li class="form-row" data-part="form">{pairs(texts::answers(fields))}</li> }.into_any()
}

/// Names and values, one below the other.
pub(super) fn pairs(fields: Vec<(String, String)>) -> AnyView {
    let fields: Vec<_> = fields
        .into_iter()
        .map(|(label, value)| {
            view! {
                <div class="pair">
                    <dt class="pair-name" dir="auto">{label}</dt>
                    <dd class="pair-value" dir="auto">{value}</dd>
                </div>
            }
        })
        .collect();
    view! { <dl class="pairs">{fields}</dl> }.into_any()
}

pub(super) const fn sender_name(sender: Sender) -> &'static str {
    match sender {
        Sender::Visitor => "visitor",
        Sender::Agent => "agent",
        Sender::Bot => "bot",
        Sender::System => "system",
    }
}

pub(super) const fn state_name(state: SendState) -> &'static str {
    match state {
        SendState::Sending => "sending",
        SendState::Sent => "sent",
        SendState::Delivered => "delivered",
        SendState::Read => "read",
        SendState::Failed => "failed",
    }
}
