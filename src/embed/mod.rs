//! What the loader calls. Each part of the widget is a wasm module with one class: `TabPart` and `ChatPart`. The loader
//! guards every call, carries what one part says to the other, keeps handlers and the queue, and replaces an instance
//! that trapped.

mod caller;
pub mod chat_part;
mod elements;
mod host_events;
pub mod options;
mod page_form;
pub mod tab_part;
mod values;
mod vendor;

pub use chat_part::ChatPart;
use js_sys::{Array, JSON};
use parlor_protocol::{form::FormDefinition, request};
pub use tab_part::{TabPart, check};
use wasm_bindgen::JsValue;

use crate::{setup::Setup, shell::page};
use options::{ClientId, Options};
use values::{failure, get};
use vendor::Vendor;

/// The options' texts by their attributes' names; what the page's other configuration says stands behind them.
fn read(given: &JsValue, vendor: Option<&Vendor>) -> Result<Options, Vec<options::Fault>> {
    options::read(|name| get(given, name).as_string().or_else(|| vendor?.attribute(name)))
}

/// What a part is started with. `check` has been asked before.
fn setup(given: &JsValue, vendor: Option<&Vendor>) -> Result<Setup, JsValue> {
    #[cfg(not(panic = "immediate-abort"))]
    std::panic::set_hook(Box::new(report_panic));
    let is_on = |key| vendor.is_some_and(|vendor| vendor.is_on(key));
    let options = read(given, vendor).map_err(|_| failure("bad-option", "the options were not checked"))?;
    let starts = is_on("autostartChat");
    let client_id_auto = options.client_id == ClientId::Auto;
    Ok(Setup {
        api_url: options.api_url,
        tenant_url: options.tenant_url,
        app_id: options.app_id,
        client_id: match options.client_id {
            ClientId::Fixed(id) => Some(id),
            ClientId::Cookies | ClientId::Auto => None,
        },
        client_id_auto,
        // The tab's part has no use for them.
        parameters: if cfg!(feature = "chat") { parameters_of(&options.parameters) } else { Vec::new() },
        from: options.from,
        phone_number: options.phone_number,
        locale: options.locale.or_else(page::language).unwrap_or_else(|| "en".to_owned()),
        theme: options.theme,
        page: options.page,
        open: options.open || starts,
        sound: None,
        starts,
        is_hidden: is_on("hidden"),
        send_draft: options.send_draft,
        send_query: options.send_query,
        message_limit: options.message_limit,
        relay_only: options.relay_only,
        ice_candidates: options.ice_candidates,
        calls_at_once: is_on("autostartVideocall"),
    })
}

/// A language with its file of texts, as the loader says it: `{tag, texts}`.
fn locale(value: &JsValue) -> Option<(String, Option<String>)> {
    let [tag, texts] = ["tag", "texts"].map(|name| get(value, name).as_string());
    Some((tag?, texts))
}

/// What `parameters` are, for a refusal.
const PARAMETERS: &str = "parameters are an object of names and values";

/// The JSON of a plain object of names and values; nothing at all is an empty one.
fn parameters_json(argument: &JsValue) -> Option<String> {
    if argument.is_undefined() || argument.is_null() {
        return Some(String::new());
    }
    let plain = argument.is_object() && !Array::is_array(argument) && !argument.is_function();
    let json = if plain { JSON::stringify(argument).ok() } else { None };
    options::parameters(&json?.as_string()?)
}

fn parameters(argument: &JsValue) -> Option<Vec<(String, String)>> {
    parameters_json(argument).map(|json| parameters_of(&json))
}

fn parameters_of(json: &str) -> Vec<(String, String)> {
    request::parameters(json).unwrap_or_default()
}

/// What a form is, for a refusal.
const FORM: &str = "registerForm takes a form's definition: an object with a name and a list of fields";

/// The forms of a list, as the configuration defines them; what is none is left out.
fn forms(list: &JsValue) -> Vec<FormDefinition> {
    let forms = Array::from(list).into_iter().filter_map(|form| form_json(&form));
    forms.filter_map(|json| FormDefinition::decode(&json)).collect()
}

/// The JSON of what is a form.
fn form_json(given: &JsValue) -> Option<String> {
    JSON::stringify(given).ok()?.as_string().filter(|json| FormDefinition::is_one(json))
}

/// One line for the console, from a build whose panics have words; the trap that follows is the loader's business.
#[cfg(not(panic = "immediate-abort"))]
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
