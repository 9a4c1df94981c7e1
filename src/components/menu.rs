//! What is seldom wanted: that the request is solved, whether there are sounds, and what this is. A button that opens a
//! short list.

use leptos::prelude::*;
use parlor_session::{
    Intent,
    view::{CaseStage, Phase},
};
use parlor_ui::{Icon, icon};

use super::popup::{Button, Popup, popup};
use crate::{
    i18n::{Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn menu() -> AnyView {
    let dispatch = use_dispatch();
    let button = Button { place: "menu-place", class: "icon-button", part: "menu", name: Text::Menu, sign: Icon::Menu };
    popup(button, move || dispatch.send(Action::AskVersion), list)
}

fn list(popup: Popup) -> AnyView {
    let words = use_words();
    view! {
        <div class="menu" role="group" aria-label=words.get(Text::Menu) tabindex="-1">
            {pop_out(popup)}
            {solved(popup)}
            {sound(popup)}
            {about()}
        </div>
    }
    .into_any()
}

/// The chat in a window of its own, where it runs and nobody talks in it by voice.
fn pop_out(popup: Popup) -> AnyView {
    let dispatch = use_dispatch();
    let signals = use_signals();
    let runs = Memo::new(move |_| {
        signals.status.with(|status| matches!(status.phase, Phase::Queued | Phase::Connected) && status.call.is_none())
    });
    let go = Callback::new(move |()| {
        popup.back();
        dispatch.send(Action::PopOut);
    });
    (move || (runs.get() && signals.pops_out.get()).then(|| item("pop-out", Icon::Float, Text::PopOut, false, go)))
        .into_any()
}

/// That the visitor's request is solved, where it is one.
fn solved(popup: Popup) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let status = use_signals().status;
    let case = Memo::new(move |_| status.with(|status| status.case));
    let close = Callback::new(move |()| {
        dispatch.intent(Intent::CloseCase);
        popup.back();
    });
    (move || {
        case.get().map(|stage| match stage {
            CaseStage::Closed => {
                view! { <p class="menu-note" role="status">{icon(Icon::Check)} <span>{words.get(Text::CaseClosed)}</span></p> }
                    .into_any()
            }
            CaseStage::Open | CaseStage::Closing => {
                item("case-close", Icon::Check, Text::CaseClose, stage == CaseStage::Closing, close)
            }
        })
    })
    .into_any()
}

/// Whether there are sounds, where some are configured.
fn sound(popup: Popup) -> AnyView {
    let dispatch = use_dispatch();
    let sound = use_signals().sound;
    (move || {
        sound.get().map(|on| {
            let (sign, text) = if on { (Icon::Silent, Text::SoundOff) } else { (Icon::Sound, Text::SoundOn) };
            let switch = Callback::new(move |()| {
                dispatch.send(Action::Sound(!on));
                popup.back();
            });
            item("sound", sign, text, false, switch)
        })
    })
    .into_any()
}

fn item(part: &'static str, sign: Icon, text: Text, busy: bool, act: Callback<()>) -> AnyView {
    let words = use_words();
    view! {
        <button
            type="button"
            class="menu-item"
            part=part
            aria-disabled=busy.then_some("true")
            on:click=move |_| act.run(())
        >
            {icon(sign)}
            <span>{words.get(text)}</span>
        </button>
    }
    .into_any()
}

/// What this is.
fn about() -> AnyView {
    let words = use_words();
    let version = use_signals().version;
    let center = move || version.get().map(|version| words.with(Text::AboutCenter, &[("version", &version)]));
    view! {
        <p class="menu-note" part="about">
            {icon(Icon::Info)}
            <span>
                <bdi>{words.with(Text::AboutWidget, &[("version", VERSION)])}</bdi>
                {move || center().map(|center| view! { <br /> <bdi>{center}</bdi> })}
            </span>
        </p>
    }
    .into_any()
}
