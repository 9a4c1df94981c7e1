//! What a visitor has yet to be told, in order. Each item is handed out once; one that is lost on its way is found in
//! the history only. Kept events wait as places in the log, so that a restart can fill the mailbox again.

use std::collections::VecDeque;

use parlor_protocol::event::{Body, Event};

/// Signalling that nobody fetches must not grow without end. What is kept has the log's own bound.
const MOST_PASSING: usize = 256;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Mailbox {
    items: VecDeque<Item>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    /// An entry of the log, by its place.
    Kept(u64),
    /// An event that is not part of the history: typing, signalling.
    Passing(Event),
}

impl Mailbox {
    pub(crate) fn put_kept(&mut self, seq: u64) {
        self.items.push_back(Item::Kept(seq));
    }

    /// Typing states of the same party replace each other: only the latest is worth telling.
    pub(crate) fn put_passing(&mut self, event: Event) {
        if is_typing(&event.body) {
            self.items.retain(
                |item| !matches!(item, Item::Passing(old) if is_typing(&old.body) && old.party_id == event.party_id),
            );
        }
        let passing = self.items.iter().filter(|item| matches!(item, Item::Passing(_))).count();
        if passing >= MOST_PASSING
            && let Some(oldest) = self.items.iter().position(|item| matches!(item, Item::Passing(_)))
        {
            self.items.remove(oldest);
        }
        self.items.push_back(Item::Passing(event));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(crate) fn take(&mut self) -> Vec<Item> {
        self.items.drain(..).collect()
    }

    /// Forgets the entries before this place: they were handed out in an earlier life.
    pub(crate) fn forget_before(&mut self, seq: u64) {
        self.items.retain(|item| !matches!(item, Item::Kept(kept) if *kept < seq));
    }
}

fn is_typing(body: &Body) -> bool {
    matches!(body, Body::Typing { .. } | Body::NotTyping)
}
