//! How long a call has lasted. Part of `call`.

use std::time::Duration;

use leptos::prelude::*;

/// Whole seconds since then, in UTC milliseconds; told each second until its owner is gone.
pub fn seconds_since(since: u64) -> ReadSignal<u64> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a time of this century")]
    let passed = move || (js_sys::Date::now() as u64).saturating_sub(since) / 1_000;
    let (seconds, set_seconds) = signal(passed());
    if let Ok(timer) = set_interval_with_handle(move || set_seconds.set(passed()), Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
    seconds
}
