//! Makes what is shown out of what is known. Part of `Desk`; changes nothing.

use super::{
    chat::{Chat, History},
    desk::Desk,
    input::Target,
    news::Person,
    rows::apart,
    view::{
        CaseLine, ChatLine, ChatState, ChatView, DeskView, LastLine, PageView, Phase, StatusView, TargetLine,
        TypingView, VisitorView, Wish,
    },
};

/// The list shows no more closed chats than this, newest first.
const CLOSED_SHOWN: usize = 20;

impl Desk {
    pub fn view(&self) -> DeskView {
        let chat = self.selected.as_ref().and_then(|id| self.chats.get(id));
        DeskView {
            status: self.status(),
            chats: self.lines(),
            chat: chat.map(|chat| self.chat_view(chat)),
            rows: chat.map(|chat| self.row_keys(chat)).unwrap_or_default(),
            ways: chat.map(|chat| self.ways(chat)).unwrap_or_default(),
            visitor: chat.map(|chat| self.visitor(chat)),
            call: self.call_view(),
            upload: chat.and_then(|chat| chat.outbox.upload()),
        }
    }

    fn status(&self) -> StatusView {
        let live = self.connection.live().is_some();
        let phase = match (self.connection.token().is_some(), live, self.connection.is_known()) {
            (false, ..) => Phase::SignedOut,
            (true, true, _) => Phase::Online,
            (true, false, false) => Phase::SigningIn,
            (true, false, true) if self.connection.is_online() => Phase::Reconnecting,
            (true, false, true) => Phase::Offline,
        };
        let name = self.name_of(&self.me);
        let count = |state| self.chats.values().filter(move |chat| chat.state(&self.me) == state);
        StatusView {
            phase,
            problem: self.problem.clone(),
            initials: initials(&name),
            name,
            on_duty: self.duty_pending.unwrap_or(self.on_duty),
            duty_pending: self.duty_pending.is_some(),
            duty_failed: self.duty_failed,
            unread: count(ChatState::Mine).map(|chat| chat.unread(&self.me).count()).sum(),
            queued: count(ChatState::Queued).count(),
            wait: self.wait,
        }
    }

    fn lines(&self) -> Vec<ChatLine> {
        let mut chats: Vec<(ChatState, &Chat)> = self.chats.values().map(|chat| (chat.state(&self.me), chat)).collect();
        // Who waits longest stands first in the queue; elsewhere the newest words do. Ids make it definite.
        chats.sort_by(|(state, chat), (other_state, other)| {
            let newest = |chat: &Chat| chat.last_words().map_or(chat.since.unwrap_or(0), |(entry, _)| entry.at);
            state
                .cmp(other_state)
                .then_with(|| match state {
                    ChatState::Queued => chat.since.cmp(&other.since),
                    ChatState::Mine => other.since.cmp(&chat.since),
                    ChatState::Other | ChatState::Closed => newest(other).cmp(&newest(chat)),
                })
                .then_with(|| chat.id.cmp(&other.id))
        });
        let mut closed = 0;
        let mut lines = Vec::with_capacity(chats.len());
        for (state, chat) in chats {
            let selected = self.selected.as_ref() == Some(&chat.id);
            if state == ChatState::Closed {
                closed += 1;
                if closed > CLOSED_SHOWN && !selected && chat.outbox.is_empty() {
                    continue;
                }
            }
            let name = self.name_of_visitor(&chat.id);
            lines.push(ChatLine {
                id: chat.id.clone(),
                state,
                initials: initials(&name),
                name,
                last: self.last_line(chat),
                since: chat.since,
                unread: if matches!(state, ChatState::Mine) { chat.unread(&self.me).count() } else { 0 },
                typing: chat.active && chat.typing.is_some(),
                failed: chat.outbox.has_failed(),
                selected,
                accepting: chat.pending == Some(Wish::Accept),
            });
        }
        lines
    }

    fn last_line(&self, chat: &Chat) -> Option<LastLine> {
        if let Some(unsent) = chat.outbox.iter().rfind(|unsent| unsent.said.of().is_none()) {
            return Some(LastLine { mine: true, text: one_line(unsent.said.words()), at: unsent.at });
        }
        let (entry, words) = chat.last_words()?;
        let mine = entry.author == self.me && entry.body.is_said();
        let (words, replies) = apart(words);
        let words = if words.is_empty() { replies.join(", ") } else { words };
        Some(LastLine { mine, text: one_line(&words), at: entry.at })
    }

    fn chat_view(&self, chat: &Chat) -> ChatView {
        let state = chat.state(&self.me);
        let name = self.name_of_visitor(&chat.id);
        let others = chat.agents.keys().filter(|id| **id != self.me);
        ChatView {
            id: chat.id.clone(),
            state,
            initials: initials(&name),
            away: chat.active && chat.present == Some(false),
            agents: others.map(|id| self.name_of(id)).filter(|name| !name.is_empty()).collect(),
            loading: chat.history != History::Known && chat.transcript.len() == 0 && self.connection.live().is_some(),
            has_earlier: chat.transcript.len() > chat.rows_shown,
            can_send: state == ChatState::Mine,
            can_call: self.can_call(&chat.id),
            pending: chat.pending,
            notice: chat.notice.clone(),
            typing: chat
                .typing
                .as_ref()
                .filter(|_| chat.active)
                .map(|typing| TypingView { name: name.clone(), preview: typing.preview.clone() }),
            targets: self.targets(chat),
            forms: self.forms.clone(),
            draft: chat.draft.clone(),
            name,
        }
    }

    fn targets(&self, chat: &Chat) -> Vec<TargetLine> {
        let can_go = |person: &&Person| {
            person.is_agent
                && !person.is_bot
                && person.on_duty == Some(true)
                && person.id != self.me
                && !chat.agents.contains_key(&person.id)
        };
        let mut targets: Vec<TargetLine> = self
            .people
            .values()
            .filter(can_go)
            .map(|person| TargetLine {
                target: Target::Agent(person.id.clone()),
                name: person.name.clone().unwrap_or_else(|| person.id.clone()),
            })
            .collect();
        targets.sort_by(|one, other| one.name.cmp(&other.name));
        targets.push(TargetLine { target: Target::Queue, name: String::new() });
        targets
    }

    fn visitor(&self, chat: &Chat) -> VisitorView {
        let case = chat
            .transcript
            .case()
            .map(|id| CaseLine { id: id.to_owned(), closed: chat.case_closed.as_deref() == Some(id) });
        let Some(person) = chat.visitor.as_ref().and_then(|id| self.people.get(id)) else {
            return VisitorView { started_at: chat.since, case, ..VisitorView::default() };
        };
        let is_phone = |name: &str| matches!(name, "phone" | "phone_number" | "phoneNumber");
        let phone = person.fields.iter().find(|(name, value)| is_phone(name) && !value.is_empty());
        VisitorView {
            name: person.name.clone().unwrap_or_default(),
            email: person.email.clone(),
            phone: phone.map(|(_, value)| value.clone()),
            pages: (person.pages.iter().rev())
                .map(|page| PageView { url: page.url.clone(), title: page.title.clone() })
                .collect(),
            referrer: person.referrer.clone(),
            started_at: chat.since,
            case,
            parameters: person.fields.iter().filter(|(name, _)| !is_phone(name)).cloned().collect(),
        }
    }
}

/// One or two letters: of the first word and of the last.
pub(super) fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(letter);
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// The words of the list: one line, not more than fits anywhere.
fn one_line(text: &str) -> String {
    text.chars().take(160).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
