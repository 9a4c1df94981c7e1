//! Emoji for those whose keyboard has none: a button that opens a grid of them. The chosen one goes where the caret is.
//! On touch there is no such button, since every keyboard there has its own.

use js_sys::{Function, Reflect};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::Icon;
use wasm_bindgen::{JsCast, JsValue};

use super::is_touch;
use crate::{
    components::{
        focus,
        popup::{Button, Popup, popup},
    },
    i18n::{Text, use_words},
    signals::use_signals,
};

/// In rows of `COLUMNS`.
const EMOJI: [&str; 48] = [
    "🙂", "😀", "😄", "😅", "😂", "😊", "😉", "😍", "😘", "😎", "🤔", "😐", "😕", "🙁", "😟", "😢", "😭", "😤", "😠",
    "😱", "😴", "🤒", "🤗", "🙄", "👍", "👎", "👌", "👏", "🙏", "💪", "👋", "🤝", "❤️", "💔", "🎉", "🔥", "⭐", "✅",
    "❌", "❓", "❗", "⏰", "📞", "📧", "📷", "📦", "💳", "🏠",
];
const COLUMNS: usize = 8;

/// `input` gets what is chosen; `changed` hears that it did.
pub(super) fn emoji_button(input: NodeRef<html::Textarea>, changed: Callback<()>) -> AnyView {
    let window = use_signals().window;
    let is_wanted = Memo::new(move |_| window.with(|window| window.features.emoji_selector));
    let has_own = is_touch();
    (move || (is_wanted.get() && !has_own).then(|| button_and_grid(input, changed))).into_any()
}

fn button_and_grid(input: NodeRef<html::Textarea>, changed: Callback<()>) -> AnyView {
    let button = Button { place: "emoji-place", class: "attach", part: "emoji", name: Text::Emoji, sign: Icon::Smile };
    let content = move |popup: Popup| {
        grid(Callback::new(move |emoji: &'static str| {
            popup.close();
            if let Some(input) = input.get_untracked() {
                focus::on(&input);
                insert(&input, emoji);
                changed.run(());
            }
        }))
    };
    popup(button, || {}, content)
}

/// One of them can be reached by Tab; the arrow keys lead to the others.
fn grid(choose: Callback<&'static str>) -> AnyView {
    let words = use_words();
    let place = NodeRef::<html::Div>::new();
    let at = RwSignal::new(0_usize);
    let go = move |index: usize| {
        at.set(index);
        let selector = ["[data-index=\"", &index.to_string(), "\"]"].concat();
        if let Some(cell) = place.try_get_untracked().flatten().and_then(|place| focus::find(&place, &selector)) {
            // Scrolls to it, unlike `focus::on`: in low windows only some rows are seen.
            let _ = cell.focus();
        }
    };
    place.on_load(move |_| request_animation_frame(move || go(0)));
    let on_key = move |event: KeyboardEvent| {
        let at = at.get_untracked();
        let last = EMOJI.len() - 1;
        let row = at - at % COLUMNS;
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1).min(last),
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowDown" if at + COLUMNS <= last => at + COLUMNS,
            "ArrowUp" if at >= COLUMNS => at - COLUMNS,
            "Home" => row,
            "End" => row + COLUMNS - 1,
            _ => return,
        };
        event.prevent_default();
        go(to);
    };
    let cell = move |index: usize, emoji: &'static str| {
        view! {
            <div role="gridcell">
                <button
                    type="button"
                    class="emoji"
                    data-index=index.to_string()
                    tabindex=move || if at.get() == index { "0" } else { "-1" }
                    on:click=move |_| choose.run(emoji)
                >
                    {emoji}
                </button>
            </div>
        }
    };
    let rows = EMOJI.chunks(COLUMNS).enumerate().map(|(row, emoji)| {
        let cells = emoji.iter().enumerate().map(|(column, emoji)| cell(row * COLUMNS + column, emoji)).collect_view();
        view! { <div role="row" class="emoji-row">{cells}</div> }
    });
    view! {
        <div
            class="emoji-picker"
            part="emoji-picker"
            role="grid"
            aria-label=words.get(Text::Emoji)
            // Left to right, whatever the language: so do the arrow keys.
            dir="ltr"
            node_ref=place
            on:keydown=on_key
        >
            {rows.collect_view()}
        </div>
    }
    .into_any()
}

/// Where the caret is: as typing does it, so that it can be undone, or else as scripts do.
fn insert(input: &JsValue, emoji: &str) {
    let document = document();
    let function = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok()?.dyn_into::<Function>().ok();
    let typed = function(&document, "execCommand")
        .and_then(|command| command.call3(&document, &"insertText".into(), &false.into(), &emoji.into()).ok());
    if !typed.is_some_and(|typed| typed.is_truthy())
        && let Some(set) = function(input, "setRangeText")
    {
        let _ = set.call1(input, &emoji.into());
    }
}
