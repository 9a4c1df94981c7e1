//! Who is logged in at the desk, who is on duty, and what each connection is told.
//! Pure but for the channels: the center is an argument. Called by `agent_api` (log-in, calls) and by the center
//! (changes). What the calls do is in `calls` and `lists`.

use std::collections::BTreeMap;

use parlor_agent_protocol::{Agent, Extra, MyProfile, Push, RoutingStatus, ServerFrame, extra::FormOffer};
use parlor_conversation::{Center, Change};
use parlor_protocol::event::{Party, PartyKind};
use tokio::sync::mpsc::{Sender, error::TrySendError};

use super::{show::is_unassigned, signal, tell};

/// An agent or bot that the settings name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub token: String,
    /// It is shown to visitors as the scenario, not as a person.
    pub bot: bool,
}

/// One connection that is logged in; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionId(u64);

/// What a connection is to send: a frame, and the message that has reached the agent once it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    pub frame: ServerFrame,
    /// Chat and message id.
    pub receipt: Option<(String, String)>,
}

#[derive(Debug)]
struct Session {
    agent_id: String,
    out: Sender<Outgoing>,
}

#[derive(Debug)]
pub struct Hub {
    pub(super) accounts: Vec<Account>,
    sessions: BTreeMap<SessionId, Session>,
    last_session: u64,
    /// The last known duty of each agent; without one they accept chats.
    duty: BTreeMap<String, RoutingStatus>,
    /// Visitors who wait and the estimate, as last told.
    queue: (u64, Option<u64>),
    /// What visitors can be asked to fill in.
    forms: Vec<FormOffer>,
}

impl Hub {
    pub fn new(accounts: Vec<Account>) -> Self {
        Self {
            accounts,
            sessions: BTreeMap::new(),
            last_session: 0,
            duty: BTreeMap::new(),
            queue: (0, None),
            forms: Vec::new(),
        }
    }

    /// What visitors can be asked to fill in, as the configuration defines it.
    pub fn offer_forms(&mut self, forms: Vec<FormOffer>) {
        self.forms = forms;
    }

    /// Takes over from the center's notes who was on duty.
    pub fn restore(&mut self, center: &mut Center) {
        let known = self.accounts.iter().filter_map(|account| {
            let word = center.note(&duty_note(&account.id))?;
            Some((account.id.clone(), RoutingStatus::of(word)?))
        });
        self.duty = known.collect();
        center.set_staffed(self.anybody_on_duty());
    }

    /// Whose token this is. Every account is compared, and every byte of a token, so that time tells nothing.
    pub fn account_of(&self, token: &str) -> Option<&Account> {
        let mut found = None;
        for account in &self.accounts {
            if same(account.token.as_bytes(), token.as_bytes()) {
                found = Some(account);
            }
        }
        found
    }

    pub fn account(&self, id: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == id)
    }

    /// A connection logged in. With `reconnect` the duty stays as it was, else the agent accepts chats.
    pub fn log_in(&mut self, center: &mut Center, agent_id: &str, reconnect: bool, out: Sender<Outgoing>) -> SessionId {
        self.last_session += 1;
        let id = SessionId(self.last_session);
        self.sessions.insert(id, Session { agent_id: agent_id.to_owned(), out });
        if !reconnect || !self.duty.contains_key(agent_id) {
            self.note_duty(center, agent_id, RoutingStatus::AcceptingChats);
        }
        self.staff_changed(center);
        let (waiting, ewt) = self.queue;
        for extra in [Extra::Queue { waiting, ewt }, Extra::Forms(self.forms.clone())] {
            self.push_to(|session, _| session == id, Push::Extra(extra), None);
        }
        id
    }

    /// A connection is gone; it may have been let go before.
    pub fn log_out(&mut self, center: &mut Center, id: SessionId) {
        self.sessions.remove(&id);
        self.staff_changed(center);
    }

    pub fn sockets_of(&self, agent_id: &str) -> usize {
        self.sessions.values().filter(|session| session.agent_id == agent_id).count()
    }

    pub fn is_logged_in(&self, agent_id: &str) -> bool {
        self.sessions.values().any(|session| session.agent_id == agent_id)
    }

    /// A person takes chats: logged in and on duty.
    fn anybody_on_duty(&self) -> bool {
        self.sessions.values().any(|session| {
            self.duty.get(&session.agent_id) == Some(&RoutingStatus::AcceptingChats)
                && self.account(&session.agent_id).is_some_and(|account| !account.bot)
        })
    }

    pub(super) fn set_duty(&mut self, center: &mut Center, agent_id: &str, status: RoutingStatus) {
        self.note_duty(center, agent_id, status);
        self.push(Push::AgentUpdated { agent_id: agent_id.to_owned(), routing_status: status });
        self.staff_changed(center);
    }

    fn note_duty(&mut self, center: &mut Center, agent_id: &str, status: RoutingStatus) {
        self.duty.insert(agent_id.to_owned(), status);
        // Only the note of a chat that is not there can be refused.
        let _kept = center.keep_note(None, &duty_note(agent_id), status.name().to_owned());
    }

    fn staff_changed(&mut self, center: &mut Center) {
        center.set_staffed(self.anybody_on_duty());
        self.tell_agents();
        self.tell_queue(center);
    }

    fn tell_queue(&mut self, center: &Center) {
        let waiting = center.conversations().filter(|conversation| is_unassigned(conversation)).count() as u64;
        let queue = (waiting, center.ewt());
        if queue != self.queue {
            self.queue = queue;
            self.push(Push::Extra(Extra::Queue { waiting, ewt: queue.1 }));
        }
    }

    pub fn agent(&self, account: &Account) -> Agent {
        let present = self.is_logged_in(&account.id);
        Agent {
            id: account.id.clone(),
            name: account.name.clone(),
            // What agents log in by, where this API has its model; here the id is.
            email: Some(account.id.clone()),
            avatar: Some(String::new()),
            last_seen_timestamp: Some(0),
            present,
            routing_status: self.duty.get(&account.id).copied().filter(|_| present),
        }
    }

    pub fn my_profile(&self, account: &Account) -> MyProfile {
        MyProfile { agent: self.agent(account), permission: "normal".to_owned() }
    }

    /// An agent who is logged in, as a conversation's party.
    pub fn party_of(&self, agent_id: &str) -> Option<Party> {
        self.account(agent_id).filter(|_| self.is_logged_in(agent_id)).map(Self::party)
    }

    /// An account has one name; of two words and more the last one counts as the family's.
    pub(super) fn party(account: &Account) -> Party {
        let names = account.name.trim().rsplit_once(char::is_whitespace);
        Party {
            first_name: names.map(|(first, _)| first.trim_end().to_owned()),
            last_name: names.map(|(_, last)| last.to_owned()),
            display_name: Some(account.name.clone()),
            kind: if account.bot { PartyKind::Scenario } else { PartyKind::Internal },
        }
    }

    fn tell_agents(&mut self) {
        let agents = self.accounts.iter().map(|account| self.agent(account)).collect();
        self.push(Push::Extra(Extra::Agents(agents)));
    }

    /// To every connection.
    pub(super) fn push(&mut self, push: Push) {
        self.push_to(|_, _| true, push, None);
    }

    /// To every connection of these agents.
    pub(super) fn push_to_agents(&mut self, agent_ids: &[String], push: &Push) {
        self.push_to(|_, agent_id| agent_ids.iter().any(|id| id == agent_id), push.clone(), None);
    }

    /// To every connection but those of this agent.
    pub(super) fn push_to_others(&mut self, own_id: &str, push: Push) {
        self.push_to(|_, agent_id| agent_id != own_id, push, None);
    }

    /// `whom` is asked with a connection and its agent's id. A connection whose channel is full does not read any more: it is
    /// let go and has to log in again.
    fn push_to(&mut self, whom: impl Fn(SessionId, &str) -> bool, push: Push, receipt: Option<&(String, String)>) {
        let frame = ServerFrame::Push { request_id: None, push: Box::new(push) };
        self.sessions.retain(|id, session| {
            if !whom(*id, &session.agent_id) {
                return true;
            }
            let outgoing = Outgoing { frame: frame.clone(), receipt: receipt.cloned() };
            !matches!(session.out.try_send(outgoing), Err(TrySendError::Full(_) | TrySendError::Closed(_)))
        });
    }

    /// Told of changes in order, with the center as it stands after them.
    pub fn changed(&mut self, center: &Center, now: u64, changes: &[Change]) {
        // Who hears of a chat hears of what has been said in it by now.
        let mut opened: Vec<&str> = Vec::new();
        for change in changes {
            let Some(chat_id) = chat_of(change) else { continue };
            let Some(conversation) = center.conversation(chat_id) else { continue };
            let in_confidence = tell::in_confidence(conversation, change);
            for (agents, push) in in_confidence.into_iter().chain(signal::from_visitor(conversation, change)) {
                self.push_to_agents(&agents, &push);
            }
            let is_new = opened.contains(&chat_id);
            let mut receipt = tell::receipt(change);
            if matches!(change, Change::Opened(_)) {
                opened.push(chat_id);
                receipt = changes.iter().filter(|change| chat_of(change) == Some(chat_id)).find_map(tell::receipt);
            }
            for push in tell::pushes(conversation, now, change) {
                if !(is_new && matches!(push, Push::IncomingEvent { .. })) {
                    self.push_to(|_, _| true, push, receipt.as_ref());
                }
            }
        }
        self.tell_queue(center);
    }
}

/// The center's note of an agent's duty.
fn duty_note(agent_id: &str) -> String {
    ["duty/", agent_id].concat()
}

fn chat_of(change: &Change) -> Option<&str> {
    match change {
        Change::Opened(opening) => Some(&opening.chat_id),
        Change::Appended { chat_id, .. }
        | Change::Delivered { chat_id, .. }
        | Change::Presence { chat_id, .. }
        | Change::VisitorTyping { chat_id, .. }
        | Change::Passed { chat_id, .. }
        | Change::Disconnected { chat_id }
        | Change::Ended { chat_id, .. }
        | Change::Forgotten { chat_id } => Some(chat_id),
        Change::Noted { chat_id, .. } => chat_id.as_deref(),
        Change::PollReady(_) => None,
    }
}

/// Compares every byte whatever comes before it differs. Lengths are not secret.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len()
        && std::hint::black_box(left.iter().zip(right).fold(0, |diff, (a, b)| diff | (a ^ b))) == 0
}
