//! The agent's picture, and the visitor's own in its corner.

use leptos::prelude::*;
use parlor_session::view::CallStage;
use parlor_ui::{
    Icon,
    call::{self as media, Which},
    icon_button_as,
};
use wasm_bindgen_futures::spawn_local;

use super::Call;
use crate::i18n::{Text, use_words};

/// Both elements stand as long as the panel: pictures come and go in them.
pub(super) fn pictures(call: Call) -> AnyView {
    let words = use_words();
    let sees = call.is(|call| call.sees && matches!(call.stage, CallStage::Live | CallStage::Interrupted));
    let shows = call.is(|call| call.camera && !matches!(call.stage, CallStage::Ended(_)));
    let theirs = move || call.read(|call| words.person(Text::CallAgentPicture, &call.name)).unwrap_or_default();
    view! {
        <div class="call-pictures" class:call-seen=sees class:call-shown=shows>
            {picture(Which::Remote, "call-remote", "remote-video", Signal::derive(theirs))}
            {picture(Which::Local, "call-local", "local-video", words.signal(Text::CallYou))}
        </div>
    }
    .into_any()
}

fn picture(which: Which, class: &'static str, part: &'static str, label: Signal<String>) -> AnyView {
    view! { <video class=class part=part aria-label=move || label.get() node_ref=media::picture(which)></video> }
        .into_any()
}

/// The agent's picture in a window of its own, where the browser has such.
pub(super) fn float(call: Call) -> AnyView {
    let words = use_words();
    let sees = call.is(|call| call.sees && call.stage == CallStage::Live);
    (move || {
        (sees.get() && media::can_float()).then(|| {
            icon_button_as("call-button", "pip", Icon::Float, words.signal(Text::CallPip), |_| {
                spawn_local(media::float());
            })
        })
    })
    .into_any()
}
