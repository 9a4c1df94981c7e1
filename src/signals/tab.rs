//! What the contact tab's component sees, and what it asks for. `tab` sets it.

use std::rc::Rc;

use leptos::prelude::*;
use parlor_contact::{Dress, Look, TabView};

use super::{Locale, Theme};

/// Everything that can be seen of the tab. One signal: each type that a signal has is code of its own, and of this part
/// every kilobyte is waited for.
#[derive(Clone, Debug)]
pub struct Face {
    pub tab: TabView,
    /// The tenant's colours, fonts and borders, for the chat's part, too.
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

#[derive(Clone)]
pub struct TabSignals {
    pub face: RwSignal<Face>,
    /// Hands an action to the runtime.
    pub ask: Rc<dyn Fn(TabAction)>,
}

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

impl TabSignals {
    /// With what is true before anything is known. Call below the root's owner.
    pub fn create(look: &Look, ask: Rc<dyn Fn(TabAction)>) -> Self {
        let face = Face {
            tab: look.tab.clone(),
            dress: Dress::default(),
            open: false,
            unread: 0,
            chat: Arrival::Away,
            theme: Theme::Auto,
            locale: Locale::default(),
        };
        Self { face: RwSignal::new(face), ask }
    }
}
