//! After the visitor left a conversation: the session stays with the scenario, which may ask how it was. For the visitor
//! the chat is over; polls go on until the server says so too, a new chat begins, or nothing more is asked.
//! Called by `phase`, `answers` and `session`'s fan-out.

use crate::{
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timers::Timer,
};

/// So long a question may be in coming.
const QUESTION: Millis = Millis::seconds(30);
/// So long an answer may be in coming.
const ANSWER: Millis = Millis::seconds(600);

#[derive(Clone, Default)]
pub(crate) struct Farewell {
    /// Until when it lasts at most, in steady time.
    until: Option<Millis>,
    /// The session is over; the history is read to learn what became of the last answers.
    looking: bool,
}

impl Farewell {
    pub(crate) fn lasts(&self) -> bool {
        self.until.is_some()
    }
}

impl Session {
    /// Forms can be answered.
    pub(crate) fn takes_forms(&self) -> bool {
        self.is_running() || self.farewell.lasts()
    }

    /// The visitor has left, and the scenario may want to know more.
    pub(crate) fn say_farewell(&mut self) {
        self.farewell.until = Some(self.ctx.steady.plus(ANSWER));
        self.ctx.set(Timer::Farewell, QUESTION);
    }

    /// The server knows that the visitor left. What it has asked since then may have gone to the poll that was open, and
    /// is in the history.
    pub(crate) fn farewell_heard(&mut self) {
        if self.farewell.lasts() {
            self.poll.start(&mut self.ctx, &mut self.history, true);
        }
    }

    /// Nothing was asked for a while, or not answered.
    pub(crate) fn farewell_due(&mut self) {
        let Some(until) = self.farewell.until else { return };
        if self.forms.is_any_open() && until > self.ctx.steady {
            self.ctx.set(Timer::Farewell, QUESTION);
        } else {
            self.cut_farewell_short();
        }
    }

    /// The server says that the session is over.
    pub(crate) fn farewell_over(&mut self) {
        if self.farewell.lasts() && !self.outbox.doubts().is_empty() && !self.farewell.looking {
            self.farewell.looking = true;
            self.poll.close(&mut self.ctx);
            self.history.ask(&mut self.ctx);
        } else {
            self.end_farewell();
        }
    }

    pub(crate) fn end_farewell(&mut self) {
        if std::mem::take(&mut self.farewell).lasts() {
            self.ctx.timers.stop(Timer::Farewell);
            self.poll.close(&mut self.ctx);
            self.history.stop(&mut self.ctx);
            self.crossing.reset(&mut self.ctx);
            let gone = Problem::of(ProblemKind::ChatGone);
            self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, false);
            self.forms.close(&mut self.ctx, &mut self.timeline);
            self.link.rest();
        }
    }

    /// The next chat must not be given this one.
    pub(crate) fn cut_farewell_short(&mut self) {
        if self.farewell.lasts() {
            self.end_farewell();
            let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
            self.ending.begin(&mut self.ctx, chat_id, false);
        }
    }
}
