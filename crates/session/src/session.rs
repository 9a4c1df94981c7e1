//! The fan-out: each input goes to the parts that it concerns, and nothing is decided here.

use crate::{
    Config, Effect, Input, Millis,
    input::RowId,
    view::{RowView, ViewModel},
};

pub struct Session {
    config: Config,
}

/// Why a deadline was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// The back-off before the next poll is over.
    Poll,
}

impl Session {
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// The one way in. Deterministic; never panics; call `next_deadline` again afterwards.
    #[must_use]
    pub fn handle(&mut self, _now: Millis, _input: Input) -> Vec<Effect> {
        let _ = &self.config;
        Vec::new()
    }

    /// When to send `Input::Tick`, and what for.
    pub fn next_deadline(&self) -> Option<(Millis, Timer)> {
        None
    }

    pub fn view(&self) -> ViewModel<'_> {
        unreachable!()
    }

    /// A row's content; `None` where there is no such row (any more).
    pub fn row(&self, _id: RowId) -> Option<RowView> {
        None
    }
}
