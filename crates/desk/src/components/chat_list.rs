//! The left column: all chats in groups; the queue's with how long they wait and an Accept button. Arrow keys, Home and
//! End move between them.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::{Icon, avatar, icon};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::transcript::focus_is_lost;
use crate::{
    signals::{Pane, Ui},
    state::{ChatLine, ChatState, Intent},
    texts,
};

const GROUPS: [ChatState; 4] = [ChatState::Mine, ChatState::Queued, ChatState::Other, ChatState::Closed];

pub(super) fn chat_list(ui: Ui) -> AnyView {
    let is_empty = Memo::new(move |_| ui.chats.with(Vec::is_empty));
    let on_duty = Memo::new(move |_| ui.status.with(|status| status.on_duty));
    let place = NodeRef::<html::Nav>::new();
    // The log-in, which had the focus, gives way to the list.
    place.on_load(|place| {
        if focus_is_lost() {
            let _ = place.focus();
        }
    });
    view! {
        <nav
            class="chats"
            aria-label=texts::CHATS
            data-part="chat-list"
            tabindex="-1"
            node_ref=place
            on:keydown=move |event| move_focus(&event)
        >
            {GROUPS.map(|state| group(ui, state)).into_iter().collect::<Vec<_>>()}
            {move || {
                is_empty.get().then(|| {
                    let words =
                        if on_duty.get() { texts::NO_CHATS_ON_DUTY } else { texts::NO_CHATS_OFF_DUTY };
                    view! {
                        <div class="empty" data-part="no-chats">
                            <p class="empty-title">{texts::NO_CHATS}</p>
                            <p class="empty-words">{words}</p>
                        </div>
                    }
                })
            }}
        </nav>
    }
    .into_any()
}

fn group(ui: Ui, state: ChatState) -> AnyView {
    let ids = Memo::new(move |_| {
        ui.chats.with(|chats| {
            chats.iter().filter(|line| line.state == state).map(|line| line.id.clone()).collect::<Vec<_>>()
        })
    });
    let count = Memo::new(move |_| ids.with(Vec::len));
    let is_shown = Memo::new(move |_| count.get() > 0);
    let wait = Memo::new(move |_| ui.status.with(|status| status.wait.filter(|_| state == ChatState::Queued)));
    view! {
        {move || {
            is_shown.get().then(|| {
                view! {
                    <section class="chat-group" aria-label=texts::group(state)>
                        <h2 class="chat-group-title">
                            {texts::group(state)} <span class="chat-group-count">{move || count.get()}</span>
                            {move || {
                                wait.get().map(|seconds| {
                                    let words = texts::usual_wait(seconds);
                                    view! { <span class="chat-group-wait" data-part="wait">{words}</span> }
                                })
                            }}
                        </h2>
                        <ul class="chat-lines" role="list">
                            <For each=move || ids.get() key=String::clone let:id>
                                {chat_line(ui, id, state)}
                            </For>
                        </ul>
                    </section>
                }
            })
        }}
    }
    .into_any()
}

fn chat_line(ui: Ui, id: String, state: ChatState) -> AnyView {
    let line = {
        let id = id.clone();
        Memo::new(move |_| ui.chats.with(|chats| chats.iter().find(|line| line.id == id).cloned()))
    };
    let part = move |read: fn(&ChatLine) -> String| move || line.with(|line| line.as_ref().map(read));
    let flag = move |read: fn(&ChatLine) -> bool| Memo::new(move |_| line.with(|line| line.as_ref().is_some_and(read)));
    let name = part(|line| name_or(&line.name));
    let face =
        Memo::new(move |_| line.with(|line| line.as_ref().map(|line| (line.name.clone(), line.initials.clone()))));
    let selected = flag(|line| line.selected);
    let typing = flag(|line| line.typing);
    let failed = flag(|line| line.failed);
    let accepting = flag(|line| line.accepting);
    let unread = Memo::new(move |_| line.with(|line| line.as_ref().map_or(0, |line| line.unread)));
    let words = move || {
        line.with(|line| {
            let last = line.as_ref()?.last.as_ref()?;
            Some(if last.mine { [texts::YOU, ": ", &last.text].concat() } else { last.text.clone() })
        })
    };
    let when = move || {
        let now = ui.now.get();
        line.with(|line| {
            let line = line.as_ref()?;
            match state {
                ChatState::Queued => line.since.map(|since| texts::length(now.saturating_sub(since))),
                _ => line.last.as_ref().map(|last| (ui.clock.time)(last.at)),
            }
        })
    };
    let select = {
        let id = id.clone();
        move |_| {
            (ui.dispatch)(Intent::Select { chat: Some(id.clone()) });
            ui.pane.set(Pane::Conversation);
        }
    };
    let accept = (state == ChatState::Queued).then(|| accept_button(ui, id.clone(), accepting));
    view! {
        <li class="chat-item" data-part="chat" data-chat-id=id data-state=state_name(state) class:selected=selected>
            <button
                type="button"
                class="chat-line"
                data-part="open"
                aria-current=move || selected.get().then_some("true")
                on:click=select
            >
                {move || face.get().map(|(name, initials)| face_of(&name, &initials))}
                <span class="chat-line-words">
                    <span class="chat-line-top">
                        <bdi class="chat-line-name">{name}</bdi>
                        <span class="chat-line-when">{when}</span>
                    </span>
                    <span class="chat-line-bottom">
                        <span class="chat-line-last" dir="auto" class:quiet=move || typing.get()>
                            {move || if typing.get() { Some(texts::TYPING.to_owned()) } else { words() }}
                        </span>
                        {move || {
                            failed.get().then(|| {
                                view! {
                                    <span class="chat-line-failed" title=texts::NOT_SENT>
                                        {icon(Icon::Alert)}
                                        <span class="visually-hidden">{texts::NOT_SENT}</span>
                                    </span>
                                }
                            })
                        }}
                        {move || {
                            let count = unread.get();
                            (count > 0).then(|| {
                                view! {
                                    <span class="unread" data-part="unread" title=texts::unread(count)>
                                        {if count > 99 { "99+".to_owned() } else { count.to_string() }}
                                        <span class="visually-hidden">{" "}{texts::UNREAD}</span>
                                    </span>
                                }
                            })
                        }}
                    </span>
                </span>
            </button>
            {accept}
        </li>
    }
    .into_any()
}

fn accept_button(ui: Ui, id: String, accepting: Memo<bool>) -> AnyView {
    let accept = move |_| {
        (ui.dispatch)(Intent::Select { chat: Some(id.clone()) });
        (ui.dispatch)(Intent::Accept { chat: id.clone() });
        ui.pane.set(Pane::Conversation);
    };
    view! {
        <button
            type="button"
            class="button button-primary button-small"
            data-part="accept"
            aria-busy=move || accepting.get().to_string()
            on:click=accept
        >
            {move || if accepting.get() { texts::ACCEPTING } else { texts::ACCEPT }}
        </button>
    }
    .into_any()
}

pub(super) const fn state_name(state: ChatState) -> &'static str {
    match state {
        ChatState::Mine => "mine",
        ChatState::Queued => "queued",
        ChatState::Other => "other",
        ChatState::Closed => "closed",
    }
}

/// A visitor who told no name is called that.
pub(super) fn name_or(name: &str) -> String {
    if name.is_empty() { texts::VISITOR.to_owned() } else { name.to_owned() }
}

/// The visitor's initials, or those of what a nameless one is called.
pub(super) fn face_of(name: &str, initials: &str) -> AnyView {
    let letters = if initials.is_empty() { texts::VISITOR_INITIAL } else { initials };
    avatar(name, letters.to_owned(), None)
}

/// Arrow keys go from chat to chat, whatever group they are in.
fn move_focus(event: &KeyboardEvent) {
    let Some(list) = event.current_target().and_then(|list| list.dyn_into::<HtmlElement>().ok()) else { return };
    let Some(here) = event.target().and_then(|here| here.dyn_into::<HtmlElement>().ok()) else { return };
    let Ok(all) = list.query_selector_all(".chat-line") else { return };
    let lines: Vec<HtmlElement> =
        (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<HtmlElement>().ok()).collect();
    // From an Accept button its own line counts.
    let at = lines.iter().position(|line| {
        line.is_same_node(Some(&here)) || line.parent_element().is_some_and(|item| item.contains(Some(&here)))
    });
    let to = match (&*event.key(), at) {
        ("ArrowDown", Some(at)) => at + 1,
        ("ArrowUp", Some(at)) => at.wrapping_sub(1),
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) => lines.len().wrapping_sub(1),
        _ => return,
    };
    event.prevent_default();
    if let Some(line) = lines.get(to) {
        let _ = line.focus();
    }
}
