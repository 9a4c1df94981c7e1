//! What the visitor wants of a call, and what time does to it. Part of `call`.

use parlor_call::{DeviceKind, DeviceProblem, Order};

use crate::{
    effect::{Announcement, Settled},
    input::{CallWish, CommandId},
    problem::{Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    time::Millis,
    timers::Timer,
    view::Phase,
};

use super::{Ask, Call, CallEnd, CallRules, CallStage, CallView, Callable};

/// After this, an agent who was asked for a call may not have heard of it and is asked again.
const ASK_AGAIN: Millis = Millis::seconds(12);
/// So long a call rings, on either side.
const RING: Millis = Millis::seconds(30);
/// After this, something of the exchange was lost and is asked for again.
const EXCHANGE: Millis = Millis::seconds(8);
/// A short cut heals by itself.
const CUT: Millis = Millis::seconds(5);
/// An offer that comes so soon after the visitor called off was under way.
const UNDER_WAY: Millis = Millis::seconds(5);
/// How long an ended call can be read of.
const READ: Millis = Millis::seconds(4);

impl Session {
    pub(crate) fn call_view(&self) -> Option<CallView> {
        let Call { stage, camera, muted, sees, since, quality, devices, silent, trouble, .. } = &self.call;
        let stage = stage.clone()?;
        let number = self.presence.known_number(&self.call.party);
        let agent = || self.presence.agent().filter(|agent| !agent.is_bot).map(|agent| agent.name);
        Some(CallView {
            stage,
            name: number.map(|number| self.presence.name(number).to_owned()).or_else(agent).unwrap_or_default(),
            has_video: self.call.has_video(),
            camera: *camera,
            muted: *muted,
            can_show: self.call.rules().visitor_video,
            sees: *sees,
            since: *since,
            quality: *quality,
            is_silent: *silent,
            trouble: *trouble,
            devices: devices.clone(),
        })
    }

    pub(crate) fn calls_known(&mut self, rules: CallRules) {
        self.call.rules = Some(rules);
        if let Some(CallWish::Start { camera }) = self.call.wished.take() {
            let mut commands = std::mem::take(&mut self.call.commands).into_iter();
            self.start_call(camera, commands.next());
            if self.call.is_on() {
                self.call.commands.extend(commands);
            } else {
                for command in commands {
                    self.refuse(Some(command), ProblemKind::Unavailable);
                }
            }
        }
    }

    pub(crate) fn callable(&self) -> Callable {
        let (rules, elsewhere) = (self.call.rules(), self.call.is_elsewhere());
        let can = rules.allowed && self.phase == Phase::Connected && self.agent_to_call().is_some();
        // While there is a panel, it has the buttons.
        let free = can && self.call.stage.is_none() && !elsewhere;
        Callable { audio: free, video: free && rules.visitor_video, elsewhere: elsewhere && self.is_running() }
    }

    pub(super) fn agent_to_call(&self) -> Option<String> {
        self.presence.agent().filter(|agent| agent.present && !agent.is_bot).map(|agent| agent.party_id)
    }

    // What the visitor wants.

    pub(crate) fn wish_of_call(&mut self, wish: CallWish, command: Option<CommandId>) {
        let outcome = match wish {
            CallWish::Start { camera } => return self.start_call(camera, command),
            CallWish::Leave => self.leave_call(),
            _ if !self.call.is_on() => Err(Problem::of(ProblemKind::NoChat)),
            wish => {
                match wish {
                    CallWish::Accept { camera } => self.accept_call(camera),
                    CallWish::Mute(muted) => self.mute_call(muted),
                    CallWish::Camera(on) => self.show_camera(on),
                    CallWish::Play => self.order(Order::Play),
                    // The list of cameras turns none on.
                    CallWish::Use { kind: DeviceKind::Camera, .. } if !self.call.camera => {}
                    CallWish::Use { kind, id } => self.order(Order::Use { kind, id }),
                    CallWish::Start { .. } | CallWish::Leave => {}
                }
                Ok(Settled::Done)
            }
        };
        self.ctx.settle(command, outcome);
    }

    /// `camera`: `None` where they are to be asked.
    fn start_call(&mut self, camera: Option<bool>, command: Option<CommandId>) {
        let Some(rules) = self.call.rules else {
            self.call.wished = Some(CallWish::Start { camera });
            return self.call.commands.extend(command);
        };
        if !rules.allowed || self.call.is_elsewhere() {
            return self.refuse(command, ProblemKind::Unavailable);
        }
        match self.call.stage {
            Some(CallStage::Live) => return self.ctx.settle(command, Ok(Settled::Done)),
            Some(CallStage::Ringing) => {
                self.call.commands.extend(command);
                if let Some(camera) = camera {
                    self.accept_call(camera);
                }
                return;
            }
            None | Some(CallStage::Ended(_) | CallStage::Choosing(_)) => {}
            Some(_) => return self.call.commands.extend(command),
        }
        self.need_chat(command);
        if matches!(self.phase, Phase::Ended | Phase::Failed) {
            return self.refuse(command, ProblemKind::NoChat);
        }
        self.call.commands.extend(command);
        match camera {
            Some(camera) => self.open_devices(camera),
            None => self.enter_call(CallStage::Choosing(Ask::Wish)),
        }
    }

    pub(super) fn open_devices(&mut self, camera: bool) {
        let camera = camera && self.call.rules().visitor_video;
        if !self.call.opened {
            self.call.id = self.call.id.next();
        }
        self.call.wants_camera = camera;
        self.call.called_off_until = None;
        // Until the agent's side was asked, a page after this one asks for it.
        self.call.left = self.call.left.map(|_| camera);
        self.enter_call(CallStage::Opening);
        self.order(Order::Open { camera });
    }

    /// The visitor takes the agent's call.
    fn accept_call(&mut self, camera: bool) {
        if self.call.stage == Some(CallStage::Ringing) {
            self.open_devices(camera);
        }
    }

    /// Hangs up, refuses, calls off, or puts an ended call's last word away. Says whether there was anything.
    fn leave_call(&mut self) -> Result<Settled, Problem> {
        match self.call.stage.clone() {
            None => return Err(Problem::of(ProblemKind::NoChat)),
            Some(CallStage::Ended(_)) => self.put_call_away(),
            Some(CallStage::Ringing) => {
                self.signal_rejected("declined");
                self.end_call(CallEnd::Visitor);
                self.put_call_away();
            }
            Some(CallStage::Choosing(ask)) => {
                if ask == Ask::Again {
                    // It may still go on over there.
                    self.call.party = self.agent_to_call().unwrap_or_default();
                    self.signal_end();
                }
                self.end_call(CallEnd::Visitor);
                self.put_call_away();
            }
            Some(stage) => {
                let known = self.call.is_known();
                if known {
                    self.signal_end();
                }
                self.end_call(CallEnd::Visitor);
                if !known || stage == CallStage::Requesting {
                    self.put_call_away();
                }
            }
        }
        Ok(Settled::Done)
    }

    pub(super) fn put_call_away(&mut self) {
        self.call.stage = None;
        self.ctx.timers.stop(Timer::Call);
    }

    fn mute_call(&mut self, muted: bool) {
        if self.call.muted != muted {
            self.call.muted = muted;
            self.order(Order::Mute(muted));
        }
    }

    fn show_camera(&mut self, on: bool) {
        if self.call.opened && (self.call.rules().visitor_video || !on) {
            self.call.wants_camera = on;
            self.call.trouble = self.call.trouble.filter(|(_, camera)| !camera);
            self.order(Order::Camera(on));
        }
    }

    // Time.

    pub(crate) fn call_due(&mut self) {
        let again = self.call.asked_again;
        match self.call.stage {
            Some(CallStage::Requesting) if !again => {
                self.call.asked_again = true;
                self.request_call();
                self.ctx.set(Timer::Call, RING.since(ASK_AGAIN));
            }
            Some(CallStage::Requesting) => self.give_up_call(CallEnd::NoAnswer),
            Some(CallStage::Ringing) => {
                self.signal_rejected("no answer");
                self.end_call(CallEnd::Missed);
            }
            Some(_) if self.call.handed_over => self.give_up_call(CallEnd::AgentLeft),
            Some(CallStage::Live | CallStage::Interrupted) if self.call.closed => self.give_up_call(CallEnd::Agent),
            Some(CallStage::Connecting | CallStage::Interrupted) if !again => self.look_for_way(),
            Some(CallStage::Connecting) => {
                let was_up = self.call.since.is_some();
                self.give_up_call(if was_up { CallEnd::Lost } else { CallEnd::NotConnected });
            }
            Some(CallStage::Interrupted) => self.give_up_call(CallEnd::Lost),
            Some(CallStage::Ended(_)) => self.put_call_away(),
            None | Some(CallStage::Choosing(_) | CallStage::Opening | CallStage::Waiting | CallStage::Live) => {}
        }
    }

    pub(super) fn give_up_call(&mut self, why: CallEnd) {
        self.signal_end();
        self.end_call(why);
    }

    pub(super) fn enter_call(&mut self, stage: CallStage) {
        use CallStage::{Connecting, Interrupted, Live, Requesting};
        if matches!(stage, Requesting | Connecting) {
            self.call.left = None;
        }
        // Whoever takes over from an agent who has left has their time, whatever becomes of the connection.
        if !(self.call.handed_over && matches!(stage, Connecting | Live | Interrupted)) {
            self.time_call(&stage);
        }
        if self.call.stage.as_ref() == Some(&stage) {
            return;
        }
        self.call.stage = Some(stage);
        if let Some(call) = self.call_view() {
            self.ctx.announce(Announcement::Call(Box::new(call)));
        }
        self.ctx.unsaved = true;
        self.tell_call();
    }

    fn time_call(&mut self, stage: &CallStage) {
        self.ctx.timers.stop(Timer::Call);
        self.call.asked_again = false;
        let wait = match stage {
            CallStage::Requesting => Some(ASK_AGAIN),
            CallStage::Ringing => Some(RING),
            CallStage::Connecting => Some(EXCHANGE),
            CallStage::Interrupted => Some(CUT),
            CallStage::Ended(CallEnd::Visitor | CallEnd::Agent | CallEnd::ChatEnded) => Some(READ),
            _ => None,
        };
        if let Some(wait) = wait {
            self.ctx.set(Timer::Call, wait);
        }
    }

    /// It is over on this side; whoever has to hear of it was told.
    pub(super) fn end_call(&mut self, why: CallEnd) {
        self.order(Order::Close);
        let was_asked = self.call.stage == Some(CallStage::Requesting) && self.call.offers.latest().is_none();
        if was_asked && matches!(why, CallEnd::Visitor | CallEnd::NoAnswer) {
            self.call.called_off_until = Some(self.ctx.steady.plus(UNDER_WAY));
        }
        // The last word about it says what it was.
        let camera = self.call.has_video();
        self.call.left = None;
        self.call.offers.end();
        self.ctx.abort(Purpose::IceServers);
        self.settle_calls(&Err(problem_of(&why)));
        self.call.wants_camera = camera;
        self.enter_call(CallStage::Ended(why));
        self.forget_call();
    }

    /// Whoever waits for the call hears what became of it.
    pub(super) fn settle_calls(&mut self, outcome: &Result<Settled, Problem>) {
        for command in std::mem::take(&mut self.call.commands) {
            self.ctx.settle(Some(command), outcome.clone());
        }
    }

    /// What is left of a call that is over.
    pub(super) fn forget_call(&mut self) {
        let Call { rules, stage, id, offers, signals, left, elsewhere, echo_until, called_off_until, .. } =
            std::mem::take(&mut self.call);
        let kept = Call { rules, stage, id, offers, signals, left, elsewhere, ..Call::default() };
        self.call = Call { echo_until, called_off_until, ..kept };
    }

    /// The chat is over, and with it what can be signalled.
    pub(crate) fn chat_ended_call(&mut self) {
        if self.call.is_on() || self.call.wished.take().is_some() {
            self.end_call(CallEnd::ChatEnded);
        }
        self.nobody_has_call();
        self.call.left = None;
        self.drop_signals();
    }

    /// The page goes away, and devices and connection with it; the next one may ask for the call again.
    pub(crate) fn call_leaves(&mut self) {
        if !self.call.is_on() {
            return;
        }
        let kept = self.call.kept();
        self.order(Order::Close);
        self.hush_signals();
        // What rings goes on ringing in the others.
        if !matches!(self.call.stage, Some(CallStage::Ringing | CallStage::Choosing(_))) {
            self.ctx.share("call", &[("state", "free")]);
        }
        self.settle_calls(&Err(Problem::of(ProblemKind::Refused)));
        self.call.offers.end();
        self.forget_call();
        self.call.left = kept;
        self.put_call_away();
        self.ctx.unsaved = true;
    }
}

pub(super) const fn kind_of(problem: DeviceProblem) -> ProblemKind {
    match problem {
        DeviceProblem::Denied | DeviceProblem::Blocked => ProblemKind::Permission,
        DeviceProblem::Absent | DeviceProblem::Busy => ProblemKind::NoDevice,
        DeviceProblem::Unsupported => ProblemKind::Unsupported,
    }
}

fn problem_of(end: &CallEnd) -> Problem {
    let detail = match end {
        CallEnd::Rejected(Some(reason)) => reason.clone(),
        _ => String::new(),
    };
    Problem { detail, ..Problem::of(kind_of_end(end)) }
}

const fn kind_of_end(end: &CallEnd) -> ProblemKind {
    match end {
        CallEnd::Device { problem, .. } => kind_of(*problem),
        CallEnd::NoAnswer | CallEnd::Missed | CallEnd::NotConnected | CallEnd::Lost => ProblemKind::Timeout,
        CallEnd::ChatEnded => ProblemKind::ChatGone,
        CallEnd::Visitor
        | CallEnd::Agent
        | CallEnd::Rejected(_)
        | CallEnd::AgentLeft
        | CallEnd::BadOffer
        | CallEnd::Flood => ProblemKind::Refused,
    }
}
