//! A whole world in virtual time: a session, the server's real conversations, and a network that obeys the test.
//! Nothing here waits; `run` moves the clock from one event to the next.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

pub(crate) mod browser;
pub(crate) mod line;
pub(crate) mod network;
mod seen;

use std::collections::BTreeMap;

use parlor_call::{CallId, Order};
use parlor_conversation::{Center, Change, Poll, PollId, Settings, Stored};
use parlor_protocol::{
    Body, Event, codec,
    event::{Message, Party},
    request::RequestChat,
    response::{ChatProperties, UploadedFile},
};
use parlor_session::{
    Config, Effect, Input, Intent, Millis, Session,
    effect::{Announcement, Method, Notice, Request, Settled, StoreKey},
    input::{CommandId, FileId, Outcome, RequestId},
    problem::Problem,
    view::Phase,
};

pub(crate) use network::{Fault, Network};

pub(crate) const START: u64 = 1_790_000_000_000;
pub(crate) const CLIENT: &str = "visitor";
pub(crate) const AGENT: &str = "agent-1";

pub(crate) struct World {
    pub(crate) now: u64,
    pub(crate) session: Session,
    pub(crate) center: Center,
    pub(crate) network: Network,
    pub(crate) config: Config,
    pub(crate) storage: BTreeMap<StoreKey, String>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) announcements: Vec<Announcement>,
    pub(crate) settled: BTreeMap<u64, Result<Settled, Problem>>,
    /// Every request that was sent, in order.
    pub(crate) requests: Vec<(u64, Request)>,
    /// Polls that are open from the client's point of view, and the most that ever were.
    open_polls: Vec<RequestId>,
    pub(crate) most_polls: usize,
    /// Requests that a chat's end forbids.
    pub(crate) requests_after_end: Vec<Request>,
    /// Names of the files whose bytes the server took, in order.
    pub(crate) uploaded: Vec<String>,
    /// The answer about the case: status and body.
    pub(crate) case: (u16, String),
    /// What the provider was told: to begin, or to end.
    pub(crate) cobrowse: Vec<bool>,
    /// What was ordered of devices and connection, in order.
    pub(crate) orders: Vec<(CallId, Order)>,
    /// What passed by the history on its way to the agents.
    pub(crate) passed: Vec<Event>,
    /// The answer about ICE servers: status and body.
    pub(crate) ice: (u16, String),
    /// Whether cases are asked for without the chat's id.
    pub(crate) bare_cases: bool,
    /// Files that nobody will ask for again.
    pub(crate) released: Vec<FileId>,
    /// How often the visitor was given an id.
    pub(crate) identified: u64,
    /// The browser keeps no cookies: without an id each request comes from somebody else.
    pub(crate) loses_cookies: bool,
    held: BTreeMap<PollId, RequestId>,
    disk: BTreeMap<String, Stored>,
    chats: u64,
    commands: u64,
}

fn config() -> Config {
    Config {
        tenant_url: "demo.example".to_owned(),
        parameters: Vec::new(),
        from: None,
        phone_number: None,
        send_draft: false,
        send_query: false,
        message_limit: 4_000,
        seed: 7,
        local_day: |at| i64::try_from(at.0 / 86_400_000).unwrap(),
        snapshot: None,
        resume: false,
        doubts_cookies: false,
        shares: false,
    }
}

impl World {
    pub(crate) fn new(settings: Settings) -> Self {
        Self::with(settings, 7)
    }

    pub(crate) fn with(settings: Settings, seed: u64) -> Self {
        let config = Config { seed, ..config() };
        Self {
            now: START,
            session: Session::new(config.clone()),
            center: Center::new(settings),
            network: Network::new(seed),
            config,
            storage: BTreeMap::new(),
            notices: Vec::new(),
            announcements: Vec::new(),
            settled: BTreeMap::new(),
            requests: Vec::new(),
            open_polls: Vec::new(),
            most_polls: 0,
            requests_after_end: Vec::new(),
            uploaded: Vec::new(),
            case: (200, "{\"sessions\":[]}".to_owned()),
            cobrowse: Vec::new(),
            orders: Vec::new(),
            passed: Vec::new(),
            ice: (200, "{\"servers\":[{\"url\":\"stun:stun.example\"}]}".to_owned()),
            bare_cases: false,
            released: Vec::new(),
            identified: 0,
            loses_cookies: false,
            held: BTreeMap::new(),
            disk: BTreeMap::new(),
            chats: 0,
            commands: 0,
        }
    }

    // What the visitor and the page do.

    pub(crate) fn intent(&mut self, intent: Intent) {
        self.input(Input::Intent(intent));
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.intent(Intent::Send { text: text.to_owned() });
    }

    pub(crate) fn start(&mut self) {
        self.intent(Intent::Start { parameters: Vec::new() });
    }

    pub(crate) fn command(&mut self, intent: Intent) -> u64 {
        self.commands += 1;
        self.input(Input::Command(CommandId(self.commands), intent));
        self.commands
    }

    pub(crate) fn input(&mut self, input: Input) {
        let over = |session: &Session| {
            let status = session.view().status;
            status.phase == Phase::Ended && !status.takes_forms
        };
        let ended_before = over(&self.session);
        let effects = self.session.handle(Millis(self.now), input);
        let ended = ended_before && over(&self.session);
        for effect in effects {
            self.obey(effect, ended);
        }
    }

    /// A new page with what the storage kept.
    pub(crate) fn reload(&mut self) {
        self.network.cut(None);
        let dropped: Vec<PollId> = self.held.keys().copied().collect();
        for poll in dropped {
            self.center.drop_poll(self.now, poll);
        }
        self.held.clear();
        self.open_polls.clear();
        self.config.seed += 1;
        self.config.snapshot = self.storage.get(&StoreKey::Session).cloned();
        self.config.resume = self.storage.contains_key(&StoreKey::HadChat);
        self.session = Session::new(self.config.clone());
    }

    // What the agents and the server do.

    pub(crate) fn chat_id(&self) -> String {
        self.session.view().status.chat_id.clone().unwrap_or_default()
    }

    pub(crate) fn join(&mut self, party: &str, name: &str) {
        let chat_id = self.chat_id();
        let party_of = Party { display_name: Some(name.to_owned()), ..Party::default() };
        drop(self.center.join(self.now, &chat_id, party, party_of));
        self.changes();
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.say_as(AGENT, Body::Message(Message { msg: text.to_owned(), ..Message::default() }));
    }

    pub(crate) fn say_as(&mut self, party: &str, body: Body) {
        let chat_id = self.chat_id();
        drop(self.center.say(self.now, &chat_id, party, body));
        self.changes();
    }

    pub(crate) fn leave(&mut self, party: &str) {
        let chat_id = self.chat_id();
        drop(self.center.leave(self.now, &chat_id, party));
        self.changes();
    }

    pub(crate) fn close(&mut self) {
        let chat_id = self.chat_id();
        let by = parlor_conversation::Author::Party(AGENT.to_owned());
        drop(self.center.close(self.now, &chat_id, &by));
        self.changes();
    }

    /// `kill -9`, and up again with what the disk holds.
    pub(crate) fn restart_server(&mut self) {
        let stored = self.disk.values().cloned().collect();
        self.center = Center::restore(self.center.settings().clone(), stored, self.now);
        for id in std::mem::take(&mut self.held).into_values() {
            self.network.answer(self.now, id, Outcome::NoAnswer);
        }
    }

    // Time.

    pub(crate) fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        let mut steps = 0_u32;
        while let Some(next) = self.next_event().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.step();
            steps += 1;
            assert!(steps < 200_000, "the session is busy");
        }
        self.now = until;
    }

    fn next_event(&self) -> Option<u64> {
        let session = self.session.next_deadline().map(|(at, _)| at.0);
        [session, self.network.next(), self.center.next_deadline()].into_iter().flatten().min()
    }

    fn step(&mut self) {
        if self.center.next_deadline().is_some_and(|at| at <= self.now) {
            self.center.tick(self.now);
            self.changes();
        }
        while let Some(request) = self.network.take_arrived(self.now) {
            self.serve(&request);
        }
        while let Some((id, outcome)) = self.network.take_answer(self.now) {
            self.open_polls.retain(|open| *open != id);
            self.input(Input::Http { id, outcome });
        }
        if self.session.next_deadline().is_some_and(|(at, _)| at.0 <= self.now) {
            self.input(Input::Tick);
        }
    }

    fn obey(&mut self, effect: Effect, ended: bool) {
        match effect {
            Effect::Http(request) => {
                if is_poll(&request) {
                    self.open_polls.push(request.id);
                    self.most_polls = self.most_polls.max(self.open_polls.len());
                }
                let end = request.body.as_ref().is_some_and(|body| {
                    body.contains("chat_session_end\"") || body.contains("chat_session_disconnect\"")
                });
                if ended && !end {
                    self.requests_after_end.push(request.clone());
                }
                self.requests.push((self.now, request.clone()));
                self.network.send(self.now, request);
            }
            Effect::Abort(id) => {
                self.open_polls.retain(|open| *open != id);
                self.network.cut(Some(id));
                if let Some(poll) = self.held.iter().find(|(_, held)| **held == id).map(|(poll, _)| *poll) {
                    self.held.remove(&poll);
                    self.center.drop_poll(self.now, poll);
                }
            }
            Effect::Store { key, value } => {
                match value {
                    Some(value) => self.storage.insert(key, value),
                    None => self.storage.remove(&key),
                };
            }
            Effect::Cobrowse(begins) => self.cobrowse.push(begins),
            Effect::Call { call, order } => self.orders.push((call, order)),
            Effect::Identify => self.identified += 1,
            Effect::Lead(_) | Effect::Share(_) => panic!("this tab is the only one"),
            Effect::Release(file) => self.released.push(file),
            Effect::Announce(announcement) => self.announcements.push(announcement),
            Effect::Tell(notice) => self.notices.push(notice),
            Effect::Settle { id, outcome } => {
                assert!(self.settled.insert(id.0, outcome).is_none(), "a command is settled once");
            }
        }
    }

    fn client(&self) -> String {
        match self.identified {
            0 if self.loses_cookies => format!("stranger {}", self.requests.len()),
            0 => CLIENT.to_owned(),
            _ => "known by an id".to_owned(),
        }
    }

    fn serve(&mut self, request: &Request) {
        let client = self.client();
        let path = request.path.split('?').next().unwrap();
        let parts: Vec<&str> = path.split('/').collect();
        let (status, body) = match (request.method, parts.as_slice()) {
            (Method::Post, ["files"]) => {
                let name = request.upload.as_ref().map(|upload| upload.name.clone());
                let file_id = format!("file-{}", self.uploaded.len() + 1);
                self.uploaded.push(name.clone().unwrap_or_default());
                (200, UploadedFile { file_id, file_name: name }.encode())
            }
            (Method::Get, ["iceservers"]) => self.ice.clone(),
            (Method::Post, ["chats", _, "notifications"]) => (200, "{\"ios_apns\":\"subscribed\"}".to_owned()),
            (_, ["chats", _, "casehistory" | "closecase"]) if self.bare_cases => (404, String::new()),
            (_, ["chats", _, "casehistory" | "closecase"] | ["casehistory" | "closecase"]) => self.case.clone(),
            _ => match serve(&mut self.center, &mut self.chats, self.now, &client, request) {
                Served::Answer(status, body) => (status, body),
                Served::Held(poll) => {
                    self.held.insert(poll, request.id);
                    self.changes();
                    return;
                }
            },
        };
        self.network.answer(self.now, request.id, Outcome::Answer { status, retry_after: None, body });
        self.changes();
    }

    fn changes(&mut self) {
        loop {
            let changes = self.center.take_changes();
            if changes.is_empty() {
                return;
            }
            for change in changes {
                self.change(change);
            }
        }
    }

    fn change(&mut self, change: Change) {
        match change {
            Change::Opened(opening) => {
                let chat_id = opening.chat_id.clone();
                self.disk.insert(chat_id, Stored { opening, ..Stored::default() });
            }
            Change::Appended { chat_id, entry } => self.disk.get_mut(&chat_id).unwrap().entries.push(entry),
            Change::Delivered { chat_id, before } => {
                self.disk.get_mut(&chat_id).unwrap().delivered_before = before;
            }
            Change::Passed { event, .. } => self.passed.push(event),
            Change::PollReady(poll) => {
                let Some(id) = self.held.remove(&poll) else { return };
                if let Some(outcome) = released(&mut self.center, self.now, poll) {
                    self.network.answer(self.now, id, outcome);
                }
            }
            _ => {}
        }
    }

    /// A chat with an agent in it.
    pub(crate) fn connected(settings: Settings) -> Self {
        let mut world = Self::new(settings);
        world.start();
        world.run(1_000);
        world.join(AGENT, "Ann Lee");
        world.run(1_000);
        assert_eq!(world.phase(), Phase::Connected);
        world
    }
}

enum Served {
    Answer(u16, String),
    Held(PollId),
}

/// What the server does with a request about a chat; `chats`: how many it has begun.
fn serve(center: &mut Center, chats: &mut u64, now: u64, client: &str, request: &Request) -> Served {
    let path = request.path.split('?').next().unwrap();
    let parts: Vec<&str> = path.split('/').collect();
    let settings = center.settings().clone();
    let body = request.body.as_deref().unwrap_or_default();
    let properties = |chat: ChatProperties| (200, chat.encode());
    let refused = |refusal| {
        let answer = settings.refusal_answer(&refusal);
        (answer.status, answer.body)
    };
    let (status, body) = match (request.method, parts.as_slice()) {
        (Method::Post, ["chats"]) => {
            *chats += 1;
            let id = format!("chat-{chats}");
            let asked = RequestChat::decode(body).unwrap();
            center.request_chat(now, client, asked, &id).map_or_else(refused, properties)
        }
        (Method::Get, ["chats", "active"]) => center.active_chat(client).map_or_else(refused, properties),
        (Method::Post, ["chats", id, "events"]) => {
            let batch = codec::decode_events(body);
            assert!(batch.ok && !batch.events.is_empty(), "{body}");
            match center.post_events(now, client, id, batch.events) {
                Ok(()) => (200, String::new()),
                Err(refusal) => refused(refusal),
            }
        }
        (Method::Get, ["chats", id, "events"]) => match center.open_poll(now, client, id) {
            Ok(Poll::Answer(events)) => {
                let answer = settings.poll_answer(&events);
                (answer.status, answer.body)
            }
            Ok(Poll::Held(poll)) => return Served::Held(poll),
            Err(refusal) => refused(refusal),
        },
        (Method::Get, ["chats", id, "history"]) => match center.history(client, id) {
            Ok(events) => {
                let answer = settings.history_answer(&events);
                (answer.status, answer.body)
            }
            Err(refusal) => refused(refusal),
        },
        other => panic!("no such request: {other:?}"),
    };
    Served::Answer(status, body)
}

/// What a poll that was held is answered with.
fn released(center: &mut Center, now: u64, poll: PollId) -> Option<Outcome> {
    let events = center.take_poll(now, poll)?;
    let answer = center.settings().poll_answer(&events);
    Some(Outcome::Answer { status: answer.status, retry_after: None, body: answer.body })
}

fn is_poll(request: &Request) -> bool {
    request.method == Method::Get && request.path.contains("/events")
}

/// Every combination of the server's behaviour switches.
pub(crate) fn all_settings() -> Vec<Settings> {
    use parlor_conversation::{NoEvents, SecondPoll};
    use parlor_protocol::codec::TimeUnit;
    let mut all = Vec::new();
    for second_poll in [SecondPoll::BadRequest, SecondPoll::TooMany] {
        for no_events in [NoEvents::List, NoEvents::Empty, NoEvents::Code5511] {
            for bits in 0..16_u8 {
                all.push(Settings {
                    second_poll,
                    no_events,
                    echo_own: bits & 1 != 0,
                    renumber: bits & 2 != 0,
                    drop_duplicates: bits & 4 != 0,
                    timestamps: if bits & 8 != 0 { TimeUnit::Seconds } else { TimeUnit::Milliseconds },
                    ..Settings::default()
                });
            }
        }
    }
    all
}
