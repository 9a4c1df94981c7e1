//! What a visitor or the page's script would notice, in virtual time against the server's real conversations.
//! One file per behaviour; `properties` tries random sequences. All of it runs natively and on wasm32.

mod calls;
mod cobrowse;
mod farewell;
mod files;
mod forms;
mod harness;
mod living;
mod pages;
mod properties;
mod receiving;
mod replies;
mod secure;
mod sending;
mod starting;
mod stubborn;
mod tabs;
mod things;
mod whole;
