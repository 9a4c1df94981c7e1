//! Requests and answers on their way, and what befalls them. Deterministic: chance comes from a seed.

use std::collections::{BTreeMap, VecDeque};

use parlor_session::{
    Millis,
    effect::{Method, Request},
    input::{Outcome, RequestId},
};

/// What befalls one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// It never arrives.
    LostBefore,
    /// The server acts, the answer never arrives.
    LostAfter,
    /// The connection is black: no end is seen by either side.
    Swallowed,
    /// Something between answers instead of the server.
    Status(u16),
    /// The server acts, something between answers.
    StatusAfter(u16),
    /// The server acts, half of its answer arrives.
    Truncated,
    /// The answer's events stand in it twice.
    Doubled,
    /// 503 with this `Retry-After`, in seconds.
    Patience(u64),
    /// The same with 429.
    Busy(u64),
    /// Answered with this, whatever the server thinks.
    Says(u16, String),
}

pub(crate) struct Network {
    pub(crate) random: u64,
    pub(crate) online: bool,
    /// Of 100 requests, how many something befalls.
    pub(crate) trouble: u64,
    pub(crate) latency: u64,
    /// For the next requests whose path contains the text.
    pub(crate) planned: VecDeque<(String, Fault)>,
    arriving: BTreeMap<(u64, u64), (Request, Fault)>,
    answers: BTreeMap<(u64, u64), (RequestId, Outcome)>,
    fates: BTreeMap<RequestId, Fault>,
}

impl Network {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: seed ^ 0xABCD_EF01_2345_6789,
            online: true,
            trouble: 0,
            latency: 20,
            planned: VecDeque::new(),
            arriving: BTreeMap::new(),
            answers: BTreeMap::new(),
            fates: BTreeMap::new(),
        }
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % limit
    }

    /// `path`: part of the address; `"POST "` or `"GET "` in front restricts the method.
    pub(crate) fn plan(&mut self, path: &str, fault: Fault) {
        self.planned.push_back((path.to_owned(), fault));
    }

    fn fate(&mut self, request: &Request) -> Fault {
        let method = if request.method == Method::Post { "POST " } else { "GET " };
        let address = [method, &request.path].concat();
        let planned = self.planned.iter().position(|(path, _)| match path.split_once(' ') {
            Some((verb, path)) => address.starts_with(verb) && address.contains(path),
            None => address.contains(path.as_str()),
        });
        if let Some((_, fault)) = planned.and_then(|index| self.planned.remove(index)) {
            return fault;
        }
        if !self.online {
            return Fault::LostBefore;
        }
        if self.below(100) >= self.trouble {
            return Fault::None;
        }
        match self.below(9) {
            0 => Fault::LostBefore,
            1 => Fault::LostAfter,
            2 => Fault::Status(502),
            3 => Fault::StatusAfter(504),
            4 => Fault::Truncated,
            5 => Fault::Doubled,
            6 => Fault::Status(503),
            7 => Fault::Swallowed,
            _ => Fault::Status(429),
        }
    }

    pub(crate) fn send(&mut self, now: u64, request: Request) {
        let fault = self.fate(&request);
        let (id, latency) = (request.id, self.latency());
        match fault {
            Fault::LostBefore => self.schedule(now + latency, id, Outcome::NoAnswer),
            Fault::Swallowed => {}
            Fault::Status(status) => {
                let outcome = Outcome::Answer { status, retry_after: None, body: "<html>no</html>".to_owned() };
                self.schedule(now + 2 * latency, id, outcome);
            }
            Fault::Patience(seconds) | Fault::Busy(seconds) => {
                let status = if matches!(fault, Fault::Busy(_)) { 429 } else { 503 };
                let retry_after = Some(Millis::seconds(seconds));
                self.schedule(now + 2 * latency, id, Outcome::Answer { status, retry_after, body: String::new() });
            }
            Fault::Says(status, body) => {
                self.schedule(now + 2 * latency, id, Outcome::Answer { status, retry_after: None, body });
            }
            fault => {
                self.fates.insert(id, fault.clone());
                self.arriving.insert((now + latency, id.0), (request, fault));
            }
        }
    }

    fn latency(&mut self) -> u64 {
        let most = self.latency.max(1);
        self.latency + self.below(most)
    }

    pub(crate) fn answer(&mut self, now: u64, id: RequestId, outcome: Outcome) {
        let latency = self.latency();
        let outcome = match (self.fates.remove(&id), outcome) {
            (Some(Fault::LostAfter), _) => Outcome::NoAnswer,
            (Some(Fault::StatusAfter(status)), _) => Outcome::Answer { status, retry_after: None, body: String::new() },
            (Some(Fault::Truncated), Outcome::Answer { status, retry_after, body }) => {
                let half = body.chars().take(body.chars().count() / 2).collect::<String>();
                // Half of nothing would be whole.
                let body = if half.is_empty() { "{".to_owned() } else { half };
                Outcome::Answer { status, retry_after, body }
            }
            (Some(Fault::Doubled), Outcome::Answer { status, retry_after, body }) => {
                let inner = body.strip_prefix("{\"events\":[").and_then(|rest| rest.strip_suffix("]}"));
                let body = match inner.filter(|inner| !inner.is_empty()) {
                    Some(inner) => format!("{{\"events\":[{inner},{inner}]}}"),
                    None => body,
                };
                Outcome::Answer { status, retry_after, body }
            }
            (_, outcome) => outcome,
        };
        self.schedule(now + latency, id, outcome);
    }

    fn schedule(&mut self, at: u64, id: RequestId, outcome: Outcome) {
        self.answers.insert((at, id.0), (id, outcome));
    }

    /// The client closed one connection, or all.
    pub(crate) fn cut(&mut self, id: Option<RequestId>) {
        let hit = |other: RequestId| id.is_none_or(|id| id == other);
        self.arriving.retain(|_, (request, _)| !hit(request.id));
        self.answers.retain(|_, (other, _)| !hit(*other));
        self.fates.retain(|other, _| !hit(*other));
    }

    pub(crate) fn next(&self) -> Option<u64> {
        let arriving = self.arriving.keys().next().map(|(at, _)| *at);
        arriving.into_iter().chain(self.answers.keys().next().map(|(at, _)| *at)).min()
    }

    pub(crate) fn next_arrival(&self) -> Option<u64> {
        self.arriving.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn take_arrived(&mut self, now: u64) -> Option<Request> {
        let key = *self.arriving.keys().next().filter(|(at, _)| *at <= now)?;
        self.arriving.remove(&key).map(|(request, _)| request)
    }

    pub(crate) fn take_answer(&mut self, now: u64) -> Option<(RequestId, Outcome)> {
        let key = *self.answers.keys().next().filter(|(at, _)| *at <= now)?;
        self.answers.remove(&key)
    }
}
