//! The session and what it has ordered: its requests, its one timer, its commands, its place in the browser's storage.
//! Owned by the runtime, which says what comes in and hears what is left to do.

use std::{collections::BTreeMap, rc::Weak};

use leptos::prelude::Set;
use parlor_call::CallId;
use parlor_session::{
    Config, Effect, Input, Millis, Session,
    effect::{self, Announcement, Notice, Request, Settled, StoreKey},
    input::{CommandId, Outcome, RequestId},
    problem::Problem,
    view::Phase,
};

use super::{Done, Runtime, Work, now, push};
use crate::{
    handles, kept,
    setup::Setup,
    shell::{
        clock, files,
        http::{self, Center, Sent},
        random,
        timer::Timer,
    },
    signals::Writers,
};

/// What the session ordered beyond the browser.
pub(super) enum Order {
    Say(Announcement),
    Tell(Notice),
    Settle(Done, Result<Settled, Problem>),
    /// For the call's devices and connection.
    Call(CallId, parlor_call::Order),
    /// Begin or end letting the agent look at the page.
    Cobrowse(bool),
    Lead(effect::Lead),
    Share(String),
}

pub(super) struct Chat {
    session: Session,
    app_id: String,
    /// With whether it must outlive the page.
    sent: BTreeMap<RequestId, (Sent, bool)>,
    uploads: BTreeMap<RequestId, parlor_ui::files::Upload>,
    timer: Option<(Millis, Timer)>,
    commands: BTreeMap<CommandId, Done>,
    next_command: u64,
    resuming: bool,
    /// Revisions and values as they were last published.
    status: Option<u64>,
    rows: Option<u64>,
    flags: Option<(bool, bool, usize)>,
    past: u64,
}

impl Chat {
    /// `shares`: there may be other tabs.
    pub(super) fn begin(setup: &Setup, shares: bool) -> Self {
        let app_id = &setup.app_id;
        let resume = kept::get(StoreKey::HadChat, app_id).is_some();
        let session = Session::new(Config {
            tenant_url: setup.tenant_url.clone(),
            parameters: setup.parameters.clone(),
            from: setup.from.clone(),
            phone_number: setup.phone_number.clone(),
            send_draft: setup.send_draft,
            send_query: setup.send_query,
            message_limit: setup.message_limit,
            seed: random::seed(),
            local_day: clock::local_day,
            snapshot: kept::get(StoreKey::Session, app_id),
            resume,
            doubts_cookies: setup.client_id_auto && setup.center().cookies,
            shares,
        });
        Self {
            session,
            app_id: app_id.clone(),
            sent: BTreeMap::new(),
            uploads: BTreeMap::new(),
            timer: None,
            commands: BTreeMap::new(),
            next_command: 1,
            resuming: resume,
            status: None,
            rows: None,
            flags: None,
            past: 0,
        }
    }

    /// Keeps `done` until the session settles the command.
    pub(super) fn await_outcome(&mut self, done: Done) -> CommandId {
        let id = CommandId(self.next_command);
        self.next_command += 1;
        self.commands.insert(id, done);
        id
    }

    pub(super) fn handle(
        &mut self,
        setup: &mut Setup,
        center: &mut Center,
        me: &Weak<Runtime>,
        input: Input,
    ) -> Vec<Order> {
        if let Input::Http { id, .. } = &input {
            self.sent.remove(id);
            self.uploads.remove(id);
        }
        if matches!(input, Input::Tick) {
            // Spent, even if the deadline that it was for still stands.
            self.timer = None;
        }
        let mut orders = Vec::new();
        for effect in self.session.handle(now(), input) {
            match effect {
                Effect::Http(request) => self.send(center, me, request),
                Effect::Abort(id) => {
                    self.sent.remove(&id);
                    self.uploads.remove(&id);
                }
                Effect::Identify => *center = setup.identify(),
                Effect::Lead(wish) => orders.push(Order::Lead(wish)),
                Effect::Share(words) => orders.push(Order::Share(words)),
                Effect::Call { call, order } => orders.push(Order::Call(call, order)),
                Effect::Cobrowse(begins) => orders.push(Order::Cobrowse(begins)),
                Effect::Release(file) => handles::release(file),
                Effect::Store { key, value } => kept::set(key, &self.app_id, value.as_deref()),
                Effect::Announce(what) => orders.push(Order::Say(what)),
                Effect::Tell(notice) => orders.push(Order::Tell(notice)),
                Effect::Settle { id, outcome } => {
                    if let Some(done) = self.commands.remove(&id) {
                        orders.push(Order::Settle(done, outcome));
                    }
                }
            }
        }
        self.resuming &= self.phase() == Phase::Idle && !self.sent.is_empty();
        self.arm(me);
        orders
    }

    fn send(&mut self, center: &Center, me: &Weak<Runtime>, request: Request) {
        if let Some(upload) = &request.upload {
            return self.upload(center, me, &request, upload);
        }
        let (id, me) = (request.id, me.clone());
        let order = http::Order {
            method: request.method,
            path: &request.path,
            body: request.body,
            keepalive: request.keepalive,
            // The session has deadlines of its own.
            patience: None,
        };
        let sent = http::send(center, &order, move |outcome| push(&me, Work::Input(Input::Http { id, outcome })));
        self.sent.insert(id, (sent, request.keepalive));
    }

    fn upload(&mut self, center: &Center, me: &Weak<Runtime>, request: &Request, upload: &effect::Upload) {
        let id = request.id;
        let (progressed, done) = (me.clone(), me.clone());
        let progress = move |sent| push(&progressed, Work::Input(Input::Progress { id, sent }));
        let answer = move |outcome| push(&done, Work::Input(Input::Http { id, outcome }));
        let file = handles::get(upload.file);
        let sent = file.and_then(|file| files::upload(center, &request.path, (&file, &upload.name), progress, answer));
        match sent {
            Some(sent) => drop(self.uploads.insert(id, sent)),
            None => push(me, Work::Input(Input::Http { id, outcome: Outcome::NoAnswer })),
        }
    }

    /// Sets the one timer, unless it is set right already.
    fn arm(&mut self, me: &Weak<Runtime>) {
        let due = self.session.next_deadline().map(|(at, _)| at);
        if self.timer.as_ref().map(|(at, _)| *at) == due {
            return;
        }
        self.timer = due.map(|at| {
            let me = me.clone();
            (at, Timer::after(at.since(now()), move || push(&me, Work::Input(Input::Tick))))
        });
    }

    /// Sets the signals whose slices changed.
    pub(super) fn publish(&mut self, writers: Writers) {
        let view = self.session.view();
        if self.status.replace(view.status_revision) != Some(view.status_revision) {
            writers.status.set(view.status.clone());
        }
        if self.rows.replace(view.rows_revision) != Some(view.rows_revision) {
            writers.set_rows(view.rows, |id| self.session.row(id));
        }
        if self.past != view.past_revision {
            self.past = view.past_revision;
            writers.past.set(view.past.to_vec());
        }
        let flags = (view.has_earlier, view.has_later, view.unread);
        if self.flags.replace(flags) != Some(flags) {
            writers.has_earlier.set(view.has_earlier);
            writers.has_later.set(view.has_later);
            writers.unread.set(view.unread);
        }
    }

    pub(super) fn phase(&self) -> Phase {
        self.session.view().status.phase
    }

    /// A form can be answered, be the chat over or not.
    pub(super) fn takes_forms(&self) -> bool {
        self.session.view().status.takes_forms
    }

    /// It is being found out whether an earlier page's chat goes on.
    pub(super) fn is_resuming(&self) -> bool {
        self.resuming
    }

    pub(super) fn unread(&self) -> usize {
        self.session.view().unread
    }

    pub(super) fn id(&self) -> Option<String> {
        self.session.view().status.chat_id.clone()
    }

    /// Of several tabs this one polls, and does what only one is to do.
    pub(super) fn leads(&self) -> bool {
        self.session.view().leads
    }

    /// Nobody looks at the chat in another tab.
    pub(super) fn is_alone(&self) -> bool {
        let view = self.session.view();
        view.leads && !view.is_seen_elsewhere
    }

    /// What this tab alone shows.
    pub(super) fn unread_here(&self) -> usize {
        if self.leads() { self.unread() } else { 0 }
    }

    pub(super) fn draft(&self) -> String {
        self.session.view().draft.to_owned()
    }

    /// Ends the requests, except those that must arrive whatever becomes of the page.
    pub(super) fn stop(self) {
        for (sent, outlives) in self.sent.into_values() {
            if outlives {
                sent.let_go();
            }
        }
    }
}
