//! What the contact center's configuration means for a running widget: its look, the form before a chat, and which forms
//! can be shown in one. Part of `State`.

use leptos::prelude::Set;
use parlor_protocol::form::FieldDefinition;
use parlor_session::{Input, input::Cobrowsing, view::Phase};

use super::State;
use crate::runtime::Told;

impl State {
    /// Which forms can be shown here.
    pub(super) fn tell_forms(&mut self) {
        if let Some(provider) = self.site.cobrowsing().filter(|_| self.chat.is_some()) {
            self.input(Input::Cobrowsing(Cobrowsing::Offered(provider.is_some())));
        }
        self.tell_calls();
        let forms = self.site.forms().filter(|_| self.chat.is_some());
        let Some(mut forms) = forms else { return };
        forms.extend_from_slice(&self.registered);
        if self.forms.as_ref() != Some(&forms) {
            self.forms = Some(forms.clone());
            self.input(Input::Forms(forms));
        }
    }

    pub(in crate::runtime) fn given(&self) -> Vec<(String, String)> {
        self.setup.parameters.clone()
    }

    pub(in crate::runtime) fn on_page_fields(&self) -> Vec<FieldDefinition> {
        self.site.on_page_fields()
    }

    /// Begins with the provider that is configured, or ends.
    pub(super) fn cobrowse(&mut self, begins: bool) {
        let provider = self.site.cobrowsing().flatten().filter(|_| begins);
        if begins && provider.is_none() {
            self.input(Input::Cobrowsing(Cobrowsing::Failed));
        } else {
            self.say_later(Told::Cobrowse(provider));
        }
    }

    pub(super) fn need_form(&mut self) {
        self.form.ask(&self.site, &self.setup.tenant_url, &self.center, &self.me);
    }

    /// Sets what changed of the look and of the form.
    pub(super) fn publish_site(&mut self, resuming: bool) {
        if !self.site.is_known() {
            return;
        }
        let look = self.site.look();
        if self.shown.as_ref() != Some(look) {
            self.writers.tab.set(look.tab.clone());
            self.writers.window.set(look.window.clone());
            self.shown = Some(look.clone());
        }
        // What is typed in the place of a form is not covered by one.
        if !self.open || self.chat_is_untouched() {
            let given = &self.setup.parameters;
            let form = match self.offer.taken() {
                Some(way) => self.site.offer_form(way, given),
                None => self.site.form(given),
            };
            let form = form.filter(|_| !resuming);
            let stands = self.open && self.chat.as_ref().is_none_or(|chat| chat.phase() == Phase::Idle);
            self.form.publish(form, stands, self.writers);
        }
    }

    /// There is something else to see than the form.
    pub(super) fn chat_goes_on(&self) -> bool {
        self.chat.as_ref().is_some_and(|chat| chat.is_resuming() || chat.phase() != Phase::Idle)
    }

    /// Nothing is typed and nothing said, or all is said: a form may still take the composer's place.
    fn chat_is_untouched(&self) -> bool {
        self.chat.as_ref().is_none_or(|chat| match chat.phase() {
            Phase::Idle => chat.draft().is_empty(),
            Phase::Ended => true,
            Phase::Starting | Phase::Queued | Phase::Connected | Phase::Failed => false,
        })
    }
}
