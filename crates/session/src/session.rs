//! The fan-out: each input goes to the parts that it concerns, and nothing is decided here.

use crate::{
    Config, Effect, Input, Intent, Millis,
    call::Call,
    cases::Cases,
    cobrowse::Cobrowse,
    context::Context,
    crossing::Crossing,
    effect::{Announcement, EndedBy, Notice, StoreKey},
    ending::Ending,
    farewell::Farewell,
    forms::Forms,
    history::History,
    input::{CommandId, Outcome, RowId},
    link::Link,
    outbox::Outbox,
    pages::Pages,
    phase::Origin,
    poll::Poll,
    presence::Presence,
    problem::{Problem, ProblemKind, judge},
    receipts::Receipts,
    requests::{Open, Purpose},
    start::Start,
    tabs::Tabs,
    timeline::{Key, Timeline},
    typing::Typing,
    view::{Asked, CobrowseStage, Phase, RowView, StatusView, ViewModel},
};

pub use crate::timers::Timer;

#[derive(Clone)]
pub struct Session {
    pub(crate) ctx: Context,
    pub(crate) phase: Phase,
    pub(crate) ewt: Option<u64>,
    pub(crate) ended_by: Option<EndedBy>,
    pub(crate) problem: Option<Problem>,
    pub(crate) warning: Option<String>,
    /// The transcript is loaded; messages may go out.
    pub(crate) ready: bool,
    /// When this page came to the chat.
    pub(crate) here_since: Millis,
    /// The server says that the chat is gone; its history is read a last time.
    pub(crate) closing: bool,
    /// An event said that the session is over.
    pub(crate) over: Option<(EndedBy, Option<String>)>,
    pub(crate) start: Start,
    pub(crate) ending: Ending,
    pub(crate) farewell: Farewell,
    pub(crate) link: Link,
    pub(crate) poll: Poll,
    pub(crate) history: History,
    pub(crate) crossing: Crossing,
    pub(crate) outbox: Outbox,
    pub(crate) typing: Typing,
    pub(crate) receipts: Receipts,
    pub(crate) pages: Pages,
    pub(crate) presence: Presence,
    pub(crate) timeline: Timeline,
    pub(crate) draft: String,
    pub(crate) forms: Forms,
    pub(crate) cases: Cases,
    pub(crate) cobrowse: Cobrowse,
    pub(crate) call: Call,
    /// What the visitor talks to, as the server names it.
    pub(crate) service: Option<String>,
    pub(crate) asked: Asked,
    /// Who waits for a subscription.
    pub(crate) subscribing: Option<CommandId>,
    pub(crate) tabs: Tabs,
    pub(crate) watching: bool,
    /// The last agent's message, and the last one that was seen.
    pub(crate) last_said: Option<Key>,
    pub(crate) seen: Option<Key>,
    pub(crate) had_snapshot: bool,
    /// The chat of an earlier page.
    pub(crate) kept_chat: Option<String>,
    stored: Option<String>,
    status: StatusView,
    status_revision: u64,
}

impl Session {
    pub fn new(mut config: Config) -> Self {
        let snapshot = config.snapshot.take();
        let resume = config.resume;
        let mut session = Self {
            ctx: Context::new(config),
            phase: Phase::Idle,
            ewt: None,
            ended_by: None,
            problem: None,
            warning: None,
            ready: false,
            here_since: Millis(0),
            closing: false,
            over: None,
            start: Start::default(),
            ending: Ending::default(),
            farewell: Farewell::default(),
            link: Link::new(),
            poll: Poll::default(),
            history: History::default(),
            crossing: Crossing::default(),
            outbox: Outbox::default(),
            typing: Typing::default(),
            receipts: Receipts::default(),
            pages: Pages::default(),
            presence: Presence::default(),
            timeline: Timeline::new(),
            draft: String::new(),
            forms: Forms::default(),
            cases: Cases::default(),
            cobrowse: Cobrowse::default(),
            call: Call::default(),
            service: None,
            asked: Asked::Chat,
            subscribing: None,
            tabs: Tabs::default(),
            watching: false,
            last_said: None,
            seen: None,
            had_snapshot: false,
            kept_chat: None,
            stored: None,
            status: StatusView::idle(),
            status_revision: 0,
        };
        if let Some(snapshot) = snapshot {
            session.restore(&snapshot);
        }
        if (resume || session.kept_chat.is_some()) && !session.ending.is_active() {
            session.ctx.timers.set(Timer::Resume, Millis(0));
        }
        session.begin_tabs();
        session.stored = session.snapshot();
        session.publish();
        session
    }

    /// The one way in. Deterministic; never panics; call `next_deadline` again afterwards.
    #[must_use]
    pub fn handle(&mut self, now: Millis, input: Input) -> Vec<Effect> {
        self.ctx.at(now);
        // An earlier page's chat comes first: what is wanted meanwhile joins it.
        if self.ctx.timers.is_set(Timer::Resume) {
            self.ctx.timers.stop(Timer::Resume);
            self.resume();
        }
        // A page that goes away still says by itself that nobody looks at it any more.
        let is_wish = match &input {
            Input::Intent(intent) => !matches!(intent, Intent::Watch(_) | Intent::StopTyping),
            Input::Command(..) => true,
            _ => false,
        };
        if self.ctx.parked && is_wish {
            self.woke();
        }
        match input {
            Input::Intent(intent) => self.intent(intent, None),
            Input::Command(id, intent) => self.intent(intent, Some(id)),
            Input::Http { id, outcome } => {
                if let Some(open) = self.ctx.finish(id) {
                    self.answer(open, outcome);
                }
            }
            Input::Progress { id, sent } => self.progressed(id, sent),
            Input::Tick => {}
            Input::Network { online } => self.network(online),
            Input::Page(page) => self.pages.at(&self.ctx, &page),
            Input::Visible(visible) => self.visible(visible),
            Input::Woke => self.woke(),
            Input::Leaving => self.leaving(),
            Input::Cobrowsing(news) => self.cobrowsing(news),
            Input::Calls(rules) => self.calls_known(rules),
            Input::Call { call, report } => self.call_reported(call, report),
            Input::Forms(known) => self.define_forms(known),
            Input::Lead(leads) => self.lead(leads),
            Input::Heard(words) => self.heard(&words),
            Input::Owned(is_own) => self.owned(is_own),
        }
        while let Some((open, outcome)) = self.ctx.take_overdue() {
            self.answer(open, outcome);
        }
        while let Some(timer) = self.ctx.timers.take_due(self.ctx.steady) {
            self.due(timer);
        }
        self.settle_over();
        self.settle_cobrowse();
        self.settle_call();
        self.settle_tabs();
        self.flow();
        self.forms.settle(&mut self.ctx, &self.timeline);
        self.publish();
        self.store();
        std::mem::take(&mut self.ctx.out)
    }

    /// When to send `Input::Tick`, and what for.
    pub fn next_deadline(&self) -> Option<(Millis, Timer)> {
        self.ctx.next_deadline()
    }

    pub fn view(&self) -> ViewModel<'_> {
        ViewModel {
            status: &self.status,
            status_revision: self.status_revision,
            rows: &self.timeline.rows,
            rows_revision: self.timeline.rows_revision,
            has_earlier: self.timeline.has_earlier,
            has_later: self.timeline.has_later,
            unread: self.receipts.unread(),
            draft: &self.draft,
            leads: self.ctx.leads,
            is_seen_elsewhere: self.tabs.has_heir(),
            past: self.cases.past(),
            past_revision: self.cases.revision(),
        }
    }

    /// A row's content; `None` where there is no such row (any more).
    pub fn row(&self, id: RowId) -> Option<RowView> {
        self.timeline.row(id, &self.presence, &self.forms, self.ctx.config.local_day)
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Queued | Phase::Connected)
    }

    /// What was said before this page came is known, or is not to be had.
    pub(crate) fn has_past(&self) -> bool {
        self.ready || self.history.is_hopeless()
    }

    fn answer(&mut self, open: Open, outcome: Outcome) {
        let held = self.ctx.steady.since(open.since);
        let answer = judge(outcome);
        match open.purpose {
            Purpose::Start => self.start_answered(answer, Origin::Requested),
            Purpose::Active => self.start_answered(answer, Origin::Resumed),
            Purpose::Poll => self.poll_answered(answer, held),
            Purpose::History => self.history_answered(answer, held),
            Purpose::Send => self.send_answered(answer),
            Purpose::Upload => self.upload_answered(answer),
            Purpose::Secure => {
                self.secure_answered(answer);
                self.ending.post(&mut self.ctx);
            }
            Purpose::CaseHistory => self.case_history_answered(answer),
            Purpose::CloseCase => self.close_case_answered(answer),
            Purpose::Subscribe => self.subscribed(answer.err()),
            Purpose::Signal => self.signals_answered(answer),
            Purpose::IceServers => self.servers_answered(answer),
            Purpose::Aside => match self.answered(answer) {
                Ok(()) => {
                    self.receipts.answered(&mut self.ctx);
                    if let Some(url) = self.pages.answered() {
                        self.ctx.share("page", &[("url", &url)]);
                        self.ctx.unsaved = true;
                    }
                }
                Err(failure) => {
                    self.receipts.failed(&mut self.ctx, &failure);
                    self.pages.failed(&mut self.ctx, &failure);
                }
            },
            Purpose::End => self.end_answered(Self::acknowledged(answer).err().as_ref()),
        }
    }

    fn due(&mut self, timer: Timer) {
        match timer {
            Timer::Resume => self.resume(),
            Timer::Start => self.start.due(&mut self.ctx),
            Timer::Poll => self.poll.due(&mut self.ctx, &mut self.history),
            Timer::History => self.history.open(&mut self.ctx),
            Timer::Tidy => self.tidy(),
            Timer::Send => self.outbox.due(&mut self.ctx, &mut self.timeline, &mut self.history),
            Timer::TypingAgain => self.typing.again(),
            Timer::TypingIdle => self.typing.stop(&mut self.ctx),
            Timer::TyperGone => self.presence.nobody_types(),
            Timer::End => self.ending.post(&mut self.ctx),
            Timer::Draft => self.ctx.unsaved = true,
            Timer::Form => self.forms.due(&mut self.ctx, &mut self.timeline),
            Timer::Secure => self.empty_secure(),
            Timer::Farewell => self.farewell_due(),
            Timer::Case => self.cases.ask(&mut self.ctx),
            Timer::Lead => self.lead_due(),
            Timer::Call => self.call_due(),
            Timer::Elsewhere => self.elsewhere_due(),
            // What waits is sent by `flow`; what is overdue was taken.
            Timer::Receipts | Timer::Page | Timer::Upload | Timer::Signal | Timer::Answer => {}
        }
    }

    /// What may go out goes out.
    fn flow(&mut self) {
        if self.is_running() && self.has_past() && !self.closing {
            self.outbox.pump(&mut self.ctx, &mut self.timeline);
            self.outbox.upload(&mut self.ctx, &mut self.timeline);
            self.aside();
            self.pump_signals();
        } else if self.farewell.lasts() {
            self.outbox.pump(&mut self.ctx, &mut self.timeline);
        }
    }

    fn publish(&mut self) {
        self.timeline.publish(self.ctx.config.local_day);
        let status = self.compose();
        if status != self.status {
            self.announce_trouble(&status);
            self.status = status;
            self.status_revision += 1;
        }
    }

    /// A trouble that is new. That there is no network is said by the link.
    fn announce_trouble(&mut self, status: &StatusView) {
        let kind = |status: &StatusView| status.problem.as_ref().map(|problem| problem.kind);
        if let Some(found) = kind(status)
            && kind(&self.status) != Some(found)
            && found != ProblemKind::Offline
            && status.phase != Phase::Ended
        {
            self.ctx.announce(Announcement::Trouble { kind: found, phase: status.phase });
        }
    }

    fn compose(&self) -> StatusView {
        let open = matches!(self.phase, Phase::Idle | Phase::Starting | Phase::Failed) || self.is_running();
        StatusView {
            phase: self.phase,
            chat_id: self.ctx.chat_id.clone(),
            ewt: self.ewt.filter(|_| self.phase == Phase::Queued),
            agent: self.presence.agent(),
            typing: self.presence.typing().map(str::to_owned),
            connection: self.link.connection,
            problem: self.problem.clone().or_else(|| self.link.problem.clone()).or_else(|| self.cases.problem()),
            warning: self.warning.clone(),
            ended_by: self.ended_by,
            takes_forms: self.takes_forms(),
            service: self.service.clone(),
            asked: if self.is_running() { self.asked.clone() } else { Asked::Chat },
            cobrowsing: self.cobrowse_stage() == Some(CobrowseStage::Running),
            call: self.call_view(),
            callable: self.callable(),
            case: self.cases.stage().filter(|_| self.is_running()),
            unsent: self.outbox.stranded().len(),
            can_send: open,
            can_end: self.phase == Phase::Starting || self.is_running(),
        }
    }

    /// Kept before anything that depends on it leaves.
    fn store(&mut self) {
        if !std::mem::take(&mut self.ctx.unsaved) {
            return;
        }
        self.ctx.timers.stop(Timer::Draft);
        let value = self.snapshot();
        if value != self.stored {
            self.stored.clone_from(&value);
            self.ctx.out.insert(0, Effect::Store { key: StoreKey::Session, value });
        }
    }

    /// Tells the page's script why a wish was not granted.
    pub(crate) fn refuse(&mut self, command: Option<CommandId>, kind: ProblemKind) {
        let problem = Problem::of(kind);
        self.ctx.tell(Notice::Error(problem.clone()));
        self.ctx.settle(command, Err(problem));
    }
}
