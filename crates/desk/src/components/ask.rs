//! Asking the visitor for something that has a form: a button beside the composer that lists the forms.

use leptos::prelude::*;
use parlor_ui::{Icon, icon};

use super::menu::{Close, Menu, menu};
use crate::{
    signals::Ui,
    state::{FormLine, Intent},
    texts,
};

/// Nothing where there is no form.
pub(super) fn ask_button(ui: Ui) -> AnyView {
    let forms =
        Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map(|chat| chat.forms.clone()).unwrap_or_default()));
    let look =
        Menu { part: "ask", sign: Icon::Form, words: texts::ASK_FORM, title: texts::ASK_FORM, in_composer: true };
    let list = move |close| {
        view! {
            <For each=move || forms.get() key=|form| form.name.clone() let:form>
                {form_button(ui, close, form)}
            </For>
        }
        .into_any()
    };
    let any = Memo::new(move |_| forms.with(|forms| !forms.is_empty()));
    (move || any.get().then(|| menu(look, list))).into_any()
}

fn form_button(ui: Ui, close: Close, form: FormLine) -> AnyView {
    let words = texts::form_name(&form);
    let name = form.name.clone();
    let sign = if form.secure_id.is_some() { Icon::Lock } else { Icon::Form };
    let choose = move |_| {
        close.now();
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::AskForm { chat, name: form.name.clone() });
        }
    };
    view! {
        <button type="button" class="menu-item" data-part="ask-form" data-form=name on:click=choose>
            {icon(sign)}
            <bdi>{words}</bdi>
        </button>
    }
    .into_any()
}
