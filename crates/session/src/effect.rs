//! Every order that a session gives. Read this page first: nothing else leaves the core.

use parlor_call::{CallId, Order};

use crate::{
    input::{CommandId, FileId, RequestId},
    problem::{Problem, ProblemKind},
    view::{CallView, Phase, SendState, Sender},
};

#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a request; answer with `Input::Http` of the same id, exactly once unless it is aborted.
    Http(Request),
    /// Give a request up. Its answer may still arrive and is ignored.
    Abort(RequestId),
    /// A file that nobody will ask for again.
    Release(FileId),
    /// Begin (true) or end looking at the page together, which the visitor has agreed to.
    Cobrowse(bool),
    /// For whoever has devices and connection; reports come as `Input::Call` of the same call.
    Call { call: CallId, order: Order },
    /// Give the visitor an id of this browser's own, from the next request on: cookies are not kept here.
    Identify,
    /// Whether this tab polls for all tabs of the browser: one does. Its turn comes as `Input::Lead`.
    Lead(Lead),
    /// Let the other tabs of this browser hear it, as `Input::Heard`.
    Share(String),
    /// Keep a text (`None`: remove it) where this key lives.
    Store { key: StoreKey, value: Option<String> },
    /// Say something to screen readers.
    Announce(Announcement),
    /// Tell the page's script.
    Tell(Notice),
    /// A command of `Input::Command` is done.
    Settle { id: CommandId, outcome: Result<Settled, Problem> },
}

/// What is wanted of the right to poll, which one tab has at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// To have it when those who waited before are gone.
    Queue,
    /// To have it at once; whoever has it loses it.
    Take,
    /// Neither to have it nor to wait for it.
    Leave,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub id: RequestId,
    pub method: Method,
    /// Below the API's address, with its query: `chats/active?tenantUrl=…`.
    pub path: String,
    /// JSON.
    pub body: Option<String>,
    /// In place of a body: a form with this file.
    pub upload: Option<Upload>,
    /// Must outlive the page: `chat_session_end` and the like (fetch's keepalive).
    pub keepalive: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub file: FileId,
    /// As the server is to know it.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreKey {
    /// This tab, until it closes: chat id, outbox, draft. sessionStorage.
    Session,
    /// This browser had a chat (its id, nothing else). localStorage.
    HadChat,
}

/// One line for the hidden live region. The words come from the UI's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    Message {
        author: String,
        text: String,
    },
    File {
        author: String,
        name: String,
    },
    /// More than three at once.
    Messages {
        count: usize,
    },
    HistoryLoaded {
        count: usize,
    },
    Queued {
        ewt: Option<u64>,
    },
    /// A message that somebody answers when they are there again.
    MessageLeft,
    Joined {
        name: String,
    },
    Left {
        name: String,
    },
    Failed,
    Offline,
    Online,
    Warning {
        text: String,
    },
    /// A form is to be filled in. `title`: empty where it has none.
    Form {
        title: String,
    },
    /// The time for a form is nearly over.
    FormCloses {
        seconds: u64,
    },
    FormClosed,
    /// The server has the answers to a form.
    FormSent,
    /// The same of a secure one.
    SecureSent,
    /// What is wrong with the chat as a whole.
    Trouble {
        kind: ProblemKind,
        phase: Phase,
    },
    /// A file can't be saved.
    NoFile,
    /// An agent asks to look at the page.
    CobrowseAsked,
    /// How it stands with a call.
    Call(Box<CallView>),
    /// The camera can't be turned on.
    NoCamera,
    /// The visitor's request is marked as solved.
    CaseClosed,
    Ended,
}

/// What the page's script hears. Field for field the payloads of the public interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    ChatStarted {
        chat_id: String,
    },
    ChatRestored {
        chat_id: String,
    },
    /// `at` in UTC milliseconds; `id` is the row's.
    Message {
        id: u64,
        sender: Sender,
        text: String,
        at: u64,
    },
    MessageState {
        id: u64,
        state: SendState,
    },
    Status {
        phase: Phase,
    },
    /// `kind` and `state` as words: `chat` or `survey`; `shown`, `answered`, `cancelled`, `expired` or `not-found`.
    Form {
        name: String,
        kind: &'static str,
        state: &'static str,
    },
    /// `state` as `CallStage::word` has it; `video`: somebody is to be seen.
    Call {
        state: &'static str,
        video: bool,
    },
    Ended {
        by: EndedBy,
    },
    Error(Problem),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedBy {
    Visitor,
    Agent,
    Inactivity,
    /// The session was gone: the server lost it, or it ended while this browser was away.
    Lost,
}

/// What a command brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    Done,
    Chat { chat_id: String, is_new: bool },
    Message { id: u64 },
}
