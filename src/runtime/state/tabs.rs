//! The other tabs of this browser: the session's words go to them and theirs to the session, and the window is open in all
//! of them or in none. Part of `State`.

use leptos::prelude::Set;
use parlor_session::{Input, effect::Lead};

use super::State;
use crate::{
    kept,
    runtime::{Work, chat::Chat, push},
    shell::{
        random,
        tabs::{Report, Tabs},
    },
    signals::Draft,
};

/// What the window's words begin with; the session's are JSON.
const OPENED: &str = "opened";
const CLOSED: &str = "closed";

impl State {
    pub(super) fn join_tabs(&mut self) {
        let me = self.me.clone();
        self.tabs = Tabs::join(kept::tabs(&self.setup.app_id), move |report| push(&me, Work::Tabs(report)));
    }

    /// From now on this tab keeps something.
    pub(super) fn claim_tab(&mut self) {
        if let Some(tabs) = &mut self.tabs {
            tabs.claim(kept::tab(&self.setup.app_id, || random::seed().to_string()));
        }
    }

    pub(super) fn wake_tabs(&mut self) {
        if let Some(tabs) = &mut self.tabs {
            tabs.wake();
        }
    }

    pub(super) fn rest_tabs(&mut self) {
        if let Some(tabs) = &mut self.tabs {
            tabs.rest();
        }
    }

    pub(super) fn lead(&mut self, wish: Lead) {
        if let Some(tabs) = &mut self.tabs {
            tabs.lead(wish);
        }
    }

    pub(super) fn share(&self, words: &str) {
        if let Some(tabs) = &self.tabs {
            tabs.say(words);
        }
    }

    /// The visitor opened or closed the window here; what follows another tab is not told again. A window of the chat's
    /// own is nobody else's.
    pub(super) fn share_open(&mut self, open: bool) {
        if self.setup.page.is_some() {
            return;
        }
        kept::keep_open(&self.setup.app_id, open);
        if !std::mem::take(&mut self.follows) {
            self.share(if open { OPENED } else { CLOSED });
        }
    }

    pub(super) fn hear_tabs(&mut self, report: Report) {
        match report {
            Report::Lead(leads) => self.input(Input::Lead(leads)),
            Report::Owned(is_own) => {
                self.input(Input::Owned(is_own));
                if !is_own {
                    kept::forget_tab(&self.setup.app_id);
                    self.claim_tab();
                }
            }
            Report::Heard(words) if self.setup.page.is_some() && (words == OPENED || words == CLOSED) => {}
            Report::Heard(words) if words == OPENED => {
                if !self.open && !self.wants_open {
                    self.follows = true;
                    self.open();
                }
            }
            Report::Heard(words) if words == CLOSED => {
                self.follows = self.open;
                self.close();
            }
            Report::Heard(words) => {
                let draft = |state: &Self| state.chat.as_ref().map(Chat::draft);
                let before = draft(self);
                self.input(Input::Heard(words));
                let now = draft(self).filter(|now| before.as_ref() != Some(now));
                if let Some(text) = now {
                    self.writers.draft.set(Draft::of_tab(text));
                }
            }
        }
    }
}
