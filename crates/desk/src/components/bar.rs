//! The bar at the top: who works here, on duty or not, the way out; below it what is wrong with the connection.

use leptos::prelude::*;
use parlor_ui::{Icon, avatar, chooser, files::Address, icon, icon_button};

use super::call;
use crate::{
    signals::{Taken, Ui},
    state::Intent,
    texts,
};

/// Not written out in the view: a subtree that is all literals would be made by innerHTML.
const KNOB: &str = "duty-knob";

pub(super) fn bar(ui: Ui) -> AnyView {
    let me = Memo::new(move |_| ui.status.with(|status| (status.name.clone(), status.initials.clone())));
    let on_duty = Memo::new(move |_| ui.status.with(|status| status.on_duty));
    let pending = Memo::new(move |_| ui.status.with(|status| status.duty_pending));
    let duty_failed = Memo::new(move |_| ui.status.with(|status| status.duty_failed));
    let banner = Memo::new(move |_| ui.status.with(|status| texts::banner(status.phase)));
    let switch = move |_| {
        if !pending.get_untracked() {
            (ui.dispatch)(Intent::SetDuty { on: !on_duty.get_untracked() });
        }
    };
    view! {
        <header class="bar">
            <span class="brand">
                {icon(Icon::Chat)}
                <h1 class="brand-name">{texts::TITLE}</h1>
            </span>
            <button
                type="button"
                class="duty"
                role="switch"
                data-part="duty"
                aria-checked=move || on_duty.get().to_string()
                aria-busy=move || pending.get().to_string()
                aria-label=texts::ON_DUTY
                on:click=switch
            >
                <span class="duty-words" aria-hidden="true">
                    {move || if on_duty.get() { texts::ON_DUTY } else { texts::OFF_DUTY }}
                </span>
                <span class="duty-track" aria-hidden="true"><span class=KNOB></span></span>
            </button>
            <span class="me">
                {photo(ui, me)}
                <span class="me-name">{move || me.with(|(name, _)| name.clone())}</span>
            </span>
            {icon_button("sign-out", Icon::Leave, Signal::stored(texts::SIGN_OUT.to_owned()), move |_| {
                (ui.dispatch)(Intent::SignOut);
            })}
        </header>
        <div role="status" class="banner-place">
            {call::elsewhere(ui)}
            {move || {
                banner.get().map(|words| {
                    view! {
                        <div class="banner" data-part="banner">
                            {icon(Icon::Offline)}
                            <span class="banner-words">{words}</span>
                            <button
                                type="button"
                                class="button button-text"
                                on:click=move |_| (ui.dispatch)(Intent::ConnectNow)
                            >
                                {texts::TRY_NOW}
                            </button>
                        </div>
                    }
                })
            }}
            {move || {
                duty_failed.get().then(|| {
                    view! {
                        <div class="banner" data-part="duty-problem">
                            {icon(Icon::Warning)}
                            <span class="banner-words">{texts::DUTY_FAILED}</span>
                        </div>
                    }
                })
            }}
        </div>
    }
    .into_any()
}

/// The agent's own picture, which visitors see; a press chooses another one.
fn photo(ui: Ui, me: Memo<(String, String)>) -> AnyView {
    let address = RwSignal::new_local(None::<Address>);
    let told = move |(taken, found): Taken| {
        address.set(found);
        if !taken {
            ui.say(texts::PHOTO_FAILED.to_owned());
        }
    };
    // Asked for once there is somebody to ask as.
    let is_in = Memo::new(move |_| me.with(|(name, _)| !name.is_empty()));
    Effect::new(move |_| {
        if is_in.get() {
            (ui.files.photo)(None, Box::new(told));
        }
    });
    let (choose, chooser) = chooser(move |list| {
        if let Some(file) = list.get(0) {
            (ui.files.photo)(Some(file), Box::new(told));
        }
    });
    // The button lies over the picture: the initials in it are no name for a button.
    view! {
        <span class="me-photo">
            {move || {
                let url = address.with(|address| address.as_ref().map(Address::url));
                me.with(|(name, initials)| avatar(name, initials.clone(), url))
            }}
            <button
                type="button"
                class="me-photo-button"
                data-part="photo"
                aria-label=texts::PHOTO
                title=texts::PHOTO
                on:click=move |_| choose()
            ></button>
            {chooser}
        </span>
    }
    .into_any()
}
