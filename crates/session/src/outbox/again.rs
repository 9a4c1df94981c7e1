//! What becomes of what failed: sent again, or forgotten. Part of the outbox.

use crate::{
    context::Context,
    effect::{Effect, Notice},
    input::RowId,
    outbox::{Entry, Outbox, Progress},
    parcel::{FileParcel, Parcel},
    problem::{Problem, ProblemKind},
    timeline::Timeline,
    view::SendState,
};

impl Outbox {
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
