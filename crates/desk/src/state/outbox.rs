//! The agent's messages to one chat that the server has not accepted yet, in the order in which they were written. One
//! is on its way at a time, so none overtakes another; files go beside them, one at a time, too. After an ambiguous failure the chat's threads decide whether a
//! message arrived (by its `custom_id`) before it is sent again. Called by `chat.rs`.

use super::{
    input::{ChosenFile, FileId, RowId},
    view::{FormLine, SendProblem},
};

/// Tries that the server answered with an error of its own, before the message fails for good.
const TRIES: u32 = 5;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unsent {
    pub(super) row: RowId,
    /// Changes with what is visible of it.
    pub(super) revision: u32,
    pub(super) custom_id: String,
    pub(super) said: Said,
    /// When it was written, Unix seconds.
    pub(super) at: u64,
    pub(super) state: UnsentState,
    tries: u32,
    /// How many bytes of a file have left.
    sent: u64,
}

/// What the agent said or asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Text(String),
    Form(FormLine),
    File(ChosenFile),
    /// The chat belongs to the case of this id.
    Case(String),
    /// The visitor is asked to show their page.
    Cobrowse,
    /// The visitor need not answer this request for a secure form.
    EndForm {
        request: String,
    },
    /// Other words for the message of this id.
    Edit {
        of: String,
        text: String,
    },
    /// The message of this id is taken back.
    Delete {
        of: String,
    },
}

impl Said {
    /// The words for the list of chats.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Text(text) | Self::Edit { text, .. } => text,
            Self::Form(form) if form.title.is_empty() => &form.name,
            Self::Form(form) => &form.title,
            Self::File(file) => &file.name,
            Self::Case(id) => id,
            Self::Delete { .. } | Self::EndForm { .. } | Self::Cobrowse => "",
        }
    }

    /// The message that it changes.
    pub(super) fn of(&self) -> Option<&str> {
        match self {
            Self::Edit { of, .. } | Self::Delete { of } => Some(of),
            Self::Text(_) | Self::Form(_) | Self::File(_) | Self::Case(_) | Self::EndForm { .. } | Self::Cobrowse => {
                None
            }
        }
    }

    pub(super) fn file(&self) -> Option<&ChosenFile> {
        match self {
            Self::File(file) => Some(file),
            Self::Text(_)
            | Self::Form(_)
            | Self::Case(_)
            | Self::Cobrowse
            | Self::EndForm { .. }
            | Self::Edit { .. }
            | Self::Delete { .. } => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum UnsentState {
    /// To be sent, not before this moment.
    Waiting {
        not_before: u64,
    },
    InFlight,
    /// It may have arrived: the threads will tell.
    Checking,
    Failed(SendProblem),
}

#[derive(Debug, Default)]
pub(super) struct Outbox {
    items: Vec<Unsent>,
}

impl Outbox {
    pub(super) fn push(&mut self, row: RowId, custom_id: String, said: Said, at: u64) {
        let state = UnsentState::Waiting { not_before: 0 };
        self.items.push(Unsent { row, revision: 0, custom_id, said, at, state, tries: 0, sent: 0 });
    }

    /// One that an earlier page of this tab left behind; it may have arrived.
    pub(super) fn restore(&mut self, row: RowId, custom_id: String, at: u64, said: Said) {
        self.items.push(Unsent {
            row,
            revision: 0,
            custom_id,
            said,
            at,
            state: UnsentState::Checking,
            tries: 0,
            sent: 0,
        });
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Unsent> {
        self.items.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn has_failed(&self) -> bool {
        self.items.iter().any(|item| matches!(item.state, UnsentState::Failed(_)))
    }

    /// Some are neither accepted nor failed.
    pub(super) fn is_busy(&self) -> bool {
        self.items.iter().any(|item| !matches!(item.state, UnsentState::Failed(_)))
    }

    /// The message to send at this moment, which is then on its way.
    pub(super) fn next(&mut self, now: u64) -> Option<(String, Said)> {
        self.next_of(now, false)
    }

    /// As `next`, a file.
    pub(super) fn next_file(&mut self, now: u64) -> Option<(String, Said)> {
        self.next_of(now, true)
    }

    fn next_of(&mut self, now: u64, is_file: bool) -> Option<(String, Said)> {
        let mut of_kind = self.items.iter_mut().filter(|item| item.said.file().is_some() == is_file);
        let item = of_kind.find(|item| !matches!(item.state, UnsentState::Failed(_)))?;
        match item.state {
            UnsentState::Waiting { not_before } if not_before <= now => {
                item.state = UnsentState::InFlight;
                item.sent = 0;
                Some((item.custom_id.clone(), item.said.clone()))
            }
            _ => None,
        }
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        let of_kind = |is_file: bool| {
            let mut items = self.items.iter().filter(move |item| item.said.file().is_some() == is_file);
            match items.find(|item| !matches!(item.state, UnsentState::Failed(_)))?.state {
                UnsentState::Waiting { not_before } => Some(not_before),
                _ => None,
            }
        };
        of_kind(false).into_iter().chain(of_kind(true)).min()
    }

    /// The name of a file that is on its way.
    pub(super) fn uploading(&self, file: FileId) -> Option<String> {
        let item =
            self.items.iter().find(|item| item.is_file(file)).filter(|item| item.state == UnsentState::InFlight)?;
        Some(item.custom_id.clone())
    }

    pub(super) fn progress(&mut self, file: FileId, sent: u64) {
        if let Some(item) = self.items.iter_mut().find(|item| item.is_file(file)) {
            item.sent = sent;
        }
    }

    /// The file that is on its way, with how much of it has left, in per cent.
    pub(super) fn upload(&self) -> Option<(RowId, u8)> {
        let mut on_their_way = self.items.iter().filter(|item| item.state == UnsentState::InFlight);
        let (item, file) = on_their_way.find_map(|item| Some((item, item.said.file()?)))?;
        let percent = item.sent.saturating_mul(100) / file.size.max(1);
        Some((item.row, u8::try_from(percent.min(100)).unwrap_or(100)))
    }

    /// Its bytes may still be wanted.
    pub(super) fn holds(&self, file: FileId) -> bool {
        self.items.iter().any(|item| item.is_file(file))
    }

    /// The server holds it: it leaves the outbox and keeps its row.
    pub(super) fn accepted(&mut self, custom_id: &str) -> Option<RowId> {
        let index = self.items.iter().position(|item| item.custom_id == custom_id)?;
        Some(self.items.remove(index).row)
    }

    /// The connection broke: what was on its way may have arrived. Files have a line of their own.
    pub(super) fn interrupted(&mut self) {
        for item in self.items.iter_mut().filter(|item| item.said.file().is_none()) {
            if item.state == UnsentState::InFlight {
                item.state = UnsentState::Checking;
            }
        }
    }

    /// The answer was an error that says nothing about the message. True where the threads are to be asked.
    pub(super) fn doubtful(&mut self, custom_id: &str, words: &str) -> bool {
        let Some(item) = self.items.iter_mut().find(|item| item.custom_id == custom_id) else { return false };
        item.tries += 1;
        if item.tries >= TRIES {
            item.fail(SendProblem::Refused(words.to_owned()));
            return false;
        }
        item.state = UnsentState::Checking;
        true
    }

    /// It has arrived, or the line broke: the threads have to tell.
    pub(super) fn check(&mut self, custom_id: &str) {
        if let Some(item) = self.items.iter_mut().find(|item| item.custom_id == custom_id) {
            item.state = UnsentState::Checking;
        }
    }

    pub(super) fn refused(&mut self, custom_id: &str, problem: &SendProblem) {
        if let Some(item) = self.items.iter_mut().find(|item| item.custom_id == custom_id) {
            item.fail(problem.clone());
        }
    }

    /// The threads are known as of this moment, and what was accepted has left: the rest did not arrive.
    pub(super) fn settle(&mut self, now: u64) {
        for item in &mut self.items {
            if item.state == UnsentState::Checking {
                // 0, 1, 2, 4, 8 s after answers that were errors.
                let pause = if item.tries == 0 { 0 } else { 500 << item.tries.min(10) };
                item.state = UnsentState::Waiting { not_before: now + pause };
            }
        }
    }

    /// The chat takes no messages of this agent's: all that wait fail. Returns whether any did.
    pub(super) fn fail_all(&mut self, problem: &SendProblem) -> bool {
        let mut any = false;
        for item in &mut self.items {
            if !matches!(item.state, UnsentState::Failed(_) | UnsentState::Checking | UnsentState::InFlight) {
                item.fail(problem.clone());
                any = true;
            }
        }
        any
    }

    /// Send a failed one again, under the id that it had. Returns whether there was one.
    pub(super) fn retry(&mut self, row: RowId) -> bool {
        let can = |item: &&mut Unsent| {
            item.row == row && matches!(&item.state, UnsentState::Failed(problem) if problem.can_retry())
        };
        let Some(item) = self.items.iter_mut().find(can) else { return false };
        item.tries = 0;
        item.revision += 1;
        item.state = UnsentState::Checking;
        true
    }

    pub(super) fn discard(&mut self, row: RowId) -> bool {
        let before = self.items.len();
        let can = |item: &Unsent| item.said.file().is_some() || matches!(item.state, UnsentState::Failed(_));
        self.items.retain(|item| item.row != row || !can(item));
        self.items.len() != before
    }
}

impl Unsent {
    fn is_file(&self, file: FileId) -> bool {
        self.said.file().is_some_and(|held| held.id == file)
    }

    fn fail(&mut self, problem: SendProblem) {
        self.state = UnsentState::Failed(problem);
        self.revision += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(text: &str) -> Said {
        Said::Text(text.to_owned())
    }

    fn filled(texts: &[&str]) -> Outbox {
        let mut outbox = Outbox::default();
        for (n, text) in texts.iter().enumerate() {
            outbox.push(RowId(n as u64), format!("c{n}"), text_of(text), 0);
        }
        outbox
    }

    #[test]
    fn messages_leave_one_after_another_in_the_order_of_writing() {
        let mut outbox = filled(&["one", "two"]);
        assert_eq!(outbox.next(0), Some(("c0".into(), text_of("one"))));
        assert_eq!(outbox.next(0), None, "the first is still on its way");
        assert_eq!(outbox.accepted("c0"), Some(RowId(0)));
        assert_eq!(outbox.next(0), Some(("c1".into(), text_of("two"))));
    }

    #[test]
    fn a_refused_message_stays_and_lets_those_behind_it_go_on() {
        let mut outbox = filled(&["one", "two"]);
        outbox.next(0);
        outbox.refused("c0", &SendProblem::Refused("too long".into()));
        assert!(outbox.has_failed());
        assert_eq!(outbox.next(0), Some(("c1".into(), text_of("two"))));
    }

    #[test]
    fn what_was_on_its_way_when_the_line_broke_is_not_sent_before_the_threads_are_known() {
        let mut outbox = filled(&["one", "two"]);
        outbox.next(0);
        outbox.interrupted();
        assert_eq!(outbox.next(0), None);
        outbox.settle(10);
        assert_eq!(outbox.next(10), Some(("c0".into(), text_of("one"))));
    }

    #[test]
    fn a_message_that_the_server_cannot_take_is_tried_with_pauses_and_then_fails_visibly() {
        let mut outbox = filled(&["one"]);
        let mut now = 0;
        for _ in 1..TRIES {
            assert!(outbox.next(now).is_some());
            assert!(outbox.doubtful("c0", "Internal server error"));
            outbox.settle(now);
            assert!(outbox.next(now).is_none(), "not at once again");
            now = outbox.next_deadline().unwrap_or(now);
        }
        assert!(outbox.next(now).is_some());
        assert!(!outbox.doubtful("c0", "Internal server error"));
        assert!(outbox.has_failed());
        assert!(outbox.retry(RowId(0)));
        outbox.settle(now);
        assert!(outbox.next(now).is_some());
    }

    #[test]
    fn only_failed_messages_can_be_discarded() {
        let mut outbox = filled(&["one"]);
        assert!(!outbox.discard(RowId(0)));
        outbox.next(0);
        outbox.refused("c0", &SendProblem::NotYours);
        assert!(outbox.discard(RowId(0)));
        assert!(outbox.is_empty());
    }
}
