//! Changing an own message: other words for it, or taking it back, asked once more. Only while the chat is the agent's.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::{Icon, fit, icon_button};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::composer::composes;
use crate::{
    signals::{Changing, Ui},
    state::{Intent, RowId},
    texts,
};

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Offered,
    Editing,
    Asking,
}

pub(super) fn changes(ui: Ui, row: RowId, text: String) -> AnyView {
    let mode = Memo::new(move |_| {
        ui.changing.with(|changing| match changing.as_ref().filter(|changing| changing.row == row) {
            None => Mode::Offered,
            Some(Changing { draft: Some(_), .. }) => Mode::Editing,
            Some(_) => Mode::Asking,
        })
    });
    let place = NodeRef::<html::Div>::new();
    // Whoever goes back is where they were.
    let back = move || {
        ui.changing.set(None);
        request_animation_frame(move || {
            let button =
                place.try_get_untracked().flatten().and_then(|place| place.query_selector("button").ok().flatten());
            if let Some(button) = button {
                focus(&button);
            }
        });
    };
    let body = move || {
        ui.can_send.get().then(|| match mode.get() {
            Mode::Offered => offered(ui, row, text.clone()),
            Mode::Editing => editing(ui, row, back),
            Mode::Asking => asking(ui, row, back),
        })
    };
    view! { <div class="message-changes" node_ref=place>{body}</div> }.into_any()
}

fn offered(ui: Ui, row: RowId, text: String) -> AnyView {
    let label = |words: &str| Signal::stored(words.to_owned());
    let edit = move |_| ui.changing.set(Some(Changing { row, draft: Some(text.clone()) }));
    let take_back = move |_| ui.changing.set(Some(Changing { row, draft: None }));
    view! {
        <div class="message-offer">
            {icon_button("edit", Icon::Edit, label(texts::EDIT), edit)}
            {icon_button("take-back", Icon::Delete, label(texts::TAKE_BACK), take_back)}
        </div>
    }
    .into_any()
}

fn editing(ui: Ui, row: RowId, back: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let draft = move || ui.changing.with_untracked(|changing| changing.as_ref()?.draft.clone()).unwrap_or_default();
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(move |field| {
        field.set_value(&draft());
        request_animation_frame(move || {
            fit(&field);
            focus(&field);
        });
    });
    let save = move || {
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::Edit { chat, row, text: draft() });
        }
        back();
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" if !event.shift_key() && !composes(&event) => {
            event.prevent_default();
            save();
        }
        "Escape" => {
            event.stop_propagation();
            back();
        }
        _ => {}
    };
    let on_input = move |_| {
        if let Some(field) = field.get_untracked() {
            fit(&field);
            ui.changing.set(Some(Changing { row, draft: Some(field.value()) }));
        }
    };
    view! {
        <div class="message-edit">
            <textarea
                class="message-edit-field"
                data-part="edit-field"
                rows="1"
                dir="auto"
                aria-label=texts::NEW_WORDS
                node_ref=field
                on:keydown=on_key
                on:input=on_input
            ></textarea>
            <div class="message-edit-actions">
                <button type="button" class="button button-text" data-part="edit-cancel" on:click=move |_| back()>
                    {texts::CANCEL}
                </button>
                <button
                    type="button"
                    class="button button-primary button-small"
                    data-part="edit-save"
                    on:click=move |_| save()
                >
                    {texts::EDIT_SAVE}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn asking(ui: Ui, row: RowId, back: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let keep = NodeRef::<html::Button>::new();
    keep.on_load(|button| request_animation_frame(move || focus(&button)));
    let take_back = move |_| {
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::Delete { chat, row });
        }
        back();
    };
    view! {
        <div class="message-ask" role="group" aria-label=texts::TAKE_BACK_QUESTION>
            <span>{texts::TAKE_BACK_QUESTION}</span>
            <button type="button" class="button button-text" data-part="take-back-no" node_ref=keep on:click=move |_| back()>
                {texts::CANCEL}
            </button>
            <button type="button" class="button button-text button-negative" data-part="take-back-yes" on:click=take_back>
                {texts::TAKE_BACK_YES}
            </button>
        </div>
    }
    .into_any()
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
