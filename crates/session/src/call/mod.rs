//! A call beside the chat: who rings, when devices are asked for, what is said to the agent's side, and when it is given
//! up. No history holds what is signalled, so that something was lost shows by time alone: each stage asks once more
//! and ends with a named reason. `flow` has what happens, `signals` the wire. Called by `session`'s fan-out.

mod elsewhere;
mod flow;
mod offers;
mod reports;
mod signals;
mod view;

use parlor_call::{CallId, Device, DeviceProblem, Quality, Servers};

pub use view::{Ask, CallEnd, CallRules, CallStage, CallView, Callable};

use crate::{
    input::{CallWish, CommandId},
    time::Millis,
};
use elsewhere::Elsewhere;
use offers::Offers;
use signals::Signals;

#[derive(Clone, Default)]
pub(crate) struct Call {
    /// Until the configuration is known, nobody is refused and nobody called.
    pub(crate) rules: Option<CallRules>,
    /// A call that waits for the configuration.
    wished: Option<CallWish>,
    pub(crate) stage: Option<CallStage>,
    id: CallId,
    /// The agent's party, once one is known.
    party: String,
    /// The visitor wants to be seen, and is.
    wants_camera: bool,
    camera: bool,
    muted: bool,
    /// The devices are there.
    opened: bool,
    /// `None`: not asked for, or not answered yet.
    servers: Option<Servers>,
    offers: Offers,
    signals: Signals,
    /// In this stage, the agent's side was asked once more.
    asked_again: bool,
    /// The agent has left the chat; another may take over.
    handed_over: bool,
    /// The agent's side has a place for the visitor's picture.
    has_place: bool,
    /// For such a place, another offer was asked for so often, and may be asked for again from then on.
    asked_to_show: (u8, Millis),
    /// The other end's connection has closed: they hung up, or make another.
    closed: bool,
    since: Option<Millis>,
    sees: bool,
    quality: Quality,
    devices: Vec<Device>,
    silent: bool,
    trouble: Option<(DeviceProblem, bool)>,
    commands: Vec<CommandId>,
    /// A call ran when the page was left, with a camera or without.
    left: Option<bool>,
    elsewhere: Elsewhere,
    told: Option<(&'static str, bool)>,
    /// Until then, an end of the agent's may be their answer to the visitor's.
    echo_until: Option<Millis>,
    /// The visitor called off before anything was offered.
    called_off_until: Option<Millis>,
}

impl Call {
    /// Something of it is going on here.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.stage, None | Some(CallStage::Ended(_)))
    }

    fn is_elsewhere(&self) -> bool {
        self.elsewhere != Elsewhere::No
    }

    /// What the tenant allows, as far as it is known.
    fn rules(&self) -> CallRules {
        self.rules.unwrap_or_default()
    }

    /// The agent's side knows of it.
    fn is_known(&self) -> bool {
        use CallStage::{Connecting, Interrupted, Live, Opening, Requesting, Ringing};
        match self.stage {
            Some(Requesting | Ringing | Connecting | Live | Interrupted) => true,
            Some(Opening) => self.offers.latest().is_some(),
            _ => false,
        }
    }

    fn has_video(&self) -> bool {
        self.wants_camera || self.camera || self.offers.latest().is_some_and(|offer| offer.video)
    }

    /// What a page after this one is told: whether there is a call, and with a camera.
    pub(crate) fn kept(&self) -> Option<bool> {
        let runs = self.is_known() && self.stage != Some(CallStage::Ringing);
        self.left.or_else(|| runs.then_some(self.wants_camera))
    }

    pub(crate) fn recall(&mut self, camera: Option<bool>) {
        self.left = camera;
    }
}
