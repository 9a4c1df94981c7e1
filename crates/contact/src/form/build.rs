//! Definitions → the form that is shown: names that are parameters, controls, what browsers may fill in.

use std::collections::BTreeSet;

use parlor_protocol::{
    configuration::{LeaveMessage, PreChat},
    form::{FieldDefinition, FieldKind, FormDefinition},
    response::{ExpectedParameter, ParameterKind},
};

use super::{Asks, CallForm, Control, Field, Form, FormKind};
use crate::words::words;

/// Most fields of a form; those behind are left out.
pub const MAX_FIELDS: usize = 500;
/// Most options of a field.
pub const MAX_OPTIONS: usize = 500;
/// Longest name of a field, in bytes.
const LONGEST_NAME: usize = 256;
/// Longest label, title or option, in characters.
const LONGEST_TEXT: usize = 1000;
/// Longest words of a button.
const LONGEST_BUTTON: usize = 60;
const FEWEST_ROWS: u32 = 2;
const MOST_ROWS: u32 = 12;

/// The pre-chat form: the common fields, then those for a chat, then what the scenario expects and none of them asks.
/// What the page has `given` of it is not asked again. `None` if nothing is left to ask.
pub fn of_pre_chat(
    pre_chat: Option<&PreChat>,
    expected: &[ExpectedParameter],
    given: &[(String, String)],
) -> Option<Form> {
    let mut form = pre_chat
        .map(configured)
        // Words without a question stand in nobody's way.
        .filter(Form::asks_something)
        .unwrap_or_else(|| configured(&PreChat::default()));
    form.expect(expected, given);
    form.call = pre_chat.and_then(|pre_chat| of_call(pre_chat, expected, given)).map(Box::new);
    Some(form).filter(|form| form.asks_something() || form.call.is_some())
}

/// What is asked for a call: the common fields, those for a call, and a number where none of them asks for one.
fn of_call(pre_chat: &PreChat, expected: &[ExpectedParameter], given: &[(String, String)]) -> Option<CallForm> {
    if pre_chat.call_button.enabled != Some(true) {
        return None;
    }
    let mut form = Form {
        submit_text: words(&pre_chat.call_button.text, LONGEST_BUTTON),
        fields: fields(pre_chat.common_fields.iter().chain(&pre_chat.phone_fields)),
        ..configured(pre_chat)
    };
    form.expect(expected, given);
    let asks = |wanted: Asks| form.fields.iter().position(|field| field.asks == wanted);
    let known = asks(Asks::CallbackPhone).or_else(|| asks(Asks::Phone));
    let number = known.unwrap_or_else(|| {
        let number = FieldDefinition { kind: FieldKind::CallbackPhone, validate: true, ..FieldDefinition::default() };
        let name = ["phone_number", "callback_number"].into_iter().find(|name| !form.has(name)).unwrap_or("number");
        form.fields.push(field(&number, name.to_owned()));
        form.prefill(given);
        form.fields.len() - 1
    });
    form.fields[number].required = true;
    Some(CallForm { form, number, is_only_way: pre_chat.chat_button.enabled == Some(false), is_first: false })
}

fn configured(pre_chat: &PreChat) -> Form {
    let cancel = &pre_chat.cancel_button;
    Form {
        kind: FormKind::PreChat,
        title: words(&pre_chat.title, LONGEST_TEXT),
        submit_text: words(&pre_chat.chat_button.text, LONGEST_BUTTON),
        cancel_text: (cancel.enabled != Some(false)).then(|| words(&cancel.text, LONGEST_BUTTON)),
        fields: fields(pre_chat.common_fields.iter().chain(&pre_chat.chat_fields)),
        call: None,
    }
}

/// The form for out of hours. `None` if it asks nothing.
pub fn of_leave_message(leave: &LeaveMessage, given: &[(String, String)]) -> Option<Form> {
    let cancel = &leave.cancel_button;
    let mut form = Form {
        kind: FormKind::LeaveMessage,
        title: words(&leave.title, LONGEST_TEXT),
        fields: fields(leave.fields.iter()),
        submit_text: words(&leave.ok_button_text, LONGEST_BUTTON),
        cancel_text: (cancel.enabled != Some(false)).then(|| words(&cancel.text, LONGEST_BUTTON)),
        call: None,
    };
    form.prefill(given);
    Some(form).filter(Form::asks_something)
}

/// A form that the scenario asks for.
pub fn of_definition(form: &FormDefinition) -> Form {
    Form {
        kind: FormKind::Chat,
        title: words(&form.title, LONGEST_TEXT),
        fields: fields(form.fields.iter()),
        submit_text: words(&form.submit_button_text, LONGEST_BUTTON),
        cancel_text: Some(words(&form.cancel_button_text, LONGEST_BUTTON)),
        call: None,
    }
}

/// A form whose answers are kept nowhere.
pub fn of_secure(form: &FormDefinition) -> Form {
    Form { kind: FormKind::Secure, ..of_definition(form) }
}

impl Form {
    /// Asks for what is expected and neither given by the page nor asked by a field: one of the same name, whatever
    /// its case, or one about the same thing, whose answer then goes by both names.
    fn expect(&mut self, expected: &[ExpectedParameter], given: &[(String, String)]) {
        let is_given = |name: &str| given.iter().any(|(known, value)| known == name && !value.trim().is_empty());
        let open: Vec<FieldDefinition> = expected
            .iter()
            .filter(|parameter| !is_given(&parameter.name))
            .take(MAX_FIELDS.saturating_sub(self.fields.len()))
            .map(FieldDefinition::of_parameter)
            .collect();
        let configured = self.fields.len();
        for asked in fields(open.iter()) {
            let same = |field: &Field| {
                field.name.eq_ignore_ascii_case(&asked.name) || (field.asks != Asks::Other && field.asks == asked.asks)
            };
            match self.fields[..configured].iter_mut().find(|field| field.kind != Control::Label && same(field)) {
                Some(field) if field.name == asked.name => {}
                Some(field) => field.also.push(asked.name),
                None => self.fields.push(asked),
            }
        }
        self.prefill(given);
    }

    /// What the page knows stands in the fields already.
    fn prefill(&mut self, given: &[(String, String)]) {
        for field in &mut self.fields {
            if let Some((_, value)) = given.iter().find(|(name, _)| *name == field.name) {
                field.given.clone_from(value);
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// There is something to fill in.
    pub fn asks_something(&self) -> bool {
        self.fields.iter().any(|field| field.kind != Control::Label)
    }
}

fn fields<'a>(definitions: impl Iterator<Item = &'a FieldDefinition>) -> Vec<Field> {
    let mut names = BTreeSet::new();
    let mut made = Vec::new();
    for (index, definition) in definitions.take(MAX_FIELDS).enumerate() {
        // A contact button is the form's own button.
        if definition.kind == FieldKind::ContactButton {
            continue;
        }
        made.push(field(definition, unique_name(&definition.name, index, &mut names)));
    }
    made
}

/// Spaces become `_`; `field_<i>` where there is none. A name that is taken gets a number: no answer may be lost.
fn unique_name(name: &str, index: usize, taken: &mut BTreeSet<String>) -> String {
    let mut wanted: String = name.trim().chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    wanted.retain(|c| !c.is_control());
    wanted.truncate(wanted.floor_char_boundary(LONGEST_NAME));
    if wanted.is_empty() {
        wanted = ["field_", &index.to_string()].concat();
    }
    let mut unique = wanted.clone();
    let mut number = 1_u32;
    while !taken.insert(unique.clone()) {
        number += 1;
        unique = [&wanted, "_", &number.to_string()].concat();
    }
    unique
}

fn field(definition: &FieldDefinition, name: String) -> Field {
    let options = options(definition);
    let kind = control(definition.kind, &options);
    let asks = asks(definition, &name);
    let card = of_card(&name);
    let (min, max) = if kind == Control::Captcha { sum(&name) } else { range(definition) };
    let rows = match definition.kind {
        FieldKind::MultilineText => definition.options.first().and_then(|rows| rows.trim().parse::<u32>().ok()),
        _ => None,
    };
    Field {
        kind,
        label: words(&definition.label, LONGEST_TEXT),
        asks,
        required: definition.required && kind != Control::Label || kind == Control::Captcha,
        validate: definition.validate,
        masked: definition.masked && kind == Control::Text,
        options: if matches!(kind, Control::Radio | Control::Select) { options } else { Vec::new() },
        min,
        max,
        rows: rows.unwrap_or(3).clamp(FEWEST_ROWS, MOST_ROWS),
        autocomplete: autocomplete(asks).or(card),
        // A date needs its stroke, which some number pads lack.
        input_mode: input_mode(kind).or_else(|| card.filter(|card| *card != "cc-exp").map(|_| "numeric")),
        given: String::new(),
        also: Vec::new(),
        name,
    }
}

fn options(definition: &FieldDefinition) -> Vec<String> {
    let mut options: Vec<String> = Vec::new();
    for option in definition.options.iter().take(MAX_OPTIONS) {
        if !option.trim().is_empty() && !options.contains(option) {
            options.push(option.clone());
        }
    }
    options
}

fn control(kind: FieldKind, options: &[String]) -> Control {
    match kind {
        FieldKind::Label => Control::Label,
        FieldKind::CallbackPhone | FieldKind::Phone => Control::Phone,
        FieldKind::Email => Control::Email,
        FieldKind::Date => Control::Date,
        FieldKind::MultilineText => Control::Lines,
        FieldKind::Slider => Control::Slider,
        FieldKind::Captcha => Control::Captcha,
        FieldKind::RadioButtons if !options.is_empty() => Control::Radio,
        FieldKind::SelectionList if !options.is_empty() => Control::Select,
        // A choice of nothing can't be made; a text can be written.
        _ => Control::Text,
    }
}

fn range(definition: &FieldDefinition) -> (f64, f64) {
    let min = definition.min_value.unwrap_or(0.0);
    let max = definition.max_value.unwrap_or(min + 10.0);
    if min < max { (min, max) } else { (0.0, 10.0) }
}

/// What a captcha asks to add up: two numbers from 1 to 9. It keeps nobody out who means it, as no captcha that is
/// answered in the browser does.
fn sum(name: &str) -> (f64, f64) {
    let (one, other) = name.bytes().fold((3, 5), |(one, other): (u8, u8), byte| {
        (one.wrapping_mul(31).wrapping_add(byte) % 9, other.wrapping_mul(17).wrapping_add(byte) % 9)
    });
    (f64::from(one + 1), f64::from(other + 1))
}

/// By the parameter's type, the field's kind, or its usual name.
fn asks(definition: &FieldDefinition, name: &str) -> Asks {
    match definition.parameter {
        Some(ParameterKind::Phone) => return Asks::Phone,
        Some(ParameterKind::Email) => return Asks::Email,
        Some(ParameterKind::FirstName) => return Asks::FirstName,
        Some(ParameterKind::LastName) => return Asks::LastName,
        Some(ParameterKind::Account) => return Asks::Account,
        Some(ParameterKind::Company) => return Asks::Company,
        Some(ParameterKind::Text | ParameterKind::Other(_)) | None => {}
    }
    let letters = letters(name);
    match definition.kind {
        FieldKind::CallbackPhone => Asks::CallbackPhone,
        FieldKind::Phone => Asks::Phone,
        FieldKind::Email => Asks::Email,
        FieldKind::Date => Asks::Date,
        FieldKind::Text | FieldKind::Name => match letters.as_str() {
            "firstname" | "givenname" => Asks::FirstName,
            "lastname" | "familyname" | "surname" => Asks::LastName,
            "company" | "organization" | "organisation" => Asks::Company,
            "account" | "accountnumber" => Asks::Account,
            _ if definition.kind == FieldKind::Name => Asks::Name,
            _ => Asks::Other,
        },
        _ => Asks::Other,
    }
}

fn letters(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// What of a payment card a field asks, by its usual name.
fn of_card(name: &str) -> Option<&'static str> {
    match letters(name).as_str() {
        "cardnumber" | "creditcard" | "creditcardnumber" | "ccnumber" => Some("cc-number"),
        "cardexpiry" | "expiry" | "expirydate" | "expiration" | "expirationdate" => Some("cc-exp"),
        "cardcode" | "cvv" | "cvc" | "csc" | "securitycode" => Some("cc-csc"),
        _ => None,
    }
}

pub(super) fn autocomplete(asks: Asks) -> Option<&'static str> {
    match asks {
        Asks::Name => Some("name"),
        Asks::FirstName => Some("given-name"),
        Asks::LastName => Some("family-name"),
        Asks::Email | Asks::TranscriptEmail => Some("email"),
        Asks::Phone | Asks::CallbackPhone => Some("tel"),
        Asks::Company => Some("organization"),
        Asks::Account
        | Asks::Date
        | Asks::Resolved
        | Asks::Helpful
        | Asks::Recommend
        | Asks::Transcript
        | Asks::Other => None,
    }
}

pub(super) fn input_mode(kind: Control) -> Option<&'static str> {
    match kind {
        Control::Phone => Some("tel"),
        Control::Email => Some("email"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use parlor_protocol::configuration::Button;

    use super::*;
    use crate::form::FieldProblem;

    fn named(name: &str, kind: FieldKind) -> FieldDefinition {
        FieldDefinition { kind, name: name.to_owned(), ..FieldDefinition::default() }
    }

    fn form(fields: Vec<FieldDefinition>) -> Form {
        of_definition(&FormDefinition { fields, ..FormDefinition::default() })
    }

    #[test]
    fn names_are_parameters_and_unique() {
        let names = ["Your name", "", "  ", "Your name", "a\u{0}b", "field_1"];
        let form = form(names.iter().map(|name| named(name, FieldKind::Text)).collect());
        let made: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(made, ["Your_name", "field_1", "field_2", "Your_name_2", "ab", "field_1_2"]);
    }

    #[test]
    fn buttons_are_not_asked_and_a_captcha_is_a_sum() {
        let form = form(vec![
            named("a", FieldKind::Captcha),
            named("b", FieldKind::ContactButton),
            named("c", FieldKind::Label),
        ]);
        assert_eq!(form.fields.len(), 2);
        let captcha = &form.fields[0];
        assert!(captcha.kind == Control::Captcha && captcha.required);
        let right = (captcha.min + captcha.max).to_string();
        assert_eq!(form.check(std::slice::from_ref(&right)), []);
        assert_eq!(form.check(&["20".to_owned()])[0].kind, FieldProblem::NotTheSum);
        assert_eq!(form.submission(&[right]), [], "its answer goes nowhere");
    }

    #[test]
    fn a_field_knows_its_control_and_what_browsers_may_fill_in() {
        let mut rows = named("q", FieldKind::MultilineText);
        rows.options = vec!["7".to_owned()];
        let mut list = named("l", FieldKind::SelectionList);
        list.options = ["a", "", "b", "a"].map(str::to_owned).to_vec();
        let mut slider = named("s", FieldKind::Slider);
        (slider.min_value, slider.max_value) = (Some(5.0), Some(1.0));
        let form = form(vec![
            named("First Name", FieldKind::Text),
            named("e", FieldKind::Email),
            named("p", FieldKind::CallbackPhone),
            rows,
            list,
            named("empty", FieldKind::RadioButtons),
            slider,
        ]);
        let field = |index: usize| &form.fields[index];
        assert_eq!(field(0).autocomplete, Some("given-name"));
        assert_eq!(
            (field(1).kind, field(1).autocomplete, field(1).input_mode),
            (Control::Email, Some("email"), Some("email"))
        );
        assert_eq!(
            (field(2).kind, field(2).asks, field(2).input_mode),
            (Control::Phone, Asks::CallbackPhone, Some("tel"))
        );
        assert_eq!((field(3).kind, field(3).rows, field(3).options.len()), (Control::Lines, 7, 0));
        assert_eq!((field(4).kind, field(4).options.clone()), (Control::Select, vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(field(5).kind, Control::Text, "a choice of nothing is a text");
        assert!(field(6).min < field(6).max);
    }

    fn expected(words: &[&str]) -> Vec<ExpectedParameter> {
        let parameter =
            |word: &&str| ExpectedParameter { name: word.to_ascii_lowercase(), kind: ParameterKind::of(word) };
        words.iter().map(parameter).collect()
    }

    fn given(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn expected_parameters_are_asked_for() {
        let expected = expected(&["PHONE", "TEXT", "EMAIL", "FIRST_NAME", "LAST_NAME", "ACCOUNT", "COMPANY"]);
        let form = of_pre_chat(None, &expected, &[]).unwrap();
        let filled: Vec<Option<&str>> = form.fields.iter().map(|field| field.autocomplete).collect();
        let expected_filled =
            [Some("tel"), None, Some("email"), Some("given-name"), Some("family-name"), None, Some("organization")];
        assert_eq!(filled, expected_filled);
        assert_eq!(form.fields[5].asks, Asks::Account);
        assert_eq!(of_pre_chat(None, &[], &[]), None);
    }

    #[test]
    fn what_the_page_has_given_is_not_asked() {
        let expected = expected(&["PHONE", "EMAIL"]);
        let form = of_pre_chat(None, &expected, &[given("email", "vera@example.com")]).unwrap();
        let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["phone"]);
        let all = [given("email", "vera@example.com"), given("phone", "1")];
        assert_eq!(of_pre_chat(None, &expected, &all), None);
        let blank = [given("email", " "), given("phone", "1")];
        assert_eq!(of_pre_chat(None, &expected, &blank).unwrap().fields.len(), 1, "a blank is no answer");
    }

    #[test]
    fn a_configured_form_also_asks_for_what_it_does_not_ask_and_the_scenario_expects() {
        let pre_chat = PreChat {
            common_fields: vec![named("First name", FieldKind::Text), named("Mail", FieldKind::Email)],
            chat_fields: vec![named("TEXT", FieldKind::MultilineText)],
            ..PreChat::default()
        };
        let expected = expected(&["FIRST_NAME", "EMAIL", "TEXT", "COMPANY"]);
        let form = of_pre_chat(Some(&pre_chat), &expected, &[given("Mail", "vera@example.com")]).unwrap();
        let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["First_name", "Mail", "TEXT", "company"]);
        assert_eq!(form.fields[1].given, "vera@example.com", "the page's value is there to be seen and changed");
        let answers = ["Vera", "v@example.com", "hi", ""].map(str::to_owned);
        let sent = form.submission(&answers);
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let all = [
            ("First_name", "Vera"),
            ("first_name", "Vera"),
            ("Mail", "v@example.com"),
            ("email", "v@example.com"),
            ("TEXT", "hi"),
            ("text", "hi"),
        ];
        assert_eq!(sent, all, "one answer goes by both names");
    }

    #[test]
    fn a_secure_form_hides_what_is_to_be_hidden_and_lets_browsers_fill_in_a_card() {
        let code = FieldDefinition { masked: true, ..named("CVV", FieldKind::Text) };
        let choice = FieldDefinition { masked: true, ..named("c", FieldKind::MultilineText) };
        let fields = vec![named("Card number", FieldKind::Text), code, choice];
        let form = of_secure(&FormDefinition { fields, ..FormDefinition::default() });
        assert_eq!(form.kind.word(), "secure");
        let masked: Vec<bool> = form.fields.iter().map(|field| field.masked).collect();
        assert_eq!(masked, [false, true, false], "only a line can be hidden");
        let filled: Vec<_> = form.fields.iter().map(|field| (field.autocomplete, field.input_mode)).collect();
        assert_eq!(filled[..2], [(Some("cc-number"), Some("numeric")), (Some("cc-csc"), Some("numeric"))]);
    }

    #[test]
    fn a_form_without_end_is_cut() {
        let fields = (0..2000).map(|_| named(&"n".repeat(10_000), FieldKind::Text)).collect();
        let form = form(fields);
        assert_eq!(form.fields.len(), MAX_FIELDS);
        assert!(form.fields.iter().all(|field| field.name.len() <= LONGEST_NAME + 4));
        let names: BTreeSet<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names.len(), MAX_FIELDS);
    }

    #[test]
    fn who_wants_to_be_called_is_asked_for_a_number_and_what_else_a_call_needs() {
        let pre_chat = |phone: Vec<FieldDefinition>| PreChat {
            enabled: true,
            common_fields: vec![named("first name", FieldKind::Name)],
            chat_fields: vec![named("topic", FieldKind::Text)],
            phone_fields: phone,
            call_button: Button { enabled: Some(true), text: "Ring me".to_owned() },
            ..PreChat::default()
        };
        let names = |form: &Form| form.fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        let asked = of_pre_chat(Some(&pre_chat(vec![named("mobile", FieldKind::CallbackPhone)])), &[], &[]).unwrap();
        let call = asked.call.as_deref().unwrap();
        assert_eq!(
            (names(&asked), names(&call.form)),
            (vec!["first_name".into(), "topic".into()], vec!["first_name".into(), "mobile".into()])
        );
        assert_eq!((call.number, call.is_only_way, call.form.submit_text.as_str()), (1, false, "Ring me"));
        assert!(call.form.fields[1].required, "without a number nobody can call");
        let given = [("phone_number".to_owned(), "+44 1".to_owned())];
        let asked = of_pre_chat(Some(&pre_chat(vec![])), &[], &given).unwrap();
        let call = asked.call.as_deref().unwrap();
        assert_eq!(
            (names(&call.form)[call.number].as_str(), call.form.fields[call.number].given.as_str()),
            ("phone_number", "+44 1")
        );
        let silent = PreChat { call_button: Button { enabled: None, ..Button::default() }, ..pre_chat(vec![]) };
        assert_eq!(of_pre_chat(Some(&silent), &[], &[]).unwrap().call, None, "a button that nobody has wished for");
    }
}
