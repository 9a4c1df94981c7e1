//! What there is to see, as plain data. `Desk::view` makes it; the runtime publishes what changed of it.

use std::collections::BTreeMap;

use parlor_call::{Device, DeviceProblem, Quality, agent::Stage};
use parlor_markup::Node;
use parlor_protocol::files::Unfit;

use super::input::{RowId, Target};

#[derive(Clone, Debug, PartialEq)]
pub struct DeskView {
    pub status: StatusView,
    /// In the order of the list: own chats, then the queue, then the others', then the closed ones.
    pub chats: Vec<ChatLine>,
    /// The selected chat.
    pub chat: Option<ChatView>,
    /// The selected chat's rows, oldest first, at most `rows_shown` of the newest.
    pub rows: Vec<RowKey>,
    /// How far the agent's own rows have come. Apart from the rows, so that a receipt draws none of them anew.
    pub ways: BTreeMap<RowId, SendState>,
    pub visitor: Option<VisitorView>,
    /// The call, or the last word about one.
    pub call: Option<CallView>,
    /// The file of the selected chat that is on its way, and how much of it has left, in per cent.
    pub upload: Option<(RowId, u8)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusView {
    pub phase: Phase,
    /// Why the desk was left, or why signing in failed.
    pub problem: Option<SignInProblem>,
    pub name: String,
    pub initials: String,
    pub on_duty: bool,
    /// A change of duty awaits its answer.
    pub duty_pending: bool,
    /// The last change of duty was not accepted.
    pub duty_failed: bool,
    /// Visitors' messages in own chats that were not seen.
    pub unread: usize,
    pub queued: usize,
    /// For how long a visitor who comes has to wait, in seconds where the server knows.
    pub wait: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    SignedOut,
    /// The first log-in is on its way.
    SigningIn,
    Online,
    /// The connection is lost and will be tried again; the desk stays readable.
    Reconnecting,
    /// As above, and the browser says that there is no network.
    Offline,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInProblem {
    /// The token is empty or holds what no token can.
    BadToken,
    /// The server does not know the token.
    Refused,
    /// The server does not answer.
    Unreachable,
    /// The server sent the agent away, for this documented reason.
    SentAway(String),
    /// The server answered with an error, in its words.
    Server(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChatState {
    Mine,
    Queued,
    Other,
    Closed,
}

/// A chat in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatLine {
    pub id: String,
    pub state: ChatState,
    pub name: String,
    pub initials: String,
    pub last: Option<LastLine>,
    /// When the chat began, in Unix seconds: how long a queued one waits.
    pub since: Option<u64>,
    pub unread: usize,
    pub typing: bool,
    /// A message of the agent's did not get through.
    pub failed: bool,
    pub selected: bool,
    pub accepting: bool,
}

/// The newest words of a chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastLine {
    pub mine: bool,
    pub text: String,
    /// Unix seconds.
    pub at: u64,
}

/// The chat in the middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatView {
    pub id: String,
    pub state: ChatState,
    pub name: String,
    pub initials: String,
    /// The visitor's page is closed, or has lost its way to the server.
    pub away: bool,
    /// Who answers, without the agent.
    pub agents: Vec<String>,
    pub loading: bool,
    pub has_earlier: bool,
    pub can_send: bool,
    pub can_call: bool,
    /// A wish that awaits its answer.
    pub pending: Option<Wish>,
    pub notice: Option<Notice>,
    pub typing: Option<TypingView>,
    pub targets: Vec<TargetLine>,
    /// What the visitor can be asked to fill in.
    pub forms: Vec<FormLine>,
    /// What the composer is to hold when the chat is selected.
    pub draft: String,
}

/// A call, wherever the agent looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallView {
    pub stage: Stage,
    pub chat: String,
    /// The visitor's; empty where it is not known.
    pub name: String,
    /// Its chat is the selected one.
    pub is_here: bool,
    /// Somebody is, or wants to be, seen.
    pub video: bool,
    pub camera: bool,
    pub muted: bool,
    /// The visitor's picture arrives.
    pub sees: bool,
    /// UTC milliseconds.
    pub since: Option<u64>,
    pub quality: Quality,
    /// The browser lets nothing be heard before the agent presses something.
    pub is_silent: bool,
    /// A device that can't be used any more, or could not be turned on.
    pub trouble: Option<DeviceProblem>,
    pub devices: Vec<Device>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    Accept,
    Transfer,
    End,
}

/// What went wrong with a wish, or what the agent should know about the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The server refused; its words.
    Refused(Wish, String),
    /// No answer came; it may have happened or not.
    Unanswered(Wish),
    /// The transcript could not be loaded.
    NotLoaded,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypingView {
    pub name: String,
    /// What the visitor has typed so far, where the server tells.
    pub preview: Option<String>,
}

/// A form that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormLine {
    pub name: String,
    /// Empty where it has none.
    pub title: String,
    /// Its id, where its answers are for the agent's eyes alone.
    pub secure_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetLine {
    pub target: Target,
    /// Empty for the queue.
    pub name: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitorView {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Where they are, and before that where they were.
    pub pages: Vec<PageView>,
    pub referrer: Option<String>,
    /// When the chat began, Unix seconds.
    pub started_at: Option<u64>,
    /// The case that the chat belongs to.
    pub case: Option<CaseLine>,
    /// Everything else that is known, as name and value.
    pub parameters: Vec<(String, String)>,
}

/// A case by its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    pub id: String,
    /// The visitor says that it is solved.
    pub closed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageView {
    /// An http or https address, else it is shown as text.
    pub url: String,
    pub title: String,
}

/// Where a row stands and whether it changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RowKey {
    pub id: RowId,
    /// Changes when the row's content does.
    pub revision: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    /// Unix seconds.
    pub at: u64,
    pub body: RowBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RowBody {
    Message(MessageView),
    /// The server's words.
    System(String),
    /// The visitor filled in a form: its fields. None of them: they gave it up.
    Form(Vec<(String, String)>),
    /// The visitor was asked for this form, how far that came, and whether it can be taken back.
    FormAsked(FormLine, SendState, bool),
    /// The agent has taken a secure form back.
    FormEnded,
    /// The visitor filled in a secure form.
    Secure(SecureView),
    /// What became of the wish to see the visitor's page.
    Cobrowse(Cobrowse),
    /// The chat was made part of this case.
    CaseSet(String),
    /// What the visitor talks to.
    Service(String),
    File(FileView),
    /// Who came in or went: a name, the agent's own empty.
    Joined(String),
    Left(String),
    /// An event that the desk has no face for, by its wire name.
    Unsupported(String),
    /// An event that could not be read.
    Unreadable,
    /// A new day begins; its date is the row's `at`.
    Day,
}

/// What became of the wish to see the visitor's page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cobrowse {
    Asked,
    /// It is seen at this address.
    Started(Option<String>),
    Rejected,
    Ended,
}

/// What a secure form was answered with: seen once, then nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecureView {
    /// It is here and can be seen.
    Waiting,
    Shown(Vec<(String, String)>),
    /// It was seen, or another page had it.
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    Visitor,
    Agent,
    Bot,
    System,
}

/// The agent's own message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendState {
    Sending,
    Sent,
    /// It has reached the visitor's browser.
    Delivered,
    Read,
    Failed,
}

#[derive(Clone, Debug, PartialEq)]
pub struct MessageView {
    /// The server's id; empty until it is known.
    pub event_id: String,
    pub sender: Sender,
    /// Written by this agent.
    pub mine: bool,
    /// For agents only; the visitor does not see it.
    pub private: bool,
    pub author: String,
    pub initials: String,
    pub nodes: Vec<Node>,
    /// The words alone.
    pub text: String,
    /// The words with what they offer, as they were written.
    pub written: String,
    /// Answers that it offers the visitor.
    pub replies: Vec<String>,
    /// The agent's own only.
    pub state: Option<SendState>,
    pub problem: Option<SendProblem>,
    pub edited: bool,
    /// Taken back: the text is empty.
    pub deleted: bool,
    /// First and last of its author's group within two minutes.
    pub first_of_group: bool,
    pub last_of_group: bool,
}

/// Why a message failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendProblem {
    /// The server refused; its words.
    Refused(String),
    /// The chat ended first.
    ChatEnded,
    /// The chat belongs to somebody else.
    NotYours,
    /// A file that may not travel. It was not sent at all.
    Unfit(Unfit),
}

impl SendProblem {
    /// Another try may end better.
    pub fn can_retry(&self) -> bool {
        !matches!(self, Self::Unfit(_))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    pub sender: Sender,
    /// Sent by this agent.
    pub mine: bool,
    pub author: String,
    pub initials: String,
    pub name: String,
    pub link: FileLink,
    /// In bytes.
    pub size: Option<u64>,
    /// A picture that browsers draw.
    pub is_picture: bool,
    /// The agent's own only.
    pub state: Option<SendState>,
    pub problem: Option<SendProblem>,
}

/// Where a file's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileLink {
    /// At the server under this id; it asks for the token.
    Stored(String),
    /// At an http or https address.
    Web(String),
    /// Nobody told, or they are not there yet.
    Nowhere,
}

/// Only these may become links.
pub fn is_web_address(url: &str) -> bool {
    let start = |scheme: &str| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    start("https://") || start("http://")
}
