//! The line to the server: one socket at a time, log-in by token, a ping every 15 seconds, and after a loss another try
//! with growing, jittered pauses. Called by `desk.rs` alone; it knows nothing of chats.

use super::{effect::Effect, input::SocketId, requests::RequestId};

/// "A client should ping the server each 15 seconds" (Agent API, Ping).
pub(super) const PING_EVERY: u64 = 15_000;
/// How long a socket may take to open.
pub(super) const OPEN_WITHIN: u64 = 15_000;
/// Pauses between tries: half of it fixed, half of it random, doubling up to the cap.
const PAUSE_FIRST: u64 = 500;
const PAUSE_CAP: u64 = 15_000;
const PAUSE_CAP_HIDDEN: u64 = 60_000;
/// Below this a loss counts as a continuation of the last one, so that a server that accepts and drops is not hammered.
const STEADY_AFTER: u64 = 30_000;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// No connection; `retry_at` is `None` where none is wanted.
    Down {
        retry_at: Option<u64>,
    },
    Opening {
        socket: SocketId,
        give_up_at: u64,
    },
    /// Open; the log-in awaits its answer.
    Joining {
        socket: SocketId,
        login: RequestId,
    },
    Live {
        socket: SocketId,
        ping_at: u64,
        since: u64,
    },
}

#[derive(Debug)]
pub(super) struct Connection {
    line: Line,
    token: Option<String>,
    /// Tries since the line was last steady.
    attempts: u32,
    next_socket: u64,
    /// The token has been accepted once: later log-ins resume.
    known: bool,
    /// The token was accepted in an earlier page of this tab.
    resume: bool,
    online: bool,
    visible: bool,
    random: u64,
}

impl Connection {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            line: Line::Down { retry_at: None },
            token: None,
            attempts: 0,
            next_socket: 0,
            known: false,
            resume: false,
            online: true,
            visible: true,
            random: seed | 1,
        }
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The token was accepted before: this is a reconnect.
    pub(super) fn is_known(&self) -> bool {
        self.known
    }

    /// The server is to keep the agent's last known state.
    pub(super) fn resumes(&self) -> bool {
        self.known || self.resume
    }

    pub(super) fn is_online(&self) -> bool {
        self.online
    }

    /// The socket that requests go to.
    pub(super) fn live(&self) -> Option<SocketId> {
        match self.line {
            Line::Live { socket, .. } => Some(socket),
            _ => None,
        }
    }

    pub(super) fn is_current(&self, id: SocketId) -> bool {
        self.socket() == Some(id)
    }

    pub(super) fn is_joining(&self, login: RequestId) -> bool {
        matches!(self.line, Line::Joining { login: current, .. } if current == login)
    }

    fn socket(&self) -> Option<SocketId> {
        match self.line {
            Line::Down { .. } => None,
            Line::Opening { socket, .. } | Line::Joining { socket, .. } | Line::Live { socket, .. } => Some(socket),
        }
    }

    /// Begin with this token.
    pub(super) fn sign_in(&mut self, now: u64, token: String, resume: bool, out: &mut Vec<Effect>) {
        self.hang_up(out);
        self.token = Some(token);
        self.resume = resume;
        self.known = false;
        self.attempts = 0;
        self.open(now, out);
    }

    /// Forget the token and stay down.
    pub(super) fn sign_out(&mut self, out: &mut Vec<Effect>) {
        self.hang_up(out);
        self.token = None;
        self.known = false;
    }

    fn hang_up(&mut self, out: &mut Vec<Effect>) {
        if let Some(socket) = self.socket() {
            out.push(Effect::Close(socket));
        }
        self.line = Line::Down { retry_at: None };
    }

    fn open(&mut self, now: u64, out: &mut Vec<Effect>) {
        self.next_socket += 1;
        let socket = SocketId(self.next_socket);
        self.line = Line::Opening { socket, give_up_at: now + OPEN_WITHIN };
        out.push(Effect::Open(socket));
    }

    /// The log-in went out on this socket.
    pub(super) fn joining(&mut self, socket: SocketId, login: RequestId) {
        self.line = Line::Joining { socket, login };
    }

    /// The log-in was accepted.
    pub(super) fn joined(&mut self, now: u64) {
        if let Some(socket) = self.socket() {
            self.line = Line::Live { socket, ping_at: now + PING_EVERY, since: now };
            self.known = true;
        }
    }

    /// The socket broke, or is given up. Plans the next try.
    pub(super) fn lost(&mut self, now: u64, out: &mut Vec<Effect>) {
        if let Line::Live { since, .. } = self.line
            && now.saturating_sub(since) >= STEADY_AFTER
        {
            self.attempts = 0;
        }
        self.hang_up(out);
        if self.token.is_some() {
            let pause = self.pause();
            self.attempts = self.attempts.saturating_add(1);
            self.line = Line::Down { retry_at: Some(now + pause) };
        }
    }

    /// Half fixed, half random, so that a thousand desks do not come back in the same second.
    fn pause(&mut self) -> u64 {
        let cap = if self.visible { PAUSE_CAP } else { PAUSE_CAP_HIDDEN };
        let whole = PAUSE_FIRST.saturating_mul(1 << self.attempts.min(10)).min(cap);
        whole / 2 + self.random() % (whole / 2 + 1)
    }

    /// Xorshift: jitter needs no more.
    fn random(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    /// There is reason to believe that a try would work: the network is back, the page is looked at, the agent asks.
    pub(super) fn hurry(&mut self, now: u64, by_agent: bool) {
        let within = if by_agent { 0 } else { self.random() % 500 };
        if let Line::Down { retry_at: Some(at) } = &mut self.line {
            *at = (*at).min(now + within);
        }
    }

    pub(super) fn set_online(&mut self, online: bool) {
        self.online = online;
    }

    pub(super) fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        match self.line {
            Line::Down { retry_at } => retry_at,
            Line::Opening { give_up_at, .. } => Some(give_up_at),
            Line::Joining { .. } => None,
            Line::Live { ping_at, .. } => Some(ping_at),
        }
    }

    /// What is due.
    pub(super) fn tick(&mut self, now: u64, out: &mut Vec<Effect>) -> Due {
        match self.line {
            Line::Down { retry_at: Some(at) } if at <= now => self.open(now, out),
            Line::Opening { give_up_at, .. } if give_up_at <= now => return Due::GiveUp,
            Line::Live { socket, ping_at, since } if ping_at <= now => {
                self.line = Line::Live { socket, ping_at: now + PING_EVERY, since };
                return Due::Ping;
            }
            _ => {}
        }
        Due::Nothing
    }
}

/// What the owner of the line has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    Nothing,
    Ping,
    /// The socket did not open in time.
    GiveUp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after_losses(losses: u32, visible: bool) -> u64 {
        let mut connection = Connection::new(7);
        connection.set_visible(visible);
        let mut out = Vec::new();
        connection.sign_in(0, "t".into(), false, &mut out);
        let mut now = 0;
        let mut pause = 0;
        for _ in 0..losses {
            connection.lost(now, &mut out);
            let at = connection.next_deadline().unwrap_or(now);
            pause = at - now;
            now = at;
            connection.tick(now, &mut out);
        }
        pause
    }

    #[test]
    fn pauses_between_tries_grow_and_stay_bounded() {
        assert!((250..=500).contains(&after_losses(1, true)));
        assert!((1_000..=2_000).contains(&after_losses(3, true)));
        assert!((7_500..=15_000).contains(&after_losses(40, true)));
        assert!((30_000..=60_000).contains(&after_losses(40, false)));
    }

    #[test]
    fn a_line_that_was_steady_is_tried_again_at_once() {
        let mut connection = Connection::new(3);
        let mut out = Vec::new();
        connection.sign_in(0, "t".into(), false, &mut out);
        for _ in 0..6 {
            connection.lost(0, &mut out);
            connection.tick(100_000, &mut out);
        }
        connection.joined(200_000);
        connection.lost(200_000 + STEADY_AFTER, &mut out);
        assert!(connection.next_deadline().is_some_and(|at| at <= 200_000 + STEADY_AFTER + 500));
    }

    #[test]
    fn without_a_token_nothing_is_tried() {
        let mut connection = Connection::new(3);
        let mut out = Vec::new();
        connection.sign_in(0, "t".into(), false, &mut out);
        connection.sign_out(&mut out);
        assert_eq!(connection.next_deadline(), None);
        connection.lost(5, &mut out);
        assert_eq!(connection.next_deadline(), None);
    }

    #[test]
    fn the_network_coming_back_shortens_the_pause() {
        let mut connection = Connection::new(9);
        let mut out = Vec::new();
        connection.sign_in(0, "t".into(), false, &mut out);
        for _ in 0..9 {
            connection.lost(0, &mut out);
            connection.tick(100_000, &mut out);
        }
        connection.lost(100_000, &mut out);
        connection.hurry(100_010, false);
        assert!(connection.next_deadline().is_some_and(|at| at < 100_510));
        connection.hurry(100_010, true);
        assert_eq!(connection.next_deadline(), Some(100_010));
    }
}
