//! What the answer to each kind of request means for the parts that wait for it. Called by `session`'s fan-out, with
//! answers that `problem::judge` has looked at.

use parlor_protocol::{codec, response::ChatProperties};

use crate::{
    effect::{Effect, EndedBy},
    outbox::Aftermath,
    phase::Origin,
    problem::{Failure, Meaning, Problem, ProblemKind},
    session::Session,
    time::Millis,
    timeline::Source,
    view::Phase,
};

/// Between two tries of a history that is not to be had.
const HOPELESS: Millis = Millis::seconds(15);

impl Session {
    pub(crate) fn start_answered(&mut self, answer: Result<String, Failure>, origin: Origin) {
        let chat = answer.and_then(|body| {
            ChatProperties::decode(&body).ok_or_else(|| {
                // Nothing, or an object without a chat, is as good an answer to whether one runs; but where this tab
                // had one, a proxy's empty answer must not take it away.
                let may_be_none = origin == Origin::Resumed && self.kept_chat.is_none();
                let none = may_be_none && codec::for_each_event(&body, &mut drop);
                if none { Failure::no_chat() } else { Failure::garbled() }
            })
        });
        if self.start.is_cancelling() {
            self.start.cancelled();
            match chat {
                Ok(chat) => self.ending.begin(&mut self.ctx, chat.chat_id, false),
                Err(_) => self.ending.settle_all(&mut self.ctx),
            }
            return;
        }
        if self.phase != Phase::Starting {
            return;
        }
        if let Some(begun) = self.start.take_doubted() {
            return self.recognized(begun, chat.as_ref());
        }
        match chat {
            Ok(chat)
                if self.ctx.config.doubts_cookies && origin == Origin::Requested && chat.is_new_chat == Some(true) =>
            {
                self.start.doubt(&mut self.ctx, chat);
            }
            Ok(chat) => self.running(chat, origin),
            Err(failure) => {
                if origin == Origin::Resumed && failure.meaning == Meaning::NoEvents {
                    return self.nothing_to_resume();
                }
                if let Some(problem) = self.start.failed(&mut self.ctx, &mut self.link, &failure) {
                    match origin {
                        Origin::Requested => self.not_started(problem),
                        Origin::Resumed => self.nothing_to_resume(),
                    }
                }
            }
        }
    }

    /// The server was asked for the chat that it has just begun.
    fn recognized(&mut self, begun: ChatProperties, found: Result<&ChatProperties, &Failure>) {
        let is_lost = match found {
            Ok(found) => found.chat_id != begun.chat_id,
            Err(failure) => failure.meaning == Meaning::NoEvents || failure.is_final(),
        };
        // No answer is no reason to take the visitor for another one.
        self.ctx.config.doubts_cookies = found.is_err() && !is_lost;
        if is_lost {
            self.ctx.out.push(Effect::Identify);
            self.start.request(&mut self.ctx);
        } else {
            self.running(begun, Origin::Requested);
        }
    }

    pub(crate) fn poll_answered(&mut self, answer: Result<String, Failure>, held: Millis) {
        let answer = match answer {
            Ok(body) => {
                let before = self.last_said;
                self.share_batch(&body, held);
                let (complete, news) = self.take_events(Source::Poll, &body);
                self.crossing.polled(&mut self.ctx, held, self.last_said != before);
                if complete { Ok(news) } else { Err(Failure::garbled()) }
            }
            Err(failure) if failure.meaning == Meaning::NoEvents => Ok(false),
            Err(failure) => Err(failure),
        };
        if self.settle_over() {
            return;
        }
        if answer.is_ok() {
            self.offer();
        }
        match answer {
            Ok(news) => self.poll.answered(&mut self.ctx, &mut self.link, &mut self.history, held, news),
            Err(failure) if failure.is_final() => self.gone(failure.problem),
            Err(failure) => self.poll.failed(&mut self.ctx, &mut self.link, &failure),
        }
    }

    pub(crate) fn history_answered(&mut self, answer: Result<String, Failure>, held: Millis) {
        let answer = match answer {
            Ok(body) => {
                let before = self.last_said;
                let first = !self.ready;
                let (complete, news) = self.take_events(Source::History, &body);
                self.share_history(&body, first, news);
                self.crossing.polled(&mut self.ctx, held, self.last_said != before);
                if complete { Ok(()) } else { Err(Failure::garbled()) }
            }
            Err(failure) if failure.meaning == Meaning::NoEvents => Ok(()),
            Err(failure) => Err(failure),
        };
        if self.settle_over() {
            return;
        }
        if self.closing {
            self.finish(EndedBy::Lost, None);
            return;
        }
        if self.farewell.lasts() && answer.as_ref().is_err_and(Failure::is_final) {
            self.end_farewell();
            return;
        }
        match answer {
            Ok(()) => {
                self.ready = true;
                if self.history.arrived(&mut self.ctx) {
                    self.outbox.history_read(&mut self.ctx, &mut self.timeline, &self.history);
                    self.poll.history_read(&mut self.ctx, &mut self.link);
                }
            }
            Err(failure) if failure.is_final() => {
                self.closing = failure.meaning == Meaning::Gone;
                if self.closing { self.finish(EndedBy::Lost, None) } else { self.gone(failure.problem) }
            }
            Err(failure) => {
                let answered = !matches!(failure.problem.kind, ProblemKind::Offline | ProblemKind::Busy);
                let wait = if answered && self.history.is_hopeless() {
                    // Said before, and the polls go well.
                    self.ctx.be_patient(&failure).max(HOPELESS)
                } else {
                    self.link.trouble(&mut self.ctx, &failure)
                };
                self.history.failed(&mut self.ctx, wait, answered);
                if self.history.is_hopeless() {
                    self.outbox.doubt_no_longer(&mut self.ctx, &mut self.timeline);
                    self.poll.go_without(&mut self.ctx);
                }
            }
        }
    }

    pub(crate) fn send_answered(&mut self, answer: Result<String, Failure>) {
        match self.answered(answer) {
            Ok(()) => {
                self.crossing.taken(&self.ctx);
                if self.outbox.taken(&mut self.ctx, &mut self.timeline) {
                    self.warning = None;
                }
            }
            Err(failure) => {
                if let Aftermath::Over(failure) =
                    self.outbox.refused(&mut self.ctx, &mut self.timeline, &self.history, failure)
                {
                    self.gone(failure.problem);
                }
            }
        }
        self.settle_over();
        if self.phase == Phase::Ended && !self.farewell.lasts() {
            let gone = Problem::of(ProblemKind::ChatGone);
            self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, false);
            self.forms.close(&mut self.ctx, &mut self.timeline);
        }
        // It waits for a message whose POST is open.
        self.ending.post(&mut self.ctx);
    }

    /// Of a POST of events: a success with a body that is no JSON may be somebody else's.
    pub(crate) fn answered(&mut self, answer: Result<String, Failure>) -> Result<(), Failure> {
        answer.and_then(|body| if self.extra(&body) { Ok(()) } else { Err(Failure::garbled()) })
    }

    /// Old servers answer a POST with events. Says whether the body is readable.
    pub(crate) fn extra(&mut self, body: &str) -> bool {
        if !self.takes_forms() || body.trim().is_empty() {
            return codec::for_each_event(body, &mut drop);
        }
        self.share_batch(body, Millis(0));
        self.take_events(Source::Poll, body).0
    }

    /// Of a request whose answer says nothing but that it was heard.
    pub(crate) fn acknowledged(answer: Result<String, Failure>) -> Result<(), Failure> {
        let is_readable = |body: &String| codec::for_each_event(body, &mut drop);
        answer.and_then(|body| if is_readable(&body) { Ok(()) } else { Err(Failure::garbled()) })
    }

    pub(crate) fn end_answered(&mut self, failure: Option<&Failure>) {
        if self.ending.answered(&mut self.ctx, failure) {
            self.farewell_heard();
            if self.phase == Phase::Starting {
                self.start.request(&mut self.ctx);
            }
        }
    }

    /// An event said that the session is over. Says whether it is.
    pub(crate) fn settle_over(&mut self) -> bool {
        let Some((by, text)) = self.over.take() else { return false };
        if self.is_running() {
            self.finish(by, text.as_deref());
        }
        self.farewell_over();
        true
    }
}
