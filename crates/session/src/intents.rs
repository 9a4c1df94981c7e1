//! What is wanted, one wish after the other: each goes to the part that it concerns. Called by `session`.

use crate::{
    Intent,
    effect::Settled,
    input::CommandId,
    parcel::FileParcel,
    phase::Left,
    session::Session,
    view::{Asked, Phase},
};

impl Session {
    pub(crate) fn intent(&mut self, intent: Intent, command: Option<CommandId>) {
        let outcome = match intent {
            Intent::Start { parameters } => {
                let first = self.first_words(&parameters);
                self.start.set_parameters(&parameters);
                let left = self.left_by_failure();
                self.begin(command, left);
                if let Some(text) = first {
                    self.send(text, None);
                }
                return;
            }
            Intent::Callback { phone, parameters } => {
                if !self.is_running() {
                    self.start.set_phone(phone.clone());
                }
                return self.start_for(Asked::Call(phone), parameters, command);
            }
            Intent::LeaveMessage { parameters } => return self.start_for(Asked::Message, parameters, command),
            Intent::Send { text } => return self.send(text, command),
            Intent::Reply { row, option } => self.reply(row, option),
            Intent::SendFile { file, name, size, is_picture } => {
                let file = FileParcel { file: Some(file), name, size, is_picture, uploaded: None };
                return self.send_file(file, command);
            }
            Intent::SendPlace { latitude, longitude } => return self.send_place(&latitude, &longitude, command),
            Intent::Subscribe { tokens } => return self.subscribe(&tokens, command),
            Intent::CloseCase => self.close_case(),
            Intent::End => return self.end(command),
            Intent::StartAgain { resend } => {
                return self.begin(command, if resend { Left::Resend } else { Left::Forget });
            }
            Intent::Draft { text } => {
                if self.is_running() {
                    self.typing.draft(&mut self.ctx, &text);
                }
                self.keep_draft(text);
                Ok(Settled::Done)
            }
            Intent::StopTyping => {
                self.typing.stop(&mut self.ctx);
                Ok(Settled::Done)
            }
            Intent::Retry { row } => self.retry(row),
            Intent::Discard { row } => {
                if self.outbox.discard(&mut self.ctx, &mut self.timeline, row) {
                    self.timeline.discard(row);
                }
                Ok(Settled::Done)
            }
            Intent::Answer { row, answers } => self.answer_form(row, answers),
            Intent::Skip { row } => self.skip_form(row),
            Intent::FormDraft { row, answers } => {
                self.keep_answers(row, answers);
                Ok(Settled::Done)
            }
            Intent::Cobrowse { agrees } => self.answer_cobrowse(agrees),
            Intent::StopCobrowsing => {
                self.stop_cobrowse();
                Ok(Settled::Done)
            }
            Intent::Call(wish) => return self.wish_of_call(wish, command),
            Intent::StillHere => self.still_here(),
            Intent::Watch(watching) => {
                self.watch(watching);
                Ok(Settled::Done)
            }
            Intent::ShowEarlier => {
                self.timeline.show_earlier();
                Ok(Settled::Done)
            }
            Intent::ShowLater => {
                self.timeline.show_later();
                Ok(Settled::Done)
            }
            Intent::ShowLatest => {
                self.timeline.show_latest();
                Ok(Settled::Done)
            }
            Intent::RetryNow => {
                if self.phase == Phase::Failed {
                    self.begin(None, Left::Resend);
                }
                self.hurry();
                Ok(Settled::Done)
            }
            Intent::SetParameters { parameters } => {
                self.start.set_parameters(&parameters);
                Ok(Settled::Done)
            }
        };
        self.ctx.settle(command, outcome);
    }

    /// Begins a chat for this. What runs already stays what it was asked for.
    fn start_for(&mut self, asked: Asked, parameters: Vec<(String, String)>, command: Option<CommandId>) {
        let runs = matches!(self.phase, Phase::Starting | Phase::Queued | Phase::Connected);
        self.intent(Intent::Start { parameters }, command);
        if !runs {
            self.asked = asked;
            self.ctx.unsaved = true;
        }
    }
}
