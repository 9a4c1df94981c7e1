//! The agent's desk as a pure state machine: `(state, now, input) → effects`. No clock, no randomness, no browser.
//! This file fans out; connection, chats, transcripts and outboxes decide their own matters. `intents.rs` does what the
//! agent wants, `incoming.rs` and `pushes.rs` take in what the server says, `look.rs` makes what is shown.

use std::collections::BTreeMap;

use super::{
    call::Call,
    chat::{ASK_AGAIN_AFTER, Chat, History, TYPING_IDLE},
    connection::{Connection, Due},
    effect::{Announcement, Effect},
    input::{DeskInput, RowId, SocketId},
    left_behind::{self, LeftBehind},
    news::Person,
    requests::{Ask, Requests},
    view::{ChatState, FormLine, Notice, SendProblem, SignInProblem},
    wire::{self, Request},
};

/// What the desk cannot know by itself.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// For jitter and for message ids that no other page makes.
    pub seed: u64,
    /// Unix seconds → the number of the local day.
    pub local_day: fn(u64) -> i64,
}

/// Threads asked for at the same time; the selected chat does not wait for them.
const THREADS_AT_ONCE: usize = 4;

pub struct Desk {
    pub(super) config: Config,
    pub(super) connection: Connection,
    pub(super) requests: Requests,
    /// The agent's own id, once known.
    pub(super) me: String,
    pub(super) people: BTreeMap<String, Person>,
    pub(super) chats: BTreeMap<String, Chat>,
    pub(super) selected: Option<String>,
    /// The agent looks at the end of the selected transcript.
    pub(super) watching: bool,
    pub(super) visible: bool,
    pub(super) on_duty: bool,
    pub(super) duty_pending: Option<bool>,
    pub(super) duty_failed: bool,
    /// For how long visitors have to wait, in seconds where known.
    pub(super) wait: Option<u64>,
    /// What visitors can be asked to fill in.
    pub(super) forms: Vec<FormLine>,
    pub(super) call: Call,
    pub(super) problem: Option<SignInProblem>,
    rows: u64,
    pub(super) messages: u64,
    /// What was last given to `StoreUnsent`.
    stored: Option<String>,
    /// What an earlier page of this tab left unsent, until the log-in.
    pub(super) left_behind: Vec<LeftBehind>,
}

impl Desk {
    pub fn new(config: Config) -> Self {
        Self {
            config,
            connection: Connection::new(config.seed),
            requests: Requests::default(),
            me: String::new(),
            people: BTreeMap::new(),
            chats: BTreeMap::new(),
            selected: None,
            watching: false,
            visible: true,
            on_duty: false,
            duty_pending: None,
            duty_failed: false,
            wait: None,
            forms: Vec::new(),
            call: Call::default(),
            problem: None,
            rows: 0,
            messages: 0,
            stored: None,
            left_behind: Vec::new(),
        }
    }

    /// Takes over what `StoreUnsent` kept of an earlier page of this tab. What can't be read is dropped.
    pub fn restore_unsent(&mut self, kept: &str) {
        self.left_behind = left_behind::decode(kept);
        self.stored = Some(kept.to_owned());
    }

    #[must_use]
    pub fn handle(&mut self, now: u64, input: DeskInput) -> Vec<Effect> {
        let mut out = Vec::new();
        match input {
            DeskInput::Intent(intent) => self.on_intent(now, intent, &mut out),
            DeskInput::Opened(socket) if self.connection.is_current(socket) => self.log_in(now, socket, &mut out),
            DeskInput::Frame(socket, text) if self.connection.is_current(socket) => {
                self.on_news(now, wire::decode(&text), &mut out);
            }
            DeskInput::Closed(socket) if self.connection.is_current(socket) => self.on_lost(now, &mut out),
            DeskInput::Opened(_) | DeskInput::Frame(..) | DeskInput::Closed(_) | DeskInput::Tick => {}
            DeskInput::Network { online } => {
                self.connection.set_online(online);
                if online {
                    self.connection.hurry(now, false);
                }
            }
            DeskInput::Visible(visible) => {
                self.visible = visible;
                self.connection.set_visible(visible);
                if visible {
                    self.connection.hurry(now, false);
                }
            }
            DeskInput::Progress(file, sent) => self.on_progress(file, sent),
            DeskInput::Uploaded(file, answer) => self.on_uploaded(file, answer, &mut out),
            DeskInput::Servers(body) => self.on_servers(now, body.as_deref()),
            DeskInput::Call(call, report) => self.on_call_report(now, call, report),
        }
        self.on_time(now, &mut out);
        self.settle_call(now, &mut out);
        self.pump(now, &mut out);
        self.note_read(now, &mut out);
        self.keep_unsent(&mut out);
        out
    }

    /// When to hand in a `Tick` at the latest.
    pub fn next_deadline(&self) -> Option<u64> {
        let live = self.connection.live().is_some();
        let chats = self.chats.values().flat_map(|chat| {
            let sending = if live && chat.history == History::Known { chat.outbox.next_deadline() } else { None };
            chat.next_deadline().into_iter().chain(sending)
        });
        let requests = self.requests.next_deadline();
        self.connection.next_deadline().into_iter().chain(requests).chain(self.call_deadline()).chain(chats).min()
    }

    pub(super) fn fresh_row(&mut self) -> RowId {
        self.rows += 1;
        RowId(self.rows)
    }

    /// Sends a request; its answer comes back with what it was for. Nothing without a line.
    pub(super) fn ask(&mut self, now: u64, ask: Ask, request: &Request<'_>, out: &mut Vec<Effect>) {
        if let Some(socket) = self.connection.live() {
            let id = self.requests.add(now, ask);
            out.push(Effect::Send(socket, wire::encode(id, request)));
        }
    }

    pub(super) fn sign_in(&mut self, now: u64, token: &str, resume: bool, out: &mut Vec<Effect>) {
        let token = token.trim();
        if token.is_empty() || token.len() > 4096 || token.contains(|c: char| c.is_control() || c.is_whitespace()) {
            self.problem = Some(SignInProblem::BadToken);
            return;
        }
        self.problem = None;
        self.connection.sign_in(now, token.to_owned(), resume, out);
    }

    fn log_in(&mut self, now: u64, socket: SocketId, out: &mut Vec<Effect>) {
        let Some(token) = self.connection.token().map(str::to_owned) else { return };
        let reconnect = self.connection.resumes();
        let id = self.requests.add(now, Ask::Login);
        out.push(Effect::Send(socket, wire::encode(id, &Request::Login { token: &token, reconnect })));
        self.connection.joining(socket, id);
    }

    /// The desk is left: nothing of it stays.
    pub(super) fn leave(&mut self, problem: Option<SignInProblem>, out: &mut Vec<Effect>) {
        self.connection.sign_out(out);
        self.requests.take_all();
        let left_behind = std::mem::take(&mut self.left_behind);
        let unsent = problem.is_some().then(|| self.stored.clone()).flatten();
        let calls = self.call_ends(out);
        *self = Self {
            connection: std::mem::replace(&mut self.connection, Connection::new(0)),
            requests: std::mem::take(&mut self.requests),
            problem,
            visible: self.visible,
            rows: self.rows,
            messages: self.messages,
            stored: self.stored.take(),
            call: calls,
            ..Self::new(self.config)
        };
        // Sent away, not gone by the agent's own will: what was written waits for the next log-in.
        if let Some(kept) = unsent {
            self.left_behind = left_behind::decode(&kept);
        } else if self.problem.is_some() {
            self.left_behind = left_behind;
        }
        out.push(Effect::StoreToken(None));
    }

    pub(super) fn on_lost(&mut self, now: u64, out: &mut Vec<Effect>) {
        let was_live = self.connection.live().is_some();
        self.connection.lost(now, out);
        self.requests.take_all();
        if self.duty_pending.take().is_some() {
            self.duty_failed = true;
        }
        for chat in self.chats.values_mut() {
            chat.interrupted();
        }
        if was_live {
            out.push(Effect::Announce(Announcement::Reconnecting));
        } else if !self.connection.is_known() {
            self.problem = Some(SignInProblem::Unreachable);
        }
    }

    fn on_time(&mut self, now: u64, out: &mut Vec<Effect>) {
        match self.connection.tick(now, out) {
            Due::Nothing => {}
            Due::Ping => self.ask(now, Ask::Ping, &Request::Ping, out),
            Due::GiveUp => self.on_lost(now, out),
        }
        for ask in self.requests.take_overdue(now) {
            self.on_overdue(now, ask, out);
        }
        let mut idle = Vec::new();
        for chat in self.chats.values_mut() {
            if matches!(chat.history, History::Later(at) if at <= now) {
                chat.history = History::Stale;
            }
            chat.forget_shown(Some(now));
            chat.typing.take_if(|typing| typing.until <= now);
            chat.owed.on_time(now);
            if chat.own_typing.is_some_and(|own| own.last_key + TYPING_IDLE <= now) {
                idle.push(chat.id.clone());
            }
        }
        for id in idle {
            self.stop_typing(now, &id, out);
        }
    }

    /// No answer in time. A server that does not even answer a ping is gone.
    fn on_overdue(&mut self, now: u64, ask: Ask, out: &mut Vec<Effect>) {
        match ask {
            Ask::Login | Ask::Ping => self.on_lost(now, out),
            Ask::Duty => {
                self.duty_pending = None;
                self.duty_failed = true;
            }
            Ask::Accept { chat } | Ask::Transfer { chat } | Ask::End { chat } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.notice = chat.pending.take().map(Notice::Unanswered);
                    chat.history = History::Stale;
                }
            }
            Ask::Threads { chat } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.history = History::Later(now + ASK_AGAIN_AFTER);
                    chat.notice = Some(Notice::NotLoaded);
                }
            }
            Ask::Send { chat, custom_id } => self.doubt(&chat, &custom_id, "", out),
            Ask::Seen { chat } => self.put_off_seen(now, &chat),
            Ask::Courtesy => {}
        }
    }

    /// A message may or may not have arrived: the threads will tell.
    pub(super) fn doubt(&mut self, id: &str, custom_id: &str, words: &str, out: &mut Vec<Effect>) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.outbox.doubtful(custom_id, words) {
            chat.look_again();
        } else {
            out.push(Effect::Announce(Announcement::Failed));
        }
    }

    /// Asks for the threads that are wanted and sends what waits.
    fn pump(&mut self, now: u64, out: &mut Vec<Effect>) {
        if self.connection.live().is_none() {
            return;
        }
        let mut running = self.requests.count(|ask| matches!(ask, Ask::Threads { .. }));
        let ids: Vec<String> = self.chats.keys().cloned().collect();
        for id in ids {
            let is_selected = self.selected.as_deref() == Some(&*id);
            let Some(chat) = self.chats.get_mut(&id) else { continue };
            let state = chat.state(&self.me);
            let wanted = is_selected
                || chat.outbox.is_busy()
                || matches!(state, ChatState::Mine | ChatState::Queued)
                || chat.transcript.len() > 0;
            if chat.history == History::Stale && wanted && (is_selected || running < THREADS_AT_ONCE) {
                chat.history = History::Asked;
                running += 1;
                self.ask(now, Ask::Threads { chat: id.clone() }, &Request::Threads { chat: &id }, out);
            } else if chat.history == History::Known {
                self.send_next(now, &id, state, out);
            }
        }
    }

    fn send_next(&mut self, now: u64, id: &str, state: ChatState, out: &mut Vec<Effect>) {
        let Some(chat) = self.chats.get_mut(id) else { return };
        let failed = match state {
            ChatState::Closed => chat.outbox.fail_all(&SendProblem::ChatEnded),
            ChatState::Queued | ChatState::Other => chat.outbox.fail_all(&SendProblem::NotYours),
            ChatState::Mine => false,
        };
        if failed {
            out.push(Effect::Announce(Announcement::Failed));
        }
        if let Some((custom_id, said)) = chat.outbox.next(now) {
            let request = Request::Send { chat: id, custom_id: &custom_id, said: &said };
            self.ask(now, Ask::Send { chat: id.to_owned(), custom_id: custom_id.clone() }, &request, out);
        }
        self.send_next_file(now, id, out);
    }

    /// What the agent sees is read, and the server is told where the chat is the agent's own, as soon as it is.
    fn note_read(&mut self, now: u64, out: &mut Vec<Effect>) {
        if self.connection.live().is_none() {
            return;
        }
        if self.watching
            && self.visible
            && let Some(chat) = self.selected.as_ref().and_then(|id| self.chats.get_mut(id))
        {
            chat.read_all(&self.me);
        }
        let told: Vec<(String, u64)> = self
            .chats
            .values_mut()
            .filter(|chat| chat.state(&self.me) == ChatState::Mine)
            .filter_map(|chat| Some((chat.id.clone(), chat.owed.tell()?)))
            .collect();
        for (id, timestamp) in told {
            self.ask(now, Ask::Seen { chat: id.clone() }, &Request::Seen { chat: &id, timestamp }, out);
        }
    }

    pub(super) fn put_off_seen(&mut self, now: u64, id: &str) {
        if let Some(chat) = self.chats.get_mut(id) {
            chat.owed.put_off(now);
        }
    }

    fn keep_unsent(&mut self, out: &mut Vec<Effect>) {
        if !self.left_behind.is_empty() {
            return;
        }
        let kept = left_behind::encode(self.chats.values());
        if kept != self.stored {
            self.stored.clone_from(&kept);
            out.push(Effect::StoreUnsent(kept));
        }
    }
}
