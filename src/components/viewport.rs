//! On phones the window fills what the keyboard leaves of the screen, which only the visual viewport knows.
//! Publishes its height and offset as custom properties; the style sheet uses them below 480 px.

use leptos::{html, prelude::*};
use parlor_ui::Listener;

use super::dress;

/// Keeps `--parlor-viewport-height` and `--parlor-viewport-top` of `place` true for as long as the component lives, and
/// tells whether the window fills the screen.
pub(super) fn follow(place: NodeRef<html::Div>) -> ReadSignal<bool> {
    let (fills, set_fills) = signal(false);
    let Some(viewport) = window().visual_viewport() else { return fills };
    let seen = viewport.clone();
    let measure = move || {
        let Some(place) = place.try_get_untracked().flatten() else { return };
        let is_embedded = || dress::host(&place).is_some_and(|host| host.has_attribute("data-embedded"));
        let now = is_screen("(max-width: 479.98px)") && !is_embedded();
        if now != fills.get_untracked() {
            set_fills.set(now);
        }
        let style = web_sys::HtmlElement::style(&place);
        // Zoomed in by hand, the window stays where it is and is panned like the page.
        let zoomed = seen.scale() > 1.01;
        for (name, value) in [("--parlor-viewport-height", seen.height()), ("--parlor-viewport-top", seen.offset_top())]
        {
            let _ = if zoomed {
                style.remove_property(name).map(drop)
            } else {
                style.set_property(name, &(value.to_string() + "px"))
            };
        }
    };
    let first = measure.clone();
    place.on_load(move |_| first());
    let listeners = ["resize", "scroll"].map(|event| {
        let measure = measure.clone();
        Listener::new(&viewport, event, move |_| measure())
    });
    let kept = StoredValue::new_local(Some(listeners));
    on_cleanup(move || drop(kept.try_update_value(Option::take)));
    fills
}

/// What a style sheet would ask about the screen.
pub(super) fn is_screen(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}
