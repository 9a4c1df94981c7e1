//! An agent that a file plays while nobody is at the desk: `parse` reads it, `player` plays one chat (pure), `run` gives
//! it to the center. A person who joins or writes takes the chat over from it.

mod parse;
mod player;
mod run;

pub use parse::{Script, from_table, parse};
pub use player::{Act, Player};
pub use run::{News, PARTY, Sender, run};

/// What the demo plays.
pub const DEMO: &str = include_str!("demo.toml");
