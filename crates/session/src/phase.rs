//! The life of a chat: begun, resumed, ended, lost, begun anew. Each transition tells every part that it concerns.
//! Called by `session`'s fan-out; `start` and `ending` hold what is asked of the server for it.

use parlor_protocol::{event::ChatState, response::ChatProperties};

use crate::{
    effect::{Announcement, Effect, EndedBy, Notice, Settled, StoreKey},
    input::CommandId,
    problem::{Failure, Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    timers::Timer,
    view::{Asked, Phase},
};

/// How a running chat came to this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// By Request Chat.
    Requested,
    /// It ran on an earlier page.
    Resumed,
}

/// What becomes of messages that failed in the chat before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    Keep,
    Resend,
    Forget,
}

impl Session {
    /// Start, or the first message, or start again.
    pub(crate) fn begin(&mut self, command: Option<CommandId>, left: Left) {
        match self.phase {
            Phase::Queued | Phase::Connected => {
                let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
                self.ctx.settle(command, Ok(Settled::Chat { chat_id, is_new: false }));
            }
            Phase::Starting => self.start.join(command),
            Phase::Idle | Phase::Failed | Phase::Ended => {
                self.start.join(command);
                self.cut_farewell_short();
                self.clear(left);
                self.enter(Phase::Starting);
                // A chat that is still being ended would be given back as the running one.
                if !self.ending.is_active() {
                    // A request that was given up and is still open brings this chat: it never began.
                    self.ending.settle_all(&mut self.ctx);
                    self.start.request(&mut self.ctx);
                }
            }
        }
    }

    /// The old chat's transcript makes room.
    fn clear(&mut self, left: Left) {
        self.give_up_last();
        match left {
            Left::Keep => {}
            Left::Resend => {
                for row in self.outbox.stranded() {
                    self.outbox.retry(&mut self.ctx, &mut self.timeline, row);
                }
            }
            Left::Forget => self.outbox.forget_failed(),
        }
        self.outbox.begin_chat();
        let kept: Vec<_> = self.outbox.entries.iter().map(|entry| entry.row).collect();
        self.timeline.clear_but(&kept);
        self.presence = crate::presence::Presence::default();
        self.receipts.reset(&mut self.ctx);
        self.typing.reset(&mut self.ctx);
        self.pages.reset(&mut self.ctx);
        self.forms.reset(&mut self.ctx);
        self.cases.reset(&mut self.ctx);
        self.cobrowse.reset();
        self.drop_signals();
        self.service = None;
        self.asked = Asked::Chat;
        self.link.rest();
        self.ctx.timers.stop(Timer::Send);
        self.ctx.abort(Purpose::Aside);
        self.ctx.abort(Purpose::Secure);
        self.ctx.chat_id = None;
        self.seen = None;
        self.last_said = None;
        self.kept_chat = None;
        self.ewt = None;
        self.ended_by = None;
        self.warning = None;
        self.problem = None;
        self.ready = false;
        self.ctx.unsaved = true;
    }

    /// Another tab's chat takes the place of what is here.
    pub(crate) fn resume_anew(&mut self) {
        self.clear(Left::Keep);
        self.enter(Phase::Starting);
        self.start.ask_active(&mut self.ctx);
    }

    pub(crate) fn enter(&mut self, phase: Phase) {
        if self.phase != phase {
            self.phase = phase;
            self.ctx.tell(Notice::Status { phase });
            if phase == Phase::Queued {
                self.ctx.announce(match self.asked {
                    Asked::Message => Announcement::MessageLeft,
                    Asked::Chat | Asked::Call(_) => Announcement::Queued { ewt: self.ewt },
                });
            }
        }
    }

    /// The server told of a chat that runs.
    pub(crate) fn running(&mut self, chat: ChatProperties, origin: Origin) {
        let ChatProperties { chat_id, state, ewt, is_new_chat, .. } = chat;
        let is_new = origin == Origin::Requested && is_new_chat == Some(true);
        self.outbox.adopt(&mut self.ctx, &mut self.timeline, self.kept_chat.take().as_deref(), &chat_id, is_new);
        self.ctx.chat_id = Some(chat_id.clone());
        self.ctx.unsaved = true;
        if origin == Origin::Requested {
            self.ctx.share("begun", self.asked.member().as_slice());
        }
        self.ctx.out.push(Effect::Store { key: StoreKey::HadChat, value: Some(chat_id.clone()) });
        self.ewt = ewt;
        self.link.rest();
        self.problem = None;
        let notice = if is_new {
            Notice::ChatStarted { chat_id: chat_id.clone() }
        } else {
            Notice::ChatRestored { chat_id: chat_id.clone() }
        };
        self.ctx.tell(notice);
        self.enter(if state == ChatState::Connected { Phase::Connected } else { Phase::Queued });
        for command in self.start.done(&mut self.ctx) {
            self.ctx.settle(Some(command), Ok(Settled::Chat { chat_id: chat_id.clone(), is_new }));
        }
        if matches!(state, ChatState::Completed | ChatState::Failed) {
            self.finish(EndedBy::Agent, None);
            return;
        }
        self.ready = is_new;
        self.here_since = self.ctx.now;
        self.poll.start(&mut self.ctx, &mut self.history, !is_new);
    }

    /// The server's word on the session's state. A history tells the past, so it never leads back.
    pub(crate) fn state(&mut self, state: ChatState, ewt: Option<u64>, past: bool) {
        if !self.takes_forms() {
            return;
        }
        match state {
            ChatState::Connected => self.connected(),
            ChatState::Queued | ChatState::Ivr | ChatState::Connecting
                if self.is_running() && (!past || self.phase == Phase::Queued) =>
            {
                if !past || ewt.is_some() {
                    self.ewt = ewt.or(self.ewt);
                }
                self.enter(Phase::Queued);
            }
            ChatState::Completed | ChatState::Failed => self.over = self.over.take().or(Some((EndedBy::Agent, None))),
            _ => {}
        }
    }

    pub(crate) fn connected(&mut self) {
        if self.phase == Phase::Queued {
            self.ewt = None;
            self.enter(Phase::Connected);
        }
    }

    /// The visitor ends the chat; for them it is over at once.
    pub(crate) fn end(&mut self, command: Option<CommandId>) {
        match self.phase {
            Phase::Starting => {
                self.ending.join(command);
                self.start.cancel(&mut self.ctx);
                self.finish(EndedBy::Visitor, None);
                if !self.start.is_cancelling() {
                    self.ending.settle_all(&mut self.ctx);
                }
            }
            Phase::Queued | Phase::Connected => {
                let connected = self.phase == Phase::Connected;
                self.ending.join(command);
                let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
                self.ending.begin(&mut self.ctx, chat_id, connected);
                self.ctx.share("left", &[]);
                self.finish(EndedBy::Visitor, None);
                if connected {
                    self.say_farewell();
                }
            }
            Phase::Idle | Phase::Ended | Phase::Failed => {
                self.ctx.settle(command, Err(Problem::of(ProblemKind::NoChat)));
            }
        }
    }

    /// The chat is over, for whatever reason. Nothing more is asked of it but its end.
    pub(crate) fn finish(&mut self, by: EndedBy, text: Option<&str>) {
        self.poll.close(&mut self.ctx);
        self.history.stop(&mut self.ctx);
        self.crossing.reset(&mut self.ctx);
        self.typing.reset(&mut self.ctx);
        self.receipts.stop(&mut self.ctx);
        self.ctx.abort(Purpose::Aside);
        self.presence.nobody_types();
        self.cases.stop(&mut self.ctx);
        self.close_cobrowse();
        self.chat_ended_call();
        self.subscribed(Some(Failure::no_chat()));
        self.ctx.timers.stop(Timer::TyperGone);
        let gone = self.problem.clone().unwrap_or_else(|| Problem::of(ProblemKind::ChatGone));
        self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, false);
        self.forms.close(&mut self.ctx, &mut self.timeline);
        for command in self.start.done(&mut self.ctx) {
            self.ctx.settle(Some(command), Err(gone.clone()));
        }
        self.timeline.ended(by, text, self.ctx.now);
        self.link.rest();
        self.warning = None;
        self.ewt = None;
        self.closing = false;
        self.ended_by = Some(by);
        self.asked = Asked::Chat;
        self.enter(Phase::Ended);
        self.ctx.tell(Notice::Ended { by });
        self.ctx.announce(Announcement::Ended);
        self.forget_chat();
    }

    /// This browser has no chat to come back to.
    fn forget_chat(&mut self) {
        self.ctx.out.push(Effect::Store { key: StoreKey::HadChat, value: None });
        self.ctx.unsaved = true;
    }

    /// The server does not know the chat any more. What it still says of the past is read before that is believed.
    pub(crate) fn gone(&mut self, problem: Problem) {
        self.end_farewell();
        if self.closing || !matches!(self.phase, Phase::Queued | Phase::Connected) {
            return;
        }
        let setup = problem.kind == ProblemKind::Setup;
        if setup {
            self.ctx.tell(Notice::Error(problem.clone()));
            self.problem = Some(problem);
            self.finish(EndedBy::Lost, None);
        } else {
            self.closing = true;
            if self.ctx.leads {
                self.ctx.share("gone", &[]);
            }
            self.poll.close(&mut self.ctx);
            self.history.ask(&mut self.ctx);
        }
    }

    /// No chat could be begun.
    pub(crate) fn not_started(&mut self, problem: Problem) {
        self.chat_ended_call();
        self.ctx.tell(Notice::Error(problem.clone()));
        for command in self.start.done(&mut self.ctx) {
            self.ctx.settle(Some(command), Err(problem.clone()));
        }
        self.outbox.strand(&mut self.ctx, &mut self.timeline, &problem, false);
        self.link.rest();
        self.problem = Some(problem);
        self.enter(Phase::Failed);
    }

    /// There is no chat of an earlier page.
    pub(crate) fn nothing_to_resume(&mut self) {
        let kept = self.kept_chat.take();
        self.call.recall(None);
        self.link.rest();
        // What waited for a chat that never began still waits for one.
        if kept.is_some() {
            self.asked = Asked::Chat;
            let gone = Problem::of(ProblemKind::ChatGone);
            self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, true);
        }
        self.forget_chat();
        if self.start.is_eager() || !self.outbox.waiting().is_empty() {
            self.start.request(&mut self.ctx);
        } else {
            drop(self.start.done(&mut self.ctx));
            self.enter(Phase::Idle);
        }
    }
}
