//! What can be done during a call, how long it lasts and how well it is heard.

use std::time::Duration;

use leptos::prelude::*;
use parlor_call::Quality;
use parlor_session::{
    Intent, Millis,
    input::CallWish,
    view::{CallStage, CallView},
};
use parlor_ui::{Icon, button, icon, icon_button_as};

use super::{Call, devices::devices, pictures};
use crate::{
    i18n::{Text, use_words},
    signals::use_dispatch,
};

fn is_running(call: &CallView) -> bool {
    matches!(call.stage, CallStage::Connecting | CallStage::Live | CallStage::Interrupted)
}

/// Beside the words: how long, and how well.
pub(super) fn facts(call: Call) -> AnyView {
    let words = use_words();
    let since = call.derive(|call| call.since.filter(|_| is_running(call)));
    let quality = call.derive(|call| if call.stage == CallStage::Live { call.quality } else { Quality::Good });
    let duration = move || since.get().flatten().map(lasting);
    let weak = move || {
        let text = match quality.get()? {
            Quality::Good => return None,
            Quality::Weak => Text::CallWeak,
            Quality::Bad => Text::CallBad,
        };
        let text = words.get(text);
        Some(
            view! { <span class="call-quality" part="quality" role="img" aria-label=text.clone() title=text>{icon(Icon::Warning)}</span> },
        )
    };
    view! { <div class="call-facts">{weak} {duration}</div> }.into_any()
}

/// Minutes and seconds since then, anew each second.
fn lasting(since: Millis) -> AnyView {
    let passed = move || {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of this century")]
        let now = Millis(js_sys::Date::now() as u64);
        now.since(since).0 / 1_000
    };
    let seconds = RwSignal::new(passed());
    if let Ok(timer) = set_interval_with_handle(move || seconds.set(passed()), Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    let text = move || {
        let seconds = seconds.get();
        let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
    };
    // A clock that is read out each second would drown everything else.
    view! { <span class="call-duration" part="duration" role="timer" aria-live="off">{text}</span> }.into_any()
}

pub(super) fn controls(call: Call) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let send = move |wish: CallWish| move |_| dispatch.intent(Intent::Call(wish.clone()));
    let is_shown = call.is(|call| {
        is_running(call) || matches!(call.stage, CallStage::Opening | CallStage::Waiting | CallStage::Requesting)
    });
    let can_mute = call.is(|call| is_running(call) || matches!(call.stage, CallStage::Waiting | CallStage::Requesting));
    let can_show = call.is(|call| is_running(call) && call.can_show);
    let muted = call.is(|call| call.muted);
    let camera = call.is(|call| call.camera);
    let silent = call.is(|call| call.is_silent && is_running(call));
    let mute = move || {
        can_mute.get().then(|| {
            let now = muted.get();
            let (sign, text) =
                if now { (Icon::MicrophoneOff, Text::CallUnmute) } else { (Icon::Microphone, Text::CallMute) };
            let class = if now { "call-button call-button-off" } else { "call-button" };
            icon_button_as(class, "mute", sign, words.signal(text), send(CallWish::Mute(!now)))
        })
    };
    let show = move || {
        can_show.get().then(|| {
            let now = camera.get();
            let (sign, text) =
                if now { (Icon::Video, Text::CallCameraOff) } else { (Icon::VideoOff, Text::CallCameraOn) };
            let class = if now { "call-button" } else { "call-button call-button-off" };
            icon_button_as(class, "camera", sign, words.signal(text), send(CallWish::Camera(!now)))
        })
    };
    let play = move || {
        silent.get().then(|| {
            button("play", "button button-primary call-play", words.signal(Text::CallPlay), send(CallWish::Play))
        })
    };
    (move || {
        is_shown.get().then(|| {
            view! {
                {play}
                <div class="call-controls">
                    {mute} {show} {devices(call)} {pictures::float(call)}
                    {icon_button_as(
                        "call-button call-hang-up",
                        "hang-up",
                        Icon::HangUp,
                        words.signal(Text::CallHangUp),
                        send(CallWish::Leave),
                    )}
                </div>
            }
        })
    })
    .into_any()
}
