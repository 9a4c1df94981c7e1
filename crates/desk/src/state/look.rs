//! Makes what is shown out of what is known. Part of `Desk`; changes nothing.

use parlor_markup::{from_text, to_text};

use super::{
    chat::{Chat, History},
    desk::Desk,
    input::{RowId, Target},
    news::Person,
    outbox::{Unsent, UnsentState},
    transcript::{Body, Entry, Place, Row},
    view::{
        ChatLine, ChatState, ChatView, DeskView, FileView, LastLine, MessageView, PageView, Phase, RowBody, RowKey,
        RowView, SendState, Sender, StatusView, TargetLine, TypingView, VisitorView, Wish,
    },
};

/// Messages of one author within this many seconds stand together.
const GROUP_WITHIN: u64 = 120;
/// The list shows no more closed chats than this, newest first.
const CLOSED_SHOWN: usize = 20;

/// A row before it is drawn.
enum Source<'a> {
    Held { place: &'a Place, row: &'a Row },
    Unsent(&'a Unsent),
}

impl Source<'_> {
    fn at(&self) -> u64 {
        match self {
            Self::Held { row, .. } => row.entry.at,
            Self::Unsent(unsent) => unsent.at,
        }
    }

    /// A failed message stands alone, with what can be done about it.
    fn has_failed(&self) -> bool {
        matches!(self, Self::Unsent(Unsent { state: UnsentState::Failed(_), .. }))
    }

    /// Who said it, where somebody did.
    fn author<'a>(&'a self, me: &'a str) -> Option<&'a str> {
        match self {
            Self::Held { row, .. } => row.entry.body.is_said().then_some(&*row.entry.author),
            Self::Unsent(_) => Some(me),
        }
    }
}

impl Desk {
    pub fn view(&self) -> DeskView {
        let chat = self.selected.as_ref().and_then(|id| self.chats.get(id));
        DeskView {
            status: self.status(),
            chats: self.lines(),
            chat: chat.map(|chat| self.chat_view(chat)),
            rows: chat.map(|chat| self.row_keys(chat)).unwrap_or_default(),
            visitor: chat.map(|chat| self.visitor(chat)),
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
            let newest = |chat: &Chat| chat.last_words().map_or(chat.since.unwrap_or(0), |entry| entry.at);
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
        if let Some(unsent) = chat.outbox.iter().next_back() {
            return Some(LastLine { mine: true, text: one_line(&unsent.text), at: unsent.at });
        }
        let entry = chat.last_words()?;
        let mine = entry.author == self.me && entry.body.is_said();
        Some(LastLine { mine, text: one_line(entry.body.words()), at: entry.at })
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
            pending: chat.pending,
            notice: chat.notice.clone(),
            typing: chat
                .typing
                .as_ref()
                .filter(|_| chat.active)
                .map(|typing| TypingView { name: name.clone(), preview: typing.preview.clone() }),
            targets: self.targets(chat),
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
        let Some(person) = chat.visitor.as_ref().and_then(|id| self.people.get(id)) else {
            return VisitorView { started_at: chat.since, ..VisitorView::default() };
        };
        let is_phone = |name: &str| matches!(name, "phone" | "phone_number" | "phoneNumber");
        let phone = person.fields.iter().find(|(name, value)| is_phone(name) && !value.is_empty());
        VisitorView {
            name: person.name.clone().unwrap_or_default(),
            email: person.email.clone(),
            phone: phone.map(|(_, value)| value.clone()),
            page: person.page.as_ref().map(|page| PageView { url: page.url.clone(), title: page.title.clone() }),
            referrer: person.referrer.clone(),
            started_at: chat.since,
            parameters: person.fields.iter().filter(|(name, _)| !is_phone(name)).cloned().collect(),
        }
    }

    /// The sources of the rows that are shown, oldest first.
    fn sources<'a>(chat: &'a Chat) -> Vec<Source<'a>> {
        let mut sources: Vec<Source<'a>> = chat
            .transcript
            .iter()
            .rev()
            .take(chat.rows_shown)
            .map(|(place, row)| Source::Held { place, row })
            .collect();
        sources.reverse();
        sources.extend(chat.outbox.iter().map(Source::Unsent));
        sources
    }

    fn row_keys(&self, chat: &Chat) -> Vec<RowKey> {
        let sources = Self::sources(chat);
        let mut keys = Vec::with_capacity(sources.len() + 4);
        for (index, source) in sources.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| &sources[before]);
            if self.is_new_day(before, source) {
                // A day has no row of its own: it is named after the one that begins it.
                keys.push(RowKey { id: row_id(source), revision: u32::MAX });
            }
            let (first, last) = self.group(before, source, sources.get(index + 1));
            let (revision, way) = match source {
                Source::Held { place, row } => {
                    let way = if row.entry.author == self.me { way_of(chat, place) } else { SendState::Sent };
                    (row.revision, way)
                }
                Source::Unsent(unsent) => (unsent.revision, SendState::Sending),
            };
            let way = match way {
                SendState::Sending | SendState::Failed => 0,
                SendState::Sent => 1,
                SendState::Delivered => 2,
                SendState::Read => 3,
            };
            let flags = u32::from(first) | u32::from(last) << 1 | way << 2;
            // 2^28 changes of one row do not happen; wrapping would only skip one redraw.
            keys.push(RowKey { id: row_id(source), revision: revision << 4 | flags });
        }
        keys
    }

    /// Content of a row of the selected chat.
    pub fn row(&self, key: RowKey) -> Option<RowView> {
        let chat = self.selected.as_ref().and_then(|id| self.chats.get(id))?;
        let sources = Self::sources(chat);
        // New rows come at the end, so that is where to look first.
        let index = sources.iter().rposition(|source| row_id(source) == key.id)?;
        let source = &sources[index];
        if key.revision == u32::MAX {
            return Some(RowView { at: source.at(), body: RowBody::Day });
        }
        let before = index.checked_sub(1).map(|before| &sources[before]);
        let (first_of_group, last_of_group) = self.group(before, source, sources.get(index + 1));
        let mut body = match source {
            Source::Held { place, row } => self.held(chat, place, &row.entry),
            Source::Unsent(unsent) => self.unsent(unsent),
        };
        if let RowBody::Message(message) = &mut body {
            message.first_of_group = first_of_group;
            message.last_of_group = last_of_group;
        }
        Some(RowView { at: source.at(), body })
    }

    fn is_new_day(&self, before: Option<&Source<'_>>, source: &Source<'_>) -> bool {
        let day = |source: &Source<'_>| (self.config.local_day)(source.at());
        before.is_none_or(|before| day(before) != day(source))
    }

    fn group(&self, before: Option<&Source<'_>>, source: &Source<'_>, after: Option<&Source<'_>>) -> (bool, bool) {
        let together = |one: &Source<'_>, other: &Source<'_>| {
            let author = one.author(&self.me);
            author.is_some()
                && !one.has_failed()
                && !other.has_failed()
                && author == other.author(&self.me)
                && other.at().abs_diff(one.at()) <= GROUP_WITHIN
                && !self.is_new_day(Some(one), other)
        };
        let first = before.is_none_or(|before| !together(before, source));
        let last = after.is_none_or(|after| !together(source, after));
        (first, last)
    }

    fn held(&self, chat: &Chat, place: &Place, entry: &Entry) -> RowBody {
        let sender = self.sender(chat, &entry.author);
        let author = self.name_of(&entry.author);
        match &entry.body {
            Body::Message(text) => {
                let mine = entry.author == self.me;
                // What the visitor does not see goes nowhere.
                let state = (mine && !entry.private).then(|| way_of(chat, place));
                RowBody::Message(message(text, Voice { sender, mine, author, state }, entry.private, &place.id))
            }
            Body::System(text) => RowBody::System(text.clone()),
            Body::Form(fields) => RowBody::Form(fields.clone()),
            Body::File { name, url, size } => {
                RowBody::File(FileView { sender, author, name: name.clone(), url: url.clone(), size: *size })
            }
            Body::Joined(_) | Body::Left if entry.author == self.me => moved(&entry.body, String::new()),
            Body::Joined(told) if author.is_empty() => moved(&entry.body, told.clone()),
            Body::Joined(_) | Body::Left => moved(&entry.body, author),
            Body::Unsupported(name) => RowBody::Unsupported(name.clone()),
            Body::Unreadable => RowBody::Unreadable,
        }
    }

    fn unsent(&self, unsent: &Unsent) -> RowBody {
        let author = self.name_of(&self.me);
        let (state, problem) = match &unsent.state {
            UnsentState::Failed(problem) => (SendState::Failed, Some(problem.clone())),
            _ => (SendState::Sending, None),
        };
        let source = Voice { sender: Sender::Agent, mine: true, author, state: Some(state) };
        RowBody::Message(MessageView { problem, ..message(&unsent.text, source, false, "") })
    }

    fn sender(&self, chat: &Chat, author: &str) -> Sender {
        if author.is_empty() {
            Sender::System
        } else if chat.visitor.as_deref() == Some(author) {
            Sender::Visitor
        } else {
            match self.people.get(author) {
                Some(person) if person.is_bot => Sender::Bot,
                Some(person) if !person.is_agent => Sender::Visitor,
                _ => Sender::Agent,
            }
        }
    }
}

fn moved(body: &Body, who: String) -> RowBody {
    if *body == Body::Left { RowBody::Left(who) } else { RowBody::Joined(who) }
}

/// Who said a message, and how far it has come.
struct Voice {
    sender: Sender,
    mine: bool,
    author: String,
    state: Option<SendState>,
}

fn message(text: &str, source: Voice, private: bool, event_id: &str) -> MessageView {
    let nodes = from_text(text);
    MessageView {
        event_id: event_id.to_owned(),
        sender: source.sender,
        mine: source.mine,
        private,
        initials: initials(&source.author),
        author: source.author,
        text: to_text(&nodes),
        nodes,
        state: source.state,
        problem: None,
        first_of_group: true,
        last_of_group: true,
    }
}

/// How far a message that the server holds has come.
fn way_of(chat: &Chat, place: &Place) -> SendState {
    if chat.seen.as_ref() >= Some(place) {
        SendState::Read
    } else if chat.delivered.as_ref() >= Some(place) {
        SendState::Delivered
    } else {
        SendState::Sent
    }
}

fn row_id(source: &Source<'_>) -> RowId {
    match source {
        Source::Held { row, .. } => row.id,
        Source::Unsent(unsent) => unsent.row,
    }
}

/// One or two letters: of the first word and of the last.
fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphanumeric());
    let mut letters = name.split_whitespace().filter_map(letter);
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
}

/// The words of the list: one line, not more than fits anywhere.
fn one_line(text: &str) -> String {
    text.chars().take(160).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
