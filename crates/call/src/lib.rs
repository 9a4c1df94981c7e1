//! Calls, as data: what an end of a call orders of its devices and its connection and what it hears of them, the same for
//! both ends; and the agent's end as a pure state machine (`agent`), for the desk and for tests. The visitor's end is a
//! part of `session`. Nothing here knows a browser, a clock or a network.

pub mod agent;
mod candidates;
pub mod sdp;

use parlor_protocol::response::IceServers;

pub use agent::Agent;
pub use candidates::CandidateTypes;

/// One call's name at its end, so that what is reported of an earlier one is not taken for news of this one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub u64);

impl CallId {
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// An order to whoever has an end's devices and connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// Ask for the microphone, and for the camera: `Opened` or `NotOpened`.
    Open {
        camera: bool,
    },
    /// Make an offer: `Offered` or `BadDescription`.
    Offer {
        way: Way,
        video: bool,
        servers: Servers,
    },
    /// Take an offer: `Answered` or `BadDescription`.
    Answer {
        way: Way,
        sdp: String,
        servers: Servers,
    },
    /// What an offer was answered with. `BadDescription` where it can't be understood.
    Accept {
        sdp: String,
    },
    /// A way to the other end.
    Candidate(Candidate),
    Mute(bool),
    /// Turn the camera on or off: `Camera`.
    Camera(bool),
    /// Let the other end be heard, where the browser first wanted somebody to press something.
    Play,
    /// Use this device from now on.
    Use {
        kind: DeviceKind,
        id: String,
    },
    /// Let go of devices and connection.
    Close,
}

/// Whose connection a description is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A new one is needed; one that there is gives way to it.
    New,
    /// Of the one that there is.
    Same,
    /// Of the one that there is, whose way is to be looked for anew.
    Restart,
}

/// Where ways are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Servers {
    pub list: IceServers,
    /// What an encrypted list is opened with: the chat's id.
    pub key: String,
}

/// None at all.
impl Default for Servers {
    fn default() -> Self {
        Self { list: IceServers::Plain(Vec::new()), key: String::new() }
    }
}

/// The fields of `ICE_CANDIDATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub mid: Option<String>,
    pub line: Option<u32>,
    pub candidate: String,
}

/// What an end hears of its devices and its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The devices can be used; the camera may not be among them.
    Opened {
        camera: bool,
    },
    NotOpened(DeviceProblem),
    Offered {
        sdp: String,
    },
    /// `sends`: the answer has a place for this end's picture.
    Answered {
        sdp: String,
        sends: bool,
    },
    BadDescription,
    /// A way to this end.
    Candidate(Candidate),
    Link(Link),
    /// Of the last second: parts per thousand that were lost, milliseconds there and back, and whether pictures came.
    Heard {
        lost: u32,
        round_trip: u32,
        sees: bool,
    },
    /// Whether the camera is on; where it can't be, why.
    Camera(Result<bool, DeviceProblem>),
    /// Another microphone is used; where there is none, why.
    Microphone(Result<(), DeviceProblem>),
    Devices(Vec<Device>),
    /// The browser lets nothing be heard before somebody presses something.
    Silent(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    Up,
    /// A short cut, which may heal by itself.
    Interrupted,
    Failed,
    /// The other end has closed it.
    Closed,
}

/// Why a microphone or camera can't be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceProblem {
    /// By who was asked, or by the browser's settings.
    Denied,
    Absent,
    /// Another program has it.
    Busy,
    /// By the page's own policy.
    Blocked,
    /// This browser, or a page that is not secure, has no calls.
    Unsupported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKind {
    Microphone,
    Camera,
    Speaker,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub kind: DeviceKind,
    pub id: String,
    /// Empty where the browser does not say.
    pub label: String,
    pub is_used: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    #[default]
    Good,
    Weak,
    Bad,
}

impl Quality {
    /// By what was heard of the last second.
    pub const fn of(lost: u32, round_trip: u32) -> Self {
        match (lost, round_trip) {
            (100.., _) | (_, 800..) => Self::Bad,
            (30.., _) | (_, 400..) => Self::Weak,
            _ => Self::Good,
        }
    }
}
