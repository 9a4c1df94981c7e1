//! Files in both directions. The bytes of the visitor's go before the events that name them: one file at a time, beside
//! the messages, and trouble of the network never fails one; the rest of a file's way is the outbox's. Called by
//! `session` and `arrivals`.

use parlor_protocol::{
    Body,
    error::ErrorCode,
    event::{File, FileType},
    files,
    response::UploadedFile,
};

use crate::{
    arrivals::Words,
    brought::Brought,
    context::Context,
    effect::{Notice, Upload},
    input::{RequestId, RowId},
    outbox::{Aftermath, Entry, Outbox, Progress},
    parcel::Parcel,
    problem::{Failure, Meaning, Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    time::Millis,
    timeline::{Own, Timeline},
    timers::Timer,
    view::{FileSource, FileView, SendState},
};

/// Each time all of its bytes travel again. A success that says nothing of them counts most, then an error of the contact
/// center's own; an outage of its house passes.
const USELESS: u32 = 24;
const GARBLED: u32 = 8;
const ERROR: u32 = 4;

impl Outbox {
    /// Sends the bytes of the next file, if nothing stands in their way.
    pub(crate) fn upload(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        if ctx.requests.is_open(Purpose::Upload) || ctx.timers.is_set(Timer::Upload) || ctx.parked {
            return;
        }
        let next = self.entries.iter().find(|entry| entry.progress == Progress::Waiting && entry.parcel.needs_upload());
        let Some(Entry { row, parcel: Parcel::File(parcel), .. }) = next else { return };
        let row = *row;
        let Some(file) = parcel.file else {
            return self.fail(ctx, timeline, row, &Problem::of(ProblemKind::FileLost), false);
        };
        let upload = Upload { file, name: parcel.name.clone() };
        self.uploading = Some(row);
        timeline.set_sent(row, Some(0));
        ctx.upload(upload);
    }

    /// The server has the bytes: the event that names them goes behind what was said meanwhile.
    fn uploaded(&mut self, ctx: &mut Context, timeline: &mut Timeline, answer: UploadedFile) {
        self.upload_backoff.reset();
        let Some(row) = self.upload_stopped(timeline) else { return };
        let Some(index) = self.entries.iter().position(|entry| entry.row == row) else { return };
        let mut entry = self.entries.remove(index);
        entry.troubles = 0;
        if let Parcel::File(file) = &mut entry.parcel {
            file.uploaded = Some(answer.file_id);
        }
        entry.at = ctx.now;
        self.entries.push(entry);
        timeline.resubmit(row, ctx.now);
        ctx.unsaved = true;
    }

    /// Nothing is on its way any more; which file was.
    pub(crate) fn upload_stopped(&mut self, timeline: &mut Timeline) -> Option<RowId> {
        let row = self.uploading.take()?;
        timeline.set_sent(row, None);
        Some(row)
    }

    pub(crate) fn stop_upload(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        ctx.abort(Purpose::Upload);
        self.upload_stopped(timeline);
    }

    fn upload_failed(&mut self, ctx: &mut Context, timeline: &mut Timeline, mut failure: Failure) -> Aftermath {
        let Some(row) = self.upload_stopped(timeline) else { return Aftermath::None };
        if failure.problem.kind == ProblemKind::ServerTrouble && failure.meaning == Meaning::Unclear {
            let is_error = failure.problem.code.is_some();
            let weight = if failure.garbled {
                GARBLED
            } else if is_error {
                ERROR
            } else {
                1
            };
            let troubles = self.entries.iter_mut().find(|entry| entry.row == row).map_or(0, |entry| {
                entry.troubles += weight;
                entry.troubles
            });
            if troubles >= USELESS {
                failure.meaning = Meaning::Refused;
                failure.problem.kind = ProblemKind::Refused;
            }
        }
        let is_chats = failure.problem.code == Some(ErrorCode::ChatNotFound.number());
        match failure.meaning {
            Meaning::Unclear | Meaning::NoEvents | Meaning::NotYet | Meaning::SecondPoll => {
                let wait = ctx.back_off(&mut self.upload_backoff, &failure);
                ctx.set(Timer::Upload, wait);
            }
            Meaning::Gone if is_chats => return Aftermath::Over(failure),
            Meaning::Setup => return Aftermath::Over(failure),
            Meaning::Gone | Meaning::Forbidden | Meaning::Refused => {
                // A server that takes no files has no such place, which says nothing of the chat.
                if failure.problem.kind == ProblemKind::ChatGone {
                    failure.problem.kind = ProblemKind::Refused;
                }
                ctx.tell(Notice::Error(failure.problem.clone()));
                self.fail(ctx, timeline, row, &failure.problem, false);
            }
        }
        Aftermath::None
    }
}

impl Session {
    pub(crate) fn progressed(&mut self, id: RequestId, sent: u64) {
        if self.ctx.requests.renew(id, self.ctx.steady) == Some(Purpose::Upload)
            && let Some(row) = self.outbox.uploading
        {
            self.timeline.set_sent(row, Some(sent));
        }
    }

    pub(crate) fn upload_answered(&mut self, answer: Result<String, Failure>) {
        let answer = answer.and_then(|body| UploadedFile::decode(&body).ok_or_else(Failure::garbled));
        match answer {
            Ok(answer) => {
                self.warning = None;
                self.outbox.uploaded(&mut self.ctx, &mut self.timeline, answer);
            }
            Err(failure) => {
                if let Aftermath::Over(failure) = self.outbox.upload_failed(&mut self.ctx, &mut self.timeline, failure)
                {
                    self.gone(failure.problem);
                }
            }
        }
    }

    /// A file of either side, as the server tells of it.
    pub(crate) fn file_came(
        &mut self,
        own: bool,
        party: &str,
        msg_id: Option<&str>,
        file: FileView,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
        let msg_id = msg_id.filter(|id| !id.is_empty());
        if own {
            self.own_message(&chat_id, msg_id, Own::of_file(file, SendState::Sent), at, brought);
        } else {
            let name = file.name.clone();
            let words = Words { file: Some(Box::new(file)), ..Words::of(&name) };
            self.agent_message(&chat_id, party, msg_id, words, at, brought);
        }
    }
}

/// The file of an event that tells of one, and the event's message id. An address that is none of the web's is no file.
pub(crate) fn of_event(body: &Body) -> Option<(FileView, Option<String>)> {
    let view = |source, name: Option<&str>, kind| {
        let name = files::clean_name(name.unwrap_or_default());
        FileView { source, name, size: None, is_picture: kind == FileType::Image, sent: None }
    };
    match body {
        Body::File(File { msg_id, file_id, file_type, file_name }) => {
            Some((view(FileSource::Stored(file_id.clone()), file_name.as_deref(), *file_type), msg_id.clone()))
        }
        Body::FileUrl { file_url, file_type, file_name } if is_web(file_url) => {
            Some((of_link(file_url.clone(), file_name.as_deref(), *file_type == FileType::Image), None))
        }
        _ => None,
    }
}

/// A file at an address of the web; without a name it is called as its address ends.
pub(crate) fn of_link(url: String, name: Option<&str>, is_picture: bool) -> FileView {
    let last = || url.split(['?', '#']).next().and_then(|path| path.rsplit('/').next());
    let name = files::clean_name(name.or_else(last).unwrap_or_default());
    FileView { source: FileSource::Link(url), name, size: None, is_picture, sent: None }
}

pub(crate) fn is_web(url: &str) -> bool {
    let start = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    start.starts_with("https://") || start.starts_with("http://")
}
