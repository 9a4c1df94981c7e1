//! What the contact center is: its version, asked for once somebody wants to know.

use std::rc::Weak;

use parlor_protocol::{
    paths::{Query, VERSION},
    response::Version,
};

use super::{Runtime, Work, push};
use crate::shell::http::{self, Center, Sent};

#[derive(Default)]
pub(super) struct About {
    question: Option<Sent>,
    is_known: bool,
}

impl About {
    pub(super) fn ask(&mut self, tenant_url: &str, center: &Center, me: &Weak<Runtime>) {
        if !self.is_known && self.question.is_none() {
            let path = Query::of_tenant(tenant_url).behind(VERSION);
            let me = me.clone();
            self.question = Some(http::ask(center, &path, move |body| push(&me, Work::Version(body))));
        }
    }

    /// What is to be shown, and whether chats can be handed over. Without an answer the next one who wants to know asks again.
    pub(super) fn answered(&mut self, body: Option<String>) -> Option<(String, bool)> {
        self.question = None;
        let Version { server_version, handover } = Version::decode(&body?)?;
        self.is_known = true;
        Some((server_version.trim().chars().take(80).collect(), handover))
    }
}
