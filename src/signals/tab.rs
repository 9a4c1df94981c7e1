//! What the contact tab's components see, and what they ask for. `tab` holds the writing ends.

use std::rc::Rc;

use leptos::prelude::*;
use parlor_contact::Look;

use super::{Locale, Theme};

/// Everything that can be seen of the tab. `Copy`; in context below the tab's root component.
#[derive(Clone, Copy)]
pub struct TabSignals {
    pub look: ReadSignal<Look>,
    /// The window is open.
    pub open: ReadSignal<bool>,
    /// Agents' messages that nobody has seen.
    pub unread: ReadSignal<usize>,
    /// How far the chat's part is.
    pub chat: ReadSignal<Arrival>,
    pub theme: ReadSignal<Theme>,
    /// The language.
    pub locale: ReadSignal<Locale>,
    ask: StoredValue<Rc<dyn Fn(TabAction)>, LocalStorage>,
}

/// The writing ends of `TabSignals`.
#[derive(Clone, Copy)]
pub struct TabWriters {
    pub look: WriteSignal<Look>,
    pub open: WriteSignal<bool>,
    pub unread: WriteSignal<usize>,
    pub chat: WriteSignal<Arrival>,
    pub theme: WriteSignal<Theme>,
    pub locale: WriteSignal<Locale>,
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
    /// Makes all signals, each with what is true before anything is known. Call below the root's owner.
    pub fn create(look: Look, ask: Rc<dyn Fn(TabAction)>) -> (Self, TabWriters) {
        let (look, set_look) = signal(look);
        let (open, set_open) = signal(false);
        let (unread, set_unread) = signal(0);
        let (chat, set_chat) = signal(Arrival::Away);
        let (theme, set_theme) = signal(Theme::Auto);
        let (locale, set_locale) = signal(Locale::default());
        let ask = StoredValue::new_local(ask);
        let writers = TabWriters {
            look: set_look,
            open: set_open,
            unread: set_unread,
            chat: set_chat,
            theme: set_theme,
            locale: set_locale,
        };
        (Self { look, open, unread, chat, theme, locale, ask }, writers)
    }

    /// Hands an action to the runtime. Nothing after destroy.
    pub fn ask(self, action: TabAction) {
        if let Some(ask) = self.ask.try_get_value() {
            ask(action);
        }
    }
}

/// Puts the signals where `use_tab_signals` finds them.
pub fn provide(signals: TabSignals) {
    provide_context(signals);
}

/// Call in a component's body.
pub fn use_tab_signals() -> TabSignals {
    expect_context()
}
