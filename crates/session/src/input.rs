//! Everything that can happen to a session. The shell and the components make these; `Session::handle` takes them.

use parlor_call::{CallId, DeviceKind, Report};
use parlor_protocol::form::FormDefinition;

pub use crate::cobrowse::Cobrowsing;
use crate::{time::Millis, view::CallRules};

#[derive(Clone, Debug)]
pub enum Input {
    /// The visitor, or the page's script, wants something.
    Intent(Intent),
    /// The page's script wants something and awaits the outcome as `Effect::Settle` of this id.
    Command(CommandId, Intent),
    /// A request came to its end. One that is no longer current is ignored.
    Http { id: RequestId, outcome: Outcome },
    /// So many bytes of a request's file have left. A hint that it goes on.
    Progress { id: RequestId, sent: u64 },
    /// A deadline of `Session::next_deadline` may have passed. Spurious ticks do nothing.
    Tick,
    /// The browser thinks that the network came or went. A hint, never proof.
    Network { online: bool },
    /// The page that the visitor is on, as its address and title are now.
    Page(Page),
    /// The page was shown or hidden.
    Visible(bool),
    /// The page came back from sleep or from the back-forward cache: timers and requests may be dead.
    Woke,
    /// The page is going away or into the cache: let go of the poll.
    Leaving,
    /// This tab polls for all tabs of the browser (true), or another one has taken that over.
    Lead(bool),
    /// What another tab of this browser shares.
    Heard(String),
    /// Whether the snapshot is this tab's own: a tab that was duplicated has a copy of another's.
    Owned(bool),
    /// What the provider says of looking at the page together.
    Cobrowsing(Cobrowsing),
    /// What the tenant's configuration says of calls. Until it is said nobody is refused, and a wish for one waits.
    Calls(CallRules),
    /// What is heard of a call's devices and connection. That of an earlier call is ignored.
    Call { call: CallId, report: Report },
    /// The forms that can be shown when they are asked for, as the tenant and the page define them.
    Forms(Vec<FormDefinition>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommandId(pub u64);

/// A file of the browser's that the shell keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u64);

/// Stable name of a row of the transcript: never changes, never used twice in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u64);

/// How a request ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The server answered. `retry_after` is the header, as a length of time from now.
    Answer { status: u16, retry_after: Option<Millis>, body: String },
    /// No answer arrived. Whether the server acted is not known.
    NoAnswer,
}

/// A wish, in the imperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Request a chat; the pre-chat form's answers, if one was asked.
    Start {
        parameters: Vec<(String, String)>,
    },
    /// Request a chat with a number to be called back at.
    Callback {
        phone: String,
        parameters: Vec<(String, String)>,
    },
    /// A chat as `Start` begins it, for a message that nobody is there to answer now.
    LeaveMessage {
        parameters: Vec<(String, String)>,
    },
    /// Send a message; starts a chat where none runs.
    Send {
        text: String,
    },
    /// Give the answer of this place that a message offers.
    Reply {
        row: RowId,
        option: usize,
    },
    /// Send a file of so many bytes; starts a chat where none runs. `is_picture`: its own bytes say so.
    SendFile {
        file: FileId,
        name: String,
        size: u64,
        is_picture: bool,
    },
    /// Say where the visitor is, in degrees; starts a chat where none runs.
    SendPlace {
        latitude: String,
        longitude: String,
    },
    /// Say that the visitor's request, of which the chat is a part, is solved.
    CloseCase,
    /// Announce messages to a hybrid app by these tokens, as the documents name them; without any, no more.
    Subscribe {
        tokens: Vec<(String, String)>,
    },
    /// The composer holds this text, not sent yet.
    Draft {
        text: String,
    },
    /// The composer lost focus: no longer typing.
    StopTyping,
    /// Send a failed message again.
    Retry {
        row: RowId,
    },
    /// Forget a failed message, or a file that is not sent yet.
    Discard {
        row: RowId,
    },
    /// End the chat, already confirmed.
    End,
    /// The end screen's button: begin anew. `resend` takes along what the last chat could not send.
    StartAgain {
        resend: bool,
    },
    /// Submit a form of the transcript, already checked: answers by the fields' names.
    Answer {
        row: RowId,
        answers: Vec<(String, String)>,
    },
    /// Give a form of the transcript up.
    Skip {
        row: RowId,
    },
    /// A form of the transcript holds these answers, not submitted yet.
    FormDraft {
        row: RowId,
        answers: Vec<(String, String)>,
    },
    /// Let the agent look at the page, or not.
    Cobrowse {
        agrees: bool,
    },
    /// The agent is to look no more.
    StopCobrowsing,
    Call(CallWish),
    /// Answer an inactivity warning.
    StillHere,
    /// The visitor sees the end of the transcript (window open, page visible, scrolled down), or no longer does.
    Watch(bool),
    /// Show earlier rows than the window of rows holds.
    ShowEarlier,
    /// Show later rows than the window of rows holds.
    ShowLater,
    /// Show the newest rows again.
    ShowLatest,
    /// Try the network now instead of when the back-off ends.
    RetryNow,
    /// Other values to send with the next Request Chat.
    SetParameters {
        parameters: Vec<(String, String)>,
    },
}

/// What the visitor wants of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallWish {
    /// Call the agent, with camera or without; `None`: ask the visitor which. Starts a chat where none runs.
    Start {
        camera: Option<bool>,
    },
    /// Take the agent's call.
    Accept {
        camera: bool,
    },
    /// Hang up, refuse the agent's call, call one off, or put the last word of an ended one away.
    Leave,
    Mute(bool),
    /// Turn the camera on or off.
    Camera(bool),
    /// Let the agent be heard.
    Play,
    Use {
        kind: DeviceKind,
        id: String,
    },
}

/// A page of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    pub url: String,
    pub title: String,
}
