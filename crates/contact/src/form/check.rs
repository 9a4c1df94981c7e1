//! Answers → what is wrong with them, and what is sent of them.

use super::{Control, Field, FieldError, FieldProblem, Form, FormKind, YES};

/// Longest answer, in characters.
pub const MAX_ANSWER: usize = 4000;
/// Longest phone number, in characters (field notes 1.2).
pub const MAX_PHONE: usize = 30;
/// Longest e-mail address, in characters (field notes 1.2).
pub const MAX_EMAIL: usize = 255;

impl Form {
    /// What can't be sent as it is, in the fields' order, at most one problem a field. `answers` go by the fields'
    /// index; a missing one is empty.
    pub fn check(&self, answers: &[String]) -> Vec<FieldError> {
        let answers = self.fields.iter().enumerate().filter_map(|(index, field)| {
            let kind = problem(field, answers.get(index).map_or("", |answer| answer.trim()))?;
            Some(FieldError { field: index, kind })
        });
        answers.collect()
    }

    /// Name and value of every field that was filled in, trimmed, in order. Before a chat, where they become the
    /// parameters of Request Chat, what was left empty is left out unless the page had given it. In a chat it is sent
    /// as empty, because a form without any answer is one that was given up (field notes 2); a box that is not ticked is
    /// never sent.
    pub fn submission(&self, answers: &[String]) -> Vec<(String, String)> {
        let in_chat = matches!(self.kind, FormKind::Chat | FormKind::Survey | FormKind::Secure);
        let mut submission = Vec::new();
        for (field, answer) in self.fields.iter().zip(answers) {
            let answer = answer.trim();
            let left_out = match field.kind {
                Control::Label | Control::Captcha => true,
                Control::Check => answer.is_empty(),
                _ => answer.is_empty() && field.given.is_empty() && !in_chat,
            };
            if !left_out {
                let names = std::iter::once(&field.name).chain(&field.also);
                submission.extend(names.map(|name| (name.clone(), answer.to_owned())));
            }
        }
        submission
    }
}

fn problem(field: &Field, answer: &str) -> Option<FieldProblem> {
    if field.kind == Control::Label {
        return None;
    }
    if answer.is_empty() {
        return field.required.then_some(FieldProblem::Missing);
    }
    if answer.chars().count() > MAX_ANSWER {
        return Some(FieldProblem::TooLong);
    }
    match field.kind {
        Control::Phone if field.validate && !is_phone(answer) => Some(FieldProblem::NotAPhone),
        Control::Email if field.validate && !is_email(answer) => Some(FieldProblem::NotAnEmail),
        Control::Date if field.validate && !is_date(answer) => Some(FieldProblem::NotADate),
        Control::Radio | Control::Select | Control::Rating
            if !field.options.iter().any(|option| option.trim() == answer) =>
        {
            Some(FieldProblem::NotAChoice)
        }
        Control::Check if answer != YES => Some(FieldProblem::NotAChoice),
        Control::Captcha if parlor_protocol::number(answer) != Some(field.min + field.max) => {
            Some(FieldProblem::NotTheSum)
        }
        Control::Slider if !is_within(answer, field) => Some(FieldProblem::NotAChoice),
        _ => None,
    }
}

fn is_phone(answer: &str) -> bool {
    let number = answer.strip_prefix('+').unwrap_or(answer);
    answer.len() <= MAX_PHONE
        && number.bytes().any(|b| b.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b"().-/\\ ".contains(&b))
}

fn is_email(answer: &str) -> bool {
    let Some((user, host)) = answer.split_once('@') else { return false };
    answer.len() <= MAX_EMAIL
        && answer.bytes().all(|b| b.is_ascii_graphic())
        && !user.is_empty()
        && !host.is_empty()
        && !host.contains('@')
        && host.split('.').all(|label| !label.is_empty())
}

fn is_date(answer: &str) -> bool {
    let parts: Vec<&str> = answer.split('/').collect();
    let [month, day, year] = parts[..] else { return false };
    let digits = |text: &str, lengths: &[usize]| {
        let all = lengths.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        all.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (Some(month), Some(day), Some(number)) = (digits(month, &[1, 2]), digits(day, &[1, 2]), digits(year, &[2, 4]))
    else {
        return false;
    };
    let number = if year.len() == 2 { 2000 + number } else { number };
    let leap = number.is_multiple_of(4) && (!number.is_multiple_of(100) || number.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_within(answer: &str, field: &Field) -> bool {
    parlor_protocol::number(answer).is_some_and(|number| (field.min..=field.max).contains(&number))
}

#[cfg(test)]
mod tests {
    use parlor_protocol::form::{FieldDefinition, FieldKind, FormDefinition};

    use super::*;
    use crate::form::of_definition;

    fn form(fields: &[(FieldKind, bool)]) -> Form {
        let field = |(kind, required): &(FieldKind, bool)| FieldDefinition {
            kind: *kind,
            required: *required,
            validate: true,
            options: vec!["red".to_owned(), "blue".to_owned()],
            min_value: Some(1.0),
            max_value: Some(5.0),
            ..FieldDefinition::default()
        };
        of_definition(&FormDefinition { fields: fields.iter().map(field).collect(), ..FormDefinition::default() })
    }

    fn problem_of(kind: FieldKind, answer: &str) -> Option<FieldProblem> {
        let errors = form(&[(kind, false)]).check(&[answer.to_owned()]);
        errors.first().map(|error| error.kind)
    }

    #[test]
    fn a_phone_number_is_digits_and_separators() {
        for good in ["+1 (415) 555-0123", "030/123.45\\6", "5", &"1".repeat(30)] {
            assert_eq!(problem_of(FieldKind::Phone, good), None, "{good}");
            assert_eq!(problem_of(FieldKind::CallbackPhone, good), None, "{good}");
        }
        for bad in ["call me", "1+1", "++1", "+", "()", "１２３", "555-0123 x5", &"1".repeat(31)] {
            assert_eq!(problem_of(FieldKind::Phone, bad), Some(FieldProblem::NotAPhone), "{bad}");
        }
    }

    #[test]
    fn an_email_address_is_ascii_with_two_sides() {
        for good in ["a@b", "first.last+tag@mail.example.com"] {
            assert_eq!(problem_of(FieldKind::Email, good), None, "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(244));
        for bad in ["a", "@b", "a@", "a@b@c", "a b@c", "ä@b.example", "a@b..c", "a@.b", &long] {
            assert_eq!(problem_of(FieldKind::Email, bad), Some(FieldProblem::NotAnEmail), "{bad}");
        }
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        for good in ["1/2/26", "12/31/2026", "02/29/2024", "2/29/2000", "2/29/00"] {
            assert_eq!(problem_of(FieldKind::Date, good), None, "{good}");
        }
        for bad in [
            "13/1/2026",
            "0/1/2026",
            "1/0/2026",
            "2/30/2024",
            "2/29/2026",
            "2/29/1900",
            "4/31/26",
            "1/1/202",
            "2026-01-01",
            "1/1",
            "1/1/1/1",
            "a/b/c",
            "+1/1/26",
        ] {
            assert_eq!(problem_of(FieldKind::Date, bad), Some(FieldProblem::NotADate), "{bad}");
        }
    }

    #[test]
    fn a_choice_is_one_of_those_offered() {
        for kind in [FieldKind::RadioButtons, FieldKind::SelectionList] {
            assert_eq!(problem_of(kind, "red"), None);
            assert_eq!(problem_of(kind, "green"), Some(FieldProblem::NotAChoice));
        }
        assert_eq!(problem_of(FieldKind::Slider, "5"), None);
        for bad in ["6", "0.5", "NaN", "inf", "many"] {
            assert_eq!(problem_of(FieldKind::Slider, bad), Some(FieldProblem::NotAChoice), "{bad}");
        }
    }

    #[test]
    fn what_is_required_must_be_filled_in_and_the_rest_need_not() {
        let form = form(&[
            (FieldKind::Text, true),
            (FieldKind::Label, true),
            (FieldKind::Email, false),
            (FieldKind::Name, true),
        ]);
        let missing = |field| FieldError { field, kind: FieldProblem::Missing };
        assert_eq!(form.check(&["  ".to_owned()]), [missing(0), missing(3)]);
        assert_eq!(form.check(&["a", "", "", "b"].map(str::to_owned)), []);
        let long = "x".repeat(MAX_ANSWER + 1);
        assert_eq!(form.check(&[long, String::new(), String::new(), "b".to_owned()])[0].kind, FieldProblem::TooLong);
    }

    #[test]
    fn an_answer_that_is_not_to_be_checked_may_be_anything() {
        let definition = FieldDefinition { kind: FieldKind::Email, ..FieldDefinition::default() };
        let form = of_definition(&FormDefinition { fields: vec![definition], ..FormDefinition::default() });
        assert_eq!(form.check(&["anything".to_owned()]), []);
    }

    #[test]
    fn what_is_filled_in_is_submitted_and_in_a_chat_also_what_is_not() {
        let kinds = [
            (FieldKind::Text, false),
            (FieldKind::Label, false),
            (FieldKind::Captcha, true),
            (FieldKind::Text, false),
            (FieldKind::Text, false),
        ];
        let answers = [" Ann ", "ignored", "7", "", "x\u{e9}"].map(str::to_owned);
        let names = |list: Vec<(String, String)>| {
            list.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        };
        let in_chat = form(&kinds);
        assert_eq!(names(in_chat.submission(&answers)), ["field_0=Ann", "field_3=", "field_4=x\u{e9}"]);
        let before = Form { kind: FormKind::PreChat, ..in_chat };
        assert_eq!(names(before.submission(&answers)), ["field_0=Ann", "field_4=x\u{e9}"]);
        assert_eq!(before.submission(&[]), []);
    }
}
