//! Everything that the tab's part is, and what each thing that happens does to it. `Turns` sees to it that one thing
//! happens at a time. Sets what the tab shows; calls nobody back, but leaves that in `later`.

use std::rc::{Rc, Weak};

use parlor_contact::{Availability, Site, TabView};
use parlor_protocol::paths::{AVAILABILITY, CONFIGURATION, Query};
use parlor_session::Millis;
use parlor_texts::language;
use parlor_ui::Listener;

use super::{Question, Runtime, Told, Wish, Word, push};
use crate::{
    components::ContactTab,
    kept,
    setup::Setup,
    shell::{
        clock,
        http::{Center, Early, Sent},
        page,
        timer::Timer,
        visit,
    },
    signals::{
        Locale,
        tab::{Arrival, TabAction},
    },
    turns::{Actor, Later},
};

/// How long an availability is good for when the window opens, and when the page is seen again.
const FRESH_TO_OPEN: Millis = Millis::seconds(60);
const FRESH_TO_SEE: Millis = Millis::seconds(300);

pub(super) enum Work {
    Begin,
    Action(TabAction),
    Answer(Question, Option<String>),
    Page(page::Report),
    /// Another tab has begun a chat.
    Begun,
    /// An offer may be due.
    Look,
    Word(Word),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Texts {
    /// English needs none.
    There,
    Coming,
    Missing,
}

pub(super) struct State {
    me: Weak<Runtime>,
    setup: Setup,
    center: Center,
    /// For the first questions.
    early: Early,
    site: Site<false>,
    tab: ContactTab,
    tell: Rc<dyn Fn(Told)>,
    sent: Vec<(Question, Sent)>,
    /// When the availability was last asked for.
    asked_at: Millis,
    /// The look that is drawn, and whether the tab is.
    shown: Option<(u32, bool)>,
    told: Option<(Availability, Option<u64>)>,
    ready: bool,
    /// The language that is asked for, and whether its texts are still to come or could not be had.
    locale: String,
    texts: Texts,
    runs: bool,
    /// The visitor came near the tab.
    near: bool,
    /// While an offer waits for its moment.
    visit: Option<(visit::Watch, Timer)>,
    offered: bool,
    later: Vec<Later>,
    _page: page::Watch,
    _chats: Option<Listener>,
}

impl State {
    pub(super) fn new(
        me: Weak<Runtime>,
        setup: Setup,
        early: Early,
        site: Site<false>,
        tab: ContactTab,
        tell: Rc<dyn Fn(Told)>,
    ) -> Self {
        let (reporter, chats) = (me.clone(), me.clone());
        let app_id = setup.app_id.clone();
        Self {
            me,
            center: setup.center(),
            setup,
            early,
            site,
            tab,
            tell,
            sent: Vec::new(),
            asked_at: Millis(0),
            shown: None,
            told: None,
            ready: false,
            locale: String::new(),
            texts: Texts::There,
            runs: false,
            near: false,
            visit: None,
            offered: false,
            later: Vec::new(),
            _page: page::watch(move |report| push(&reporter, Work::Page(report))),
            _chats: kept::on_chat(&app_id, move || push(&chats, Work::Begun)),
        }
    }

    fn begin(&mut self) {
        self.speak(self.setup.locale.clone());
        self.tab.change().theme = self.setup.theme;
        self.ask_all();
        if self.setup.open {
            self.wish(Wish::Open);
        } else if kept::may_run(&self.setup.app_id) || kept::was_open(&self.setup.app_id) {
            self.wish(Wish::Resume);
        }
    }

    fn act(&mut self, action: TabAction) {
        match action {
            // A second press while the first is waiting means the same.
            TabAction::Press if self.tab.face().chat == Arrival::Coming => {}
            TabAction::Press => {
                if !self.tab.face().open {
                    self.say(Told::Pressed);
                }
                self.wish(Wish::Toggle);
            }
            TabAction::Approach => {
                self.refresh(FRESH_TO_OPEN);
                // Only a press brings a chat back that went to a window of its own.
                if !self.near && !kept::is_away(&self.setup.app_id) {
                    self.near = true;
                    self.wish(Wish::Load);
                }
            }
        }
    }

    fn wish(&mut self, wish: Wish) {
        self.say(Told::Wish(wish));
    }

    fn hear(&mut self, word: Word) {
        match word {
            Word::Open(open) => self.tab.change().open = open,
            Word::Unread(unread) => self.tab.change().unread = unread,
            Word::Runs(runs) => {
                self.runs = runs;
                if runs && self.site.offer_memory().is_some_and(|memory| memory.chat) {
                    kept::keep_chatted(&self.setup.app_id);
                }
            }
            Word::Chat(arrival) => self.tab.change().chat = arrival,
            Word::Refresh => self.refresh(FRESH_TO_OPEN),
            Word::Reload => self.ask_all(),
            Word::Theme(theme) => self.tab.change().theme = theme,
            Word::SetLocale(tag) => self.speak(tag),
            Word::Locale(tag, file) if tag == self.locale => {
                if self.texts == Texts::Coming {
                    self.texts = if file.is_some() { Texts::There } else { Texts::Missing };
                }
                self.tab.change().locale = Locale::new(&tag, file.as_deref());
            }
            Word::Locale(..) => {}
        }
    }

    /// English is spoken at once, another language when its texts are there.
    fn speak(&mut self, tag: String) {
        if tag == self.locale && self.texts != Texts::Missing {
            return;
        }
        let language = language(&tag);
        self.texts = if language.is_some() { Texts::Coming } else { Texts::There };
        if language.is_none() {
            self.tab.change().locale = Locale::new(&tag, None);
        }
        self.locale.clone_from(&tag);
        self.say(Told::Locale(tag, language.map(|language| language.tag)));
    }

    fn page(&mut self, report: page::Report) {
        match report {
            page::Report::Visible(true) => {
                self.site.move_to(self.setup.address());
                self.refresh(FRESH_TO_SEE);
                self.resume();
            }
            page::Report::Network { online: true } => self.refresh(FRESH_TO_SEE),
            page::Report::Moved => {
                self.site.move_to(self.setup.address());
                // Another page may have another offer, and counts.
                self.visit = None;
            }
            page::Report::Visible(false)
            | page::Report::Network { online: false }
            | page::Report::Woke
            | page::Report::Leaving => {}
        }
    }

    /// A chat that runs is to be seen here too; who does not look at this tab needn't load it.
    fn resume(&mut self) {
        if page::is_visible() && kept::may_run(&self.setup.app_id) {
            self.wish(Wish::Resume);
        }
    }

    /// An offer waits while there is one for this page, nobody has answered it, and nothing better is to be seen.
    fn await_offer(&mut self) {
        let is_free = !self.offered && !self.tab.face().open && !self.runs;
        // The storage is asked last: most pages have no offer.
        let needs = self.site.offer_memory().filter(|_| is_free && !kept::is_offer_answered(&self.setup.app_id));
        match (needs, &self.visit) {
            (Some(needs), None) => {
                let memories = kept::visit(&self.setup.app_id, needs, &page::url());
                let next = self.next_look();
                self.visit = Some((visit::Watch::new(memories), next));
            }
            (None, Some(_)) => self.visit = None,
            _ => {}
        }
    }

    fn next_look(&self) -> Timer {
        let me = self.me.clone();
        Timer::after(visit::LOOK, move || push(&me, Work::Look))
    }

    fn look(&mut self) {
        let next = self.next_look();
        let Some((visit, timer)) = &mut self.visit else { return };
        *timer = next;
        visit.ewt = self.site.availability().and_then(|(_, ewt)| ewt);
        if page::is_visible() && self.site.offers(visit) {
            self.offered = true;
            self.say(Told::Offer);
            self.wish(Wish::Resume);
        }
    }

    /// Asks again for what is older than `fresh`, and for what was not answered.
    fn refresh(&mut self, fresh: Millis) {
        if !self.site.has_configuration() {
            self.ask(Question::Configuration, &Early::default());
        }
        if self.texts == Texts::Missing {
            self.speak(self.locale.clone());
        }
        if !self.site.has_availability() || clock::now().since(self.asked_at) > fresh {
            self.ask(Question::Availability, &Early::default());
        }
    }

    fn ask_all(&mut self) {
        let early = std::mem::take(&mut self.early);
        for question in [Question::Configuration, Question::Availability] {
            self.ask(question, &early);
        }
    }

    /// One request for each question at a time.
    fn ask(&mut self, question: Question, early: &Early) {
        if self.sent.iter().any(|(asked, _)| *asked == question) {
            return;
        }
        let path = match question {
            Question::Configuration => Query {
                tenant_url: Some(self.setup.tenant_url.clone()),
                domain: Some(self.site.page().host.clone()),
                app_id: Some(self.setup.app_id.clone()),
                ..Query::default()
            }
            .behind(CONFIGURATION),
            Question::Availability => {
                self.asked_at = clock::now();
                Query::of_tenant(&self.setup.tenant_url).behind(AVAILABILITY)
            }
        };
        let me = self.me.clone();
        let sent = early.ask(&self.center, &path, move |body| push(&me, Work::Answer(question, body)));
        self.sent.push((question, sent));
    }

    fn answered(&mut self, question: Question, body: Option<String>) {
        self.sent.retain(|(asked, _)| *asked != question);
        match question {
            Question::Configuration => self.site.hear_configuration(body.as_deref()),
            Question::Availability => self.site.hear_availability(body.as_deref()),
        }
        self.say(Told::Answer(question, body));
    }

    fn say(&mut self, what: Told) {
        let tell = Rc::clone(&self.tell);
        self.later.push(Box::new(move || tell(what)));
    }

    pub(super) fn availability(&self) -> Availability {
        self.site.availability().map_or(Availability::Unknown, |(availability, _)| availability)
    }
}

impl Actor for State {
    type Work = Work;

    fn take(&mut self, work: Work) {
        match work {
            Work::Begin => self.begin(),
            Work::Action(action) => self.act(action),
            Work::Answer(question, body) => self.answered(question, body),
            Work::Page(report) => self.page(report),
            Work::Begun => self.resume(),
            Work::Look => self.look(),
            Work::Word(said) => self.hear(said),
        }
    }

    fn settle(&mut self) -> Vec<Later> {
        // Nothing is said in one language to be said again in another.
        if self.site.is_known() && (self.ready || self.texts != Texts::Coming) {
            let look = self.site.look();
            let mut visible = look.tab.visible && !self.setup.is_hidden;
            // Whatever the hours and the page: who is in a chat keeps the way back to it.
            visible |= self.tab.face().open || self.runs || self.tab.face().unread > 0;
            let shown = Some((self.site.revision(), visible));
            if self.shown != shown {
                self.shown = shown;
                let face = self.tab.change();
                face.tab = TabView { visible, ..look.tab.clone() };
                face.dress = look.tab_dress();
            }
            if !self.ready {
                self.ready = true;
                let tell = Rc::clone(&self.tell);
                self.later.push(Box::new(move || page::when_drawn(move || tell(Told::Ready))));
            }
        }
        self.tab.draw();
        self.await_offer();
        let told = self.site.availability();
        if let Some((availability, ewt)) = told.filter(|_| self.told != told) {
            self.told = told;
            self.say(Told::Availability { availability, ewt });
        }
        std::mem::take(&mut self.later)
    }
}
