//! The pure core of the desk: everything that is decided is decided here, natively testable.
//! Never touches a clock, randomness, the browser or Leptos; `runtime.rs` feeds it and does what it says.

mod call;
mod chat;
mod connection;
mod desk;
mod effect;
mod incoming;
mod input;
mod intents;
mod left_behind;
mod look;
mod news;
mod outbox;
mod owed;
mod pushes;
mod requests;
mod rows;
mod secrets;
mod transcript;
mod uploads;
mod view;
mod wire;

pub use desk::{Config, Desk};
pub use effect::{Announcement, Effect};
pub use input::{CallIntent, ChosenFile, DeskInput, FileId, Intent, RowId, SocketId, Target};
pub use view::{
    CallView, CaseLine, ChatLine, ChatState, ChatView, Cobrowse, DeskView, FileLink, FileView, FormLine, LastLine,
    MessageView, Notice, PageView, Phase, RowBody, RowKey, RowView, SecureView, SendProblem, SendState, Sender,
    SignInProblem, StatusView, TargetLine, TypingView, VisitorView, Wish, is_web_address,
};
pub use wire::FILES;
