//! The one timer: reports when a moment has come, unless it is dropped before.

use gloo_timers::callback::Timeout;

use super::clock;

/// Shorter pauses than this are not worth a timer of their own.
const SHORTEST: u64 = 20;

pub(crate) struct Timer {
    _timeout: Timeout,
}

impl Timer {
    /// `at` in UTC milliseconds.
    pub(crate) fn at(at: u64, report: fn()) -> Self {
        let pause = at.saturating_sub(clock::now()).max(SHORTEST);
        let pause = u32::try_from(pause).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs());
        Self { _timeout: Timeout::new(pause, report) }
    }
}
