//! Everything that can happen to the desk. The shell and the components make these; `Desk::handle` takes them.

use parlor_call::{CallId, DeviceKind, Report};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskInput {
    /// The agent wants something.
    Intent(Intent),
    /// The socket of this id is open.
    Opened(SocketId),
    /// A text frame arrived on the socket of this id.
    Frame(SocketId, String),
    /// The socket of this id is gone, or never came to be.
    Closed(SocketId),
    /// A deadline of `Desk::next_deadline` may have passed. Spurious ticks do nothing.
    Tick,
    /// The browser thinks that the network came or went. A hint, never proof.
    Network { online: bool },
    /// The page was shown or hidden.
    Visible(bool),
    /// So many bytes of a file have left.
    Progress(FileId, u64),
    /// Where calls find their ways, as the server answered; `None`: it did not.
    Servers(Option<String>),
    /// What is heard of a call's devices and connection. That of an earlier call is ignored.
    Call(CallId, Report),
    /// An upload is over: status and body of the answer. `None`: there was none.
    Uploaded(FileId, Option<(u16, String)>),
}

/// A file that the agent chose; the runtime holds its bytes as long as `Desk::holds` says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileId(pub u64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    pub id: FileId,
    pub name: String,
    /// In bytes.
    pub size: u64,
}

/// One attempt at a connection; what an older one still says is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// Stable name of a row of a transcript: never changes, never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u64);

/// A wish, in the imperative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Begin work with this access token.
    SignIn {
        token: String,
    },
    /// As `SignIn`, after a reload of the page: the agent's duty stays as it was.
    Resume {
        token: String,
    },
    /// Forget the token and everything that was seen with it.
    SignOut,
    /// Try the connection at once instead of when the back-off ends.
    ConnectNow,
    /// Take chats from the queue, or take no more.
    SetDuty {
        on: bool,
    },
    /// Show this chat (`None`: none, the list on a narrow page).
    Select {
        chat: Option<String>,
    },
    /// The agent sees the end of the selected chat's transcript, or no longer does.
    Watch(bool),
    ShowEarlier,
    /// Join a chat.
    Accept {
        chat: String,
    },
    /// The composer of this chat holds this text, not sent yet.
    Draft {
        chat: String,
        text: String,
    },
    /// The composer lost focus: the agent is no longer typing.
    StopTyping {
        chat: String,
    },
    Send {
        chat: String,
        text: String,
    },
    /// Ask the visitor to fill in the form of this name.
    AskForm {
        chat: String,
        name: String,
    },
    /// Ask the visitor to show their page.
    AskCobrowse {
        chat: String,
    },
    /// Make the chat part of the case of this id.
    SetCase {
        chat: String,
        case: String,
    },
    SendFile {
        chat: String,
        file: ChosenFile,
    },
    /// See what a secure form was answered with.
    ShowSecret {
        chat: String,
        row: RowId,
    },
    /// Take a secure form back that is not answered.
    EndForm {
        chat: String,
        row: RowId,
    },
    /// It has been seen.
    HideSecret {
        chat: String,
        row: RowId,
    },
    /// Give an own message, which the server holds, other words.
    Edit {
        chat: String,
        row: RowId,
        text: String,
    },
    /// Take an own message back.
    Delete {
        chat: String,
        row: RowId,
    },
    /// Send a failed message again.
    Retry {
        chat: String,
        row: RowId,
    },
    /// Forget a failed message, or a file that is on its way.
    Discard {
        chat: String,
        row: RowId,
    },
    Transfer {
        chat: String,
        to: Target,
    },
    Call(CallIntent),
    /// End the chat, already confirmed.
    End {
        chat: String,
    },
    /// Take the notice off the selected chat.
    DismissNotice {
        chat: String,
    },
}

/// What the agent wants of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallIntent {
    /// Call the visitor of this chat.
    Start {
        chat: String,
        camera: bool,
    },
    /// Take the visitor's call.
    Answer {
        camera: bool,
    },
    /// Refuse it; empty: without a reason of the agent's own.
    Reject {
        reason: String,
    },
    /// Hang up, or put the last word about an ended call away.
    Leave,
    Mute(bool),
    Camera(bool),
    /// Let the visitor be heard.
    Play,
    Use {
        kind: DeviceKind,
        id: String,
    },
}

/// Where a chat can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    Agent(String),
    Queue,
}
