//! What survives a reload of the page: the chat's id, the outbox, the draft, how far was read. No names, no history.
//! Written by `session` before an effect that it protects; read by `Session::new`, which takes garbage for nothing.

use parlor_protocol::{
    Event, Fields, Object, array, codec,
    codec::TimeUnit,
    event::{Answers, FormData},
};

use crate::{
    ending::Pending,
    input::RowId,
    outbox::{Entry, Progress},
    parcel::{FileParcel, Parcel},
    place,
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timeline::Key,
    timers::Timer,
    view::Asked,
};

/// Most messages that are taken back, and the longest of each.
const MOST: usize = 1_000;

impl Asked {
    /// As `member` wrote it, for other tabs and for the next page.
    pub(crate) fn of(fields: &Fields<'_>) -> Self {
        match fields.filled("call") {
            Some(number) => Self::Call(number),
            None if fields.filled("left").is_some() => Self::Message,
            None => Self::Chat,
        }
    }

    pub(crate) fn member(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Chat => None,
            Self::Call(number) => Some(("call", number)),
            Self::Message => Some(("left", "1")),
        }
    }
}

impl Session {
    /// What `Config::snapshot` takes back; `None` where nothing is worth keeping.
    pub fn snapshot(&self) -> Option<String> {
        let running = self.ctx.chat_id.as_ref().filter(|_| self.is_running());
        let chat_id = self.kept_chat.as_ref().or(running);
        if chat_id.is_none() && self.outbox.entries.is_empty() && self.draft.is_empty() && !self.ending.is_active() {
            return None;
        }
        let mut out = String::new();
        let mut object = Object::begin(&mut out);
        object.maybe("chat", chat_id);
        object.number("number", self.outbox.number);
        object.maybe("page", self.pages.told.as_ref());
        if !self.draft.is_empty() {
            object.text("draft", &self.draft);
        }
        if let Some(seen) = self.seen {
            object.number("seen", seen.0);
        }
        if let Some(Pending { chat_id, connected }) = self.ending.pending() {
            object.text("ending", chat_id);
            object.flag("connected", *connected);
        }
        if let Some((name, value)) = self.asked.member() {
            object.text(name, value);
        }
        if let Some(camera) = self.call.kept() {
            object.flag("calling", camera);
        }
        self.forms.keep_in(&mut object);
        let entries = &self.outbox.entries;
        array(object.key("outbox"), entries.len(), &mut |out, index| write(out, &entries[index]));
        object.end();
        Some(out)
    }

    pub(crate) fn restore(&mut self, snapshot: &str) {
        let Ok(Some(kept)) = Fields::parse(snapshot) else { return };
        self.had_snapshot = true;
        self.kept_chat = kept.filled("chat");
        // It is counted up from here.
        self.outbox.number = kept.whole("number").unwrap_or(0);
        self.pages.told = kept.filled("page");
        self.draft = kept.or_empty("draft");
        self.asked = Asked::of(&kept);
        if let (Asked::Call(number), None) = (&self.asked, &self.kept_chat) {
            // It was not requested yet.
            self.start.set_phone(number.clone());
        }
        self.call.recall(kept.flag("calling"));
        self.forms.recall(&kept);
        self.seen = kept.text("seen").and_then(|seen| seen.parse().ok()).map(Key);
        if let Some(chat_id) = kept.filled("ending") {
            let connected = kept.flag("connected").unwrap_or(false);
            self.ending.restore(&mut self.ctx, Pending { chat_id, connected });
        }
        let mut entries: Vec<Entry> = Vec::new();
        for entry in kept.elements("outbox").into_iter().take(MOST).filter_map(read) {
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

fn write(out: &mut String, entry: &Entry) {
    let mut object = Object::begin(out);
    object.number("row", entry.row.0);
    match &entry.parcel {
        Parcel::Message { text, prompt, directive } => {
            object.text("text", text);
            object.maybe("prompt", prompt.as_ref());
            object.maybe("directive", directive.as_ref());
        }
        Parcel::Place { latitude, longitude, .. } => {
            object.text("latitude", latitude);
            object.text("longitude", longitude);
        }
        Parcel::File(file) => {
            object.text("file", file.uploaded.as_deref().unwrap_or_default());
            object.text("name", &file.name);
            object.number("size", file.size);
            object.flag("picture", file.is_picture);
        }
        Parcel::Form(data) => {
            object.text("form", &data.form_request_id);
            object.text("name", &data.form_name);
            match &data.data {
                Answers::Fields(fields) => object.pairs("answers", fields),
                Answers::Text(text) => object.text("answers", text),
            }
        }
        Parcel::Event(body) => {
            let event = Event::of(body.clone());
            object.raw("event", &codec::encode_event(&event, TimeUnit::Milliseconds));
        }
        Parcel::SecureCancel { request, name, is_unknown } => {
            object.text("form", request);
            object.maybe("name", name.as_ref());
            object.flag("unknown", *is_unknown);
        }
    }
    object.number("at", entry.at.0);
    if let Some(msg_id) = &entry.msg_id {
        object.text("id", msg_id);
        object.number("twins", entry.twins.into());
    }
    let (state, problem) = match &entry.progress {
        Progress::Waiting => ("waiting", None),
        // A page that is gone never hears the answer.
        Progress::Posted | Progress::Doubtful => ("doubtful", None),
        Progress::Failed(problem) => ("failed", Some(problem)),
        Progress::Stranded(problem) => ("stranded", Some(problem)),
    };
    object.text("state", state);
    if let Some(problem) = problem {
        object.text("why", word(problem.kind));
        if let Some(code) = problem.code {
            object.number("code", code.into());
        }
        object.text("detail", &problem.detail);
    }
    object.end();
}

fn read(json: &str) -> Option<Entry> {
    let kept = Fields::parse(json).ok()??;
    let row = kept.whole("row").filter(|row| *row > 0 && *row < u64::from(u32::MAX))?;
    let small = |name: &str| kept.whole(name).and_then(|number| u32::try_from(number).ok());
    let problem = || Problem {
        kind: kept.text("why").map_or(ProblemKind::ChatGone, |why| kind(&why)),
        code: small("code"),
        detail: kept.or_empty("detail"),
    };
    let msg_id = kept.filled("id");
    let parcel = read_parcel(&kept)?;
    let progress = match kept.text("state")?.as_str() {
        // The page that had its bytes is gone.
        "waiting" if parcel.needs_upload() => Progress::Failed(Problem::of(ProblemKind::FileLost)),
        "waiting" => Progress::Waiting,
        "doubtful" if msg_id.is_some() || kept.slice("form").is_some() || kept.slice("event").is_some() => {
            Progress::Doubtful
        }
        "failed" => Progress::Failed(problem()),
        "stranded" => Progress::Stranded(problem()),
        _ => return None,
    };
    Some(Entry {
        row: RowId(row),
        parcel,
        at: Millis(kept.whole("at").unwrap_or(0)),
        msg_id,
        progress,
        twins: small("twins").unwrap_or(0),
        command: None,
        restored: true,
        troubles: 0,
    })
}

fn read_parcel(kept: &Fields<'_>) -> Option<Parcel> {
    if let Some(form_request_id) = kept.text("form") {
        if let Some(is_unknown) = kept.flag("unknown") {
            return Some(Parcel::SecureCancel { request: form_request_id, name: kept.text("name"), is_unknown });
        }
        let fields = kept.pairs("answers").map(Answers::Fields);
        let data = fields.or_else(|| kept.text("answers").map(Answers::Text))?;
        return Some(Parcel::Form(FormData { form_request_id, form_name: kept.text("name")?, data }));
    }
    if let (Some(latitude), Some(longitude)) = (kept.filled("latitude"), kept.filled("longitude")) {
        let text = place::words(&latitude, &longitude);
        return Some(Parcel::Place { latitude, longitude, text });
    }
    if let Some(event) = kept.slice("event") {
        return Some(Parcel::Event(codec::decode_event(event).body));
    }
    if let Some(uploaded) = kept.text("file") {
        return Some(Parcel::File(FileParcel {
            file: None,
            name: kept.filled("name")?,
            size: kept.whole("size").unwrap_or(0),
            is_picture: kept.flag("picture").unwrap_or(false),
            uploaded: Some(uploaded).filter(|id| !id.is_empty()),
        }));
    }
    Some(Parcel::Message { text: kept.filled("text")?, prompt: kept.text("prompt"), directive: kept.text("directive") })
}

const WORDS: [(ProblemKind, &str); 15] = [
    (ProblemKind::Offline, "offline"),
    (ProblemKind::ServerTrouble, "trouble"),
    (ProblemKind::Busy, "busy"),
    (ProblemKind::Unavailable, "unavailable"),
    (ProblemKind::Setup, "setup"),
    (ProblemKind::ChatGone, "gone"),
    (ProblemKind::Refused, "refused"),
    (ProblemKind::Limit, "limit"),
    (ProblemKind::NoChat, "no-chat"),
    (ProblemKind::NoCase, "no-case"),
    (ProblemKind::CaseTrouble, "case-trouble"),
    (ProblemKind::FileEmpty, "file-empty"),
    (ProblemKind::FileTooLarge, "file-large"),
    (ProblemKind::FileBlocked, "file-blocked"),
    (ProblemKind::FileLost, "file-lost"),
];

fn word(kind: ProblemKind) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == kind).map_or("gone", |(_, word)| word)
}

fn kind(word: &str) -> ProblemKind {
    WORDS.iter().find(|(_, known)| *known == word).map_or(ProblemKind::ChatGone, |(kind, _)| *kind)
}
