//! How far the visitor's own message has come, as a small sign with words for those who can't see it.

use leptos::prelude::*;

use crate::icon::{Icon, icon};

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
            Self::Delivered | Self::Read => Icon::DoubleCheck,
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
