//! The one place that asks for the time. UTC milliseconds that never go back: the wall clock is read once, and from
//! there a monotonic clock counts, so that setting the system's time can't hold a poll for an hour.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

#[derive(Clone, Copy, Debug)]
pub struct Clock {
    utc: u64,
    started: Instant,
}

impl Clock {
    pub fn start() -> Self {
        let utc = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { utc: millis(utc), started: Instant::now() }
    }

    /// UTC milliseconds.
    pub fn now(&self) -> u64 {
        self.utc.saturating_add(millis(self.started.elapsed()))
    }
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
