//! Giving a chat away: a button that shows to whom it can go.

use leptos::prelude::*;
use parlor_ui::{Icon, icon};

use super::menu::{Close, Menu, menu};
use crate::{
    signals::Ui,
    state::{Intent, Target, TargetLine},
    texts,
};

pub(super) fn transfer_button(ui: Ui) -> AnyView {
    let targets =
        Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map(|chat| chat.targets.clone()).unwrap_or_default()));
    let alone = Memo::new(move |_| targets.with(|targets| targets.len() <= 1));
    let look = Menu {
        part: "transfer",
        sign: Icon::Transfer,
        words: texts::TRANSFER,
        title: texts::TRANSFER_TO,
        in_composer: false,
    };
    menu(look, |close| {
        view! {
            <For each=move || targets.get() key=|line| (key_of(&line.target), line.name.clone()) let:line>
                {target_button(ui, close, line)}
            </For>
            {move || alone.get().then(|| view! { <p class="menu-note">{texts::NOBODY_ELSE}</p> })}
        }
        .into_any()
    })
}

/// `queue`, or the agent's id.
fn key_of(target: &Target) -> String {
    match target {
        Target::Agent(id) => id.clone(),
        Target::Queue => "queue".to_owned(),
    }
}

fn target_button(ui: Ui, close: Close, line: TargetLine) -> AnyView {
    let (sign, words) = match line.target {
        Target::Agent(_) => (Icon::People, line.name),
        Target::Queue => (Icon::Clock, texts::BACK_TO_QUEUE.to_owned()),
    };
    let key = key_of(&line.target);
    let choose = move |_| {
        close.now();
        if let Some(chat) = ui.selected() {
            (ui.dispatch)(Intent::Transfer { chat, to: line.target.clone() });
        }
    };
    view! {
        <button type="button" class="menu-item" data-part="transfer-target" data-target=key on:click=choose>
            {icon(sign)}
            <bdi>{words}</bdi>
        </button>
    }
    .into_any()
}
