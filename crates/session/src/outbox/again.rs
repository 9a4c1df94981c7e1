//! What becomes of what failed: sent again, or forgotten. Part of the outbox.

use parlor_protocol::ids;

use crate::{
    context::Context,
    effect::{Effect, Notice},
    history::History,
    input::RowId,
    outbox::{Entry, Outbox, Progress},
    parcel::{FileParcel, Parcel},
    problem::{Problem, ProblemKind},
    time::Millis,
    timeline::Timeline,
    timers::Timer,
    view::SendState,
};

impl Outbox {
    /// The page goes away, and may come back after another one has sent what waits: each has its id now, so that both
    /// mean the same.
    pub(crate) fn park(&mut self, ctx: &Context, timeline: &mut Timeline) {
        let Some(chat_id) = &ctx.chat_id else { return };
        let mut before: Vec<String> = Vec::new();
        for entry in &mut self.entries {
            let Some(text) = entry.parcel.text() else { continue };
            let twins = before.iter().filter(|other| other.trim() == text.trim()).count();
            if matches!(entry.progress, Progress::Waiting | Progress::Posted | Progress::Doubtful) {
                before.push(text.to_owned());
            }
            if entry.progress == Progress::Waiting && !entry.parcel.needs_upload() && entry.msg_id.is_none() {
                self.number += 1;
                // Those before it will have been accepted by then.
                entry.twins = timeline.accepted_twins(text) + u32::try_from(twins).unwrap_or(u32::MAX);
                let msg_id = ids::message_id(chat_id, self.number);
                timeline.name(entry.row, chat_id, &msg_id);
                entry.msg_id = Some(msg_id);
            }
        }
    }

    /// The page is back: the history tells what became of that, and other pages have counted on.
    pub(crate) fn unpark(&mut self, ctx: &mut Context, history: &History) {
        self.doubted = history.opened();
        for entry in &mut self.entries {
            if entry.progress == Progress::Waiting && entry.msg_id.is_some() {
                entry.progress = Progress::Doubtful;
                ctx.set(Timer::Send, Millis(0));
            }
        }
        self.count_apart(ctx);
        ctx.unsaved = true;
    }

    /// A failed message is to be sent again, as a new one behind the others.
    pub(crate) fn retry(&mut self, ctx: &mut Context, timeline: &mut Timeline, row: RowId) -> bool {
        let failed =
            |entry: &Entry| entry.row == row && matches!(entry.progress, Progress::Failed(_) | Progress::Stranded(_));
        let Some(index) = self.entries.iter().position(failed) else { return false };
        if let Parcel::File(file) = &mut self.entries[index].parcel {
            if file.file.is_none() {
                return false;
            }
            // Another chat may not know the bytes that this one had.
            file.uploaded = None;
        }
        let mut entry = self.entries.remove(index);
        entry.progress = Progress::Waiting;
        entry.msg_id = None;
        entry.at = ctx.now;
        entry.restored = false;
        entry.troubles = 0;
        self.entries.push(entry);
        timeline.resubmit(row, ctx.now);
        ctx.tell(Notice::MessageState { id: row.0, state: SendState::Sending });
        ctx.unsaved = true;
        true
    }

    /// Forgets what failed, or a file whose bytes are still here.
    pub(crate) fn discard(&mut self, ctx: &mut Context, timeline: &mut Timeline, row: RowId) -> bool {
        let wanted = |entry: &Entry| {
            let is_here = entry.progress == Progress::Waiting && entry.parcel.needs_upload();
            entry.row == row && (is_here || matches!(entry.progress, Progress::Failed(_) | Progress::Stranded(_)))
        };
        let Some(index) = self.entries.iter().position(wanted) else { return false };
        if self.uploading == Some(row) {
            self.stop_upload(ctx, timeline);
        }
        let entry = self.entries.remove(index);
        if let Parcel::File(FileParcel { file: Some(file), .. }) = entry.parcel {
            ctx.out.push(Effect::Release(file));
        }
        ctx.settle(entry.command, Err(Problem::of(ProblemKind::FileLost)));
        ctx.unsaved = true;
        true
    }

    /// Forgets failed messages, which the visitor leaves behind.
    pub(crate) fn forget_failed(&mut self) {
        self.entries.retain(|entry| !matches!(entry.progress, Progress::Failed(_) | Progress::Stranded(_)));
    }
}
