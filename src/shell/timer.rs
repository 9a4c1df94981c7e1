//! One-shot timers. Dropping one cancels it. Called by `runtime`.

use gloo_timers::callback::Timeout;
use parlor_session::Millis;

pub struct Timer {
    _timeout: Timeout,
}

/// Longest wait in one go; browsers fire at once beyond 2^31 ms.
const LONGEST: u64 = 1 << 30;

impl Timer {
    /// Calls `fire` after `wait`, or earlier where `wait` is longer than a browser can count: a tick too many is none.
    pub fn after(wait: Millis, fire: impl FnOnce() + 'static) -> Self {
        let wait = u32::try_from(wait.0.min(LONGEST)).unwrap_or(u32::MAX);
        Self { _timeout: Timeout::new(wait, fire) }
    }
}
