//! The chat window: a labelled region that is modal only where it fills the screen. Says which of its parts are seen,
//! takes the focus when it opens and gives it back to the tab when it closes. Nothing that arrives ever moves the focus.

mod again;
mod lost;
mod resize;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_contact::Form;
use parlor_session::view::{FileView, Phase};
use parlor_ui::focus::Focused;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use again::Again;

use super::{
    SAID_ID, call,
    composer::{Draft, composer, on_drag},
    confirm::confirm,
    end_screen::end_screen,
    focus, form, header,
    image_view::image_view,
    locating::locating,
    notice::notice,
    timeline::timeline,
    viewport,
};
use crate::{
    i18n::{NO_DIALOGUE, Overrides, VENDOR_TEXTS},
    signals::{Action, use_dispatch, use_signals},
};

/// What the tab controls.
pub(super) const WINDOW_ID: &str = "parlor-window";

/// What the visitor can do in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Form,
    Composer,
    EndScreen,
}

/// The tenant's words under the keys of this widget. Reads the signal of the window's look.
pub(super) fn texts() -> Overrides {
    use_signals().window.with(|window| {
        let configured = |theirs: &str| window.text(theirs).filter(|text| text != NO_DIALOGUE);
        VENDOR_TEXTS.iter().filter_map(|(theirs, ours)| Some((*ours, configured(theirs)?))).collect()
    })
}

pub(super) fn window() -> AnyView {
    let signals = use_signals();
    let open = signals.open;
    // Nothing is built before the visitor comes near, and then out of sight, so that a press only shows it; afterwards it
    // stays, with its scroll and its draft.
    let is_wanted = move || open.get() || signals.near.get();
    let built = Memo::new(move |before: Option<&bool>| before.is_some_and(|built| *built) || is_wanted());
    (move || built.get().then(content)).into_any()
}

fn content() -> AnyView {
    let signals = use_signals();
    let open = signals.open;
    let place = NodeRef::<html::Div>::new();
    call::provide();
    let asking = RwSignal::new(false);
    let answers = form::Answers::new();
    let draft = Draft::new();
    // How many messages left the composer.
    let outgoing = RwSignal::new(0_u32);
    let fills = viewport::follow(place);
    let is_modal = Memo::new(move |_| open.get() && fills.get());
    move_focus(place);
    let focused = Focused::new();
    lost::follow(place, focused);

    let phase = Memo::new(move |_| signals.status.with(|status| status.phase));
    let again = Again::new(phase);
    // The form stands while no chat runs, and while the one that it asked for is requested; when that failed it is
    // there again, with what was typed. A chat that is resumed was never asked for by it.
    let asked = Memo::new(move |before: Option<&Option<Form>>| match phase.get() {
        Phase::Idle | Phase::Failed => signals.form.get(),
        Phase::Starting if before.is_some_and(Option::is_some) => signals.form.get(),
        Phase::Ended if again.asks() => signals.form.get(),
        Phase::Starting | Phase::Queued | Phase::Connected | Phase::Ended => None,
    });
    let part = Memo::new(move |_| match (phase.get(), asked.with(Option::is_some)) {
        (_, true) => Part::Form,
        (Phase::Ended, false) => Part::EndScreen,
        (_, false) => Part::Composer,
    });
    follow_focus(place, part);
    // What was asked about is over.
    Effect::new(move |_| {
        if !signals.status.with(|status| status.can_end) {
            asking.set(false);
        }
    });
    // The answer "no" gives the focus back to where the question came from.
    Effect::new(move |before: Option<bool>| {
        let now = asking.get();
        let back = place.get_untracked().filter(|_| before == Some(true) && !now).and_then(|place| {
            focus::find(&place, "[part=end]").or_else(|| focus::find(&place, "[part=start-again], [part=log]"))
        });
        if let Some(back) = back {
            focus::soon(&back);
        }
        now
    });
    let body = move || {
        if let Some(asked) = asked.get() {
            let asked = form::before_chat(asked, answers, Callback::new(move |outcome| again.done(outcome)));
            view! { <div class="window-form">{asked}</div> }.into_any()
        } else {
            timeline(outgoing.read_only())
        }
    };
    let foot = move || match part.get() {
        Part::Form => ().into_any(),
        Part::Composer => composer(draft, outgoing),
        Part::EndScreen => end_screen(move |resend| again.begin(resend)),
    };
    let viewed = viewed(place);
    let drag = on_drag();
    let size = resize::Size::new(signals.size);
    view! {
        <div
            id=WINDOW_ID
            class="window"
            class:window-by-round-tab=move || signals.tab.with(|tab| tab.round)
            part="window"
            role=move || if is_modal.get() { "dialog" } else { "region" }
            aria-modal=move || is_modal.get().then_some("true")
            // What is said aloud stands outside; some browsers would keep it from screen readers.
            aria-owns=move || is_modal.get().then_some(SAID_ID)
            aria-labelledby=header::TITLE_ID
            tabindex="-1"
            data-open=move || open.get().then_some("")
            data-location=move || signals.tab.with(|tab| tab.location.word())
            style:--parlor-window-width=move || size.width()
            style:--parlor-window-height=move || size.height()
            node_ref=place
            on:keydown=keys(place, asking, is_modal)
            on:focusin=move |event| focused.came(&event)
            on:focusout=move |_| focused.left()
            on:dragover=drag.clone()
            on:drop=drag
        >
            <div class="window-frame" inert=move || asking.get() || viewed.with(Option::is_some)>
                {header::header(move || asking.set(true))}
                {call::panel()}
                {body}
                {notice()}
                {locating()}
                {foot}
            </div>
            {move || asking.get().then(|| confirm(asking))}
            {move || viewed.get().map(|(file, address)| image_view(file, address))}
            {resize::handle(place, size)}
        </div>
    }
    .into_any()
}

/// What Escape does, and Tab where the window is modal.
fn keys(place: NodeRef<html::Div>, asking: RwSignal<bool>, is_modal: Memo<bool>) -> impl Fn(KeyboardEvent) {
    let dispatch = use_dispatch();
    let signals = use_signals();
    move |event: KeyboardEvent| match event.key().as_str() {
        "Escape" if !event.is_composing() => {
            event.stop_propagation();
            event.prevent_default();
            // What is over the window may not have the focus yet.
            match untrack(|| (signals.viewing.with(Option::is_some), signals.can_minimize())) {
                (true, _) => signals.viewing.set(None),
                (_, true) => dispatch.send(Action::Close),
                _ => asking.set(true),
            }
        }
        "Tab" if is_modal.get_untracked() => {
            if let Some(window) = place.get_untracked() {
                go_round(&event, &window);
            }
        }
        _ => {}
    }
}

/// Tab goes from one end of the window to the other: whatever it shows, a button is the first stop, and one the last.
fn go_round(event: &KeyboardEvent, window: &Element) {
    let Ok(buttons) = window.query_selector_all(".window-frame button") else { return };
    let button = |index: u32| buttons.item(index)?.dyn_into::<HtmlElement>().ok();
    let (first, last) = (button(0), button(buttons.length().saturating_sub(1)));
    let (end, other) = if event.shift_key() { (first, last) } else { (last, first) };
    if let (Some(end), Some(other)) = (end, other)
        && (focus::is_on(&end) || focus::is_on(window))
    {
        event.prevent_default();
        focus::on(&other);
    }
}

/// The picture that is seen large, with its address. Where it goes away, the focus goes back to where it was.
fn viewed(place: NodeRef<html::Div>) -> Memo<Option<(FileView, String)>> {
    let signals = use_signals();
    // The picture's own button, where the browser gives the focus to what is clicked, and its message.
    Effect::new(move |before: Option<Option<(HtmlElement, Option<Element>)>>| {
        let before = before.flatten();
        let is_open = signals.viewing.with(Option::is_some);
        let place = place.get_untracked()?;
        let log = || focus::find(&place, "[part=log]");
        if is_open {
            let opener = || focus::current(&place).and_then(|element| element.dyn_into().ok());
            let with_message = |opener: HtmlElement| {
                let message = opener.closest("[data-id]").ok().flatten();
                (opener, message)
            };
            return before.or_else(|| opener().or_else(log).map(with_message));
        }
        if let Some((opener, message)) = before {
            // Drawn anew meanwhile, in another language say, it is another button of the same message.
            let drawn_anew = || focus::find(&message?, ".picture");
            let back = if opener.is_connected() { Some(opener) } else { drawn_anew().or_else(log) };
            if let Some(back) = back {
                focus::soon(&back);
            }
        }
        None
    });
    Memo::new(move |_| {
        let file = signals.viewing.get()?;
        let address = signals.pictures.with(|pictures| {
            let known = pictures.iter().find(|(source, _)| *source == file.source);
            known.and_then(|(_, address)| address.clone())
        })?;
        Some((file, address))
    })
}

/// Into the first field, the composer, or what the end offers.
fn lead_in(window: &Element) {
    let first =
        focus::find(window, "[data-control]").or_else(|| focus::find(window, "[part=input], [part=start-again]"));
    if let Some(first) = first {
        focus::on(&first);
    }
}

/// Where the part that had the focus gave way to another (form to composer, composer to end screen), that one gets it.
fn follow_focus(place: NodeRef<html::Div>, part: Memo<Part>) {
    let open = use_signals().open;
    Effect::new(move |before: Option<Part>| {
        let now = part.get();
        if before.is_some_and(|before| before != now) && open.get_untracked() && focus::visitor_was_here() {
            request_animation_frame(move || {
                if let Some(window) = place.try_get_untracked().flatten().filter(|window| focus::is_nowhere(window)) {
                    lead_in(&window);
                }
            });
        }
        now
    });
}

/// Opened: into the composer or the first field, unless the visitor is elsewhere on the page. Closed: back to the tab, if
/// the focus was in here.
fn move_focus(place: NodeRef<html::Div>) {
    let open = use_signals().open;
    Effect::new(move |before: Option<bool>| {
        let now = open.get();
        let Some(window) = place.get() else { return before.unwrap_or(false) };
        if now && before != Some(true) {
            let window: Element = window.unchecked_into();
            request_animation_frame(move || {
                if focus::is_free(&window) {
                    lead_in(&window);
                }
            });
        } else if !now
            && before == Some(true)
            && focus::is_in(&window)
            && let Some(tab) = focus::tab(&window)
        {
            focus::soon(&tab);
        }
        now
    });
}
