//! Which microphone, camera and speaker a call uses.

use leptos::prelude::*;
use parlor_call::{Device, DeviceKind};
use parlor_session::{Intent, input::CallWish};
use parlor_ui::{Icon, icon};

use super::{
    super::popup::{Button, Popup, popup},
    Call,
};
use crate::{
    i18n::{Text, use_words},
    signals::use_dispatch,
};

/// A button that opens the list, where there is a choice.
pub(super) fn devices(call: Call) -> AnyView {
    let has_choice = call.is(|call| call.devices.len() > 1);
    let button = Button {
        place: "menu-place",
        class: "call-button",
        part: "devices",
        name: Text::CallDevices,
        sign: Icon::Devices,
    };
    (move || has_choice.get().then(|| popup(button, || {}, move |popup| list(call, popup)))).into_any()
}

fn list(call: Call, popup: Popup) -> AnyView {
    let words = use_words();
    let all = call.derive(|call| call.devices.clone());
    let group = move |kind: DeviceKind, text: Text| {
        let devices: Vec<Device> =
            all.with(|all| all.iter().flatten().filter(|device| device.kind == kind).cloned().collect());
        (!devices.is_empty()).then(|| {
            let items: Vec<AnyView> =
                devices.into_iter().enumerate().map(|(index, device)| item(popup, index + 1, device)).collect();
            view! {
                <div role="group" aria-label=words.get(text)>
                    <p class="menu-note">{words.get(text)}</p>
                    {items}
                </div>
            }
        })
    };
    (move || {
        view! {
            <div class="menu call-devices" role="group" aria-label=words.get(Text::CallDevices) tabindex="-1">
                {group(DeviceKind::Microphone, Text::CallMicrophone)} {group(DeviceKind::Camera, Text::CallCamera)}
                {group(DeviceKind::Speaker, Text::CallSpeaker)}
            </div>
        }
    })
    .into_any()
}

fn item(popup: Popup, number: usize, device: Device) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let Device { kind, id, label, is_used } = device;
    let label =
        if label.trim().is_empty() { words.with(Text::CallDevice, &[("number", &number.to_string())]) } else { label };
    let choose = move |_| {
        dispatch.intent(Intent::Call(CallWish::Use { kind, id: id.clone() }));
        popup.back();
    };
    view! {
        <button type="button" class="menu-item" aria-pressed=is_used.to_string() on:click=choose>
            {if is_used { icon(Icon::Check) } else { view! { <span class="icon"></span> }.into_any() }}
            <bdi>{label}</bdi>
        </button>
    }
    .into_any()
}
