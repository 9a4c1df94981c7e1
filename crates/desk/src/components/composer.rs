//! Where the agent writes: Enter sends, Shift+Enter breaks the line, an IME's Enter does neither. Each chat keeps its draft.

use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};
use parlor_ui::{Icon, fit, icon, icon_button};

use super::{
    ask::ask_button,
    attach::{attach_button, on_paste},
    offer::offer_button,
};
use crate::{signals::Ui, state::Intent, texts};

/// The key of an IME's own events where the browser does not say that it composes.
const IME: u32 = 229;

/// An IME makes its own of this key.
pub(super) fn composes(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == IME
}

/// `outgoing` counts what leaves it.
pub(super) fn composer(ui: Ui, chat: String, outgoing: RwSignal<u32>) -> AnyView {
    let field = NodeRef::<html::Textarea>::new();
    let empty = RwSignal::new(true);
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let draft = ui.chat.with_untracked(|chat| chat.as_ref().map(|chat| chat.draft.clone()).unwrap_or_default());
            empty.set(draft.trim().is_empty());
            field.set_value(&draft);
            fit(&field);
            let _ = field.focus();
        }
    });
    let chat = StoredValue::new(chat);
    let on_input = move |()| {
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            empty.set(text.trim().is_empty());
            fit(&field);
            (ui.dispatch)(Intent::Draft { chat: chat.get_value(), text });
        }
    };
    let send = move || {
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            if !text.trim().is_empty() {
                (ui.dispatch)(Intent::Send { chat: chat.get_value(), text });
                outgoing.update(|count| *count = count.wrapping_add(1));
                field.set_value("");
                empty.set(true);
                fit(&field);
            }
            let _ = field.focus();
        }
    };
    let add = move |directive: String| {
        if let Some(field) = field.get_untracked() {
            let text = field.value();
            field.set_value(&[text.trim_end(), if text.trim().is_empty() { "" } else { " " }, &directive].concat());
            on_input(());
            let _ = field.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() && !composes(&event) {
            event.prevent_default();
            send();
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send();
    };
    view! {
        <form class="composer" data-part="composer" on:submit=submit>
            {ask_button(ui)}
            {attach_button(ui)}
            {offer_button(add)}
            {icon_button("cobrowse-ask", Icon::Eye, Signal::stored(texts::COBROWSE.to_owned()), move |_| {
                if let Some(chat) = ui.selected() {
                    (ui.dispatch)(Intent::AskCobrowse { chat });
                }
            })}
            <textarea
                class="composer-field"
                data-part="input"
                rows="1"
                aria-label=texts::MESSAGE
                placeholder=texts::WRITE
                autocomplete="off"
                enterkeyhint="send"
                dir="auto"
                node_ref=field
                on:input=move |_| on_input(())
                on:keydown=on_key
                on:paste=move |event| on_paste(ui, &event)
                on:blur=move |_| {
                    // A chat that closes takes its composer away with the focus in it: the blur comes after the end.
                    if let Some(chat) = chat.try_get_value() {
                        (ui.dispatch)(Intent::StopTyping { chat });
                    }
                }
            ></textarea>
            <button
                type="submit"
                class="send"
                data-part="send"
                class:ready=move || !empty.get()
                aria-disabled=move || empty.get().to_string()
                aria-label=texts::SEND
                title=texts::SEND
            >
                {icon(Icon::Send)}
            </button>
        </form>
    }
    .into_any()
}
