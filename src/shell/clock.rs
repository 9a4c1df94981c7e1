//! The time, and the visitor's day. Called by `runtime`; the core gets both from it.

use js_sys::Date;
use parlor_session::Millis;
use wasm_bindgen::JsValue;

const DAY: i64 = 86_400_000;

/// UTC milliseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a clock before 1970 saturates to zero")]
pub fn now() -> Millis {
    Millis(Date::now() as u64)
}

/// Days since 1970 in the visitor's time zone, with the offset that was in force at that moment.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "no date is beyond 2^53 ms")]
pub fn local_day(at: Millis) -> i64 {
    let offset = Date::new(&JsValue::from_f64(at.0 as f64)).get_timezone_offset();
    // Beyond what a date can be, the offset is NaN, which is 0 here.
    (i64::try_from(at.0).unwrap_or(i64::MAX)).saturating_sub(offset as i64 * 60_000).div_euclid(DAY)
}

/// The moment that a header's HTTP-date names.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "NaN is sorted out before")]
pub fn parse_date(date: &str) -> Option<Millis> {
    let at = Date::parse(date);
    (at.is_finite() && at >= 0.0).then_some(Millis(at as u64))
}
