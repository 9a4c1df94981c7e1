//! Tells the server that the visitor ended the chat, until it knows or the chat is gone. A message, or a secure form,
//! whose POST is open goes first. Called by `session` and `phase`; for the visitor the chat is over already.

use parlor_protocol::{Body, Event, codec, codec::TimeUnit, paths};

use crate::{
    backoff::Backoff,
    context::Context,
    effect::Settled,
    input::CommandId,
    problem::{Failure, Meaning},
    requests::Purpose,
    timers::Timer,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) chat_id: String,
    /// An agent was there: `chat_session_disconnect` instead of `chat_session_end`.
    pub(crate) connected: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Ending {
    pending: Option<Pending>,
    commands: Vec<CommandId>,
    backoff: Backoff,
    /// So many successes said nothing that can be read.
    garbled: u32,
}

/// Then it was heard: who waits for an answer that never comes can begin no other chat.
const GARBLED: u32 = 3;

impl Ending {
    pub(crate) fn pending(&self) -> Option<&Pending> {
        self.pending.as_ref()
    }

    pub(crate) fn is_active(&self) -> bool {
        self.pending.is_some()
    }

    pub(crate) fn join(&mut self, command: Option<CommandId>) {
        self.commands.extend(command);
    }

    pub(crate) fn begin(&mut self, ctx: &mut Context, chat_id: String, connected: bool) {
        self.pending = Some(Pending { chat_id, connected });
        // One that is on its way says less.
        ctx.abort(Purpose::End);
        self.backoff.reset();
        self.garbled = 0;
        ctx.unsaved = true;
        self.post(ctx);
    }

    /// An earlier page's end, not yet accepted.
    pub(crate) fn restore(&mut self, ctx: &mut Context, pending: Pending) {
        self.pending = Some(pending);
        ctx.timers.set(Timer::End, ctx.steady);
    }

    pub(crate) fn post(&mut self, ctx: &mut Context) {
        let Some(pending) = &self.pending else { return };
        if [Purpose::End, Purpose::Send, Purpose::Secure].iter().any(|purpose| ctx.requests.is_open(*purpose)) {
            return;
        }
        ctx.timers.stop(Timer::End);
        let body = if pending.connected { Body::Disconnect } else { Body::End };
        let body = codec::encode_events(&[Event::of(body)], TimeUnit::Milliseconds);
        let path = paths::events(&pending.chat_id);
        ctx.post(Purpose::End, &path, body, true);
    }

    /// Says whether the server knows.
    pub(crate) fn answered(&mut self, ctx: &mut Context, failure: Option<&Failure>) -> bool {
        self.garbled += u32::from(failure.is_some_and(|failure| failure.garbled));
        if let Some(failure) = failure
            && self.garbled < GARBLED
            && matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet | Meaning::SecondPoll)
        {
            let wait = ctx.back_off(&mut self.backoff, failure);
            ctx.set(Timer::End, wait);
            return false;
        }
        self.pending = None;
        ctx.unsaved = true;
        self.settle_all(ctx);
        true
    }

    pub(crate) fn settle_all(&mut self, ctx: &mut Context) {
        for command in std::mem::take(&mut self.commands) {
            ctx.settle(Some(command), Ok(Settled::Done));
        }
    }
}
