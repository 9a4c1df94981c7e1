//! Times, days and plural categories as the visitor's language writes them, by the browser's `Intl`.
//! Used by `Words` alone. A formatter is dear to make and is kept as long as its language.

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// The formatters of one language.
pub(super) struct Formats {
    time: Function,
    exact: Function,
    day: Function,
}

impl Formats {
    /// `locale` is a BCP 47 tag; one that the browser refuses gives its own language.
    pub(super) fn new(locale: &str) -> Self {
        let locales = known(locale);
        let date = |pairs: &[(&str, &str)]| Intl::DateTimeFormat::new(&locales, &options(pairs)).format();
        Self {
            time: date(&[("hour", "numeric"), ("minute", "2-digit")]),
            exact: date(&[("dateStyle", "long"), ("timeStyle", "medium")]),
            day: date(&[("weekday", "long"), ("day", "numeric"), ("month", "long")]),
        }
    }

    pub(super) fn time(&self, at: f64) -> String {
        call(&self.time, at)
    }

    pub(super) fn exact(&self, at: f64) -> String {
        call(&self.exact, at)
    }

    pub(super) fn day(&self, at: f64) -> String {
        call(&self.day, at)
    }
}

/// Of a language: `zero`, `one`, `two`, `few`, `many` or `other`.
pub(super) fn category(locale: &str, count: usize) -> String {
    // Exact below 2^53, and nobody counts messages beyond.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let count = count as f64;
    Intl::PluralRules::new(&known(locale), &Object::new()).select(count).into()
}

/// A list with the tag, or an empty one (the browser's language) where the tag is not one.
fn known(locale: &str) -> Array {
    let tag = Array::of1(&JsValue::from_str(locale));
    // The constructors throw on a malformed tag; this call says so without ending the program.
    let supported = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"getCanonicalLocales".into()))
        .ok()
        .and_then(|check| check.dyn_into::<Function>().ok())
        .is_some_and(|check| check.call1(&JsValue::UNDEFINED, &tag).is_ok());
    if supported { tag } else { Array::new() }
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh plain object can't fail.
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    options
}

fn call(format: &Function, at: f64) -> String {
    let date = Date::new(&JsValue::from_f64(at));
    // Throws for a time that is none (beyond the year 275760): nothing is shown then.
    format.call1(&JsValue::UNDEFINED, &date).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// Days between a moment and the present, in the visitor's time zone: 0 today, 1 yesterday.
pub(super) fn days_ago(at: f64) -> Option<i64> {
    let start = |ms: f64| {
        let date = Date::new(&JsValue::from_f64(ms));
        date.set_hours(12);
        date.set_minutes(0);
        date.set_seconds(0);
        date.get_time()
    };
    let days = ((start(Date::now()) - start(at)) / 86_400_000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "a number of days that was rounded")]
    days.is_finite().then_some(days as i64)
}
