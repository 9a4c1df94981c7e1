//! Sounds, where tenant or page have configured some: one tab makes them, none where the visitor looks at the chat, and
//! none once they were switched off. Part of `State`.

use leptos::prelude::Set;
use parlor_session::{Millis, effect::Announcement};

use super::State;
use crate::{
    kept,
    runtime::{chat::Chat, now},
    shell::sound,
};

/// Between two sounds for messages.
const PAUSE: Millis = Millis::seconds(2);

#[derive(Default)]
pub(super) struct Ring {
    rung: Option<Millis>,
    /// As the visitor has switched it here, whatever the browser keeps.
    silent: Option<bool>,
    /// Whether sounds are on, where there are some: as it was last shown.
    shown: Option<bool>,
}

impl State {
    pub(super) fn ring(&mut self, what: &Announcement) {
        if self.is_silent() || !self.chat.as_ref().is_some_and(Chat::is_alone) {
            return;
        }
        match what {
            Announcement::Joined { .. } => {
                if let Some(address) = &self.site.look().window.join_sound_url {
                    sound::play(address);
                }
            }
            Announcement::Message { author, .. } if author.is_empty() => {}
            Announcement::Message { .. } | Announcement::File { .. } | Announcement::Messages { .. } => {
                let is_due = self.ring.rung.is_none_or(|rung| now().since(rung) >= PAUSE);
                if let Some(address) = self.setup.sound.as_ref().filter(|_| is_due && !self.watching) {
                    sound::play(address);
                    self.ring.rung = Some(now());
                }
            }
            _ => {}
        }
    }

    pub(super) fn switch_sound(&mut self, on: bool) {
        self.ring.silent = Some(!on);
        kept::keep_silent(!on);
    }

    fn is_silent(&self) -> bool {
        self.ring.silent.unwrap_or_else(kept::is_silent)
    }

    /// Sets it if it changed.
    pub(super) fn publish_sound(&mut self) {
        let has_some = self.setup.sound.is_some() || self.site.look().window.join_sound_url.is_some();
        let sound = has_some.then(|| !self.is_silent());
        if self.ring.shown != sound {
            self.ring.shown = sound;
            self.writers.sound.set(sound);
        }
    }
}
