//! Forms that the scenario or an agent asks for: what can be shown, what was filled in so far, and until when. How each
//! stands is the timeline's. Called by `session`; checks no answers, since the form that is drawn does.

use parlor_contact::{Form, form};
use parlor_protocol::{Fields, Object, form::FormDefinition};

use crate::{
    context::Context,
    effect::{Announcement, Notice},
    input::RowId,
    time::Millis,
    timeline::Timeline,
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
}

/// A form that can be answered.
#[derive(Clone, Debug)]
struct Open {
    row: RowId,
    request: String,
    name: String,
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
        *self = Self { known: self.known.take(), ..Self::default() };
    }

    /// The one of this name: as the tenant or the page defines it, or one that every contact center knows.
    pub(crate) fn find(&self, name: &str) -> Found {
        let Some(known) = &self.known else { return Found::NotYet };
        let defined = known.iter().find(|definition| definition.name == name).map(form::of_definition);
        defined.or_else(|| form::well_known(name)).map_or(Found::Nowhere, Found::Form)
    }

    pub(crate) fn define(&mut self, known: Vec<FormDefinition>) {
        self.known = Some(known);
    }

    /// Requests whose form can't be had, now that it is known which can.
    pub(crate) fn missing(&self) -> Vec<(RowId, String, String)> {
        let nowhere = self.open.iter().filter(|open| matches!(self.find(&open.name), Found::Nowhere));
        nowhere.map(|open| (open.row, open.request.clone(), open.name.clone())).collect()
    }

    pub(crate) fn prompted(&mut self, request: String) {
        self.prompt = Some(request);
    }

    pub(crate) fn take_prompt(&mut self) -> Option<String> {
        self.prompt.take()
    }

    /// Can be answered for `left`, or for ever.
    pub(crate) fn opened(&mut self, ctx: &mut Context, row: RowId, request: &str, name: &str, left: Option<Millis>) {
        self.open.push(Open {
            row,
            request: request.to_owned(),
            name: name.to_owned(),
            closes: left.map(|left| ctx.steady.plus(left)),
            warned: left.is_some_and(|left| left <= WARNING),
            sent: false,
        });
        self.arm(ctx);
    }

    /// The request and the name of the form in this row, if it can be answered.
    pub(crate) fn of_row(&self, row: RowId) -> Option<(String, String)> {
        let open = self.open.iter().find(|open| open.row == row)?;
        Some((open.request.clone(), open.name.clone()))
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
            ctx.tell(notice(&open.name, state));
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

    pub(crate) fn keep(&mut self, request: String, answers: Vec<(String, String)>) {
        self.drafts.retain(|(of, _)| *of != request);
        self.drafts.push((request, answers));
    }

    /// The chat is over: none is answered any more.
    pub(crate) fn close(&mut self, ctx: &mut Context, timeline: &mut Timeline) {
        for open in std::mem::take(&mut self.open) {
            timeline.set_stage(open.row, FormStage::Closed, None);
        }
        self.drafts.clear();
        self.prompt = None;
        ctx.timers.stop(Timer::Form);
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
                    ctx.tell(notice(&open.name, "expired"));
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

/// For the page's script.
pub(crate) fn notice(name: &str, state: &'static str) -> Notice {
    Notice::Form { name: name.to_owned(), kind: form::kind_of(name).word(), state }
}
