//! The visible transcript: a list that is not live (see `announcer`). It stays at its end if it was there; else it
//! keeps its place whatever is added above or below, and offers the way down. Sends whether the end is seen.

mod scroll;

use leptos::{ev::KeyboardEvent, prelude::*};
use parlor_session::{Intent, view::Phase};
use parlor_ui::{Icon, icon};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{focus, message, past::past, queue_status::queue_status};
use crate::{
    i18n::{Counted, Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

/// `outgoing` changes with each message that the visitor sends.
pub(super) fn timeline(outgoing: ReadSignal<u32>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let signals = use_signals();
    let place = scroll::Place::new(signals);
    place.watch();

    // The end of the rows is not the end of the chat while later ones are left out.
    let at_latest = Memo::new(move |_| place.at_end.get() && !signals.has_later.get());
    Effect::new(move |_| dispatch.send(Action::AtLatest(at_latest.get())));
    let show_latest = move || {
        if signals.has_later.get_untracked() {
            dispatch.intent(Intent::ShowLatest);
        }
        place.at_end.set(true);
        place.to_end();
    };
    // Whoever sends wants to see it.
    Effect::new(move |before: Option<u32>| {
        let count = outgoing.get();
        if before.is_some_and(|before| before != count) {
            show_latest();
        }
        count
    });
    let to_latest = move |_| {
        show_latest();
        if let Some(list) = place.list.get_untracked() {
            // The button goes away under the focus.
            focus::on(&list);
        }
    };
    let on_scroll = move |_| {
        place.scrolled();
        if place.is_near_start() && !place.at_end.get_untracked() && signals.has_earlier.get_untracked() {
            dispatch.intent(Intent::ShowEarlier);
        } else if place.is_near_end() && signals.has_later.get_untracked() {
            dispatch.intent(Intent::ShowLater);
        }
    };
    let pill = move || match signals.unread.get() {
        0 => words.get(Text::Latest),
        count => words.count(Counted::NewBelow, count),
    };
    view! {
        <div class="timeline">
            <div
                class="log"
                part="log"
                role="list"
                tabindex="0"
                aria-label=move || words.get(Text::Conversation)
                node_ref=place.list
                on:scroll=on_scroll
                on:click=move |event| message::click(&event, signals, words)
                on:keydown=move |event| walk(&event)
            >
                <div class="rows" role="none" node_ref=place.rows>
                    {past()}
                    {earlier()}
                    {greeting()}
                    <For each=move || signals.rows.get() key=|row| row.id let:row>
                        {message::row(row.id)}
                    </For>
                    {queue_status()}
                    {typing()}
                </div>
            </div>
            {move || {
                (!at_latest.get())
                    .then(|| {
                        view! {
                            <button type="button" class="jump" part="jump-to-latest" on:click=to_latest>
                                <span>{pill}</span>
                                {icon(Icon::ArrowDown)}
                            </button>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// The way to what came before, for those who don't scroll.
fn earlier() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let has_earlier = use_signals().has_earlier;
    (move || {
        has_earlier.get().then(|| {
            view! {
                <div class="earlier" role="listitem">
                    <button
                        type="button"
                        class="button button-text"
                        on:click=move |_| dispatch.intent(Intent::ShowEarlier)
                    >
                        {words.get(Text::Earlier)}
                    </button>
                </div>
            }
        })
    })
    .into_any()
}

/// Before anything was said: a welcome and what happens next.
fn greeting() -> AnyView {
    let words = use_words();
    let signals = use_signals();
    let is_empty = Memo::new(move |_| {
        signals.rows.with(Vec::is_empty)
            && signals.status.with(|status| matches!(status.phase, Phase::Idle | Phase::Failed))
    });
    (move || {
        is_empty.get().then(|| {
            view! {
                <div class="greeting" part="greeting" role="listitem">
                    <p class="greeting-title">{words.get(Text::Greeting)}</p>
                    <p class="greeting-hint">{words.get(Text::GreetingHint)}</p>
                </div>
            }
        })
    })
    .into_any()
}

/// Three dots where the next message will stand.
fn typing() -> AnyView {
    let words = use_words();
    let status = use_signals().status;
    let who = Memo::new(move |_| status.with(|status| status.typing.clone()));
    (move || {
        who.get().map(|name| {
            let name = if name.trim().is_empty() { words.get(Text::Agent) } else { name };
            let label = words.person(Text::Typing, &name);
            view! {
                <div class="typing" part="typing" role="listitem">
                    <span class="visually-hidden">{label}</span>
                    <span class="typing-dots" aria-hidden="true">
                        {[(); 3].map(|()| view! { <span class="typing-dot"></span> }).into_iter().collect_view()}
                    </span>
                </div>
            }
        })
    })
    .into_any()
}

/// Arrow keys go from message to message, so that each can be read and its exact time seen without a mouse.
fn walk(event: &KeyboardEvent) {
    let Some(list) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let here = target.closest(".message").ok().flatten();
    if here.is_none() && target != list {
        return;
    }
    let Ok(messages) = list.query_selector_all(".message") else { return };
    let message = |index: u32| messages.item(index).and_then(|node| node.dyn_into::<HtmlElement>().ok());
    let newest = messages.length().checked_sub(1);
    let index = here.and_then(|here| (0..messages.length()).find(|index| message(*index).is_some_and(|m| *m == here)));
    let next = match (event.key().as_str(), index) {
        ("ArrowUp", Some(index)) => index.checked_sub(1),
        ("ArrowDown", Some(index)) => Some(index + 1),
        ("ArrowUp" | "End", _) => newest,
        ("Home", _) => Some(0),
        _ => return,
    };
    let Some(next) = next.and_then(message) else { return };
    event.prevent_default();
    let _ = next.focus();
}
