//! Does what the agent wants. Part of `Desk`; called for each `Intent`.

use super::{
    chat::{History, OwnTyping, ROWS, TELL_TYPING_EVERY},
    desk::Desk,
    effect::Effect,
    input::{Intent, RowId, Target},
    outbox::Said,
    requests::Ask,
    transcript::{Body, Change},
    view::{ChatState, Notice, Wish},
    wire::{self, Request},
};

impl Desk {
    pub(super) fn on_intent(&mut self, now: u64, intent: Intent, out: &mut Vec<Effect>) {
        match intent {
            Intent::SignIn { token } => self.sign_in(now, &token, false, out),
            Intent::Resume { token } => self.sign_in(now, &token, true, out),
            Intent::SignOut => self.leave(None, out),
            Intent::ConnectNow => self.connection.hurry(now, true),
            Intent::SetDuty { on } => {
                if self.connection.live().is_some() {
                    self.duty_pending = Some(on);
                    self.duty_failed = false;
                    self.ask(now, Ask::Duty, &Request::Duty { on }, out);
                } else {
                    self.duty_failed = true;
                }
            }
            Intent::Select { chat } => self.select(now, chat, out),
            Intent::Watch(watching) => self.watching = watching,
            Intent::ShowEarlier => {
                if let Some(chat) = self.selected.clone().and_then(|id| self.chats.get_mut(&id)) {
                    chat.rows_shown = chat.rows_shown.saturating_add(ROWS);
                }
            }
            Intent::Accept { chat } => self.wish(now, &chat, Wish::Accept, None, out),
            Intent::Call(intent) => self.on_call_intent(now, intent, out),
            Intent::End { chat } => self.wish(now, &chat, Wish::End, None, out),
            Intent::Transfer { chat, to } => self.wish(now, &chat, Wish::Transfer, Some(&to), out),
            Intent::Draft { chat, text } => self.on_draft(now, &chat, text, out),
            Intent::StopTyping { chat } => self.stop_typing(now, &chat, out),
            Intent::Send { chat, text } => {
                let text = text.trim_end();
                if !text.trim().is_empty() {
                    self.on_send(now, &chat, Said::Text(text.to_owned()));
                    if let Some(chat) = self.chats.get_mut(&chat) {
                        chat.draft.clear();
                    }
                }
            }
            Intent::AskForm { chat, name } => {
                let form = self.form_named(&name);
                self.on_send(now, &chat, Said::Form(form));
            }
            Intent::AskCobrowse { chat } => {
                self.on_send(now, &chat, Said::Cobrowse);
            }
            Intent::SetCase { chat, case } => {
                let case: String = case.trim().chars().take(80).collect();
                if !case.is_empty() {
                    self.on_send(now, &chat, Said::Case(case));
                }
            }
            Intent::EndForm { chat, row } => {
                if let Some(request) = self.open_secure_form(&chat, row) {
                    self.on_send(now, &chat, Said::EndForm { request });
                }
            }
            Intent::ShowSecret { chat, row } => self.show_secret(now, &chat, row),
            Intent::HideSecret { chat, row } => self.hide_secret(&chat, row),
            Intent::SendFile { chat, file } => self.on_send_file(now, &chat, &file, out),
            Intent::Edit { chat, row, text } => {
                let text = text.trim_end();
                if let Some((of, words)) = self.own_message(&chat, row)
                    && !text.trim().is_empty()
                    && words != text
                {
                    self.on_send(now, &chat, Said::Edit { of, text: text.to_owned() });
                }
            }
            Intent::Delete { chat, row } => {
                if let Some((of, _)) = self.own_message(&chat, row) {
                    self.on_send(now, &chat, Said::Delete { of });
                }
            }
            Intent::Retry { chat, row } => {
                if let Some(chat) = self.chats.get_mut(&chat)
                    && chat.outbox.retry(row)
                {
                    chat.history = History::Stale;
                }
            }
            Intent::Discard { chat, row } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.outbox.discard(row);
                }
            }
            Intent::DismissNotice { chat } => {
                if let Some(chat) = self.chats.get_mut(&chat) {
                    chat.notice = None;
                }
            }
        }
    }

    pub(super) fn select(&mut self, now: u64, id: Option<String>, out: &mut Vec<Effect>) {
        if self.selected == id {
            return;
        }
        if let Some(before) = self.selected.take() {
            self.stop_typing(now, &before, out);
            if let Some(chat) = self.chats.get_mut(&before) {
                chat.forget_shown(None);
                chat.rows_shown = ROWS;
            }
        }
        self.watching = false;
        self.selected = id.filter(|id| self.chats.contains_key(id));
    }

    pub(super) fn wish(&mut self, now: u64, id: &str, wish: Wish, to: Option<&Target>, out: &mut Vec<Effect>) {
        let me = self.me.clone();
        let live = self.connection.live().is_some();
        let Some(chat) = self.chats.get_mut(id) else { return };
        if chat.pending.is_some() || !chat.active {
            return;
        }
        if !live {
            chat.notice = Some(Notice::Unanswered(wish));
            return;
        }
        chat.pending = Some(wish);
        chat.notice = None;
        let chat = id.to_owned();
        match (wish, to) {
            (Wish::Accept, _) => self.ask(now, Ask::Accept { chat }, &Request::Accept { chat: id, me: &me }, out),
            (Wish::End, _) => self.ask(now, Ask::End { chat }, &Request::End { chat: id }, out),
            (Wish::Transfer, to) => {
                let to = to.cloned().unwrap_or(Target::Queue);
                self.ask(now, Ask::Transfer { chat }, &Request::Transfer { chat: id, to: &to }, out);
            }
        }
    }

    pub(super) fn on_draft(&mut self, now: u64, id: &str, text: String, out: &mut Vec<Effect>) {
        let me = &self.me;
        let Some(chat) = self.chats.get_mut(id) else { return };
        let empty = text.trim().is_empty();
        chat.draft = text;
        if empty || chat.state(me) != ChatState::Mine {
            self.stop_typing(now, id, out);
            return;
        }
        let told_at = chat.own_typing.map(|own| own.told_at).filter(|at| now < at + TELL_TYPING_EVERY);
        chat.own_typing = Some(OwnTyping { told_at: told_at.unwrap_or(now), last_key: now });
        if told_at.is_none() {
            self.ask(now, Ask::Courtesy, &Request::Typing { chat: id, is_typing: true }, out);
        }
    }

    pub(super) fn stop_typing(&mut self, now: u64, id: &str, out: &mut Vec<Effect>) {
        if self.chats.get_mut(id).and_then(|chat| chat.own_typing.take()).is_some() {
            self.ask(now, Ask::Courtesy, &Request::Typing { chat: id, is_typing: false }, out);
        }
    }

    /// The id and the words of a message of the agent's own that is not taken back.
    fn own_message(&self, chat: &str, row: RowId) -> Option<(String, String)> {
        let transcript = &self.chats.get(chat)?.transcript;
        let (place, held) = transcript.event_of(row).filter(|(_, held)| held.entry.author == self.me)?;
        let Body::Message(text) = &held.entry.body else { return None };
        match transcript.changed(&place.id) {
            None => Some((place.id.clone(), text.clone())),
            Some(Change::Edited(words)) => Some((place.id.clone(), words.clone())),
            Some(Change::Deleted) => None,
        }
    }

    /// The name under which it goes; nothing where there is no such chat.
    pub(super) fn on_send(&mut self, now: u64, id: &str, said: Said) -> Option<String> {
        if !self.chats.contains_key(id) {
            return None;
        }
        self.messages += 1;
        let custom_id = wire::custom_id(self.config.seed, self.messages);
        let row = self.fresh_row();
        if let Some(chat) = self.chats.get_mut(id) {
            // Whoever answers has read what stands above.
            chat.read_all(&self.me);
            chat.outbox.push(row, custom_id.clone(), said, now / 1000);
            // The message itself ends the typing for those who see it.
            chat.own_typing = None;
        }
        Some(custom_id)
    }
}
