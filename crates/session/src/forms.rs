//! Forms that the scenario or an agent asks for: what can be shown, what was filled in so far, and until when. How each
//! stands is the timeline's. Called by `session`; checks no answers, since the form that is drawn does.

use parlor_contact::{
    Form,
    form::{self, FormKind},
};
use parlor_protocol::{Fields, Object, form::FormDefinition};

use crate::{
    context::Context,
    effect::{Announcement, Notice},
    input::RowId,
    requests::Purpose,
    secure::Secure,
    time::Millis,
    timeline::{Asked, Timeline},
    timers::Timer,
    view::FormStage,
};

/// So long before a form closes the visitor is told.
const WARNING: Millis = Millis::seconds(20);
/// Most bytes of unsent answers that are kept over a reload.
const MOST_KEPT: usize = 64 * 1024;

#[derive(Clone, Default)]
pub(crate) struct Forms {
    /// `None` until the configuration is known.
    known: Option<Vec<FormDefinition>>,
    /// What was filled in, by request.
    drafts: Vec<(String, Vec<(String, String)>)>,
    /// The next message answers this request.
    prompt: Option<String>,
    open: Vec<Open>,
    pub(crate) secure: Secure,
}

/// A form that can be answered.
#[derive(Clone, Debug)]
pub(crate) struct Open {
    pub(crate) row: RowId,
    pub(crate) request: String,
    pub(crate) name: String,
    /// Of a secure form.
    pub(crate) form_id: Option<String>,
    /// Steady time.
    closes: Option<Millis>,
    warned: bool,
    /// Its answers are on their way: they count even where they come late.
    sent: bool,
}

impl Forms {
    /// Before any is asked for. What can be shown stays known.
    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Form);
        ctx.timers.stop(Timer::Secure);
        *self = Self { known: self.known.take(), ..Self::default() };
    }

    /// The one of this name: as the tenant or the page defines it, or one that every contact center knows. A secure one
    /// is found by its id alone.
    pub(crate) fn find(&self, name: &str, form_id: Option<&str>) -> Found {
        let Some(known) = &self.known else { return Found::NotYet };
        if let Some(id) = form_id {
            let defined = known.iter().find(|definition| definition.id == id).map(form::of_secure);
            return defined.filter(Form::asks_something).map_or(Found::Nowhere, Found::Form);
        }
        let defined = known.iter().find(|definition| definition.name == name).map(form::of_definition);
        defined.or_else(|| form::well_known(name)).map_or(Found::Nowhere, Found::Form)
    }

    pub(crate) fn define(&mut self, known: Vec<FormDefinition>) {
        self.known = Some(known);
    }

    /// Requests whose form can't be had, now that it is known which can.
    pub(crate) fn missing(&self) -> Vec<Open> {
        let is_nowhere = |open: &&Open| matches!(self.find(&open.name, open.form_id.as_deref()), Found::Nowhere);
        self.open.iter().filter(is_nowhere).cloned().collect()
    }

    pub(crate) fn prompted(&mut self, request: String) {
        self.prompt = Some(request);
    }

    pub(crate) fn take_prompt(&mut self) -> Option<String> {
        self.prompt.take()
    }

    /// Can be answered for `left`, or for ever.
    pub(crate) fn opened(&mut self, ctx: &mut Context, row: RowId, asked: &Asked, left: Option<Millis>) {
        self.open.push(Open {
            row,
            request: asked.request.to_string(),
            name: asked.name.to_string(),
            form_id: asked.form_id.as_deref().map(str::to_owned),
            closes: left.map(|left| ctx.steady.plus(left)),
            warned: left.is_some_and(|left| left <= WARNING),
            sent: false,
        });
        self.arm(ctx);
    }

    /// The form in this row, if it can be answered.
    pub(crate) fn of_row(&self, row: RowId) -> Option<Open> {
        self.open.iter().find(|open| open.row == row).cloned()
    }

    pub(crate) fn is_any_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(crate) fn secure_rows(&self) -> Vec<RowId> {
        self.open.iter().filter(|open| open.form_id.is_some()).map(|open| open.row).collect()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = RowId> {
        self.open.iter().map(|open| open.row)
    }

    pub(crate) fn sent(&mut self, row: RowId) {
        if let Some(open) = self.open.iter_mut().find(|open| open.row == row) {
            open.sent = true;
        }
    }

    /// What became of the answers that were on their way.
    pub(crate) fn settle(&mut self, ctx: &mut Context, timeline: &Timeline) {
        for open in self.open.clone() {
            let state = match timeline.stage(open.row) {
                Some(FormStage::Answered) => "answered",
                Some(FormStage::Skipped) => "cancelled",
                Some(FormStage::Open) if open.sent => {
                    for reopened in self.open.iter_mut().filter(|other| other.row == open.row) {
                        reopened.sent = false;
                    }
                    self.arm(ctx);
                    continue;
                }
                _ => continue,
            };
            ctx.tell(open.notice(state));
            self.done(ctx, &open.request);
        }
    }

    /// It was answered, here or elsewhere.
    pub(crate) fn done(&mut self, ctx: &mut Context, request: &str) {
        if self.prompt.as_deref() == Some(request) {
            self.prompt = None;
        }
        self.open.retain(|open| open.request != request);
        let before = self.drafts.len();
        self.drafts.retain(|(of, _)| of != request);
        ctx.unsaved |= self.drafts.len() != before;
        self.arm(ctx);
    }

    pub(crate) fn draft(&self, request: &str) -> Vec<(String, String)> {
        let draft = self.drafts.iter().find(|(of, _)| of == request);
        draft.map(|(_, answers)| answers.clone()).unwrap_or_default()
    }

    /// What was filled in, by request.
    pub(crate) fn drafts(&self) -> &[(String, Vec<(String, String)>)] {
        &self.drafts
    }

    pub(crate) fn keep(&mut self, request: String, answers: Vec<(String, String)>) {
        self.drafts.retain(|(of, _)| *of != request);
        self.drafts.push((request, answers));
    }

    /// The chat is over: none is answered any more.
    pub(crate) fn close(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        // One whose answers are on their way may still be taken.
        self.open.retain(|open| {
            let is_closed = !(open.sent && ctx.requests.is_open(Purpose::Send));
            if is_closed {
                timeline.set_stage(open.row, FormStage::Closed, None);
            }
            !is_closed
        });
        self.drafts.clear();
        self.prompt = None;
        ctx.timers.stop(Timer::Form);
        ctx.timers.stop(Timer::Secure);
    }

    /// A form is about to close, or closes.
    pub(crate) fn due(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        let now = ctx.steady;
        let mut over = Vec::new();
        for open in &mut self.open {
            let Some(closes) = open.closes.filter(|_| !open.sent) else { continue };
            if closes <= now {
                over.push(open.request.clone());
                if timeline.set_stage(open.row, FormStage::Expired, None) {
                    ctx.announce(Announcement::FormClosed);
                    ctx.tell(open.notice("expired"));
                }
            } else if !open.warned && closes.since(now) <= WARNING {
                open.warned = true;
                ctx.announce(Announcement::FormCloses { seconds: closes.since(now).0.div_ceil(1000) });
            }
        }
        self.open.retain(|open| !over.contains(&open.request));
        self.arm(ctx);
    }

    fn arm(&self, ctx: &mut Context) {
        let next = self.open.iter().filter_map(|open| {
            let closes = open.closes.filter(|_| !open.sent)?;
            Some(if open.warned { closes } else { Millis(closes.0.saturating_sub(WARNING.0)) })
        });
        match next.min() {
            Some(at) => ctx.timers.set(Timer::Form, at),
            None => ctx.timers.stop(Timer::Form),
        }
    }

    /// Unsent answers, for the storage.
    pub(crate) fn keep_in(&self, object: &mut Object<'_>) {
        self.secure.keep_in(object);
        if self.drafts.is_empty() {
            return;
        }
        let mut left = MOST_KEPT;
        let mut kept = Object::begin(object.key("forms"));
        for (request, answers) in &self.drafts {
            let size: usize = answers.iter().map(|(name, value)| name.len() + value.len()).sum();
            if size <= left {
                left -= size;
                kept.pairs(request, answers);
            }
        }
        kept.end();
    }

    pub(crate) fn recall(&mut self, kept: &Fields<'_>) {
        self.secure.recall(kept);
        let Some(Ok(Some(forms))) = kept.slice("forms").map(Fields::parse) else { return };
        let draft = |request: &str| Some((request.to_owned(), forms.pairs(request)?));
        self.drafts = forms.names().filter_map(draft).collect();
    }
}

/// What is known of a form by its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    Form(Form),
    Nowhere,
    /// The configuration is still to come.
    NotYet,
}

impl Found {
    pub(crate) fn form(self) -> Option<Form> {
        match self {
            Self::Form(form) => Some(form),
            Self::Nowhere | Self::NotYet => None,
        }
    }
}

impl Open {
    /// For the page's script.
    pub(crate) fn notice(&self, state: &'static str) -> Notice {
        let kind = if self.form_id.is_some() { FormKind::Secure } else { form::kind_of(&self.name) };
        Notice::Form { name: self.name.clone(), kind: kind.word(), state }
    }
}
