//! Everything that is seen: the contact tab, the window and what is in it. Signals in, intents out.
//! Mounted once by `app`, in the shadow root. Must not know the shell, the wire or the session itself.
//! No literal text (see `i18n`), no static subtree in `view!` (written with innerHTML, which Trusted Types refuse).

mod announcer;
mod composer;
mod confirm;
mod contact_tab;
mod dress;
mod end_screen;
mod focus;
mod form;
mod header;
mod message;
mod notice;
mod queue_status;
mod timeline;
mod viewport;
mod window;

use leptos::prelude::*;

use crate::{i18n::provide_words, signals::use_signals};

/// The whole widget. `signals::provide` comes first.
pub fn root() -> AnyView {
    let signals = use_signals();
    let locale = signals.locale;
    let overrides = Signal::derive(window::texts);
    provide_words(locale.into(), overrides);
    let place = NodeRef::new();
    dress::dress(place);
    view! {
        <div class="parlor" node_ref=place lang=move || locale.get() dir=move || direction(&locale.get())>
            {contact_tab::contact_tab()}
            {window::window()}
            {announcer::announcer()}
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
