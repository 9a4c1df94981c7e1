//! Everything that is seen: the contact tab, the window and what is in it. Signals in, intents out.
//! `ContactTab` is mounted by the tab's part, `chat` by the chat's, side by side in the shadow root. Must not know the shell, the wire or the session itself.
//! No literal text (see `i18n`), no static subtree in `view!` (written with innerHTML, which Trusted Types refuse).

mod announcer;
mod call;
mod composer;
mod confirm;
mod contact_tab;
mod dress;
mod end_screen;
mod focus;
mod form;
mod header;
mod image_view;
mod locating;
mod menu;
mod message;
mod notice;
mod offer;
mod past;
mod popup;
mod queue_status;
mod timeline;
mod viewport;
mod window;

pub use contact_tab::ContactTab;
use dress::Worn;
use leptos::{html, prelude::*};

use crate::{i18n::provide_words, signals::use_signals};

/// Around what is said to screen readers.
const SAID_ID: &str = "parlor-said";

/// What the chat's part draws. `signals::provide` comes first.
pub fn chat() -> AnyView {
    let locale = use_signals().locale;
    provide_words(locale, Signal::derive(window::texts));
    let tag = move || locale.with(|locale| locale.tag.clone());
    let place = NodeRef::<html::Div>::new();
    wear(place);
    view! {
        <div class="parlor" lang=tag dir=move || direction(&tag()) node_ref=place>
            {(window::window(), offer::offer())}
            <div id=SAID_ID>{announcer::announcer()}</div>
        </div>
    }
    .into_any()
}

/// The tenant's colours, fonts and borders of the window.
fn wear(place: NodeRef<html::Div>) {
    let window = use_signals().window;
    let kept = StoredValue::new_local(None::<Worn>);
    Effect::new(move |_| {
        let Some(place) = place.get() else { return };
        kept.update_value(|kept| {
            *kept = kept.take().or_else(|| Worn::at(&place.into()));
            if let Some(worn) = kept {
                window.with(|window| worn.change(&window.dress));
            }
        });
    });
    // An effect lets go of what it holds a turn later, when the instance may be gone.
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
}

/// The direction of a language's script.
fn direction(locale: &str) -> &'static str {
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    let right_to_left = ["ar", "he", "iw", "fa", "ur", "ps", "yi", "dv", "sd", "ug", "ckb"];
    if right_to_left.iter().any(|known| known.eq_ignore_ascii_case(language)) { "rtl" } else { "ltr" }
}
