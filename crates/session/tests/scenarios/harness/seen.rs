//! What the visitor sees and what the server has, in words that tests compare.

use parlor_conversation::Conversation;
use parlor_protocol::Body;
use parlor_session::{
    Session,
    input::RowId,
    view::{FormView, MessageView, Phase, RowBody, SendState, Sender},
};

use super::World;

impl World {
    pub(crate) fn phase(&self) -> Phase {
        self.session.view().status.phase
    }

    pub(crate) fn bodies(&self) -> Vec<(RowId, RowBody)> {
        bodies(&self.session)
    }

    pub(crate) fn messages(&self) -> Vec<(RowId, MessageView)> {
        messages(&self.session)
    }

    pub(crate) fn forms(&self) -> Vec<(RowId, FormView)> {
        forms(&self.session)
    }

    /// Who said what, as the visitor sees it.
    pub(crate) fn transcript(&self) -> Vec<(Sender, String)> {
        transcript(&self.session)
    }

    pub(crate) fn states(&self) -> Vec<(String, SendState)> {
        let messages = self.messages().into_iter();
        messages.filter_map(|(_, message)| Some((message.text, message.state?))).collect()
    }

    /// Who said what, as the server has it.
    pub(crate) fn history(&self, chat_id: &str) -> Vec<(Sender, String)> {
        self.center.conversation(chat_id).map(|conversation| said(conversation, chat_id)).unwrap_or_default()
    }
}

fn bodies(session: &Session) -> Vec<(RowId, RowBody)> {
    session.view().rows.iter().map(|row| (row.id, session.row(row.id).unwrap().body)).collect()
}

fn messages(session: &Session) -> Vec<(RowId, MessageView)> {
    let bodies = bodies(session).into_iter();
    bodies
        .filter_map(|(id, body)| match body {
            RowBody::Message(message) => Some((id, message)),
            _ => None,
        })
        .collect()
}

pub(super) fn forms(session: &Session) -> Vec<(RowId, FormView)> {
    let bodies = bodies(session).into_iter();
    bodies
        .filter_map(|(id, body)| match body {
            RowBody::Form(form) => Some((id, form)),
            _ => None,
        })
        .collect()
}

/// Who said what, as the visitor sees it.
pub(super) fn transcript(session: &Session) -> Vec<(Sender, String)> {
    messages(session).into_iter().map(|(_, message)| (message.sender, message.text)).collect()
}

/// Who said what in a conversation.
pub(super) fn said(conversation: &Conversation, chat_id: &str) -> Vec<(Sender, String)> {
    let entries = conversation.entries().iter();
    entries
        .filter_map(|entry| {
            let Body::Message(message) = &entry.event.body else { return None };
            let own = entry.event.party_id.as_deref() == Some(chat_id);
            Some((if own { Sender::Visitor } else { Sender::Agent }, message.msg.clone()))
        })
        .collect()
}
