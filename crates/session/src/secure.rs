//! Secure forms: what is filled in is sent once, by a request of its own, and kept nowhere. It never waits in the outbox,
//! is no draft, and stands in no event. Where the request fails, the form is empty and can be filled in again.
//! Called by `session`'s fan-out, `arrivals` and `filling`.

use parlor_protocol::{
    Body, Event, Fields, Object, codec,
    codec::TimeUnit,
    event::{Answers, FormData},
    paths,
};

use crate::{
    brought::Brought,
    effect::{Announcement, Settled},
    forms::Open,
    input::RowId,
    parcel::Parcel,
    problem::{Failure, Meaning, Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    time::Millis,
    timeline::Asked,
    timers::Timer,
    view::{Connection, FormStage},
};

/// What was typed is forgotten after the page has been out of sight for so long.
const HIDDEN: Millis = Millis::seconds(30);

#[derive(Clone, Default)]
pub(crate) struct Secure {
    /// The form whose answers are on their way.
    sending: Option<RowId>,
    /// Requests that were answered: not every server's history tells of it.
    answered: Vec<String>,
    /// Since when the page is out of sight, in steady time.
    hidden: Option<Millis>,
}

impl Secure {
    pub(crate) fn is_on_its_way(&self, row: RowId) -> bool {
        self.sending == Some(row)
    }

    /// Which requests were answered, never with what.
    pub(crate) fn keep_in(&self, object: &mut Object<'_>) {
        if !self.answered.is_empty() {
            let answered: Vec<_> = self.answered.iter().map(|request| (request.clone(), String::new())).collect();
            object.pairs("secure", &answered);
        }
    }

    pub(crate) fn recall(&mut self, kept: &Fields<'_>) {
        self.answered = kept.pairs("secure").unwrap_or_default().into_iter().map(|(request, _)| request).collect();
    }
}

/// That a form will not be answered.
pub(crate) fn cancel(open: Open, is_unknown: bool) -> Parcel {
    Parcel::SecureCancel { request: open.request, name: Some(open.name).filter(|name| !name.is_empty()), is_unknown }
}

impl Session {
    /// An agent asks for something that nobody else is to see.
    pub(crate) fn secure_asked(
        &mut self,
        chat_id: &str,
        request: &str,
        form_id: String,
        name: Option<String>,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let is_answered = self.forms.secure.answered.iter().any(|answered| answered == request);
        let stage = if is_answered { FormStage::Answered } else { FormStage::Open };
        let asked = Asked { form_id: Some(form_id.into()), ..Asked::new(request, &name.unwrap_or_default(), stage) };
        self.form_came(chat_id, &asked, at, brought);
    }

    /// What became of it elsewhere, or on an earlier page.
    pub(crate) fn secure_told(&mut self, request: &str, stage: FormStage) {
        if let Some(row) = self.timeline.form_of(request) {
            self.outbox.accepted(&mut self.ctx, &mut self.timeline, row);
            if let Some(open) = self.forms.of_row(row).filter(|_| stage == FormStage::Withdrawn) {
                self.ctx.tell(open.notice("cancelled"));
            }
            self.timeline.set_stage(row, stage, None);
            self.forms.done(&mut self.ctx, request);
        }
    }

    pub(crate) fn answer_secure(&mut self, row: RowId, data: Vec<(String, String)>) -> Result<Settled, Problem> {
        let open = self.forms.of_row(row).filter(|_| self.takes_forms());
        let (Some(open), Some(chat_id)) = (open, self.ctx.chat_id.clone()) else {
            return Err(Problem::of(ProblemKind::NoChat));
        };
        if self.ctx.requests.is_open(Purpose::Secure) || self.outbox.answers(&open.request) {
            return Ok(Settled::Done);
        }
        if self.link.connection == Connection::Offline {
            let problem = Problem::of(ProblemKind::Offline);
            self.timeline.set_stage(row, FormStage::Open, Some(problem.clone()));
            return Err(problem);
        }
        let data = Answers::Fields(data);
        let data = FormData { form_request_id: open.request, form_name: open.name, data };
        let body = codec::encode_events(&[Event::of(Body::SecureFormData(data))], TimeUnit::Milliseconds);
        self.timeline.set_stage(row, FormStage::Sending, None);
        self.timeline.empty(row);
        self.forms.secure.sending = Some(row);
        self.ctx.post(Purpose::Secure, &paths::events(&chat_id), body, false);
        Ok(Settled::Done)
    }

    pub(crate) fn secure_answered(&mut self, answer: Result<String, Failure>) {
        let Some(row) = self.forms.secure.sending.take() else { return };
        let Some(open) = self.forms.of_row(row) else { return };
        match self.answered(answer) {
            Ok(()) => {
                self.warning = None;
                self.timeline.set_stage(row, FormStage::Answered, None);
                self.ctx.announce(Announcement::SecureSent);
                self.share_secure(&open.request);
                self.forms.secure.answered.push(open.request);
                self.ctx.unsaved = true;
            }
            Err(failure) => {
                self.timeline.set_stage(row, FormStage::Open, Some(failure.problem.clone()));
                if failure.is_final() {
                    self.gone(failure.problem);
                } else if failure.meaning == Meaning::Unclear {
                    // The history may know that it arrived.
                    self.history.want(&mut self.ctx);
                }
            }
        }
    }

    /// The page is out of sight, or in sight again.
    pub(crate) fn hide_secure(&mut self, visible: bool) {
        let now = self.ctx.steady;
        if visible {
            // A page that slept had no timers.
            let since = self.forms.secure.hidden.take();
            if since.is_some_and(|since| now.since(since) >= HIDDEN) {
                self.empty_secure();
            }
            self.ctx.timers.stop(Timer::Secure);
        } else {
            self.forms.secure.hidden = Some(now);
            if !self.forms.secure_rows().is_empty() {
                self.ctx.set(Timer::Secure, HIDDEN);
            }
        }
    }

    /// What was typed into secure forms is forgotten.
    pub(crate) fn empty_secure(&mut self) {
        for row in self.forms.secure_rows() {
            self.timeline.empty(row);
        }
    }
}
