//! What agents, scripts and the contact center itself do with a conversation.
//! Called by the server's backends. Which agent may do what is decided there, not here.

use parlor_protocol::event::{Body, ChatState, Event, Party};

use crate::{
    center::Center,
    change::Change,
    conversation::{Conversation, EndedBy, How},
    log::Author,
    parties::is_agent,
    refusal::Refusal,
};

/// How a party says something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// The name by which the sender knows it again.
    pub custom_id: Option<String>,
    /// For the agents alone.
    pub is_internal: bool,
}

impl Center {
    /// A party comes in; the first agent connects the chat. One that is in already may join again without effect.
    pub fn join(&mut self, now: u64, chat_id: &str, party_id: &str, party: Party) -> Result<(), Refusal> {
        let conversation = running(self, chat_id)?;
        if conversation.party(party_id).is_some() {
            return Ok(());
        }
        let connects = is_agent(&party) && conversation.state() != ChatState::Connected;
        let author = Author::Party(party_id.to_owned());
        self.append(now, chat_id, author, Body::PartyJoined(party), How::TOLD);
        if connects {
            self.set_state(now, chat_id, ChatState::Connected, None)?;
        }
        Ok(())
    }

    /// A party goes. The chat stays as it is: who comes next is the backend's decision.
    pub fn leave(&mut self, now: u64, chat_id: &str, party_id: &str) -> Result<(), Refusal> {
        if running(self, chat_id)?.party(party_id).is_some() {
            self.append(now, chat_id, Author::Party(party_id.to_owned()), Body::PartyLeft, How::TOLD);
        }
        Ok(())
    }

    /// A party's event for the visitor. Typing and signalling pass by, everything else is kept; the place in the
    /// history is answered where there is one. A repeated receipt is accepted and adds nothing.
    pub fn say(&mut self, now: u64, chat_id: &str, party_id: &str, body: Body) -> Result<Option<u64>, Refusal> {
        self.say_so(now, chat_id, party_id, body, Manner::default())
    }

    /// The same, under a name or among agents. What this party has said under this name already, in these words and to
    /// these ears, is not said again, and its place is answered, even after the end.
    pub fn say_so(
        &mut self,
        now: u64,
        chat_id: &str,
        party_id: &str,
        body: Body,
        manner: Manner,
    ) -> Result<Option<u64>, Refusal> {
        let Manner { custom_id, is_internal } = manner;
        if let Some(name) = &custom_id
            && let Some(said) = self
                .conversation(chat_id)
                .and_then(|chat| chat.entry_named(party_id, name, |entry| entry.says(&body, is_internal)))
        {
            return Ok(Some(said.seq));
        }
        let author = Author::Party(party_id.to_owned());
        let conversation = running(self, chat_id)?;
        if conversation.is_idle_receipt(&author, &body) {
            return Ok(None);
        }
        if matches!(body, Body::Typing { .. } | Body::NotTyping | Body::Signaling { .. }) {
            let event = Event { party_id: Some(party_id.to_owned()), timestamp: Some(now), body };
            if let Some(conversation) = self.conversations.get_mut(chat_id) {
                conversation.pass(event, &mut self.changes);
            }
            return Ok(None);
        }
        let how = How { custom_id, for_visitor: !is_internal, ..How::TOLD };
        Ok(self.append(now, chat_id, author, body, how))
    }

    /// Keeps a text of the backend's own, in place of the one of that name; without a chat it is the whole center's.
    pub fn keep_note(&mut self, chat_id: Option<&str>, name: &str, text: String) -> Result<(), Refusal> {
        let notes = match chat_id {
            None => &mut self.notes,
            Some(id) => &mut self.conversations.get_mut(id).ok_or_else(Refusal::no_session)?.notes,
        };
        if notes.get(name) != Some(&text) {
            notes.insert(name.to_owned(), text.clone());
            self.changes.push(Change::Noted { chat_id: chat_id.map(str::to_owned), name: name.to_owned(), text });
        }
        Ok(())
    }

    /// The contact center's own event for the visitor: a notice, a case number.
    pub fn tell(&mut self, now: u64, chat_id: &str, body: Body) -> Result<Option<u64>, Refusal> {
        running(self, chat_id)?;
        Ok(self.append(now, chat_id, Author::System, body, How::TOLD))
    }

    /// The visitor waits (again). `ewt` in seconds; without one the estimate is told where there is any.
    pub fn queue(&mut self, now: u64, chat_id: &str, ewt: Option<u64>) -> Result<(), Refusal> {
        let ewt = ewt.or_else(|| self.ewt());
        self.set_state(now, chat_id, ChatState::Queued, ewt)
    }

    /// Tells the visitor a state. `Failed` ends the chat.
    pub fn set_state(&mut self, now: u64, chat_id: &str, state: ChatState, ewt: Option<u64>) -> Result<(), Refusal> {
        let conversation = running(self, chat_id)?;
        if conversation.state() == state && conversation.ewt() == ewt && !conversation.entries().is_empty() {
            return Ok(());
        }
        let is_first = state == ChatState::Connected && conversation.connected_at().is_none();
        self.append(now, chat_id, Author::System, Body::Status { state, ewt }, How::TOLD);
        if is_first {
            self.note_wait(chat_id);
        }
        Ok(())
    }

    /// Ends the chat: by this party, or by the contact center. An ended one stays as it is.
    pub fn close(&mut self, now: u64, chat_id: &str, by: &Author) -> Result<(), Refusal> {
        running(self, chat_id)?;
        self.append(now, chat_id, by.clone(), Body::Ended, How::TOLD);
        Ok(())
    }

    pub(crate) fn append(&mut self, now: u64, chat_id: &str, author: Author, body: Body, how: How) -> Option<u64> {
        let conversation = self.conversations.get_mut(chat_id)?;
        let seq = conversation.append(now, author, body, how, &mut self.changes);
        if conversation.is_ended() {
            self.let_go(chat_id);
        }
        Some(seq)
    }
}

fn running<'a>(center: &'a Center, chat_id: &str) -> Result<&'a Conversation, Refusal> {
    center.conversation(chat_id).filter(|conversation| !conversation.is_ended()).ok_or_else(Refusal::no_session)
}

/// Who ended it, in one word for logs and metrics.
impl EndedBy {
    pub fn word(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent => "agent",
            Self::Inactivity => "inactivity",
            Self::Abandoned => "abandoned",
            Self::Failed => "failed",
        }
    }
}
