//! Timers as data: a deadline per reason. The shell keeps one timer of the browser, set to the earliest.
//! Called by the parts through `Context`; a tick that comes too early or twice does nothing.

use crate::time::Millis;

/// Why a deadline was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A chat of an earlier page is to be asked for.
    Resume,
    /// The back-off before the next Request Chat, or the next question for the active chat, is over.
    Start,
    /// The back-off before the next poll is over.
    Poll,
    /// The back-off before the next look into the history is over.
    History,
    /// Messages crossed and all is quiet: the server knows their order.
    Tidy,
    /// The back-off before the next message is over.
    Send,
    /// The bytes of a file are sent again.
    Upload,
    /// The page that the visitor is on is told again.
    Page,
    /// Receipts wait to be sent together, or again.
    Receipts,
    /// The agent may be told again that the visitor types.
    TypingAgain,
    /// The visitor has stopped typing.
    TypingIdle,
    /// The agent's typing was not repeated.
    TyperGone,
    /// The back-off before the end is told again is over.
    End,
    /// The draft is to be kept.
    Draft,
    /// A form is about to close, or closes.
    Form,
    /// After the visitor left, nothing more was asked for a while.
    Farewell,
    /// The chats of a case are asked for again.
    Case,
    /// Secure forms have been out of sight for long enough.
    Secure,
    /// A stage of a call has lasted long enough.
    Call,
    /// The tab that has the call is asked for a sign of life, or gave none.
    Elsewhere,
    /// What could not be said to the other side of a call is said again.
    Signal,
    /// The tab that polls is asked for a sign of life, or gave none.
    Lead,
    /// A request has had no answer for too long.
    Answer,
}

const COUNT: usize = Timer::Answer as usize + 1;

const ALL: [Timer; COUNT] = [
    Timer::Resume,
    Timer::Start,
    Timer::Poll,
    Timer::History,
    Timer::Tidy,
    Timer::Send,
    Timer::Upload,
    Timer::Page,
    Timer::Receipts,
    Timer::TypingAgain,
    Timer::TypingIdle,
    Timer::TyperGone,
    Timer::End,
    Timer::Draft,
    Timer::Form,
    Timer::Farewell,
    Timer::Case,
    Timer::Secure,
    Timer::Call,
    Timer::Elsewhere,
    Timer::Signal,
    Timer::Lead,
    Timer::Answer,
];

#[derive(Clone, Debug, Default)]
pub(crate) struct TimerTable {
    due: [Option<Millis>; COUNT],
}

impl TimerTable {
    pub(crate) fn set(&mut self, timer: Timer, at: Millis) {
        self.due[timer as usize] = Some(at);
    }

    /// Brings a timer that is set forward; one that is not set stays so.
    pub(crate) fn hasten(&mut self, timer: Timer, at: Millis) {
        let due = &mut self.due[timer as usize];
        *due = due.map(|due| due.min(at));
    }

    pub(crate) fn stop(&mut self, timer: Timer) {
        self.due[timer as usize] = None;
    }

    pub(crate) fn is_set(&self, timer: Timer) -> bool {
        self.due[timer as usize].is_some()
    }

    pub(crate) fn next(&self) -> Option<(Millis, Timer)> {
        ALL.iter().filter_map(|&timer| Some((self.due[timer as usize]?, timer))).min()
    }

    /// The earliest timer that is due, which is then no longer set.
    pub(crate) fn take_due(&mut self, now: Millis) -> Option<Timer> {
        let (at, timer) = self.next()?;
        if at > now {
            return None;
        }
        self.stop(timer);
        Some(timer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_deadline_comes_first_and_only_once() {
        let mut table = TimerTable::default();
        table.set(Timer::Send, Millis(20));
        table.set(Timer::Poll, Millis(10));
        assert_eq!(table.next(), Some((Millis(10), Timer::Poll)));
        assert_eq!(table.take_due(Millis(9)), None);
        assert_eq!(table.take_due(Millis(30)), Some(Timer::Poll));
        assert_eq!(table.take_due(Millis(30)), Some(Timer::Send));
        assert_eq!(table.take_due(Millis(30)), None);
    }

    #[test]
    fn hastening_never_sets_and_never_delays() {
        let mut table = TimerTable::default();
        table.hasten(Timer::Send, Millis(5));
        assert!(!table.is_set(Timer::Send));
        table.set(Timer::Send, Millis(5));
        table.hasten(Timer::Send, Millis(9));
        assert_eq!(table.next(), Some((Millis(5), Timer::Send)));
        table.hasten(Timer::Send, Millis(2));
        assert_eq!(table.next(), Some((Millis(2), Timer::Send)));
    }
}
