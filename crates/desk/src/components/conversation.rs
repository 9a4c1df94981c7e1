//! The middle column: who it is, what can be done, the transcript, and the composer or why there is none.

use leptos::prelude::*;
use parlor_ui::{Icon, button, focus::Focused, icon, icon_button};

use super::{
    attach::on_drag,
    call,
    chat_list::{face_of, name_or, state_name},
    composer::composer,
    confirm::end_button,
    transcript::transcript,
    transfer::transfer_button,
};
use crate::{
    signals::{Pane, Ui},
    state::{ChatState, Intent},
    texts,
};

pub(super) fn conversation(ui: Ui) -> AnyView {
    let selected = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map(|chat| chat.id.clone())));
    view! {
        <section
            class="conversation"
            aria-label=texts::CONVERSATION
            on:dragover=move |event| on_drag(ui, &event)
            on:drop=move |event| on_drag(ui, &event)
        >
            {move || match selected.get() {
                Some(id) => open_chat(ui, &id),
                None => view! {
                    <div class="empty" data-part="no-chat">
                        <span class="empty-sign">{icon(Icon::Chat)}</span>
                        <p class="empty-title">{texts::NO_CHAT_SELECTED}</p>
                        <p class="empty-words">{texts::SELECT_A_CHAT}</p>
                    </div>
                }
                .into_any(),
            }}
        </section>
    }
    .into_any()
}

fn open_chat(ui: Ui, id: &str) -> AnyView {
    let state = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map_or(ChatState::Closed, |chat| chat.state)));
    let face = Memo::new(move |_| {
        ui.chat.with(|chat| chat.as_ref().map(|chat| (chat.name.clone(), chat.initials.clone())).unwrap_or_default())
    });
    let standing = move || {
        let since = ui.visitor.with(|visitor| visitor.as_ref().and_then(|visitor| visitor.started_at));
        let waiting = since.map(|since| texts::length(ui.now.get().saturating_sub(since)));
        ui.chat.with(|chat| chat.as_ref().map(|chat| texts::standing(chat.state, &chat.agents, waiting, chat.away)))
    };
    let notice = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().and_then(|chat| chat.notice.clone())));
    let back = move |_| {
        ui.pane.set(Pane::Chats);
    };
    let dismissed = id.to_owned();
    let foot = id.to_owned();
    // How many messages were sent from here.
    let outgoing = RwSignal::new(0_u32);
    let focused = Focused::new();
    view! {
        <div class="conversation-head" data-state=move || state_name(state.get())>
            <span class="only-narrow turned">
                {icon_button("back", Icon::Minimize, Signal::stored(texts::BACK_TO_CHATS.to_owned()), back)}
            </span>
            {move || face.with(|(name, initials)| face_of(name, initials))}
            <div class="conversation-who">
                <h2 class="conversation-name">
                    <bdi>{move || face.with(|(name, _)| name_or(name))}</bdi>
                </h2>
                <p class="conversation-standing">{standing}</p>
            </div>
            <div class="conversation-actions">
                {move || {
                    (state.get() == ChatState::Mine).then(|| {
                        (call::buttons(ui, focused), transfer_button(ui), end_button(ui))
                    })
                }}
                <span class="only-without-visitor">
                    {icon_button("details", Icon::Info, Signal::stored(texts::DETAILS.to_owned()), move |_| {
                        ui.pane.set(Pane::Visitor);
                    })}
                </span>
            </div>
        </div>
        <div role="status" class="notice-place">
            {move || {
                let id = dismissed.clone();
                notice.get().map(|notice| {
                    view! {
                        <div class="notice" data-part="notice">
                            {icon(Icon::Warning)}
                            <span class="banner-words">{texts::notice(&notice)}</span>
                            {icon_button(
                                "dismiss",
                                Icon::Close,
                                Signal::stored(texts::DISMISS.to_owned()),
                                move |_| (ui.dispatch)(Intent::DismissNotice { chat: id.clone() }),
                            )}
                        </div>
                    }
                })
            }}
        </div>
        {call::panel(ui, focused)}
        {transcript(ui, outgoing.read_only())}
        {move || {
            if ui.can_send.get() {
                composer(ui, foot.clone(), outgoing)
            } else {
                no_composer(ui, foot.clone(), state.get())
            }
        }}
    }
    .into_any()
}

fn no_composer(ui: Ui, id: String, state: ChatState) -> AnyView {
    let accept = matches!(state, ChatState::Queued | ChatState::Other).then(|| {
        let words = Signal::derive(move || {
            let pending = ui.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.pending.is_some()));
            if pending {
                texts::ACCEPTING
            } else if state == ChatState::Other {
                texts::JOIN
            } else {
                texts::ACCEPT
            }
            .to_owned()
        });
        let class = if state == ChatState::Queued { "button button-primary" } else { "button button-quiet" };
        button("accept-here", class, words, move |_| (ui.dispatch)(Intent::Accept { chat: id.clone() }))
    });
    view! {
        <div class="no-composer" data-part="no-composer">
            <p class="no-composer-words">{texts::cannot_send(state)}</p>
            {accept}
        </div>
    }
    .into_any()
}
