//! What can be done during a call, how long it lasts and how well it is heard.

use leptos::prelude::*;
use parlor_call::Quality;
use parlor_session::{
    Millis,
    input::CallWish,
    view::{CallStage, CallView},
};
use parlor_ui::{Icon, call::seconds_since, icon};

use super::{Call, devices::devices, pictures, sign, words};
use crate::i18n::{Text, use_words};

const BUTTON: &str = "call-button";
const OFF: &str = "call-button call-button-off";

const fn is_running(call: &CallView) -> bool {
    matches!(call.stage, CallStage::Connecting | CallStage::Live | CallStage::Interrupted)
}

const fn is_asked(call: &CallView) -> bool {
    matches!(call.stage, CallStage::Waiting | CallStage::Requesting)
}

/// Beside the words: how long, and how well.
pub(super) fn facts(call: Call) -> AnyView {
    let words = use_words();
    let known = call.only(|call| {
        let running = is_running(call);
        CallView {
            since: call.since.filter(|_| running),
            quality: if running { call.quality } else { Quality::Good },
            ..CallView::of(CallStage::Live)
        }
    });
    let weak = move || {
        let text = match known.read(|call| call.quality)? {
            Quality::Good => return None,
            Quality::Weak => Text::CallWeak,
            Quality::Bad => Text::CallBad,
        };
        let text = words.get(text);
        Some(
            view! {
                <span class="call-quality" part="quality" role="img" aria-label=text.clone() title=text>
                    {icon(Icon::Warning)}
                </span>
            }
            .into_any(),
        )
    };
    view! { <div class="call-facts">{weak} {move || known.read(|call| call.since).flatten().map(lasting)}</div> }
        .into_any()
}

/// Minutes and seconds since then, anew each second.
fn lasting(since: Millis) -> AnyView {
    let seconds = seconds_since(since.0);
    let text = move || {
        let two = |number: u64| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
        let (minutes, seconds) = (seconds.get() / 60, seconds.get() % 60);
        let hours = if minutes < 60 { String::new() } else { [&*(minutes / 60).to_string(), ":"].concat() };
        let minutes = if minutes < 60 { minutes.to_string() } else { two(minutes % 60) };
        [&*hours, &minutes, ":", &two(seconds)].concat()
    };
    // A clock that is read out each second would drown everything else.
    view! { <span class="call-duration" part="duration" role="timer" aria-live="off">{text}</span> }.into_any()
}

pub(super) fn controls(call: Call) -> AnyView {
    let is_shown = call.is(|call| is_running(call) || is_asked(call) || call.stage == CallStage::Opening);
    (move || is_shown.get().then(|| row(call))).into_any()
}

fn row(call: Call) -> AnyView {
    let can_mute = call.is(|call| is_running(call) || is_asked(call));
    let can_show = call.is(|call| is_running(call) && call.can_show);
    let muted = call.is(|call| call.muted);
    let camera = call.is(|call| call.camera);
    let silent = call.is(|call| call.is_silent && is_running(call));
    let mute = move || {
        can_mute.get().then(|| {
            if muted.get() {
                sign(OFF, "mute", Icon::MicrophoneOff, Text::CallUnmute, CallWish::Mute(false))
            } else {
                sign(BUTTON, "mute", Icon::Microphone, Text::CallMute, CallWish::Mute(true))
            }
        })
    };
    let show = move || {
        can_show.get().then(|| {
            if camera.get() {
                sign(BUTTON, "camera", Icon::Video, Text::CallCameraOff, CallWish::Camera(false))
            } else {
                sign(OFF, "camera", Icon::VideoOff, Text::CallCameraOn, CallWish::Camera(true))
            }
        })
    };
    let play =
        move || silent.get().then(|| words("button button-primary call-play", "play", Text::CallPlay, CallWish::Play));
    view! {
        <div class="call-controls">
            {play} {mute} {show} {devices(call)} {pictures::float(call)}
            {sign("call-button call-hang-up", "hang-up", Icon::HangUp, Text::CallHangUp, CallWish::Leave)}
        </div>
    }
    .into_any()
}
