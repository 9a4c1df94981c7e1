//! Everything that a running widget is, and what each thing that happens does to it. Owned by the runtime, which sees to
//! it that one thing happens at a time. Sets signals; calls nobody back, but leaves that in `later`.

use std::rc::{Rc, Weak};

use leptos::prelude::Set;
use parlor_contact::Availability;
use parlor_protocol::request::{WEB_CHAT, authorization};
use parlor_session::{
    Input, Intent, Millis,
    effect::Announcement,
    problem::{Problem, ProblemKind},
    view::Phase,
};

use super::{
    Done, Facts, Later, Runtime, Setup, Told, Work,
    chat::{self, Chat},
    push,
    site::Site,
    title::Title,
};
use crate::{
    shell::{
        clipboard,
        http::Center,
        page, random,
        storage::{self, Kept},
        timer::Timer,
    },
    signals::{Action, Size, Writers},
};

/// How long an availability is good for when the window opens, and when the page is seen again.
const FRESH_TO_OPEN: Millis = Millis::seconds(60);
const FRESH_TO_SEE: Millis = Millis::seconds(300);
/// How long the window waits for the form that it should begin with.
const OPENING: Millis = Millis(700);
/// How long a spoken line stays.
const SPOKEN: Millis = Millis::seconds(2);
/// The window's size in this browser.
pub(super) const SIZE: &str = "parlor-size";

pub(super) struct State {
    me: Weak<Runtime>,
    pub(super) setup: Setup,
    writers: Writers,
    tell: Rc<dyn Fn(Told)>,
    center: Center,
    site: Site,
    pub(super) chat: Option<Chat>,
    pub(super) title: Title,
    open: bool,
    wants_open: bool,
    opening: Option<Timer>,
    ready: bool,
    at_latest: bool,
    visible: bool,
    watching: bool,
    spoken: u64,
    hush: Option<Timer>,
    told: Option<(Availability, Option<u64>)>,
    /// Waiting for the window to be open (true) or closed.
    waiting: Vec<(bool, Later)>,
    pub(super) later: Vec<Later>,
    _page: page::Watch,
}

impl State {
    pub(super) fn new(
        me: Weak<Runtime>,
        setup: Setup,
        writers: Writers,
        tell: Rc<dyn Fn(Told)>,
        watch: page::Watch,
    ) -> Self {
        let client_id = client_id(&setup);
        let center = Center {
            api_url: setup.api_url.clone(),
            authorization: authorization(&setup.app_id, &client_id),
            cookies: client_id == WEB_CHAT,
        };
        Self {
            me,
            writers,
            tell,
            center,
            site: Site::new(&setup.tenant_url, &setup.app_id),
            chat: None,
            title: Title::default(),
            open: false,
            wants_open: false,
            opening: None,
            ready: false,
            at_latest: false,
            visible: page::is_visible(),
            watching: false,
            spoken: 0,
            hush: None,
            told: None,
            waiting: Vec::new(),
            later: Vec::new(),
            setup,
            _page: watch,
        }
    }

    pub(super) fn begin(&mut self) {
        self.writers.limit.set(self.setup.message_limit);
        self.writers.locale.set(self.setup.locale.clone());
        self.writers.theme.set(self.setup.theme);
        self.writers.size.set(storage::get(Kept::Browser, SIZE).as_deref().and_then(read_size));
        self.site.ask_look(&self.center, &self.me);
        if chat::may_run(&self.setup.app_id) {
            self.need_chat();
        }
        if self.setup.open || chat::was_open(&self.setup.app_id) {
            self.open();
        }
    }

    pub(super) fn take(&mut self, work: Work) {
        match work {
            Work::Action(action) => self.act(action),
            Work::Input(input) => self.input(input),
            Work::Command(intent, done) => self.command(intent, done),
            Work::Parameters(parameters) => {
                merge(&mut self.setup.parameters, &parameters);
                if self.chat.is_some() {
                    self.input(Input::Intent(Intent::SetParameters { parameters }));
                }
            }
            Work::Locale(tag) => self.writers.locale.set(tag),
            Work::Theme(theme) => self.writers.theme.set(theme),
            Work::Asked(asked) => self.site.answered(&asked),
            Work::Await(open, then) => self.waiting.push((open, then)),
            Work::Page(report) => self.page(report),
            Work::OpenAnyway => self.show_window(),
            Work::Hush => {
                self.hush = None;
                self.writers.hush();
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Intent(intent) => {
                self.need_chat();
                self.input(Input::Intent(intent));
            }
            Action::Open => self.open(),
            Action::Close | Action::CancelForm => self.close(),
            Action::Submit(parameters) => {
                self.need_chat();
                self.input(Input::Intent(Intent::Start { parameters }));
            }
            Action::Resize(size) => {
                self.writers.size.set(Some(size));
                let text = [size.width.to_string(), size.height.to_string()].join("x");
                storage::set(Kept::Browser, SIZE, Some(&text));
            }
            Action::AtLatest(at_latest) => self.at_latest = at_latest,
            Action::Copy(text) => clipboard::copy(&text),
            Action::Reload => {
                self.site.ask_look(&self.center, &self.me);
                self.input(Input::Intent(Intent::RetryNow));
            }
        }
    }

    fn page(&mut self, report: page::Report) {
        match report {
            page::Report::Visible(visible) => {
                self.visible = visible;
                if visible {
                    self.site.moved();
                    self.site.refresh(&self.center, &self.me, FRESH_TO_SEE);
                }
                self.input(Input::Visible(visible));
            }
            page::Report::Network { online } => {
                if online {
                    self.site.refresh(&self.center, &self.me, FRESH_TO_SEE);
                }
                self.input(Input::Network { online });
            }
            page::Report::Woke => self.input(Input::Woke),
            page::Report::Leaving => self.input(Input::Leaving),
            page::Report::Moved => self.site.moved(),
        }
    }

    fn command(&mut self, intent: Intent, done: Done) {
        if matches!(intent, Intent::End) && self.chat.is_none() {
            let none = Problem { kind: ProblemKind::NoChat, code: None, detail: String::new() };
            self.later.push(Box::new(move || done(Err(none))));
            return;
        }
        self.need_chat();
        let id = self.chat.as_mut().map(|chat| chat.await_outcome(done));
        if let Some(id) = id {
            self.input(Input::Command(id, intent));
        }
    }

    /// The session begins with the visitor's first wish, or with a chat of an earlier page.
    fn need_chat(&mut self) {
        if self.chat.is_none() {
            let chat = Chat::begin(&self.setup);
            self.writers.draft.set(chat.draft());
            self.chat = Some(chat);
            self.input(Input::Network { online: page::is_online() });
            self.input(Input::Visible(self.visible));
        }
    }

    fn input(&mut self, input: Input) {
        let Some(chat) = &mut self.chat else { return };
        for order in chat.handle(&self.center, &self.me, input) {
            match order {
                chat::Order::Say(what) => self.say(what),
                chat::Order::Tell(notice) => {
                    let tell = Rc::clone(&self.tell);
                    self.later.push(Box::new(move || tell(Told::Chat(notice))));
                }
                chat::Order::Settle(done, outcome) => self.later.push(Box::new(move || done(outcome))),
            }
        }
    }

    fn say(&mut self, what: Announcement) {
        self.spoken += 1;
        self.writers.announce(self.spoken, what);
        let me = self.me.clone();
        self.hush = Some(Timer::after(SPOKEN, move || push(&me, Work::Hush)));
    }

    fn open(&mut self) {
        if self.open || self.wants_open {
            return;
        }
        self.wants_open = true;
        self.need_chat();
        self.site.refresh(&self.center, &self.me, FRESH_TO_OPEN);
        let me = self.me.clone();
        self.opening = Some(Timer::after(OPENING, move || push(&me, Work::OpenAnyway)));
    }

    /// There is something else to see than the form.
    fn chat_goes_on(&self) -> bool {
        self.chat.as_ref().is_some_and(|chat| chat.is_resuming() || chat.phase() != Phase::Idle)
    }

    fn show_window(&mut self) {
        if self.wants_open && self.ready {
            self.wants_open = false;
            self.opening = None;
            self.open = true;
            chat::keep_open(&self.setup.app_id, true);
            self.writers.open.set(true);
            self.tell_drawn(Told::Opened);
        }
    }

    fn close(&mut self) {
        self.wants_open = false;
        self.opening = None;
        if self.open {
            self.open = false;
            chat::keep_open(&self.setup.app_id, false);
            self.writers.open.set(false);
            self.tell_drawn(Told::Closed);
        }
    }

    fn tell_drawn(&mut self, what: Told) {
        let tell = Rc::clone(&self.tell);
        self.later.push(Box::new(move || page::when_drawn(move || tell(what))));
    }

    /// Sets what changed.
    pub(super) fn publish(&mut self) {
        let watching = self.open && self.visible && self.at_latest;
        if self.watching != watching && self.chat.is_some() {
            self.watching = watching;
            self.input(Input::Intent(Intent::Watch(watching)));
        }
        if let Some(chat) = &mut self.chat {
            chat.publish(self.writers);
            self.title.show(chat.unread());
        }
        let resuming = self.chat.as_ref().is_some_and(Chat::is_resuming);
        self.site.publish(self.writers, self.open && !self.chat_is_untouched(), resuming);
        if self.site.is_known() && !self.ready {
            self.ready = true;
            self.tell_drawn(Told::Ready);
        }
        if let Some(told) = self.site.availability().filter(|told| self.told != Some(*told)) {
            self.told = Some(told);
            let tell = Rc::clone(&self.tell);
            let (availability, ewt) = told;
            self.later.push(Box::new(move || tell(Told::Availability { availability, ewt })));
        }
        if (self.open || self.wants_open) && !self.chat_goes_on() {
            self.site.need_form(&self.center, &self.me);
        }
        if self.wants_open && (self.site.knows_form() || (self.chat_goes_on() && !resuming)) {
            self.show_window();
        }
        self.release();
    }

    /// Lets those go on who waited for the window; a wish that was overruled is over too.
    fn release(&mut self) {
        if self.wants_open {
            return;
        }
        let open = self.open;
        let waiting = std::mem::take(&mut self.waiting);
        self.later.extend(waiting.into_iter().filter(|(wanted, _)| *wanted == open || !open).map(|(_, then)| then));
    }

    /// Nothing is typed and nothing said: a form may still take the composer's place.
    fn chat_is_untouched(&self) -> bool {
        self.chat.as_ref().is_none_or(|chat| chat.phase() == Phase::Idle && chat.draft().is_empty())
    }

    pub(super) fn facts(&self) -> Facts {
        let chat = self.chat.as_ref();
        Facts {
            phase: chat.map_or(Phase::Idle, Chat::phase),
            availability: self.site.availability().map_or(Availability::Unknown, |(availability, _)| availability),
            unread: chat.map_or(0, Chat::unread),
            chat_id: chat.and_then(Chat::id),
            open: self.open,
        }
    }
}

fn client_id(setup: &Setup) -> String {
    if let Some(id) = &setup.client_id {
        return id.clone();
    }
    if setup.client_id_auto && !page::has_cookies() {
        let key = ["parlor-client:", &setup.app_id].concat();
        if let Some(id) = storage::get(Kept::Browser, &key).or_else(random::id) {
            storage::set(Kept::Browser, &key, Some(&id));
            return id;
        }
    }
    WEB_CHAT.to_owned()
}

/// Later values replace earlier ones of the same name.
fn merge(parameters: &mut Vec<(String, String)>, others: &[(String, String)]) {
    parameters.retain(|(known, _)| others.iter().all(|(name, _)| name != known));
    parameters.extend_from_slice(others);
}

fn read_size(text: &str) -> Option<Size> {
    let (width, height) = text.split_once('x')?;
    let sane = |text: &str| text.parse().ok().filter(|length| (100..=10_000).contains(length));
    Some(Size { width: sane(width)?, height: sane(height)? })
}
