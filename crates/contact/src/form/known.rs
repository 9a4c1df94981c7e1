//! Forms that every contact center may ask for by name, whether the configuration defines them or not (field notes 2).

use super::{
    Asks, Control, Field, Form, FormKind,
    build::{autocomplete, input_mode},
};

/// The answer of a box that is ticked, and of a question to say yes to.
pub const YES: &str = "1";
/// The answers of a rating, from the worst to the best.
pub const RATINGS: [&str; 5] = ["2", "4", "6", "8", "10"];

const SURVEYS: [&str; 2] = ["MobileChatSurvey", "survey_form"];
const CUSTOMER: &str = "MobileChatCustomerData";

/// What a form of this name is for.
pub fn kind_of(name: &str) -> FormKind {
    if SURVEYS.contains(&name) { FormKind::Survey } else { FormKind::Chat }
}

/// The form of this name where nobody has defined one.
pub fn well_known(name: &str) -> Option<Form> {
    let fields = if SURVEYS.contains(&name) {
        vec![
            Field { options: vec![YES.to_owned(), "0".to_owned()], ..field("service", Control::Radio, Asks::Resolved) },
            field("helpful", Control::Rating, Asks::Helpful),
            field("recommend", Control::Rating, Asks::Recommend),
            field("transcript", Control::Check, Asks::Transcript),
            field("transcriptEmail", Control::Email, Asks::TranscriptEmail),
        ]
    } else if name == CUSTOMER {
        vec![
            field("first_name", Control::Text, Asks::FirstName),
            field("last_name", Control::Text, Asks::LastName),
            field("email", Control::Email, Asks::Email),
            field("phone", Control::Phone, Asks::Phone),
        ]
    } else {
        return None;
    };
    Some(Form {
        kind: kind_of(name),
        title: String::new(),
        fields,
        submit_text: String::new(),
        cancel_text: Some(String::new()),
        call: None,
    })
}

fn field(name: &str, kind: Control, asks: Asks) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        label: String::new(),
        asks,
        required: false,
        validate: true,
        masked: false,
        options: if kind == Control::Rating { RATINGS.map(str::to_owned).to_vec() } else { Vec::new() },
        min: 0.0,
        max: 10.0,
        rows: 3,
        autocomplete: autocomplete(asks),
        input_mode: input_mode(kind),
        given: String::new(),
        also: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surveys_and_customer_data_are_known_by_name_and_nothing_else_is() {
        for name in SURVEYS {
            let form = well_known(name).map(|form| (form.kind, form.fields.len()));
            assert_eq!(form, Some((FormKind::Survey, 5)), "{name}");
        }
        assert_eq!(well_known(CUSTOMER).map(|form| form.kind), Some(FormKind::Chat));
        assert_eq!(well_known("Order"), None);
    }
}
