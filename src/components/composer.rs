//! Where the visitor writes. Keystrokes stay here: the session hears of the draft at most a few times a second, and of
//! the text when it is sent. Enter sends where there is a keyboard; on touch it breaks the line, as Shift+Enter does.

mod attach;
mod draft;
mod emoji;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_session::{Intent, view::Phase};
use parlor_ui::{Icon, fit, icon, icon_button_as};

use super::viewport::is_screen;
use crate::{
    i18n::{Counted, Text, Words, use_words},
    signals::{Locating, use_dispatch, use_signals},
};
use attach::{attach_button, on_paste};
use emoji::emoji_button;

pub(super) use attach::on_drag;
pub(super) use draft::Draft;

/// Bytes. Beyond this the text runs as the page does: looking for the direction of each of its lines costs a browser
/// seconds for a megabyte that somebody has pasted.
const LONGEST_LAID_OUT: usize = 64 * 1024;

/// `outgoing` counts what leaves it.
pub(super) fn composer(draft: Draft, outgoing: RwSignal<u32>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let signals = use_signals();
    let input = NodeRef::<html::Textarea>::new();
    let text = draft.text;

    Effect::new(move |_| {
        let Some(input) = input.get() else { return };
        text.with(|text| {
            // Only what differs: Firefox may tell of a sign's two halves one by one, and half a sign can't be written back.
            if input.value() != *text {
                input.set_value(text);
            }
        });
        fit(&input);
    });

    let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
    let ready = Memo::new(move |_| {
        let can_send = signals.status.with(|status| status.can_send || may_start(status.phase));
        can_send && (1..=signals.limit.get()).contains(&length.get())
    });
    let send = move || {
        if !ready.get_untracked() {
            return;
        }
        draft.forget();
        // Taken before it is sent, so that a second Enter finds nothing.
        let message = text.try_update(std::mem::take).unwrap_or_default();
        dispatch.intent(Intent::Send { text: message.trim().to_owned() });
        outgoing.update(|count| *count = count.wrapping_add(1));
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            let _ = input.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // Safari ends a composition before the Enter that ended it: that one has the code 229.
        let composing = event.is_composing() || event.key_code() == 229;
        if event.key() != "Enter" || event.shift_key() || composing || is_touch() {
            return;
        }
        event.prevent_default();
        if !event.repeat() {
            send();
        }
    };
    let changed = Callback::new(move |()| {
        if let Some(input) = input.get_untracked() {
            text.set(input.value());
            draft.changed();
        }
    });
    let on_blur = move |_| {
        // A window that is taken away with the focus in here is blurred after its signals are gone.
        let Some(silent) = text.try_with_untracked(String::is_empty) else { return };
        draft.flush();
        if !silent {
            dispatch.intent(Intent::StopTyping);
        }
    };
    let counter = Memo::new(move |_| counted(words, length.get(), signals.limit.get()));
    let over = Memo::new(move |_| length.get() > signals.limit.get());
    view! {
        <div class="composer" part="composer">
            <div class="composer-box">
                {attach_button()}
                {place_button()}
                <textarea
                    id="parlor-input"
                    class="composer-input"
                    part="input"
                    rows="1"
                    autocomplete="off"
                    spellcheck="true"
                    // While it is empty the placeholder runs as the page does.
                    dir=move || text.with(|text| (1..=LONGEST_LAID_OUT).contains(&text.len())).then_some("auto")
                    enterkeyhint=move || if is_touch() { "enter" } else { "send" }
                    aria-label=move || words.get(Text::Message)
                    aria-describedby=move || counter.with(|counter| counter.is_some().then_some("parlor-counter"))
                    aria-invalid=move || over.get().then_some("true")
                    placeholder=move || words.get(Text::Placeholder)
                    node_ref=input
                    on:input=move |_| changed.run(())
                    on:keydown=on_key
                    on:blur=on_blur
                    on:paste=on_paste()
                ></textarea>
                {emoji_button(input, changed)}
                {send_button(ready, send)}
            </div>
            {counter_line(counter, over)}
        </div>
    }
    .into_any()
}

/// A message starts a chat where none runs.
const fn may_start(phase: Phase) -> bool {
    matches!(phase, Phase::Idle | Phase::Failed)
}

/// Asks whether the agent may learn where the visitor is. While somebody could.
fn place_button() -> AnyView {
    let words = use_words();
    let signals = use_signals();
    let runs =
        Memo::new(move |_| signals.status.with(|status| matches!(status.phase, Phase::Queued | Phase::Connected)));
    (move || {
        runs.get().then(|| {
            tool("location-send", Icon::Place, words.signal(Text::LocationSend), move || {
                signals.locating.set(Some(Locating::Asking));
            })
        })
    })
    .into_any()
}

/// A button beside the text.
fn tool(part: &'static str, sign: Icon, label: Signal<String>, act: impl FnMut() + Send + 'static) -> AnyView {
    let mut act = act;
    icon_button_as("attach", part, sign, label, move |_| act())
}

fn send_button(ready: Memo<bool>, send: impl Fn() + Send + 'static) -> AnyView {
    let words = use_words();
    view! {
        <button
            type="button"
            class="send"
            class:send-ready=move || ready.get()
            part="send"
            aria-label=move || words.get(Text::Send)
            title=move || words.get(Text::Send)
            aria-disabled=move || (!ready.get()).then_some("true")
            // The focus, and with it a phone's keyboard, stays with the text.
            on:pointerdown=|event| event.prevent_default()
            on:click=move |_| send()
        >
            {icon(Icon::Send)}
        </button>
    }
    .into_any()
}

/// How much room is left, under the box.
fn counter_line(counter: Memo<Option<String>>, over: Memo<bool>) -> AnyView {
    (move || {
        counter.get().map(|line| {
            let class = if over.get() { "counter counter-over" } else { "counter" };
            view! { <p id="parlor-counter" class=class part="counter">{line}</p> }
        })
    })
    .into_any()
}

/// From 90 % of the limit on.
fn counted(words: Words, length: usize, limit: usize) -> Option<String> {
    if length > limit {
        return Some(words.count(Counted::Over, length - limit));
    }
    let is_near = length.saturating_mul(10) >= limit.saturating_mul(9);
    is_near.then(|| words.count(Counted::Left, limit - length))
}

/// Touch keyboards have no Shift+Enter, so their Enter breaks the line.
pub(super) fn is_touch() -> bool {
    is_screen("(hover: none) and (pointer: coarse)")
}
