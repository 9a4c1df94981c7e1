//! Which microphone, camera and speaker a call uses.

use leptos::{ev::Event, prelude::*};
use parlor_call::{Device, DeviceKind};
use parlor_session::{
    Intent,
    input::CallWish,
    view::{CallStage, CallView},
};
use parlor_ui::Icon;

use super::{
    super::popup::{Button, popup},
    Call,
};
use crate::{
    i18n::{Text, use_words},
    signals::use_dispatch,
};

const KINDS: [(DeviceKind, Text); 3] = [
    (DeviceKind::Microphone, Text::CallMicrophone),
    (DeviceKind::Camera, Text::CallCamera),
    (DeviceKind::Speaker, Text::CallSpeaker),
];

/// A button that opens them, where there is a choice.
pub(super) fn devices(call: Call) -> AnyView {
    let has_choice = call.is(|call| call.devices.len() > 1);
    // Which one is used is left out: a choice does not draw the list anew, since the keyboard is in it.
    let all = call.only(|call| {
        let devices = call.devices.iter().map(|device| Device { is_used: false, ..device.clone() }).collect();
        CallView { devices, ..CallView::of(CallStage::Live) }
    });
    let button = Button {
        place: "menu-place",
        class: "call-button",
        part: "devices",
        name: Text::CallDevices,
        sign: Icon::Devices,
    };
    (move || has_choice.get().then(|| popup(button, || {}, move |_| list(call, all)))).into_any()
}

fn list(call: Call, all: Call) -> AnyView {
    let words = use_words();
    let lists = move || {
        all.0.with(|_| ());
        let devices = call.0.get_untracked().map(|call| call.devices).unwrap_or_default();
        let of = |kind| devices.iter().filter(|device| device.kind == kind).cloned().collect();
        let lists = KINDS.into_iter().map(|(kind, text)| choice(kind, text, of(kind)));
        lists.collect::<Vec<AnyView>>()
    };
    view! {
        <div class="menu call-devices" role="group" aria-label=words.get(Text::CallDevices) tabindex="-1">
            {lists}
        </div>
    }
    .into_any()
}

fn choice(kind: DeviceKind, text: Text, devices: Vec<Device>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    if devices.is_empty() {
        return ().into_any();
    }
    let options: Vec<AnyView> = devices
        .into_iter()
        .enumerate()
        .map(|(index, device)| {
            let number = || words.with(Text::CallDevice, &[("number", &(index + 1).to_string())]);
            let label = if device.label.trim().is_empty() { number() } else { device.label };
            view! { <option value=device.id selected=device.is_used>{label}</option> }.into_any()
        })
        .collect();
    let choose = move |event: Event| {
        dispatch.intent(Intent::Call(CallWish::Use { kind, id: event_target_value(&event) }));
    };
    view! {
        <label class="call-device">
            <span class="call-device-kind">{words.get(text)}</span>
            <select class="control" on:change=choose>{options}</select>
        </label>
    }
    .into_any()
}
