//! The one place where things happen in the chat's part: takes actions, answers and reports one after the other, hands
//! them to the session and to what is known of the site, lets the shell do what they order, and sets the signals that
//! changed. Called by `app` and `embed`.

mod about;
mod chat;
mod files;
mod form;
mod state;
mod title;

use std::rc::{Rc, Weak};

use parlor_contact::{Cobrowsing as Provider, Site};
use parlor_protocol::{
    form::{FieldDefinition, FormDefinition},
    request::set_parameters,
};
use parlor_session::{
    Input, Intent, Millis,
    effect::{Notice, Settled},
    input::Cobrowsing,
    problem::Problem,
    view::{FileSource, Phase},
};

use crate::{
    setup::Setup,
    shell::{clock, location::Unlocated, page, tabs},
    signals::{Action, Writers},
    turns::{Later, Turns},
};
use state::State;

/// What leaves the chat's part.
#[derive(Clone, Debug)]
pub enum Told {
    /// For the page's script.
    Opened,
    Closed,
    Chat(Notice),
    Gesture(Gesture),
    /// The visitor's chat is over, and nothing is asked of them any more.
    Over,
    /// For the tab's part.
    Open(bool),
    Unread(usize),
    /// A chat runs: the way back to it must stay.
    Runs(bool),
    /// For the loader: begin with this provider; `None`: end.
    Cobrowse(Option<Provider>),
    /// For the loader: open a window for the chat.
    PopOut,
    /// For the loader: that window goes on with the chat, this part is done; `None`: it can't.
    Handover(Option<Handover>),
    /// For the loader: another tab has handed the chat over.
    Away,
    Wish(Wish),
}

/// A running chat for another window of the visitor's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Where and as whom the token is shown.
    pub url: String,
    pub authorization: String,
    pub token: String,
    /// What this tab kept of the chat.
    pub session: String,
}

/// What the visitor does to the window, or sees beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Closed it.
    Close,
    /// Began a chat by the form before it.
    Submit,
    /// Asked for a call by it.
    Call,
    /// Gave that form up.
    Cancel,
    /// Sees an offer, takes it up, or does not want it.
    Offered,
    TakeOffer,
    RefuseOffer,
}

/// What is wanted of the tab's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A fresh availability.
    Refresh,
    /// Everything asked for again.
    Reload,
}

/// What the chat's part is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Word {
    /// The configuration's answer; `None`: there was no good one.
    Configuration(Option<String>),
    Availability(Option<String>),
    /// The page's offer is to be made now.
    Offer,
    /// Other values to send with the next Request Chat.
    Parameters(Vec<(String, String)>),
    /// The language that is asked for, with its file of texts.
    Locale(String, Option<String>),
    /// The visitor seems about to open the window.
    Near,
    /// The loader can open a window for the chat.
    PopOut(bool),
    /// It has, and the window waits for the chat.
    Popped,
    /// What the provider of co-browsing says.
    Cobrowsing(Cobrowsing),
    /// All forms that the page's script has defined; of two of one name the later counts.
    Forms(Vec<FormDefinition>),
}

/// What the page's script can look at.
#[derive(Clone, Debug)]
pub struct Facts {
    pub phase: Phase,
    pub unread: usize,
    pub chat_id: Option<String>,
    pub open: bool,
}

impl Default for Facts {
    fn default() -> Self {
        Self { phase: Phase::Idle, unread: 0, chat_id: None, open: false }
    }
}

/// Called with a command's outcome, exactly once unless the widget is stopped before.
pub type Done = Box<dyn FnOnce(Result<Settled, Problem>)>;

enum Work {
    Begin,
    Action(Action),
    Input(Input),
    Command(Intent, Done),
    Word(Word),
    /// The answer about the expected parameters.
    Parameters(Option<String>),
    /// Open (true) or close the window, and go on when that is done.
    Move(bool, Later),
    Page(page::Report),
    /// Where the visitor is.
    Located(Result<(String, String), Unlocated>),
    /// The contact center's version.
    Version(Option<String>),
    /// A picture can be drawn from this address; `None`: it is none, or can't be had.
    Picture(FileSource, Option<String>),
    /// A file that the visitor wanted to save can't be had, now or ever.
    Unsaved(FileSource, bool),
    /// The form did not come in time.
    OpenAnyway,
    /// The page changed its title.
    Titled,
    /// The browser was told whether it may notify.
    Permitted,
    /// The visitor may be on another page.
    Turned,
    Tabs(tabs::Report),
    /// Another tab has begun a chat.
    Begun,
    /// The contact center's answer about handing the chat over; `None`: no good one.
    Handover(Option<String>),
    /// Another tab has handed the chat over.
    Away,
    Hush,
}

pub struct Runtime(Turns<State>);

impl Runtime {
    /// Begins: takes a chat up again where one may run, and opens the window where it was open.
    pub fn start(setup: Setup, site: Site<true>, writers: Writers, tell: Rc<dyn Fn(Told)>) -> Rc<Self> {
        let runtime = Rc::new_cyclic(|me: &Weak<Self>| {
            let reporter = me.clone();
            let watch = page::watch(move |report| push(&reporter, Work::Page(report)));
            Self(Turns::new(State::new(me.clone(), setup, site, writers, tell, watch)))
        });
        runtime.0.push(Work::Begin);
        runtime
    }

    pub fn act(&self, action: Action) {
        self.0.push(Work::Action(action));
    }

    pub fn hear(&self, word: Word) {
        self.0.push(Work::Word(word));
    }

    /// Hands an intent to the session and tells how it went.
    pub fn command(&self, intent: Intent, done: Done) {
        self.0.push(Work::Command(intent, done));
    }

    pub fn facts(&self) -> Facts {
        self.0.read(State::facts).unwrap_or_default()
    }

    /// These, and what the page has given besides.
    pub fn with_given(&self, answers: &[(String, String)]) -> Vec<(String, String)> {
        let mut all = self.0.read(State::given).unwrap_or_default();
        set_parameters(&mut all, answers);
        all
    }

    /// What the configuration says of the fields of the page's own forms.
    pub fn on_page_fields(&self) -> Vec<FieldDefinition> {
        self.0.read(State::on_page_fields).unwrap_or_default()
    }

    /// Opens or closes the window for the page's script, and calls `then` as soon as that is done.
    pub fn set_open(&self, open: bool, then: Later) {
        self.0.push(Work::Move(open, then));
    }

    /// Ends all that goes on here and puts the page's title back.
    pub fn stop(&self) {
        if let Some(mut state) = self.0.stop() {
            state.end();
        }
    }
}

fn push(me: &Weak<Runtime>, work: Work) {
    if let Some(runtime) = me.upgrade() {
        runtime.0.push(work);
    }
}

/// The time as the session is told it.
fn now() -> Millis {
    clock::now()
}
