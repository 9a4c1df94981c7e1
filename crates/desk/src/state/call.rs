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
    /// To be begun as soon as it is known where ways are found.
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    camera: bool,
    /// It takes the visitor's call, and is for nothing once that rings no more.
    answers: bool,
}

impl Call {
    fn is_on(&self) -> bool {
        self.agent.is_on() || self.waiting.is_some()
    }

    fn rings(&self) -> bool {
        self.agent.stage == Some(Stage::Ringing)
    }
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
        !self.call.is_on() && self.is_mine(chat)
    }

    fn is_mine(&self, chat: &str) -> bool {
        self.chats.get(chat).is_some_and(|chat| chat.state(&self.me) == ChatState::Mine)
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
                if self.call.rings() {
                    self.begin_call(camera, out);
                }
            }
            CallIntent::Reject { reason } => {
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
        self.call.waiting = Some(Waiting { camera, answers: self.call.rings() });
        if let Some(token) = self.connection.token() {
            out.push(Effect::AskServers { token: token.to_owned() });
        }
    }

    /// Where ways are found. Without an answer there may be one, too.
    pub(super) fn on_servers(&mut self, now: u64, body: Option<&str>) {
        if let Some(list) = body.and_then(IceServers::decode) {
            self.call.agent.set_servers(Servers { list, key: String::new() });
        }
        if let Some(Waiting { camera, .. }) = self.call.waiting.take() {
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
        let is_of_call = self.call.chat == id;
        if user == self.me {
            // Taken or refused at another page: it rings here no more.
            let elsewhere = page != Some(&*wire::page(self.config.seed));
            if elsewhere && is_of_call && self.call.rings() && self.call.waiting.is_none() {
                self.call.agent.forget();
            }
            return;
        }
        if !self.is_mine(id) {
            return;
        }
        if self.call.is_on() && !is_of_call {
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
        let rang = self.call.rings();
        self.call.agent.hear(now, signal);
        if !rang && self.call.rings() {
            out.push(Effect::Announce(Announcement::Calls { name: self.name_of_visitor(id) }));
        }
    }

    /// What follows of it: signals for the visitor, orders for devices and connection.
    pub(super) fn settle_call(&mut self, now: u64, out: &mut Vec<Effect>) {
        self.call.agent.tick(now);
        if !self.is_mine(&self.call.chat) {
            self.call.waiting = None;
            self.call.agent.chat_ended(now);
        }
        let rings = self.call.rings();
        self.call.waiting.take_if(|waiting| waiting.answers && !rings);
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
