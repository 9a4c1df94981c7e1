//! The offer to chat that shows by itself, beside the tab. Polite: it is read out when there is a pause, takes no focus,
//! and Escape or its button send it away.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_contact::{OfferView, form::Way};
use parlor_ui::{Icon, MarkupWords, button, draw_markup, from_html, icon_button, load_image_on_click};

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

pub(super) fn offer() -> AnyView {
    let offer = use_signals().offer;
    // It stands before anything is in it, so that what comes is read out.
    view! { <div class="offer-place" aria-live="polite">{move || offer.get().map(card)}</div> }.into_any()
}

fn card(offer: OfferView) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let place = NodeRef::<html::Section>::new();
    let OfferView { html, location, width, chat_text, call_text, cancel_text } = offer;
    let said = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(said) = said.get() {
            let shown = MarkupWords { show_image: words.get(Text::ShowImage), new_tab: words.get(Text::NewTab) };
            draw_markup(&said, &from_html(&html), &shown);
        }
    });
    let own = move |text: String, own: Text| {
        if text.is_empty() { words.signal(own) } else { Signal::stored(text) }
    };
    let take = move |way| move |_| dispatch.send(Action::Offer(Some(way)));
    // Who had the focus in it goes back to the tab.
    let refuse = move || {
        if let Some(tab) =
            place.get_untracked().filter(|place| focus::is_in(place)).and_then(|place| focus::tab(&place))
        {
            focus::soon(&tab);
        }
        dispatch.send(Action::Offer(None));
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            event.stop_propagation();
            event.prevent_default();
            refuse();
        }
    };
    view! {
        <section
            class="offer"
            part="offer"
            aria-label=move || words.get(Text::Offer)
            data-location=location.word()
            style:--offer-width=width.map(|width| [&width.to_string(), "px"].concat())
            on:keydown=on_key
            node_ref=place
        >
            <div
                class="offer-words markup"
                dir="auto"
                node_ref=said
                on:click=move |event| load_image_on_click(&event)
            ></div>
            {icon_button("offer-close", Icon::Close, words.signal(Text::Close), move |_| refuse())}
            <div class="offer-answers">
                {chat_text
                    .map(|text| {
                        button("offer-chat", "button button-primary", own(text, Text::OfferChat), take(Way::Chat))
                    })}
                {call_text
                    .map(|text| {
                        button("offer-call", "button button-quiet", own(text, Text::FormCall), take(Way::Call))
                    })}
                {cancel_text
                    .map(|text| {
                        button("offer-close", "button button-text", Signal::stored(text), move |_| refuse())
                    })}
            </div>
        </section>
    }
    .into_any()
}
