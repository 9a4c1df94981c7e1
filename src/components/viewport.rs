//! On phones the window fills what the keyboard leaves of the screen, which only the visual viewport knows.
//! Publishes its height and offset as custom properties; the style sheet uses them below 480 px.

use leptos::{html, prelude::*};
use parlor_ui::Listener;

/// Keeps `--parlor-viewport-height` and `--parlor-viewport-top` of `place` true for as long as the component lives.
pub(super) fn follow(place: NodeRef<html::Div>) {
    let Some(viewport) = window().visual_viewport() else { return };
    let seen = viewport.clone();
    let measure = move || {
        let Some(place) = place.try_get_untracked().flatten() else { return };
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
}
