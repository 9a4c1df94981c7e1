//! All conversations of a contact center and what visitors may do with them: request, post, poll, read back.
//! Called by the server's shell and by the session's tests. What agents do is in `agents`, what time does in `timers`.
//! Every operation is whole or refused: a refused one changes nothing.

use std::collections::BTreeMap;

use parlor_protocol::{
    error::ErrorCode,
    event::{Answers, Body, ChatState, Event, FormData, FormShow, Message, Undecodable},
    request::RequestChat,
    response::ChatProperties,
};

use crate::{
    change::{Change, Notes, Opening, Stored},
    conversation::{Conversation, How},
    log::Author,
    poll::{HeldPoll, Poll, PollId},
    refusal::Refusal,
    settings::Settings,
};

/// How many waits an estimate is made from.
const WAITS: usize = 10;
/// The request for the survey of a visitor who leaves; there is one of it in a chat.
const SURVEY: &str = "survey";

#[derive(Clone, Debug)]
pub struct Center {
    pub(crate) settings: Settings,
    pub(crate) conversations: BTreeMap<String, Conversation>,
    /// The one chat of each client that has not ended.
    pub(crate) active: BTreeMap<String, String>,
    pub(crate) polls: BTreeMap<PollId, HeldPoll>,
    next_poll: u64,
    /// The latest waits from request to agent, in milliseconds, behind the time when each was over; in their order.
    waits: Vec<(u64, u64)>,
    /// Somebody takes chats, as far as the backend knows.
    is_staffed: bool,
    /// Of the whole center.
    pub(crate) notes: Notes,
    pub(crate) changes: Vec<Change>,
}

impl Center {
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            conversations: BTreeMap::new(),
            active: BTreeMap::new(),
            polls: BTreeMap::new(),
            next_poll: 0,
            waits: Vec::new(),
            is_staffed: true,
            notes: Notes::new(),
            changes: Vec::new(),
        }
    }

    /// Goes on with what the store held. The time that the server was away counts for nothing: visitors have the whole
    /// of `abandoned_after` and of the inactivity times from `now`.
    pub fn restore(settings: Settings, stored: Vec<Stored>, now: u64) -> Self {
        let mut center = Self::new(settings);
        for stored in stored {
            let mut conversation = Conversation::of(stored);
            conversation.polled_at = now;
            conversation.heard_at = now;
            conversation.disconnected_at = conversation.disconnected_at.map(|_| now);
            let chat_id = conversation.chat_id().to_owned();
            if !conversation.is_ended() {
                center.active.insert(conversation.client().to_owned(), chat_id.clone());
            }
            center.conversations.insert(chat_id.clone(), conversation);
            center.note_wait(&chat_id);
        }
        center
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn conversation(&self, chat_id: &str) -> Option<&Conversation> {
        self.conversations.get(chat_id)
    }

    /// By chat id.
    pub fn conversations(&self) -> impl Iterator<Item = &Conversation> {
        self.conversations.values()
    }

    /// What happened since the last call, in order.
    #[must_use]
    pub fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// Whether anybody takes chats. Where nobody does, earlier waits say nothing of the next one.
    pub fn set_staffed(&mut self, is_staffed: bool) {
        self.is_staffed = is_staffed;
    }

    /// The center's own notes as the store gave them back.
    pub fn recall(&mut self, notes: Notes) {
        self.notes = notes;
    }

    /// A note of this name that belongs to no chat.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.get(name).map(String::as_str)
    }

    /// Estimated wait in seconds: the fixed one, else the mean of the latest waits where somebody takes chats.
    pub fn ewt(&self) -> Option<u64> {
        self.settings.ewt.or_else(|| {
            if !self.is_staffed {
                return None;
            }
            let count = u64::try_from(self.waits.len()).ok().filter(|count| *count > 0)?;
            let mean = self.waits.iter().map(|(_, wait)| wait).sum::<u64>() / count;
            Some((mean.saturating_add(500) / 1000).max(1))
        })
    }

    /// How long this chat waited for its first agent, by what its history says, so that a restart estimates the same.
    pub(crate) fn note_wait(&mut self, chat_id: &str) {
        let Some(conversation) = self.conversations.get(chat_id) else { return };
        let Some(at) = conversation.connected_at() else { return };
        self.waits.push((at, at.saturating_sub(conversation.opening().at)));
        self.waits.sort_unstable();
        if self.waits.len() > WAITS {
            self.waits.remove(0);
        }
    }

    /// Begins a chat, or answers with the one that this client has. `fresh_id` must never have been used.
    pub fn request_chat(
        &mut self,
        now: u64,
        client: &str,
        request: RequestChat,
        fresh_id: &str,
    ) -> Result<ChatProperties, Refusal> {
        // Of a form whose field for it was left empty.
        let first = request.initial_message.filter(|first| check(&Body::Message(first.clone())).is_ok());
        if let Some(chat_id) = self.active.get(client).cloned() {
            // A client whose answer was lost asks again, with the same first message.
            let repeated = first.as_ref().is_some_and(|first| self.has_said(&chat_id, first));
            if let (Some(first), false) = (first, repeated) {
                self.post_events(now, client, &chat_id, vec![Event::of(Body::Message(first))])?;
            }
            return self.properties(&chat_id, Some(false));
        }
        if self.conversations.contains_key(fresh_id) {
            return Err(Refusal::internal("the identifier of the chat to be is in use"));
        }
        if self.active.len() >= self.settings.most_chats {
            return Err(ErrorCode::NoServer.into());
        }
        let opening = Opening {
            chat_id: fresh_id.to_owned(),
            client: client.to_owned(),
            at: now,
            phone_number: request.phone_number,
            from: request.from,
            parameters: request.parameters,
        };
        self.active.insert(client.to_owned(), fresh_id.to_owned());
        self.conversations.insert(fresh_id.to_owned(), Conversation::new(opening.clone()));
        self.changes.push(Change::Opened(opening));
        if let Some(first) = first {
            self.post_events(now, client, fresh_id, vec![Event::of(Body::Message(first))])?;
        }
        self.properties(fresh_id, Some(true))
    }

    fn has_said(&self, chat_id: &str, message: &Message) -> bool {
        self.conversations.get(chat_id).is_some_and(|conversation| {
            let body = Body::Message(message.clone());
            conversation.has_of_visitor(&body)
                || message.msg_id.is_none()
                    && conversation.entries().iter().any(|entry| {
                        entry.author == Author::Visitor
                            && matches!(&entry.event.body, Body::Message(said) if said.msg == message.msg)
                    })
        })
    }

    /// The chat that this client has.
    pub fn active_chat(&self, client: &str) -> Result<ChatProperties, Refusal> {
        let chat_id = self.active.get(client).ok_or_else(Refusal::no_session)?;
        self.properties(chat_id, None)
    }

    fn properties(&self, chat_id: &str, is_new_chat: Option<bool>) -> Result<ChatProperties, Refusal> {
        let conversation = self.conversations.get(chat_id).ok_or_else(Refusal::no_session)?;
        let ewt = match conversation.state() {
            ChatState::Connected => None,
            _ => conversation.ewt().or_else(|| self.ewt()),
        };
        Ok(ChatProperties {
            chat_id: chat_id.to_owned(),
            state: conversation.state(),
            ewt,
            is_new_chat,
            phone_number: conversation.opening().phone_number.clone(),
        })
    }

    /// Takes a visitor's events in, all or none. Those behind an end in the same batch say nothing any more.
    pub fn post_events(&mut self, now: u64, client: &str, chat_id: &str, events: Vec<Event>) -> Result<(), Refusal> {
        let running = self.owned(client, chat_id).is_ok_and(|conversation| !conversation.is_ended());
        if !running {
            return Err(Refusal::no_session());
        }
        let most = self.settings.most_events;
        let is_full = self.conversations.get(chat_id).is_some_and(|chat| chat.entries().len() >= most);
        if is_full && !events.iter().all(|event| matches!(event.body, Body::End | Body::Disconnect)) {
            return Err(Refusal::bad_body(format!("a chat has at most {most} events")));
        }
        for (place, event) in events.iter().enumerate() {
            check(&event.body).map_err(|why| Refusal::bad_body(format!("event {place}: {why}")))?;
        }
        for event in events {
            self.post(now, chat_id, event.body);
        }
        Ok(())
    }

    fn post(&mut self, now: u64, chat_id: &str, body: Body) {
        let (drop_duplicates, number, echo) =
            (self.settings.drop_duplicates, self.settings.renumber, self.settings.echo_own);
        let Some(conversation) = self.conversations.get_mut(chat_id).filter(|c| !c.is_ended()) else { return };
        let out = &mut self.changes;
        conversation.heard_at = now;
        conversation.warned = false;
        if drop_duplicates && (conversation.has_of_visitor(&body) || conversation.has_answer(&body))
            || conversation.is_idle_receipt(&Author::Visitor, &body)
            // Said again where the answer was lost.
            || matches!(body, Body::Disconnect) && conversation.disconnected_at.is_some()
        {
            return;
        }
        let chat_id = chat_id.to_owned();
        match body {
            Body::Typing { .. } | Body::NotTyping => out.push(Change::VisitorTyping { chat_id, body }),
            Body::SecureFormData(data) => {
                // The history says that it was answered, and nobody but the agent hears with what.
                if !conversation.is_secure_answered(&data.form_request_id) {
                    let told = Body::SecureFormData(FormData { data: Answers::default(), ..data.clone() });
                    conversation.append(now, Author::Visitor, told, How::heard(number), out);
                }
                let body = Body::SecureFormData(data);
                let event = Event { party_id: Some(chat_id.clone()), timestamp: Some(now), body };
                out.push(Change::Passed { chat_id, event });
            }
            Body::Signaling { .. } => {
                let event = Event { party_id: Some(chat_id.clone()), timestamp: Some(now), body };
                out.push(Change::Passed { chat_id, event });
            }
            Body::End => {
                conversation.append(now, Author::Visitor, body, How::heard(number), out);
                self.append(now, &chat_id, Author::Visitor, Body::Ended, How::TOLD);
            }
            Body::Disconnect => {
                conversation.append(now, Author::Visitor, body, How::heard(number), out);
                out.push(Change::Disconnected { chat_id: chat_id.clone() });
                if let Some(name) = &self.settings.survey {
                    let (form_request_id, form_name) = (SURVEY.to_owned(), name.clone());
                    let show = FormShow { form_request_id, form_name, form_timeout: None };
                    conversation.append(now, Author::System, Body::FormShow(show), How::TOLD, out);
                } else if self.settings.linger == 0 {
                    self.append(now, &chat_id, Author::Visitor, Body::Ended, How::TOLD);
                }
            }
            body => {
                let content = matches!(body, Body::Message(_) | Body::File(_) | Body::Location { .. });
                let how = How { for_visitor: echo && content, ..How::heard(number) };
                let is_last = conversation.disconnected_at.is_some()
                    && matches!(&body, Body::FormData(data) if data.form_request_id == SURVEY);
                conversation.append(now, Author::Visitor, body, how, out);
                if is_last {
                    self.append(now, &chat_id, Author::Visitor, Body::Ended, How::TOLD);
                }
            }
        }
    }

    /// The client of an ended chat may request another one.
    pub(crate) fn let_go(&mut self, chat_id: &str) {
        if let Some(conversation) = self.conversations.get(chat_id)
            && self.active.get(conversation.client()).is_some_and(|active| active == chat_id)
        {
            self.active.remove(conversation.client());
        }
    }

    /// This client's chat; one of another client's is none.
    pub fn owned(&self, client: &str, chat_id: &str) -> Result<&Conversation, Refusal> {
        self.conversations
            .get(chat_id)
            .filter(|conversation| conversation.client() == client)
            .ok_or_else(Refusal::no_session)
    }

    /// What waits is handed out at once, even after the end; else the poll is held until something comes, or until the
    /// hold is over.
    pub fn open_poll(&mut self, now: u64, client: &str, chat_id: &str) -> Result<Poll, Refusal> {
        self.owned(client, chat_id)?;
        let conversation = self.conversations.get_mut(chat_id).ok_or_else(Refusal::no_session)?;
        if conversation.poll.is_some() {
            return Err(Refusal::second_poll());
        }
        conversation.polled_at = now;
        if !conversation.present && !conversation.is_ended() {
            conversation.present = true;
            self.changes.push(Change::Presence { chat_id: chat_id.to_owned(), is_present: true });
        }
        if conversation.has_mail() {
            return Ok(Poll::Answer(conversation.take_mail(&mut self.changes)));
        }
        if conversation.is_ended() {
            return Err(Refusal::no_session());
        }
        let id = PollId(self.next_poll);
        self.next_poll += 1;
        conversation.poll = Some(id);
        let until = now.saturating_add(self.settings.poll_hold);
        self.polls.insert(id, HeldPoll { chat_id: chat_id.to_owned(), until, told: false });
        Ok(Poll::Held(id))
    }

    /// `Some` when the poll has its answer: events, or none because the hold is over. `None`: it goes on waiting.
    pub fn take_poll(&mut self, now: u64, id: PollId) -> Option<Vec<Event>> {
        let Some(held) = self.polls.get(&id) else { return Some(Vec::new()) };
        let conversation = self.conversations.get_mut(&held.chat_id);
        let ready = conversation.as_ref().is_none_or(|c| c.has_mail() || c.is_ended());
        if !ready && now < held.until {
            return None;
        }
        self.polls.remove(&id);
        let Some(conversation) = conversation else { return Some(Vec::new()) };
        conversation.poll = None;
        conversation.polled_at = now;
        Some(conversation.take_mail(&mut self.changes))
    }

    /// The socket of a held poll closed: another one may come at once. Nothing was handed out.
    pub fn drop_poll(&mut self, now: u64, id: PollId) {
        if let Some(held) = self.polls.remove(&id)
            && let Some(conversation) = self.conversations.get_mut(&held.chat_id)
        {
            conversation.poll = None;
            conversation.polled_at = now;
        }
    }

    /// All events of both sides but what agents told each other, in order; of an ended chat for as long as it is kept.
    pub fn history(&self, client: &str, chat_id: &str) -> Result<Vec<Event>, Refusal> {
        let conversation = self.owned(client, chat_id)?;
        Ok(conversation.history())
    }
}

/// Whether a visitor may send this.
fn check(body: &Body) -> Result<(), String> {
    let name = match body {
        Body::Undecodable(Undecodable::BadJson) => return Err("not readable JSON".to_owned()),
        Body::Undecodable(Undecodable::NotAnEvent) => return Err("not an object with an \"event\" name".to_owned()),
        Body::Undecodable(Undecodable::MissingField(field)) => return Err(format!("\"{field}\" is missing")),
        Body::Message(said) if said.msg.is_empty() && said.msg_text.is_none() && said.attachments.is_empty() => {
            return Err("\"msg\" is missing or empty".to_owned());
        }
        Body::MessageEdit { .. } => "chat_session_message_edit",
        Body::MessageDelete { .. } => "chat_session_message_delete",
        Body::FormShow(_) => "chat_session_form_show",
        Body::SecureFormShow { .. } => "chat_session_secure_form_show",
        Body::Ended => "chat_session_ended",
        Body::Status { .. } => "chat_session_status",
        Body::PartyJoined(_) => "chat_session_party_joined",
        Body::PartyLeft => "chat_session_party_left",
        Body::TimeoutWarning { .. } => "chat_session_timeout_warning",
        Body::InactivityTimeout { .. } => "chat_session_inactivity_timeout",
        Body::FileUrl { .. } => "chat_session_file_url",
        Body::CobrowsingRequested { .. } => "chat_session_cobrowsing_requested",
        Body::CaseSet { .. } => "chat_session_case_set",
        Body::SessionInfo { .. } => "chat_session_info",
        _ => return Ok(()),
    };
    Err(format!("{name} is an event of the server, not of a client"))
}
