//! The tab's part as the loader sees it: checks the options, starts the tab, and carries words between it and the
//! loader.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Object};
use parlor_contact::Availability;
use parlor_ui::{Listener, gone};
use wasm_bindgen::JsValue;
#[cfg(feature = "tab")]
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{AbortSignal, HtmlElement};

use super::{
    FORM, PARAMETERS, elements, form_json, locale, options, parameters_json, read, setup,
    values::{call, get, number, object, text},
    vendor::{Callback, Vendor},
};
use crate::{
    shell::http::Early,
    signals::{Theme, tab::Arrival},
    tab::{Question, Tab, Told, Wish, Word},
};

/// Checks the options, an object of attributes' names without `data-` and their texts. Returns one line for the
/// console about all that is wrong, or nothing.
#[cfg_attr(feature = "tab", wasm_bindgen)]
pub fn check(options: &JsValue) -> Option<String> {
    let vendor = Vendor::of_page(options);
    let faults = read(options, vendor.as_ref()).err()?;
    // The tag's own attribute comes before the vendor's key.
    let is_own = |attribute: &str| get(options, attribute.strip_prefix("data-").unwrap_or(attribute)).is_string();
    let name =
        |attribute: &str| vendor.as_ref().filter(|_| !is_own(attribute)).and_then(|_| Vendor::name_of(attribute));
    let line = |fault: &options::Fault| fault.line(name(fault.attribute).as_deref().unwrap_or(fault.attribute));
    let lines: Vec<String> = faults.iter().map(line).collect();
    Some(lines.join("; "))
}

/// The contact tab on the page.
#[cfg_attr(feature = "tab", wasm_bindgen)]
pub struct TabPart {
    tab: Tab,
    /// What the page has of the vendor's.
    _listeners: Vec<Listener>,
}

#[cfg_attr(feature = "tab", wasm_bindgen)]
impl TabPart {
    /// `place` is an element in the shadow root of `host`; `emit(name, payload)` fires an event; `pass(name, value)`
    /// carries a word out: `load`, `resume`, `open` and `toggle` say what is wanted of the chat's part,
    /// `configuration` and `availability` bring it an answer's body, `offer` says that the page's
    /// offer is to be made, `submit` that this button of a form of the page's own was pressed; `locale` asks for the texts
    /// of a language, `{tag, file}` with the name of the file or null, for both parts. `early` has what the loader asked the
    /// contact center already (`shell::http::Early`), or is undefined; `gone` says that this instance is.
    #[cfg_attr(feature = "tab", wasm_bindgen(constructor))]
    pub fn new(
        host: &HtmlElement,
        place: HtmlElement,
        options: &JsValue,
        emit: Function,
        pass: Function,
        gone: AbortSignal,
        early: JsValue,
    ) -> Result<Self, JsValue> {
        gone::heed(gone);
        let vendor = Vendor::of_page(options);
        let setup = setup(options, vendor.as_ref())?;
        let mut listeners = Vec::new();
        let mut displayed = None;
        if let Some(document) = vendor.as_ref().and_then(|_| host.owner_document()) {
            let (opens, submits) = (pass.clone(), pass.clone());
            listeners.extend(elements::adopt(host, move || call(&opens, "open", &JsValue::UNDEFINED)));
            listeners.push(elements::on_form(&document, move |button| call(&submits, "submit", &text(button))));
            displayed = Some(RefCell::new(elements::Displayed::new(document)));
        }
        let report = move |what| {
            if let Some(vendor) = &vendor {
                vendor.call(what);
            }
        };
        let tell = move |told: Told| match told {
            Told::Ready => call(&emit, "ready", &Object::new()),
            Told::Pressed => report(Callback::TabPressed),
            Told::Availability { availability, ewt } => {
                call(&emit, "availability", &event(availability, ewt));
                if let Some(displayed) = &displayed {
                    displayed.borrow_mut().show(is_online(availability));
                }
                report(if is_online(availability) { Callback::Online } else { Callback::Offline });
            }
            Told::Answer(question, body) => {
                call(&pass, question_word(question), &body.as_deref().map_or(JsValue::NULL, text));
            }
            Told::Offer => call(&pass, "offer", &JsValue::TRUE),
            Told::Wish(wish) => call(&pass, wish_word(wish), &JsValue::UNDEFINED),
            Told::Locale(tag, file) => {
                let file = file.map_or(JsValue::NULL, text);
                call(&pass, "locale", &object(&[("tag", text(&tag)), ("file", file)]));
            }
        };
        Ok(Self { tab: Tab::start(place, setup, Early(early), Rc::new(tell)), _listeners: listeners })
    }

    /// A word for the tab: one of the chat's part (`open`, `unread`, `runs`, `refresh`, `reload`), of the loader (`chat`, with
    /// `away`, `coming`, `there` or `failed`; `locale`, `{tag, texts}` with the file that was asked for or null) or of the page's script. Returns a line about what is wrong with it.
    pub fn hear(&self, name: &str, value: &JsValue) -> Option<String> {
        match word(name, value) {
            Ok(word) => {
                if let Some(word) = word {
                    self.tab.hear(word);
                }
                None
            }
            Err(line) => Some(line.to_owned()),
        }
    }

    /// `{availability}`.
    pub fn state(&self) -> JsValue {
        object(&[("availability", text(self.tab.availability().word()))]).into()
    }

    /// Ends the tab.
    pub fn stop(&self) {
        self.tab.stop();
    }
}

/// `None` for a word that is for the other part only.
fn word(name: &str, value: &JsValue) -> Result<Option<Word>, &'static str> {
    let word = value.as_string();
    let word = word.as_deref();
    Ok(Some(match name {
        "open" => Word::Open(value.is_truthy()),
        "unread" => Word::Unread(whole(value)),
        "runs" => Word::Runs(value.is_truthy()),
        "chat" => Word::Chat(arrival(word)),
        "refresh" => Word::Refresh,
        "reload" => Word::Reload,
        "setTheme" => match word.and_then(Theme::from_name) {
            Some(theme) => Word::Theme(theme),
            None => return Err("setTheme takes auto, light or dark"),
        },
        "setLocale" => match word.and_then(options::language) {
            Some(tag) => Word::SetLocale(tag),
            None => return Err("setLocale takes a BCP 47 language tag, as in en-GB"),
        },
        "locale" => return Ok(locale(value).map(|(tag, texts)| Word::Locale(tag, texts))),
        "setParameters" if parameters_json(value).is_none() => return Err(PARAMETERS),
        "registerForm" if form_json(value).is_none() => return Err(FORM),
        _ => return Ok(None),
    }))
}

fn arrival(word: Option<&str>) -> Arrival {
    match word {
        Some("coming") => Arrival::Coming,
        Some("there") => Arrival::There,
        Some("failed") => Arrival::Failed,
        _ => Arrival::Away,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count that was one before")]
fn whole(value: &JsValue) -> usize {
    value.as_f64().unwrap_or_default() as usize
}

fn is_online(availability: Availability) -> bool {
    matches!(availability, Availability::Available | Availability::Busy)
}

fn event(availability: Availability, ewt: Option<u64>) -> Object {
    object(&[("available", is_online(availability).into()), ("ewt", ewt.map_or(JsValue::NULL, number))])
}

fn question_word(question: Question) -> &'static str {
    match question {
        Question::Configuration => "configuration",
        Question::Availability => "availability",
    }
}

fn wish_word(wish: Wish) -> &'static str {
    match wish {
        Wish::Load => "load",
        Wish::Resume => "resume",
        Wish::Open => "open",
        Wish::Toggle => "toggle",
    }
}
