//! When the history is read: after every poll that did not end cleanly, before a message whose fate is unknown is sent
//! again, on resume. At most one request; a wish that comes while one is open is served by another one behind it.
//! Called by `session`; merging what it brings is the timeline's business.

use parlor_protocol::paths;

use crate::{context::Context, requests::Purpose, time::Millis, timers::Timer};

/// After so many refusals in a row nobody waits for a history.
const HOPELESS: u32 = 3;

#[derive(Clone, Default)]
pub(crate) struct History {
    /// Somebody waits for a history that is requested from this moment on.
    wanted: bool,
    /// Wanted again after the open request was sent.
    again: bool,
    /// How many were requested.
    opened: u64,
    /// So many in a row were answered with something else.
    refused: u32,
}

impl History {
    /// Reads it now, or as soon as the open request is done.
    pub(crate) fn ask(&mut self, ctx: &mut Context) {
        self.wanted = true;
        if ctx.requests.is_open(Purpose::History) {
            self.again = true;
        } else {
            self.open(ctx);
        }
    }

    /// As `ask`, but where a try is already planned its time stays.
    pub(crate) fn want(&mut self, ctx: &mut Context) {
        if !ctx.timers.is_set(Timer::History) {
            self.ask(ctx);
        }
    }

    pub(crate) fn open(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::History);
        if ctx.parked || ctx.requests.is_open(Purpose::History) {
            return;
        }
        if let Some(chat_id) = &ctx.chat_id {
            let path = paths::history(chat_id);
            self.opened += 1;
            ctx.get(Purpose::History, &path);
        }
    }

    /// The number of the latest request. What happens later is not in its answer for sure.
    pub(crate) fn opened(&self) -> u64 {
        self.opened
    }

    /// A history arrived; says whether it answers all who waited.
    pub(crate) fn arrived(&mut self, ctx: &mut Context) -> bool {
        self.wanted = self.again;
        self.refused = 0;
        if std::mem::take(&mut self.again) {
            self.open(ctx);
            return false;
        }
        true
    }

    /// `answered`: by something that is no history.
    pub(crate) fn failed(&mut self, ctx: &mut Context, wait: Millis, answered: bool) {
        self.again = false;
        self.refused += u32::from(answered);
        if self.wanted {
            ctx.set(Timer::History, wait);
        }
    }

    /// None is to be expected soon.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.refused >= HOPELESS
    }

    pub(crate) fn stop(&mut self, ctx: &mut Context) {
        *self = Self { opened: self.opened, ..Self::default() };
        ctx.timers.stop(Timer::History);
        ctx.abort(Purpose::History);
    }
}
