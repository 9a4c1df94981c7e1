//! The contact tab: the disclosure button that opens and closes the window, at one of twelve places.
//! What it says and whether it is there comes from the configuration and the availability.

use leptos::prelude::*;
use parlor_contact::Availability;
use parlor_ui::{Icon, icon};

use super::{queue_status::wait, window::WINDOW_ID};
use crate::{
    i18n::{Counted, Text, use_words},
    signals::tab::{Arrival, TabAction, TabSignals, use_tab_signals},
};

/// Where the focus goes when the window closes.
pub(super) const TAB_ID: &str = "parlor-tab";

pub(super) fn contact_tab() -> AnyView {
    let words = use_words();
    let signals = use_tab_signals();
    let (open, unread, chat) = (signals.open, signals.unread, signals.chat);
    let tab = Memo::new(move |_| signals.look.with(|look| look.tab.clone()));
    let visible = Memo::new(move |_| tab.with(|tab| tab.visible));
    let text = Memo::new(move |_| {
        tab.with(|tab| match (tab.text.is_empty(), tab.availability) {
            (false, _) => tab.text.clone(),
            (true, Availability::Available | Availability::Unknown) => words.get(Text::TabAvailable),
            (true, Availability::Busy) => words.get(Text::TabBusy),
            (true, Availability::OutOfHours) => words.get(Text::TabOutOfHours),
        })
    });
    let waiting = Memo::new(move |_| wait(words, tab.with(|tab| tab.ewt)));
    let round = Memo::new(move |_| tab.with(|tab| tab.round));
    let picture = Memo::new(move |_| tab.with(|tab| tab.icon_url.clone()));
    let coming = move || chat.get() == Arrival::Coming;
    let approach = move || signals.ask(TabAction::Approach);
    let sign = move || match picture.get() {
        Some(src) => view! { <img class="tab-picture" src=src alt="" decoding="async" /> }.into_any(),
        None => icon(Icon::Chat),
    };
    let badge = move || {
        let count = unread.get();
        (count > 0).then(|| {
            let shown = if count > 99 { String::from("99+") } else { count.to_string() };
            view! {
                <span class="unread" part="unread">
                    <span aria-hidden="true">{shown}</span>
                    <span class="visually-hidden">{words.count(Counted::Unread, count)}</span>
                </span>
            }
        })
    };
    (move || {
        visible.get().then(|| {
            view! {
                <button
                    type="button"
                    id=TAB_ID
                    class="contact-tab"
                    class:contact-tab-round=move || round.get()
                    part="contact-tab"
                    data-location=move || tab.with(|tab| tab.location.word())
                    data-availability=move || tab.with(|tab| tab.availability.word())
                    aria-busy=move || coming().then_some("true")
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls=WINDOW_ID
                    title=move || round.get().then(|| text.get())
                    on:click=move |_| signals.ask(TabAction::Press)
                    on:pointerenter=move |_| approach()
                    on:focus=move |_| approach()
                >
                    {sign}
                    <span class=move || if round.get() { "visually-hidden" } else { "tab-words" }>
                        <span class="tab-text" dir="auto">{move || text.get()}</span>
                        {move || waiting.get().map(|wait| view! { <span class="tab-wait">{wait}</span> })}
                    </span>
                    {badge}
                </button>
                {failure(signals)}
            }
        })
    })
    .into_any()
}

/// Where the chat could not be loaded, one sentence beside the tab says so.
fn failure(signals: TabSignals) -> AnyView {
    let words = use_words();
    let location = move || signals.look.with(|look| look.tab.location.word());
    view! {
        <div class="tab-notice" role="alert" data-location=location>
            {move || {
                (signals.chat.get() == Arrival::Failed)
                    .then(|| view! { <p part="notice">{words.get(Text::NotLoaded)}</p> })
            }}
        </div>
    }
    .into_any()
}
