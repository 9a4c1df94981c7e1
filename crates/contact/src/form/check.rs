//! Answers → what is wrong with them, and the parameters they become.

use super::{Control, Field, FieldError, FieldProblem, Form};

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

    /// The parameters of Request Chat: name and value of every field that was filled in, trimmed, in order.
    pub fn parameters(&self, answers: &[String]) -> Vec<(String, String)> {
        let filled = self.fields.iter().zip(answers).filter(|(field, _)| field.kind != Control::Label);
        let pairs = filled.map(|(field, answer)| (field.name.clone(), answer.trim().to_owned()));
        pairs.filter(|(_, answer)| !answer.is_empty()).collect()
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
        Control::Radio | Control::Select if !field.options.iter().any(|option| option.trim() == answer) => {
            Some(FieldProblem::NotAChoice)
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
    answer.parse::<f64>().is_ok_and(|number| (field.min..=field.max).contains(&number))
}
