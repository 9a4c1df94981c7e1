//! How far the visitor's own message has come, as a small sign with words for those who can't see it.

use leptos::prelude::*;
use web_sys::Element;

use crate::{
    dom::{add, set},
    icon::{Icon, add_icon, icon},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tick {
    Sending,
    Sent,
    Delivered,
    Read,
    Failed,
}

impl Tick {
    const fn icon(self) -> Icon {
        match self {
            Self::Sending => Icon::Clock,
            Self::Sent => Icon::Check,
            Self::Delivered => Icon::DoubleCheck,
            // Beside its colour, which not everybody sees.
            Self::Read => Icon::DoubleCheckLined,
            Self::Failed => Icon::Alert,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Sending => "ticks ticks-sending",
            Self::Sent => "ticks ticks-sent",
            Self::Delivered => "ticks ticks-delivered",
            Self::Read => "ticks ticks-read",
            Self::Failed => "ticks ticks-failed",
        }
    }
}

/// As `ticks`, by hand.
pub fn add_ticks(parent: &Element, tick: Tick, words: &str) {
    let Some(sign) = add(parent, "span", tick.class()) else { return };
    set(&sign, "title", words);
    add_icon(&sign, tick.icon());
    if let Some(spoken) = add(&sign, "span", "visually-hidden") {
        spoken.set_text_content(Some(words));
    }
}

/// The sign and its words, e.g. "Read". The words are there for screen readers and as a tooltip.
pub fn ticks(tick: Tick, words: String) -> AnyView {
    let title = words.clone();
    view! {
        <span class=tick.class() title=title>
            {icon(tick.icon())}
            <span class="visually-hidden">{words}</span>
        </span>
    }
    .into_any()
}
