//! While nobody has joined: that somebody will, how long it may take, and that writing works already. Where a bot
//! talks meanwhile, the header alone says that an agent is waited for.

use leptos::prelude::*;
use parlor_session::view::{Asked, Phase};
use parlor_ui::{Icon, icon};

use crate::{
    i18n::{Counted, Text, Words, use_words},
    signals::use_signals,
};

/// A card at the end of the transcript; nothing in any other phase.
pub(super) fn queue_status() -> AnyView {
    let words = use_words();
    let status = use_signals().status;
    let waiting = Memo::new(move |_| {
        status.with(|status| {
            let alone = status.agent.as_ref().is_none_or(|agent| !agent.present);
            (status.phase == Phase::Queued && alone).then(|| (status.ewt, status.asked.clone()))
        })
    });
    (move || {
        waiting.get().map(|(ewt, asked)| {
            let (title, hint) = match &asked {
                Asked::Chat => (words.get(Text::Waiting), Text::WaitingHint),
                Asked::Call(number) => (words.with(Text::CallQueued, &[("number", number)]), Text::WaitingHint),
                Asked::Message => (words.get(Text::MessageLeft), Text::MessageLeftHint),
            };
            let wait = if asked == Asked::Message { None } else { wait(words, ewt) };
            view! {
                <div class="queue" role="listitem">
                    <span class="queue-sign">{icon(Icon::Clock)}</span>
                    <div class="queue-words">
                        <p class="queue-title">{title}</p>
                        {wait.map(|wait| view! { <p class="queue-wait">{wait}</p> })}
                        <p class="queue-hint">{words.get(hint)}</p>
                    </div>
                </div>
            }
        })
    })
    .into_any()
}

/// An estimated waiting time in seconds, in words. Nothing where there is none or it is no help.
pub(super) fn wait(words: Words, ewt: Option<u64>) -> Option<String> {
    Some(match minutes(ewt)? {
        0 => words.get(Text::WaitLessThanMinute),
        minutes => words.count(Counted::WaitMinutes, minutes),
    })
}

/// The same in minutes; 0 is less than one.
pub(super) fn minutes(ewt: Option<u64>) -> Option<usize> {
    // Beyond a day an estimate is a fault of the server's.
    let seconds = ewt.filter(|seconds| *seconds > 0 && *seconds < 86_400)?;
    if seconds < 60 { Some(0) } else { usize::try_from(seconds.div_ceil(60)).ok() }
}
