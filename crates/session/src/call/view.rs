//! A call as the visitor sees it.

use parlor_call::{CandidateTypes, Device, DeviceProblem, Quality};

use crate::time::Millis;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView {
    pub stage: CallStage,
    /// The agent; empty until one is known.
    pub name: String,
    /// The agent wants to be seen, or the visitor does.
    pub has_video: bool,
    /// The visitor's camera is on.
    pub camera: bool,
    pub muted: bool,
    /// The visitor may turn a camera on here.
    pub can_show: bool,
    /// The agent's picture arrives.
    pub sees: bool,
    /// When the first sound could be heard, by the caller's clock.
    pub since: Option<Millis>,
    pub quality: Quality,
    /// The browser lets nothing be heard before the visitor presses something.
    pub is_silent: bool,
    /// A device that can't be used any more, or could not be turned on; whether it is the camera.
    pub trouble: Option<(DeviceProblem, bool)>,
    /// What else could be used; empty until the browser tells.
    pub devices: Vec<Device>,
}

impl CallView {
    /// A call of which nothing but its stage is known.
    pub const fn of(stage: CallStage) -> Self {
        Self {
            stage,
            name: String::new(),
            has_video: false,
            camera: false,
            muted: false,
            can_show: false,
            sees: false,
            since: None,
            quality: Quality::Good,
            is_silent: false,
            trouble: None,
            devices: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallStage {
    /// The visitor is asked: with microphone only, or with camera?
    Choosing(Ask),
    /// The browser asks for the devices.
    Opening,
    /// For an agent, who is not there yet.
    Waiting,
    /// The agent is asked.
    Requesting,
    /// The agent calls.
    Ringing,
    Connecting,
    Live,
    /// Nothing is heard, and a way to go on is looked for.
    Interrupted,
    Ended(CallEnd),
}

impl CallStage {
    /// The public name: `data-state` of the panel, and `state` of the `call` event.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Choosing(_) | Self::Opening | Self::Waiting | Self::Requesting => "requesting",
            Self::Ringing => "ringing",
            Self::Connecting | Self::Interrupted => "connecting",
            Self::Live => "live",
            Self::Ended(_) => "ended",
        }
    }
}

/// Why the visitor is asked how they want to call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The page's script wants a call.
    Wish,
    /// The contact center's chats begin with one.
    Joined,
    /// A call ran when the page was left.
    Again,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallEnd {
    Visitor,
    Agent,
    /// With the agent's own words, where there are any.
    Rejected(Option<String>),
    /// The agent did not take the call.
    NoAnswer,
    /// The visitor did not take it in time.
    Missed,
    /// No way between the two could be found.
    NotConnected,
    /// There was one, and it was not found again.
    Lost,
    /// The agent has left the chat.
    AgentLeft,
    ChatEnded,
    /// The visitor's devices can't be used. `camera`: it was wanted, and without it there may be a way.
    Device {
        problem: DeviceProblem,
        camera: bool,
    },
    /// What the agent's side offered can't be understood here.
    BadOffer,
    /// The agent's side offered too often.
    Flood,
}

/// What the tenant's configuration and the page say of calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallRules {
    /// `videoCallEnabled`: there are calls at all.
    pub allowed: bool,
    /// `visitorVideoEnabled`: visitors may show themselves.
    pub visitor_video: bool,
    /// `autostartVideocall`: a call is proposed when an agent joins.
    pub at_once: bool,
    /// Addresses that are told to the agent's side and taken from it.
    pub candidates: CandidateTypes,
}

/// Which calls the visitor can begin now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callable {
    pub audio: bool,
    pub video: bool,
    /// Another tab of this browser has a call.
    pub elsewhere: bool,
}
