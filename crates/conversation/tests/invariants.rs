#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What holds after any sequence of operations, under any settings.

use std::collections::BTreeMap;

use parlor_conversation::{Author, Center, Change, Entry, Manner, Poll, PollId, Settings, Stored};
use parlor_protocol::{
    event::{Body, Event, Message, Party, PartyKind},
    request::RequestChat,
};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug)]
enum Step {
    Request(u8),
    Post { client: u8, id: u8, text: u8 },
    Typing(u8),
    End(u8),
    Disconnect(u8),
    Poll(u8),
    TakePolls,
    DropPoll(u8),
    Join(u8),
    Leave(u8),
    Say { chat: u8, text: u8 },
    SayNamed { chat: u8, name: u8, is_internal: bool },
    Type(u8),
    Read { chat: u8, id: u8 },
    Queue(u8),
    Close(u8),
    Wait(u32),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let one = 0..3_u8;
    prop_oneof![
        2 => one.clone().prop_map(Step::Request),
        6 => (one.clone(), 0..6_u8, 0..3_u8).prop_map(|(client, id, text)| Step::Post { client, id, text }),
        1 => one.clone().prop_map(Step::Typing),
        1 => one.clone().prop_map(Step::End),
        1 => one.clone().prop_map(Step::Disconnect),
        6 => one.clone().prop_map(Step::Poll),
        4 => Just(Step::TakePolls),
        1 => one.clone().prop_map(Step::DropPoll),
        2 => one.clone().prop_map(Step::Join),
        1 => one.clone().prop_map(Step::Leave),
        6 => (one.clone(), 0..3_u8).prop_map(|(chat, text)| Step::Say { chat, text }),
        2 => (one.clone(), 0..4_u8, any::<bool>())
            .prop_map(|(chat, name, is_internal)| Step::SayNamed { chat, name, is_internal }),
        1 => one.clone().prop_map(Step::Type),
        1 => (one.clone(), 0..20_u8).prop_map(|(chat, id)| Step::Read { chat, id }),
        1 => one.clone().prop_map(Step::Queue),
        1 => one.prop_map(Step::Close),
        3 => (0..200_000_u32).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ]
}

fn settings() -> impl Strategy<Value = Settings> {
    any::<(bool, bool, bool, bool, bool)>().prop_map(|(echo_own, renumber, drop_duplicates, warns, lingers)| Settings {
        echo_own,
        renumber,
        drop_duplicates,
        inactivity_warning: warns.then_some(60_000),
        inactivity_timeout: warns.then_some(120_000),
        linger: if lingers { 5_000 } else { 0 },
        kept_after_end: u64::MAX,
        ..Settings::default()
    })
}

/// A server's worth of visitors and agents, with a store that only listens to the changes.
struct World {
    center: Center,
    now: u64,
    store: BTreeMap<String, Stored>,
    polls: BTreeMap<PollId, String>,
    /// Chat of each client, as last told.
    chats: BTreeMap<u8, String>,
    /// What was accepted from visitors and agents, by chat.
    accepted: BTreeMap<String, Vec<String>>,
    /// Kept events that polls have handed out, by chat.
    handed: BTreeMap<String, Vec<Event>>,
    fresh: u32,
}

fn client(number: u8) -> String {
    format!("client-{number}")
}

impl World {
    fn new(settings: Settings) -> Self {
        Self {
            center: Center::new(settings),
            now: 1_000_000,
            store: BTreeMap::new(),
            polls: BTreeMap::new(),
            chats: BTreeMap::new(),
            accepted: BTreeMap::new(),
            handed: BTreeMap::new(),
            fresh: 0,
        }
    }

    fn chat(&self, number: u8) -> String {
        self.chats.get(&number).cloned().unwrap_or_default()
    }

    fn keep(&mut self) {
        for change in self.center.take_changes() {
            match change {
                Change::Opened(opening) => {
                    let id = opening.chat_id.clone();
                    self.store.insert(id, Stored { opening, ..Stored::default() });
                }
                Change::Appended { chat_id, entry } => self.store.get_mut(&chat_id).unwrap().entries.push(entry),
                Change::Delivered { chat_id, before } => {
                    self.store.get_mut(&chat_id).unwrap().delivered_before = before;
                }
                _ => {}
            }
        }
    }

    fn hand(&mut self, chat: &str, events: Vec<Event>) {
        let kept = events.into_iter().filter(|event| !matches!(event.body, Body::Typing { .. } | Body::NotTyping));
        self.handed.entry(chat.to_owned()).or_default().extend(kept);
    }

    fn post(&mut self, number: u8, body: Body) -> bool {
        let chat = self.chat(number);
        self.center.post_events(self.now, &client(number), &chat, vec![Event::of(body)]).is_ok()
    }

    fn run(&mut self, step: Step) {
        self.now += 1;
        let now = self.now;
        match step {
            Step::Request(number) => {
                self.fresh += 1;
                let fresh = format!("chat-{}", self.fresh);
                let chat = self.center.request_chat(now, &client(number), RequestChat::default(), &fresh).unwrap();
                self.chats.insert(number, chat.chat_id);
            }
            Step::Post { client: number, id, text } => {
                let text = format!("v{text}");
                let message = Message { msg_id: Some(id.to_string()), msg: text.clone(), ..Message::default() };
                if self.post(number, Body::Message(message)) {
                    let chat = self.chat(number);
                    self.accepted.entry(chat).or_default().push(text);
                }
            }
            Step::Typing(number) => drop(self.post(number, Body::Typing { draft: None })),
            Step::End(number) => drop(self.post(number, Body::End)),
            Step::Disconnect(number) => drop(self.post(number, Body::Disconnect)),
            Step::Poll(number) => {
                let chat = self.chat(number);
                let is_held = self.polls.values().any(|held| *held == chat);
                match self.center.open_poll(now, &client(number), &chat) {
                    Ok(Poll::Answer(events)) => {
                        assert!(!is_held && !events.is_empty());
                        self.hand(&chat, events);
                    }
                    Ok(Poll::Held(id)) => {
                        assert!(!is_held, "at most one poll of a chat is held");
                        self.polls.insert(id, chat);
                    }
                    Err(_) => {}
                }
            }
            Step::TakePolls => {
                for (id, chat) in self.polls.clone() {
                    if let Some(events) = self.center.take_poll(now, id) {
                        self.polls.remove(&id);
                        self.hand(&chat, events);
                    }
                }
            }
            Step::DropPoll(number) => {
                let chat = self.chat(number);
                let held = self.polls.iter().find(|(_, held)| **held == chat).map(|(id, _)| *id);
                if let Some(id) = held {
                    self.center.drop_poll(now, id);
                    self.polls.remove(&id);
                }
            }
            Step::Restart => {
                self.keep();
                let stored = self.store.values().cloned().collect();
                let settings = self.center.settings().clone();
                self.center = Center::restore(settings, stored, now);
                self.polls.clear();
            }
            Step::Wait(length) => {
                self.now += u64::from(length);
                self.center.tick(self.now);
            }
            other => self.act_as_agent(other),
        }
        self.keep();
    }

    fn act_as_agent(&mut self, step: Step) {
        let now = self.now;
        match step {
            Step::Say { chat, text } => {
                let (chat, text) = (self.chat(chat), format!("a{text}"));
                let body = Body::Message(Message { msg: text.clone(), ..Message::default() });
                if self.center.say(now, &chat, "anna", body).is_ok() {
                    self.accepted.entry(chat).or_default().push(text);
                }
            }
            Step::SayNamed { chat, name, is_internal } => {
                let (chat, text) = (self.chat(chat), format!("n{name}{}", if is_internal { "i" } else { "" }));
                let body = Body::Message(Message { msg: text.clone(), ..Message::default() });
                let manner = Manner { custom_id: Some(text.clone()), is_internal };
                let known = self.accepted.get(&chat).is_some_and(|accepted| accepted.contains(&text));
                if self.center.say_so(now, &chat, "anna", body, manner).is_ok() && !known {
                    self.accepted.entry(chat).or_default().push(text);
                }
            }
            // Refused where the chat has ended or never began: nothing may change then, which `check` sees.
            Step::Join(chat) => {
                drop(self.center.join(
                    now,
                    &self.chat(chat),
                    "anna",
                    Party { kind: PartyKind::Internal, ..Party::default() },
                ));
            }
            Step::Leave(chat) => drop(self.center.leave(now, &self.chat(chat), "anna")),
            Step::Type(chat) => drop(self.center.say(now, &self.chat(chat), "anna", Body::Typing { draft: None })),
            Step::Read { chat, id } => {
                drop(self.center.say(now, &self.chat(chat), "anna", Body::MessageRead { ref_msg_id: id.to_string() }));
            }
            Step::Queue(chat) => drop(self.center.queue(now, &self.chat(chat), None)),
            Step::Close(chat) => drop(self.center.close(now, &self.chat(chat), &Author::System)),
            _ => {}
        }
    }

    fn check(&self) {
        for conversation in self.center.conversations() {
            let entries = conversation.entries();
            let stored = &self.store[conversation.chat_id()];
            assert_eq!(stored.entries, entries, "the store heard of everything");
            for (place, entry) in entries.iter().enumerate() {
                assert_eq!(entry.seq, place as u64);
                assert!(place == 0 || entries[place - 1].at() < entry.at(), "times are strictly increasing");
                let is_own = entry.event.party_id.as_deref() == Some(conversation.chat_id());
                assert_eq!(is_own, entry.author == Author::Visitor);
            }
            let internal = entries.iter().filter(|entry| entry.is_internal());
            assert!(internal.clone().all(|entry| is_internal(&entry.event) && !entry.for_visitor));
            self.check_accepted(conversation.chat_id(), entries);
            let told: Vec<&Event> =
                entries.iter().filter(|entry| entry.for_visitor).map(|entry| &entry.event).collect();
            let handed = self.handed.get(conversation.chat_id()).map_or(&[][..], Vec::as_slice);
            let history = self.center.history(conversation.client(), conversation.chat_id()).unwrap();
            assert!(history.iter().all(|event| !is_internal(event)), "agents' notes stay among agents");
            assert!(handed.len() <= told.len(), "each event is handed out at most once");
            assert!(handed.iter().eq(told[..handed.len()].iter().copied()), "in order, and without gaps");
        }
    }

    fn check_accepted(&self, chat: &str, entries: &[Entry]) {
        let kept = entries.iter().filter_map(|entry| match &entry.event.body {
            Body::Message(message) => Some(message.msg.clone()),
            _ => None,
        });
        let kept: Vec<String> = kept.collect();
        let accepted = self.accepted.get(chat).cloned().unwrap_or_default();
        if self.center.settings().drop_duplicates {
            // Every accepted text is there; what was dropped was there before.
            let mut rest = kept.iter();
            let mut seen: Vec<&String> = Vec::new();
            for text in &accepted {
                if seen.contains(&text) && rest.as_slice().first() != Some(text) {
                    continue;
                }
                assert_eq!(rest.next(), Some(text), "nothing accepted is missing");
                seen.push(text);
            }
            assert_eq!(rest.next(), None);
        } else {
            assert_eq!(kept, accepted, "nothing accepted is missing, and nothing came by itself");
        }
    }
}

/// `SayNamed` says so in its text.
fn is_internal(event: &Event) -> bool {
    matches!(&event.body, Body::Message(message) if message.msg.starts_with('n') && message.msg.ends_with('i'))
}

/// What a restart may not change.
fn lasting(center: &Center) -> Vec<impl PartialEq + std::fmt::Debug + use<>> {
    center
        .conversations()
        .map(|chat| {
            let parties: Vec<String> = chat.parties().map(|(id, _)| id.to_owned()).collect();
            (chat.opening().clone(), chat.entries().to_vec(), chat.state(), chat.ewt(), parties, chat.ended_by())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_history_is_whole_and_polls_hand_it_out_once(settings in settings(), steps in prop::collection::vec(step(), 1..120)) {
        let mut world = World::new(settings);
        for step in steps {
            world.run(step);
            world.check();
        }
    }

    #[test]
    fn a_restored_center_equals_the_one_that_ran(settings in settings(), steps in prop::collection::vec(step(), 1..80)) {
        let mut world = World::new(settings.clone());
        for step in steps {
            world.run(step);
        }
        let restored = Center::restore(settings, world.store.values().cloned().collect(), world.now);
        prop_assert_eq!(lasting(&restored), lasting(&world.center));
        for number in 0..3 {
            let (one, other) = (restored.active_chat(&client(number)), world.center.active_chat(&client(number)));
            prop_assert_eq!(one, other);
        }
    }

    #[test]
    fn no_deadline_is_left_behind_by_its_tick(settings in settings(), steps in prop::collection::vec(step(), 1..80)) {
        let mut world = World::new(settings);
        for step in steps {
            world.run(step);
        }
        for _ in 0..100 {
            let Some(at) = world.center.next_deadline().filter(|at| *at < u64::MAX / 2) else { break };
            let at = at.max(world.now);
            world.center.tick(at);
            prop_assert!(world.center.next_deadline().is_none_or(|next| next > at), "no busy timer");
        }
    }
}
