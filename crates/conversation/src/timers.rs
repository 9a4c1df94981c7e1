//! What time alone does: holds that run out, warnings, silence, abandonment, forgetting.
//! The caller asks `next_deadline` and calls `tick` at or after it; a tick too early does nothing.

use parlor_protocol::event::Body;

use crate::{
    center::Center,
    change::Change,
    conversation::{Conversation, How},
    log::Author,
    settings::Settings,
};

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    Abandon,
    Timeout,
    Warn,
    StopLingering,
    Forget,
}

impl Center {
    /// Does everything that is due at `now`.
    pub fn tick(&mut self, now: u64) {
        for conversation in self.conversations.values_mut() {
            if absent_at(conversation, &self.settings).is_some_and(|at| at <= now) {
                conversation.present = false;
                let chat_id = conversation.chat_id().to_owned();
                self.changes.push(Change::Presence { chat_id, is_present: false });
            }
        }
        let due: Vec<(String, Due)> = self
            .conversations
            .values()
            .filter_map(|conversation| {
                let (at, due) = next(conversation, &self.settings)?;
                (at <= now).then(|| (conversation.chat_id().to_owned(), due))
            })
            .collect();
        for (chat_id, due) in due {
            self.do_due(now, &chat_id, due);
        }
        for (id, held) in &mut self.polls {
            if held.until <= now && !held.told {
                held.told = true;
                self.changes.push(Change::PollReady(*id));
            }
        }
    }

    /// When `tick` has something to do; UTC milliseconds.
    pub fn next_deadline(&self) -> Option<u64> {
        let holds = self.polls.values().filter(|held| !held.told).map(|held| held.until);
        let chats = self.conversations.values().filter_map(|c| next(c, &self.settings)).map(|(at, _)| at);
        let absences = self.conversations.values().filter_map(|c| absent_at(c, &self.settings));
        holds.chain(chats).chain(absences).min()
    }

    fn do_due(&mut self, now: u64, chat_id: &str, due: Due) {
        match due {
            Due::Warn => {
                let msg = self.settings.inactivity_warning_text.clone();
                self.append(now, chat_id, Author::System, Body::TimeoutWarning { msg }, How::TOLD);
                if let Some(conversation) = self.conversations.get_mut(chat_id) {
                    conversation.warned = true;
                }
            }
            Due::Timeout => {
                let msg = self.settings.inactivity_timeout_text.clone();
                self.append(now, chat_id, Author::System, Body::InactivityTimeout { msg }, How::TOLD);
            }
            Due::Abandon => {
                self.append(now, chat_id, Author::System, Body::Ended, How::TOLD);
            }
            // The visitor had left already; the chat ends in their name.
            Due::StopLingering => {
                self.append(now, chat_id, Author::Visitor, Body::Ended, How::TOLD);
            }
            Due::Forget => {
                self.conversations.remove(chat_id);
                self.changes.push(Change::Forgotten { chat_id: chat_id.to_owned() });
            }
        }
    }
}

/// When agents are to hear that the visitor's page is gone, unless it polls before.
fn absent_at(conversation: &Conversation, settings: &Settings) -> Option<u64> {
    let may_go = conversation.is_present() && conversation.poll.is_none();
    may_go.then(|| conversation.polled_at.saturating_add(settings.absent_after))
}

/// The next thing that time does to a conversation, and when.
fn next(conversation: &Conversation, settings: &Settings) -> Option<(u64, Due)> {
    // A poll that is being answered still belongs to it.
    if conversation.poll.is_some() && conversation.is_ended() {
        return None;
    }
    if let Some(at) = conversation.ended_at() {
        return Some((at.saturating_add(settings.kept_after_end), Due::Forget));
    }
    let heard = conversation.heard_at;
    [
        (conversation.poll.is_none())
            .then(|| (conversation.polled_at.saturating_add(settings.abandoned_after), Due::Abandon)),
        settings.inactivity_timeout.map(|after| (heard.saturating_add(after), Due::Timeout)),
        settings
            .inactivity_warning
            .filter(|_| !conversation.warned)
            .map(|after| (heard.saturating_add(after), Due::Warn)),
        conversation.disconnected_at.map(|at| (at.saturating_add(settings.linger), Due::StopLingering)),
    ]
    .into_iter()
    .flatten()
    .min_by_key(|(at, _)| *at)
}
