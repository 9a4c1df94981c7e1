//! The one place where things happen: takes actions, answers and reports one after the other, hands them to the session
//! and to what is known of the site, lets the shell do what they order, and sets the signals that changed.
//! Never re-entered: whatever comes in meanwhile waits in the queue. Called by `app` and `embed`.

mod chat;
mod site;
mod state;
mod title;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use parlor_contact::{Availability, Look};
use parlor_session::{
    Input, Intent, Millis,
    effect::{Notice, Settled},
    problem::Problem,
    view::Phase,
};

use crate::{
    shell::{
        clock, page,
        storage::{self, Kept},
    },
    signals::{Action, Theme, Writers},
};
use site::Asked;
use state::{SIZE, State};

/// What the widget is started with. Checked by `embed`.
#[derive(Clone, Debug)]
pub struct Setup {
    pub api_url: String,
    pub tenant_url: String,
    pub app_id: String,
    /// `None`: cookies identify this browser.
    pub client_id: Option<String>,
    /// Cookies, and an id kept in this browser where cookies are off.
    pub client_id_auto: bool,
    pub parameters: Vec<(String, String)>,
    pub from: Option<String>,
    pub phone_number: Option<String>,
    pub locale: String,
    pub theme: Theme,
    pub open: bool,
    pub send_draft: bool,
    pub message_limit: usize,
}

/// What the page's script hears.
#[derive(Clone, Debug)]
pub enum Told {
    Ready,
    Availability { availability: Availability, ewt: Option<u64> },
    Opened,
    Closed,
    Chat(Notice),
}

/// What the page's script can look at.
#[derive(Clone, Debug)]
pub struct Facts {
    pub phase: Phase,
    pub availability: Availability,
    pub unread: usize,
    pub chat_id: Option<String>,
    pub open: bool,
}

/// Called with a command's outcome, exactly once unless the widget is stopped before.
pub type Done = Box<dyn FnOnce(Result<Settled, Problem>)>;

enum Work {
    Action(Action),
    Input(Input),
    Command(Intent, Done),
    Parameters(Vec<(String, String)>),
    Locale(String),
    Theme(Theme),
    Asked(Asked),
    Await(bool, Later),
    Page(page::Report),
    /// The form did not come in time.
    OpenAnyway,
    Hush,
}

/// Done once the state is free again: it may call back in.
type Later = Box<dyn FnOnce()>;

pub struct Runtime {
    queue: RefCell<VecDeque<Work>>,
    busy: Cell<bool>,
    state: RefCell<Option<State>>,
    facts: RefCell<Facts>,
}

impl Runtime {
    /// Begins: asks for configuration and availability, nothing else, and takes a chat up again where one may run.
    pub fn start(setup: Setup, writers: Writers, tell: Rc<dyn Fn(Told)>) -> Rc<Self> {
        let runtime = Rc::new_cyclic(|me: &Weak<Self>| {
            let reporter = me.clone();
            let watch = page::watch(move |report| push(&reporter, Work::Page(report)));
            Self {
                queue: RefCell::default(),
                busy: Cell::new(false),
                state: RefCell::new(Some(State::new(me.clone(), setup, writers, tell, watch))),
                facts: RefCell::new(Facts {
                    phase: Phase::Idle,
                    availability: Availability::Unknown,
                    unread: 0,
                    chat_id: None,
                    open: false,
                }),
            }
        });
        runtime.with(State::begin);
        runtime
    }

    pub fn act(&self, action: Action) {
        self.push(Work::Action(action));
    }

    /// Hands an intent to the session and tells how it went.
    pub fn command(&self, intent: Intent, done: Done) {
        self.push(Work::Command(intent, done));
    }

    /// Other values to send with the next Request Chat.
    pub fn set_parameters(&self, parameters: Vec<(String, String)>) {
        self.push(Work::Parameters(parameters));
    }

    pub fn set_locale(&self, tag: String) {
        self.push(Work::Locale(tag));
    }

    pub fn set_theme(&self, theme: Theme) {
        self.push(Work::Theme(theme));
    }

    pub fn facts(&self) -> Facts {
        self.facts.borrow().clone()
    }

    /// Calls `then` as soon as the window is open or closed, as asked for.
    pub fn when_open_is(&self, open: bool, then: Box<dyn FnOnce()>) {
        self.push(Work::Await(open, then));
    }

    /// Ends all that goes on here and puts the page's title back. `forget` also removes what this browser keeps.
    pub fn stop(&self, forget: bool) {
        self.queue.borrow_mut().clear();
        // Taken out first: what is dropped may call back.
        let state = self.state.borrow_mut().take();
        if let Some(mut state) = state {
            state.title.restore();
            if let Some(chat) = state.chat.take() {
                chat.stop();
            }
            if forget {
                chat::forget(&state.setup.app_id);
                storage::set(Kept::Browser, SIZE, None);
            }
        }
    }

    fn push(&self, work: Work) {
        self.queue.borrow_mut().push_back(work);
        self.with(|_| {});
    }

    /// Runs `first`, then all that waits. Does nothing while it is at it already.
    fn with(&self, first: impl FnOnce(&mut State)) {
        if self.busy.replace(true) {
            return;
        }
        self.turn(first);
        while let Some(work) = self.next() {
            self.turn(|state| state.take(work));
        }
        self.busy.set(false);
    }

    fn next(&self) -> Option<Work> {
        self.queue.borrow_mut().pop_front()
    }

    fn turn(&self, run: impl FnOnce(&mut State)) {
        let later = {
            let mut state = self.state.borrow_mut();
            let Some(state) = state.as_mut() else { return };
            run(state);
            state.publish();
            *self.facts.borrow_mut() = state.facts();
            std::mem::take(&mut state.later)
        };
        for run in later {
            run();
        }
    }
}

fn push(me: &Weak<Runtime>, work: Work) {
    if let Some(runtime) = me.upgrade() {
        runtime.push(work);
    }
}

/// What is drawn before anything is known: nothing.
pub fn blank() -> Look {
    let mut look = Look::new(&parlor_contact::Configuration::default(), &page::address(), None);
    look.tab.visible = false;
    look
}

/// The time as the session is told it.
fn now() -> Millis {
    clock::now()
}
