//! Everything that a running widget is, and what each thing that happens does to it. Owned by the runtime, which sees to
//! it that one thing happens at a time. Sets signals; calls nobody back, but leaves that in `later`.

mod around;
mod call;
mod notify;
mod offer;
mod popout;
mod ring;
mod site;
mod tabs;
mod told;
mod window;
mod wishes;

use std::rc::{Rc, Weak};

use leptos::prelude::{Set, Update};
use parlor_contact::{Look, Site};
use parlor_protocol::{form::FormDefinition, request::set_parameters};
use parlor_session::{
    Input, Intent, Millis,
    effect::Announcement,
    view::{CallRules, Phase},
};
use parlor_ui::{Listener, call::Line};
use wasm_bindgen_futures::spawn_local;

use notify::Notify;
use offer::Offer;
use popout::PopOut;
use ring::Ring;

use super::{
    Gesture, Runtime, Told, Wish, Word, Work,
    about::About,
    chat::{self, Chat},
    files::Files,
    form::FormBefore,
    push,
    title::Title,
};
use crate::{
    kept,
    setup::Setup,
    shell::{clipboard, http::Center, location, page, tabs::Tabs, timer::Timer},
    signals::{Action, Draft, Locale, Locating, Size, Writers},
    turns::{Actor, Later},
};

/// How long a spoken line stays.
const SPOKEN: Millis = Millis::seconds(2);

pub(super) struct State {
    me: Weak<Runtime>,
    setup: Setup,
    writers: Writers,
    tell: Rc<dyn Fn(Told)>,
    center: Center,
    site: Site<true>,
    shown: Option<Look>,
    form: FormBefore,
    about: About,
    popout: PopOut,
    files: Files,
    offer: Offer,
    ring: Ring,
    notify: Notify,
    /// As the session was last told which forms can be shown.
    forms: Option<Vec<FormDefinition>>,
    /// Those that the page's script defines; they count where the configuration has none of that name.
    registered: Vec<FormDefinition>,
    chat: Option<Chat>,
    title: Title,
    open: bool,
    wants_open: bool,
    opening: Option<Timer>,
    at_latest: bool,
    visible: bool,
    watching: bool,
    spoken: u64,
    hush: Option<Timer>,
    turning: Option<Timer>,
    tabs: Option<Tabs>,
    /// The devices and the connection of a call.
    line: Option<Line>,
    /// As the session was last told.
    calls: Option<CallRules>,
    /// The window opens because it did in another tab.
    follows: bool,
    _chats: [Option<Listener>; 2],
    /// What the tab's part was last told: whether the window is open, what is unread, whether a chat runs.
    reported: Option<(bool, usize, bool)>,
    /// The chat runs, or the visitor is asked something after it.
    goes_on: bool,
    /// Waiting for the window to be open (true) or closed.
    waiting: Vec<(bool, Later)>,
    later: Vec<Later>,
    _page: page::Watch,
}

impl State {
    pub(super) fn new(
        me: Weak<Runtime>,
        setup: Setup,
        site: Site<true>,
        writers: Writers,
        tell: Rc<dyn Fn(Told)>,
        watch: page::Watch,
    ) -> Self {
        Self {
            _chats: {
                let (begun, away) = (me.clone(), me.clone());
                let begins = kept::on_chat(&setup.app_id, move || push(&begun, Work::Begun));
                [begins, kept::on_away(&setup.app_id, move || push(&away, Work::Away))]
            },
            me,
            writers,
            tell,
            center: setup.center(),
            site,
            shown: None,
            form: FormBefore::default(),
            offer: Offer::default(),
            ring: Ring::default(),
            notify: Notify::default(),
            about: About::default(),
            popout: PopOut::default(),
            files: Files::default(),
            forms: None,
            registered: Vec::new(),
            chat: None,
            title: Title::default(),
            open: false,
            wants_open: false,
            opening: None,
            at_latest: false,
            visible: page::is_visible(),
            watching: false,
            spoken: 0,
            hush: None,
            turning: None,
            tabs: None,
            line: None,
            calls: None,
            follows: false,
            reported: None,
            goes_on: false,
            waiting: Vec::new(),
            later: Vec::new(),
            setup,
            _page: watch,
        }
    }

    fn begin(&mut self) {
        self.writers.limit.set(self.setup.message_limit);
        self.writers.locale.set(Locale::new(&self.setup.locale, None));
        self.writers.size.set(kept::size().map(|(width, height)| Size { width, height }));
        self.join_tabs();
        // Wanted in the page again, it is not away any more.
        if self.setup.page.is_none() {
            kept::keep_away(&self.setup.app_id, false);
        }
        if kept::has_chat(&self.setup.app_id) {
            self.need_chat();
        }
        if self.chat.is_none() {
            // Known by the time the window opens.
            self.need_form();
        }
        if self.setup.starts {
            self.need_chat();
            // The one of an earlier page goes on where there is one.
            self.input(Input::Intent(Intent::Start { parameters: Vec::new() }));
        }
        if kept::was_open(&self.setup.app_id) {
            self.open();
        }
    }

    /// Ends what goes on: the requests, and what the page's title says.
    pub(super) fn end(&mut self) {
        self.title.restore();
        self.tabs = None;
        self.files.stop();
        self.line = None;
        if let Some(chat) = self.chat.take() {
            chat.stop();
        }
    }

    fn hear(&mut self, word: Word) {
        match word {
            Word::Configuration(body) => {
                self.site.hear_configuration(body.as_deref());
                self.tell_forms();
            }
            Word::Offer => self.hear_offer(),
            Word::Availability(body) => self.site.hear_availability(body.as_deref()),
            Word::Parameters(parameters) => {
                set_parameters(&mut self.setup.parameters, &parameters);
                if self.chat.is_some() {
                    self.input(Input::Intent(Intent::SetParameters { parameters }));
                }
            }
            Word::Locale(tag, file) => self.writers.locale.set(Locale::new(&tag, file.as_deref())),
            Word::PopOut(has_page) => self.hear_popout(has_page),
            Word::Near => self.writers.near.set(true),
            Word::Popped => self.ask_handover(),
            Word::Cobrowsing(news) => self.input(Input::Cobrowsing(news)),
            Word::Forms(mut forms) => {
                forms.reverse();
                self.registered = forms;
                self.tell_forms();
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Intent(intent) => {
                self.need_chat();
                self.input(Input::Intent(intent));
            }
            Action::Close => {
                self.say_later(Told::Gesture(Gesture::Close));
                self.close();
            }
            Action::CancelForm => {
                self.say_later(Told::Gesture(Gesture::Cancel));
                self.close();
            }
            Action::Submit(parameters) if self.form.leaves_a_message() => {
                self.begin_by(Gesture::Submit, Intent::LeaveMessage { parameters });
            }
            Action::Submit(parameters) => self.begin_by(Gesture::Submit, Intent::Start { parameters }),
            Action::Call { phone, parameters } => self.begin_by(Gesture::Call, Intent::Callback { phone, parameters }),
            Action::Offer(way) => self.answer_offer(way),
            Action::Resize(size) => {
                self.writers.size.set(Some(size));
                kept::keep_size(size.width, size.height);
            }
            Action::AtLatest(at_latest) => self.at_latest = at_latest,
            Action::Copy(text) => clipboard::copy(&text),
            Action::Notify(wants) => self.answer_notify(wants),
            Action::Sound(on) => self.switch_sound(on),
            Action::ShowPicture(source) => {
                let chat_id = self.chat.as_ref().and_then(Chat::id);
                let place = (chat_id.as_deref(), self.setup.tenant_url.as_str());
                self.files.show(&self.center, &self.me, place, source);
            }
            Action::Save(file) => {
                let chat_id = self.chat.as_ref().and_then(Chat::id);
                self.writers.unsaved.update(|unsaved| unsaved.retain(|(known, _)| *known != file.source));
                Files::save(&self.center, &self.me, (chat_id.as_deref(), &self.setup.tenant_url), file);
            }
            Action::SendPlace => {
                self.writers.locating.set(Some(Locating::Finding));
                let me = self.me.clone();
                spawn_local(async move { push(&me, Work::Located(location::current().await)) });
            }
            Action::PopOut => self.say_later(Told::PopOut),
            Action::AskVersion => self.about.ask(&self.setup.tenant_url, &self.center, &self.me),
            Action::Reload => {
                self.say_later(Told::Wish(Wish::Reload));
                self.input(Input::Intent(Intent::RetryNow));
            }
        }
    }

    /// The session begins with the visitor's first wish, or with a chat of an earlier page.
    fn need_chat(&mut self) {
        if self.chat.is_none() {
            let chat = Chat::begin(&self.setup, self.tabs.is_some());
            self.writers.draft.set(Draft::kept(chat.draft()));
            self.chat = Some(chat);
            self.claim_tab();
            self.input(Input::Network { online: page::is_online() });
            self.input(Input::Visible(self.visible));
            self.tell_page();
            self.forms = None;
            self.calls = None;
            self.tell_forms();
        }
    }

    fn input(&mut self, input: Input) {
        let Some(chat) = &mut self.chat else { return };
        for order in chat.handle(&mut self.setup, &mut self.center, &self.me, input) {
            match order {
                chat::Order::Say(what) => {
                    self.call_rings(&what);
                    self.ring(&what);
                    self.notify(&what);
                    self.say(what);
                }
                chat::Order::Tell(notice) => self.say_later(Told::Chat(notice)),
                chat::Order::Call(call, order) => self.call(call, order),
                chat::Order::Cobrowse(begins) => self.cobrowse(begins),
                chat::Order::Lead(wish) => self.lead(wish),
                chat::Order::Share(words) => self.share(&words),
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

    /// Sets what changed.
    fn publish(&mut self) {
        let watching = self.open && self.visible && self.at_latest;
        if self.watching != watching && self.chat.is_some() {
            self.watching = watching;
            self.input(Input::Intent(Intent::Watch(watching)));
        }
        if let Some(chat) = &mut self.chat {
            chat.publish(self.writers);
            self.title.show(chat.unread_here(), &self.me);
        }
        let resuming = self.chat.as_ref().is_some_and(Chat::is_resuming);
        self.publish_site(resuming);
        self.publish_offer();
        self.publish_sound();
        self.publish_notify();
        let is_over = self.chat.as_ref().is_some_and(|chat| chat.phase() == Phase::Ended);
        if (self.open || self.wants_open) && (is_over || !self.chat_goes_on()) {
            self.need_form();
        }
        if self.wants_open && (self.site.knows_form() || (self.chat_goes_on() && !resuming)) {
            self.show_window();
        }
        self.report();
        self.release();
    }
}

impl Actor for State {
    type Work = Work;

    fn take(&mut self, work: Work) {
        match work {
            Work::Begin => self.begin(),
            Work::Action(action) => self.act(action),
            Work::Input(input) => self.input(input),
            Work::Command(intent, done) => self.command(intent, done),
            Work::Word(said) => self.hear(said),
            Work::Parameters(body) => {
                self.form.answered();
                self.site.hear_parameters(body.as_deref());
            }
            Work::Move(open, then) => {
                self.waiting.push((open, then));
                if open { self.open() } else { self.close() }
            }
            Work::Page(report) => self.page(report),
            Work::Located(found) => self.located(found),
            Work::Version(version) => {
                if let Some((version, handover)) = self.about.answered(version) {
                    self.writers.version.set(Some(version));
                    self.hear_handover(handover);
                }
            }
            Work::Picture(source, address) => Files::shown(self.writers, source, address),
            Work::Unsaved(source, is_gone) => {
                self.writers.unsaved.update(|unsaved| unsaved.push((source, is_gone)));
                self.say(Announcement::NoFile);
            }
            Work::OpenAnyway => self.show_window(),
            Work::Titled => self.title.again(),
            // What follows from it is settled with everything else.
            Work::Permitted => {}
            Work::Turned => self.tell_page(),
            Work::Tabs(report) => self.hear_tabs(report),
            Work::Handover(answer) => self.hand_over(answer.as_deref()),
            Work::Away => self.hand_over_elsewhere(),
            Work::Begun => self.need_chat(),
            Work::Hush => {
                self.hush = None;
                self.writers.hush();
            }
        }
    }

    fn settle(&mut self) -> Vec<Later> {
        self.publish();
        std::mem::take(&mut self.later)
    }
}
