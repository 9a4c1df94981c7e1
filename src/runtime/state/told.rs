//! What others are told of the window and the chat. Part of `State`.

use std::rc::Rc;

use parlor_session::view::Phase;

use super::State;
use crate::{
    runtime::{Facts, Told, chat::Chat},
    shell::page,
};

impl State {
    /// For the page's script.
    pub(in crate::runtime) fn facts(&self) -> Facts {
        let chat = self.chat.as_ref();
        Facts {
            phase: chat.map_or(Phase::Idle, Chat::phase),
            unread: chat.map_or(0, Chat::unread),
            chat_id: chat.and_then(Chat::id),
            open: self.open,
        }
    }

    pub(super) fn tell_drawn(&mut self, what: Told) {
        let tell = Rc::clone(&self.tell);
        self.later.push(Box::new(move || page::when_drawn(move || tell(what))));
    }

    pub(super) fn say_later(&mut self, what: Told) {
        let tell = Rc::clone(&self.tell);
        self.later.push(Box::new(move || tell(what)));
    }

    /// Tells the tab's part what it shows of the chat, and the page when all is over.
    pub(super) fn report(&mut self) {
        let phase = self.chat.as_ref().map_or(Phase::Idle, Chat::phase);
        let runs = !matches!(phase, Phase::Idle | Phase::Ended);
        let (open, unread) = (self.open, self.chat.as_ref().map_or(0, Chat::unread));
        let before = self.reported.replace((open, unread, runs));
        if before.map(|before| before.0) != Some(open) {
            self.say_later(Told::Open(open));
        }
        if before.map(|before| before.1) != Some(unread) {
            self.say_later(Told::Unread(unread));
        }
        if before.map(|before| before.2) != Some(runs) {
            self.say_later(Told::Runs(runs));
        }
        let goes_on = runs || self.chat.as_ref().is_some_and(Chat::takes_forms);
        if std::mem::replace(&mut self.goes_on, goes_on) && !goes_on && phase == Phase::Ended {
            self.say_later(Told::Over);
        }
    }

    /// Lets those go on who waited for the window; a wish that was overruled is over too.
    pub(super) fn release(&mut self) {
        if self.wants_open {
            return;
        }
        let open = self.open;
        let waiting = std::mem::take(&mut self.waiting);
        self.later.extend(waiting.into_iter().filter(|(wanted, _)| *wanted == open || !open).map(|(_, then)| then));
    }
}
