//! The agent's call: one at a time, with the visitor of a chat of their own. Who rings, offers and gives up is decided by
//! `parlor_call::Agent`; here it gets its chat, its line and its place at the desk. Part of `Desk`.

use parlor_call::{
    Agent, CallId, Report, Servers,
    agent::{Output, Stage},
};
use parlor_protocol::{response::IceServers, signaling::Signal};

use super::{
    desk::Desk,
    effect::{Announcement, Effect},
    input::CallIntent,
    requests::Ask,
    view::{CallView, ChatState},
    wire::{self, Request},
};

#[derive(Debug, Default)]
pub(super) struct Call {
    agent: Agent,
    /// The chat that it is, or was, of.
    chat: String,
    /// With a camera or without, as soon as it is known where ways are found.
    waiting: Option<bool>,
}

impl Desk {
    pub(super) fn call_view(&self) -> Option<CallView> {
        let Call { agent, chat, .. } = &self.call;
        Some(CallView {
            stage: agent.stage.clone()?,
            chat: chat.clone(),
            name: self.name_of_visitor(chat),
            is_here: self.selected.as_ref() == Some(chat),
            video: agent.video,
            camera: agent.camera,
            muted: agent.muted,
            sees: agent.sees,
            since: agent.since,
            quality: agent.quality,
            is_silent: agent.silent,
            trouble: agent.trouble,
            devices: agent.devices.clone(),
        })
    }

    /// A call can be begun in this chat.
    pub(super) fn can_call(&self, chat: &str) -> bool {
        !self.call.agent.is_on()
            && self.call.waiting.is_none()
            && self.chats.get(chat).is_some_and(|chat| chat.state(&self.me) == ChatState::Mine)
    }

    pub(super) fn on_call_intent(&mut self, now: u64, intent: CallIntent, out: &mut Vec<Effect>) {
        match intent {
            CallIntent::Start { chat, camera } => {
                if self.can_call(&chat) {
                    self.call.chat = chat;
                    self.call.agent.leave(now);
                    self.begin_call(camera, out);
                }
            }
            CallIntent::Answer { camera } => {
                if self.call.agent.stage == Some(Stage::Ringing) {
                    self.begin_call(camera, out);
                }
            }
            CallIntent::Reject { reason } => {
                self.call.waiting = None;
                self.call.agent.reject(now, reason.trim());
                self.call.agent.leave(now);
            }
            CallIntent::Leave => {
                self.call.waiting = None;
                self.call.agent.leave(now);
            }
            CallIntent::Mute(muted) => self.call.agent.mute(muted),
            CallIntent::Camera(on) => self.call.agent.show(on),
            CallIntent::Play => self.call.agent.play(),
            CallIntent::Use { kind, id } => self.call.agent.use_device(kind, id),
        }
    }

    fn begin_call(&mut self, camera: bool, out: &mut Vec<Effect>) {
        self.call.waiting = Some(camera);
        if let Some(token) = self.connection.token() {
            out.push(Effect::AskServers { token: token.to_owned() });
        }
    }

    /// Where ways are found. Without an answer there may be one, too.
    pub(super) fn on_servers(&mut self, now: u64, body: Option<&str>) {
        if let Some(list) = body.and_then(IceServers::decode) {
            self.call.agent.set_servers(Servers { list, key: String::new() });
        }
        if let Some(camera) = self.call.waiting.take() {
            self.call.agent.start(now, camera);
        }
    }

    pub(super) fn on_call_report(&mut self, now: u64, call: CallId, report: Report) {
        self.call.agent.report(now, call, report);
    }

    /// What the visitor's end says, or another page of this agent's own.
    pub(super) fn on_signal(
        &mut self,
        now: u64,
        id: &str,
        user: &str,
        page: Option<&str>,
        signal: Signal,
        out: &mut Vec<Effect>,
    ) {
        let is_mine = self.chats.get(id).is_some_and(|chat| chat.state(&self.me) == ChatState::Mine);
        let is_of_call = self.call.chat == id;
        if user == self.me {
            // Taken or refused at another page: it rings here no more.
            let elsewhere = page != Some(&*wire::page(self.config.seed));
            if elsewhere && is_of_call && self.call.agent.stage == Some(Stage::Ringing) && self.call.waiting.is_none() {
                self.call.agent.forget();
            }
            return;
        }
        if !is_mine {
            return;
        }
        let is_busy = (self.call.agent.is_on() || self.call.waiting.is_some()) && !is_of_call;
        if is_busy {
            if matches!(signal, Signal::RequestCall { .. }) {
                let reason_code = Some("busy".to_owned());
                self.signal(now, id, &Signal::CallRejected { reason_code, reason: None }, out);
                self.signal(now, id, &Signal::EndCall, out);
            }
            return;
        }
        if !is_of_call && matches!(signal, Signal::RequestCall { .. }) {
            // The last word about a call of another chat gives way.
            id.clone_into(&mut self.call.chat);
        } else if !is_of_call {
            return;
        }
        let rang = self.call.agent.stage == Some(Stage::Ringing);
        let was_on = self.call.agent.is_on();
        self.call.agent.hear(now, signal);
        if !rang && self.call.agent.stage == Some(Stage::Ringing) {
            out.push(Effect::Announce(Announcement::Calls { name: self.name_of_visitor(id) }));
        }
        if was_on && !self.call.agent.is_on() {
            self.call.waiting = None;
        }
    }

    /// What follows of it: signals for the visitor, orders for devices and connection.
    pub(super) fn settle_call(&mut self, now: u64, out: &mut Vec<Effect>) {
        let was_on = self.call.agent.is_on();
        self.call.agent.tick(now);
        if was_on && !self.call.agent.is_on() {
            self.call.waiting = None;
        }
        let is_mine = self.chats.get(&self.call.chat).is_some_and(|chat| chat.state(&self.me) == ChatState::Mine);
        if !is_mine {
            self.call.waiting = None;
            self.call.agent.chat_ended(now);
        }
        for output in self.call.agent.take_output() {
            match output {
                Output::Signal(signal) => {
                    let chat = self.call.chat.clone();
                    self.signal(now, &chat, &signal, out);
                }
                Output::Order(call, order) => out.push(Effect::Call(call, order)),
            }
        }
    }

    /// The desk is left: devices and connection are let go of.
    pub(super) fn call_ends(&mut self, out: &mut Vec<Effect>) -> Call {
        self.call.agent.chat_ended(0);
        for output in self.call.agent.take_output() {
            if let Output::Order(call, order) = output {
                out.push(Effect::Call(call, order));
            }
        }
        self.call.agent.forget();
        std::mem::take(&mut self.call)
    }

    pub(super) fn call_deadline(&self) -> Option<u64> {
        self.call.agent.deadline()
    }

    fn signal(&mut self, now: u64, chat: &str, signal: &Signal, out: &mut Vec<Effect>) {
        let Some(visitor) = self.chats.get(chat).and_then(|chat| chat.visitor.clone()) else { return };
        let page = wire::page(self.config.seed);
        let request = Request::Signal { chat, visitor: &visitor, page: &page, data: &signal.encode() };
        self.ask(now, Ask::Courtesy, &request, out);
    }
}
