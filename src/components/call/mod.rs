//! A call: the buttons that begin one, and the panel that shows how it stands. The chat stays usable beside it, and what
//! comes from the agent's side never takes the focus.

mod controls;
mod devices;
mod pictures;
mod wording;

use leptos::{html, prelude::*};
use parlor_session::{
    Intent,
    input::CallWish,
    view::{Ask, CallEnd, CallStage, CallView, Phase},
};
use parlor_ui::{Icon, button, icon, icon_button};

use super::focus;
use crate::{
    i18n::{Text, use_words},
    signals::{use_dispatch, use_signals},
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

    /// What follows from the call, while there is one.
    fn derive<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&CallView) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| self.0.with(|call| call.as_ref().map(&read)))
    }

    fn is(self, read: impl Fn(&CallView) -> bool + Send + Sync + 'static) -> Memo<bool> {
        Memo::new(move |_| self.0.with(|call| call.as_ref().is_some_and(&read)))
    }
}

/// The ways to begin a call, where there are any.
pub(super) fn buttons() -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let status = use_signals().status;
    let callable = Memo::new(move |_| {
        status.with(|status| {
            // While one rings or runs the panel has the buttons.
            let free = status.phase == Phase::Connected;
            (free && status.callable.audio, free && status.callable.video)
        })
    });
    let start = move |camera| move |_| dispatch.intent(Intent::Call(CallWish::Start { camera: Some(camera) }));
    (move || {
        let (audio, video) = callable.get();
        let audio = audio.then(|| icon_button("call-audio", Icon::Phone, words.signal(Text::CallAudio), start(false)));
        let video = video.then(|| icon_button("call-video", Icon::Video, words.signal(Text::CallVideo), start(true)));
        (audio, video)
    })
    .into_any()
}

/// How the call stands, and what can be done about it.
pub(super) fn panel() -> AnyView {
    let call = Call::of_status();
    let is_there = call.is(|_| true);
    let place = NodeRef::<html::Section>::new();
    follow_focus(call, place);
    (move || is_there.get().then(|| content(call, place))).into_any()
}

fn content(call: Call, place: NodeRef<html::Section>) -> AnyView {
    let words = use_words();
    let view = call.0;
    let title = move || view.with(|call| call.as_ref().map(|call| wording::title(words, call)).unwrap_or_default());
    let hint = move || view.with(|call| call.as_ref().and_then(|call| wording::hint(words, call)));
    let word = call.derive(|call| call.stage.word());
    let sign = call.derive(|call| if call.has_video { Icon::Video } else { Icon::Phone });
    let is_trouble = call.is(|call| match &call.stage {
        CallStage::Interrupted => true,
        CallStage::Ended(end) => !matches!(end, CallEnd::Visitor | CallEnd::Agent | CallEnd::ChatEnded),
        _ => false,
    });
    view! {
        <section
            class="call"
            class:call-trouble=is_trouble
            part="call-panel"
            data-state=move || word.get()
            aria-labelledby=TITLE_ID
            node_ref=place
        >
            {pictures::pictures(call)}
            <div class="call-line">
                {move || icon(sign.get().unwrap_or(Icon::Phone))}
                <div class="call-words">
                    <p id=TITLE_ID class="call-title">
                        <bdi>{title}</bdi>
                    </p>
                    {move || hint().map(|hint| view! { <p class="call-hint"><bdi>{hint}</bdi></p> })}
                </div>
                {controls::facts(call)}
            </div>
            {choice(call)}
            {controls::controls(call)}
        </section>
    }
    .into_any()
}

/// What the visitor is asked: before a call, when the agent calls, and what can be done where one failed.
fn choice(call: Call) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let asked = call.derive(|call| (call.stage.clone(), call.has_video, call.can_show));
    let send = move |wish: CallWish| move |_| dispatch.intent(Intent::Call(wish.clone()));
    let start = move |camera| send(CallWish::Start { camera: Some(camera) });
    let accept = move |camera| send(CallWish::Accept { camera });
    let primary = "button button-primary";
    let quiet = "button button-quiet";
    (move || {
        let (stage, has_video, can_show) = asked.get()?;
        let answers = match stage {
            CallStage::Choosing(_) => view! {
                {button("call-audio", primary, words.signal(Text::CallMicrophoneOnly), start(false))}
                {can_show
                    .then(|| button("call-video", quiet, words.signal(Text::CallWithCamera), start(true)))}
                {button("hang-up", "button button-text", words.signal(Text::LocationKeep), send(CallWish::Leave))}
            }
            .into_any(),
            CallStage::Ringing if has_video && can_show => view! {
                {button("accept", primary, words.signal(Text::CallWithCamera), accept(true))}
                {button("call-audio", quiet, words.signal(Text::CallMicrophoneOnly), accept(false))}
                {button("reject", "button button-text", words.signal(Text::CallReject), send(CallWish::Leave))}
            }
            .into_any(),
            CallStage::Ringing => view! {
                {button("accept", primary, words.signal(Text::CallAccept), accept(false))}
                {button("reject", quiet, words.signal(Text::CallReject), send(CallWish::Leave))}
            }
            .into_any(),
            CallStage::Ended(end) => {
                let again = wording::way_on(&end);
                let audio = matches!(end, CallEnd::Device { camera: true, .. });
                view! {
                    {again
                        .map(|text| {
                            let camera = audio && has_video;
                            button(if camera { "call-video" } else { "call-audio" }, quiet, words.signal(text), start(camera))
                        })}
                    {audio
                        .then(|| button("call-audio", quiet, words.signal(Text::CallMicrophoneOnly), start(false)))}
                    {button("hang-up", "button button-text", words.signal(Text::Close), send(CallWish::Leave))}
                }
                .into_any()
            }
            _ => return None,
        };
        Some(view! { <div class="call-choice" part="call-choice">{answers}</div> })
    })
    .into_any()
}

/// Where what had the focus gave way, the panel has it, or the composer once the panel is gone.
fn follow_focus(call: Call, place: NodeRef<html::Section>) {
    let stage = call.derive(|call| call.stage.clone());
    let root = use_signals().open;
    Effect::new(move |before: Option<Option<CallStage>>| {
        let now = stage.get();
        let first = before.is_none();
        let may_take = !matches!(now, Some(CallStage::Ringing | CallStage::Choosing(Ask::Joined | Ask::Again)));
        if !first && may_take && root.get_untracked() && focus::visitor_was_here() {
            let was = place.get_untracked();
            let input = was.as_ref().and_then(|panel| focus::composer(panel));
            request_animation_frame(move || {
                let panel = place.try_get_untracked().flatten();
                let Some(node) = panel.as_deref().cloned().or(input.clone().map(web_sys::Element::from)) else {
                    return;
                };
                if !focus::is_nowhere(&node) {
                    return;
                }
                let target = panel.and_then(|panel| focus::find(&panel, "button")).or(input);
                if let Some(target) = target {
                    focus::on(&target);
                }
            });
        }
        now
    });
}
