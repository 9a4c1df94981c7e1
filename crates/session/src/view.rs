//! What there is to see, as borrowed slices. Each slice carries a revision that changes when, and only when, what it
//! says changes; so publishing costs what changed, not what there is.

use parlor_contact::Form;
use parlor_markup::Node;

pub use crate::call::{Ask, CallEnd, CallRules, CallStage, CallView, Callable};
use crate::{
    effect::EndedBy,
    input::{FileId, RowId},
    problem::Problem,
    time::Millis,
};

/// The stages of a session's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// No chat.
    Idle,
    /// Request Chat is on its way.
    Starting,
    /// The chat runs, nobody has joined: `ivr`, `connecting` and `queued` of the API.
    Queued,
    /// An agent or the scenario talks.
    Connected,
    /// The chat is over; the transcript stays.
    Ended,
    /// The chat could not be started.
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    Visitor,
    Agent,
    Bot,
    System,
}

/// The visitor's own message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendState {
    Sending,
    Sent,
    Delivered,
    Read,
    Failed,
}

pub struct ViewModel<'a> {
    pub status: &'a StatusView,
    pub status_revision: u64,
    /// The rows to draw, oldest first: fewer at first, and never more than `MAX_ROWS`. Content by `Session::row`.
    pub rows: &'a [RowKey],
    pub rows_revision: u64,
    /// There are rows before / after the ones in `rows`.
    pub has_earlier: bool,
    pub has_later: bool,
    /// Agents' messages that nobody has seen.
    pub unread: usize,
    /// What the composer was restored with.
    pub draft: &'a str,
    /// This tab polls for all tabs of the browser.
    pub leads: bool,
    /// Another tab is seen.
    pub is_seen_elsewhere: bool,
    /// Earlier chats of the same case, the oldest first.
    pub past: &'a [PastChat],
    pub past_revision: u64,
}

/// Most rows in a `ViewModel`.
pub const MAX_ROWS: usize = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowKey {
    pub id: RowId,
    /// Changes when the row's content does.
    pub revision: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusView {
    pub phase: Phase,
    pub chat_id: Option<String>,
    /// Estimated waiting time in seconds, while queued.
    pub ewt: Option<u64>,
    /// The agent who talks, or talked last.
    pub agent: Option<AgentView>,
    /// Who is typing.
    pub typing: Option<String>,
    pub connection: Connection,
    /// What is wrong with the chat as a whole.
    pub problem: Option<Problem>,
    /// The text of a running inactivity warning.
    pub warning: Option<String>,
    pub ended_by: Option<EndedBy>,
    /// Forms can be answered: while the chat runs, and for a while after the visitor left it.
    pub takes_forms: bool,
    /// What the visitor talks to, where the server named it.
    pub service: Option<String>,
    pub asked: Asked,
    /// An agent looks at the page.
    pub cobrowsing: bool,
    /// The call, or the last word about one.
    pub call: Option<CallView>,
    pub callable: Callable,
    /// The case that this chat belongs to.
    pub case: Option<CaseStage>,
    /// Messages that the ended chat could not take and that a new one could.
    pub unsent: usize,
    pub can_send: bool,
    pub can_end: bool,
}

impl StatusView {
    /// The state while there is no chat.
    pub fn idle() -> Self {
        Self {
            phase: Phase::Idle,
            chat_id: None,
            ewt: None,
            agent: None,
            typing: None,
            connection: Connection::Live,
            problem: None,
            warning: None,
            ended_by: None,
            takes_forms: false,
            service: None,
            asked: Asked::Chat,
            cobrowsing: false,
            call: None,
            callable: Callable::default(),
            case: None,
            unsent: 0,
            can_send: true,
            can_end: false,
        }
    }
}

/// What the visitor asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    #[default]
    Chat,
    /// To be called at this number.
    Call(String),
    /// That a message is answered when somebody is there again.
    Message,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentView {
    pub party_id: String,
    pub name: String,
    /// One or two letters.
    pub initials: String,
    pub is_bot: bool,
    /// Still in the chat.
    pub present: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    Live,
    /// Trouble for a moment; messages wait.
    Unsteady,
    Offline,
}

/// One row, made when it is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct RowView {
    pub id: RowId,
    pub at: Millis,
    pub body: RowBody,
}

#[derive(Clone, Debug, PartialEq)]
pub enum RowBody {
    Message(MessageView),
    Form(FormView),
    /// That an agent asks to look at the page, and what became of it.
    Cobrowse(CobrowseStage),
    System(SystemLine),
    /// A new day begins; its date is the row's `at`.
    Day,
    /// What follows came while the visitor was away.
    Unread,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    pub sender: Sender,
    /// Empty for the visitor.
    pub author: String,
    pub initials: String,
    pub nodes: Vec<Node>,
    /// The words alone, for copying; a file's name.
    pub text: String,
    /// Whose it is, for their picture; empty for the visitor.
    pub party_id: String,
    /// What stands in the place of the words, or below them.
    pub file: Option<FileView>,
    pub place: Option<PlaceView>,
    /// It names a picture that only some messenger knows.
    pub is_sticker: bool,
    pub replies: Option<RepliesView>,
    /// The visitor's own only.
    pub state: Option<SendState>,
    /// Why it failed.
    pub problem: Option<Problem>,
    /// First and last of its author's group within two minutes.
    pub first_of_group: bool,
    pub last_of_group: bool,
    pub edited: bool,
    pub deleted: bool,
}

/// The answers that a message offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepliesView {
    pub options: Vec<String>,
    /// One below the other.
    pub in_column: bool,
    /// The one that the visitor has given.
    pub chosen: Option<usize>,
}

/// A place on the earth, in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceView {
    /// Degrees.
    pub latitude: String,
    pub longitude: String,
    /// Empty where nobody gave one.
    pub title: String,
    /// Where a map of it is: http or https.
    pub url: String,
}

/// A chat of the same case that was before this one.
#[derive(Clone, Debug, PartialEq)]
pub struct PastChat {
    pub at: Millis,
    pub lines: Vec<PastLine>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PastLine {
    pub at: Millis,
    pub sender: Sender,
    /// Empty for the visitor.
    pub author: String,
    pub nodes: Vec<Node>,
    /// It was a file of this name, which can't be had any more.
    pub file: Option<String>,
}

/// How it stands with looking at the page together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CobrowseStage {
    /// The visitor is asked.
    Asked,
    /// The provider begins.
    Starting,
    Running,
    /// The visitor did not want it.
    Declined,
    /// This page, or its policy, can't do it.
    Impossible,
    Over,
}

/// How the visitor's request as a whole stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseStage {
    Open,
    /// That it is solved is on its way.
    Closing,
    /// The visitor has said that it is solved.
    Closed,
}

/// A file in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileView {
    pub source: FileSource,
    pub name: String,
    /// Bytes, where it is known.
    pub size: Option<u64>,
    /// It is said to be one; whoever draws it looks at its bytes.
    pub is_picture: bool,
    /// So many bytes have left; `None`: none are on their way.
    pub sent: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileSource {
    /// The visitor's own, of this page.
    Local(FileId),
    /// The server has it under this id.
    Stored(String),
    /// Somewhere on the web: http or https.
    Link(String),
    /// The picture of the party of this id; its own, or the contact center's for those who have none.
    Photo(String),
    /// An earlier page had it.
    Nowhere,
}

/// A form that the scenario or an agent asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct FormView {
    pub name: String,
    /// `None` until the configuration is known.
    pub form: Option<Form>,
    pub stage: FormStage,
    /// Why the answers were not taken; they can be sent again.
    pub problem: Option<Problem>,
    /// By the caller's clock.
    pub closes_at: Option<Millis>,
    /// What was filled in on an earlier page, by the fields' names.
    pub draft: Vec<(String, String)>,
    /// What it was answered with. Nobody keeps what a secure form was answered with.
    pub answers: Vec<(String, String)>,
    /// When it changes, what was typed into the form is to be forgotten.
    pub emptied: u32,
    /// When it changes, the form was filled in in another tab: `draft` takes the place of what was typed here.
    pub filled: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormStage {
    /// Can be filled in.
    Open,
    /// The answers are on their way.
    Sending,
    /// That it is given up is on its way.
    Skipping,
    Answered,
    /// Given up by the visitor.
    Skipped,
    /// Its time ran out.
    Expired,
    /// The chat ended before it was answered.
    Closed,
    /// Whoever asked for it wants it no more.
    Withdrawn,
    /// Nobody knows a form of this name.
    Missing,
}

impl FormStage {
    /// Where the server has taken what was on its way.
    pub(crate) const fn when_taken(self) -> Self {
        match self {
            Self::Skipping | Self::Skipped => Self::Skipped,
            Self::Missing => Self::Missing,
            _ => Self::Answered,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SystemLine {
    Joined {
        name: String,
    },
    Left {
        name: String,
    },
    Ended {
        by: EndedBy,
        text: Option<String>,
    },
    Warning {
        text: String,
    },
    /// An event that could not be read.
    Unreadable,
    /// An event that this version has no face for, by its wire name.
    Unsupported {
        name: String,
    },
}
