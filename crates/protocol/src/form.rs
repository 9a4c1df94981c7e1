//! What a form asks, as the configuration and `GET parameters` define it: plain definitions, nothing of their look.
//! `contact::form` makes the form that a visitor fills in out of them; `session` finds requested forms by name or id.
//! Must not judge an answer.

use crate::response::{ExpectedParameter, ParameterKind};

/// `formFieldType` (field notes 1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// `label`: words between the fields, nothing to fill in.
    Label,
    /// `callback_phone`: the number to call back.
    CallbackPhone,
    /// `phone`.
    Phone,
    /// `email`.
    Email,
    /// `name`: the visitor's own.
    Name,
    /// `text`, and every word that this version does not know.
    #[default]
    Text,
    /// `date`.
    Date,
    /// `multiline_text`; the first option is its number of rows.
    MultilineText,
    /// `numerical_range_slider`.
    Slider,
    /// `radio_buttons`.
    RadioButtons,
    /// `captcha`; its answer is never sent.
    Captcha,
    /// `contact_button`: starts the chat or the callback.
    ContactButton,
    /// `selection_list`.
    SelectionList,
}

const FIELD_KINDS: [(&str, FieldKind); 13] = [
    ("label", FieldKind::Label),
    ("callback_phone", FieldKind::CallbackPhone),
    ("phone", FieldKind::Phone),
    ("email", FieldKind::Email),
    ("name", FieldKind::Name),
    ("text", FieldKind::Text),
    ("date", FieldKind::Date),
    ("multiline_text", FieldKind::MultilineText),
    ("numerical_range_slider", FieldKind::Slider),
    ("radio_buttons", FieldKind::RadioButtons),
    ("captcha", FieldKind::Captcha),
    ("contact_button", FieldKind::ContactButton),
    ("selection_list", FieldKind::SelectionList),
];

impl FieldKind {
    /// Case, `_`, `-` and spaces make no difference.
    pub fn of(word: &str) -> Self {
        let known = FIELD_KINDS.iter().find(|(name, _)| crate::configuration::same_key(word.trim(), name));
        known.map_or(Self::Text, |(_, kind)| *kind)
    }

    pub fn word(self) -> &'static str {
        FIELD_KINDS.iter().find(|(_, kind)| *kind == self).map_or("text", |(name, _)| name)
    }
}

/// One field of a form as it is defined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldDefinition {
    pub kind: FieldKind,
    /// As it is written; empty where it is left out. `contact::form` makes the parameter's name of it.
    pub name: String,
    pub label: String,
    pub required: bool,
    /// The answer is to be checked by its kind.
    pub validate: bool,
    pub options: Vec<String>,
    pub min_value: Option<f64>,
    pub max_value: Option<f64>,
    /// What is typed is hidden (`masked`, an addition of ours).
    pub masked: bool,
    /// Where it comes from `GET parameters`: the type there.
    pub parameter: Option<ParameterKind>,
}

/// A form that the scenario or an agent asks for: one of `definition.forms[]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormDefinition {
    pub id: String,
    /// What `form_name` of an event refers to.
    pub name: String,
    pub urls: Vec<String>,
    pub title: String,
    pub fields: Vec<FieldDefinition>,
    pub submit_button_text: String,
    pub cancel_button_text: String,
    /// Agents ask for it as a secure form (`secure`, an addition of ours; the vendor's desk knows its own).
    pub secure: bool,
}

impl FieldDefinition {
    /// The field that asks for an expected parameter. All are optional, by the documents.
    pub fn of_parameter(parameter: &ExpectedParameter) -> Self {
        let kind = match parameter.kind {
            ParameterKind::Phone => FieldKind::Phone,
            ParameterKind::Email => FieldKind::Email,
            ParameterKind::FirstName | ParameterKind::LastName => FieldKind::Name,
            ParameterKind::Text | ParameterKind::Account | ParameterKind::Company | ParameterKind::Other(_) => {
                FieldKind::Text
            }
        };
        Self {
            kind,
            name: parameter.name.clone(),
            validate: true,
            parameter: Some(parameter.kind.clone()),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        FieldKind::{Email, Name, Phone, Text},
        *,
    };

    #[test]
    fn every_type_of_field_has_its_word() {
        for (word, kind) in FIELD_KINDS {
            assert_eq!(FieldKind::of(word), kind);
            assert_eq!(kind.word(), word);
        }
        assert_eq!(FieldKind::of(" Multiline-Text "), FieldKind::MultilineText);
        assert_eq!(FieldKind::of("hologram"), Text);
    }

    #[test]
    fn expected_parameters_become_fields_of_their_type() {
        let kinds =
            ["PHONE", "TEXT", "EMAIL", "FIRST_NAME", "LAST_NAME", "ACCOUNT", "COMPANY", "SHOE_SIZE"].map(|word| {
                let parameter = ExpectedParameter { name: "p".to_owned(), kind: ParameterKind::of(word) };
                let field = FieldDefinition::of_parameter(&parameter);
                assert!(!field.required, "parameters are optional");
                assert_eq!(field.parameter, Some(parameter.kind));
                field.kind
            });
        assert_eq!(kinds, [Phone, Text, Email, Name, Name, Text, Text, Text]);
    }
}
