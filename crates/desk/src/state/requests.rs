//! Requests on their way: ids, what each was for, and when its answer is overdue. An answer whose id is not here is
//! of no interest. Called by `desk.rs` alone.

use std::collections::BTreeMap;

/// "Timeout threshold is 15 seconds" (Agent API, Possible errors): the server gives up first.
pub(super) const ANSWER_WITHIN: u64 = 20_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RequestId(pub u64);

/// What a request was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    Login,
    Ping,
    /// A chat's threads with their events.
    Threads {
        chat: String,
    },
    Accept {
        chat: String,
    },
    Send {
        chat: String,
        custom_id: String,
    },
    Transfer {
        chat: String,
    },
    End {
        chat: String,
    },
    Duty,
    /// The agent has read so far.
    Seen {
        chat: String,
    },
    /// Typing: nobody waits for the answer.
    Courtesy,
}

#[derive(Debug, Default)]
pub(super) struct Requests {
    last: u64,
    waiting: BTreeMap<RequestId, (Ask, u64)>,
}

impl Requests {
    pub(super) fn add(&mut self, now: u64, ask: Ask) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        self.waiting.insert(id, (ask, now + ANSWER_WITHIN));
        id
    }

    pub(super) fn take(&mut self, id: RequestId) -> Option<Ask> {
        self.waiting.remove(&id).map(|(ask, _)| ask)
    }

    pub(super) fn count(&self, of: impl Fn(&Ask) -> bool) -> usize {
        self.waiting.values().filter(|(ask, _)| of(ask)).count()
    }

    /// Those whose answer is overdue.
    pub(super) fn take_overdue(&mut self, now: u64) -> Vec<Ask> {
        let overdue: Vec<RequestId> =
            self.waiting.iter().filter(|(_, (_, until))| *until <= now).map(|(id, _)| *id).collect();
        overdue.into_iter().filter_map(|id| self.take(id)).collect()
    }

    /// The socket is gone: none of them will be answered.
    pub(super) fn take_all(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.waiting).into_values().map(|(ask, _)| ask).collect()
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        self.waiting.values().map(|(_, until)| *until).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_taken_once_and_an_overdue_request_is_reported_once() {
        let mut requests = Requests::default();
        let first = requests.add(0, Ask::Ping);
        let second = requests.add(1_000, Ask::Duty);
        assert_eq!(requests.next_deadline(), Some(ANSWER_WITHIN));
        assert_eq!(requests.take(first), Some(Ask::Ping));
        assert_eq!(requests.take(first), None);
        assert!(requests.take_overdue(ANSWER_WITHIN).is_empty());
        assert_eq!(requests.take_overdue(ANSWER_WITHIN + 1_000), [Ask::Duty]);
        assert_eq!(requests.take(second), None);
        assert_eq!(requests.next_deadline(), None);
    }
}
