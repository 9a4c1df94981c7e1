//! Which requests are open, what each is for and until when it may be. An answer whose id is not open is dropped;
//! that is how late answers change nothing. Called through `Context`.

use crate::{input::RequestId, time::Millis};

/// What a request is for. At most one of each is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Request Chat.
    Start,
    /// Is there a chat of an earlier page?
    Active,
    Poll,
    History,
    /// One message.
    Send,
    /// The bytes of one file.
    Upload,
    /// Answers to a secure form, once.
    Secure,
    /// The chats of a case.
    CaseHistory,
    CloseCase,
    /// Where a hybrid app hears of messages.
    Subscribe,
    /// What is said to the other side of a call.
    Signal,
    /// Where ways to the other side of a call are found.
    IceServers,
    /// Receipts and typing: best effort.
    Aside,
    /// The visitor's end.
    End,
}

impl Purpose {
    /// How long to wait for the answer.
    pub(crate) const fn patience(self) -> Millis {
        match self {
            // The server holds a poll for up to 15 s.
            Self::Poll => Millis::seconds(25),
            // Since its latest progress.
            Self::Upload => Millis::seconds(60),
            // A call goes on without them.
            Self::IceServers => Millis::seconds(3),
            _ => Millis::seconds(10),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Open {
    pub(crate) id: RequestId,
    pub(crate) purpose: Purpose,
    /// Steady time.
    pub(crate) since: Millis,
}

impl Open {
    fn deadline(&self) -> Millis {
        self.since.plus(self.purpose.patience())
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Requests {
    last: u64,
    open: Vec<Open>,
}

impl Requests {
    pub(crate) fn begin(&mut self, purpose: Purpose, now: Millis) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        self.open.push(Open { id, purpose, since: now });
        id
    }

    /// Closes a request; `None` where it is not current.
    pub(crate) fn finish(&mut self, id: RequestId) -> Option<Open> {
        let position = self.open.iter().position(|open| open.id == id)?;
        Some(self.open.remove(position))
    }

    pub(crate) fn take(&mut self, purpose: Purpose) -> Option<Open> {
        let position = self.open.iter().position(|open| open.purpose == purpose)?;
        Some(self.open.remove(position))
    }

    pub(crate) fn is_open(&self, purpose: Purpose) -> bool {
        self.open.iter().any(|open| open.purpose == purpose)
    }

    /// A request goes on: its patience begins anew. Says what it is for.
    pub(crate) fn renew(&mut self, id: RequestId, now: Millis) -> Option<Purpose> {
        let open = self.open.iter_mut().find(|open| open.id == id)?;
        open.since = now;
        Some(open.purpose)
    }

    /// A request that has waited for its answer too long; it is closed.
    pub(crate) fn take_overdue(&mut self, now: Millis) -> Option<Open> {
        let position = self.open.iter().position(|open| open.deadline() <= now)?;
        Some(self.open.remove(position))
    }

    pub(crate) fn next_deadline(&self) -> Option<Millis> {
        self.open.iter().map(Open::deadline).min()
    }
}
