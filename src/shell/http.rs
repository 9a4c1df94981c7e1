//! Requests to the contact center by fetch. Called by `runtime`, which gets exactly one outcome for each request that
//! it does not drop. Never throws; judges nothing.

use std::{cell::Cell, rc::Rc};

use gloo_net::http::Response;
use js_sys::{Function, Object, Promise, Reflect};
use parlor_session::{Millis, effect::Method, input::Outcome};
use parlor_ui::gone::{self, Undo};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, Headers};

use super::{clock, timer::Timer};

/// Where the contact center is and as whom this browser speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Center {
    /// Without a slash at its end.
    pub api_url: String,
    /// The `Authorization` header.
    pub authorization: String,
    /// Cookies identify the visitor.
    pub cookies: bool,
}

impl Center {
    /// The address of what is below the API's.
    pub fn url(&self, path: &str) -> String {
        [&self.api_url, "/", path].concat()
    }
}

pub struct Order<'a> {
    pub method: Method,
    /// Below the API's address, with its query.
    pub path: &'a str,
    /// JSON.
    pub body: Option<String>,
    pub keepalive: bool,
    /// Give up after this time, where the caller has no clock of its own.
    pub patience: Option<Millis>,
}

/// A request. Dropping one that is under way aborts it, and then no outcome comes.
pub struct Sent {
    abort: Option<AbortController>,
    _gone: Option<Undo>,
    wanted: Rc<Cell<bool>>,
    _patience: Option<Timer>,
}

impl Sent {
    /// Stop caring without stopping the request: what the page's end must not take along.
    pub fn let_go(self) {
        self.wanted.set(false);
        let mut sent = self;
        sent.abort = None;
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        // What has its answer is not taken back: where the page reads along, its own copy would end in an error.
        if let Some(abort) = self.abort.take().filter(|_| self.wanted.replace(false)) {
            abort.abort();
        }
    }
}

/// Sends; `done` is called later, never before this returns.
pub fn send(center: &Center, order: &Order<'_>, done: impl FnOnce(Outcome) + 'static) -> Sent {
    let is_post = order.method == Method::Post;
    start(center, order, move |answer| {
        // A redirect may have made a poll of it, whose answer says nothing of what was posted.
        let is_poll = |body: &String| is_post && body.contains("\"events\"");
        let answer = answer.filter(|(response, body)| !(response.redirected() && is_poll(body)));
        done(answer.map_or(Outcome::NoAnswer, |(response, body)| {
            let response = Response::from(response);
            let retry_after = response.headers().get("Retry-After");
            let retry_after = retry_after.and_then(|value| self::retry_after(&value, clock::now()));
            Outcome::Answer { status: response.status(), retry_after, body }
        }));
    })
}

/// `done` hears the answer with its body, or nothing.
fn start(center: &Center, order: &Order<'_>, done: impl FnOnce(Option<(web_sys::Response, String)>) + 'static) -> Sent {
    let abort = AbortController::new().ok();
    let url = center.url(order.path);
    let answer = fetch(center, &url, order, abort.as_ref().map(AbortController::signal).as_ref());
    wait(answer.ok(), abort, order.patience, done)
}

fn wait(
    answer: Option<JsFuture>,
    abort: Option<AbortController>,
    patience: Option<Millis>,
    done: impl FnOnce(Option<(web_sys::Response, String)>) + 'static,
) -> Sent {
    let wanted = Rc::new(Cell::new(true));
    let patience = patience.zip(abort.clone()).map(|(wait, abort)| Timer::after(wait, move || abort.abort()));
    let still = Rc::clone(&wanted);
    spawn_local(async move {
        let answer = match answer {
            Some(answer) => read(answer).await,
            None => None,
        };
        if still.replace(false) {
            done(answer);
        }
    });
    let gone = abort.as_ref().map(|abort| Undo::calling(abort, "abort"));
    Sent { abort, _gone: gone, wanted, _patience: patience }
}

/// After this time a question's answer is given up.
const PATIENCE: Millis = Millis::seconds(10);

/// Asks for what changes nothing; `done` gets the body of a good answer. Dropping the request aborts it.
pub fn ask(center: &Center, path: &str, done: impl FnOnce(Option<String>) + 'static) -> Sent {
    let order = Order { method: Method::Get, path, body: None, keepalive: false, patience: Some(PATIENCE) };
    start(center, &order, |answer| done(good(answer)))
}

fn good(answer: Option<(web_sys::Response, String)>) -> Option<String> {
    answer.filter(|(response, _)| response.ok()).map(|(_, body)| body)
}

/// What the loader asked while the wasm was on its way: an object of addresses with the promises of their answers, and an
/// `AbortController` under `abort`.
#[derive(Default)]
pub struct Early(pub JsValue);

impl Early {
    /// As `ask`, of this browser's cookies; what was asked already is not asked again.
    pub fn ask(&self, center: &Center, path: &str, done: impl FnOnce(Option<String>) + 'static) -> Sent {
        let url = center.url(path);
        let asked = super::property(&self.0, &url).dyn_into::<Promise>().ok().filter(|_| center.cookies);
        let Some(asked) = asked else { return ask(center, path, done) };
        let abort = super::property(&self.0, "abort").dyn_into().ok();
        wait(Some(asked.into()), abort, Some(PATIENCE), |answer| done(good(answer)))
    }
}

/// The page may have put anything in the place of `fetch`, so it is called in the way that catches what it throws. What
/// is returned listens to the answer already: a widget that is taken away before its next turn leaves no rejection
/// behind that nobody handles.
fn fetch(center: &Center, url: &str, order: &Order<'_>, signal: Option<&AbortSignal>) -> Result<JsFuture, JsValue> {
    let headers = Headers::new()?;
    headers.set("Authorization", &center.authorization)?;
    if order.body.is_some() {
        headers.set("Content-Type", "application/json; charset=UTF-8")?;
    }
    // By names: an import for each of them weighs more, and so does a list of what each may be.
    let init = Object::new();
    let method = match order.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    for (name, value) in [
        ("method", method.into()),
        ("headers", headers.into()),
        ("body", order.body.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str)),
        ("cache", "no-store".into()),
        ("credentials", if center.cookies { "include" } else { "omit" }.into()),
        ("signal", signal.map_or(JsValue::UNDEFINED, |signal| signal.clone().into())),
        ("keepalive", order.keepalive.into()),
    ] {
        Reflect::set(&init, &JsValue::from_str(name), &value)?;
    }
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let fetch: Function = Reflect::get(&window, &JsValue::from_str("fetch"))?.dyn_into()?;
    Ok(JsFuture::from(Promise::resolve(&fetch.call2(&window, &JsValue::from_str(url), &init)?)))
}

/// A bare GET, for what is no text.
pub fn bare(center: &Center, path: &str) -> Option<JsFuture> {
    let order = Order { method: Method::Get, path, body: None, keepalive: false, patience: None };
    fetch(center, &center.url(path), &order, gone::signal().as_ref()).ok()
}

/// `None` where there is no answer, or where the connection breaks in the middle of its body.
async fn read(answer: JsFuture) -> Option<(web_sys::Response, String)> {
    let response: web_sys::Response = answer.await.ok()?.dyn_into().ok()?;
    let body = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
    Some((response, body))
}

/// Seconds or an HTTP-date, as a length of time from `now`.
pub fn retry_after(value: &str, now: Millis) -> Option<Millis> {
    let value = value.trim();
    match value.parse::<u64>() {
        Ok(seconds) => Some(Millis(seconds.saturating_mul(1000))),
        // A date begins with its weekday; browsers read dates out of stranger things.
        Err(_) if value.starts_with(|char: char| char.is_ascii_alphabetic()) => {
            clock::parse_date(value).map(|at| at.since(now))
        }
        Err(_) => None,
    }
}
