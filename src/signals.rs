//! What the chat's components see: one signal per thing that changes by itself, and `Dispatch`, the one way back.
//! `runtime` holds the writing ends (`Writers`) and sets only what changed; components read and dispatch.
//! Decides nothing. What the contact tab shows, which is a part of its own and has no signals, is in `tab`.

mod draft;
mod locating;
pub mod tab;

use std::{collections::BTreeMap, rc::Rc};

use leptos::prelude::*;
use parlor_contact::{AgentPictures, Form, Look, OfferView, TabView, WindowView, form::Way};
use parlor_session::{
    Intent,
    effect::Announcement,
    input::RowId,
    view::{FileSource, FileView, PastChat, RowKey, RowView, StatusView},
};

pub use crate::i18n::Locale;
pub use draft::Draft;
pub use locating::Locating;

/// Everything that can be seen. `Copy`; in context below the root component.
#[derive(Clone, Copy)]
pub struct Signals {
    pub tab: ReadSignal<TabView>,
    pub window: ReadSignal<WindowView>,
    /// What is asked before a chat; `None`: nothing.
    pub form: ReadSignal<Option<Form>>,
    /// What is offered to who has no chat.
    pub offer: ReadSignal<Option<OfferView>>,
    /// The window is open.
    pub open: ReadSignal<bool>,
    /// The visitor seems about to open it.
    pub near: ReadSignal<bool>,
    /// The chat's state; that of an idle session while there is none.
    pub status: ReadSignal<StatusView>,
    /// The rows to draw, oldest first. Content by `use_row`, which follows a row's revision by itself.
    pub rows: ReadSignal<Vec<RowKey>>,
    pub has_earlier: ReadSignal<bool>,
    pub has_later: ReadSignal<bool>,
    /// Agents' messages that nobody has seen.
    pub unread: ReadSignal<usize>,
    /// What the composer starts with, or another tab has changed it to. Never set by typing here.
    pub draft: ReadSignal<Draft>,
    /// Longest message in characters.
    pub limit: ReadSignal<usize>,
    /// The window's size as the visitor left it; `None`: the style sheet's.
    pub size: ReadSignal<Option<Size>>,
    pub locale: ReadSignal<Locale>,
    /// The last lines for screen readers, oldest first, each with a number of its own; at most `MAX_SPOKEN`.
    pub announcements: ReadSignal<Vec<Spoken>>,
    /// Earlier chats of the same case, the oldest first.
    pub past: ReadSignal<Vec<PastChat>>,
    /// The way of where the visitor is, from the question to its end. Set where it is asked for.
    pub locating: RwSignal<Option<Locating>>,
    /// The contact center's version; `None` until it has told.
    pub version: ReadSignal<Option<String>>,
    /// The chat can go on in a window of its own.
    pub pops_out: ReadSignal<bool>,
    /// The visitor is asked whether this browser shall tell of messages.
    pub notify: ReadSignal<bool>,
    /// Whether sounds are on; `None`: there are none.
    pub sound: ReadSignal<Option<bool>>,
    /// Pictures that can be drawn from an address, and those that can't.
    pub pictures: ReadSignal<Pictures>,
    /// Files that could not be saved, and whether they are gone for good.
    pub unsaved: ReadSignal<Vec<(FileSource, bool)>>,
    /// The picture that is seen large. Set where it is clicked.
    pub viewing: RwSignal<Option<FileView>>,
    cells: StoredValue<Cells>,
    dispatch: Dispatch,
}

pub type Pictures = Vec<(FileSource, Option<String>)>;

/// The writing ends of `Signals`.
#[derive(Clone, Copy)]
pub struct Writers {
    pub tab: WriteSignal<TabView>,
    pub window: WriteSignal<WindowView>,
    pub form: WriteSignal<Option<Form>>,
    pub offer: WriteSignal<Option<OfferView>>,
    pub open: WriteSignal<bool>,
    pub near: WriteSignal<bool>,
    pub status: WriteSignal<StatusView>,
    rows: WriteSignal<Vec<RowKey>>,
    pub has_earlier: WriteSignal<bool>,
    pub has_later: WriteSignal<bool>,
    pub unread: WriteSignal<usize>,
    pub draft: WriteSignal<Draft>,
    pub limit: WriteSignal<usize>,
    pub size: WriteSignal<Option<Size>>,
    pub locale: WriteSignal<Locale>,
    announcements: WriteSignal<Vec<Spoken>>,
    pub past: WriteSignal<Vec<PastChat>>,
    pub locating: RwSignal<Option<Locating>>,
    pub version: WriteSignal<Option<String>>,
    pub pops_out: WriteSignal<bool>,
    pub sound: WriteSignal<Option<bool>>,
    pub notify: WriteSignal<bool>,
    pub pictures: WriteSignal<Pictures>,
    pub unsaved: WriteSignal<Vec<(FileSource, bool)>>,
    cells: StoredValue<Cells>,
}

/// Each row's content, next to the revision that it was read at.
type Cells = BTreeMap<RowId, (u32, ArcRwSignal<Option<RowView>>)>;

/// Most lines in `Signals::announcements`.
pub const MAX_SPOKEN: usize = 12;

/// One line for the hidden live region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    pub number: u64,
    pub what: Announcement,
}

/// In CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The word of the public interface.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }
}

/// What a component wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// For the session as it is. `Intent::Watch` is made by the runtime from `AtLatest`; don't send it.
    Intent(Intent),
    /// Close (minimise) the window; the chat goes on.
    Close,
    /// The pre-chat form was submitted, with the value of each field by its name.
    Submit(Vec<(String, String)>),
    /// The visitor wants to be called, and what else was asked.
    Call { phone: String, parameters: Vec<(String, String)> },
    /// The pre-chat form was given up.
    CancelForm,
    /// The offer is taken up in this way; `None`: it is not wanted.
    Offer(Option<Way>),
    /// The visitor made the window another size.
    Resize(Size),
    /// The transcript is scrolled to its end, or no longer is.
    AtLatest(bool),
    /// Put a text into the clipboard.
    Copy(String),
    /// The visitor agrees that the agent learns where they are.
    SendPlace,
    /// Whether the browser shall tell of messages that nobody sees.
    Notify(bool),
    /// Make sounds, or none.
    Sound(bool),
    /// Go on in a window of its own.
    PopOut,
    /// Ask for the contact center's version.
    AskVersion,
    /// Make a picture of this file drawable.
    ShowPicture(FileSource),
    /// Let the visitor save a file.
    Save(FileView),
    /// Ask the contact center for everything again.
    Reload,
}

/// Hands an `Action` to the runtime. `Copy`, so it goes into any event handler.
#[derive(Clone, Copy)]
pub struct Dispatch(StoredValue<Rc<dyn Fn(Action)>, LocalStorage>);

impl Dispatch {
    pub fn new(sink: Rc<dyn Fn(Action)>) -> Self {
        Self(StoredValue::new_local(sink))
    }

    /// Queued, never run on the spot: safe from anywhere, even from inside an effect. Nothing after destroy.
    pub fn send(self, action: Action) {
        if let Some(sink) = self.0.try_get_value() {
            sink(action);
        }
    }

    /// Short for the commonest action.
    pub fn intent(self, intent: Intent) {
        self.send(Action::Intent(intent));
    }
}

/// Makes all signals, each with what is true before anything is known. Call below the root's owner.
pub fn create(look: Look, idle: StatusView, dispatch: Dispatch) -> (Signals, Writers) {
    let (tab, set_tab) = signal(look.tab);
    let (window, set_window) = signal(look.window);
    let (form, set_form) = signal(None);
    let (offer, set_offer) = signal(None);
    let (open, set_open) = signal(false);
    let (near, set_near) = signal(false);
    let (status, set_status) = signal(idle);
    let (rows, set_rows) = signal(Vec::new());
    let (has_earlier, set_has_earlier) = signal(false);
    let (has_later, set_has_later) = signal(false);
    let (unread, set_unread) = signal(0);
    let (draft, set_draft) = signal(Draft::default());
    let (limit, set_limit) = signal(4000);
    let (size, set_size) = signal(None);
    let (locale, set_locale) = signal(Locale::default());
    let (announcements, set_announcements) = signal(Vec::new());
    let (pictures, set_pictures) = signal(Vec::new());
    let (unsaved, set_unsaved) = signal(Vec::new());
    let (past, set_past) = signal(Vec::new());
    let (version, set_version) = signal(None);
    let (pops_out, set_pops_out) = signal(false);
    let (sound, set_sound) = signal(None);
    let (notify, set_notify) = signal(false);
    let locating = RwSignal::new(None);
    let viewing = RwSignal::new(None);
    let cells = StoredValue::new(Cells::new());
    let signals = Signals {
        tab,
        window,
        form,
        offer,
        open,
        near,
        status,
        rows,
        has_earlier,
        has_later,
        unread,
        draft,
        limit,
        size,
        locale,
        announcements,
        past,
        locating,
        version,
        pops_out,
        notify,
        sound,
        pictures,
        unsaved,
        viewing,
        cells,
        dispatch,
    };
    let writers = Writers {
        tab: set_tab,
        window: set_window,
        form: set_form,
        offer: set_offer,
        open: set_open,
        near: set_near,
        status: set_status,
        rows: set_rows,
        has_earlier: set_has_earlier,
        has_later: set_has_later,
        unread: set_unread,
        draft: set_draft,
        limit: set_limit,
        size: set_size,
        locale: set_locale,
        announcements: set_announcements,
        past: set_past,
        locating,
        version: set_version,
        pops_out: set_pops_out,
        sound: set_sound,
        notify: set_notify,
        pictures: set_pictures,
        unsaved: set_unsaved,
        cells,
    };
    (signals, writers)
}

/// Puts the signals where `use_signals` finds them.
pub fn provide(signals: Signals) {
    provide_context(signals);
}

/// Call in a component's body.
pub fn use_signals() -> Signals {
    expect_context()
}

/// Call in a component's body.
pub fn use_dispatch() -> Dispatch {
    use_signals().dispatch
}

/// A row's content: changes when the row's revision does, and only then. `None` once the row is gone.
pub fn use_row(id: RowId) -> Signal<Option<RowView>> {
    use_signals().row(id)
}

impl Signals {
    pub fn dispatch(self) -> Dispatch {
        self.dispatch
    }

    /// A tenant may not want chats to be put aside; a window without one can always be closed. Tracks.
    pub fn can_minimize(self) -> bool {
        !self.status.with(|status| status.can_end) || self.window.with(|window| window.features.widget_minimization)
    }

    /// Where an agent's picture can be drawn from; asks for it where that is not known yet, and there is to be one. Tracks.
    pub fn photo(self, party_id: &str) -> Option<String> {
        let id = match self.window.with(|window| window.agent_pictures) {
            AgentPictures::Hide => return None,
            AgentPictures::Show => party_id,
            AgentPictures::AlwaysDefault => "",
        };
        self.picture(&FileSource::Photo(id.to_owned()))
    }

    /// Where a picture can be drawn from; asks for it where that is not known yet. Tracks.
    pub fn picture(self, source: &FileSource) -> Option<String> {
        let known = self
            .pictures
            .with(|pictures| pictures.iter().find(|(known, _)| known == source).map(|(_, address)| address.clone()));
        known.unwrap_or_else(|| {
            self.dispatch.send(Action::ShowPicture(source.clone()));
            None
        })
    }

    pub fn row(self, id: RowId) -> Signal<Option<RowView>> {
        let cell = self.cells.try_with_value(|cells| cells.get(&id).map(|(_, cell)| cell.clone())).flatten();
        cell.map_or_else(|| Signal::stored(None), Signal::from)
    }
}

impl Writers {
    /// Sets the rows, reading only those whose revision is another one than last time.
    pub fn set_rows(self, keys: &[RowKey], read: impl Fn(RowId) -> Option<RowView>) {
        let mut changed = Vec::new();
        self.cells.update_value(|cells| {
            let mut old = std::mem::take(cells);
            for key in keys {
                let cell = match old.remove(&key.id) {
                    Some((revision, cell)) => {
                        if revision != key.revision {
                            changed.push((cell.clone(), read(key.id)));
                        }
                        cell
                    }
                    None => ArcRwSignal::new(read(key.id)),
                };
                cells.insert(key.id, (key.revision, cell));
            }
            changed.extend(old.into_values().map(|(_, cell)| (cell, None)));
        });
        // The list goes first: a row that is gone is taken off the page before its content is.
        self.rows.set(keys.to_vec());
        for (cell, view) in changed {
            cell.set(view);
        }
    }

    /// Forgets the lines that were said: the live region shall not pile up.
    pub fn hush(self) {
        self.announcements.update(Vec::clear);
    }

    /// Says a line to screen readers; no two lines have the same number.
    pub fn announce(self, number: u64, what: Announcement) {
        self.announcements.update(|lines| {
            lines.push(Spoken { number, what });
            let extra = lines.len().saturating_sub(MAX_SPOKEN);
            lines.drain(..extra);
        });
    }
}
