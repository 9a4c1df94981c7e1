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
    super::popup::{Button, Popup, popup},
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
    let all = call.only(|call| CallView { devices: call.devices.clone(), ..CallView::of(CallStage::Live) });
    let button = Button {
        place: "menu-place",
        class: "call-button",
        part: "devices",
        name: Text::CallDevices,
        sign: Icon::Devices,
    };
    (move || has_choice.get().then(|| popup(button, || {}, move |popup| list(all, popup)))).into_any()
}

fn list(all: Call, popup: Popup) -> AnyView {
    let words = use_words();
    let lists = move || {
        let of = |kind| all.read(|call| call.devices.iter().filter(|device| device.kind == kind).cloned().collect());
        let lists = KINDS.into_iter().map(|(kind, text)| choice(popup, kind, text, of(kind).unwrap_or_default()));
        lists.collect::<Vec<AnyView>>()
    };
    view! {
        <div class="menu call-devices" role="group" aria-label=words.get(Text::CallDevices) tabindex="-1">
            {lists}
        </div>
    }
    .into_any()
}

fn choice(popup: Popup, kind: DeviceKind, text: Text, devices: Vec<Device>) -> AnyView {
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
        popup.back();
    };
    view! {
        <label class="call-device">
            <span class="call-device-kind">{words.get(text)}</span>
            <select class="control" on:change=choose>{options}</select>
        </label>
    }
    .into_any()
}
