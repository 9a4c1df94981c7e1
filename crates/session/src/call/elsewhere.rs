//! Of the calls of one browser's tabs: one has the call, all ring, and the others leave it alone until it is over. Part of
//! `call`.

use parlor_call::Order;

use crate::{
    effect::Notice,
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timers::Timer,
};

use super::{CallEnd, CallStage};

/// So often the tab that has the call is asked for a sign of life, and so long it has for it: one that crashed says
/// nothing.
const LOOK: Millis = Millis::seconds(10);
const ANSWER: Millis = Millis::seconds(2);

/// Whether another tab has the call.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    #[default]
    No,
    Yes,
    /// It has not answered yet.
    Asked,
}

impl Session {
    /// The page's script and the other tabs.
    pub(super) fn tell_call(&mut self) {
        let Some(word) = self.call.stage.as_ref().map(CallStage::word) else { return };
        let video = self.call.has_video();
        if self.call.told.replace((word, video)) != Some((word, video)) {
            self.ctx.tell(Notice::Call { state: word, video });
        }
        self.share_call();
    }

    /// Lets the other tabs know who has the call.
    pub(crate) fn share_call(&mut self) {
        // All tabs ring; what the visitor does to it in one of them is for all.
        let word = match self.call.stage {
            None | Some(CallStage::Ringing | CallStage::Choosing(_) | CallStage::Ended(CallEnd::Missed)) => return,
            // What the visitor refused here is refused everywhere.
            Some(CallStage::Ended(CallEnd::Visitor | CallEnd::Device { .. })) => "over",
            Some(CallStage::Ended(_)) => "free",
            Some(_) => "on",
        };
        self.ctx.share("call", &[("from", self.tabs.me()), ("state", word)]);
    }

    /// Another tab has the call, or has it no more.
    pub(crate) fn call_elsewhere(&mut self, state: &str, from: &str) {
        use CallStage::{Choosing, Opening, Requesting, Ringing, Waiting};
        if state == "where" {
            if self.call.is_on() {
                self.share_call();
            }
            return;
        }
        if state != "on" {
            self.call_is_free();
            if state == "over" && self.call.stage == Some(Ringing) {
                self.call.offers.end();
                self.forget_ring();
            }
            return;
        }
        let yields = self.tabs.comes_after(from);
        match self.call.stage {
            // Both began at once.
            Some(Opening | Waiting | Requesting) if yields => self.order(Order::Close),
            Some(Ringing | Choosing(_)) | None => {}
            Some(_) => return,
        }
        self.call.elsewhere = Elsewhere::Yes;
        self.ctx.set(Timer::Elsewhere, LOOK);
        self.call.left = None;
        if self.call.stage.is_some() {
            self.forget_ring();
        }
    }

    /// It goes on, or is over, in another tab.
    fn forget_ring(&mut self) {
        self.settle_calls(&Err(Problem::of(ProblemKind::Refused)));
        self.hush_signals();
        self.forget_call();
        self.put_call_away();
    }

    /// No other tab has the call any more, as far as is known; one that still has it says so.
    pub(super) fn call_is_free(&mut self) {
        if self.call.is_on() && self.call.stage != Some(CallStage::Ringing) {
            return self.share_call();
        }
        if self.call.is_elsewhere() {
            self.call.offers.end();
        }
        self.nobody_has_call();
    }

    pub(super) fn nobody_has_call(&mut self) {
        self.call.elsewhere = Elsewhere::No;
        self.ctx.timers.stop(Timer::Elsewhere);
    }

    /// The tab that has the call is asked whether it lives, or did not answer.
    pub(crate) fn elsewhere_due(&mut self) {
        match self.call.elsewhere {
            Elsewhere::No => {}
            Elsewhere::Yes => {
                self.call.elsewhere = Elsewhere::Asked;
                self.ctx.share("call", &[("state", "where")]);
                self.ctx.set(Timer::Elsewhere, ANSWER);
            }
            Elsewhere::Asked => self.call_is_free(),
        }
    }
}
