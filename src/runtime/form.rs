//! The form before a chat: the question for what the scenario expects, and the form as it was last shown.

use std::rc::Weak;

use leptos::prelude::Set;
use parlor_contact::{Form, Site, form::FormKind};
use parlor_protocol::paths::{PARAMETERS, Query};

use super::{Runtime, Work, push};
use crate::{
    shell::http::{self, Center, Sent},
    signals::Writers,
};

#[derive(Default)]
pub(super) struct FormBefore {
    question: Option<Sent>,
    shown: Option<Form>,
}

impl FormBefore {
    /// Asks for the expected parameters, once.
    pub(super) fn ask(&mut self, site: &Site<true>, tenant_url: &str, center: &Center, me: &Weak<Runtime>) {
        if !site.asked_parameters() && self.question.is_none() {
            let path = Query::of_tenant(tenant_url).behind(PARAMETERS);
            let me = me.clone();
            self.question = Some(http::ask(center, &path, move |body| push(&me, Work::Parameters(body))));
        }
    }

    pub(super) fn answered(&mut self) {
        self.question = None;
    }

    /// What stands is for out of hours.
    pub(super) fn leaves_a_message(&self) -> bool {
        self.shown.as_ref().is_some_and(|form| form.kind == FormKind::LeaveMessage)
    }

    /// `stands`: somebody may be filling in the form that is shown, so it is not exchanged for one of the same kind.
    pub(super) fn publish(&mut self, form: Option<Form>, stands: bool, writers: Writers) {
        let kind = |form: &Option<Form>| form.as_ref().map(|form| form.kind);
        let stays = stands && form.is_some() && kind(&form) == kind(&self.shown);
        if self.shown != form && !stays {
            writers.form.set(form.clone());
            self.shown = form;
        }
    }
}
