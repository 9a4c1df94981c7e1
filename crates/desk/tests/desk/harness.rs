//! A server's end for the core, in virtual time: it sees the frames that the desk sends and says what a test wants said.
//! Everything goes through the wire's text, so that the tests hold for any server of the Agent API.
#![expect(clippy::needless_pass_by_value, reason = "tests write their JSON in place")]

use parlor_call::{CallId, Order};
use parlor_desk::state::{
    Announcement, Config, Desk, DeskInput, DeskView, Effect, FileId, Intent, RowBody, SendState, SocketId,
};
use serde_json::{Value, json};

pub(crate) const CHAT: &str = "c1";
pub(crate) const ME: &str = "anna";

pub(crate) struct Bench {
    pub(crate) desk: Desk,
    pub(crate) now: u64,
    pub(crate) socket: Option<SocketId>,
    /// Frames that nobody has looked at.
    pub(crate) sent: Vec<Value>,
    pub(crate) said: Vec<Announcement>,
    pub(crate) token: Option<String>,
    pub(crate) unsent: Option<String>,
    /// Files under way: which, and under what name.
    pub(crate) uploads: Vec<(FileId, String)>,
    /// What was ordered of a call's devices and connection.
    pub(crate) calls: Vec<(CallId, Order)>,
    /// How often it was asked where calls find their ways.
    pub(crate) servers_asked: usize,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let local_day = |seconds: u64| i64::try_from(seconds / 86_400).unwrap_or(0);
        let desk = Desk::new(Config { seed: 11, local_day });
        Self {
            desk,
            now: 1_700_000_000_000,
            socket: None,
            sent: vec![],
            said: vec![],
            token: None,
            unsent: None,
            uploads: vec![],
            calls: vec![],
            servers_asked: 0,
        }
    }

    /// Signed in, with one chat of the agent's own whose visitor has said "hello".
    pub(crate) fn with_chat() -> Self {
        let mut bench = Self::new();
        bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
        bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
        bench.want(Intent::Select { chat: Some(CHAT.into()) });
        bench
    }

    pub(crate) fn feed(&mut self, input: DeskInput) {
        for effect in self.desk.handle(self.now, input) {
            match effect {
                Effect::Open(id) => self.socket = Some(id),
                Effect::Send(id, text) => {
                    assert_eq!(Some(id), self.socket, "a frame for a socket that is gone");
                    self.sent.push(serde_json::from_str(&text).unwrap());
                }
                Effect::Close(id) => {
                    if self.socket == Some(id) {
                        self.socket = None;
                    }
                }
                Effect::Upload { file, chat, custom_id, token } => {
                    assert_eq!((&*chat, &*token), (CHAT, "secret"));
                    self.uploads.push((file, custom_id));
                }
                Effect::AskServers { token } => {
                    assert_eq!(token, "secret");
                    self.servers_asked += 1;
                }
                Effect::Call(call, order) => self.calls.push((call, order)),
                Effect::StoreToken(token) => self.token = token,
                Effect::StoreUnsent(unsent) => self.unsent = unsent,
                Effect::Announce(line) => self.said.push(line),
            }
        }
    }

    pub(crate) fn want(&mut self, intent: Intent) {
        self.feed(DeskInput::Intent(intent));
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.want(Intent::Send { chat: CHAT.into(), text: text.into() });
    }

    pub(crate) fn frame(&mut self, frame: &Value) {
        let socket = self.socket.unwrap();
        self.feed(DeskInput::Frame(socket, frame.to_string()));
    }

    pub(crate) fn push(&mut self, action: &str, payload: Value) {
        self.frame(&json!({ "action": action, "type": "push", "payload": payload }));
    }

    /// The oldest request of this action that was not looked at, with its payload.
    pub(crate) fn take(&mut self, action: &str) -> Option<Value> {
        let index = self.sent.iter().position(|frame| frame["action"] == action)?;
        Some(self.sent.remove(index))
    }

    pub(crate) fn answer(&mut self, request: &Value, payload: Value) {
        self.frame(&json!({
            "request_id": request["request_id"], "action": request["action"], "type": "response",
            "success": true, "payload": payload,
        }));
    }

    pub(crate) fn refuse(&mut self, request: &Value, kind: &str, message: &str) {
        self.frame(&json!({
            "request_id": request["request_id"], "action": request["action"], "type": "response",
            "success": false, "payload": { "error": { "type": kind, "message": message } },
        }));
    }

    pub(crate) fn open(&mut self) {
        let socket = self.socket.unwrap();
        self.feed(DeskInput::Opened(socket));
    }

    pub(crate) fn sign_in(&mut self, chats: &[Value]) {
        self.want(Intent::SignIn { token: "secret".into() });
        self.log_in(chats);
    }

    pub(crate) fn log_in(&mut self, chats: &[Value]) {
        self.open();
        let login = self.take("login").unwrap();
        assert_eq!(login["payload"]["token"], "secret");
        let profile = json!({ "id": ME, "type": "agent", "name": "Anna Berger", "routing_status": "accepting_chats" });
        self.answer(&login, json!({ "my_profile": profile, "chats_summary": chats }));
    }

    pub(crate) fn serve_threads(&mut self, chat: &str, users: &[Value], events: Vec<Value>, active: bool) {
        let request = self.take("get_chat_threads").unwrap();
        assert_eq!(request["payload"]["chat_id"], chat);
        self.answer_threads(&request, users, events, active);
    }

    pub(crate) fn answer_threads(&mut self, request: &Value, users: &[Value], events: Vec<Value>, active: bool) {
        let thread = json!({ "id": "t", "order": 1, "active": active, "timestamp": 1_700_000_000, "events": events });
        let chat = json!({ "id": request["payload"]["chat_id"], "users": users, "threads": [thread] });
        self.answer(request, json!({ "chat": chat }));
    }

    /// The line breaks.
    pub(crate) fn cut(&mut self) {
        let socket = self.socket.take().unwrap();
        self.feed(DeskInput::Closed(socket));
    }

    /// Time goes on, deadline by deadline.
    pub(crate) fn wait(&mut self, milliseconds: u64) {
        let until = self.now + milliseconds;
        for _ in 0..10_000 {
            let Some(at) = self.desk.next_deadline().filter(|at| *at <= until) else {
                self.now = until;
                return;
            };
            self.now = self.now.max(at);
            self.feed(DeskInput::Tick);
        }
        panic!("the desk's timer does not come to rest");
    }

    /// Waits until the desk tries again, and logs in.
    pub(crate) fn come_back(&mut self, chats: &[Value]) {
        self.wait(20_000);
        self.log_in(chats);
    }

    pub(crate) fn view(&self) -> DeskView {
        self.desk.view()
    }

    /// What the transcript shows.
    pub(crate) fn rows(&self) -> Vec<RowBody> {
        self.view().rows.iter().filter_map(|key| Some(self.desk.row(*key)?.body)).collect()
    }

    /// The messages of the transcript with how far each has come.
    pub(crate) fn messages(&self) -> Vec<(String, Option<SendState>)> {
        let message = |row| match row {
            RowBody::Message(message) => Some((message.text, message.state)),
            _ => None,
        };
        self.rows().into_iter().filter_map(message).collect()
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        self.messages().into_iter().map(|(text, _)| text).collect()
    }
}

pub(crate) fn visitor() -> Value {
    json!({ "id": "v1", "type": "customer", "name": "Ann Lee", "present": true })
}

pub(crate) fn agent(id: &str) -> Value {
    json!({ "id": id, "type": "agent", "name": id, "present": true, "routing_status": "accepting_chats" })
}

pub(crate) fn summary(id: &str, users: &[Value]) -> Value {
    json!({ "id": id, "users": users, "last_thread_summary": { "id": "t", "order": 1, "timestamp": 1_700_000_000 } })
}

pub(crate) fn event(order: u64, author: &str, text: &str) -> Value {
    json!({
        "id": format!("e{order}"), "order": order, "type": "message", "author_id": author,
        "timestamp": 1_700_000_000, "text": text, "recipients": "all",
    })
}

pub(crate) fn custom(order: u64, author: &str, content: Value) -> Value {
    json!({
        "id": format!("e{order}"), "order": order, "type": "custom", "author_id": author,
        "timestamp": 1_700_000_000, "content": content, "recipients": "all",
    })
}

/// What the server makes of a `send_event`.
pub(crate) fn accepted(request: &Value, order: u64) -> Value {
    let mut event = event(order, ME, request["payload"]["event"]["text"].as_str().unwrap());
    event["custom_id"] = request["payload"]["event"]["custom_id"].clone();
    event
}
