//! What the loader calls: checks the options, starts the widget, carries the page's calls to the runtime and brings
//! back promises. The loader guards every call, keeps handlers and the queue, and replaces an instance that trapped.

mod host_events;
pub mod options;

use std::rc::Rc;

use js_sys::{Array, Function, JSON, Promise, Reflect};
use parlor_session::{Intent, effect::Settled, problem::Problem};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::HtmlElement;

use crate::{
    app::App,
    runtime::{Done, Setup, Told},
    shell::page,
    signals::{Action, Theme},
};
use host_events::{failure, failure_of, fire, object, text};
use options::{ClientId, Options};

/// One widget on the page.
#[wasm_bindgen]
pub struct Widget {
    app: Option<App>,
    host: HtmlElement,
}

/// Checks the options, an object of attributes' names without `data-` and their texts. Returns one line for the
/// console about all that is wrong, or nothing.
#[wasm_bindgen]
pub fn check(options: &JsValue) -> Option<String> {
    let faults = read(options).err()?;
    let lines: Vec<String> = faults.iter().map(options::Fault::line).collect();
    Some(lines.join("; "))
}

#[wasm_bindgen]
impl Widget {
    /// `place` is an element in the shadow root of `host`; `emit(name, payload)` fires an event.
    #[wasm_bindgen(constructor)]
    pub fn new(host: HtmlElement, place: HtmlElement, options: &JsValue, emit: Function) -> Result<Self, JsValue> {
        std::panic::set_hook(Box::new(report_panic));
        let options = read(options).map_err(|_| failure("bad-option", "the options were not checked"))?;
        let app = App::start(&host, place, setup(options), Rc::new(move |told: Told| fire(&emit, &told)));
        Ok(Self { app: Some(app), host })
    }

    /// One of the public calls by its name. A call that there is not is refused with `unsupported`.
    pub fn call(&self, name: &str, argument: &JsValue) -> Promise {
        let Some(app) = &self.app else {
            return refused("destroyed", "the widget was destroyed");
        };
        let runtime = app.runtime();
        match name {
            "open" => self.moved(true),
            "close" => self.moved(false),
            "toggle" => self.moved(!runtime.facts().open),
            "show" => self.seen(true),
            "hide" => self.seen(false),
            "startChat" => match parameters(argument) {
                Ok(parameters) => self.command(Intent::Start { parameters }),
                Err(refusal) => refusal,
            },
            "sendMessage" => match argument.as_string() {
                Some(text) => self.command(Intent::Send { text }),
                None => refused("bad-option", "sendMessage takes the message's text"),
            },
            "endChat" => self.command(Intent::End),
            "setParameters" => match parameters(argument) {
                Ok(parameters) => {
                    runtime.set_parameters(parameters);
                    done()
                }
                Err(refusal) => refusal,
            },
            "setLocale" => match argument.as_string().as_deref().and_then(options::language) {
                Some(tag) => {
                    runtime.set_locale(tag);
                    done()
                }
                None => refused("bad-option", "setLocale takes a BCP 47 language tag, as in en-GB"),
            },
            "setTheme" => match argument.as_string().as_deref().and_then(Theme::from_name) {
                Some(theme) => {
                    runtime.set_theme(theme);
                    done()
                }
                None => refused("bad-option", "setTheme takes auto, light or dark"),
            },
            _ => refused("unsupported", &[name, " is not available"].concat()),
        }
    }

    /// `{phase, availability, unread, chatId}`.
    pub fn state(&self) -> JsValue {
        self.app.as_ref().map_or(JsValue::NULL, |app| host_events::facts(&app.runtime().facts()).into())
    }

    /// Ends the widget; what was called before and has no answer is told by the loader.
    pub fn stop(&mut self, forget: bool) {
        if let Some(app) = self.app.take() {
            app.stop(forget);
        }
    }
}

impl Widget {
    /// Opens or closes; done when drawn.
    fn moved(&self, open: bool) -> Promise {
        let Some(app) = &self.app else { return done() };
        app.runtime().act(if open { Action::Open } else { Action::Close });
        let runtime = Rc::clone(app.runtime());
        Promise::new(&mut |resolve, _| {
            let then = move || page::when_drawn(move || settle(&resolve, &JsValue::UNDEFINED));
            runtime.when_open_is(open, Box::new(then));
        })
    }

    fn seen(&self, seen: bool) -> Promise {
        let _ = if seen { self.host.remove_attribute("hidden") } else { self.host.set_attribute("hidden", "") };
        done()
    }

    fn command(&self, intent: Intent) -> Promise {
        let Some(app) = &self.app else { return done() };
        let runtime = app.runtime();
        let mut intent = Some(intent);
        Promise::new(&mut |resolve, reject| {
            let outcome: Done = Box::new(move |outcome| match outcome {
                Ok(settled) => settle(&resolve, &brought(&settled)),
                Err(problem) => settle(&reject, &reason(&problem)),
            });
            if let Some(intent) = intent.take() {
                runtime.command(intent, outcome);
            }
        })
    }
}

fn settle(function: &Function, value: &JsValue) {
    let _ = function.call1(&JsValue::UNDEFINED, value);
}

fn reason(problem: &Problem) -> JsValue {
    failure_of(problem)
}

/// What a promise resolves with.
fn brought(settled: &Settled) -> JsValue {
    match settled {
        Settled::Done => JsValue::UNDEFINED,
        Settled::Chat { chat_id, is_new } => object(&[("chatId", text(chat_id)), ("isNew", (*is_new).into())]).into(),
        Settled::Message { id } => object(&[("id", host_events::number(*id))]).into(),
    }
}

fn done() -> Promise {
    Promise::resolve(&JsValue::UNDEFINED)
}

fn refused(code: &str, message: &str) -> Promise {
    Promise::reject(&failure(code, message))
}

/// A plain object of names and values; nothing at all is an empty one.
fn parameters(argument: &JsValue) -> Result<Vec<(String, String)>, Promise> {
    if argument.is_undefined() || argument.is_null() {
        return Ok(Vec::new());
    }
    let plain = argument.is_object() && !Array::is_array(argument) && !argument.is_function();
    let json = if plain { JSON::stringify(argument).ok() } else { None };
    json.and_then(|json| json.as_string())
        .and_then(|json| options::parameters(&json))
        .ok_or_else(|| refused("bad-option", "parameters are an object of names and values"))
}

/// The options' texts by their attributes' names.
fn read(given: &JsValue) -> Result<Options, Vec<options::Fault>> {
    options::read(|name| Reflect::get(given, &text(name)).ok()?.as_string())
}

fn setup(options: Options) -> Setup {
    let client_id_auto = options.client_id == ClientId::Auto;
    Setup {
        api_url: options.api_url,
        tenant_url: options.tenant_url,
        app_id: options.app_id,
        client_id: match options.client_id {
            ClientId::Fixed(id) => Some(id),
            ClientId::Cookies | ClientId::Auto => None,
        },
        client_id_auto,
        parameters: options.parameters,
        from: options.from,
        phone_number: options.phone_number,
        locale: options.locale.or_else(page::language).unwrap_or_else(|| "en".to_owned()),
        theme: options.theme,
        open: options.open,
        send_draft: options.send_draft,
        message_limit: options.message_limit,
    }
}

/// One line for the console; the trap that follows is the loader's business.
fn report_panic(info: &std::panic::PanicHookInfo<'_>) {
    let mut line = String::from("Parlor: internal error");
    if let Some(at) = info.location() {
        for piece in [" at ", at.file(), ":", &at.line().to_string()] {
            line.push_str(piece);
        }
    }
    if let Some(message) = info.payload_as_str() {
        line.push_str(": ");
        line.push_str(message);
    }
    web_sys::console::error_1(&JsValue::from_str(&line));
}
