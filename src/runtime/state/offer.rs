//! The offer to chat that shows by itself: seen while no chat runs and the window is closed, answered once. Part of
//! `State`. The tab's part says when it is due.

use leptos::prelude::Set;
use parlor_contact::{OfferView, form::Way};
use parlor_session::view::Phase;

use super::State;
use crate::{
    kept,
    runtime::{Gesture, Told, chat::Chat},
};

#[derive(Default)]
pub(super) struct Offer {
    /// It is due, and not answered yet.
    due: bool,
    /// The window is open because of it: its own questions come first.
    taken: Option<Way>,
    /// The page's script knows of it.
    told: bool,
    shown: Option<OfferView>,
}

impl Offer {
    pub(super) fn taken(&self) -> Option<Way> {
        self.taken
    }
}

impl State {
    pub(super) fn hear_offer(&mut self) {
        // A fresh instance hears it again, which is no reason to ask twice.
        self.offer.due = !kept::is_offer_answered(&self.setup.app_id);
    }

    pub(super) fn answer_offer(&mut self, way: Option<Way>) {
        self.offer.due = false;
        kept::keep_offer_answered(&self.setup.app_id);
        self.say_later(Told::Gesture(if way.is_some() { Gesture::TakeOffer } else { Gesture::RefuseOffer }));
        if way.is_some() {
            self.offer.taken = way;
            self.open();
        }
    }

    /// Sets it if it changed.
    pub(super) fn publish_offer(&mut self) {
        let is_free = self.chat.as_ref().is_none_or(|chat| chat.phase() == Phase::Idle && !Chat::is_resuming(chat));
        if !is_free {
            self.offer.taken = None;
        }
        let wanted = self.offer.due && is_free && !self.open && !self.wants_open;
        let offer = self.site.offer().filter(|_| wanted);
        if self.offer.shown != offer {
            self.writers.offer.set(offer.clone());
            self.offer.shown = offer;
            if self.offer.shown.is_some() && !std::mem::replace(&mut self.offer.told, true) {
                self.say_later(Told::Gesture(Gesture::Offered));
            }
        }
    }
}
