//! What is reported of devices and connection, and what the agent's side does to a call. Part of `call`.

use parlor_call::{CallId, Candidate, DeviceProblem, Link, Order, Quality, Report, Servers, Way, sdp::Origin};
use parlor_protocol::{paths, response::IceServers, signaling::Signal};

use crate::{
    effect::{Announcement, Notice, Settled},
    problem::{Failure, Problem},
    requests::Purpose,
    session::Session,
    time::Millis,
    timers::Timer,
    view::Phase,
};

use super::{Ask, CallEnd, CallStage, flow::kind_of};

/// After something of the exchange was asked for again, it is given up after this.
const EXCHANGE_AGAIN: Millis = Millis::seconds(17);
/// After another way was looked for, the call is lost after this.
const CUT_AGAIN: Millis = Millis::seconds(20);
/// For another agent to go on with the call.
const HANDOVER: Millis = Millis::seconds(10);
/// A connection that closes is followed by another one, or by the end of the call.
const CLOSED: Millis = Millis::seconds(3);
/// A place for the visitor's picture is asked for again after this.
const SHOW_AGAIN: Millis = Millis::seconds(8);
const SHOWS: u8 = 2;

impl Session {
    // What the agent's side does.

    pub(super) fn take_offer(&mut self, party: &str, sdp: String, video: bool, origin: Origin) {
        let party = if party.is_empty() { self.agent_to_call().unwrap_or_default() } else { party.to_owned() };
        let call = &mut self.call;
        if call.offers.is_latest(&sdp) && call.is_on() {
            // It was not heard that this was answered.
            if let Some(sdp) = call.offers.answer.clone() {
                self.signal(Signal::AnswerCall { sdp });
            }
            return;
        }
        match call.stage {
            None | Some(CallStage::Ended(_) | CallStage::Choosing(_) | CallStage::Ringing) => {
                call.party = party;
                call.offers.set(sdp, video, origin);
                if call.stage != Some(CallStage::Ringing) {
                    self.call.id = self.call.id.next();
                    self.enter_call(CallStage::Ringing);
                }
            }
            Some(CallStage::Waiting) => {
                call.party = party;
                call.offers.set(sdp, video, origin);
                self.open_devices(self.call.wants_camera);
            }
            Some(_) => {
                call.party = party;
                call.closed = false;
                call.offers.set(sdp, video, origin);
                if std::mem::take(&mut call.handed_over) && call.opened {
                    // Who has taken over has as long as anybody.
                    self.enter_call(CallStage::Connecting);
                }
                self.tell_call();
                self.answer_offer();
            }
        }
    }

    /// Takes the latest offer, once all that it needs is there.
    fn answer_offer(&mut self) {
        let call = &mut self.call;
        let Some(servers) = call.servers.clone().filter(|_| call.opened && !call.offers.answering) else { return };
        if call.offers.answer.is_some() {
            return;
        }
        let Some((sdp, way)) = call.offers.begin_answer() else { return };
        let goes_on = match self.call.stage {
            // Its time runs.
            Some(CallStage::Connecting) => true,
            Some(CallStage::Live) => way == Way::Same,
            _ => false,
        };
        if !goes_on {
            self.enter_call(CallStage::Connecting);
        }
        self.order(Order::Answer { way, sdp, servers });
    }

    /// Asks the agent's side for an offer, or for another one.
    pub(super) fn request_call(&mut self) {
        let offer_video = self.call.has_video();
        self.signal(Signal::RequestCall { offer_video });
    }

    pub(crate) fn agent_left_call(&mut self, party: &str) {
        if self.call.is_known() && self.call.party == party {
            if self.call.stage == Some(CallStage::Ringing) {
                self.end_call(CallEnd::Missed);
            } else {
                self.call.handed_over = true;
                self.call.asked_again = true;
                self.ctx.set(Timer::Call, HANDOVER);
                self.hand_call_over();
            }
        }
        self.call_is_free();
    }

    /// Asks the agent who is there now.
    fn hand_call_over(&mut self) {
        if self.call.handed_over && self.call.opened && self.agent_to_call().is_some() {
            self.call.handed_over = false;
            self.ring_agent();
        }
    }

    pub(crate) fn agent_joined_call(&mut self) {
        self.hand_call_over();
        if self.call.rules().at_once && self.ready && self.callable().audio {
            self.enter_call(CallStage::Choosing(Ask::Joined));
        }
    }

    /// What can go on because of what has come.
    pub(crate) fn settle_call(&mut self) {
        if self.phase != Phase::Connected || !self.ready {
            return;
        }
        if self.call.left.is_some() && !self.call.is_on() && !self.ctx.parked && !self.call.is_elsewhere() {
            self.enter_call(CallStage::Choosing(Ask::Again));
        }
        if self.call.stage == Some(CallStage::Waiting) && self.agent_to_call().is_some() {
            self.open_devices(self.call.wants_camera);
        }
    }

    fn ring_agent(&mut self) {
        match self.agent_to_call() {
            Some(party) if self.phase == Phase::Connected => {
                self.call.party = party;
                self.enter_call(CallStage::Requesting);
                self.request_call();
            }
            _ => {
                // The visitor has agreed; nobody listens until there is somebody to hear them.
                self.order(Order::Close);
                self.call.opened = false;
                self.call.camera = false;
                self.enter_call(CallStage::Waiting);
            }
        }
    }

    // What is reported.

    pub(crate) fn call_reported(&mut self, call: CallId, report: Report) {
        if call != self.call.id || !self.call.is_on() {
            return;
        }
        match report {
            Report::Opened { camera } => self.devices_opened(camera),
            Report::NotOpened(problem) => self.devices_refused(problem),
            Report::Answered { sdp, sends } => self.offer_answered(sdp, sends),
            Report::BadDescription if self.call.offers.outdated => {
                self.call.offers.answering = false;
                self.answer_offer();
            }
            Report::BadDescription => {
                self.signal_end();
                self.end_call(CallEnd::BadOffer);
            }
            Report::Candidate(candidate) if !self.call.rules().candidates.have(&candidate.candidate) => {}
            Report::Candidate(candidate) => {
                if self.call.offers.answer.is_some() {
                    self.signal(signal_of(candidate));
                } else {
                    self.call.offers.own.push(candidate);
                }
            }
            Report::Link(link) => self.linked(link),
            Report::Heard { lost, round_trip, sees } => {
                self.call.sees = sees;
                self.call.quality = Quality::of(lost, round_trip);
                self.show_picture();
            }
            Report::Camera(Ok(on)) => {
                self.call.camera = on;
                if on {
                    self.call.trouble = self.call.trouble.filter(|(_, camera)| !camera);
                }
                self.tell_call();
                self.show_picture();
            }
            Report::Camera(Err(problem)) => {
                self.call.camera = false;
                self.call.wants_camera = false;
                self.call.trouble = Some((problem, true));
                // What is said to be off is off.
                self.order(Order::Camera(false));
                self.ctx.announce(Announcement::NoCamera);
                self.ctx.tell(Notice::Error(Problem::of(kind_of(problem))));
            }
            Report::Microphone(opened) => self.call.trouble = opened.err().map(|problem| (problem, false)),
            Report::Devices(devices) => self.call.devices = devices,
            Report::Silent(silent) => self.call.silent = silent,
            // The agent's side offers.
            Report::Offered { .. } => {}
        }
    }

    fn devices_opened(&mut self, camera: bool) {
        if self.call.stage != Some(CallStage::Opening) {
            return;
        }
        self.call.opened = true;
        self.call.camera = camera;
        if self.call.muted {
            self.order(Order::Mute(true));
        }
        if self.call.servers.is_none() {
            self.ask_servers();
        }
        if self.call.offers.latest().is_some() {
            self.enter_call(CallStage::Connecting);
            self.answer_offer();
        } else {
            self.ring_agent();
        }
    }

    fn devices_refused(&mut self, problem: DeviceProblem) {
        if self.call.stage != Some(CallStage::Opening) {
            return;
        }
        if self.call.is_known() {
            self.signal_rejected("no device");
        }
        let camera = self.call.wants_camera;
        self.end_call(CallEnd::Device { problem, camera });
    }

    fn ask_servers(&mut self) {
        if !self.ctx.requests.is_open(Purpose::IceServers) {
            self.ctx.get_for_chat(Purpose::IceServers, paths::ICE_SERVERS);
        }
    }

    /// Without servers there may be a way, too.
    pub(crate) fn servers_answered(&mut self, answer: Result<String, Failure>) {
        let list = answer.ok().and_then(|body| IceServers::decode(&body));
        if self.call.is_on() {
            let key = self.ctx.chat_id.clone().unwrap_or_default();
            self.call.servers = Some(list.map_or_else(Servers::default, |list| Servers { list, key }));
            self.answer_offer();
        }
    }

    fn offer_answered(&mut self, sdp: String, sends: bool) {
        if !self.call.is_on() {
            return;
        }
        self.call.offers.answering = false;
        if self.call.offers.outdated {
            return self.answer_offer();
        }
        let sdp = self.call.rules().candidates.of(sdp);
        self.call.offers.answer = Some(sdp.clone());
        self.signal(Signal::AnswerCall { sdp });
        for candidate in std::mem::take(&mut self.call.offers.own) {
            self.signal(signal_of(candidate));
        }
        for candidate in self.call.offers.take_early() {
            self.order(Order::Candidate(candidate));
        }
        self.call.has_place = sends;
        self.show_picture();
    }

    /// The visitor wants to be seen, and nothing was offered that their picture could travel by.
    fn show_picture(&mut self) {
        let call = &self.call;
        let (asked, from) = call.asked_to_show;
        let is_due = asked < SHOWS && self.ctx.steady >= from;
        if call.stage == Some(CallStage::Live) && call.camera && !call.has_place && is_due {
            self.call.asked_to_show = (asked + 1, self.ctx.steady.plus(SHOW_AGAIN));
            self.signal(Signal::RequestCall { offer_video: true });
        }
    }

    fn linked(&mut self, link: Link) {
        match (link, self.call.stage.clone()) {
            (Link::Up, Some(CallStage::Connecting | CallStage::Interrupted)) => {
                self.call.since.get_or_insert(self.ctx.now);
                self.enter_call(CallStage::Live);
                self.settle_calls(&Ok(Settled::Done));
                self.show_picture();
            }
            (Link::Interrupted, Some(CallStage::Live)) => self.enter_call(CallStage::Interrupted),
            (Link::Failed, Some(CallStage::Live)) => {
                self.enter_call(CallStage::Interrupted);
                self.look_for_way();
            }
            (Link::Failed, Some(CallStage::Interrupted | CallStage::Connecting)) if !self.call.asked_again => {
                self.look_for_way();
            }
            (Link::Closed, Some(CallStage::Live | CallStage::Interrupted)) => {
                self.call.closed = true;
                if !self.call.handed_over {
                    self.ctx.set(Timer::Call, CLOSED);
                }
            }
            _ => {}
        }
    }

    pub(super) fn look_for_way(&mut self) {
        self.call.asked_again = true;
        self.request_call();
        let wait = if self.call.stage == Some(CallStage::Interrupted) { CUT_AGAIN } else { EXCHANGE_AGAIN };
        self.ctx.set(Timer::Call, wait);
    }
}

fn signal_of(candidate: Candidate) -> Signal {
    let Candidate { mid, line, candidate } = candidate;
    Signal::IceCandidate { sdp_mid: mid, sdp_m_line_index: line, candidate }
}
