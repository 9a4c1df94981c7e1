//! What the browser tells of the page, and of where the visitor is. Part of `State`.

use leptos::prelude::{GetUntracked, Set};
use parlor_session::{Input, Intent, Millis, input::Page};

use super::State;
use crate::{
    runtime::{Work, push},
    shell::{location::Unlocated, page, timer::Timer},
    signals::Locating,
};

/// After a change of the address the page has its title by then.
const TURNING: Millis = Millis(500);

impl State {
    pub(super) fn located(&mut self, found: Result<(String, String), Unlocated>) {
        // Called off meanwhile: then nobody is to learn it.
        if self.writers.locating.get_untracked() != Some(Locating::Finding) {
            return;
        }
        self.writers.locating.set(match &found {
            Ok(_) => None,
            Err(Unlocated::Denied) => Some(Locating::Denied),
            Err(Unlocated::NotFound | Unlocated::Unsupported) => Some(Locating::NotFound),
        });
        if let Ok((latitude, longitude)) = found {
            self.input(Input::Intent(Intent::SendPlace { latitude, longitude }));
        }
    }

    pub(super) fn page(&mut self, report: page::Report) {
        match report {
            page::Report::Visible(visible) => {
                self.visible = visible;
                if visible {
                    self.wake_tabs();
                    self.moved();
                }
                self.input(Input::Visible(visible));
            }
            page::Report::Network { online } => self.input(Input::Network { online }),
            page::Report::Woke => {
                self.wake_tabs();
                self.input(Input::Woke);
            }
            page::Report::Leaving => {
                self.input(Input::Leaving);
                self.rest_tabs();
            }
            page::Report::Moved => self.moved(),
        }
    }

    pub(super) fn moved(&mut self) {
        self.site.move_to(self.setup.address());
        self.tell_forms();
        // An app changes its address first and its title after that.
        let me = self.me.clone();
        self.turning = Some(Timer::after(TURNING, move || push(&me, Work::Turned)));
    }

    pub(super) fn tell_page(&mut self) {
        self.turning = None;
        let page = Page { url: self.setup.url(), title: self.title.own() };
        self.input(Input::Page(page));
    }
}
