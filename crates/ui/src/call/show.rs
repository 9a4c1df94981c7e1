//! Elements that show a call: what is captured here, and what comes from there. The one place where whoever draws a call
//! and whoever has its media meet. Part of `call`.

use std::cell::RefCell;

use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlMediaElement, MediaStream};

use super::js::{get, set, text, wait};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    Local,
    Remote,
}

#[derive(Default)]
struct Shown {
    streams: Option<(MediaStream, MediaStream)>,
    /// What is heard does not depend on what is drawn.
    sound: Option<HtmlMediaElement>,
    elements: Vec<(Which, HtmlMediaElement)>,
    speaker: String,
}

thread_local! {
    static SHOWN: RefCell<Shown> = RefCell::default();
}

/// The element for these pictures, from when it is drawn until its owner is gone.
pub fn picture(which: Which) -> NodeRef<html::Video> {
    let element = NodeRef::<html::Video>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            show(which, &element);
        }
    });
    on_cleanup(move || {
        if let Some(element) = element.try_get_untracked().flatten() {
            forget(&element);
        }
    });
    element
}

/// Shows the pictures in this element from now on, also those of later calls. An element that has left its document is
/// forgotten.
fn show(which: Which, element: &HtmlMediaElement) {
    element.set_autoplay(true);
    element.set_muted(true);
    // Phones draw it over the page else.
    let _ = element.set_attribute("playsinline", "");
    SHOWN.with_borrow_mut(|shown| {
        shown.elements.retain(|(_, known)| known.is_connected() && known != element);
        shown.elements.push((which, element.clone()));
        give(which, element, shown.streams.as_ref());
    });
}

/// An element that is drawn no more.
fn forget(element: &HtmlMediaElement) {
    SHOWN.with_borrow_mut(|shown| shown.elements.retain(|(_, known)| known != element));
}

/// The other end is heard from now on. Says whether the browser wants somebody to press something first.
pub(super) async fn play() -> bool {
    let Some(sound) = SHOWN.with_borrow(|shown| shown.sound.clone()) else { return false };
    // An element that was given a stream without tracks may not notice the first one.
    if get(&sound, "readyState") == Some(0.into())
        && let Some(stream) = get(&sound, "srcObject")
    {
        set(&sound, "srcObject", &stream);
    }
    matches!(wait(&sound, "play", &[]).await, Err(error) if text(&error, "name") == "NotAllowedError")
}

pub(super) fn begin(local: MediaStream, remote: MediaStream) {
    let document = web_sys::window().and_then(|window| window.document());
    let sound =
        document.and_then(|document| document.create_element("audio").ok()?.dyn_into::<HtmlMediaElement>().ok());
    if let Some(sound) = &sound {
        sound.set_autoplay(true);
        set(sound, "srcObject", &remote);
    }
    let speaker = SHOWN.with_borrow_mut(|shown| {
        shown.sound.clone_from(&sound);
        shown.speaker.clone()
    });
    if let Some(sound) = sound.filter(|_| !speaker.is_empty()) {
        // One that is gone leaves the browser's own.
        spawn_local(async move { drop(wait(&sound, "setSinkId", &[speaker.into()]).await) });
    }
    change(Some((local, remote)));
}

/// A call whose own stream this is is over.
pub(super) fn end(local: &MediaStream) {
    let is_shown = SHOWN.with_borrow(|shown| shown.streams.as_ref().is_some_and(|(known, _)| known == local));
    if is_shown {
        let sound = SHOWN.with_borrow_mut(|shown| shown.sound.take());
        if let Some(sound) = sound {
            set(&sound, "srcObject", &JsValue::NULL);
        }
        change(None);
    }
}

fn change(streams: Option<(MediaStream, MediaStream)>) {
    SHOWN.with_borrow_mut(|shown| {
        shown.streams = streams;
        for (which, element) in &shown.elements {
            give(*which, element, shown.streams.as_ref());
        }
    });
}

fn give(which: Which, element: &HtmlMediaElement, streams: Option<&(MediaStream, MediaStream)>) {
    let stream = streams.map(|(local, remote)| if which == Which::Local { local } else { remote });
    set(element, "srcObject", stream.map_or(&JsValue::NULL, AsRef::as_ref));
}

/// What is heard comes out of this device from now on.
pub(super) async fn speak_through(device: &str) {
    let Some(sound) = SHOWN.with_borrow(|shown| shown.sound.clone()) else { return };
    // A device that is gone leaves the one before.
    if wait(&sound, "setSinkId", &[device.into()]).await.is_ok() {
        SHOWN.with_borrow_mut(|shown| device.clone_into(&mut shown.speaker));
    }
}

/// The other end's picture in a window of its own, beside all pages. The browser has a way back.
pub async fn float() {
    let remote = SHOWN.with_borrow(|shown| {
        let mut elements = shown.elements.iter().rev();
        elements.find(|(which, _)| *which == Which::Remote).map(|(_, element)| element.clone())
    });
    if let Some(remote) = remote {
        drop(wait(&remote, "requestPictureInPicture", &[]).await);
    }
}

pub fn can_float() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| get(&document, "pictureInPictureEnabled") == Some(JsValue::TRUE))
}

pub(super) fn speaker() -> String {
    SHOWN.with_borrow(|shown| if shown.speaker.is_empty() { "default".to_owned() } else { shown.speaker.clone() })
}
