//! Calls: what the configuration says of them, who has their devices and connection, and that one that rings is seen.
//! Part of `State`.

use parlor_call::{CallId, Order};
use parlor_session::{
    Input,
    effect::Announcement,
    view::{CallRules, CallStage},
};
use parlor_ui::call::Line;

use super::State;
use crate::runtime::{Work, push};

impl State {
    /// Which calls there can be here.
    pub(super) fn tell_calls(&mut self) {
        if self.chat.is_none() || !self.site.is_known() {
            return;
        }
        let features = self.site.look().window.features;
        let rules = CallRules {
            // Nothing said is a yes.
            allowed: features.video_call != Some(false),
            visitor_video: features.visitor_video,
            at_once: self.setup.calls_at_once,
            candidates: self.setup.ice_candidates,
        };
        if self.calls != Some(rules) {
            self.calls = Some(rules);
            self.input(Input::Calls(rules));
        }
    }

    pub(super) fn call(&mut self, call: CallId, order: Order) {
        let (me, relay) = (self.me.clone(), self.setup.relay_only);
        let line = self.line.get_or_insert_with(|| {
            Line::new(relay, move |call, report| push(&me, Work::Input(Input::Call { call, report })))
        });
        line.obey(call, order);
    }

    /// Whoever is called sees it; the focus stays where it is.
    pub(super) fn call_rings(&mut self, what: &Announcement) {
        if let Announcement::Call(call) = what
            && matches!(call.stage, CallStage::Ringing | CallStage::Choosing(_))
        {
            self.open();
        }
    }
}
