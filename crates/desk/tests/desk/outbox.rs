//! Whatever the line does, each text that the agent sent is held by the server exactly once and in order.

use crate::harness::{Bench, CHAT, ME, accepted, agent, summary, visitor};
use parlor_desk::state::SendState;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Step {
    Write,
    /// The server takes the oldest request and answers it.
    Answer,
    /// The server takes the oldest request; its answer is lost with the line.
    TakeAndCut,
    /// The line breaks before the server sees anything.
    Cut,
    /// The server stumbles over the oldest request without acting.
    Stumble,
    /// The server acts and then stumbles.
    ActAndStumble,
    /// The visitor writes.
    Visitor,
    Wait(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Write),
        6 => Just(Step::Answer),
        1 => Just(Step::TakeAndCut),
        1 => Just(Step::Cut),
        1 => Just(Step::Stumble),
        1 => Just(Step::ActAndStumble),
        2 => Just(Step::Visitor),
        2 => (0_u16..20_000).prop_map(Step::Wait),
    ]
}

/// The server's one thread.
struct Server {
    bench: Bench,
    held: Vec<Value>,
    written: Vec<String>,
}

impl Server {
    fn new() -> Self {
        let mut server = Self { bench: Bench::new(), held: vec![], written: vec![] };
        server.bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
        server
    }

    /// Acts on the oldest request; returns it with its answer.
    fn act(&mut self) -> Option<(Value, Value)> {
        if self.bench.socket.is_none() || self.bench.sent.is_empty() {
            return None;
        }
        let request = self.bench.sent.remove(0);
        let payload = match request["action"].as_str().unwrap() {
            "send_event" => {
                // A server that does not recognise repetitions: the desk must not rely on it.
                let event = accepted(&request, self.held.len() as u64 + 1);
                self.held.push(event.clone());
                json!({ "thread_id": "t", "event": event })
            }
            "get_chat_threads" => {
                let thread = json!({ "id": "t", "order": 1, "active": true, "events": self.held });
                json!({ "chat": { "id": CHAT, "users": [visitor(), agent(ME)], "threads": [thread] } })
            }
            "login" => json!({
                "my_profile": agent(ME), "chats_summary": [summary(CHAT, &[visitor(), agent(ME)])],
            }),
            _ => json!({}),
        };
        Some((request, payload))
    }

    fn cut(&mut self) {
        if self.bench.socket.is_some() {
            self.bench.sent.clear();
            self.bench.cut();
        }
    }

    fn play(&mut self, step: Step) {
        match step {
            Step::Write => {
                let text = format!("text {}", self.written.len());
                self.bench.send(&text);
                self.written.push(text);
            }
            Step::Answer => {
                if let Some((request, payload)) = self.act() {
                    self.bench.answer(&request, payload);
                }
            }
            Step::TakeAndCut => {
                self.act();
                self.cut();
            }
            Step::Cut => self.cut(),
            Step::Stumble => {
                if self.bench.socket.is_some() && !self.bench.sent.is_empty() {
                    let request = self.bench.sent.remove(0);
                    self.bench.refuse(&request, "internal", "Internal server error");
                }
            }
            Step::ActAndStumble => {
                if let Some((request, _)) = self.act() {
                    self.bench.refuse(&request, "request_timeout", "Request timed out");
                }
            }
            Step::Visitor => {
                let order = self.held.len() as u64 + 1;
                let event = crate::harness::event(order, "v1", "visitor's");
                self.held.push(event.clone());
                if self.bench.socket.is_some() {
                    self.bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event }));
                }
            }
            Step::Wait(milliseconds) => {
                self.bench.wait(u64::from(milliseconds));
                self.open_if_asked();
            }
        }
    }

    fn open_if_asked(&mut self) {
        if self.bench.socket.is_some() && self.bench.view().status.phase != parlor_desk::state::Phase::Online {
            self.bench.open();
        }
    }

    /// The line holds from here on: everything settles.
    fn come_to_rest(&mut self) {
        for _ in 0..400 {
            self.open_if_asked();
            while let Some((request, payload)) = self.act() {
                self.bench.answer(&request, payload);
            }
            self.bench.wait(500);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn each_text_is_held_once_and_in_order_or_has_visibly_failed(steps in prop::collection::vec(step(), 0..60)) {
        let mut server = Server::new();
        for step in steps {
            server.play(step);
        }
        server.come_to_rest();
        let own = |event: &&Value| event["author_id"] == ME;
        let held: Vec<String> =
            server.held.iter().filter(own).map(|event| event["text"].as_str().unwrap().to_owned()).collect();
        server.bench.want(parlor_desk::state::Intent::Select { chat: Some(CHAT.into()) });
        let shown = server.bench.messages();
        let failed: Vec<&String> = shown
            .iter()
            .filter(|(_, state)| *state == Some(SendState::Failed))
            .map(|(text, _)| text)
            .collect();
        // Nothing is lost: what the server does not hold has failed where the agent sees it.
        let expected: Vec<&String> = server.written.iter().filter(|text| !failed.contains(text)).collect();
        prop_assert_eq!(held.iter().collect::<Vec<_>>(), expected);
        // And the desk shows the thread as the server holds it.
        let in_thread: Vec<&str> = server.held.iter().map(|event| event["text"].as_str().unwrap()).collect();
        let sent: Vec<&str> = shown
            .iter()
            .filter(|(_, state)| *state != Some(SendState::Failed))
            .map(|(text, _)| &**text)
            .collect();
        prop_assert_eq!(sent, in_thread);
    }
}
