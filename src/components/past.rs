//! Earlier chats of the same request, above this one: by their dates, closed until one wants to read them.

use leptos::prelude::*;
use parlor_session::view::{PastChat, PastLine};
use parlor_ui::{Icon, MarkupWords, icon, markup};

use super::message::author;
use crate::{
    i18n::{Text, Words, use_words},
    signals::use_signals,
};

pub(super) fn past() -> AnyView {
    let words = use_words();
    let signals = use_signals();
    (move || {
        let chats = signals.past.get();
        // Only above the first row of all.
        (!chats.is_empty() && !signals.has_earlier.get()).then(|| {
            let chats: Vec<_> = chats.into_iter().map(|chat| past_chat(words, chat)).collect();
            view! {
                <div class="past" part="case-history" role="listitem">
                    <p class="past-title">{words.get(Text::PastChats)}</p>
                    {chats}
                </div>
            }
        })
    })
    .into_any()
}

fn past_chat(words: Words, chat: PastChat) -> AnyView {
    let lines: Vec<_> = chat.lines.into_iter().map(|line| past_line(words, line)).collect();
    view! {
        <details class="past-chat">
            <summary class="past-date">{words.exact(chat.at.0)}</summary>
            <ul class="past-lines" role="list">{lines}</ul>
        </details>
    }
    .into_any()
}

fn past_line(words: Words, line: PastLine) -> AnyView {
    let author = author(words, line.sender, &line.author);
    let shown = MarkupWords { show_image: words.get(Text::ShowImage), new_tab: words.get(Text::NewTab) };
    let content = match line.file {
        Some(name) => view! {
            <span class="past-file">
                {icon(Icon::File)}
                <bdi>{name}</bdi>
                <span class="past-gone">{words.get(Text::FileUnavailable)}</span>
            </span>
        }
        .into_any(),
        None => markup(Signal::stored(line.nodes), Signal::stored(shown)),
    };
    view! {
        <li class="past-line">
            <span class="past-author"><bdi>{author}</bdi></span>
            <time class="past-time">{words.time(line.at.0)}</time>
            <div class="past-words" dir="auto">{content}</div>
        </li>
    }
    .into_any()
}
