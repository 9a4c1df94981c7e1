//! Giving a chat away: a button that shows to whom it can go.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::{Icon, icon};

use crate::{
    signals::Ui,
    state::{Intent, Target, TargetLine},
    texts,
};

pub(super) fn transfer_button(ui: Ui) -> AnyView {
    let open = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    let targets =
        Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map(|chat| chat.targets.clone()).unwrap_or_default()));
    let alone = Memo::new(move |_| targets.with(|targets| targets.len() <= 1));
    let close = move || {
        open.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _ = opener.focus();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            close();
        }
    };
    let choose = move |target: Target| {
        close();
        if let Some(chat) = ui.chat.with_untracked(|chat| chat.as_ref().map(|chat| chat.id.clone())) {
            (ui.dispatch)(Intent::Transfer { chat, to: target });
        }
    };
    view! {
        <div class="menu-place" on:keydown=on_key>
            <button
                type="button"
                class="button button-quiet"
                data-part="transfer"
                aria-expanded=move || open.get().to_string()
                aria-controls="transfer-targets"
                node_ref=opener
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Transfer)}
                <span class="button-words">{texts::TRANSFER}</span>
            </button>
            <div id="transfer-targets" class="menu" role="group" aria-label=texts::TRANSFER_TO hidden=move || !open.get()>
                <p class="menu-title">{texts::TRANSFER_TO}</p>
                <For each=move || targets.get() key=|line| (key_of(&line.target), line.name.clone()) let:line>
                    {target_button(line, choose)}
                </For>
                {move || alone.get().then(|| view! { <p class="menu-note">{texts::NOBODY_ELSE}</p> })}
            </div>
        </div>
    }
    .into_any()
}

/// `queue`, or the agent's id.
fn key_of(target: &Target) -> String {
    match target {
        Target::Agent(id) => id.clone(),
        Target::Queue => "queue".to_owned(),
    }
}

fn target_button(line: TargetLine, choose: impl Fn(Target) + Copy + Send + 'static) -> AnyView {
    let (sign, words) = match line.target {
        Target::Agent(_) => (Icon::People, line.name),
        Target::Queue => (Icon::Clock, texts::BACK_TO_QUEUE.to_owned()),
    };
    let key = key_of(&line.target);
    view! {
        <button
            type="button"
            class="menu-item"
            data-part="transfer-target"
            data-target=key
            on:click=move |_| choose(line.target.clone())
        >
            {icon(sign)}
            <bdi>{words}</bdi>
        </button>
    }
    .into_any()
}
