//! What all parts of a session share while one input is handled: the time, the timers, the open requests, the way out.
//! Made once by `Session::new`; every part gets it as an argument. Decides nothing about the chat.

use parlor_protocol::{
    Event, Object, codec,
    codec::TimeUnit,
    paths::{self, Query},
};

use crate::{
    backoff::{Backoff, Random, patience},
    config::Config,
    effect::{Announcement, Effect, Method, Notice, Request, Settled, Upload},
    input::{CommandId, Outcome, RequestId},
    problem::{Failure, Problem},
    requests::{Open, Purpose, Requests},
    time::Millis,
    timers::{Timer, TimerTable},
};

#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) config: Config,
    /// The caller's clock, for what is shown.
    pub(crate) now: Millis,
    /// Like `now`, but never runs backwards; timers and deadlines are in it.
    pub(crate) steady: Millis,
    pub(crate) timers: TimerTable,
    pub(crate) requests: Requests,
    pub(crate) random: Random,
    /// No hurry before this: the server asked for patience.
    pub(crate) patient_until: Millis,
    pub(crate) visible: bool,
    /// The page is going away or asleep: open nothing that would keep it.
    pub(crate) parked: bool,
    /// The polls are this tab's business.
    pub(crate) leads: bool,
    /// Whether the snapshot is this tab's own is not known yet.
    pub(crate) unsure: bool,
    pub(crate) chat_id: Option<String>,
    /// What is kept in the storage has changed.
    pub(crate) unsaved: bool,
    pub(crate) out: Vec<Effect>,
}

impl Context {
    pub(crate) fn new(config: Config) -> Self {
        Self {
            random: Random::new(config.seed),
            leads: !config.shares,
            unsure: false,
            config,
            now: Millis(0),
            steady: Millis(0),
            timers: TimerTable::default(),
            requests: Requests::default(),
            patient_until: Millis(0),
            visible: true,
            parked: false,
            chat_id: None,
            unsaved: false,
            out: Vec::new(),
        }
    }

    /// Takes the caller's clock over. Where it was set back, the timers go on as if it had not been.
    pub(crate) fn at(&mut self, now: Millis) {
        if now >= self.now {
            self.steady = self.steady.plus(now.since(self.now));
        }
        self.now = now;
    }

    /// The earliest deadline, by the caller's clock.
    pub(crate) fn next_deadline(&self) -> Option<(Millis, Timer)> {
        let answer = self.requests.next_deadline().map(|at| (at, Timer::Answer));
        let (at, timer) = self.timers.next().into_iter().chain(answer).min()?;
        Some((self.now.plus(at.since(self.steady)), timer))
    }

    pub(crate) fn set(&mut self, timer: Timer, length: Millis) {
        self.timers.set(timer, self.steady.plus(length));
    }

    /// How long to wait after a failure, by its part's back-off.
    pub(crate) fn back_off(&mut self, backoff: &mut Backoff, failure: &Failure) -> Millis {
        self.be_patient(failure);
        backoff.failed(self.visible, failure.retry_after, &mut self.random)
    }

    /// Nothing is hurried before the server wants it; for how long that is.
    pub(crate) fn be_patient(&mut self, failure: &Failure) -> Millis {
        let asked = Millis(failure.retry_after.map_or(0, patience));
        self.patient_until = self.patient_until.max(self.steady.plus(asked));
        asked
    }

    pub(crate) fn get(&mut self, purpose: Purpose, path: &str) {
        self.ask(purpose, Method::Get, self.address(path, None), None, None);
    }

    /// The same, with the chat's id in the query.
    pub(crate) fn get_for_chat(&mut self, purpose: Purpose, path: &str) {
        self.ask(purpose, Method::Get, self.address(path, self.chat_id.clone()), None, None);
    }

    fn address(&self, path: &str, session_id: Option<String>) -> String {
        Query { session_id, ..Query::of_tenant(&self.config.tenant_url) }.behind(path)
    }

    pub(crate) fn post(&mut self, purpose: Purpose, path: &str, body: String, keepalive: bool) {
        self.ask(purpose, Method::Post, self.address(path, None), Some((body, keepalive)), None);
    }

    pub(crate) fn upload(&mut self, upload: Upload) {
        self.ask(Purpose::Upload, Method::Post, self.address(paths::FILES, None), None, Some(upload));
    }

    fn ask(
        &mut self,
        purpose: Purpose,
        method: Method,
        path: String,
        body: Option<(String, bool)>,
        upload: Option<Upload>,
    ) {
        let id = self.requests.begin(purpose, self.steady);
        let (body, keepalive) = body.map_or((None, false), |(body, keepalive)| (Some(body), keepalive));
        self.out.push(Effect::Http(Request { id, method, path, body, upload, keepalive }));
    }

    /// Gives an open request of this kind up; says whether there was one.
    pub(crate) fn abort(&mut self, purpose: Purpose) -> bool {
        let open = self.requests.take(purpose);
        if let Some(Open { id, .. }) = open {
            self.out.push(Effect::Abort(id));
        }
        open.is_some()
    }

    /// The request that an answer is for; `None` where it is late.
    pub(crate) fn finish(&mut self, id: RequestId) -> Option<Open> {
        self.requests.finish(id)
    }

    /// A request whose patience is over, given up.
    pub(crate) fn take_overdue(&mut self) -> Option<(Open, Outcome)> {
        let open = self.requests.take_overdue(self.steady)?;
        self.out.push(Effect::Abort(open.id));
        Some((open, Outcome::NoAnswer))
    }

    pub(crate) fn tell(&mut self, notice: Notice) {
        self.out.push(Effect::Tell(notice));
    }

    pub(crate) fn announce(&mut self, announcement: Announcement) {
        self.out.push(Effect::Announce(announcement));
    }

    /// Lets the other tabs hear a word about this chat.
    pub(crate) fn share(&mut self, word: &str, with: &[(&str, &str)]) {
        if !self.config.shares {
            return;
        }
        let mut words = String::new();
        let mut object = Object::begin(&mut words);
        object.text("word", word);
        object.maybe("chat", self.chat_id.as_ref());
        for (name, value) in with {
            object.text(name, value);
        }
        object.end();
        self.out.push(Effect::Share(words));
    }

    /// Lets the other tabs hear what the server has taken of the visitor.
    pub(crate) fn share_said(&mut self, mut events: Vec<Event>) {
        if self.config.shares {
            for event in &mut events {
                event.party_id.clone_from(&self.chat_id);
            }
            let body = codec::encode_events(&events, TimeUnit::Milliseconds);
            self.share("said", &[("body", &body)]);
        }
    }

    pub(crate) fn settle(&mut self, command: Option<CommandId>, outcome: Result<Settled, Problem>) {
        if let Some(id) = command {
            self.out.push(Effect::Settle { id, outcome });
        }
    }
}
