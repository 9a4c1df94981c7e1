//! The shell in a real browser: requests against a `fetch` of the test's own, storage, timers, time.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::{Array, Function, Promise, Reflect};
use parlor::shell::{
    clock, http,
    http::{Center, Order},
    random, storage,
    storage::Kept,
    tabs::{Report, Tabs},
    timer::Timer,
};
use parlor_session::{
    Millis,
    effect::{Lead, Method},
    input::Outcome,
};
use parlor_ui::Listener;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::Event;

wasm_bindgen_test_configure!(run_in_browser);

/// Puts a function of JavaScript's in the place of `fetch` until it is dropped. Its calls are kept in `window.calls`.
struct Stub(JsValue);

impl Stub {
    fn answering(body: &str) -> Self {
        let window = web_sys::window().unwrap();
        let name = JsValue::from_str("fetch");
        let real = Reflect::get(&window, &name).unwrap();
        Reflect::set(&window, &JsValue::from_str("calls"), &Array::new()).unwrap();
        let source = ["calls.push([url, init]); ", body].concat();
        let fake = Function::new_with_args("url, init", &source);
        Reflect::set(&window, &name, &fake).unwrap();
        Self(real)
    }

    /// What was asked for first: address and settings.
    fn call() -> (String, JsValue) {
        let calls = Reflect::get(&web_sys::window().unwrap(), &JsValue::from_str("calls")).unwrap();
        let call: Array = Array::from(&calls).get(0).dyn_into().unwrap();
        (call.get(0).as_string().unwrap(), call.get(1))
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        Reflect::set(&web_sys::window().unwrap(), &JsValue::from_str("fetch"), &self.0).unwrap();
    }
}

fn center(cookies: bool) -> Center {
    Center { api_url: "https://t.example/api".to_owned(), authorization: "SCHEME appId=\"a\"".to_owned(), cookies }
}

fn get(path: &str) -> Order<'_> {
    Order { method: Method::Get, path, body: None, keepalive: false, patience: None }
}

/// Sends and waits for the outcome.
async fn outcome(center: &Center, order: Order<'_>) -> Outcome {
    let found = Rc::new(RefCell::new(None));
    let mut sent = None;
    let promise = Promise::new(&mut |resolve, _| {
        let found = Rc::clone(&found);
        sent = Some(http::send(center, &order, move |outcome| {
            *found.borrow_mut() = Some(outcome);
            resolve.call0(&JsValue::NULL).unwrap();
        }));
    });
    JsFuture::from(promise).await.unwrap();
    drop(sent);
    let outcome = found.borrow_mut().take();
    outcome.unwrap()
}

async fn turn() {
    let promise = Promise::new(&mut |resolve, _| {
        web_sys::window().unwrap().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 20).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap()
}

#[wasm_bindgen_test]
async fn an_answer_comes_with_its_status_its_patience_and_its_text() {
    let _stub = Stub::answering(
        "return Promise.resolve(new Response('{\"a\":1}', {status: 429, headers: {'Retry-After': '7'}}))",
    );
    match outcome(&center(true), get("chats?x=1")).await {
        Outcome::Answer { status, retry_after, body } => {
            assert_eq!((status, retry_after, body.as_str()), (429, Some(Millis(7000)), "{\"a\":1}"));
        }
        Outcome::NoAnswer => panic!("there was an answer"),
    }
}

#[wasm_bindgen_test]
async fn a_request_carries_the_authorization_and_cookies_only_where_they_identify() {
    for (cookies, expected) in [(true, "include"), (false, "omit")] {
        let _stub = Stub::answering("return Promise.resolve(new Response(''))");
        let order = Order { method: Method::Post, body: Some("{}".to_owned()), keepalive: true, ..get("chats") };
        outcome(&center(cookies), order).await;
        let (url, init) = Stub::call();
        assert_eq!(url, "https://t.example/api/chats");
        assert_eq!(field(&init, "method").as_string().unwrap(), "POST");
        assert_eq!(field(&init, "credentials").as_string().unwrap(), expected);
        assert_eq!(field(&init, "keepalive").as_bool(), Some(true));
        let headers: web_sys::Headers = field(&init, "headers").dyn_into().unwrap();
        assert_eq!(headers.get("Authorization").unwrap().unwrap(), "SCHEME appId=\"a\"");
        assert!(headers.get("Content-Type").unwrap().unwrap().starts_with("application/json"));
    }
}

#[wasm_bindgen_test]
async fn whatever_fetch_does_is_no_answer_at_worst() {
    for fetch in [
        "return Promise.reject(new TypeError('no network'))",
        "throw new Error('a page replaced fetch')",
        "return 5",
        "return Promise.resolve({})",
        "return Promise.resolve(new Response(new ReadableStream({start(c) { c.error(new Error('cut')) }})))",
    ] {
        let _stub = Stub::answering(fetch);
        assert!(matches!(outcome(&center(true), get("x")).await, Outcome::NoAnswer), "{fetch}");
    }
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted_and_never_heard_of() {
    let _stub = Stub::answering(
        "return new Promise((_, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)))",
    );
    let heard = Rc::new(Cell::new(false));
    let sink = Rc::clone(&heard);
    let sent = http::send(&center(true), &get("x"), move |_| sink.set(true));
    turn().await;
    let signal = field(&Stub::call().1, "signal");
    assert_eq!(field(&signal, "aborted").as_bool(), Some(false));
    drop(sent);
    turn().await;
    assert_eq!(field(&signal, "aborted").as_bool(), Some(true));
    assert!(!heard.get());
}

#[wasm_bindgen_test]
async fn patience_ends_a_request_that_hangs() {
    let _stub = Stub::answering(
        "return new Promise((_, reject) => init.signal.addEventListener('abort', () => reject(init.signal.reason)))",
    );
    let order = Order { patience: Some(Millis(5)), ..get("x") };
    assert!(matches!(outcome(&center(true), order).await, Outcome::NoAnswer));
}

#[wasm_bindgen_test]
fn patience_is_read_in_seconds_and_as_a_date() {
    let now = Millis(1_800_000_000_000);
    assert_eq!(http::retry_after(" 120 ", now), Some(Millis(120_000)));
    assert_eq!(http::retry_after("Fri, 15 Jan 2027 08:00:30 GMT", now), Some(Millis(30_000)));
    assert_eq!(http::retry_after("Fri, 15 Jan 2021 08:00:30 GMT", now), Some(Millis(0)));
    assert_eq!(http::retry_after("soon", now), None);
    assert_eq!(http::retry_after("-5", now), None);
}

#[wasm_bindgen_test]
fn what_is_stored_comes_back_until_it_is_removed() {
    for kept in [Kept::Tab, Kept::Browser] {
        assert_eq!(storage::get(kept, "parlor-test"), None);
        storage::set(kept, "parlor-test", Some("ä\u{1f600}"));
        assert_eq!(storage::get(kept, "parlor-test").as_deref(), Some("ä\u{1f600}"));
        storage::set(kept, "parlor-test", None);
        assert_eq!(storage::get(kept, "parlor-test"), None);
    }
}

#[wasm_bindgen_test]
fn a_text_too_large_to_store_changes_nothing() {
    storage::set(Kept::Tab, "parlor-test-2", Some("before"));
    storage::set(Kept::Tab, "parlor-test-2", Some(&"x".repeat(20_000_000)));
    assert_eq!(storage::get(Kept::Tab, "parlor-test-2").as_deref(), Some("before"));
    storage::set(Kept::Tab, "parlor-test-2", None);
}

#[wasm_bindgen_test]
async fn a_timer_goes_off_once_and_a_dropped_one_never() {
    let (rang, dropped) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let (rings, never) = (Rc::clone(&rang), Rc::clone(&dropped));
    let timer = Timer::after(Millis(0), move || rings.set(rings.get() + 1));
    drop(Timer::after(Millis(0), move || never.set(never.get() + 1)));
    while rang.get() == 0 {
        turn().await;
    }
    turn().await;
    assert_eq!((rang.get(), dropped.get()), (1, 0));
    drop(timer);
}

#[wasm_bindgen_test]
fn a_dropped_listener_hears_nothing() {
    let target = web_sys::EventTarget::new().unwrap();
    let heard = Rc::new(Cell::new(0));
    let sink = Rc::clone(&heard);
    let listener = Listener::new(&target, "ping", move |_| sink.set(sink.get() + 1));
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();
    drop(listener);
    target.dispatch_event(&Event::new("ping").unwrap()).unwrap();
    assert_eq!(heard.get(), 1);
}

#[wasm_bindgen_test]
fn the_visitors_day_begins_at_the_visitors_midnight() {
    // Noon and the next noon are a day apart wherever this runs, and no moment is more than a day from UTC's day.
    let noon = Millis(1_800_014_400_000);
    assert_eq!(clock::local_day(noon.plus(Millis::seconds(86_400))) - clock::local_day(noon), 1);
    assert!((clock::local_day(noon) - 20_833).abs() <= 1);
    assert!(clock::now().0 > 1_700_000_000_000);
}

#[wasm_bindgen_test]
fn no_two_ids_are_alike() {
    let (one, other) = (random::id().unwrap(), random::id().unwrap());
    assert_eq!((one.len(), other.len()), (32, 32));
    assert_ne!(one, other);
    assert_ne!(random::seed(), random::seed());
}

/// A tab that waits again as soon as it hears that another one has taken the right from it, as the widget does.
struct Tab {
    tabs: Rc<RefCell<Option<Tabs>>>,
    heard: Rc<RefCell<Vec<Report>>>,
}

impl Tab {
    fn open(name: &str, own_name: &str) -> Self {
        let tabs: Rc<RefCell<Option<Tabs>>> = Rc::default();
        let heard: Rc<RefCell<Vec<Report>>> = Rc::default();
        let (again, note) = (Rc::clone(&tabs), Rc::clone(&heard));
        let made = Tabs::join(name.to_owned(), move |report| {
            let is_lost = report == Report::Lead(false);
            note.borrow_mut().push(report);
            if is_lost && let Some(tabs) = again.borrow_mut().as_mut() {
                tabs.lead(Lead::Queue);
            }
        });
        let mut made = made.unwrap();
        made.claim(own_name.to_owned());
        *tabs.borrow_mut() = Some(made);
        Self { tabs, heard }
    }

    fn wish(&self, wish: Lead) {
        self.tabs.borrow_mut().as_mut().unwrap().lead(wish);
    }

    /// What was heard of the right to poll.
    fn leads(&self) -> Vec<bool> {
        let heard = self.heard.borrow();
        heard.iter().filter_map(|report| if let Report::Lead(leads) = report { Some(*leads) } else { None }).collect()
    }

    async fn has_heard(&self, expected: &[bool]) {
        for _ in 0..400 {
            if self.leads() == expected {
                return;
            }
            turn().await;
        }
        panic!("heard {:?}, expected {expected:?}", self.leads());
    }
}

async fn the_right_goes_round(name: &str) {
    let (first, second) = (Tab::open(name, &[name, "1"].concat()), Tab::open(name, &[name, "2"].concat()));
    first.wish(Lead::Queue);
    first.has_heard(&[true]).await;
    second.wish(Lead::Queue);
    turn().await;
    second.has_heard(&[]).await;
    second.wish(Lead::Take);
    second.has_heard(&[true]).await;
    first.has_heard(&[true, false]).await;
    second.wish(Lead::Leave);
    first.has_heard(&[true, false, true]).await;
    second.wish(Lead::Queue);
    drop(first.tabs.borrow_mut().take());
    second.has_heard(&[true, true]).await;
    drop(second.tabs.borrow_mut().take());
}

#[wasm_bindgen_test]
async fn one_tab_has_the_right_to_poll_until_it_leaves_it_is_gone_or_another_takes_it() {
    the_right_goes_round("parlor-test-locks").await;
}

#[wasm_bindgen_test]
async fn without_locks_the_right_goes_round_all_the_same() {
    let navigator = web_sys::window().unwrap().navigator();
    let descriptor = js_sys::Object::new();
    Reflect::set(&descriptor, &"configurable".into(), &JsValue::TRUE).unwrap();
    Reflect::set(&descriptor, &"value".into(), &JsValue::UNDEFINED).unwrap();
    js_sys::Object::define_property(navigator.unchecked_ref::<js_sys::Object>(), &"locks".into(), &descriptor);
    the_right_goes_round("parlor-test-beats").await;
    Reflect::delete_property(navigator.unchecked_ref::<js_sys::Object>(), &"locks".into()).unwrap();
    assert_eq!(storage::get(Kept::Browser, "parlor-test-beats:lead"), None, "nothing of it is left");
}

#[wasm_bindgen_test]
async fn tabs_hear_each_other_and_a_duplicated_one_learns_that_it_is() {
    let name = "parlor-test-words";
    let (first, second) = (Tab::open(name, "parlor-test-own"), Tab::open(name, "parlor-test-own"));
    first.tabs.borrow().as_ref().unwrap().say("hello");
    for _ in 0..600 {
        if second.heard.borrow().contains(&Report::Owned(false)) {
            break;
        }
        turn().await;
    }
    assert_eq!(*first.heard.borrow(), [Report::Owned(true)]);
    assert_eq!(*second.heard.borrow(), [Report::Heard("hello".to_owned()), Report::Owned(false)]);
    first.tabs.borrow_mut().as_mut().unwrap().rest();
    second.tabs.borrow().as_ref().unwrap().say("nobody hears this");
    turn().await;
    assert_eq!(first.heard.borrow().len(), 1);
}
