//! The widget's two parts as the loader runs them, in a real browser, against a contact center made of a replaced
//! `fetch`: options, calls, events, and that nothing is left when they are stopped.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use parlor::embed::{ChatPart, TabPart, check};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{AbortController, AbortSignal, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode, Window};

wasm_bindgen_test_configure!(run_in_browser);

/// A small contact center: one chat, polls that hang until they are aborted. `asked` are the requests, `open` the polls.
const CENTER: &str = r"
    const path = url.split('/api/')[1].split('?')[0], post = init.method === 'POST';
    asked.push(init.method + ' ' + path);
    const json = (value, status = 200) => Promise.resolve(new Response(JSON.stringify(value), {status}));
    if (path === 'configuration') return json({widgets: window.elsewhere ? [{urls: ['/shop/']}] : []});
    if (path === 'availability') return json({chat: 'available', ewt: '3'});
    if (path === 'parameters') return json({parameters: []});
    if (path === 'chats') return json({chat_id: 'c1', state: 'queued', ewt: '9', is_new_chat: true});
    if (path === 'chats/c1/history') return json({events: []});
    if (path === 'chats/c1/events' && post) return json({});
    if (path === 'chats/c1/events') {
        return new Promise((_, reject) => {
            polls.add(init);
            init.signal.addEventListener('abort', () => { polls.delete(init); reject(init.signal.reason); });
        });
    }
    return json({error_code: '5005', error_message: 'Chat session is not found'}, 404);
";

struct Stage {
    host: HtmlElement,
    root: ShadowRoot,
    tab: Rc<RefCell<Option<TabPart>>>,
    chat: Rc<RefCell<Option<ChatPart>>>,
    events: Log,
    /// What the tab wished of the chat's part.
    wishes: Log,
    fetch: JsValue,
    _closures: Vec<Closure<dyn FnMut(String, JsValue)>>,
}

type Log = Rc<RefCell<Vec<String>>>;

/// The requests so far.
fn asked() -> Vec<String> {
    Array::from(&get(&window(), "asked")).iter().map(|asked| asked.as_string().unwrap()).collect()
}

/// How many polls are open.
fn polls() -> u32 {
    get(&window(), "polls").dyn_into::<js_sys::Set>().unwrap().size()
}

fn window() -> Window {
    web_sys::window().unwrap()
}

fn set(target: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(target, &JsValue::from_str(name), value).unwrap();
}

fn get(target: &JsValue, name: &str) -> JsValue {
    Reflect::get(target, &JsValue::from_str(name)).unwrap()
}

fn options(changes: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in
        [("api-url", "https://t.example/api"), ("tenant-url", "t.example"), ("app-id", "test")].iter().chain(changes)
    {
        set(&options, name, &JsValue::from_str(value));
    }
    options
}

impl Stage {
    fn new(changes: &[(&str, &str)]) -> Self {
        let fetch = get(&window(), "fetch");
        set(&window(), "asked", &Array::new());
        set(&window(), "polls", &js_sys::Set::new(&JsValue::UNDEFINED));
        set(&window(), "fetch", &Function::new_with_args("url, init", CENTER));
        let document = window().document().unwrap();
        let host: HtmlElement = document.create_element("parlor-chat").unwrap().dyn_into().unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        document.body().unwrap().append_child(&host).unwrap();
        let place = || {
            let place: HtmlElement = document.create_element("div").unwrap().dyn_into().unwrap();
            root.append_child(&place).unwrap();
            place
        };
        let (events, wishes) = (Log::default(), Log::default());
        let (tab, chat) = (Rc::<RefCell<Option<TabPart>>>::default(), Rc::<RefCell<Option<ChatPart>>>::default());
        let (heard, asked_for, to_chat, to_tab) = (events.clone(), wishes.clone(), chat.clone(), tab.clone());
        let emit = closure(move |name, payload| {
            let json = JSON::stringify(&payload).unwrap().as_string().unwrap();
            heard.borrow_mut().push([name.as_str(), " ", &json].concat());
        });
        let from_tab = closure(move |name, value| match name.as_str() {
            "configuration" | "availability" => to_chat.borrow().as_ref().unwrap().hear(&name, &value),
            // English needs no texts.
            "locale" => assert!(get(&value, "file").is_null()),
            _ => asked_for.borrow_mut().push(name),
        });
        let from_chat =
            closure(move |name, value| assert_eq!(to_tab.borrow().as_ref().unwrap().hear(&name, &value), None));
        let options = options(changes);
        *tab.borrow_mut() =
            TabPart::new(&host, place(), &options, function(&emit), function(&from_tab), gone(), JsValue::UNDEFINED)
                .ok();
        *chat.borrow_mut() = ChatPart::new(place(), &options, function(&emit), function(&from_chat), gone()).ok();
        Self { host, root, tab, chat, events, wishes, fetch, _closures: vec![emit, from_tab, from_chat] }
    }

    async fn call(&self, name: &str, argument: impl Into<JsValue>) -> Result<JsValue, JsValue> {
        let promise = self.chat.borrow().as_ref().unwrap().call(name, &argument.into());
        JsFuture::from(promise).await
    }

    /// Tells the tab a word; what is wrong with it.
    fn tell_tab(&self, name: &str, value: impl Into<JsValue>) -> Option<String> {
        self.tab.borrow().as_ref().unwrap().hear(name, &value.into())
    }

    /// As the loader does it for a page that wants nothing left behind.
    fn stop(&self) {
        self.chat.borrow_mut().as_mut().unwrap().stop();
        self.tab.borrow_mut().as_mut().unwrap().stop();
        for kept in [window().local_storage(), window().session_storage()].map(|kept| kept.unwrap().unwrap()) {
            let keys = (0..kept.length().unwrap()).filter_map(|at| kept.key(at).unwrap());
            for key in keys.filter(|key| key.starts_with("parlor-")).collect::<Vec<_>>() {
                kept.remove_item(&key).unwrap();
            }
        }
    }

    /// Waits until an event begins like this.
    async fn event(&self, beginning: &str) {
        for _ in 0..200 {
            if self.events.borrow().iter().any(|event| event.starts_with(beginning)) {
                return;
            }
            turn().await;
        }
        panic!("{beginning} did not come, but {:?}", self.events.borrow());
    }

    fn is_open(&self) -> bool {
        self.root.query_selector("[part=window][data-open]").unwrap().is_some()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop();
        self.host.remove();
        set(&window(), "fetch", &self.fetch);
    }
}

fn closure(run: impl FnMut(String, JsValue) + 'static) -> Closure<dyn FnMut(String, JsValue)> {
    Closure::new(run)
}

/// Never comes: these parts stop by themselves.
fn gone() -> AbortSignal {
    AbortController::new().unwrap().signal()
}

fn function(closure: &Closure<dyn FnMut(String, JsValue)>) -> Function {
    closure.as_ref().unchecked_ref::<Function>().clone()
}

async fn turn() {
    let promise = Promise::new(&mut |resolve, _| {
        window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 10).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn code(outcome: Result<JsValue, JsValue>) -> String {
    get(&outcome.err().unwrap(), "code").as_string().unwrap()
}

fn stored() -> u32 {
    let window = window();
    window.local_storage().unwrap().unwrap().length().unwrap()
        + window.session_storage().unwrap().unwrap().length().unwrap()
}

#[wasm_bindgen_test]
fn a_wrong_attribute_is_named_with_what_was_expected() {
    assert_eq!(check(&options(&[])), None);
    let line = check(&options(&[("theme", "blue"), ("message-limit", "-1")])).unwrap();
    assert_eq!(
        line,
        "data-theme is \"blue\"; expected auto, light or dark; \
         data-message-limit is \"-1\"; expected a whole number from 1 to 100000"
    );
    assert!(check(&JsValue::NULL).unwrap().starts_with("data-api-url is missing; "));
}

#[wasm_bindgen_test]
async fn before_the_visitor_acts_only_look_and_availability_are_asked_for_and_nothing_is_stored() {
    let stored_before = stored();
    let stage = Stage::new(&[]);
    stage.event("ready").await;
    stage.event("availability {\"available\":true,\"ewt\":3}").await;
    let mut requests = asked();
    requests.sort();
    // The chat's part is here already, as if the tab had been approached: it asks what its form will need.
    assert_eq!(requests, ["GET availability", "GET configuration", "GET parameters"]);
    assert_eq!(stored(), stored_before);
    assert!(stage.root.query_selector("[part=contact-tab]").unwrap().is_some());
}

#[wasm_bindgen_test]
async fn opening_draws_the_window_and_starts_no_chat() {
    let stage = Stage::new(&[]);
    stage.call("open", JsValue::UNDEFINED).await.unwrap();
    assert!(stage.is_open());
    stage.event("open").await;
    stage.call("toggle", JsValue::UNDEFINED).await.unwrap();
    assert!(!stage.is_open());
    stage.event("close").await;
    assert!(!asked().contains(&"POST chats".to_owned()));
}

#[wasm_bindgen_test]
async fn a_page_can_start_write_and_end_a_chat() {
    let stage = Stage::new(&[]);
    let sent = stage.call("sendMessage", "Hello").await.unwrap();
    assert!(get(&sent, "id").as_f64().is_some());
    stage.event("chat-started {\"chatId\":\"c1\"}").await;
    stage.event("message {\"id\":").await;
    let facts = stage.chat.borrow().as_ref().unwrap().state();
    assert_eq!(get(&facts, "chatId").as_string().as_deref(), Some("c1"));
    assert_eq!(get(&facts, "phase").as_string().as_deref(), Some("queued"));
    let again = stage.call("startChat", JsValue::UNDEFINED).await.unwrap();
    assert_eq!(get(&again, "chatId").as_string().as_deref(), Some("c1"));
    stage.call("endChat", JsValue::UNDEFINED).await.unwrap();
    stage.event("ended {\"by\":\"visitor\"}").await;
    assert_eq!(polls(), 0);
}

#[wasm_bindgen_test]
async fn a_call_that_cannot_be_done_is_refused_with_its_code() {
    let stage = Stage::new(&[("message-limit", "5")]);
    assert_eq!(code(stage.call("endChat", JsValue::UNDEFINED).await), "no-chat");
    assert_eq!(code(stage.call("sendMessage", "too long").await), "limit");
    assert_eq!(code(stage.call("sendMessage", 5).await), "bad-option");
    assert_eq!(code(stage.call("startChat", Array::new()).await), "bad-option");
    assert_eq!(code(stage.call("fly", JsValue::UNDEFINED).await), "unsupported");
    assert_eq!(stage.tell_tab("setTheme", "blue").as_deref(), Some("setTheme takes auto, light or dark"));
    assert_eq!(stage.tell_tab("setLocale", "?").as_deref(), Some("setLocale takes a BCP 47 language tag, as in en-GB"));
    assert_eq!(stage.tell_tab("setParameters", 5).as_deref(), Some("parameters are an object of names and values"));
}

#[wasm_bindgen_test]
async fn the_chat_is_wished_for_when_it_is_wanted() {
    let stage = Stage::new(&[]);
    stage.event("ready").await;
    let tab: HtmlElement = stage.root.query_selector("[part=contact-tab]").unwrap().unwrap().dyn_into().unwrap();
    assert!(stage.wishes.borrow().is_empty());
    tab.focus().unwrap();
    assert_eq!(*stage.wishes.borrow(), ["load"]);
    tab.click();
    assert_eq!(*stage.wishes.borrow(), ["load", "toggle"]);
    assert_eq!(stage.tell_tab("chat", "coming"), None);
    tab.click();
    assert_eq!(*stage.wishes.borrow(), ["load", "toggle"], "a second press while the first waits means the same");
    assert_eq!(stage.tell_tab("chat", "there"), None);
    tab.click();
    assert_eq!(*stage.wishes.borrow(), ["load", "toggle", "toggle"]);
    let open = Stage::new(&[("open", "")]);
    assert_eq!(*open.wishes.borrow(), ["open"]);
}

#[wasm_bindgen_test]
async fn a_chat_that_another_tab_begins_is_wished_for_where_the_chats_part_was_only_loaded() {
    let stage = Stage::new(&[]);
    stage.event("ready").await;
    let tab: HtmlElement = stage.root.query_selector("[part=contact-tab]").unwrap().unwrap().dyn_into().unwrap();
    tab.focus().unwrap();
    assert_eq!(*stage.wishes.borrow(), ["load"]);
    let storage = window().local_storage().unwrap().unwrap();
    storage.set_item("parlor-chat:test", "c1").unwrap();
    let event = web_sys::Event::new("storage").unwrap();
    for (name, value) in [("key", "parlor-chat:test"), ("newValue", "c1")] {
        set(&event, name, &value.into());
    }
    window().dispatch_event(&event).unwrap();
    turn().await;
    storage.remove_item("parlor-chat:test").unwrap();
    assert_eq!(*stage.wishes.borrow(), ["load", "resume"]);
}

#[wasm_bindgen_test]
async fn who_is_in_a_chat_keeps_the_tab_whatever_the_hours_and_the_page() {
    let stage = Stage::new(&[]);
    stage.event("ready").await;
    let has_tab = || stage.root.query_selector("[part=contact-tab]").unwrap().is_some();
    let history = window().history().unwrap();
    let here = window().location().pathname().unwrap();
    set(&window(), "elsewhere", &JsValue::TRUE);
    assert_eq!(stage.tell_tab("reload", JsValue::UNDEFINED), None);
    for _ in 0..100 {
        if !has_tab() {
            break;
        }
        turn().await;
    }
    assert!(!has_tab(), "no widget is for this page any more");
    stage.call("sendMessage", "Hello").await.unwrap();
    turn().await;
    assert!(has_tab());
    stage.call("endChat", JsValue::UNDEFINED).await.unwrap();
    turn().await;
    assert!(!has_tab());
    history.push_state_with_url(&JsValue::NULL, "", Some("/shop/")).unwrap();
    for _ in 0..100 {
        if has_tab() {
            break;
        }
        turn().await;
    }
    assert!(has_tab(), "the page's new address has a widget");
    history.push_state_with_url(&JsValue::NULL, "", Some(&here)).unwrap();
    set(&window(), "elsewhere", &JsValue::FALSE);
}

#[wasm_bindgen_test]
async fn the_theme_stands_on_the_host() {
    let stage = Stage::new(&[("theme", "dark")]);
    stage.event("ready").await;
    assert_eq!(stage.host.get_attribute("data-theme").as_deref(), Some("dark"));
    assert_eq!(stage.tell_tab("setTheme", "light"), None);
    turn().await;
    assert_eq!(stage.host.get_attribute("data-theme").as_deref(), Some("light"));
}

#[wasm_bindgen_test]
async fn destroy_leaves_nothing() {
    let stored_before = stored();
    let document = window().document().unwrap();
    document.set_title("A page");
    let stage = Stage::new(&[]);
    stage.call("open", JsValue::UNDEFINED).await.unwrap();
    stage.call("sendMessage", "Hello").await.unwrap();
    let has_polled = || polls() > 0 || asked().iter().any(|asked| asked == "GET chats/c1/events");
    // The right to poll is the browser's to give.
    for _ in 0..50 {
        if !has_polled() {
            turn().await;
        }
    }
    assert!(has_polled());
    stage.stop();
    turn().await;
    assert_eq!(polls(), 0);
    assert_eq!(stage.root.query_selector_all("[part]").unwrap().length(), 0);
    assert_eq!((stored(), document.title().as_str()), (stored_before, "A page"));
    let (requests, events) = (asked().len(), stage.events.borrow().len());
    for name in ["offline", "online", "popstate", "pagehide", "pageshow"] {
        window().dispatch_event(&web_sys::Event::new(name).unwrap()).unwrap();
    }
    document.dispatch_event(&web_sys::Event::new("visibilitychange").unwrap()).unwrap();
    turn().await;
    assert_eq!((asked().len(), stage.events.borrow().len()), (requests, events));
}

#[wasm_bindgen_test]
async fn a_hundred_widgets_come_and_go() {
    for _ in 0..100 {
        let stage = Stage::new(&[("open", "")]);
        drop(stage);
    }
    turn().await;
    assert_eq!(window().document().unwrap().query_selector_all("parlor-chat").unwrap().length(), 0);
}
