//! What the visitor sees and what the server has, in words that tests compare.

use parlor_conversation::Conversation;
use parlor_protocol::Body;
use parlor_session::{
    input::RowId,
    view::{FormView, MessageView, Phase, RowBody, SendState, Sender},
};

use super::World;

impl World {
    pub(crate) fn phase(&self) -> Phase {
        self.session.view().status.phase
    }

    pub(crate) fn bodies(&self) -> Vec<(RowId, RowBody)> {
        let rows = self.session.view().rows.iter();
        rows.map(|row| (row.id, self.session.row(row.id).unwrap().body)).collect()
    }

    pub(crate) fn messages(&self) -> Vec<(RowId, MessageView)> {
        let bodies = self.bodies().into_iter();
        bodies
            .filter_map(|(id, body)| match body {
                RowBody::Message(message) => Some((id, message)),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn forms(&self) -> Vec<(RowId, FormView)> {
        let bodies = self.bodies().into_iter();
        bodies
            .filter_map(|(id, body)| match body {
                RowBody::Form(form) => Some((id, form)),
                _ => None,
            })
            .collect()
    }

    /// Who said what, as the visitor sees it.
    pub(crate) fn transcript(&self) -> Vec<(Sender, String)> {
        self.messages().into_iter().map(|(_, message)| (message.sender, message.text)).collect()
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
