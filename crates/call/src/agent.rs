//! The agent's end of a call: rings, offers, renegotiates, gives up. Who uses it passes in what happens and the time, and
//! does what comes out. Nothing that was signalled is kept anywhere, so that each stage asks once more and then ends
//! with a named reason. The visitor's end asks for an offer (`REQUEST_CALL`) where it needs one, at any time.

mod reports;

use parlor_protocol::signaling::Signal;

use crate::{CallId, Candidate, Device, DeviceKind, DeviceProblem, Order, Quality, Servers, Way};

/// Most candidates of one answer.
const MOST_CANDIDATES: usize = 256;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The visitor calls.
    Ringing,
    /// The browser asks for the devices.
    Opening,
    /// The offer is made, or on its way, or not answered yet.
    Calling,
    Connecting,
    Live,
    Interrupted,
    Ended(End),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Agent,
    Visitor,
    Rejected(Option<String>),
    /// The agent did not take it in time.
    Missed,
    NoAnswer,
    NotConnected,
    Lost,
    ChatEnded,
    Device(DeviceProblem),
    /// The visitor's answer can't be understood.
    BadAnswer,
}

/// What comes out.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// For the visitor's end.
    Signal(Signal),
    Order(CallId, Order),
}

#[derive(Clone, Debug, Default)]
pub struct Agent {
    pub stage: Option<Stage>,
    /// The visitor asked for pictures, or the agent shows theirs.
    pub video: bool,
    /// The agent's camera is on.
    pub camera: bool,
    pub muted: bool,
    /// The visitor's picture arrives.
    pub sees: bool,
    /// When the first sound could be heard.
    pub since: Option<u64>,
    pub quality: Quality,
    pub devices: Vec<Device>,
    pub silent: bool,
    /// A device that can't be used any more, or could not be turned on.
    pub trouble: Option<DeviceProblem>,
    id: CallId,
    servers: Servers,
    due: Option<u64>,
    tries: u32,
    opened: bool,
    /// The latest offer, until it is answered.
    offer: Option<String>,
    /// The latest answer.
    accepted: Option<String>,
    /// An offer is being made or is out; another one has to wait.
    offering: bool,
    /// What the offer to come is to be.
    next: Option<Way>,
    /// The connection has a place for pictures.
    has_place: bool,
    early: Vec<Candidate>,
    heard: usize,
    own: Vec<Candidate>,
    out: Vec<Output>,
}

impl Agent {
    pub fn is_on(&self) -> bool {
        !matches!(self.stage, None | Some(Stage::Ended(_)))
    }

    /// What is to be done because of what has happened.
    #[must_use]
    pub fn take_output(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.out)
    }

    /// When to call `tick`.
    pub fn deadline(&self) -> Option<u64> {
        self.due
    }

    /// Where ways are found, from the next offer on.
    pub fn set_servers(&mut self, servers: Servers) {
        self.servers = servers;
    }

    // What the agent wants.

    /// Calls the visitor, or takes their call.
    pub fn start(&mut self, now: u64, camera: bool) {
        let ringing = self.stage == Some(Stage::Ringing);
        if self.is_on() && !ringing {
            return;
        }
        let video = ringing && self.video;
        self.reset();
        self.id = self.id.next();
        self.video = video || camera;
        self.camera = camera;
        self.enter(now, Stage::Opening);
        self.order(Order::Open { camera });
    }

    /// `reason`: the agent's own words, if any.
    pub fn reject(&mut self, now: u64, reason: &str) {
        if self.stage == Some(Stage::Ringing) {
            self.tell_rejected("declined", Some(reason).filter(|reason| !reason.is_empty()));
            self.end(now, End::Agent);
        }
    }

    /// Hangs up, or puts an ended call's last word away.
    pub fn leave(&mut self, now: u64) {
        match self.stage {
            None => {}
            Some(Stage::Ended(_)) => self.stage = None,
            Some(Stage::Ringing) => self.reject(now, ""),
            Some(_) => self.give_up(now, End::Agent),
        }
    }

    pub fn mute(&mut self, muted: bool) {
        if self.is_on() && self.muted != muted {
            self.muted = muted;
            self.order(Order::Mute(muted));
        }
    }

    pub fn show(&mut self, on: bool) {
        if self.opened {
            self.order(Order::Camera(on));
        }
    }

    pub fn play(&mut self) {
        self.order(Order::Play);
    }

    pub fn use_device(&mut self, kind: DeviceKind, id: String) {
        // The list of cameras turns none on.
        if self.opened && (self.camera || kind != DeviceKind::Camera) {
            self.order(Order::Use { kind, id });
        }
    }

    /// Somebody else has taken the visitor's call.
    pub fn forget(&mut self) {
        self.reset();
    }

    /// The chat is over, or no longer this agent's.
    pub fn chat_ended(&mut self, now: u64) {
        if self.is_on() {
            self.end(now, End::ChatEnded);
        }
    }

    // What the visitor's end says.

    pub fn hear(&mut self, now: u64, signal: Signal) {
        match signal {
            Signal::RequestCall { offer_video } => self.requested(now, offer_video),
            Signal::AnswerCall { sdp } => self.answered(now, sdp),
            Signal::IceCandidate { sdp_mid, sdp_m_line_index, candidate } => {
                self.heard += 1;
                let candidate = Candidate { mid: sdp_mid, line: sdp_m_line_index, candidate };
                let is_early = self.offering || self.stage == Some(Stage::Calling);
                if !self.is_on() || self.heard > MOST_CANDIDATES {
                    return;
                }
                if is_early {
                    self.early.push(candidate);
                } else {
                    self.order(Order::Candidate(candidate));
                }
            }
            Signal::CallRejected { reason, .. } if self.is_on() => self.end(now, End::Rejected(reason)),
            Signal::EndCall if self.is_on() => self.end(now, End::Visitor),
            Signal::CallRejected { .. } | Signal::EndCall | Signal::OfferCall { .. } | Signal::Unknown { .. } => {}
        }
    }

    fn requested(&mut self, now: u64, video: bool) {
        match self.stage {
            None | Some(Stage::Ended(_)) => {
                self.reset();
                self.video = video;
                self.enter(now, Stage::Ringing);
            }
            Some(Stage::Ringing | Stage::Opening) => self.video |= video,
            // They have not heard the offer.
            Some(Stage::Calling | Stage::Live | Stage::Connecting | Stage::Interrupted) if self.offering => {
                self.offer_again();
            }
            Some(Stage::Live) if video && !self.has_place => {
                self.video = true;
                self.make_offer(Way::Same);
            }
            // They hear nothing, or their page is another one.
            Some(Stage::Calling | Stage::Live | Stage::Connecting | Stage::Interrupted) => {
                self.video |= video;
                self.make_offer(Way::New);
                self.enter(now, Stage::Calling);
            }
        }
    }

    fn answered(&mut self, now: u64, sdp: String) {
        // Nothing says which offer it is the answer to; one that was taken is none to the next.
        if self.offer.is_none() || self.accepted.as_ref() == Some(&sdp) {
            return;
        }
        self.offer = None;
        self.offering = false;
        self.accepted = Some(sdp.clone());
        self.order(Order::Accept { sdp });
        for candidate in std::mem::take(&mut self.early) {
            self.order(Order::Candidate(candidate));
        }
        match self.stage {
            Some(Stage::Calling) => self.enter(now, Stage::Connecting),
            Some(Stage::Live) => self.due = None,
            _ => {}
        }
        if let Some(way) = self.next.take() {
            self.make_offer(way);
        }
    }

    // What is said and ordered.

    fn make_offer(&mut self, way: Way) {
        if self.offering {
            self.next = Some(way);
            return;
        }
        self.offering = true;
        self.offer = None;
        self.own.clear();
        self.early.clear();
        self.heard = 0;
        self.has_place = self.video;
        self.order(Order::Offer { way, video: self.video, servers: self.servers.clone() });
    }

    /// The offer that is out, if it is made yet.
    fn offer_again(&mut self) {
        if let Some(sdp) = self.offer.clone() {
            self.say(Signal::OfferCall { offer_video: self.video, sdp });
        }
    }

    fn say_candidate(&mut self, candidate: Candidate) {
        let Candidate { mid, line, candidate } = candidate;
        self.say(Signal::IceCandidate { sdp_mid: mid, sdp_m_line_index: line, candidate });
    }

    fn tell_rejected(&mut self, code: &str, reason: Option<&str>) {
        let reason_code = Some(code.to_owned());
        self.say(Signal::CallRejected { reason_code, reason: reason.map(str::to_owned) });
        self.say(Signal::EndCall);
    }

    fn give_up(&mut self, now: u64, why: End) {
        self.say(Signal::EndCall);
        self.end(now, why);
    }

    fn end(&mut self, now: u64, why: End) {
        self.order(Order::Close);
        self.reset();
        self.enter(now, Stage::Ended(why));
    }

    fn reset(&mut self) {
        let (id, servers, out) = (self.id, self.servers.clone(), std::mem::take(&mut self.out));
        *self = Self { id, servers, out, ..Self::default() };
    }

    fn say(&mut self, signal: Signal) {
        self.out.push(Output::Signal(signal));
    }

    fn order(&mut self, order: Order) {
        self.out.push(Output::Order(self.id, order));
    }
}
