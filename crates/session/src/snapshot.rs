//! What survives a reload of the page: the chat's id, the outbox, the draft, how far was read. No names, no history.
//! Written by `session` before an effect that it protects; read by `Session::new`, which takes garbage for nothing.

use serde_json::{Map, Value};

use crate::{
    ending::Pending,
    input::RowId,
    outbox::{Entry, Progress},
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timeline::Key,
    timers::Timer,
};

/// Most messages that are taken back, and the longest of each.
const MOST: usize = 1_000;

impl Session {
    /// What `Config::snapshot` takes back; `None` where nothing is worth keeping.
    pub fn snapshot(&self) -> Option<String> {
        let running = self.ctx.chat_id.as_ref().filter(|_| self.is_running());
        let chat_id = self.kept_chat.as_ref().or(running);
        if chat_id.is_none() && self.outbox.entries.is_empty() && self.draft.is_empty() && !self.ending.is_active() {
            return None;
        }
        let mut map = Map::new();
        let mut put = |name: &str, value: Value| {
            map.insert(name.to_owned(), value);
        };
        if let Some(chat_id) = chat_id {
            put("chat", chat_id.as_str().into());
        }
        put("number", self.outbox.number.into());
        if !self.draft.is_empty() {
            put("draft", self.draft.as_str().into());
        }
        if let Some(seen) = self.seen {
            put("seen", seen.0.into());
        }
        if let Some(Pending { chat_id, connected }) = self.ending.pending() {
            put("ending", chat_id.as_str().into());
            put("connected", (*connected).into());
        }
        put("outbox", Value::Array(self.outbox.entries.iter().map(write).collect()));
        Some(Value::Object(map).to_string())
    }

    pub(crate) fn restore(&mut self, snapshot: &str) {
        let Ok(Value::Object(map)) = serde_json::from_str::<Value>(snapshot) else { return };
        let text = |name: &str| map.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        self.had_snapshot = true;
        self.kept_chat = text("chat").map(str::to_owned);
        // It is counted up from here.
        self.outbox.number = map.get("number").and_then(Value::as_u64).unwrap_or(0).min(1 << 53);
        text("draft").unwrap_or_default().clone_into(&mut self.draft);
        self.seen = map.get("seen").and_then(Value::as_u64).map(Key);
        if let Some(chat_id) = text("ending") {
            let connected = map.get("connected").and_then(Value::as_bool).unwrap_or(false);
            self.ending.restore(&mut self.ctx, Pending { chat_id: chat_id.to_owned(), connected });
        }
        let mut entries: Vec<Entry> = Vec::new();
        for entry in map.get("outbox").and_then(Value::as_array).into_iter().flatten().take(MOST).filter_map(read) {
            if entries.iter().all(|other| other.row != entry.row) {
                entries.push(entry);
            }
        }
        if self.kept_chat.is_none() {
            // No history will tell their fate.
            for entry in &mut entries {
                if entry.progress == Progress::Doubtful {
                    entry.progress = Progress::Stranded(Problem::of(ProblemKind::ChatGone));
                }
            }
        }
        self.timeline.restore(&entries);
        self.outbox.entries = entries;
        if self.kept_chat.is_none() && !self.outbox.waiting().is_empty() {
            // They wait for a chat that was being requested when the page went away.
            self.ctx.timers.set(Timer::Resume, Millis(0));
        }
    }
}

fn write(entry: &Entry) -> Value {
    let mut map = Map::new();
    map.insert("row".to_owned(), entry.row.0.into());
    map.insert("text".to_owned(), entry.text.as_str().into());
    map.insert("at".to_owned(), entry.at.0.into());
    if let Some(msg_id) = &entry.msg_id {
        map.insert("id".to_owned(), msg_id.as_str().into());
        map.insert("twins".to_owned(), entry.twins.into());
    }
    let (state, problem) = match &entry.progress {
        Progress::Waiting => ("waiting", None),
        // A page that is gone never hears the answer.
        Progress::Posted | Progress::Doubtful => ("doubtful", None),
        Progress::Failed(problem) => ("failed", Some(problem)),
        Progress::Stranded(problem) => ("stranded", Some(problem)),
    };
    map.insert("state".to_owned(), state.into());
    if let Some(problem) = problem {
        map.insert("why".to_owned(), word(problem.kind).into());
        map.insert("code".to_owned(), problem.code.into());
        map.insert("detail".to_owned(), problem.detail.as_str().into());
    }
    Value::Object(map)
}

fn read(value: &Value) -> Option<Entry> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let number = |name: &str| value.get(name).and_then(Value::as_u64);
    let row = number("row").filter(|row| *row > 0 && *row < u64::from(u32::MAX))?;
    let problem = || Problem {
        kind: text("why").map_or(ProblemKind::ChatGone, kind),
        code: number("code").and_then(|code| u32::try_from(code).ok()),
        detail: text("detail").unwrap_or_default().to_owned(),
    };
    let msg_id = text("id").filter(|id| !id.is_empty()).map(str::to_owned);
    let progress = match text("state")? {
        "waiting" => Progress::Waiting,
        "doubtful" if msg_id.is_some() => Progress::Doubtful,
        "failed" => Progress::Failed(problem()),
        "stranded" => Progress::Stranded(problem()),
        _ => return None,
    };
    Some(Entry {
        row: RowId(row),
        text: text("text").filter(|text| !text.is_empty())?.to_owned(),
        at: Millis(number("at").unwrap_or(0)),
        msg_id,
        progress,
        twins: number("twins").and_then(|twins| u32::try_from(twins).ok()).unwrap_or(0),
        command: None,
        restored: true,
    })
}

const WORDS: [(ProblemKind, &str); 9] = [
    (ProblemKind::Offline, "offline"),
    (ProblemKind::ServerTrouble, "trouble"),
    (ProblemKind::Busy, "busy"),
    (ProblemKind::Unavailable, "unavailable"),
    (ProblemKind::Setup, "setup"),
    (ProblemKind::ChatGone, "gone"),
    (ProblemKind::Refused, "refused"),
    (ProblemKind::Limit, "limit"),
    (ProblemKind::NoChat, "no-chat"),
];

fn word(kind: ProblemKind) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == kind).map_or("gone", |(_, word)| word)
}

fn kind(word: &str) -> ProblemKind {
    WORDS.iter().find(|(_, known)| *known == word).map_or(ProblemKind::ChatGone, |(kind, _)| *kind)
}
