//! The visit as rules of offers ask about it: looked at once a second while an offer waits. Called by the tab's part.

use std::{cell::Cell, rc::Rc};

use js_sys::{Date, Function};
use parlor_contact::Visit;
use parlor_protocol::text;
use parlor_session::Millis;
use parlor_ui::Listener;
use wasm_bindgen::{JsCast, JsValue};

use super::{clock, invoke, page, property};

/// Between two looks.
pub const LOOK: Millis = Millis::seconds(1);

/// What is remembered of this browser's visits, as far as a rule needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memories {
    /// UTC milliseconds.
    pub began: u64,
    /// Addresses, the first one first.
    pub pages: Vec<String>,
    pub was_here_before: bool,
    pub has_chatted: bool,
}

/// Looks until it is dropped.
pub struct Watch {
    pub memories: Memories,
    /// Seconds to wait.
    pub ewt: Option<u64>,
    clicks: Rc<Cell<u64>>,
    leaving: Rc<Cell<bool>>,
    deepest: Cell<u64>,
    _listeners: Vec<Listener>,
}

impl Watch {
    pub fn new(memories: Memories) -> Self {
        let clicks = Rc::new(Cell::new(0_u64));
        let leaving = Rc::new(Cell::new(false));
        let mut listeners = Vec::new();
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            let count = Rc::clone(&clicks);
            listeners.push(Listener::early(&document, "click", move |_| count.set(count.get() + 1)));
            let leaves = Rc::clone(&leaving);
            listeners.push(Listener::new(&document, "mouseout", move |event| {
                let goes_nowhere = property(&event, "relatedTarget").is_null();
                if goes_nowhere && property(&event, "clientY").as_f64().is_some_and(|y| y <= 0.0) {
                    leaves.set(true);
                }
            }));
        }
        Self { memories, ewt: None, clicks, leaving, deepest: Cell::new(0), _listeners: listeners }
    }
}

impl Visit for Watch {
    fn weekday(&self) -> usize {
        of_now("getDay") as usize
    }

    fn day(&self) -> u32 {
        of_now("getDate")
    }

    fn month(&self) -> usize {
        of_now("getMonth") as usize
    }

    fn second_of_day(&self) -> f64 {
        f64::from(of_now("getHours") * 3600 + of_now("getMinutes") * 60 + of_now("getSeconds"))
    }

    fn language(&self) -> String {
        of_page(&["navigator", "language"]).as_string().unwrap_or_default()
    }

    fn is_mobile(&self) -> bool {
        of_page(&["navigator", "userAgent"]).as_string().is_some_and(|agent| text::find(&agent, "Mobi").is_some())
    }

    fn referrer(&self) -> String {
        of_page(&["document", "referrer"]).as_string().unwrap_or_default()
    }

    fn url(&self) -> String {
        page::url()
    }

    fn has_cookie(&self, name: &str) -> bool {
        let all = of_page(&["document", "cookie"]).as_string().unwrap_or_default();
        all.split(';').any(|cookie| cookie.trim_start().starts_with(name))
    }

    fn variable(&self, name: &str) -> Option<String> {
        let path: Vec<&str> = name.split('.').map(str::trim).collect();
        let value = of_page(&path);
        if value.is_undefined() || value.is_null() {
            return None;
        }
        // Whatever it is, as the page's own script would write it.
        let write = of_page(&["String"]).dyn_into::<Function>().ok()?;
        write.call1(&JsValue::UNDEFINED, &value).ok()?.as_string()
    }

    fn finds(&self, pattern: &str, text: &str) -> bool {
        // By a call that may fail: what is no expression must not end the widget.
        let search = of_page(&["String", "prototype", "match"]).dyn_into::<Function>();
        let found = search.ok().and_then(|search| search.call1(&text.into(), &pattern.into()).ok());
        found.is_some_and(|found| !found.is_null())
    }

    fn clicks(&self) -> u64 {
        self.clicks.get()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "percent, and NaN is 0")]
    fn depth(&self) -> u64 {
        let number = |path: &[&str]| of_page(path).as_f64().unwrap_or(0.0);
        let lowest = number(&["scrollY"]) + number(&["innerHeight"]);
        // Half a pixel is no matter.
        let seen = (lowest + 1.0) * 100.0 / number(&["document", "documentElement", "scrollHeight"]).max(1.0);
        self.deepest.set(self.deepest.get().max(seen.min(100.0) as u64));
        self.deepest.get()
    }

    fn is_leaving(&self) -> bool {
        self.leaving.get()
    }

    fn seconds(&self) -> u64 {
        clock::now().0.saturating_sub(self.memories.began) / 1000
    }

    fn is_first(&self) -> bool {
        !self.memories.was_here_before
    }

    fn pages(&self) -> u64 {
        self.memories.pages.len() as u64
    }

    fn was_at(&self, part: &str) -> bool {
        self.memories.pages.iter().any(|page| text::find(page, part).is_some())
    }

    fn has_chatted(&self) -> bool {
        self.memories.has_chatted
    }

    fn ewt(&self) -> Option<u64> {
        self.ewt
    }
}

/// What stands at the end of this path from the window. Getters of pages may throw: then it is undefined.
fn of_page(path: &[&str]) -> JsValue {
    path.iter().fold(js_sys::global().into(), |around, name| property(&around, name))
}

/// A part of the visitor's date and time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers")]
fn of_now(part: &str) -> u32 {
    invoke(&Date::new_0(), part).and_then(|number| number.as_f64()).unwrap_or(0.0) as u32
}
