//! The tab's part of the widget, a wasm module of its own and the first to load: draws the contact tab in the tenant's
//! colours, asks for configuration and availability, follows the page's address, and says when the chat's part is
//! wanted. Knows nothing of a chat but whether its window is open and what is unread. Called by `embed`.

mod state;

use std::rc::{Rc, Weak};

use leptos::prelude::Owner;
use parlor_contact::{Availability, Site};
use web_sys::HtmlElement;

use crate::{
    components::ContactTab,
    setup::Setup,
    shell::http::Early,
    signals::{
        Theme,
        tab::{Arrival, Face, TabAction},
    },
    turns::Turns,
};
use state::{State, Work};

/// What leaves the tab's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// For the page's script.
    Ready,
    /// The visitor wants the window.
    Pressed,
    Availability {
        availability: Availability,
        /// Estimated waiting time in seconds.
        ewt: Option<u64>,
    },
    /// For the chat's part: the page's offer is to be made now.
    Offer,
    /// For the chat's part: an answer's body; `None`: there was no good one.
    Answer(Question, Option<String>),
    /// For the loader.
    Wish(Wish),
    /// For the loader: what the page asks for (BCP 47) is spoken from now on, by the file of this name; `None`: English.
    Locale(String, Option<&'static str>),
}

/// What the contact center is asked by this part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Configuration,
    Availability,
}

/// What is wanted of the chat's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To be loaded, so that it can run at once.
    Load,
    /// To run: an earlier page's chat may go on.
    Resume,
    Open,
    Toggle,
}

/// What the tab's part is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// The window is open.
    Open(bool),
    /// Agents' messages that nobody has seen.
    Unread(usize),
    /// A chat runs.
    Runs(bool),
    Chat(Arrival),
    /// The window opens: the availability should be fresh.
    Refresh,
    /// Ask for everything again.
    Reload,
    Theme(Theme),
    /// The page's script asks for this language.
    SetLocale(String),
    /// The language with its file of texts; `None`: it could not be had, or there is none.
    Locale(String, Option<String>),
}

type Runtime = Turns<State>;

/// A running tab. `stop` ends it; dropping it does the same.
pub struct Tab {
    runtime: Rc<Runtime>,
    owner: Owner,
}

impl Tab {
    /// `place` is the element in the widget's shadow root to draw in; `early`, what was asked for this instance before it was
    /// there.
    pub fn start(place: HtmlElement, setup: Setup, early: Early, tell: Rc<dyn Fn(Told)>) -> Self {
        let owner = Owner::new();
        let runtime = owner.with(|| {
            // The sink is there before the runtime that it leads to.
            let sink: Rc<std::cell::OnceCell<Weak<Runtime>>> = Rc::default();
            let to = Rc::clone(&sink);
            let ask = Rc::new(move |action: TabAction| {
                if let Some(runtime) = to.get() {
                    push(runtime, Work::Action(action));
                }
            });
            let site = Site::<false>::new(&setup.tenant_url, setup.address());
            let tab = ContactTab::mount(place, Face::new(site.look()), ask);
            let runtime =
                Rc::new_cyclic(|me: &Weak<Runtime>| Turns::new(State::new(me.clone(), setup, early, site, tab, tell)));
            let _ = sink.set(Rc::downgrade(&runtime));
            runtime
        });
        owner.with(|| runtime.push(Work::Begin));
        Self { runtime, owner }
    }

    pub fn hear(&self, word: Word) {
        self.runtime.push(Work::Word(word));
    }

    pub fn availability(&self) -> Availability {
        self.runtime.read(State::availability).unwrap_or_default()
    }

    /// Leaves nothing: no node, no listener, no timer, no request.
    pub fn stop(&self) {
        drop(self.runtime.stop());
        self.owner.cleanup();
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.stop();
    }
}

fn push(me: &Weak<Runtime>, work: Work) {
    if let Some(runtime) = me.upgrade() {
        runtime.push(work);
    }
}
