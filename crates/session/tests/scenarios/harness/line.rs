//! A call between the session and the agent's end, in virtual time: the devices and connections of both as a small model,
//! and a path for signals that obeys the test. Two connections are up when each was described to the other, at least
//! one way was told each way, and nothing is cut.

use parlor_call::{
    Agent, CallId, Candidate, DeviceProblem, Link, Order, Report, Way,
    agent::{Output, Stage},
    sdp,
};
use parlor_conversation::Settings;
use parlor_protocol::{Body, signaling::Signal};
use parlor_session::{
    Input, Intent,
    input::CallWish,
    view::{CallRules, CallStage},
};

use super::{AGENT, World};

const STEP: u64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Visitor,
    Agent,
}

/// What becomes of a signal on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    Lost,
    Doubled,
    Delayed(u64),
}

#[derive(Clone, Debug, Default)]
struct Connection {
    name: u64,
    version: u64,
    /// What it was told of the other end: name and version.
    other: Option<(u64, u64)>,
    ways: usize,
}

/// One end's devices and connection.
#[derive(Debug)]
pub(crate) struct Line {
    call: CallId,
    connection: Option<Connection>,
    pub(crate) open: bool,
    pub(crate) camera: bool,
    /// What asking for devices comes to.
    pub(crate) devices: Result<bool, DeviceProblem>,
    reports: Vec<(u64, CallId, Report)>,
    link: Option<Link>,
}

impl Line {
    fn new() -> Self {
        Self {
            call: CallId(0),
            connection: None,
            open: false,
            camera: false,
            devices: Ok(true),
            reports: Vec::new(),
            link: None,
        }
    }

    fn report(&mut self, at: u64, report: Report) {
        self.reports.push((at, self.call, report));
    }

    fn obey(&mut self, now: u64, names: &mut u64, call: CallId, order: Order) {
        match order {
            Order::Open { camera } => {
                self.call = call;
                self.open = self.devices.is_ok();
                self.camera = camera && self.devices == Ok(true);
                let report = match self.devices {
                    Ok(has_camera) => Report::Opened { camera: camera && has_camera },
                    Err(problem) => Report::NotOpened(problem),
                };
                self.report(now + 100, report);
            }
            Order::Offer { way, video, .. } => {
                let connection = self.connect(names, way);
                let sdp = describe(connection, None, video);
                self.report(now + 20, Report::Offered { sdp });
                self.ways(now);
            }
            Order::Answer { sdp, .. } if sdp.contains("bad") => self.report(now + 20, Report::BadDescription),
            Order::Answer { way, sdp, .. } => {
                let other = read(&sdp);
                let connection = self.connect(names, way);
                connection.other = Some(other);
                let answer = describe(connection, Some(other), sdp.contains("m=video"));
                self.report(now + 20, Report::Answered { sdp: answer, sends: sdp.contains("m=video") });
                self.ways(now);
            }
            Order::Accept { sdp } => {
                let answers = sdp.lines().find_map(|line| line.strip_prefix("a=answers ")).map(pair);
                let connection = self.connection.as_mut().filter(|own| answers == Some((own.name, own.version)));
                match connection {
                    Some(connection) => connection.other = Some(read(&sdp)),
                    None => self.report(now + 20, Report::BadDescription),
                }
            }
            Order::Candidate(_) => {
                if let Some(connection) = &mut self.connection {
                    connection.ways += 1;
                }
            }
            Order::Camera(on) => {
                self.camera = on;
                self.report(now + 20, Report::Camera(Ok(on)));
            }
            Order::Mute(_) | Order::Play | Order::Use { .. } => {}
            Order::Close => {
                self.open = false;
                self.camera = false;
                self.connection = None;
                self.link = None;
                self.reports.clear();
            }
        }
    }

    fn connect(&mut self, names: &mut u64, way: Way) -> &mut Connection {
        *names += 1;
        let connection = self.connection.get_or_insert_default();
        if way == Way::New {
            *connection = Connection { name: *names, ..Connection::default() };
            self.link = None;
        }
        if way == Way::Restart {
            connection.ways = 0;
            connection.other = None;
        }
        connection.version += 1;
        connection
    }

    fn ways(&mut self, now: u64) {
        for nth in 1..=2 {
            let candidate = format!("candidate:{nth} 1 udp 1 127.0.0.1 {nth} typ host");
            self.report(
                now + 20 + nth * 20,
                Report::Candidate(Candidate { mid: Some("0".to_owned()), line: Some(0), candidate }),
            );
        }
    }

    fn hear(&mut self, now: u64, link: Link) {
        if self.connection.is_some() && self.link != Some(link) {
            self.link = Some(link);
            self.report(now, Report::Link(link));
        }
    }

    fn take_reports(&mut self, now: u64) -> Vec<(CallId, Report)> {
        let (due, later) = std::mem::take(&mut self.reports).into_iter().partition(|(at, ..)| *at <= now);
        self.reports = later;
        due.into_iter().map(|(_, call, report)| (call, report)).collect()
    }
}

fn describe(own: &Connection, answers: Option<(u64, u64)>, video: bool) -> String {
    let answers = answers.map_or(String::new(), |(name, version)| format!("a=answers {name} {version}\n"));
    let video = if video { "m=video 9\n" } else { "" };
    format!("v=0\no=- {} {} IN IP4 0.0.0.0\n{answers}m=audio 9\n{video}", own.name, own.version)
}

fn read(sdp: &str) -> (u64, u64) {
    let origin = sdp::origin(sdp).unwrap();
    (origin.connection.trim_start_matches("- ").parse().unwrap(), origin.version)
}

fn pair(words: &str) -> (u64, u64) {
    let mut numbers = words.split(' ').map(|word| word.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

pub(crate) struct Rig {
    pub(crate) world: World,
    pub(crate) agent: Agent,
    pub(crate) visitors: Line,
    pub(crate) agents: Line,
    names: u64,
    mishaps: Vec<(Side, &'static str, Mishap)>,
    to_agent: Vec<(u64, Signal)>,
    to_visitor: Vec<(u64, Signal)>,
    /// Everything that either end has said, in order.
    pub(crate) said: Vec<(Side, &'static str)>,
    /// No media passes.
    pub(crate) is_cut: bool,
    /// An end whose other end closes hears of it.
    pub(crate) hears_close: bool,
    /// The agent takes calls by themselves.
    pub(crate) takes: bool,
}

impl Rig {
    /// A chat with an agent in it, where calls are allowed.
    pub(crate) fn new() -> Self {
        let mut world = World::connected(Settings::default());
        world.input(Input::Calls(CallRules {
            allowed: true,
            visitor_video: true,
            at_once: false,
            ..CallRules::default()
        }));
        Self {
            world,
            agent: Agent::default(),
            visitors: Line::new(),
            agents: Line::new(),
            names: 100,
            mishaps: Vec::new(),
            to_agent: Vec::new(),
            to_visitor: Vec::new(),
            said: Vec::new(),
            is_cut: false,
            hears_close: false,
            takes: true,
        }
    }

    /// The next signal of this kind that this side says meets with this.
    pub(crate) fn plan(&mut self, side: Side, kind: &'static str, mishap: Mishap) {
        self.mishaps.push((side, kind, mishap));
    }

    pub(crate) fn wish(&mut self, wish: CallWish) {
        self.world.intent(Intent::Call(wish));
        self.settle();
    }

    pub(crate) fn start(&mut self, camera: bool) {
        self.wish(CallWish::Start { camera: Some(camera) });
    }

    /// A call that both ends hear.
    pub(crate) fn live(camera: bool) -> Self {
        let mut rig = Self::new();
        rig.start(camera);
        rig.run(3_000);
        assert!(rig.is_live(), "{:?}", rig.stages());
        rig
    }

    pub(crate) fn stage(&self) -> Option<CallStage> {
        self.world.session.view().status.call.as_ref().map(|call| call.stage.clone())
    }

    pub(crate) fn stages(&self) -> (Option<CallStage>, Option<Stage>) {
        (self.stage(), self.agent.stage.clone())
    }

    pub(crate) fn is_live(&self) -> bool {
        self.stages() == (Some(CallStage::Live), Some(Stage::Live))
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage(), None | Some(CallStage::Ended(_)))
            && matches!(self.agent.stage, None | Some(Stage::Ended(_)))
    }

    /// The agent's end says something by itself.
    pub(crate) fn say(&mut self, signal: Signal) {
        self.pass(Side::Agent, signal);
    }

    /// The same, as the visitor's end would.
    pub(crate) fn say_to_agent(&mut self, signal: Signal) {
        self.pass(Side::Visitor, signal);
    }

    pub(crate) fn run(&mut self, millis: u64) {
        let until = self.world.now + millis;
        while self.world.now < until {
            self.world.run(STEP);
            self.agent.tick(self.world.now);
            self.settle();
        }
    }

    /// Runs until this holds; says how long it took.
    pub(crate) fn until(&mut self, what: &str, most: u64, holds: impl Fn(&Self) -> bool) -> u64 {
        let since = self.world.now;
        while !holds(self) {
            assert!(self.world.now - since < most, "{what}: {:?}", self.stages());
            self.run(STEP);
        }
        self.world.now - since
    }

    fn settle(&mut self) {
        let now = self.world.now;
        for (call, order) in std::mem::take(&mut self.world.orders) {
            self.visitors.obey(now, &mut self.names, call, order);
        }
        for event in std::mem::take(&mut self.world.passed) {
            if let Body::Signaling { signal, .. } = event.body {
                self.pass(Side::Visitor, signal);
            }
        }
        for signal in due(&mut self.to_agent, now) {
            self.agent.hear(now, signal);
        }
        if self.takes && self.agent.stage == Some(Stage::Ringing) {
            self.agent.start(now, false);
        }
        self.outputs();
        for signal in due(&mut self.to_visitor, now) {
            self.world.say_as(AGENT, Body::Signaling { msg_id: None, destination_party_id: None, signal });
        }
        self.link(now);
        for (call, report) in self.visitors.take_reports(now) {
            self.world.input(Input::Call { call, report });
        }
        for (call, report) in self.agents.take_reports(now) {
            self.agent.report(now, call, report);
        }
        self.outputs();
    }

    pub(crate) fn outputs(&mut self) {
        for output in self.agent.take_output() {
            match output {
                Output::Signal(signal) => self.pass(Side::Agent, signal),
                Output::Order(call, order) => self.agents.obey(self.world.now, &mut self.names, call, order),
            }
        }
    }

    fn link(&mut self, now: u64) {
        let (Some(visitors), Some(agents)) = (&self.visitors.connection, &self.agents.connection) else {
            let left = if self.hears_close { Link::Closed } else { Link::Interrupted };
            for line in [&mut self.visitors, &mut self.agents] {
                if matches!(line.link, Some(Link::Up)) {
                    line.hear(now + 500, left);
                }
            }
            return;
        };
        let is_replaced = visitors.other.is_some_and(|(name, _)| name != agents.name);
        if self.hears_close && is_replaced && self.visitors.link == Some(Link::Up) {
            return self.visitors.hear(now + 20, Link::Closed);
        }
        let known = |one: &Connection, two: &Connection| one.other.is_some_and(|(name, _)| name == two.name);
        let is_up =
            known(visitors, agents) && known(agents, visitors) && visitors.ways > 0 && agents.ways > 0 && !self.is_cut;
        for line in [&mut self.visitors, &mut self.agents] {
            if is_up {
                line.hear(now + 40, Link::Up);
            } else if line.link == Some(Link::Up) {
                line.hear(now + 500, Link::Interrupted);
            }
        }
    }

    fn pass(&mut self, side: Side, signal: Signal) {
        let kind = kind(&signal);
        self.said.push((side, kind));
        let planned = self.mishaps.iter().position(|(whose, what, _)| (*whose, *what) == (side, kind));
        let mishap = planned.map(|at| self.mishaps.remove(at).2);
        let arrives = self.world.now + STEP;
        let way = if side == Side::Visitor { &mut self.to_agent } else { &mut self.to_visitor };
        match mishap {
            None => way.push((arrives, signal)),
            Some(Mishap::Lost) => {}
            Some(Mishap::Doubled) => way.extend([(arrives, signal.clone()), (arrives + STEP, signal)]),
            Some(Mishap::Delayed(by)) => way.push((arrives + by, signal)),
        }
    }
}

fn due(way: &mut Vec<(u64, Signal)>, now: u64) -> Vec<Signal> {
    let (due, later) = std::mem::take(way).into_iter().partition(|(at, _)| *at <= now);
    *way = later;
    due.into_iter().map(|(_, signal)| signal).collect()
}

pub(crate) fn kind(signal: &Signal) -> &'static str {
    match signal {
        Signal::RequestCall { .. } => "REQUEST_CALL",
        Signal::CallRejected { .. } => "CALL_REJECTED",
        Signal::OfferCall { .. } => "OFFER_CALL",
        Signal::AnswerCall { .. } => "ANSWER_CALL",
        Signal::IceCandidate { .. } => "ICE_CANDIDATE",
        Signal::EndCall => "END_CALL",
        Signal::Unknown { .. } => "unknown",
    }
}
