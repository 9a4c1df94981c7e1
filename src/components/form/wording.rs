//! What a form and its fields are called, how answers are read, and what is wrong with one, in the visitor's language.

use parlor_contact::{
    Field, Form,
    form::{Asks, Control, FieldProblem, FormKind, RATINGS, YES},
};

use crate::i18n::{Text, Words};

pub(super) fn title_of(form: &Form) -> Wording {
    let own = match form.kind {
        FormKind::PreChat | FormKind::LeaveMessage => Text::FormTitle,
        FormKind::Chat => Text::ChatFormTitle,
        FormKind::Survey => Text::SurveyTitle,
        FormKind::Secure => Text::SecureTitle,
    };
    or_own(&form.title, own)
}

pub(super) fn submit_of(form: &Form) -> Wording {
    let own = match form.kind {
        FormKind::PreChat => Text::FormSubmit,
        FormKind::LeaveMessage => Text::FormLeave,
        FormKind::Chat | FormKind::Survey | FormKind::Secure => Text::FormSend,
    };
    or_own(&form.submit_text, own)
}

/// Where the form can be given up.
pub(super) fn cancel_of(form: &Form) -> Option<Wording> {
    let own = match form.kind {
        FormKind::PreChat | FormKind::LeaveMessage => Text::FormCancel,
        FormKind::Chat | FormKind::Survey | FormKind::Secure => Text::FormSkip,
    };
    form.cancel_text.as_deref().map(|text| or_own(text, own))
}

pub(super) const fn busy_of(kind: FormKind) -> Text {
    match kind {
        FormKind::PreChat | FormKind::LeaveMessage => Text::FormStarting,
        FormKind::Chat | FormKind::Survey | FormKind::Secure => Text::FormSending,
    }
}

/// What a form is called where it stands.
pub(in crate::components) fn title(form: &Form, words: Words) -> String {
    title_of(form).say(words)
}

/// A configured text, or the widget's own where that is empty.
#[derive(Clone)]
pub(super) enum Wording {
    Configured(String),
    Own(Text),
}

impl Wording {
    pub(super) fn say(&self, words: Words) -> String {
        match self {
            Self::Configured(text) => text.clone(),
            Self::Own(text) => words.get(*text),
        }
    }
}

pub(super) fn or_own(text: &str, own: Text) -> Wording {
    if text.trim().is_empty() { Wording::Own(own) } else { Wording::Configured(text.to_owned()) }
}

/// A field's label and an answer to it, in words; of a field that nobody knows its name.
pub(in crate::components) fn spoken(asked: Option<&Field>, name: &str, answer: &str, words: Words) -> (String, String) {
    match asked {
        Some(asked) => (label_of(asked, words), spoken_answer(asked, answer, words)),
        None => (spoken_name(name), answer.to_owned()),
    }
}

/// The configured label, else what the field is known to ask, else its name.
pub(super) fn label_of(asked: &Field, words: Words) -> String {
    let sum = || words.with(Text::AskSum, &[("one", &number(asked.min)), ("other", &number(asked.max))]);
    if !asked.label.trim().is_empty() {
        return if asked.kind == Control::Captcha {
            [asked.label.trim(), " ", &sum()].concat()
        } else {
            asked.label.clone()
        };
    }
    if asked.kind == Control::Captcha {
        return sum();
    }
    match asked.asks {
        Asks::Name => words.get(Text::AskName),
        Asks::FirstName => words.get(Text::AskFirstName),
        Asks::LastName => words.get(Text::AskLastName),
        Asks::Email => words.get(Text::AskEmail),
        Asks::Phone => words.get(Text::AskPhone),
        Asks::CallbackPhone => words.get(Text::AskCallbackPhone),
        Asks::Account => words.get(Text::AskAccount),
        Asks::Company => words.get(Text::AskCompany),
        Asks::Date => words.get(Text::AskDate),
        Asks::Resolved => words.get(Text::AskResolved),
        Asks::Helpful => words.get(Text::AskHelpful),
        Asks::Recommend => words.get(Text::AskRecommend),
        Asks::Transcript => words.get(Text::AskTranscript),
        Asks::TranscriptEmail => words.get(Text::AskTranscriptEmail),
        Asks::Other => spoken_name(&asked.name),
    }
}

/// An answer as one reads it: what stands for yes, no and the steps of a rating is written out.
pub(super) fn spoken_answer(asked: &Field, answer: &str, words: Words) -> String {
    match (asked.kind, asked.asks, answer) {
        (Control::Check, _, YES) | (_, Asks::Resolved, YES) => words.get(Text::Yes),
        (_, Asks::Resolved, "0") => words.get(Text::No),
        (Control::Rating, ..) => match RATINGS.iter().position(|step| *step == answer) {
            Some(step) => words.with(Text::Rating, &[("step", &(step + 1).to_string())]),
            None => answer.to_owned(),
        },
        _ => answer.to_owned(),
    }
}

/// As the browser writes it: Rust's own way brings 10 KiB of tables.
pub(super) fn number(value: f64) -> String {
    js_sys::Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default()
}

/// `order_number` as people write it: "Order number".
fn spoken_name(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What is wrong and what would be right.
pub(super) fn say(problem: FieldProblem, asked: &Field, words: Words) -> String {
    match problem {
        FieldProblem::Missing => words.get(Text::ErrorRequired),
        FieldProblem::NotAPhone => words.get(Text::ErrorPhone),
        FieldProblem::NotAnEmail => words.get(Text::ErrorEmail),
        FieldProblem::NotADate => words.get(Text::ErrorDate),
        FieldProblem::TooLong => words.get(Text::ErrorLong),
        FieldProblem::NotTheSum => words.get(Text::ErrorSum),
        FieldProblem::NotAChoice if asked.kind == Control::Slider => {
            words.with(Text::ErrorRange, &[("min", &number(asked.min)), ("max", &number(asked.max))])
        }
        FieldProblem::NotAChoice => words.get(Text::ErrorChoice),
    }
}
