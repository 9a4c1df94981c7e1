//! A call: the buttons that begin one, and the panel that shows how it stands. The chat stays usable beside it, and what
//! comes from the agent's side never takes the focus.
//! Closures and memos are of few kinds here, since the wasm has each kind by itself.

mod controls;
mod devices;
mod pictures;
mod wording;

use leptos::{ev::MouseEvent, html, prelude::*};
use parlor_session::{
    Intent,
    input::CallWish,
    view::{CallEnd, CallStage, CallView},
};
use parlor_ui::{Icon, button, focus::Focused, icon, icon_button_as};
use web_sys::HtmlElement;

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{Dispatch, use_dispatch, use_signals},
};

pub(super) use wording::said;

const TITLE_ID: &str = "parlor-call";

/// The call as the panel reads it.
#[derive(Clone, Copy)]
struct Call(Memo<Option<CallView>>);

impl Call {
    fn of_status() -> Self {
        let status = use_signals().status;
        Self(Memo::new(move |_| status.with(|status| status.call.clone())))
    }

    /// The call without what the rest is not drawn anew for.
    fn only(self, part: fn(&CallView) -> CallView) -> Self {
        Self(Memo::new(move |_| self.0.with(|call| call.as_ref().map(part))))
    }

    fn is(self, read: fn(&CallView) -> bool) -> Memo<bool> {
        Memo::new(move |_| self.0.with(|call| call.as_ref().is_some_and(read)))
    }

    /// Tracks.
    fn read<T>(self, read: impl FnOnce(&CallView) -> T) -> Option<T> {
        self.0.with(|call| call.as_ref().map(read))
    }
}

/// What a press wants.
fn wants(dispatch: Dispatch, wish: CallWish) -> impl Fn(MouseEvent) + Send + 'static {
    move |_| dispatch.intent(Intent::Call(wish.clone()))
}

fn sign(class: &'static str, part: &'static str, sign: Icon, text: Text, wish: CallWish) -> AnyView {
    icon_button_as(class, part, sign, use_words().signal(text), wants(use_dispatch(), wish))
}

fn words(class: &'static str, part: &'static str, text: Text, wish: CallWish) -> AnyView {
    button(part, class, use_words().signal(text), wants(use_dispatch(), wish))
}

const fn start(camera: bool) -> CallWish {
    CallWish::Start { camera: Some(camera) }
}

/// Call once, above both the buttons and the panel.
pub(super) fn provide() {
    provide_context(Focused::new());
}

/// The ways to begin a call, where there are any.
pub(super) fn buttons() -> AnyView {
    let status = use_signals().status;
    let audio = Memo::new(move |_| status.with(|status| status.callable.audio));
    let video = Memo::new(move |_| status.with(|status| status.callable.video));
    let focused: Focused = expect_context();
    view! {
        <div class="call-begin" on:focusin=move |event| focused.came(&event) on:focusout=move |_| focused.left()>
            {move || audio.get().then(|| sign("icon-button", "call-audio", Icon::Phone, Text::CallAudio, start(false)))}
            {move || video.get().then(|| sign("icon-button", "call-video", Icon::Video, Text::CallVideo, start(true)))}
        </div>
    }
    .into_any()
}

/// How the call stands, and what can be done about it.
pub(super) fn panel() -> AnyView {
    let call = Call::of_status();
    let is_there = call.is(|_| true);
    let place = NodeRef::<html::Section>::new();
    let focused = expect_context();
    follow_focus(call, place, focused);
    (move || is_there.get().then(|| content(call, place, focused))).into_any()
}

fn content(call: Call, place: NodeRef<html::Section>, focused: Focused) -> AnyView {
    let words = use_words();
    let line = call.only(|call| CallView {
        name: call.name.clone(),
        has_video: call.has_video,
        can_show: call.can_show,
        trouble: call.trouble,
        ..CallView::of(call.stage.clone())
    });
    let is_trouble = call.is(|call| match &call.stage {
        CallStage::Interrupted => true,
        CallStage::Ended(end) => !matches!(end, CallEnd::Visitor | CallEnd::Agent | CallEnd::ChatEnded),
        _ => false,
    });
    let title = move || line.read(|call| wording::title(words, call));
    let hint = move || line.read(|call| wording::hint(words, call)).flatten();
    view! {
        <section
            class="call"
            class:call-trouble=is_trouble
            part="call-panel"
            data-state=move || line.read(|call| call.stage.word())
            aria-labelledby=TITLE_ID
            node_ref=place
            on:focusin=move |event| focused.came(&event)
            on:focusout=move |_| focused.left()
        >
            {pictures::pictures(call)}
            <div class="call-line">
                {move || line.read(|call| icon(if call.has_video { Icon::Video } else { Icon::Phone }))}
                <div class="call-words">
                    <p id=TITLE_ID class="call-title">
                        <bdi>{title}</bdi>
                    </p>
                    <p class="call-hint">
                        <bdi>{hint}</bdi>
                    </p>
                </div>
                {controls::facts(call)}
            </div>
            {move || line.read(choice).flatten()}
            {controls::controls(call)}
        </section>
    }
    .into_any()
}

/// What the visitor is asked: before a call, when the agent calls, and what can be done where one failed.
fn choice(call: &CallView) -> Option<AnyView> {
    const PRIMARY: &str = "button button-primary";
    const QUIET: &str = "button button-quiet";
    const TEXT: &str = "button button-text";
    let accept = |camera| CallWish::Accept { camera };
    let answers = match &call.stage {
        CallStage::Choosing(_) => vec![
            words(PRIMARY, "call-audio", Text::CallMicrophoneOnly, start(false)),
            call.can_show.then(|| words(QUIET, "call-video", Text::CallWithCamera, start(true))).into_any(),
            words(TEXT, "hang-up", Text::LocationKeep, CallWish::Leave),
        ],
        CallStage::Ringing if call.has_video && call.can_show => vec![
            words(PRIMARY, "accept", Text::CallWithCamera, accept(true)),
            words(QUIET, "call-audio", Text::CallMicrophoneOnly, accept(false)),
            words(TEXT, "reject", Text::CallReject, CallWish::Leave),
        ],
        CallStage::Ringing => vec![
            words(PRIMARY, "accept", Text::CallAccept, accept(false)),
            words(QUIET, "reject", Text::CallReject, CallWish::Leave),
        ],
        CallStage::Ended(end) => {
            let mut answers = Vec::new();
            let camera = matches!(end, CallEnd::Device { camera: true, .. });
            if let Some(text) = wording::way_on(end) {
                answers.push(words(QUIET, if camera { "call-video" } else { "call-audio" }, text, start(camera)));
            }
            if camera {
                answers.push(words(QUIET, "call-audio", Text::CallMicrophoneOnly, start(false)));
            }
            answers.push(words(TEXT, "hang-up", Text::Close, CallWish::Leave));
            answers
        }
        _ => return None,
    };
    Some(view! { <div class="call-choice" part="call-choice">{answers}</div> }.into_any())
}

/// Where what had the focus gave way, the panel has it, or the composer once the panel is gone. Who was elsewhere stays
/// there.
fn follow_focus(call: Call, place: NodeRef<html::Section>, focused: Focused) {
    let stage = call.only(|call| CallView { is_silent: call.is_silent, ..CallView::of(call.stage.clone()) });
    Effect::new(move |before: Option<Option<HtmlElement>>| {
        // A memo that is tracked but never read follows nothing.
        stage.0.with(|_| ());
        // Once the panel is gone it leads nowhere.
        let input = place.get_untracked().and_then(|panel| focus::composer(&panel)).or(before.flatten());
        let known = input.clone();
        request_animation_frame(move || {
            if !focused.is_lost() {
                return;
            }
            let panel = place.try_get_untracked().flatten().filter(|panel| panel.is_connected());
            let in_panel = panel.and_then(|panel| focus::find(&panel, "button"));
            if let Some(target) = in_panel.or(known) {
                focused.give(&target);
            }
        });
        input
    });
}
