//! What the agent has read and the server has not confirmed. It is owed until it is confirmed, however often the line
//! breaks, so that a visitor's message never stays unread that was read. Called by `chat.rs` and `desk.rs`.

use super::chat::ASK_AGAIN_AFTER;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owed {
    /// Read up to here, Unix seconds. `None`: the server knows all.
    up_to: Option<u64>,
    /// Something was read that no request on its way tells. Seconds alone don't say so: more may come within the same.
    untold: bool,
    on_their_way: u32,
    /// The server could not take it; not before this moment again.
    not_before: Option<u64>,
}

impl Owed {
    pub(super) fn read(&mut self, at: u64) {
        self.up_to = self.up_to.max(Some(at));
        self.untold = true;
    }

    /// The timestamp to tell, which is then on its way.
    pub(super) fn tell(&mut self) -> Option<u64> {
        let at = self.up_to.filter(|_| self.untold && self.not_before.is_none())?;
        self.untold = false;
        self.on_their_way += 1;
        Some(at)
    }

    /// The server took it, or never will.
    pub(super) fn answered(&mut self) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
        if self.on_their_way == 0 && !self.untold {
            self.up_to = None;
        }
    }

    /// The server could not take it this time.
    pub(super) fn put_off(&mut self, now: u64) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
        self.untold = true;
        self.not_before = Some(now + ASK_AGAIN_AFTER);
    }

    /// The connection broke: nobody knows what arrived.
    pub(super) fn interrupted(&mut self) {
        self.on_their_way = 0;
        self.untold = self.up_to.is_some();
        self.not_before = None;
    }

    pub(super) fn on_time(&mut self, now: u64) {
        self.not_before.take_if(|at| *at <= now);
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        self.not_before
    }
}
