//! What visitors have filled into secure forms: here from the push that brought it until it was seen, and in no storage.
//! Part of `Chat`, and of `Desk` for what the agent wants with it.

use std::collections::BTreeMap;

use super::{chat::Chat, desk::Desk, input::RowId, transcript::Body, view::SecureView};

/// So long it can be seen, in milliseconds.
const SHOWN: u64 = 60_000;

/// By the request that asked for it.
#[derive(Debug, Default)]
pub(super) struct Secrets(BTreeMap<String, Secret>);

#[derive(Debug)]
struct Secret {
    fields: Vec<(String, String)>,
    /// Until when it is seen.
    until: Option<u64>,
}

impl Secrets {
    pub(super) fn next_deadline(&self) -> Option<u64> {
        self.0.values().filter_map(|secret| secret.until).min()
    }
}

impl Chat {
    pub(super) fn secret(&self, request: &str) -> SecureView {
        match self.secrets.0.get(request) {
            None => SecureView::Gone,
            Some(Secret { until: None, .. }) => SecureView::Waiting,
            Some(Secret { fields, .. }) => SecureView::Shown(fields.clone()),
        }
    }

    /// What has been seen for long enough, or at all where there is no `now`, is gone.
    pub(super) fn forget_shown(&mut self, now: Option<u64>) {
        let is_over = |secret: &Secret| secret.until.is_some_and(|until| now.is_none_or(|now| until <= now));
        let over: Vec<String> =
            self.secrets.0.iter().filter(|(_, secret)| is_over(secret)).map(|(request, _)| request.clone()).collect();
        for request in over {
            self.secrets.0.remove(&request);
            self.transcript.touch_secure(&request);
        }
    }
}

impl Desk {
    pub(super) fn on_secret(&mut self, chat: &str, request: String, fields: Vec<(String, String)>) {
        let Some(chat) = self.chats.get_mut(chat) else { return };
        chat.transcript.touch_secure(&request);
        chat.secrets.0.insert(request, Secret { fields, until: None });
    }

    pub(super) fn show_secret(&mut self, now: u64, chat: &str, row: RowId) {
        if let Some((chat, request)) = self.secret_of(chat, row)
            && let Some(secret) = chat.secrets.0.get_mut(&request)
            && secret.until.is_none()
        {
            secret.until = Some(now + SHOWN);
            chat.transcript.touch_secure(&request);
        }
    }

    pub(super) fn hide_secret(&mut self, chat: &str, row: RowId) {
        if let Some((chat, request)) = self.secret_of(chat, row)
            && chat.secrets.0.get(&request).is_some_and(|secret| secret.until.is_some())
        {
            chat.secrets.0.remove(&request);
            chat.transcript.touch_secure(&request);
        }
    }

    /// The request of this row for a secure form, while it can be answered.
    pub(super) fn open_secure_form(&self, chat: &str, row: RowId) -> Option<String> {
        let transcript = &self.chats.get(chat)?.transcript;
        let (_, held) = transcript.event_of(row)?;
        let Body::FormAsked { secure: Some(request), .. } = &held.entry.body else { return None };
        transcript.awaits(request).then(|| request.clone())
    }

    fn secret_of(&mut self, chat: &str, row: RowId) -> Option<(&mut Chat, String)> {
        let chat = self.chats.get_mut(chat)?;
        let (_, held) = chat.transcript.event_of(row)?;
        let Body::Secure { request } = &held.entry.body else { return None };
        let request = request.clone();
        Some((chat, request))
    }
}
