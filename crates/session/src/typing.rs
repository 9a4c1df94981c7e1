//! Tells the agent that the visitor types, at most every three seconds, and that they have stopped. The words themselves
//! go along only where the site chose so. Best effort: what is lost is lost. Called by `session`.

use parlor_protocol::Body;

use crate::{context::Context, time::Millis, timers::Timer};

const EVERY: Millis = Millis::seconds(3);
/// Without a keystroke for so long the visitor does not type any more.
const IDLE: Millis = Millis::seconds(10);

#[derive(Clone, Default)]
pub(crate) struct Typing {
    /// The server was told that the visitor types.
    told: bool,
    told_at: Millis,
    draft: String,
    due: Option<Due>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Typing,
    Stopped,
}

impl Typing {
    pub(crate) fn draft(&mut self, ctx: &mut Context, text: &str) {
        if text.trim().is_empty() {
            self.stop(ctx);
            return;
        }
        text.clone_into(&mut self.draft);
        ctx.set(Timer::TypingIdle, IDLE);
        let since = ctx.steady.since(self.told_at);
        if !self.told || since >= EVERY {
            self.due = Some(Due::Typing);
        } else if !ctx.timers.is_set(Timer::TypingAgain) {
            ctx.set(Timer::TypingAgain, EVERY.since(since));
        }
    }

    /// Three seconds after the last time, and there were keystrokes since.
    pub(crate) fn again(&mut self) {
        if self.told {
            self.due = Some(Due::Typing);
        }
    }

    pub(crate) fn stop(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::TypingIdle);
        ctx.timers.stop(Timer::TypingAgain);
        self.draft.clear();
        self.due = self.told.then_some(Due::Stopped);
    }

    /// Shows that the visitor is there, without a word.
    pub(crate) fn show(&mut self, ctx: &mut Context) {
        self.due = Some(Due::Typing);
        ctx.set(Timer::TypingIdle, EVERY);
    }

    /// What is to be told, once.
    pub(crate) fn take(&mut self, ctx: &mut Context) -> Option<Body> {
        match self.due.take()? {
            Due::Typing => {
                self.told = true;
                self.told_at = ctx.steady;
                ctx.timers.stop(Timer::TypingAgain);
                let draft = (ctx.config.send_draft && !self.draft.is_empty()).then(|| self.draft.clone());
                Some(Body::Typing { draft })
            }
            Due::Stopped => {
                self.told = false;
                Some(Body::NotTyping)
            }
        }
    }

    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::TypingIdle);
        ctx.timers.stop(Timer::TypingAgain);
        *self = Self::default();
    }
}
