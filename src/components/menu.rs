//! What is seldom wanted: that the request is solved, whether there are sounds, and what this is. A button that opens a short list.

use leptos::{
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
};
use parlor_session::{Intent, view::CaseStage};
use parlor_ui::{Icon, icon};

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{Action, use_dispatch, use_signals},
};

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub(super) fn menu() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let open = RwSignal::new(false);
    let place = NodeRef::<html::Div>::new();
    let back = Callback::new(move |()| {
        open.set(false);
        if let Some(button) = place.get_untracked().and_then(|place| focus::find(&place, "[part=menu]")) {
            focus::on(&button);
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            event.prevent_default();
            back.run(());
        }
    };
    // Whoever goes elsewhere is done with it.
    let on_leave = move |event: FocusEvent| {
        if focus::leaves(place, &event) {
            open.set(false);
        }
    };
    let toggle = move |_| {
        open.update(|open| *open = !*open);
        if open.get_untracked() {
            dispatch.send(Action::AskVersion);
        }
    };
    view! {
        <div class="menu-place" node_ref=place on:keydown=on_key on:focusout=on_leave>
            <button
                type="button"
                class="icon-button"
                part="menu"
                // Else Safari leaves the focus where it is, and what was opened closes.
                tabindex="0"
                aria-label=move || words.get(Text::Menu)
                title=move || words.get(Text::Menu)
                aria-expanded=move || open.get().to_string()
                on:click=toggle
            >
                {icon(Icon::Menu)}
            </button>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <div class="menu" role="group" aria-label=words.get(Text::Menu) tabindex="-1">
                                {solved(back)}
                                {sound(back)}
                                {about()}
                            </div>
                        }
                    })
            }}
        </div>
    }
    .into_any()
}

/// That the visitor's request is solved, where it is one. `back` closes the menu.
fn solved(back: Callback<()>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let status = use_signals().status;
    let case = Memo::new(move |_| status.with(|status| status.case));
    let close = Callback::new(move |()| {
        dispatch.intent(Intent::CloseCase);
        back.run(());
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
fn sound(back: Callback<()>) -> AnyView {
    let dispatch = use_dispatch();
    let sound = use_signals().sound;
    (move || {
        sound.get().map(|on| {
            let (sign, text) = if on { (Icon::Silent, Text::SoundOff) } else { (Icon::Sound, Text::SoundOn) };
            let switch = Callback::new(move |()| {
                dispatch.send(Action::Sound(!on));
                back.run(());
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
