//! What the contact tab's component shows, and what it asks for. `tab` sets it.

use std::rc::Rc;

use parlor_contact::{Dress, Look, TabView};

use super::{Locale, Theme};

/// Everything that can be seen of the tab. No signals: they and what follows them are code that every page would wait for,
/// and one component draws all of it.
#[derive(Clone, Debug)]
pub struct Face {
    pub tab: TabView,
    /// The tenant's colours, font and borders of the tab.
    pub dress: Dress,
    /// The window is open.
    pub open: bool,
    /// Agents' messages that nobody has seen.
    pub unread: usize,
    /// How far the chat's part is.
    pub chat: Arrival,
    pub theme: Theme,
    pub locale: Locale,
}

/// Hands an action to the runtime.
pub type Ask = Rc<dyn Fn(TabAction)>;

/// The chat's part is another module, which is loaded when it is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrival {
    #[default]
    Away,
    /// Wanted by the visitor, who waits for it.
    Coming,
    There,
    /// It could not be loaded; the next click tries again.
    Failed,
}

/// What the tab's components want done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabAction {
    /// The tab was pressed.
    Press,
    /// It looks as if the tab will be pressed.
    Approach,
}

impl Face {
    /// With what is true before anything is known.
    pub fn new(look: &Look) -> Self {
        Self {
            tab: look.tab.clone(),
            dress: Dress::default(),
            open: false,
            unread: 0,
            chat: Arrival::Away,
            theme: Theme::Auto,
            locale: Locale::default(),
        }
    }
}
