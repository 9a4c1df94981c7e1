//! The selected chat's rows. Stays at the end while the agent is at the end, else keeps its place and offers the way
//! down; tells the core whether the end is seen.

use leptos::{ev::MouseEvent, html, prelude::*};
use parlor_ui::{Icon, Reach, icon};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver};

use super::message::row;
use crate::{
    signals::Ui,
    state::{Intent, TypingView},
    texts,
};

/// `outgoing` changes with each message that the agent sends from here.
pub(super) fn transcript(ui: Ui, outgoing: ReadSignal<u32>) -> AnyView {
    let place = NodeRef::<html::Div>::new();
    let at_end = RwSignal::new(true);
    let has_earlier = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.has_earlier)));
    let loading = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.loading)));
    let typing = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().and_then(|chat| chat.typing.clone())));
    let is_empty = Memo::new(move |_| ui.rows.with(Vec::is_empty));
    // Where it stood when last looked at.
    let last = StoredValue::new(Reach::default());
    let settle = move || {
        if let Some(place) = place.get_untracked() {
            if at_end.get_untracked() {
                place.set_scroll_top(place.scroll_height());
                last.set_value(Reach::of(&place));
            }
            watch(ui, at_end.get_untracked());
        }
    };
    Effect::new(move |_| {
        ui.rows.track();
        typing.track();
        place.track();
        after_drawing(settle);
    });
    follow(outgoing, at_end, settle);
    let watcher = StoredValue::new_local(None);
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            watcher.set_value(Resizes::of(&place, settle));
        }
    });
    keep_focus(ui, place);
    on_cleanup(move || watch(ui, false));
    let on_scroll = move |_| {
        if let Some(place) = place.get_untracked() {
            let reach = Reach::of(&place);
            let was_at_end = at_end.get_untracked();
            let follows = reach.follows(last.get_value(), was_at_end);
            last.set_value(reach);
            if follows != was_at_end {
                at_end.set(follows);
                watch(ui, follows);
            }
            if follows && !reach.is_at_end() {
                settle();
            }
        }
    };
    let to_latest = move |_| {
        at_end.set(true);
        settle();
        if let Some(place) = place.get_untracked() {
            let _ = place.focus();
        }
    };
    let earlier = move |_| {
        let Some(place) = place.get_untracked() else { return };
        // What is read stays where it is while rows grow above it.
        let below = place.scroll_height() - place.scroll_top();
        at_end.set(false);
        (ui.dispatch)(Intent::ShowEarlier);
        after_drawing(move || place.set_scroll_top(place.scroll_height() - below));
    };
    view! {
        <div class="transcript-place">
            <div
                class="transcript"
                data-part="transcript"
                role="region"
                aria-label=texts::TRANSCRIPT
                tabindex="0"
                node_ref=place
                on:scroll=on_scroll
            >
                {move || {
                    has_earlier.get().then(|| {
                        view! {
                            <button type="button" class="button button-text earlier" data-part="earlier" on:click=earlier>
                                {texts::SHOW_EARLIER}
                            </button>
                        }
                    })
                }}
                {move || {
                    is_empty.get().then(|| {
                        let words = if loading.get() { texts::LOADING } else { texts::NO_MESSAGES };
                        view! { <p class="transcript-empty">{words}</p> }
                    })
                }}
                <ol class="rows" role="list">
                    <For each=move || ui.rows.get() key=|key| *key let:key>
                        {row(ui, key)}
                    </For>
                </ol>
                {typing_row(typing)}
            </div>
            {jump(at_end, to_latest)}
        </div>
    }
    .into_any()
}

/// The way down, for an agent who has left the end.
fn jump(at_end: RwSignal<bool>, to_latest: impl FnMut(MouseEvent) + Copy + Send + 'static) -> AnyView {
    (move || {
        (!at_end.get()).then(|| {
            view! {
                <button type="button" class="jump" data-part="jump-to-latest" on:click=to_latest>
                    {icon(Icon::ArrowDown)}
                    {texts::TO_LATEST}
                </button>
            }
        })
    })
    .into_any()
}

fn typing_row(typing: Memo<Option<TypingView>>) -> AnyView {
    view! {
                <div class="typing-place" data-shown=move || typing.with(Option::is_some).to_string()>
                    {move || {
                        typing.get().map(|typing| {
                            let name = super::chat_list::name_or(&typing.name);
                            view! {
                                <div class="typing" data-part="typing">
                                    <span class="typing-who">
                                        <bdi>{name}</bdi>
                                        {" "}
                                        {texts::IS_TYPING}
                                    </span>
                                    {typing.preview.map(|text| {
                                        view! {
                                            <span class="typing-preview" data-part="preview" dir="auto">{text}</span>
                                        }
                                    })}
                                </div>
                            }
                        })
                    }}
                </div>
    }
    .into_any()
}

/// Reports changes of an element's size until it is dropped: a growing composer or a turned phone move the end.
struct Resizes {
    observer: ResizeObserver,
    _report: Closure<dyn FnMut()>,
}

impl Resizes {
    fn of(element: &Element, report: impl FnMut() + 'static) -> Option<Self> {
        let report = Closure::<dyn FnMut()>::new(report);
        let observer = ResizeObserver::new(report.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _report: report })
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Whoever sends wants to see it.
fn follow(outgoing: ReadSignal<u32>, at_end: RwSignal<bool>, settle: impl Fn() + Copy + 'static) {
    Effect::new(move |before: Option<u32>| {
        let count = outgoing.get();
        if before.is_some_and(|before| before != count) {
            at_end.set(true);
            after_drawing(settle);
        }
        count
    });
}

fn watch(ui: Ui, at_end: bool) {
    (ui.dispatch)(Intent::Watch(at_end));
}

/// The composer, or a button that is gone, had the focus: it goes to what is left to read.
fn keep_focus(ui: Ui, place: NodeRef<html::Div>) {
    Effect::new(move |could: Option<bool>| {
        let can = ui.can_send.get();
        if could == Some(true) && !can {
            after_drawing(move || {
                if focus_is_lost()
                    && let Some(place) = place.get_untracked()
                {
                    let _ = place.focus();
                }
            });
        }
        can
    });
}

/// Nothing has the focus: what had it was taken off the page.
pub(super) fn focus_is_lost() -> bool {
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return false };
    document.active_element().is_none_or(|element| element.tag_name().eq_ignore_ascii_case("body"))
}

/// Once the browser has the rows.
fn after_drawing(call: impl FnOnce() + 'static) {
    if let Some(window) = web_sys::window() {
        let call = Closure::once_into_js(call);
        let _ = window.request_animation_frame(call.unchecked_ref());
    }
}
