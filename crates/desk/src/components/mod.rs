//! What the agent sees. Components show the slices of `Ui` and utter wishes; they decide nothing and know no socket.
//! Every nested element has something dynamic: Leptos writes static subtrees with innerHTML, and the page's policy
//! (Trusted Types) refuses that.

mod app;
mod ask;
mod attach;
mod bar;
mod call;
mod change;
mod chat_list;
mod composer;
mod confirm;
mod conversation;
mod file;
mod menu;
mod message;
mod offer;
mod secure;
mod sign_in;
mod transcript;
mod transfer;
mod visitor;

pub use app::app;
