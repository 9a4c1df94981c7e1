//! In the composer's place once the chat is over: the way to the next one. How it ended stands in the transcript.

use leptos::prelude::*;
use parlor_session::view::Phase;
use parlor_ui::button;

use crate::{
    i18n::{Counted, Text, use_words},
    signals::use_signals,
};

/// Shown in `Phase::Ended` alone. `begin` begins anew, with or without what the last chat could not send.
pub(super) fn end_screen(begin: impl Fn(bool) + Copy + Send + 'static) -> AnyView {
    let words = use_words();
    let status = use_signals().status;
    let over = Memo::new(move |_| status.with(|status| (status.phase == Phase::Ended).then_some(status.unsent)));
    (move || {
        over.get().map(|unsent| {
            let again = |resend| move |_| begin(resend);
            view! {
                <div class="end-screen" part="end-screen">
                    <p class="end-screen-title">{words.get(Text::EndHint)}</p>
                    {(unsent > 0)
                        .then(|| {
                            let label = Signal::derive(move || words.count(Counted::StartAgainWith, unsent));
                            button("start-again-with", "button button-primary", label, again(true))
                        })}
                    {button(
                        "start-again",
                        if unsent > 0 { "button button-quiet" } else { "button button-primary" },
                        words.signal(Text::StartAgain),
                        again(false),
                    )}
                </div>
            }
        })
    })
    .into_any()
}
