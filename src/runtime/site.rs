//! What is known of the site without a chat: configuration, availability, expected parameters, the page's address; and
//! the look that follows from them. Asks the server; the runtime hands the answers back in.

use std::rc::Weak;

use leptos::prelude::Set;
use parlor_contact::{Availability, Configuration, Form, Look, Page};
use parlor_protocol::{
    paths::{AVAILABILITY, CONFIGURATION, PARAMETERS, Query},
    response::{self, ExpectedParameter},
};
use parlor_session::{Millis, effect::Method, input::Outcome};

use super::{Runtime, Work, now, push};
use crate::{
    shell::{
        http::{self, Center, Order, Sent},
        page,
    },
    signals::Writers,
};

/// After this time an answer is given up.
const PATIENCE: Millis = Millis::seconds(10);

/// What was asked, with the answer's body where it was a good one.
pub(super) struct Asked {
    what: What,
    body: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Configuration,
    Availability,
    Parameters,
}

pub(super) struct Site {
    tenant_url: String,
    app_id: String,
    page: Page,
    configuration: Option<Configuration>,
    availability: Option<response::Availability>,
    /// When it was last asked for.
    asked_at: Millis,
    expected: Option<Vec<ExpectedParameter>>,
    /// An answer, good or bad, has come.
    configured: bool,
    asked_parameters: bool,
    sent: Vec<(What, Sent)>,
    look: Look,
    shown: Option<Look>,
    form: Option<Form>,
    form_shown: Option<Form>,
}

impl Site {
    pub(super) fn new(tenant_url: &str, app_id: &str) -> Self {
        let look = super::blank();
        Self {
            tenant_url: tenant_url.to_owned(),
            app_id: app_id.to_owned(),
            page: page::address(),
            configuration: None,
            availability: None,
            asked_at: Millis(0),
            expected: None,
            configured: false,
            asked_parameters: false,
            sent: Vec::new(),
            look,
            shown: None,
            form: None,
            form_shown: None,
        }
    }

    /// Configuration and availability.
    pub(super) fn ask_look(&mut self, center: &Center, me: &Weak<Runtime>) {
        let query = Query {
            tenant_url: Some(self.tenant_url.clone()),
            domain: Some(self.page.host.clone()),
            app_id: Some(self.app_id.clone()),
            ..Query::default()
        };
        self.ask(What::Configuration, &query.behind(CONFIGURATION), center, me);
        self.ask_availability(center, me);
    }

    /// Asks again for what is older than `fresh`, and for what was not answered.
    pub(super) fn refresh(&mut self, center: &Center, me: &Weak<Runtime>, fresh: Millis) {
        if self.configuration.is_none() && !self.is_asking(What::Configuration) {
            self.ask_look(center, me);
        } else if now().since(self.asked_at) > fresh || self.availability.is_none() {
            self.ask_availability(center, me);
        }
    }

    /// Asks what to ask, where the configuration doesn't say it.
    pub(super) fn need_form(&mut self, center: &Center, me: &Weak<Runtime>) {
        if self.configured && !self.knows_form() {
            let path = Query::of_tenant(&self.tenant_url).behind(PARAMETERS);
            self.ask(What::Parameters, &path, center, me);
        }
    }

    fn ask_availability(&mut self, center: &Center, me: &Weak<Runtime>) {
        self.asked_at = now();
        let path = Query::of_tenant(&self.tenant_url).behind(AVAILABILITY);
        self.ask(What::Availability, &path, center, me);
    }

    fn is_asking(&self, what: What) -> bool {
        self.sent.iter().any(|(asked, _)| *asked == what)
    }

    fn ask(&mut self, what: What, path: &str, center: &Center, me: &Weak<Runtime>) {
        if self.is_asking(what) {
            return;
        }
        let me = me.clone();
        let order = Order { method: Method::Get, path, body: None, keepalive: false, patience: Some(PATIENCE) };
        let sent = http::send(center, &order, move |outcome| {
            let body = match outcome {
                Outcome::Answer { status: 200..=299, body, .. } => Some(body),
                Outcome::Answer { .. } | Outcome::NoAnswer => None,
            };
            push(&me, Work::Asked(Asked { what, body }));
        });
        self.sent.push((what, sent));
    }

    /// What can't be read counts as no answer: the last good one stays.
    pub(super) fn answered(&mut self, asked: &Asked) {
        self.sent.retain(|(what, _)| *what != asked.what);
        let body = asked.body.as_deref();
        match asked.what {
            What::Configuration => {
                self.configured = true;
                self.configuration = body.and_then(Configuration::decode).or_else(|| self.configuration.take());
            }
            What::Availability => {
                self.availability = body.and_then(response::Availability::decode).or(self.availability);
            }
            What::Parameters => {
                self.asked_parameters = true;
                self.expected = body.and_then(ExpectedParameter::decode_all);
            }
        }
        self.look_again();
    }

    /// The page may have another address.
    pub(super) fn moved(&mut self) {
        let page = page::address();
        if page != self.page {
            self.page = page;
            self.look_again();
        }
    }

    fn look_again(&mut self) {
        if self.configured {
            // Without a configuration the widget looks as it does by itself: the chat is what counts.
            let ours = Configuration::default();
            self.look = Look::new(self.configuration.as_ref().unwrap_or(&ours), &self.page, self.availability);
            self.form = self.look.form(self.expected.as_deref().unwrap_or_default());
        }
    }

    /// The tab can be drawn.
    pub(super) fn is_known(&self) -> bool {
        self.configured
    }

    /// What is to be asked before a chat is certain.
    pub(super) fn knows_form(&self) -> bool {
        self.configured && (self.form.is_some() || self.asked_parameters)
    }

    pub(super) fn availability(&self) -> Option<(Availability, Option<u64>)> {
        let answer = self.availability.filter(|_| self.configured)?;
        Some((self.look.tab.availability, answer.ewt))
    }

    /// `held`: something is typed where a form would come, so the form stays as it is.
    pub(super) fn publish(&mut self, writers: Writers, held: bool, resuming: bool) {
        if !self.configured {
            return;
        }
        if self.shown.as_ref() != Some(&self.look) {
            writers.tab.set(self.look.tab.clone());
            writers.window.set(self.look.window.clone());
            self.shown = Some(self.look.clone());
        }
        let form = self.form.as_ref().filter(|_| !resuming);
        if !held && self.form_shown.as_ref() != form {
            writers.form.set(form.cloned());
            self.form_shown = form.cloned();
        }
    }
}
