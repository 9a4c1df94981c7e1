//! When the next poll is opened. At most one is open, ever; after each clean answer the next follows at once, after any
//! other end the history is read first, because what the server handed out may be lost.
//! Called by `session`. What the events mean is not known here.

use parlor_protocol::paths;

use crate::{
    context::Context,
    history::History,
    link::Link,
    problem::{Failure, Meaning},
    requests::Purpose,
    time::Millis,
    timers::Timer,
};

/// An answer that comes sooner was not held.
const QUICK: Millis = Millis(500);
/// So many unheld answers that bring nothing are followed at once; the ones after them wait.
const QUICK_ALLOWED: u32 = 3;
/// Waits after unheld answers, each longer than the one before.
const UNHELD: [Millis; 3] = [Millis::seconds(1), Millis::seconds(2), Millis::seconds(4)];
/// Waits after refused polls: the one that stands in the way is often just ending; meanwhile the history is all that
/// tells the visitor anything, so they don't grow further.
const REFUSED: [Millis; 3] = [Millis(250), Millis::seconds(1), Millis::seconds(2)];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// No chat runs.
    #[default]
    Off,
    Open,
    /// The timer runs, then the history.
    BeforeHistory,
    /// The history is read, then the poll.
    Reading,
    /// The timer runs, then the poll.
    Pause,
    /// Another tab polls.
    Following,
}

#[derive(Clone, Default)]
pub(crate) struct Poll {
    stage: Stage,
    /// Refused polls in a row.
    refusals: u32,
    /// Unheld answers without news in a row.
    quick: u32,
    /// No poll before this: the server asked for patience.
    patient_until: Millis,
}

fn step(steps: &[Millis; 3], count: u32) -> Millis {
    steps[usize::try_from(count).map_or(2, |count| count.min(2))]
}

impl Poll {
    pub(crate) fn start(&mut self, ctx: &mut Context, history: &mut History, read_first: bool) {
        *self = Self::default();
        if read_first {
            self.read(ctx, history);
        } else {
            self.open(ctx);
        }
    }

    fn open(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Poll);
        if ctx.parked {
            self.stage = Stage::BeforeHistory;
            return;
        }
        if !ctx.leads {
            self.stage = Stage::Following;
            return;
        }
        if let Some(chat_id) = &ctx.chat_id {
            let path = paths::events(chat_id);
            self.stage = Stage::Open;
            if !ctx.requests.is_open(Purpose::Poll) {
                ctx.get(Purpose::Poll, &path);
            }
        }
    }

    fn read(&mut self, ctx: &mut Context, history: &mut History) {
        ctx.timers.stop(Timer::Poll);
        self.stage = Stage::Reading;
        history.ask(ctx);
    }

    /// A poll was answered in full. `news`: it changed something.
    pub(crate) fn answered(
        &mut self,
        ctx: &mut Context,
        link: &mut Link,
        history: &mut History,
        held: Millis,
        news: bool,
    ) {
        link.clean();
        link.live(ctx);
        if std::mem::take(&mut self.refusals) > 0 {
            // Another poll was open until this one, and had what came before that was over.
            return self.read(ctx, history);
        }
        self.quick = if held < QUICK && !news { self.quick.saturating_add(1) } else { 0 };
        if self.quick > QUICK_ALLOWED {
            self.stage = Stage::Pause;
            ctx.set(Timer::Poll, step(&UNHELD, self.quick - QUICK_ALLOWED - 1));
        } else {
            self.open(ctx);
        }
    }

    pub(crate) fn failed(&mut self, ctx: &mut Context, link: &mut Link, failure: &Failure) {
        let asked = ctx.be_patient(failure);
        self.patient_until = ctx.steady.plus(asked);
        match failure.meaning {
            Meaning::SecondPoll | Meaning::NotYet | Meaning::Refused => {
                link.unsettle(ctx);
                let wait = step(&REFUSED, self.refusals).max(asked);
                self.refusals = self.refusals.saturating_add(1);
                self.stage = Stage::BeforeHistory;
                ctx.set(Timer::Poll, wait);
            }
            _ => {
                let wait = link.trouble(ctx, failure);
                self.stage = Stage::BeforeHistory;
                ctx.set(Timer::Poll, wait);
            }
        }
    }

    /// The history that was waited for is merged.
    pub(crate) fn history_read(&mut self, ctx: &mut Context, link: &mut Link) {
        if self.stage == Stage::Reading {
            link.live(ctx);
            self.open(ctx);
        }
    }

    pub(crate) fn due(&mut self, ctx: &mut Context, history: &mut History) {
        match self.stage {
            Stage::BeforeHistory => self.read(ctx, history),
            Stage::Pause => self.open(ctx),
            Stage::Off | Stage::Open | Stage::Reading | Stage::Following => {}
        }
    }

    /// The open poll may be dead, or events may have been missed: history, then a fresh poll.
    pub(crate) fn renew(&mut self, ctx: &mut Context, link: &mut Link, history: &mut History) {
        if self.stage != Stage::Off {
            ctx.abort(Purpose::Poll);
            link.unsettle(ctx);
            if self.patient_until > ctx.steady && self.stage != Stage::Following {
                self.stage = Stage::BeforeHistory;
                ctx.timers.set(Timer::Poll, self.patient_until);
            } else {
                self.read(ctx, history);
            }
        }
    }

    /// The history can't be had: better to hear what comes from now on than nothing.
    pub(crate) fn go_without(&mut self, ctx: &mut Context) {
        if self.stage == Stage::Reading && ctx.patient_until > ctx.steady {
            self.stage = Stage::Pause;
            ctx.timers.set(Timer::Poll, ctx.patient_until);
        } else if self.stage == Stage::Reading {
            self.open(ctx);
        }
    }

    /// It is this tab's turn to poll. `whole`: whoever polled before has shared all that there was.
    pub(crate) fn lead(&mut self, ctx: &mut Context, history: &mut History, whole: bool) {
        match self.stage {
            Stage::Following if whole => self.open(ctx),
            // What is being read may be older.
            Stage::Following | Stage::Reading if !whole => self.read(ctx, history),
            _ => {}
        }
    }

    /// Another tab has taken over; what an open poll may have brought is in the history.
    pub(crate) fn follow(&mut self, ctx: &mut Context, history: &mut History) {
        if !matches!(self.stage, Stage::Off | Stage::Following) {
            ctx.abort(Purpose::Poll);
            self.read(ctx, history);
        }
    }

    /// The page goes away: another page may poll.
    pub(crate) fn park(&mut self, ctx: &mut Context) {
        if self.stage != Stage::Off {
            ctx.abort(Purpose::Poll);
            ctx.timers.stop(Timer::Poll);
            self.stage = Stage::BeforeHistory;
        }
    }

    /// Before the session is held to be over, its history is read a last time.
    pub(crate) fn close(&mut self, ctx: &mut Context) {
        ctx.abort(Purpose::Poll);
        ctx.timers.stop(Timer::Poll);
        self.stage = Stage::Off;
    }
}
