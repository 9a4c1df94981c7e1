//! The time, and times in words by the browser's own Intl.

use gloo_timers::callback::Interval;
use js_sys::{Array, Date, Function, Intl::DateTimeFormat, Math, Object, Reflect};
use wasm_bindgen::JsValue;

const DAY: f64 = 86_400_000.0;

/// UTC milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time after 1970 and before year 280,000"
)]
pub(crate) fn now() -> u64 {
    Date::now() as u64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number between 0 and 2^53")]
pub(crate) fn seed() -> u64 {
    let random = (Math::random() * 9_007_199_254_740_992.0) as u64;
    random ^ now().rotate_left(20)
}

fn date(seconds: u64) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit 53 bits")]
    let milliseconds = seconds as f64 * 1000.0;
    Date::new(&JsValue::from_f64(milliseconds))
}

/// The number of the local day, for day dividers.
#[expect(clippy::cast_possible_truncation, reason = "days since 1970")]
pub(crate) fn local_day(seconds: u64) -> i64 {
    let date = date(seconds);
    ((date.get_time() - date.get_timezone_offset() * 60_000.0) / DAY).floor() as i64
}

fn format(seconds: u64, options: &[(&str, &str)]) -> String {
    let object = Object::new();
    for (name, value) in options {
        // Setting a property of a plain object does not fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let format: Function = DateTimeFormat::new(&Array::new(), &object).format();
    // A time out of the calendar's range has no words.
    format.call1(&JsValue::UNDEFINED, &date(seconds)).ok().and_then(|words| words.as_string()).unwrap_or_default()
}

pub(crate) fn time(seconds: u64) -> String {
    format(seconds, &[("hour", "numeric"), ("minute", "2-digit")])
}

pub(crate) fn day(seconds: u64) -> String {
    if local_day(seconds) == local_day(now() / 1000) {
        return crate::texts::TODAY.to_owned();
    }
    format(seconds, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}

pub(crate) fn exact(seconds: u64) -> String {
    format(seconds, &[("dateStyle", "medium"), ("timeStyle", "medium")])
}

pub(crate) fn iso(seconds: u64) -> String {
    let date = date(seconds);
    if date.get_time().is_nan() { String::new() } else { date.to_iso_string().into() }
}

/// Calls until the page goes away.
pub(crate) fn every(milliseconds: u32, call: fn()) {
    Interval::new(milliseconds, call).forget();
}
