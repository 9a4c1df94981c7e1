//! An agent without a browser, for tests: takes every chat, answers every call, sends back the media that it gets and
//! counts it. Its media is str0m's, so that widget and desk don't only understand each other.
//! `agent ADDRESS TOKEN`; prints a line of JSON for each change.

use std::{
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, TcpStream, UdpSocket},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use parlor_call::{
    Agent, CallId, Candidate, Link, Order, Report, Way,
    agent::{Output as Said, Stage},
};
use parlor_protocol::signaling::Signal;
use serde_json::{Value, json};
use str0m::{
    Candidate as IceCandidate, Event, IceConnectionState, Input, Output, Rtc, RtcConfig, RtcError,
    change::{SdpAnswer, SdpPendingOffer},
    media::{Direction, MediaKind},
    net::{Protocol, Receive},
};
use tungstenite::{Message, WebSocket, stream::MaybeTlsStream};

/// The longest that either side waits for the other.
const STEP: Duration = Duration::from_millis(5);

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(token)) = (arguments.next(), arguments.next()) else {
        return Err("usage: agent ADDRESS TOKEN".into());
    };
    str0m::crypto::from_feature_flags().install_process_default();
    let (mut socket, _) = tungstenite::connect(format!("ws://{address}/v3.0/agent/rtm/ws"))?;
    if let MaybeTlsStream::Plain(stream) = socket.get_mut() {
        stream.set_nonblocking(true)?;
    }
    let mut peer = Peer::new(socket);
    peer.ask("login", &json!({ "token": token }))?;
    loop {
        peer.listen()?;
        peer.agent.tick(now());
        if peer.agent.stage == Some(Stage::Ringing) {
            peer.agent.start(now(), false);
        }
        peer.settle()?;
        peer.media()?;
        peer.settle()?;
        peer.tell();
    }
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A connection and its way out.
struct Connection {
    rtc: Rtc,
    socket: UdpSocket,
    pending: Option<SdpPendingOffer>,
    has_video: bool,
}

struct Peer {
    socket: WebSocket<MaybeTlsStream<TcpStream>>,
    requests: u64,
    me: String,
    /// The chat and its visitor.
    chat: Option<(String, String)>,
    agent: Agent,
    call: CallId,
    connection: Option<Connection>,
    /// Parts of sound and pictures that came.
    heard: (u64, u64),
    told: String,
}

impl Peer {
    fn new(socket: WebSocket<MaybeTlsStream<TcpStream>>) -> Self {
        Self {
            socket,
            requests: 0,
            me: String::new(),
            chat: None,
            agent: Agent::default(),
            call: CallId::default(),
            connection: None,
            heard: (0, 0),
            told: String::new(),
        }
    }

    fn ask(&mut self, action: &str, payload: &Value) -> Result<(), Failure> {
        self.requests += 1;
        let frame = json!({ "request_id": self.requests.to_string(), "action": action, "payload": payload });
        self.socket.send(Message::text(frame.to_string()))?;
        Ok(())
    }

    /// Takes in what the server says.
    fn listen(&mut self) -> Result<(), Failure> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => self.hear(&serde_json::from_str(&text)?)?,
                Ok(_) => {}
                Err(tungstenite::Error::Io(why)) if why.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(why) => return Err(why.into()),
            }
        }
    }

    fn hear(&mut self, frame: &Value) -> Result<(), Failure> {
        let payload = &frame["payload"];
        match frame["action"].as_str().unwrap_or_default() {
            "login" => payload["my_profile"]["id"].as_str().unwrap_or_default().clone_into(&mut self.me),
            "incoming_chat_thread" => {
                let users = payload["chat"]["users"].as_array().cloned().unwrap_or_default();
                let visitor = users.iter().find(|user| user["type"] == "customer");
                let (chat, visitor) = (&payload["chat"]["id"], visitor.map(|visitor| &visitor["id"]));
                if let (Some(chat), Some(visitor)) = (chat.as_str(), visitor.and_then(Value::as_str)) {
                    self.chat = Some((chat.to_owned(), visitor.to_owned()));
                    let wish = json!({ "chat_id": chat, "user_id": self.me, "user_type": "agent" });
                    self.ask("add_user_to_chat", &wish)?;
                }
            }
            "incoming_multicast" if payload["type"] == "parlor.signaling" => {
                let content = &payload["content"];
                let signal = Signal::decode(&content["data"].to_string());
                if let Some(signal) = signal.filter(|_| content["user_id"] != *self.me) {
                    self.agent.hear(now(), signal);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Does what the machine wants.
    fn settle(&mut self) -> Result<(), Failure> {
        loop {
            let outputs = self.agent.take_output();
            if outputs.is_empty() {
                return Ok(());
            }
            for output in outputs {
                match output {
                    Said::Signal(signal) => self.say(&signal)?,
                    Said::Order(call, order) => {
                        self.call = call;
                        if let Some(report) = self.obey(order)? {
                            self.report(report);
                        }
                    }
                }
            }
        }
    }

    fn say(&mut self, signal: &Signal) -> Result<(), Failure> {
        let Some((chat, visitor)) = self.chat.clone() else { return Ok(()) };
        let data: Value = serde_json::from_str(&signal.encode())?;
        let content = json!({ "chat_id": chat, "data": data });
        let scopes = json!({ "customers": { "ids": [visitor] } });
        self.ask("multicast", &json!({ "scopes": scopes, "type": "parlor.signaling", "content": content }))
    }

    fn report(&mut self, report: Report) {
        self.agent.report(now(), self.call, report);
    }

    fn obey(&mut self, order: Order) -> Result<Option<Report>, Failure> {
        Ok(match order {
            Order::Open { camera } => Some(Report::Opened { camera }),
            Order::Offer { way, video, .. } => {
                if way == Way::New || self.connection.is_none() {
                    self.connection = Some(Connection::new()?);
                }
                let connection = self.connection.as_mut().ok_or("no connection")?;
                let sdp = connection.offer(way, video)?;
                let candidate = IceCandidate::host(connection.socket.local_addr()?, "udp")?.to_sdp_string();
                self.report(Report::Offered { sdp });
                Some(Report::Candidate(Candidate { mid: Some("0".to_owned()), line: Some(0), candidate }))
            }
            Order::Accept { sdp } => {
                let taken = self.connection.as_mut().is_some_and(|connection| connection.accept(&sdp).is_ok());
                (!taken).then_some(Report::BadDescription)
            }
            Order::Candidate(candidate) => {
                // Names of the local network can't be looked up here.
                let found = IceCandidate::from_sdp_string(&candidate.candidate);
                if let (Some(connection), Ok(found)) = (&mut self.connection, found) {
                    connection.rtc.add_remote_candidate(found);
                }
                None
            }
            Order::Close => {
                self.connection = None;
                None
            }
            Order::Answer { .. } | Order::Mute(_) | Order::Camera(_) | Order::Play | Order::Use { .. } => None,
        })
    }

    /// Lets media pass for a step.
    fn media(&mut self) -> Result<(), Failure> {
        let Some(connection) = &mut self.connection else {
            std::thread::sleep(STEP);
            return Ok(());
        };
        let events = connection.step()?;
        for event in events {
            match event {
                Event::Connected => self.report(Report::Link(Link::Up)),
                Event::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                    self.report(Report::Link(Link::Interrupted));
                }
                Event::IceConnectionStateChange(IceConnectionState::Connected) => {
                    self.report(Report::Link(Link::Up));
                }
                Event::KeyframeRequest(request) => {
                    if let Some(mut writer) = self.connection.as_mut().and_then(|c| c.rtc.writer(request.mid)) {
                        // One who sends none asks for none.
                        let _asked = writer.request_keyframe(request.rid, request.kind);
                    }
                }
                Event::MediaData(data) => {
                    let Some(connection) = &mut self.connection else { continue };
                    let is_video = connection.rtc.media(data.mid).is_some_and(|media| media.kind() == MediaKind::Video);
                    if is_video {
                        self.heard.1 += 1;
                    } else {
                        self.heard.0 += 1;
                    }
                    if let Some(writer) = connection.rtc.writer(data.mid)
                        && let Some(pt) = writer.match_params(data.params)
                    {
                        writer.write(pt, data.network_time, data.time, data.data)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn tell(&mut self) {
        let stage = format!("{:?}", self.agent.stage);
        // Not each part, but whether it goes on.
        let line = json!({ "stage": stage, "audio": self.heard.0 / 10 * 10, "video": self.heard.1 / 10 * 10 });
        let line = line.to_string();
        if line != self.told {
            println!("{line}");
            self.told = line;
        }
    }
}

impl Connection {
    fn new() -> Result<Self, Failure> {
        // Browsers offer no loopback addresses. Nothing is sent by this: it asks which of its own the machine would use.
        let probe = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        let own = probe.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).and_then(|()| probe.local_addr());
        let ip = own.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
        let socket = UdpSocket::bind((ip, 0))?;
        let mut rtc = RtcConfig::new().build(Instant::now());
        rtc.add_local_candidate(IceCandidate::host(socket.local_addr()?, "udp")?);
        Ok(Self { rtc, socket, pending: None, has_video: false })
    }

    fn offer(&mut self, way: Way, video: bool) -> Result<String, Failure> {
        let mut change = self.rtc.sdp_api();
        if way == Way::New {
            change.add_media(MediaKind::Audio, Direction::SendRecv, None, None, None);
        }
        if video && !self.has_video {
            change.add_media(MediaKind::Video, Direction::SendRecv, None, None, None);
            self.has_video = true;
        }
        if way == Way::Restart {
            change.ice_restart(true);
        }
        let (offer, pending) = change.apply().ok_or("nothing to offer")?;
        self.pending = Some(pending);
        Ok(offer.to_sdp_string())
    }

    fn accept(&mut self, sdp: &str) -> Result<(), Failure> {
        let pending = self.pending.take().ok_or("nothing was offered")?;
        self.rtc.sdp_api().accept_answer(pending, SdpAnswer::from_sdp_string(sdp)?)?;
        Ok(())
    }

    fn step(&mut self) -> Result<Vec<Event>, RtcError> {
        let mut events = Vec::new();
        let until = loop {
            match self.rtc.poll_output()? {
                Output::Timeout(until) => break until,
                Output::Transmit(packet) => {
                    // What can't be sent is lost, as on any network.
                    let _sent = self.socket.send_to(&packet.contents, packet.destination);
                }
                Output::Event(event) => events.push(event),
            }
        };
        let wait = until.saturating_duration_since(Instant::now()).clamp(Duration::from_millis(1), STEP);
        self.socket.set_read_timeout(Some(wait)).ok();
        let mut buffer = [0; 2_000];
        let came = self.socket.recv_from(&mut buffer).ok();
        let input = came.and_then(|(length, source)| {
            let contents = buffer.get(..length)?.try_into().ok()?;
            let destination = self.socket.local_addr().ok()?;
            Some(Input::Receive(Instant::now(), Receive { proto: Protocol::Udp, source, destination, contents }))
        });
        self.rtc.handle_input(input.unwrap_or_else(|| Input::Timeout(Instant::now())))?;
        Ok(events)
    }
}
