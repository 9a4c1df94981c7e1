//! The agent's call: the buttons that begin one, and a panel above the conversation that it is of; elsewhere a line that
//! leads there.

use leptos::{html, prelude::*};
use parlor_call::{
    Device, DeviceKind, Quality,
    agent::{End, Stage},
};
use parlor_ui::{
    Icon, button,
    call::{self as media, Which},
    focus::{self, Focused},
    icon, icon_button, icon_button_as,
};

use super::chat_list::name_or;
use crate::{
    signals::Ui,
    state::{CallIntent, CallView, Intent},
    texts,
};

type Call = Memo<Option<CallView>>;

fn send(ui: Ui, intent: CallIntent) -> impl Fn(leptos::ev::MouseEvent) + Send + 'static {
    move |_| (ui.dispatch)(Intent::Call(intent.clone()))
}

fn is(call: Call, read: impl Fn(&CallView) -> bool + Send + Sync + 'static) -> Memo<bool> {
    Memo::new(move |_| call.with(|call| call.as_ref().is_some_and(&read)))
}

/// In the head of a chat of the agent's own. `focused` is the panel's, too.
pub(super) fn buttons(ui: Ui, focused: Focused) -> AnyView {
    let can_call = Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().is_some_and(|chat| chat.can_call)));
    let start = move |camera| {
        move |_| {
            if let Some(chat) = ui.selected() {
                (ui.dispatch)(Intent::Call(CallIntent::Start { chat, camera }));
            }
        }
    };
    let shown = move || {
        can_call.get().then(|| {
            (
                icon_button("call-audio", Icon::Phone, Signal::stored(texts::CALL.to_owned()), start(false)),
                icon_button("call-video", Icon::Video, Signal::stored(texts::VIDEO_CALL.to_owned()), start(true)),
            )
        })
    };
    view! {
        <span class="call-begin" on:focusin=move |event| focused.came(&event) on:focusout=move |_| focused.left()>
            {shown}
        </span>
    }
    .into_any()
}

/// Where the call's own chat is not open.
pub(super) fn elsewhere(ui: Ui) -> AnyView {
    let call = Memo::new(move |_| ui.call.get());
    let is_shown = is(call, |call| !call.is_here && !matches!(call.stage, Stage::Ended(_)));
    let words = move || call.with(|call| call.as_ref().map(title).unwrap_or_default());
    let open = move |_| {
        if let Some(chat) = call.with_untracked(|call| call.as_ref().map(|call| call.chat.clone())) {
            (ui.dispatch)(Intent::Select { chat: Some(chat) });
            ui.pane.set(crate::signals::Pane::Conversation);
        }
    };
    (move || {
        is_shown.get().then(|| {
            view! {
                <div class="banner banner-call" data-part="call-elsewhere">
                    {icon(Icon::Phone)}
                    <span class="banner-words"><bdi>{words}</bdi></span>
                    {button("call-open", "button button-text", Signal::stored(texts::CALL_OPEN.to_owned()), open)}
                </div>
            }
        })
    })
    .into_any()
}

pub(super) fn panel(ui: Ui, focused: Focused) -> AnyView {
    let call = Memo::new(move |_| ui.call.get());
    let is_here = is(call, |call| call.is_here);
    let place = NodeRef::<html::Section>::new();
    follow_focus(call, place, focused);
    (move || is_here.get().then(|| content(ui, call, place, focused))).into_any()
}

/// Where what had the focus gave way, the panel has it, or the composer once the panel is gone.
fn follow_focus(call: Call, place: NodeRef<html::Section>, focused: Focused) {
    let stage = Memo::new(move |_| call.with(|call| call.as_ref().map(|call| (call.stage.clone(), call.is_silent))));
    Effect::new(move || {
        // A memo that is tracked but never read follows nothing.
        stage.with(|_| ());
        request_animation_frame(move || {
            if focused.is_lost() {
                let panel = place.try_get_untracked().flatten().filter(|panel| panel.is_connected());
                let in_panel = panel.and_then(|panel| focus::find(&panel, "button"));
                let composer = || focus::find(&document().document_element()?, ".composer-field");
                if let Some(target) = in_panel.or_else(composer) {
                    focused.give(&target);
                }
            }
        });
    });
}

fn content(ui: Ui, call: Call, place: NodeRef<html::Section>, focused: Focused) -> AnyView {
    let words = move || call.with(|call| call.as_ref().map(title).unwrap_or_default());
    let sees = is(call, |call| call.sees && call.stage == Stage::Live);
    let shows = is(call, |call| call.camera && !matches!(call.stage, Stage::Ended(_)));
    view! {
        <section
            class="call"
            data-part="call-panel"
            data-state=move || call.with(|call| call.as_ref().map(|call| word(&call.stage)))
            aria-label=texts::CALL_PANEL
            node_ref=place
            on:focusin=move |event| focused.came(&event)
            on:focusout=move |_| focused.left()
        >
            <div class="call-pictures" class:call-seen=sees class:call-shown=shows>
                {picture(Which::Remote, "call-remote", "remote-video", texts::VISITOR_CAMERA)}
                {picture(Which::Local, "call-local", "local-video", texts::YOUR_CAMERA)}
            </div>
            <div class="call-line">
                {icon(Icon::Phone)}
                <p class="call-title" role="status"><bdi>{words}</bdi></p>
                {facts(call)}
            </div>
            <p class="call-trouble" role="status">
                {move || call.with(|call| call.as_ref()?.trouble.map(|problem| texts::call_end(&End::Device(problem))))}
            </p>
            {choice(ui, call)}
            {controls(ui, call)}
        </section>
    }
    .into_any()
}

fn picture(which: Which, class: &'static str, part: &'static str, label: &'static str) -> AnyView {
    view! { <video class=class data-part=part aria-label=label node_ref=media::picture(which)></video> }.into_any()
}

fn facts(call: Call) -> AnyView {
    let since = Memo::new(move |_| {
        call.with(|call| call.as_ref().and_then(|call| call.since.filter(|_| !matches!(call.stage, Stage::Ended(_)))))
    });
    let quality = Memo::new(move |_| call.with(|call| call.as_ref().map_or(Quality::Good, |call| call.quality)));
    view! {
        <span class="call-facts">
            {move || {
                (quality.get() != Quality::Good)
                    .then(|| view! { <span class="call-quality" data-part="quality">{texts::WEAK_CALL}</span> })
            }}
            {move || since.get().map(lasting)}
        </span>
    }
    .into_any()
}

fn lasting(since: u64) -> AnyView {
    let seconds = media::seconds_since(since);
    let words = move || format!("{}:{:02}", seconds.get() / 60, seconds.get() % 60);
    view! { <span data-part="duration" role="timer" aria-live="off">{words}</span> }.into_any()
}

/// While the visitor's call rings, and once a call is over.
fn choice(ui: Ui, call: Call) -> AnyView {
    let stage = Memo::new(move |_| call.with(|call| call.as_ref().map(|call| (call.stage.clone(), call.video))));
    let reason = NodeRef::<html::Input>::new();
    let reject = move |_| {
        let reason = reason.get_untracked().map(|field| field.value()).unwrap_or_default();
        (ui.dispatch)(Intent::Call(CallIntent::Reject { reason }));
    };
    let words = |text: &str| Signal::stored(text.to_owned());
    (move || match stage.get() {
        Some((Stage::Ringing, _)) => view! {
            <div class="call-choice">
                {button(
                    "call-accept",
                    "button button-primary",
                    words(texts::ANSWER),
                    send(ui, CallIntent::Answer { camera: false }),
                )}
                {button(
                    "call-accept-video",
                    "button button-quiet",
                    words(texts::ANSWER_WITH_CAMERA),
                    send(ui, CallIntent::Answer { camera: true }),
                )}
                <input
                    class="field call-reason"
                    data-part="reject-reason"
                    aria-label=texts::REJECT_REASON
                    placeholder=texts::REJECT_REASON
                    maxlength="120"
                    node_ref=reason
                />
                {button("call-reject", "button button-quiet", words(texts::REJECT), reject)}
            </div>
        }
        .into_any(),
        Some((Stage::Ended(_), _)) => {
            view! { <div class="call-choice">{button("call-close", "button button-text", words(texts::CLOSE), send(ui, CallIntent::Leave))}</div> }
                .into_any()
        }
        _ => ().into_any(),
    })
    .into_any()
}

fn controls(ui: Ui, call: Call) -> AnyView {
    let runs = is(call, |call| !matches!(call.stage, Stage::Ringing | Stage::Ended(_)));
    let opened = is(call, |call| !matches!(call.stage, Stage::Ringing | Stage::Opening | Stage::Ended(_)));
    let muted = is(call, |call| call.muted);
    let camera = is(call, |call| call.camera);
    let silent = is(call, |call| call.is_silent);
    let words = |text: &str| Signal::stored(text.to_owned());
    let mute = move || {
        let now = muted.get();
        let (sign, text) = if now { (Icon::MicrophoneOff, texts::UNMUTE) } else { (Icon::Microphone, texts::MUTE) };
        let class = if now { "call-button call-button-off" } else { "call-button" };
        icon_button_as(class, "mute", sign, words(text), send(ui, CallIntent::Mute(!now)))
    };
    let show = move || {
        let now = camera.get();
        let (sign, text) = if now { (Icon::Video, texts::CAMERA_OFF) } else { (Icon::VideoOff, texts::CAMERA_ON) };
        let class = if now { "call-button" } else { "call-button call-button-off" };
        icon_button_as(class, "camera", sign, words(text), send(ui, CallIntent::Camera(!now)))
    };
    let play = move || {
        silent
            .get()
            .then(|| button("play", "button button-primary", words(texts::TURN_ON_SOUND), send(ui, CallIntent::Play)))
    };
    (move || {
        runs.get().then(|| {
            view! {
                <div class="call-controls">
                    {play}
                    {move || opened.get().then_some(mute)}
                    {move || opened.get().then_some(show)}
                    {move || opened.get().then(|| devices(ui, call))}
                    {icon_button_as(
                        "call-button call-hang-up",
                        "hang-up",
                        Icon::HangUp,
                        words(texts::HANG_UP),
                        send(ui, CallIntent::Leave),
                    )}
                </div>
            }
        })
    })
    .into_any()
}

/// The devices by kind, each a list to choose from.
fn devices(ui: Ui, call: Call) -> AnyView {
    let all = Memo::new(move |_| call.with(|call| call.as_ref().map(|call| call.devices.clone()).unwrap_or_default()));
    let list = move |kind: DeviceKind, label: &'static str| {
        let devices: Vec<Device> = all.with(|all| all.iter().filter(|device| device.kind == kind).cloned().collect());
        (devices.len() > 1).then(|| {
            let choose = move |event: leptos::ev::Event| {
                (ui.dispatch)(Intent::Call(CallIntent::Use { kind, id: event_target_value(&event) }));
            };
            let options: Vec<_> = devices
                .into_iter()
                .map(|device| view! { <option value=device.id selected=device.is_used>{device.label}</option> })
                .collect();
            view! { <select class="field call-device" aria-label=label title=label on:change=choose>{options}</select> }
        })
    };
    (move || {
        view! {
            {list(DeviceKind::Microphone, texts::MICROPHONE)} {list(DeviceKind::Camera, texts::CAMERA)}
            {list(DeviceKind::Speaker, texts::SPEAKER)}
        }
    })
    .into_any()
}

const fn word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Ringing => "ringing",
        Stage::Opening | Stage::Calling => "requesting",
        Stage::Connecting | Stage::Interrupted => "connecting",
        Stage::Live => "live",
        Stage::Ended(_) => "ended",
    }
}

fn title(call: &CallView) -> String {
    let name = name_or(&call.name);
    let about = |words: &str| words.replace("{name}", &name);
    match &call.stage {
        Stage::Ringing if call.video => about(texts::CALL_RINGING_VIDEO),
        Stage::Ringing => about(texts::CALL_RINGING),
        Stage::Opening => texts::CALL_OPENING.to_owned(),
        Stage::Calling => about(texts::CALL_CALLING),
        Stage::Connecting => texts::CALL_CONNECTING.to_owned(),
        Stage::Live => about(texts::CALL_LIVE),
        Stage::Interrupted => texts::CALL_INTERRUPTED.to_owned(),
        Stage::Ended(End::Rejected(Some(reason))) => [&about(texts::CALL_REJECTED), ": ", reason].concat(),
        Stage::Ended(end) => about(texts::call_end(end)),
    }
}
