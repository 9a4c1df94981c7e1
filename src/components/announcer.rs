//! What screen readers hear, as text alone and apart from the visible transcript, so that a message is read once and
//! history never is. The runtime empties the list after about two seconds.

use leptos::prelude::*;
use parlor_session::effect::Announcement;

use super::call;
use crate::{
    i18n::{Counted, Text, Words, use_words},
    signals::use_signals,
};

pub(super) fn announcer() -> AnyView {
    let words = use_words();
    let spoken = use_signals().announcements;
    view! {
        <div
            class="visually-hidden"
            role="log"
            aria-live="polite"
            aria-relevant="additions"
            aria-label=move || words.get(Text::Conversation)
        >
            <For each=move || spoken.get() key=|line| line.number let:line>
                <p>{say(words, &line.what)}</p>
            </For>
        </div>
    }
    .into_any()
}

fn say(words: Words, what: &Announcement) -> String {
    match what {
        Announcement::Message { author, text } if author.trim().is_empty() => {
            words.with(Text::SaidOwn, &[("text", text)])
        }
        Announcement::Message { author, text } => words.with(Text::SaidMessage, &[("author", author), ("text", text)]),
        Announcement::File { author, name } => {
            let author = if author.trim().is_empty() { words.get(Text::Agent) } else { author.clone() };
            words.with(Text::SaidFile, &[("author", &author), ("name", name)])
        }
        Announcement::Messages { count } => words.count(Counted::SaidMessages, *count),
        Announcement::HistoryLoaded { count } => words.count(Counted::SaidHistory, *count),
        Announcement::Queued { ewt } => {
            let mut line = words.get(Text::SaidQueued);
            if let Some(wait) = super::queue_status::wait(words, *ewt) {
                line.push(' ');
                line.push_str(&wait);
            }
            line
        }
        Announcement::Joined { name } if name.trim().is_empty() => words.get(Text::JoinedUnnamed),
        Announcement::Joined { name } => words.person(Text::Joined, name),
        Announcement::Left { name } if name.trim().is_empty() => words.get(Text::LeftUnnamed),
        Announcement::Left { name } => words.person(Text::Left, name),
        Announcement::MessageLeft => words.get(Text::MessageLeft),
        Announcement::Failed => words.get(Text::SaidFailed),
        Announcement::Offline => words.get(Text::SaidOffline),
        Announcement::Online => words.get(Text::SaidOnline),
        Announcement::Warning { text } => words.or_said(Text::WarningFallback, text),
        Announcement::Form { title } => {
            let own = || words.get(Text::ChatFormTitle);
            let title = if title.trim().is_empty() { own() } else { title.clone() };
            words.with(Text::SaidForm, &[("title", &title)])
        }
        Announcement::FormCloses { seconds } => {
            words.count(Counted::SaidFormCloses, usize::try_from(*seconds).unwrap_or(usize::MAX))
        }
        Announcement::FormClosed => words.get(Text::FormExpired),
        Announcement::FormSent => words.get(Text::FormAnswered),
        Announcement::SecureSent => words.get(Text::SecureAnswered),
        Announcement::Trouble { kind, phase } => words.get(super::notice::text_of(*kind, *phase)),
        Announcement::NoFile => words.get(Text::SaidNoFile),
        Announcement::CobrowseAsked => words.get(Text::CobrowseAsked),
        Announcement::Call(call) => call::said(words, call),
        Announcement::NoCamera => words.get(Text::NoCamera),
        Announcement::CaseClosed => words.get(Text::CaseClosed),
        Announcement::Ended => words.get(Text::SaidEnded),
    }
}
