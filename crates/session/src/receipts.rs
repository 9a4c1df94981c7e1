//! Tells the server which messages arrived and which were seen, together and best effort, and keeps count of the unseen.
//! Called by `session`.

use std::collections::BTreeSet;

use parlor_protocol::Body;

use crate::{
    backoff::Backoff,
    context::Context,
    problem::{Failure, Meaning},
    time::Millis,
    timeline::Key,
    timers::Timer,
};

/// Receipts of this time travel together.
const GATHER: Millis = Millis(150);
/// Most receipts in one POST, and most that wait.
const BATCH: usize = 50;
const MOST_WAITING: usize = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Receipt {
    msg_id: String,
    read: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Receipts {
    waiting: Vec<Receipt>,
    sent: Vec<Receipt>,
    /// Given already, here or as the history tells: hash of kind and id.
    given: BTreeSet<Key>,
    /// Agents' messages that nobody has seen.
    unseen: Vec<Option<String>>,
    backoff: Backoff,
}

fn key(msg_id: &str, read: bool) -> Key {
    Key::of(if read { "read" } else { "delivered" }, "", msg_id)
}

impl Receipts {
    /// The visitor's receipt stands in the history.
    pub(crate) fn known(&mut self, msg_id: &str, read: bool) {
        self.given.insert(key(msg_id, read));
        self.waiting.retain(|receipt| receipt.msg_id != msg_id || receipt.read != read);
    }

    pub(crate) fn arrived(&mut self, ctx: &mut Context, msg_id: Option<&str>, seen: bool) {
        if let Some(msg_id) = msg_id {
            // One tab tells for all that it arrived.
            if ctx.leads {
                self.give(ctx, msg_id, false);
            }
            if seen {
                self.give(ctx, msg_id, true);
            }
        }
        if !seen {
            self.unseen.push(msg_id.map(str::to_owned));
        }
    }

    pub(crate) fn seen(&mut self, ctx: &mut Context) {
        for msg_id in std::mem::take(&mut self.unseen).into_iter().flatten() {
            self.give(ctx, &msg_id, true);
        }
    }

    /// Another tab tells that they were.
    pub(crate) fn seen_elsewhere(&mut self) {
        for msg_id in std::mem::take(&mut self.unseen).into_iter().flatten() {
            self.known(&msg_id, true);
        }
    }

    fn give(&mut self, ctx: &mut Context, msg_id: &str, read: bool) {
        if !self.given.contains(&key(msg_id, read)) {
            self.given.insert(key(msg_id, read));
            if self.waiting.len() == MOST_WAITING {
                self.waiting.remove(0);
            }
            self.waiting.push(Receipt { msg_id: msg_id.to_owned(), read });
            if !ctx.timers.is_set(Timer::Receipts) {
                ctx.set(Timer::Receipts, GATHER);
            }
        }
    }

    pub(crate) fn unread(&self) -> usize {
        self.unseen.len()
    }

    /// What is to be told in one POST.
    pub(crate) fn take(&mut self) -> Vec<Body> {
        let count = self.waiting.len().min(BATCH);
        self.sent = self.waiting.drain(..count).collect();
        self.sent
            .iter()
            .map(|receipt| {
                let ref_msg_id = receipt.msg_id.clone();
                if receipt.read { Body::MessageRead { ref_msg_id } } else { Body::MessageDelivered { ref_msg_id } }
            })
            .collect()
    }

    pub(crate) fn answered(&mut self, ctx: &mut Context) {
        self.sent.clear();
        self.backoff.reset();
        if !self.waiting.is_empty() {
            ctx.set(Timer::Receipts, GATHER);
        }
    }

    pub(crate) fn failed(&mut self, ctx: &mut Context, failure: &Failure) {
        let mut sent = std::mem::take(&mut self.sent);
        if sent.is_empty() && self.waiting.is_empty() {
            return;
        }
        // Given twice a receipt does no harm.
        if matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet | Meaning::SecondPoll) {
            sent.append(&mut self.waiting);
            self.waiting = sent;
        }
        let wait = ctx.back_off(&mut self.backoff, failure);
        ctx.set(Timer::Receipts, wait.max(GATHER));
    }

    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Receipts);
        *self = Self::default();
    }

    /// The chat is over: nothing more is told.
    pub(crate) fn stop(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Receipts);
        self.waiting.clear();
        self.sent.clear();
    }
}
