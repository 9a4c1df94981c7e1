//! Notices when a message of the visitor's and one of an agent's crossed on their way, so that only the server knows
//! which came first, and receipts for messages of an earlier page; then the history is read once things are quiet. Called
//! by `session`.

use crate::{context::Context, requests::Purpose, time::Millis, timers::Timer};

/// Answers to messages and to polls may overtake each other by so much.
const OVERTAKING: Millis = Millis::seconds(2);
/// A poll that was answered sooner brought what had waited for it.
const UNHELD: Millis = Millis::seconds(1);
/// Quiet for so long, then the history.
const QUIET: Millis = Millis(1_500);

#[derive(Clone, Default)]
pub(crate) struct Crossing {
    /// When the server last took a message, and when a poll was last answered.
    taken: Option<Millis>,
    answered: Millis,
    /// When an agent's message last came.
    brought: Option<Millis>,
    riddle: bool,
}

impl Crossing {
    pub(crate) fn taken(&mut self, ctx: &Context) {
        self.taken = Some(ctx.steady);
    }

    /// The server took a message of another tab's some time ago.
    pub(crate) fn told(&mut self, ctx: &mut Context) {
        self.taken(ctx);
        if self.brought.is_some_and(|brought| brought.plus(OVERTAKING) >= ctx.steady) {
            ctx.set(Timer::Tidy, QUIET);
        }
    }

    /// A poll, or the history, was answered after this long; `said`: it brought an agent's message.
    pub(crate) fn polled(&mut self, ctx: &mut Context, held: Millis, said: bool) {
        let since = if held < UNHELD { self.answered } else { ctx.steady };
        let overtaken = self.taken.is_some_and(|taken| taken.plus(OVERTAKING) >= since);
        self.answered = ctx.steady;
        if said {
            self.brought = Some(ctx.steady);
        }
        if said && (overtaken || ctx.requests.is_open(Purpose::Send)) || ctx.timers.is_set(Timer::Tidy) {
            ctx.set(Timer::Tidy, QUIET);
        }
    }

    /// A receipt spoke of a message that is not known by that id.
    pub(crate) fn riddle(&mut self, ctx: &mut Context) {
        self.riddle = true;
        ctx.set(Timer::Tidy, QUIET);
    }

    /// Whether there was such a receipt; asked for when the history is about to be read.
    pub(crate) fn take_riddle(&mut self) -> bool {
        std::mem::take(&mut self.riddle)
    }

    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Tidy);
        *self = Self::default();
    }
}
