//! The window opens and closes. Part of `State`.

use leptos::prelude::Set;
use parlor_session::Millis;

use super::State;
use crate::{
    runtime::{Told, Wish, Work, push},
    shell::timer::Timer,
};

/// How long the window waits for the form that it should begin with.
const OPENING: Millis = Millis(700);

impl State {
    pub(super) fn open(&mut self) {
        if self.open || self.wants_open {
            return;
        }
        self.wants_open = true;
        self.need_chat();
        self.say_later(Told::Wish(Wish::Refresh));
        let me = self.me.clone();
        self.opening = Some(Timer::after(OPENING, move || push(&me, Work::OpenAnyway)));
    }

    pub(super) fn show_window(&mut self) {
        if self.wants_open && self.site.is_known() {
            self.wants_open = false;
            self.opening = None;
            self.open = true;
            self.share_open(true);
            self.writers.open.set(true);
            self.tell_drawn(Told::Opened);
        }
    }

    pub(super) fn close(&mut self) {
        self.wants_open = false;
        self.opening = None;
        if self.open {
            self.open = false;
            self.share_open(false);
            self.writers.open.set(false);
            self.tell_drawn(Told::Closed);
        }
    }
}
