//! Every order that the desk gives to its shell. Nothing else leaves the core.

use parlor_call::{CallId, Order};

use super::input::{FileId, SocketId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket to the agents' API; report by `DeskInput::{Opened, Frame, Closed}` with this id.
    Open(SocketId),
    /// Send a text frame.
    Send(SocketId, String),
    /// Let go of a socket; what it still says is ignored.
    Close(SocketId),
    /// Send a file into this chat under this id with the token; report by `DeskInput::{Progress, Uploaded}`. Once
    /// `Desk::holds` says no, it is called off.
    Upload { file: FileId, chat: String, custom_id: String, token: String },
    /// Ask where calls find their ways; report by `DeskInput::Servers`, once.
    AskServers { token: String },
    /// For whoever has a call's devices and connection; report by `DeskInput::Call` of the same call.
    Call(CallId, Order),
    /// Keep the token for this tab (`None`: forget it).
    StoreToken(Option<String>),
    /// Keep what was written and is not sent for this tab (`None`: forget it).
    StoreUnsent(Option<String>),
    /// Say something to screen readers.
    Announce(Announcement),
}

/// One line for the live region. The words come from `texts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    Message { author: String, text: String },
    Messages { count: usize },
    Waiting { name: String },
    Calls { name: String },
    Failed,
    Ended { name: String },
    Joined { name: String },
    Reconnecting,
    Connected,
}
