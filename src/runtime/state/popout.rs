//! The running chat goes on in a window of its own, where the contact center can hand it over. Part of `State`.

use leptos::prelude::Set;
use parlor_protocol::{
    paths::{self, Query},
    response::handover_token,
};
use parlor_session::{
    Input, Millis,
    effect::{Method, StoreKey},
    input::Outcome,
};

use super::State;
use crate::{
    kept,
    runtime::{Handover, Told, Work, chat::Chat, push},
    shell::http::{self, Order, Sent},
};

/// After this time the window is given up.
const PATIENCE: Millis = Millis::seconds(8);

#[derive(Default)]
pub(super) struct PopOut {
    /// The loader can open one.
    has_page: bool,
    /// The contact center can hand over.
    is_taken: bool,
    asked: Option<Sent>,
}

impl State {
    pub(super) fn hear_popout(&mut self, has_page: bool) {
        self.popout.has_page = has_page;
        self.offer_popout();
    }

    pub(super) fn hear_handover(&mut self, known: bool) {
        self.popout.is_taken = known;
        self.offer_popout();
    }

    fn offer_popout(&self) {
        self.writers.pops_out.set(self.popout.has_page && self.popout.is_taken);
    }

    /// The window is open, while the browser still knew of the press; what it is to show follows.
    pub(super) fn ask_handover(&mut self) {
        let Some(chat_id) = self.chat.as_ref().and_then(Chat::id) else { return self.hand_over(None) };
        let path = Query::of_tenant(&self.setup.tenant_url).behind(&paths::handover(&chat_id));
        let order = Order { method: Method::Post, path: &path, body: None, keepalive: false, patience: Some(PATIENCE) };
        let me = self.me.clone();
        self.popout.asked = Some(http::send(&self.center, &order, move |outcome| {
            let answer = match outcome {
                Outcome::Answer { status: 200..=299, body, .. } => Some(body),
                Outcome::Answer { .. } | Outcome::NoAnswer => None,
            };
            push(&me, Work::Handover(answer));
        }));
    }

    /// With what this tab has not sent yet; from now on the other window speaks.
    pub(super) fn hand_over(&mut self, answer: Option<&str>) {
        self.popout.asked = None;
        let Some(token) = answer.and_then(handover_token) else { return self.say_later(Told::Handover(None)) };
        self.close();
        // All that is not sent yet is kept, with the ids that it is sent with.
        self.input(Input::Leaving);
        let app_id = &self.setup.app_id;
        let session = kept::get(StoreKey::Session, app_id).unwrap_or_default();
        kept::set(StoreKey::Session, app_id, None);
        kept::keep_away(app_id, true);
        let path = Query::of_tenant(&self.setup.tenant_url).behind(paths::HANDOVER);
        let url = self.center.url(&path);
        let authorization = self.center.authorization.clone();
        self.say_later(Told::Handover(Some(Handover { url, authorization, token, session })));
    }

    /// Another tab did so.
    pub(super) fn hand_over_elsewhere(&mut self) {
        if self.setup.page.is_some() {
            return;
        }
        self.close();
        self.input(Input::Leaving);
        self.say_later(Told::Away);
    }
}
