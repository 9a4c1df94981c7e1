//! Everything that is seen: the contact tab, the window and what is in it. Signals in, intents out.
//! `tab` is mounted by the tab's part, `chat` by the chat's, side by side in the shadow root. Must not know the shell, the wire or the session itself.
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

use leptos::prelude::*;

use crate::{
    i18n::provide_words,
    signals::{tab::TabSignals, use_signals},
};

/// What the tab's part draws.
pub fn tab(signals: TabSignals) -> AnyView {
    contact_tab::contact_tab(signals)
}

/// What the chat's part draws. `signals::provide` comes first.
pub fn chat() -> AnyView {
    let locale = use_signals().locale;
    provide_words(locale, Signal::derive(window::texts));
    let tag = move || locale.with(|locale| locale.tag.clone());
    view! {
        <div class="parlor" lang=tag dir=move || direction(&tag())>
            {(window::window(), offer::offer(), announcer::announcer())}
        </div>
    }
    .into_any()
}

/// The direction of a language's script.
fn direction(locale: &str) -> &'static str {
    let language = locale.split(['-', '_']).next().unwrap_or_default();
    let right_to_left = ["ar", "he", "iw", "fa", "ur", "ps", "yi", "dv", "sd", "ug", "ckb"];
    if right_to_left.iter().any(|known| known.eq_ignore_ascii_case(language)) { "rtl" } else { "ltr" }
}
