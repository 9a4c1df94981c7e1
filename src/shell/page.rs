//! The page around the widget: its address and language, whether it is seen, connected, asleep.
//! Called by `runtime`. Never listens to `unload` or `beforeunload`, which would cost the page its fast way back.

use parlor_contact::Page;
use parlor_protocol::text;
use parlor_ui::Listener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, EventTarget, PageTransitionEvent, Window};

/// What the page reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    Visible(bool),
    Network {
        online: bool,
    },
    /// Back from the cache or from sleep.
    Woke,
    /// Going away, or into the cache.
    Leaving,
    /// The address may be another one.
    Moved,
}

/// Listens until it is dropped.
pub struct Watch {
    _listeners: Vec<Listener>,
}

/// A change of the address without a load is told by the `navigation` object where there is one. Elsewhere nothing
/// tells of `pushState`, and the page's functions are not ours to replace: besides `popstate` and `hashchange` the
/// address is looked at after each click and key, which is when an app goes elsewhere, and when the page is shown.
pub fn watch(report: impl Fn(Report) + Clone + 'static) -> Watch {
    let mut listeners = Vec::new();
    let (Some(window), Some(document)) = (web_sys::window(), document()) else {
        return Watch { _listeners: listeners };
    };
    let mut on = |target: &EventTarget, name: &'static str, of: fn() -> Report| {
        let report = report.clone();
        listeners.push(Listener::new(target, name, move |_| report(of())));
    };
    on(&document, "visibilitychange", || Report::Visible(is_visible()));
    on(&document, "resume", || Report::Woke);
    on(&window, "online", || Report::Network { online: true });
    on(&window, "offline", || Report::Network { online: false });
    on(&window, "pagehide", || Report::Leaving);
    on(&window, "popstate", || Report::Moved);
    on(&window, "hashchange", || Report::Moved);
    let navigation = js_sys::Reflect::get(&window, &JsValue::from_str("navigation")).ok();
    if let Some(navigation) = navigation.and_then(|navigation| navigation.dyn_into::<EventTarget>().ok()) {
        on(&navigation, "currententrychange", || Report::Moved);
    } else {
        for name in ["click", "keyup"] {
            let report = report.clone();
            listeners.push(Listener::early(&window, name, move |_| {
                let report = report.clone();
                // After the page's own handlers have run.
                gloo_timers::callback::Timeout::new(0, move || report(Report::Moved)).forget();
            }));
        }
    }
    listeners.push(Listener::new(&window, "pageshow", move |event| {
        if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
            report(Report::Woke);
        }
    }));
    Watch { _listeners: listeners }
}

pub fn is_visible() -> bool {
    document().is_none_or(|document| !document.hidden())
}

pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Whether the browser keeps cookies at all.
pub fn has_cookies() -> bool {
    let window = web_sys::window().map(JsValue::from).unwrap_or_default();
    let navigator = js_sys::Reflect::get(&window, &JsValue::from_str("navigator")).unwrap_or_default();
    let enabled = js_sys::Reflect::get(&navigator, &JsValue::from_str("cookieEnabled")).unwrap_or_default();
    enabled.as_bool() != Some(false)
}

/// The address as far as the configuration looks at it.
pub fn address() -> Page {
    let location = web_sys::window().map(|window| window.location());
    location.map_or_else(Page::default, |location| Page {
        host: location.host().unwrap_or_default(),
        path: location.pathname().unwrap_or_default(),
    })
}

/// The same of an address that is not this page's own.
pub fn address_of(url: &str) -> Page {
    let rest = text::split_once(url, "://").map_or("", |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    Page { host: host.to_owned(), path: path.to_owned() }
}

/// The whole address.
pub fn url() -> String {
    web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default()
}

/// Takes the visitor to another page of the web.
pub fn go_to(address: &str) {
    let Ok(url) = web_sys::Url::new_with_base(address, &url()) else { return };
    if let Some(window) = web_sys::window().filter(|_| matches!(url.protocol().as_str(), "https:" | "http:")) {
        let _ = window.location().assign(&url.href());
    }
}

/// The page's `lang`, else the browser's language.
pub fn language() -> Option<String> {
    let page = document().and_then(|document| document.document_element()).and_then(|root| root.get_attribute("lang"));
    let page = page.filter(|tag| !tag.trim().is_empty());
    page.or_else(|| web_sys::window().and_then(|window| window.navigator().language()))
}

/// Calls back once what has changed is drawn; at once on a page that is not seen, which draws nothing.
pub fn when_drawn(then: impl FnOnce() + 'static) {
    match web_sys::window() {
        Some(window) if is_visible() => drawn(&window, then),
        _ => then(),
    }
}

fn drawn(window: &Window, then: impl FnOnce() + 'static) {
    let closure = wasm_bindgen::closure::Closure::once_into_js(then);
    let _ = window.request_animation_frame(closure.unchecked_ref());
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The visitor has just pressed something on this page. Browsers that can't tell get the benefit of the doubt.
pub fn was_pressed() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let active = super::property(&super::property(&window.navigator(), "userActivation"), "isActive");
    active.as_bool().unwrap_or(true)
}
