//! The page itself: its address, its title, whether it is seen and whether there is a network.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, EventTarget, VisibilityState, Window};

use crate::state::DeskInput;

const RTM_PATH: &str = "/v3.0/agent/rtm/ws";

/// Where the socket goes: the server that the page came from.
pub(crate) fn socket_address() -> String {
    let location = web_sys::window().map(|window| window.location());
    let part = |part: Option<Result<String, JsValue>>| part.and_then(Result::ok).unwrap_or_default();
    let secure = part(location.as_ref().map(web_sys::Location::protocol)) == "https:";
    let host = part(location.as_ref().map(web_sys::Location::host));
    [if secure { "wss://" } else { "ws://" }, &host, RTM_PATH].concat()
}

/// The token of `#token=…`, which leaves the address at once, so that nobody reads it there or shares it.
pub(crate) fn take_token() -> Option<String> {
    let window = web_sys::window()?;
    let hash = window.location().hash().ok()?;
    let token = hash.strip_prefix("#token=")?;
    let path = window.location().pathname().unwrap_or_default();
    let search = window.location().search().unwrap_or_default();
    let history = window.history().ok()?;
    let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&[path, search].concat()));
    let token = js_sys::decode_uri_component(token).map_or_else(|_| token.to_owned(), String::from);
    (!token.is_empty()).then_some(token)
}

/// An address with a token that is opened in a page which runs already.
pub(crate) fn on_token(report: fn(String)) {
    if let Some(window) = web_sys::window() {
        listen(&window, "hashchange", move || {
            if let Some(token) = take_token() {
                report(token);
            }
        });
    }
}

pub(crate) fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document())
        && document.title() != title
    {
        document.set_title(title);
    }
}

/// Reports what the browser thinks of network and visibility, now and whenever it changes.
pub(crate) fn watch(report: fn(DeskInput)) {
    let Some(window) = web_sys::window() else { return };
    let network = move |window: &Window| report(DeskInput::Network { online: window.navigator().on_line() });
    let visible = move |window: &Window| {
        let state = window.document().map(|document| document.visibility_state());
        report(DeskInput::Visible(state != Some(VisibilityState::Hidden)));
    };
    network(&window);
    visible(&window);
    for name in ["online", "offline"] {
        let held = window.clone();
        listen(&window, name, move || network(&held));
    }
    if let Some(document) = window.document() {
        listen(&document, "visibilitychange", move || visible(&window));
    }
}

/// Listens as long as the page lives.
fn listen(target: &EventTarget, name: &str, mut on_event: impl FnMut() + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(move |_| on_event());
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}
