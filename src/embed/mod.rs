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
use parlor_protocol::form::FormDefinition;
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
        parameters: options.parameters,
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

/// A plain object of names and values; nothing at all is an empty one.
fn parameters(argument: &JsValue) -> Option<Vec<(String, String)>> {
    if argument.is_undefined() || argument.is_null() {
        return Some(Vec::new());
    }
    let plain = argument.is_object() && !Array::is_array(argument) && !argument.is_function();
    let json = if plain { JSON::stringify(argument).ok() } else { None };
    options::parameters(&json?.as_string()?)
}

/// What a form is, for a refusal.
const FORM: &str = "registerForm takes a form's definition: an object with a name and a list of fields";

/// The forms of a list, as the configuration defines them; what is none is left out.
fn forms(list: &JsValue) -> Vec<FormDefinition> {
    Array::from(list).iter().filter_map(|form| form_of(&form)).collect()
}

fn form_of(given: &JsValue) -> Option<FormDefinition> {
    let form = FormDefinition::decode(&JSON::stringify(given).ok()?.as_string()?)?;
    (!form.name.trim().is_empty() && !form.fields.is_empty()).then_some(form)
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
