//! What has the focus in the window and is taken off the page hands it on. Who went elsewhere meanwhile is left there.

use leptos::{html, prelude::*};
use parlor_ui::{focus::Focused, gone::Undo};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MutationObserver, MutationObserverInit};

use crate::components::{composer::is_touch, focus};

/// Watches `place` for as long as the component lives; `focused` hears of the focus in it.
pub(super) fn follow(place: NodeRef<html::Div>, focused: Focused) {
    let watching = StoredValue::new_local(None::<(MutationObserver, Undo, Closure<dyn FnMut()>)>);
    place.on_load(move |window| {
        let changed = Closure::<dyn FnMut()>::new(move || {
            if focused.is_lost() {
                // Who knows a better place for it comes first, in the next frame.
                request_animation_frame(move || request_animation_frame(move || hand_on(place, focused)));
            }
        });
        let Ok(observer) = MutationObserver::new(changed.as_ref().unchecked_ref()) else { return };
        let wanted = MutationObserverInit::new();
        wanted.set_child_list(true);
        wanted.set_subtree(true);
        let _ = observer.observe_with_options(&window, &wanted);
        let gone = Undo::calling(&observer, "disconnect");
        watching.set_value(Some((observer, gone, changed)));
    });
    on_cleanup(move || {
        if let Some((observer, ..)) = watching.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}

/// To the composer; on touch, where that would bring a keyboard over what is read, to the transcript.
fn hand_on(place: NodeRef<html::Div>, focused: Focused) {
    let Some(window) = place.try_get_untracked().flatten().filter(|_| focused.is_lost()) else { return };
    if !focus::is_nowhere(&window) {
        focused.forget();
        return;
    }
    let input = if is_touch() { None } else { focus::find(&window, "[part=input]") };
    let next = input.or_else(|| focus::find(&window, "[part=log]")).unwrap_or_else(|| window.into());
    focused.give(&next);
}
