//! Several tabs of one browser in virtual time: each a session with a network of its own, all with one client's chat,
//! one right to poll and one channel between them. Tabs freeze, crash, close, reload and are duplicated.

#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use parlor_conversation::{Author, Center, Change, PollId, Settings};
use parlor_protocol::{
    Body,
    event::{Message, Party},
};
use parlor_session::{
    Config, Effect, Input, Intent, Millis, Session,
    effect::{Lead, StoreKey},
    input::{Outcome, RequestId, RowId},
    view::{Asked, FormView, Phase, Sender, StatusView},
};

use super::{AGENT, CLIENT, Network, START, Served, config, is_poll, released, serve};

/// How long a word takes from tab to tab, and the browser to hand the right to poll on.
const CHANNEL: u64 = 4;

pub(crate) struct Tab {
    pub(crate) session: Session,
    pub(crate) network: Network,
    storage: Option<String>,
    pub(crate) alive: bool,
    pub(crate) frozen: bool,
    /// Put aside for the way back: it hears nothing.
    asleep: bool,
    pub(crate) visible: bool,
    polls: Vec<RequestId>,
}

pub(crate) struct Browser {
    pub(crate) now: u64,
    pub(crate) center: Center,
    pub(crate) tabs: Vec<Tab>,
    /// Who has the right to poll, and who waits for it.
    pub(crate) holder: Option<usize>,
    queue: Vec<usize>,
    /// What is on its way to a tab.
    mail: BTreeMap<(u64, u64), (usize, Input)>,
    mails: u64,
    had_chat: Option<String>,
    held: BTreeMap<PollId, (usize, RequestId)>,
    chats: u64,
    pub(crate) config: Config,
    /// When more than one tab that runs had a poll open, and for how long in all.
    pub(crate) overlap: u64,
    pub(crate) histories: usize,
}

impl Browser {
    pub(crate) fn new(settings: Settings, seed: u64) -> Self {
        Self {
            now: START,
            center: Center::new(settings),
            tabs: Vec::new(),
            holder: None,
            queue: Vec::new(),
            mail: BTreeMap::new(),
            mails: 0,
            had_chat: None,
            held: BTreeMap::new(),
            chats: 0,
            config: Config { seed, shares: true, ..config() },
            overlap: 0,
            histories: 0,
        }
    }

    /// A new tab, seen in the place of all others.
    pub(crate) fn open(&mut self) -> usize {
        self.open_with(None, true)
    }

    fn open_with(&mut self, snapshot: Option<String>, is_own: bool) -> usize {
        self.config.seed += 1;
        let (resume, had_snapshot) = (self.had_chat.is_some(), snapshot.is_some());
        let session = Session::new(Config { snapshot: snapshot.clone(), resume, ..self.config.clone() });
        let mut network = Network::new(self.config.seed);
        network.latency = 8;
        let tab = Tab {
            session,
            network,
            storage: snapshot,
            alive: true,
            frozen: false,
            asleep: false,
            visible: false,
            polls: Vec::new(),
        };
        self.tabs.push(tab);
        let tab = self.tabs.len() - 1;
        if had_snapshot {
            self.post(tab, Input::Owned(is_own));
        }
        self.input(tab, Input::Tick);
        self.show(tab);
        tab
    }

    /// The visitor looks at this tab, and at no other.
    pub(crate) fn show(&mut self, tab: usize) {
        for other in 0..self.tabs.len() {
            self.set_visible(other, other == tab);
        }
    }

    pub(crate) fn set_visible(&mut self, tab: usize, visible: bool) {
        if self.tabs[tab].alive && self.tabs[tab].visible != visible {
            self.tabs[tab].visible = visible;
            self.input(tab, Input::Visible(visible));
            self.input(tab, Input::Intent(Intent::Watch(visible)));
        }
    }

    pub(crate) fn close(&mut self, tab: usize) {
        self.input(tab, Input::Leaving);
        self.crash(tab);
    }

    /// The renderer is gone: its connections too.
    pub(crate) fn crash(&mut self, tab: usize) {
        self.tabs[tab].alive = false;
        self.tabs[tab].network.cut(None);
        let dropped: Vec<PollId> = self.held.iter().filter(|(_, (of, _))| *of == tab).map(|(poll, _)| *poll).collect();
        for poll in dropped {
            self.held.remove(&poll);
            self.center.drop_poll(self.now, poll);
        }
        self.mail.retain(|_, (to, _)| *to != tab);
        self.release(tab);
        self.changes();
    }

    pub(crate) fn reload(&mut self, tab: usize) -> usize {
        let kept = self.leave(tab);
        self.open_with(kept, true)
    }

    /// Another page of the same tab; the one before is kept as it was.
    pub(crate) fn go_on(&mut self, tab: usize) -> usize {
        self.input(tab, Input::Leaving);
        self.freeze(tab);
        self.tabs[tab].asleep = true;
        let kept = self.tabs[tab].storage.clone();
        self.open_with(kept, true)
    }

    /// Back to it.
    pub(crate) fn go_back(&mut self, from: usize, to: usize) {
        self.close(from);
        self.tabs[to].asleep = false;
        self.thaw(to);
        self.input(to, Input::Woke);
    }

    fn leave(&mut self, tab: usize) -> Option<String> {
        self.close(tab);
        self.tabs[tab].storage.clone()
    }

    /// A second tab with a copy of what the first one keeps.
    pub(crate) fn duplicate(&mut self, tab: usize) -> usize {
        let kept = self.tabs[tab].storage.clone();
        self.open_with(kept, false)
    }

    pub(crate) fn freeze(&mut self, tab: usize) {
        self.tabs[tab].frozen = true;
    }

    /// What was on its way arrives now.
    pub(crate) fn thaw(&mut self, tab: usize) {
        self.tabs[tab].frozen = false;
        self.step();
    }

    pub(crate) fn intent(&mut self, tab: usize, intent: Intent) {
        self.input(tab, Input::Intent(intent));
    }

    pub(crate) fn send(&mut self, tab: usize, text: &str) {
        self.intent(tab, Intent::Send { text: text.to_owned() });
    }

    pub(crate) fn input(&mut self, tab: usize, input: Input) {
        if self.tabs[tab].alive && !self.tabs[tab].frozen {
            for effect in self.tabs[tab].session.handle(Millis(self.now), input) {
                self.obey(tab, effect);
            }
        }
    }

    fn obey(&mut self, tab: usize, effect: Effect) {
        match effect {
            Effect::Http(request) => {
                if is_poll(&request) {
                    self.tabs[tab].polls.push(request.id);
                }
                self.histories += usize::from(request.path.contains("/history"));
                self.tabs[tab].network.send(self.now, request);
            }
            Effect::Abort(id) => {
                self.tabs[tab].polls.retain(|open| *open != id);
                self.tabs[tab].network.cut(Some(id));
                if let Some(poll) = self.held.iter().find(|(_, held)| **held == (tab, id)).map(|(poll, _)| *poll) {
                    self.held.remove(&poll);
                    self.center.drop_poll(self.now, poll);
                }
            }
            Effect::Store { key: StoreKey::Session, value } => self.tabs[tab].storage = value,
            Effect::Store { key: StoreKey::HadChat, value } => self.had_chat = value,
            Effect::Share(words) => {
                for other in 0..self.tabs.len() {
                    if other != tab && self.tabs[other].alive && !self.tabs[other].asleep {
                        self.post(other, Input::Heard(words.clone()));
                    }
                }
            }
            Effect::Lead(Lead::Queue) => {
                self.queue.retain(|other| *other != tab);
                self.queue.push(tab);
                self.grant();
            }
            Effect::Lead(Lead::Take) => {
                self.queue.retain(|other| *other != tab);
                if let Some(before) = self.holder.replace(tab) {
                    self.post(before, Input::Lead(false));
                }
                self.post(tab, Input::Lead(true));
            }
            Effect::Lead(Lead::Leave) => self.release(tab),
            _ => {}
        }
    }

    fn release(&mut self, tab: usize) {
        self.queue.retain(|other| *other != tab);
        if self.holder == Some(tab) {
            self.holder = None;
            self.grant();
        }
    }

    fn grant(&mut self) {
        if self.holder.is_none() && !self.queue.is_empty() {
            let next = self.queue.remove(0);
            self.holder = Some(next);
            self.post(next, Input::Lead(true));
        }
    }

    fn post(&mut self, to: usize, input: Input) {
        self.mails += 1;
        self.mail.insert((self.now + CHANNEL, self.mails), (to, input));
    }

    // What the agents do.

    pub(crate) fn chat_id(&self) -> String {
        let mut ids = self.tabs.iter().filter_map(|tab| tab.session.view().status.chat_id.clone());
        ids.next_back().unwrap_or_default()
    }

    pub(crate) fn join(&mut self) {
        let party = Party { display_name: Some("Ann Lee".to_owned()), ..Party::default() };
        drop(self.center.join(self.now, &self.chat_id(), AGENT, party));
        self.changes();
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.tell(Body::Message(Message { msg: text.to_owned(), ..Message::default() }));
    }

    /// The agent's event.
    pub(crate) fn tell(&mut self, body: Body) {
        drop(self.center.say(self.now, &self.chat_id(), AGENT, body));
        self.changes();
    }

    pub(crate) fn end_by_agent(&mut self) {
        drop(self.center.close(self.now, &self.chat_id(), &Author::Party(AGENT.to_owned())));
        self.changes();
    }

    // Time.

    pub(crate) fn run(&mut self, millis: u64) {
        let until = self.now + millis;
        let mut steps = 0_u32;
        while let Some(next) = self.next_event().filter(|next| *next <= until) {
            let next = self.now.max(next);
            if self.polling().len() > 1 {
                self.overlap += next - self.now;
            }
            self.now = next;
            self.step();
            steps += 1;
            assert!(steps < 200_000, "the sessions are busy");
        }
        self.now = until;
    }

    /// Tabs that run and have a poll open.
    pub(crate) fn polling(&self) -> Vec<usize> {
        let polls = |tab: &Tab| tab.alive && !tab.frozen && !tab.polls.is_empty();
        (0..self.tabs.len()).filter(|tab| polls(&self.tabs[*tab])).collect()
    }

    fn runs(&self, tab: usize) -> bool {
        self.tabs[tab].alive && !self.tabs[tab].frozen
    }

    fn next_event(&self) -> Option<u64> {
        let mail = self.mail.iter().find(|(_, (to, _))| self.runs(*to)).map(|((at, _), _)| *at);
        let of_tabs = (0..self.tabs.len()).filter(|tab| self.runs(*tab)).flat_map(|tab| {
            let tab = &self.tabs[tab];
            [tab.session.next_deadline().map(|(at, _)| at.0), tab.network.next()]
        });
        // A frozen tab's requests still arrive; its answers wait.
        let arriving = self.tabs.iter().filter(|tab| tab.frozen).filter_map(|tab| tab.network.next_arrival());
        let all = of_tabs.flatten().chain(mail).chain(arriving).chain(self.center.next_deadline());
        all.min()
    }

    fn step(&mut self) {
        if self.center.next_deadline().is_some_and(|at| at <= self.now) {
            self.center.tick(self.now);
            self.changes();
        }
        for tab in 0..self.tabs.len() {
            while let Some(request) = self.tabs[tab].network.take_arrived(self.now) {
                match serve(&mut self.center, &mut self.chats, self.now, CLIENT, &request) {
                    Served::Answer(status, body) => {
                        let outcome = Outcome::Answer { status, retry_after: None, body };
                        self.tabs[tab].network.answer(self.now, request.id, outcome);
                    }
                    Served::Held(poll) => drop(self.held.insert(poll, (tab, request.id))),
                }
                self.changes();
            }
            if !self.runs(tab) {
                continue;
            }
            while let Some((id, outcome)) = self.tabs[tab].network.take_answer(self.now) {
                self.tabs[tab].polls.retain(|open| *open != id);
                self.input(tab, Input::Http { id, outcome });
            }
        }
        let due = |browser: &Self| {
            let mut mail = browser.mail.iter().take_while(|((at, _), _)| *at <= browser.now);
            mail.find(|(_, (to, _))| browser.runs(*to)).map(|(key, _)| *key)
        };
        while let Some(key) = due(self) {
            if let Some((to, input)) = self.mail.remove(&key) {
                self.input(to, input);
            }
        }
        for tab in 0..self.tabs.len() {
            if self.runs(tab) && self.tabs[tab].session.next_deadline().is_some_and(|(at, _)| at.0 <= self.now) {
                self.input(tab, Input::Tick);
            }
        }
    }

    fn changes(&mut self) {
        loop {
            let changes = self.center.take_changes();
            if changes.is_empty() {
                return;
            }
            for change in changes {
                let Change::PollReady(poll) = change else { continue };
                let Some((tab, id)) = self.held.remove(&poll) else { continue };
                if let Some(outcome) = released(&mut self.center, self.now, poll) {
                    self.tabs[tab].network.answer(self.now, id, outcome);
                }
            }
        }
    }

    // What is to be seen.

    pub(crate) fn phase(&self, tab: usize) -> Phase {
        self.tabs[tab].session.view().status.phase
    }

    pub(crate) fn status(&self, tab: usize) -> StatusView {
        self.tabs[tab].session.view().status.clone()
    }

    pub(crate) fn asked(&self, tab: usize) -> Asked {
        self.tabs[tab].session.view().status.asked.clone()
    }

    pub(crate) fn unread(&self, tab: usize) -> usize {
        self.tabs[tab].session.view().unread
    }

    pub(crate) fn draft(&self, tab: usize) -> &str {
        self.tabs[tab].session.view().draft
    }

    /// Who said what, as this tab shows it.
    pub(crate) fn transcript(&self, tab: usize) -> Vec<(Sender, String)> {
        super::seen::transcript(&self.tabs[tab].session)
    }

    /// The forms that this tab shows.
    pub(crate) fn forms(&self, tab: usize) -> Vec<(RowId, FormView)> {
        super::seen::forms(&self.tabs[tab].session)
    }

    /// Who said what, as the server has it.
    pub(crate) fn history(&self) -> Vec<(Sender, String)> {
        let chat_id = self.chat_id();
        let Some(conversation) = self.center.conversation(&chat_id) else { return Vec::new() };
        super::seen::said(conversation, &chat_id)
    }

    pub(crate) fn alive(&self) -> Vec<usize> {
        (0..self.tabs.len()).filter(|tab| self.tabs[*tab].alive).collect()
    }
}
