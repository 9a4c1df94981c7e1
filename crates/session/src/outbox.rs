//! What the visitor submitted, on its way: in order, one POST at a time, messages with an id that was fixed and kept
//! before their first try. Where nobody knows whether the server took one, the history is read before it is sent again.
//! Trouble of the network never fails a message. Called by `session`.

mod again;

use parlor_protocol::{Body, codec, codec::TimeUnit, ids, paths};

use crate::{
    backoff::Backoff,
    context::Context,
    effect::{Announcement, Notice, Settled},
    history::History,
    input::{CommandId, RowId},
    parcel::Parcel,
    problem::{Failure, Meaning, Problem, ProblemKind},
    requests::Purpose,
    time::Millis,
    timeline::{Doubt, Timeline},
    timers::Timer,
    view::SendState,
};

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    Waiting,
    /// Posted, not answered.
    Posted,
    /// Posted, and the answer was lost. Only a history that was requested later tells its fate.
    Doubtful,
    /// The server refused it for good.
    Failed(Problem),
    /// Its chat ended, or never began; another one could take it.
    Stranded(Problem),
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) row: RowId,
    pub(crate) parcel: Parcel,
    pub(crate) at: Millis,
    pub(crate) msg_id: Option<String>,
    pub(crate) progress: Progress,
    /// See `Doubt::twins`.
    pub(crate) twins: u32,
    pub(crate) command: Option<CommandId>,
    /// Submitted on an earlier page.
    pub(crate) restored: bool,
    /// How much trouble the server has had with it.
    pub(crate) troubles: u32,
}

/// The server tells its history and has trouble with this one again and again: it is not the network.
const TROUBLES: u32 = 6;

#[derive(Clone, Default)]
pub(crate) struct Outbox {
    pub(crate) entries: Vec<Entry>,
    /// Number of the next message of this chat.
    pub(crate) number: u64,
    /// The latest history that was requested when the doubt arose.
    doubted: u64,
    backoff: Backoff,
    /// The file whose bytes are on their way.
    pub(crate) uploading: Option<RowId>,
    pub(crate) upload_backoff: Backoff,
}

/// What the answer to a message means beyond the message.
#[derive(Clone, Debug)]
pub(crate) enum Aftermath {
    None,
    /// The chat can take nothing any more.
    Over(Failure),
}

impl Outbox {
    pub(crate) fn submit(&mut self, ctx: &mut Context, row: RowId, parcel: Parcel, command: Option<CommandId>) {
        self.entries.push(Entry {
            row,
            parcel,
            at: ctx.now,
            msg_id: None,
            progress: Progress::Waiting,
            twins: 0,
            command,
            restored: false,
            troubles: 0,
        });
        ctx.unsaved = true;
    }

    /// Sends what is next, if nothing stands in its way.
    pub(crate) fn pump(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        if ctx.requests.is_open(Purpose::Send) || ctx.timers.is_set(Timer::Send) || ctx.parked || ctx.unsure {
            return;
        }
        let Some(chat_id) = ctx.chat_id.clone() else { return };
        let head = self
            .entries
            .iter_mut()
            // What is said meanwhile does not wait for a file's bytes.
            .find(|entry| {
                matches!(entry.progress, Progress::Waiting | Progress::Posted | Progress::Doubtful)
                    && !entry.parcel.needs_upload()
            });
        let Some(entry) = head.filter(|entry| entry.progress == Progress::Waiting) else { return };
        if let Some(text) = entry.parcel.text() {
            let msg_id = entry.msg_id.get_or_insert_with(|| {
                self.number += 1;
                entry.twins = timeline.accepted_twins(text);
                ids::message_id(&chat_id, self.number)
            });
            timeline.name(entry.row, &chat_id, msg_id);
        }
        let events = entry.parcel.events(entry.msg_id.as_deref());
        let body = codec::encode_events(&events, TimeUnit::Milliseconds);
        entry.progress = Progress::Posted;
        ctx.unsaved = true;
        ctx.post(Purpose::Send, &paths::events(&chat_id), body, false);
    }

    /// For an event that goes beside the messages and shares their numbers.
    pub(crate) fn fresh_id(&mut self, chat_id: &str) -> String {
        self.number += 1;
        ids::message_id(chat_id, self.number)
    }

    /// The messages whose fate is open: one, or those that another page may have sent while this one was put aside.
    pub(crate) fn doubts(&self) -> Vec<Doubt> {
        let is_open = |entry: &&Entry| matches!(entry.progress, Progress::Posted | Progress::Doubtful);
        let open = self.entries.iter().filter(is_open);
        open.map(|entry| Doubt { row: entry.row, twins: entry.twins }).collect()
    }

    /// The POST was answered with a success. Says whether it was of something that the visitor did.
    pub(crate) fn taken(&mut self, ctx: &mut Context, timeline: &mut Timeline) -> bool {
        self.backoff.reset();
        let Some(entry) = self.entries.iter().find(|entry| entry.progress == Progress::Posted) else { return false };
        let (row, is_visitors) = (entry.row, entry.parcel.is_visitors());
        self.accepted(ctx, timeline, row);
        is_visitors
    }

    fn posted(&self) -> Option<RowId> {
        self.entries.iter().find(|entry| entry.progress == Progress::Posted).map(|entry| entry.row)
    }

    /// The server tells of an event of the visitor's that has no id.
    pub(crate) fn told(&mut self, ctx: &mut Context, body: &Body) {
        let is_it = |entry: &Entry| matches!(&entry.parcel, Parcel::Event(sent) if sent == body);
        if let Some(index) = self.entries.iter().position(is_it) {
            let entry = self.entries.remove(index);
            if entry.progress == Progress::Doubtful {
                ctx.timers.stop(Timer::Send);
                self.backoff.reset();
            }
            ctx.unsaved = true;
        }
    }

    /// The server has it.
    pub(crate) fn accepted(&mut self, ctx: &mut Context, timeline: &mut Timeline, row: RowId) {
        let Some(index) = self.entries.iter().position(|entry| entry.row == row) else { return };
        let entry = self.entries.remove(index);
        if entry.progress == Progress::Doubtful {
            ctx.timers.stop(Timer::Send);
            self.backoff.reset();
        }
        ctx.unsaved = true;
        ctx.share_said(entry.parcel.events(entry.msg_id.as_deref()));
        timeline.set_state(row, SendState::Sent, None);
        if entry.parcel.text().is_some() {
            ctx.tell(Notice::MessageState { id: row.0, state: SendState::Sent });
            ctx.settle(entry.command, Ok(Settled::Message { id: row.0 }));
        } else {
            if entry.parcel.is_answered_form() {
                ctx.announce(Announcement::FormSent);
            }
            ctx.settle(entry.command, Ok(Settled::Done));
        }
    }

    pub(crate) fn refused(
        &mut self,
        ctx: &mut Context,
        timeline: &mut Timeline,
        history: &History,
        failure: Failure,
    ) -> Aftermath {
        let Some(row) = self.posted() else { return Aftermath::None };
        match failure.meaning {
            Meaning::Unclear | Meaning::NoEvents => {
                self.doubted = history.opened();
                let entry = self.entries.iter_mut().find(|entry| entry.row == row);
                if let Some(entry) = entry.filter(|_| failure.problem.kind == ProblemKind::ServerTrouble) {
                    entry.troubles += 1;
                }
                self.again(ctx, row, Progress::Doubtful, &failure);
            }
            Meaning::NotYet | Meaning::SecondPoll => self.again(ctx, row, Progress::Waiting, &failure),
            Meaning::Forbidden | Meaning::Refused => {
                ctx.tell(Notice::Error(failure.problem.clone()));
                self.fail(ctx, timeline, row, &failure.problem, false);
            }
            Meaning::Gone | Meaning::Setup => {
                // It was not taken: that much is known.
                self.set(row, Progress::Waiting);
                return Aftermath::Over(failure);
            }
        }
        Aftermath::None
    }

    fn again(&mut self, ctx: &mut Context, row: RowId, progress: Progress, failure: &Failure) {
        self.set(row, progress);
        let wait = ctx.back_off(&mut self.backoff, failure);
        ctx.set(Timer::Send, wait);
        ctx.unsaved = true;
    }

    fn set(&mut self, row: RowId, progress: Progress) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.row == row) {
            entry.progress = progress;
        }
    }

    /// The back-off is over.
    pub(crate) fn due(&mut self, ctx: &mut Context, timeline: &mut Timeline, history: &mut History) {
        if self.entries.iter().any(|entry| entry.progress == Progress::Doubtful) {
            history.want(ctx);
        } else {
            self.pump(ctx, timeline);
        }
    }

    /// A complete history was merged; what it did not hold was not taken, unless it was requested before.
    pub(crate) fn history_read(&mut self, ctx: &mut Context, timeline: &mut Timeline, history: &History) {
        if history.opened() <= self.doubted {
            return;
        }
        let mut refused = Vec::new();
        for entry in &mut self.entries {
            if entry.progress == Progress::Doubtful {
                entry.progress = Progress::Waiting;
                ctx.timers.stop(Timer::Send);
                ctx.unsaved = true;
                refused.extend(Some(entry.row).filter(|_| entry.troubles >= TROUBLES));
            }
        }
        for row in refused {
            let problem = Problem::of(ProblemKind::Refused);
            ctx.tell(Notice::Error(problem.clone()));
            self.fail(ctx, timeline, row, &problem, false);
        }
    }

    /// No history is to be had: nobody knows whether these were taken, and the visitor decides.
    pub(crate) fn doubt_no_longer(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        let doubtful = self.entries.iter().filter(|entry| entry.progress == Progress::Doubtful);
        let rows: Vec<RowId> = doubtful.map(|entry| entry.row).collect();
        for row in rows {
            ctx.timers.stop(Timer::Send);
            self.fail(ctx, timeline, row, &Problem::of(ProblemKind::ServerTrouble), false);
        }
    }

    /// The open request died with the page's sleep.
    pub(crate) fn interrupted(&mut self, ctx: &mut Context, history: &History) {
        self.doubted = history.opened();
        if let Some(row) = self.posted() {
            self.set(row, Progress::Doubtful);
            ctx.set(Timer::Send, Millis(0));
            ctx.unsaved = true;
        }
    }

    pub(crate) fn fail(
        &mut self,
        ctx: &mut Context,
        timeline: &mut Timeline,
        row: RowId,
        problem: &Problem,
        stranded: bool,
    ) {
        let Some(index) = self.entries.iter().position(|entry| entry.row == row) else { return };
        if self.entries[index].parcel.is_bound() {
            // A form stands in the transcript with its answers, and is submitted from there again.
            let entry = self.entries.remove(index);
            ctx.unsaved = true;
            timeline.set_state(row, SendState::Failed, Some(problem.clone()));
            ctx.settle(entry.command, Err(problem.clone()));
            return;
        }
        if self.uploading == Some(row) {
            self.stop_upload(ctx, timeline);
        }
        let entry = &mut self.entries[index];
        let fresh = !matches!(entry.progress, Progress::Failed(_) | Progress::Stranded(_));
        entry.progress = if stranded { Progress::Stranded(problem.clone()) } else { Progress::Failed(problem.clone()) };
        let command = entry.command.take();
        ctx.unsaved = true;
        if fresh {
            timeline.set_state(row, SendState::Failed, Some(problem.clone()));
            ctx.tell(Notice::MessageState { id: row.0, state: SendState::Failed });
            ctx.announce(Announcement::Failed);
        }
        ctx.settle(command, Err(problem.clone()));
    }

    /// No chat will take what waits. One whose POST is open may still be taken.
    pub(crate) fn strand(&mut self, ctx: &mut Context, timeline: &mut Timeline, problem: &Problem, restored: bool) {
        ctx.timers.stop(Timer::Send);
        let open = ctx.requests.is_open(Purpose::Send);
        let rows: Vec<RowId> = self
            .entries
            .iter()
            .filter(|entry| match entry.progress {
                Progress::Waiting | Progress::Doubtful => !restored || entry.restored,
                Progress::Posted => !open,
                Progress::Failed(_) | Progress::Stranded(_) => false,
            })
            .map(|entry| entry.row)
            .collect();
        for row in rows {
            self.fail(ctx, timeline, row, problem, true);
        }
    }

    /// What a new chat could take.
    pub(crate) fn stranded(&self) -> Vec<RowId> {
        self.entries
            .iter()
            .filter(|entry| matches!(entry.progress, Progress::Stranded(_)))
            .map(|entry| entry.row)
            .collect()
    }

    /// What waits for a chat.
    pub(crate) fn waiting(&self) -> Vec<RowId> {
        self.entries.iter().filter(|entry| entry.progress == Progress::Waiting).map(|entry| entry.row).collect()
    }

    /// Something on its way answers this request.
    pub(crate) fn answers(&self, request: &str) -> bool {
        self.entries.iter().any(|entry| entry.parcel.answers() == Some(request))
    }

    /// Another chat begins; only what waits goes along.
    pub(crate) fn begin_chat(&mut self) {
        self.number = 0;
        self.backoff.reset();
        for entry in &mut self.entries {
            entry.msg_id = None;
        }
    }

    /// This page's messages go to this chat. Those that an earlier page submitted to another one do not.
    pub(crate) fn adopt(
        &mut self,
        ctx: &mut Context,
        timeline: &mut Timeline,
        kept_chat: Option<&str>,
        chat_id: &str,
        is_new: bool,
    ) {
        if kept_chat == Some(chat_id) {
            for entry in &self.entries {
                if let Some(msg_id) = &entry.msg_id {
                    timeline.name(entry.row, chat_id, msg_id);
                }
            }
            return;
        }
        let gone = Problem::of(ProblemKind::ChatGone);
        if kept_chat.is_some() {
            self.strand(ctx, timeline, &gone, true);
        }
        // Another page may count in the same chat: its numbers must never be ours.
        if is_new {
            self.number = 0;
        } else {
            self.count_apart(ctx);
        }
    }

    /// From a number on that no other page counts from.
    pub(crate) fn count_apart(&mut self, ctx: &mut Context) {
        self.number = (1 + ctx.random.up_to(1_000_000)) * 1_000;
    }
}
