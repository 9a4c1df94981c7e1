//! A form of the page's own, by the ids that the vendor's client knows (`sp-callback-form`; field notes 3.2): its answers,
//! once the browser finds nothing wrong with them. Called by the chat's part when one of the form's buttons was pressed.

use js_sys::{Array, Function};
use parlor_protocol::form::{FieldDefinition, FieldKind};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

use super::{elements::FORM, values::get};

/// What controls are called; the rest of an id is the parameter's name.
const PREFIX: &str = "sp-callback-";
/// The parameters that are the number to call.
const NUMBERS: [&str; 2] = ["phone_number", "phone"];
/// Tells the page's style sheet that the form was sent.
const SENT: &str = "sended";

/// What browsers hold a checked answer against, as the widget's own forms do.
const PHONE: &str = r"\+?[0-9().\-\/\\ ]{1,30}";
const EMAIL: &str = r"[^@\s]{1,200}@[^@\s]{1,200}";

pub(super) struct PageForm(Element);

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Answers {
    pub(super) phone: Option<String>,
    pub(super) parameters: Vec<(String, String)>,
}

impl PageForm {
    pub(super) fn of_page() -> Option<Self> {
        web_sys::window()?.document()?.get_element_by_id(FORM).map(Self)
    }

    /// `None`: something is missing or wrong, which the browser has shown at the control. `defined`: what the
    /// configuration says of the fields. Who wants a chat needn't leave a number for it.
    pub(super) fn answers(&self, defined: &[FieldDefinition], wants_chat: bool) -> Option<Answers> {
        let controls = self.controls();
        let mut added = Vec::new();
        for control in &controls {
            let name = name_of(control);
            let field = defined.iter().find(|field| same(&field.name, &name));
            if let Some(field) = field.filter(|_| !(wants_chat && NUMBERS.contains(&name.as_str()))) {
                added.extend(check_as(control, field));
            }
        }
        // Each shows what is wrong with it; the first is enough.
        let is_fit = |control: &&Element| {
            let report = get(control, "reportValidity").dyn_into::<Function>();
            report.ok().and_then(|report| report.call0(control).ok()).is_none_or(|fit| fit.is_truthy())
        };
        if !controls.iter().all(|control| is_fit(&control)) {
            return None;
        }
        // It was the configuration's wish, and the page's form is as it was.
        for (control, name) in added {
            let _ = control.remove_attribute(name);
        }
        let mut answers = Answers::default();
        for control in &controls {
            let kind = get(control, "type").as_string().unwrap_or_default();
            let is_chosen = !matches!(kind.as_str(), "radio" | "checkbox") || get(control, "checked").is_truthy();
            let value = get(control, "value").as_string().unwrap_or_default();
            let (name, value) = (name_of(control), value.trim());
            if !is_chosen || name.is_empty() || value.is_empty() {
                continue;
            }
            if NUMBERS.contains(&name.as_str()) {
                answers.phone = Some(value.to_owned());
            }
            answers.parameters.push((name, value.to_owned()));
        }
        Some(answers)
    }

    /// Everything that has an answer; buttons and files have none.
    fn controls(&self) -> Vec<Element> {
        let Ok(found) = self.0.query_selector_all("input, select, textarea") else { return Vec::new() };
        let list = Array::from(&found);
        let answers = |control: &Element| {
            let kind = get(control, "type").as_string().unwrap_or_default();
            !matches!(kind.as_str(), "submit" | "button" | "reset" | "image" | "file" | "password")
        };
        list.iter().filter_map(|control| control.dyn_into().ok()).filter(answers).collect()
    }

    pub(super) fn mark_sent(&self) {
        let classes = self.0.class_name();
        if !classes.split_whitespace().any(|class| class == SENT) {
            self.0.set_class_name([&classes, " ", SENT].concat().trim());
        }
    }
}

/// A group of radio buttons has the name of the parameter, anything else its id.
fn name_of(control: &Element) -> String {
    let kind = get(control, "type").as_string();
    let name: JsValue = get(control, if kind.as_deref() == Some("radio") { "name" } else { "id" });
    let name = name.as_string().unwrap_or_default();
    name.strip_prefix(PREFIX).unwrap_or(&name).to_owned()
}

fn same(defined: &str, name: &str) -> bool {
    defined.trim().replace(' ', "_") == name
}

/// What the page does not ask of the control by itself; returns the attributes that were added.
fn check_as<'a>(control: &'a Element, field: &FieldDefinition) -> Vec<(&'a Element, &'static str)> {
    let pattern = match field.kind {
        FieldKind::Phone | FieldKind::CallbackPhone => Some(PHONE),
        FieldKind::Email => Some(EMAIL),
        _ => None,
    };
    let wanted =
        [field.required.then_some(("required", "")), pattern.filter(|_| field.validate).map(|it| ("pattern", it))];
    let missing = wanted.into_iter().flatten().filter(|(name, _)| !control.has_attribute(name));
    let added = missing.filter(|(name, value)| control.set_attribute(name, value).is_ok());
    added.map(|(name, _)| (control, name)).collect()
}
