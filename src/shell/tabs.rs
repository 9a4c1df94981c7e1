//! The other tabs of this browser: what they say, and the right to poll, which one of them has at a time. A channel
//! carries the words, a Web Lock is the right; where there are no locks (pages without https), the tab that has it says
//! so in localStorage twice a second. Called by `runtime`, which lets all of it go before the page may be put to sleep.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Function, Object, Promise, Reflect};
use parlor_session::{Millis, effect::Lead};
use parlor_ui::{Listener, gone::Undo};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, BroadcastChannel};

use super::{
    clock, property, random,
    storage::{self, Kept},
    timer::Timer,
};

/// Without locks: so often the right is looked at, and so old a sign of life may be.
const BEAT: Millis = Millis(500);
const STALE: u64 = 3_000;
/// A tab's own storage is free after so long: an earlier page of it may be slow to go.
const SLOW: Millis = Millis::seconds(3);

/// What happens between the tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// This tab has the right to poll, or has it no more.
    Lead(bool),
    /// Another tab says something.
    Heard(String),
    /// Whether no other tab lives that keeps its things under this one's name.
    Owned(bool),
}

type Tell = Rc<dyn Fn(Report)>;

pub struct Tabs {
    tell: Tell,
    /// Of all tabs with the same chat.
    name: String,
    /// Tells this one from the others while it lives.
    me: String,
    /// Of what this tab keeps; it is this tab's alone, unless it was duplicated.
    own_name: Option<String>,
    channel: Option<(BroadcastChannel, Listener, Undo)>,
    right: Option<Right>,
    own: Option<Own>,
}

enum Right {
    Lock { _lock: Lock },
    Beat { _beat: Rc<Beat> },
}

struct Own {
    _lock: Lock,
    _patience: Timer,
}

impl Tabs {
    /// `None` where tabs can't speak to each other. `name` tells the chats of one site apart.
    pub fn join(name: String, tell: impl Fn(Report) + 'static) -> Option<Self> {
        let me = random::seed().to_string();
        let mut tabs = Self { tell: Rc::new(tell), name, me, own_name: None, channel: None, right: None, own: None };
        tabs.wake();
        tabs.channel.is_some().then_some(tabs)
    }

    /// Back from `rest`, or from the start.
    pub fn wake(&mut self) {
        if self.channel.is_some() {
            return;
        }
        self.channel = BroadcastChannel::new(&self.name).ok().map(|channel| {
            let tell = Rc::clone(&self.tell);
            let heard = Listener::new(&channel, "message", move |event| {
                if let Some(words) = property(&event, "data").as_string() {
                    tell(Report::Heard(words));
                }
            });
            let gone = Undo::calling(&channel, "close");
            (channel, heard, gone)
        });
        self.own = self.own_name.as_deref().and_then(|name| self.request(name));
    }

    /// Nothing of it keeps the page from being put to sleep.
    pub fn rest(&mut self) {
        self.right = None;
        self.own = None;
        if let Some((channel, ..)) = self.channel.take() {
            channel.close();
        }
    }

    pub fn say(&self, words: &str) {
        if let Some((channel, ..)) = &self.channel {
            let _ = channel.post_message(&JsValue::from_str(words));
        }
    }

    pub fn lead(&mut self, wish: Lead) {
        // What is held is let go first, or waited for no more.
        self.right = None;
        if wish == Lead::Leave {
            return;
        }
        let takes = wish == Lead::Take;
        let tell = Rc::clone(&self.tell);
        let told = Rc::new(move |leads| tell(Report::Lead(leads)));
        let lock = Lock::request(&self.name, takes, Rc::<_>::clone(&told) as Rc<dyn Fn(bool)>);
        self.right = Some(match lock {
            Some(lock) => Right::Lock { _lock: lock },
            None => Right::Beat { _beat: Beat::start(&self.name, &self.me, takes, told) },
        });
    }

    /// This tab keeps its things under this name; whether it alone does is told.
    pub fn claim(&mut self, own_name: String) {
        self.own = self.request(&own_name);
        self.own_name = Some(own_name);
    }

    fn request(&self, own_name: &str) -> Option<Own> {
        let answered = Rc::new(Cell::new(false));
        let (tell, heard) = (Rc::clone(&self.tell), Rc::clone(&answered));
        let told = move |is_own| {
            if !heard.replace(true) {
                tell(Report::Owned(is_own));
            }
        };
        let told = Rc::new(told);
        let heard = Rc::<_>::clone(&told) as Rc<dyn Fn(bool)>;
        if let Some(lock) = Lock::request(own_name, false, heard) {
            Some(Own { _lock: lock, _patience: Timer::after(SLOW, move || told(false)) })
        } else {
            told(true);
            None
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.rest();
    }
}

/// A Web Lock that is waited for, then held until this is dropped.
struct Lock {
    abort: AbortController,
    let_go: Rc<RefCell<Option<(Function, Undo)>>>,
    dropped: Rc<Cell<bool>>,
    /// Of the wait.
    _gone: Undo,
}

impl Lock {
    /// `told(true)` once it is held, `told(false)` where another tab has taken it. `None`: there are no locks here.
    fn request(name: &str, takes: bool, told: Rc<dyn Fn(bool)>) -> Option<Self> {
        let window = web_sys::window()?;
        let locks = property(&window.navigator(), "locks");
        let request: Function = property(&locks, "request").dyn_into().ok()?;
        let abort = AbortController::new().ok()?;
        let options = Object::new();
        // One excludes the other.
        let (key, value) = if takes { ("steal", JsValue::TRUE) } else { ("signal", abort.signal().into()) };
        Reflect::set(&options, &key.into(), &value).ok()?;
        let let_go = Rc::new(RefCell::new(None));
        let dropped = Rc::new(Cell::new(false));
        let granted = Closure::once_into_js({
            let (let_go, dropped, told) = (Rc::clone(&let_go), Rc::clone(&dropped), Rc::clone(&told));
            move || {
                if dropped.get() {
                    return Promise::resolve(&JsValue::UNDEFINED);
                }
                let held = Promise::new(&mut |resolve: Function, _| {
                    *let_go.borrow_mut() = Some((resolve.clone(), Undo::by(resolve)));
                });
                told(true);
                held
            }
        });
        let asked = request.call3(&locks, &name.into(), &options, &granted).ok()?.dyn_into::<Promise>().ok()?;
        spawn_local({
            let (let_go, dropped) = (Rc::clone(&let_go), Rc::clone(&dropped));
            async move {
                if JsFuture::from(asked).await.is_err() && !dropped.get() {
                    // Taken out before it is told, which may end this lock. Never held: pages without an origin of their
                    // own have no locks, and no other tabs.
                    let held = let_go.borrow_mut().take();
                    told(held.is_none());
                }
            }
        });
        Some(Self { _gone: Undo::calling(&abort, "abort"), abort, let_go, dropped })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.dropped.set(true);
        let held = self.let_go.borrow_mut().take();
        match held {
            Some((let_go, _)) => drop(let_go.call0(&JsValue::UNDEFINED)),
            None => self.abort.abort(),
        }
    }
}

/// The right to poll as an entry in localStorage: who has it and when that tab last said so.
struct Beat {
    key: String,
    me: String,
    leads: Cell<bool>,
    told: Rc<dyn Fn(bool)>,
    next: RefCell<Option<Timer>>,
}

impl Beat {
    fn start(name: &str, me: &str, takes: bool, told: Rc<dyn Fn(bool)>) -> Rc<Self> {
        let beat = Rc::new(Self {
            key: [name, ":lead"].concat(),
            me: me.to_owned(),
            leads: Cell::new(false),
            told,
            next: RefCell::new(None),
        });
        if takes {
            sign(&beat.key, me);
        }
        beat.go_on();
        beat
    }

    fn go_on(self: &Rc<Self>) {
        let me = Rc::downgrade(self);
        let next = Timer::after(BEAT, move || {
            if let Some(beat) = me.upgrade() {
                beat.go_on();
            }
        });
        self.next.replace(Some(next));
        let (holder, at) = holder(&self.key).unwrap_or_default();
        let is_stale = clock::now().0.abs_diff(at) > STALE;
        if holder == self.me || is_stale {
            sign(&self.key, &self.me);
            // What can't be kept can't be shared either: then there is nobody to share it with.
            let is_kept = self::holder(&self.key).is_some();
            if (holder == self.me || !is_kept) && !self.leads.replace(true) {
                (self.told)(true);
            }
        } else if self.leads.replace(false) {
            (self.told)(false);
        }
    }
}

impl Drop for Beat {
    fn drop(&mut self) {
        if holder(&self.key).is_some_and(|(holder, _)| holder == self.me) {
            storage::set(Kept::Browser, &self.key, None);
        }
    }
}

fn sign(key: &str, me: &str) {
    storage::set(Kept::Browser, key, Some(&[me, " ", &clock::now().0.to_string()].concat()));
}

fn holder(key: &str) -> Option<(String, u64)> {
    let text = storage::get(Kept::Browser, key)?;
    let (holder, at) = text.split_once(' ')?;
    Some((holder.to_owned(), at.parse().ok()?))
}
