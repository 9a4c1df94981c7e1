//! Notifications of the browser for messages that come while the page is not seen, where the tenant has them and the
//! visitor wants them. Part of `State`.

use leptos::prelude::Set;
use parlor_session::{effect::Announcement, view::Phase};

use super::State;
use crate::{
    kept,
    runtime::{Work, chat::Chat, push},
    shell::notification::{self, Notification},
};

#[derive(Default)]
pub(super) struct Notify {
    /// As it was last shown: the visitor is asked.
    asks: bool,
    /// Here, whatever the browser keeps.
    refused: bool,
    shown: Option<Notification>,
}

impl State {
    pub(super) fn notify(&mut self, what: &Announcement) {
        let is_wanted = self.site.look().window.features.web_notifications && !self.visible;
        if !is_wanted || self.is_unnotified() || !self.chat.as_ref().is_some_and(Chat::is_alone) {
            return;
        }
        let (title, body) = match what {
            Announcement::Message { author, text } if !author.is_empty() => (author.clone(), text.as_str()),
            Announcement::File { author, name } => (author.clone(), name.as_str()),
            // Whoever comes back to several reads them there.
            Announcement::Messages { count } => (["(", &count.to_string(), ") ", &self.title.own()].concat(), ""),
            _ => return,
        };
        let me = self.me.clone();
        self.notify.shown = notification::show(&title, body, move || push(&me, Work::Move(true, Box::new(|| {}))));
    }

    fn is_unnotified(&self) -> bool {
        self.notify.refused || kept::is_unnotified()
    }

    pub(super) fn answer_notify(&mut self, wants: bool) {
        if wants {
            let me = self.me.clone();
            notification::ask(move || push(&me, Work::Permitted));
        } else {
            self.notify.refused = true;
            kept::keep_unnotified();
        }
    }

    /// Asks whoever talks here, and takes away what was seen.
    pub(super) fn publish_notify(&mut self) {
        if self.visible {
            self.notify.shown = None;
        }
        let talks = self.chat.as_ref().is_some_and(|chat| matches!(chat.phase(), Phase::Queued | Phase::Connected));
        let has_them = talks && self.site.look().window.features.web_notifications;
        let asks = has_them && !self.is_unnotified() && notification::may_ask();
        if self.notify.asks != asks {
            self.notify.asks = asks;
            self.writers.notify.set(asks);
        }
    }
}
