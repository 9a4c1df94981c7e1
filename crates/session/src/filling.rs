//! From the request for a form to its answers: shown once, answered once, through the outbox like everything that the
//! visitor submits. Called by `session`'s fan-out and by `arrivals`.

use parlor_protocol::{
    Fields, Object,
    event::{Answers, FormData, FormShow},
    form::FormDefinition,
};

use crate::{
    brought::Brought,
    effect::{Announcement, Settled},
    forms::Found,
    input::RowId,
    parcel::Parcel,
    problem::{Problem, ProblemKind},
    secure,
    session::Session,
    time::Millis,
    timeline::{Arrival, Asked, Came, Content, FORM, Key},
    view::FormStage,
};

/// Of a word between tabs.
const ANSWERS: &str = "answers";
/// What the vendor's client answers where it knows no form of the name (field notes 2).
const NOT_FOUND: &str = "Form not found";

impl Session {
    /// The server asks for a form, now or, as the history tells, some time ago. What it asks now counts from now, by
    /// whatever clock it has.
    pub(crate) fn form_asked(
        &mut self,
        chat_id: &str,
        show: FormShow,
        (past, at): (bool, Option<Millis>),
        brought: &mut Brought,
    ) {
        let FormShow { form_request_id: request, form_name: name, form_timeout } = show;
        if name.trim().is_empty() {
            // Without a form the next message is the answer.
            if !self.outbox.answers(&request) {
                self.forms.prompted(request);
            }
            return;
        }
        let now = self.ctx.now;
        let asked_at = at.filter(|_| past).unwrap_or(now).min(now);
        let form_timeout = form_timeout.filter(|seconds| *seconds > 0);
        let closes_at = form_timeout.map(|seconds| asked_at.plus(Millis::seconds(seconds.min(1 << 32))));
        let is_over = closes_at.is_some_and(|closes_at| closes_at <= now);
        let stage = if is_over { FormStage::Expired } else { FormStage::Open };
        let asked = Asked { closes_at, ..Asked::new(&request, &name, stage) };
        self.form_came(chat_id, &asked, at, brought);
    }

    /// A form that is to be shown, secure or not.
    pub(crate) fn form_came(&mut self, chat_id: &str, asked: &Asked, at: Option<Millis>, brought: &mut Brought) {
        let now = self.ctx.now;
        let content = Content::Form(Box::new(asked.clone()));
        let Asked { request, name, closes_at, .. } = asked;
        let arrival = Arrival { kind: FORM, party: "", msg_id: Some(request), body: name, nth: None, at, content };
        let row = match self.timeline.take(now, chat_id, arrival) {
            Came::New(row) => row,
            Came::Known(row) => {
                // Its answers wait from an earlier page: only now it is known until when they may.
                self.timeline.set_closing(row, *closes_at);
                return;
            }
        };
        self.arrived(row, Key::of("seen", "", request), None, brought);
        if asked.stage != FormStage::Open {
            return;
        }
        self.forms.opened(&mut self.ctx, row, asked, closes_at.map(|closes_at| closes_at.since(now)));
        if let Found::Form(form) = self.forms.find(name, asked.form_id.as_deref()) {
            brought.announce(Announcement::Form { title: form.title });
        }
        if let Some(open) = self.forms.of_row(row) {
            self.ctx.tell(open.notice("shown"));
        }
        self.refuse_unknown();
    }

    /// The visitor's answers, as the history or an echo tells of them.
    pub(crate) fn form_filled(&mut self, data: &FormData) {
        let request = &data.form_request_id;
        if let Some(row) = self.timeline.form_of(request) {
            self.outbox.accepted(&mut self.ctx, &mut self.timeline, row);
            let stage = match &data.data {
                Answers::Text(_) => FormStage::Missing,
                Answers::Fields(fields) if fields.is_empty() => FormStage::Skipped,
                Answers::Fields(_) => FormStage::Answered,
            };
            self.timeline.set_stage(row, stage, None);
            if let Answers::Fields(fields) = &data.data {
                self.timeline.set_answers(row, fields);
            }
        }
        self.forms.done(&mut self.ctx, request);
    }

    /// What can be shown is known (again).
    pub(crate) fn define_forms(&mut self, known: Vec<FormDefinition>) {
        self.forms.define(known);
        let rows: Vec<RowId> = self.forms.rows().collect();
        for row in rows {
            self.timeline.touch(row);
        }
        self.refuse_unknown();
    }

    /// A form that nobody knows is answered as the vendor's client does.
    fn refuse_unknown(&mut self) {
        for open in self.forms.missing() {
            self.ctx.tell(open.notice("not-found"));
            self.forms.done(&mut self.ctx, &open.request);
            self.timeline.set_stage(open.row, FormStage::Missing, None);
            let row = open.row;
            let parcel = if open.form_id.is_some() {
                secure::cancel(open, true)
            } else {
                let data = Answers::Text(NOT_FOUND.to_owned());
                Parcel::Form(FormData { form_request_id: open.request, form_name: open.name, data })
            };
            self.outbox.submit(&mut self.ctx, row, parcel, None);
        }
    }

    pub(crate) fn answer_form(&mut self, row: RowId, answers: Vec<(String, String)>) -> Result<Settled, Problem> {
        if self.forms.of_row(row).is_some_and(|open| open.form_id.is_some()) {
            return self.answer_secure(row, answers);
        }
        self.timeline.set_answers(row, &answers);
        self.submit_form(row, answers, FormStage::Sending)
    }

    pub(crate) fn skip_form(&mut self, row: RowId) -> Result<Settled, Problem> {
        self.submit_form(row, Vec::new(), FormStage::Skipping)
    }

    fn submit_form(
        &mut self,
        row: RowId,
        answers: Vec<(String, String)>,
        stage: FormStage,
    ) -> Result<Settled, Problem> {
        let open = self.forms.of_row(row).filter(|_| self.takes_forms());
        let Some(open) = open else { return Err(Problem::of(ProblemKind::NoChat)) };
        // A second click while the first is on its way says nothing new.
        if self.outbox.answers(&open.request) || self.forms.secure.is_on_its_way(row) {
            return Ok(Settled::Done);
        }
        self.timeline.set_stage(row, stage, None);
        self.forms.sent(row);
        let parcel = if open.form_id.is_some() {
            self.timeline.empty(row);
            secure::cancel(open, false)
        } else {
            let data = Answers::Fields(answers);
            Parcel::Form(FormData { form_request_id: open.request, form_name: open.name, data })
        };
        self.outbox.submit(&mut self.ctx, row, parcel, None);
        self.hurry();
        Ok(Settled::Done)
    }

    /// What is typed into a form is kept as a draft is.
    pub(crate) fn keep_answers(&mut self, row: RowId, answers: Vec<(String, String)>) {
        let open = self.forms.of_row(row).filter(|open| open.form_id.is_none());
        // What another tab has just told is no news to it.
        if let Some(open) = open.filter(|open| self.forms.draft(&open.request) != answers) {
            self.share_answers(&open.request, &answers);
            self.forms.keep(open.request, answers);
            self.keep_soon();
        }
    }

    /// Lets the other tabs see what is filled in, which is nothing secure.
    fn share_answers(&mut self, request: &str, answers: &[(String, String)]) {
        if self.ctx.config.shares {
            let mut json = String::new();
            let mut object = Object::begin(&mut json);
            object.pairs(ANSWERS, answers);
            object.end();
            self.ctx.share("filled", &[("request", request), (ANSWERS, &json)]);
        }
    }

    /// For a tab that has just come.
    pub(crate) fn share_all_answers(&mut self) {
        for (request, answers) in self.forms.drafts().to_vec() {
            self.share_answers(&request, &answers);
        }
    }

    pub(crate) fn filled_elsewhere(&mut self, said: &Fields<'_>) {
        let request = said.or_empty("request");
        let json = said.or_empty(ANSWERS);
        let answers = Fields::parse(&json).ok().flatten().and_then(|fields| fields.pairs(ANSWERS));
        let Some(answers) = answers.filter(|answers| self.forms.draft(&request) != *answers) else { return };
        let row = self.timeline.form_of(&request);
        // One that this tab does not know yet finds its answers when it comes.
        if row.is_none_or(|row| self.forms.of_row(row).is_some_and(|open| open.form_id.is_none())) {
            self.forms.keep(request, answers);
            self.keep_soon();
            if let Some(row) = row {
                self.timeline.fill(row);
            }
        }
    }
}
