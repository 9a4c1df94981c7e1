//! Whether the agent may learn where the visitor is: asked before the browser asks, and what became of it.

use leptos::{html, prelude::*};
use parlor_ui::{Icon, button, icon};

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{Action, Locating, use_dispatch, use_signals},
};

pub(super) fn locating() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let state = use_signals().locating;
    let place = NodeRef::<html::Div>::new();
    // The question came by the visitor's own press, so the answer is at hand. Who went elsewhere while it was looked for
    // stays there.
    Effect::new(move |before: Option<Option<Locating>>| {
        let now = state.get();
        if now.is_some() && now != before.flatten() {
            let is_pressed = matches!(now, Some(Locating::Asking | Locating::Finding));
            request_animation_frame(move || {
                let place = place.try_get_untracked().flatten().filter(|place| is_pressed || focus::is_in(place));
                if let Some(button) = place.and_then(|place| focus::find(&place, "button")) {
                    focus::on(&button);
                }
            });
        }
        now
    });
    let send = move |_| dispatch.send(Action::SendPlace);
    let close = move |_| state.set(None);
    (move || {
        state.get().map(|state| {
            let (text, yes, no) = match state {
                Locating::Asking => (Text::LocationAsk, Some(Text::LocationShare), Text::LocationKeep),
                Locating::Finding => (Text::LocationFinding, None, Text::UploadCancel),
                Locating::Denied => (Text::LocationDenied, Some(Text::Retry), Text::Close),
                Locating::NotFound => (Text::LocationNotFound, Some(Text::Retry), Text::Close),
            };
            view! {
                <div class="notice locating" part="confirm" role="group" aria-labelledby="parlor-locating" node_ref=place>
                    {icon(Icon::Place)}
                    <span id="parlor-locating" class="notice-text" role="status">{words.get(text)}</span>
                    <span class="locating-answers">
                        {yes.map(|yes| button("confirm-yes", "button button-text", words.signal(yes), send))}
                        {button("confirm-no", "button button-text", words.signal(no), close)}
                    </span>
                </div>
            }
        })
    })
    .into_any()
}
