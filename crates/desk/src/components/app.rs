//! The page: log-in, or bar and three columns; and the live region for screen readers.

use leptos::prelude::*;

use super::{bar::bar, chat_list::chat_list, conversation::conversation, sign_in::sign_in, visitor::visitor_details};
use crate::{
    signals::{Pane, Ui},
    state::Phase,
};

pub fn app(ui: Ui) -> AnyView {
    let signed_in =
        Memo::new(move |_| !ui.status.with(|status| matches!(status.phase, Phase::SignedOut | Phase::SigningIn)));
    let pane = move || match ui.pane.get() {
        Pane::Chats => "chats",
        Pane::Conversation => "conversation",
        Pane::Visitor => "visitor",
    };
    // A chat that is gone leaves nothing to show in its pane.
    Effect::new(move |_| {
        if ui.chat.with(Option::is_none) {
            ui.pane.set(Pane::Chats);
        }
    });
    view! {
        {move || {
            if signed_in.get() {
                view! {
                    <div class="desk" data-pane=pane>
                        {bar(ui)}
                        <main class="columns" data-columns=pane>
                            {chat_list(ui)}
                            {conversation(ui)}
                            {visitor_details(ui)}
                        </main>
                    </div>
                }
                .into_any()
            } else {
                sign_in(ui)
            }
        }}
        <div class="visually-hidden" role="log" aria-live="polite" aria-relevant="additions" data-part="live">
            <For each=move || ui.spoken.get() key=|(number, _)| *number let:line>
                <div>{line.1}</div>
            </For>
        </div>
    }
    .into_any()
}
