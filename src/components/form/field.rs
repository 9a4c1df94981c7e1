//! One field: its label above, its control, its error below, tied together for assistive technology.

use leptos::{ev::Event, prelude::*};
use parlor_contact::{
    Field, FieldError,
    form::{Asks, Control, FieldProblem},
};
use parlor_ui::{Icon, icon};

use super::Answers;
use crate::i18n::{Text, Words, use_words};

/// Where a field's control is found: the element that takes the focus.
pub(super) fn selector(index: usize) -> String {
    format!("[data-control=\"{index}\"]")
}

/// A label alone asks nothing.
pub(super) fn has_answer(field: &Field) -> bool {
    field.kind != Control::Label
}

/// Draws a field. `edited` hears its index after every change.
pub(super) fn field(
    index: usize,
    asked: Field,
    answers: Answers,
    errors: RwSignal<Vec<FieldError>>,
    edited: impl Fn(usize) + Copy + Send + 'static,
) -> AnyView {
    let words = use_words();
    let name = asked.name.clone();
    if !has_answer(&asked) {
        return view! { <p class="form-note" part="field" data-name=name><bdi>{asked.label}</bdi></p> }.into_any();
    }
    let problem = Memo::new(move |_| {
        errors.with(|errors| errors.iter().find(|error| error.field == index).map(|error| error.kind))
    });
    let control = Drawn { index, words, answers, problem, edited };
    let required = asked.required;
    let label = label(asked.clone(), words);
    let required_words =
        move || required.then(|| view! { <span class="field-required">{words.get(Text::Required)}</span> });
    let grouped = asked.kind == Control::Radio;
    let shown = asked.clone();
    let error = move || {
        problem.get().map(|problem| {
            view! {
                <p id=error_id(index) class="field-error" part="field-error">
                    {icon(Icon::Alert)}
                    <span>{say(problem, &shown, words)}</span>
                </p>
            }
        })
    };
    if grouped {
        view! {
            <div
                class="field"
                part="field"
                data-name=name
                role="radiogroup"
                aria-labelledby=label_id(index)
                aria-required=required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| error_id(index))
            >
                <span id=label_id(index) class="field-label">
                    <span dir="auto">{label}</span>
                    {required_words}
                </span>
                {radios(control, &asked)}
                {error}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="field" part="field" data-name=name>
                <label class="field-label" for=control_id(index)>
                    <span dir="auto">{label}</span>
                    {required_words}
                </label>
                {match asked.kind {
                    Control::Lines => lines(control, &asked),
                    Control::Select => select(control, &asked),
                    Control::Slider => slider(control, &asked),
                    _ => line(control, &asked),
                }}
                {error}
            </div>
        }
        .into_any()
    }
}

/// What every control needs.
#[derive(Clone, Copy)]
struct Drawn<F> {
    index: usize,
    words: Words,
    answers: Answers,
    problem: Memo<Option<FieldProblem>>,
    edited: F,
}

impl<F: Fn(usize) + Copy + Send + 'static> Drawn<F> {
    fn on_input(self, name: &str) -> impl FnMut(Event) + Send + 'static {
        let name = name.to_owned();
        move |event| {
            self.answers.set(&name, event_target_value(&event));
            (self.edited)(self.index);
        }
    }

    fn invalid(self) -> Option<&'static str> {
        self.problem.get().map(|_| "true")
    }

    fn described(self) -> Option<String> {
        self.problem.get().map(|_| error_id(self.index))
    }
}

fn line<F: Fn(usize) + Copy + Send + 'static>(drawn: Drawn<F>, asked: &Field) -> AnyView {
    let kind = match asked.kind {
        Control::Phone => "tel",
        Control::Email => "email",
        _ => "text",
    };
    let words = drawn.words;
    let is_date = asked.kind == Control::Date;
    let hint = move || is_date.then(|| words.get(Text::DateHint));
    let name = asked.name.clone();
    view! {
        <input
            id=control_id(drawn.index)
            class="control"
            data-control=drawn.index.to_string()
            type=kind
            name=asked.name.clone()
            dir=if matches!(kind, "tel" | "email") { "ltr" } else { "auto" }
            autocomplete=asked.autocomplete.unwrap_or("off")
            inputmode=asked.input_mode
            placeholder=hint
            aria-required=asked.required.then_some("true")
            aria-invalid=move || drawn.invalid()
            aria-describedby=move || drawn.described()
            prop:value=move || drawn.answers.get(&name)
            on:input=drawn.on_input(&asked.name)
        />
    }
    .into_any()
}

fn lines<F: Fn(usize) + Copy + Send + 'static>(drawn: Drawn<F>, asked: &Field) -> AnyView {
    let name = asked.name.clone();
    view! {
        <textarea
            id=control_id(drawn.index)
            class="control control-lines"
            data-control=drawn.index.to_string()
            name=asked.name.clone()
            dir="auto"
            rows=asked.rows.clamp(2, 12).to_string()
            autocomplete=asked.autocomplete.unwrap_or("off")
            aria-required=asked.required.then_some("true")
            aria-invalid=move || drawn.invalid()
            aria-describedby=move || drawn.described()
            prop:value=move || drawn.answers.get(&name)
            on:input=drawn.on_input(&asked.name)
        ></textarea>
    }
    .into_any()
}

fn select<F: Fn(usize) + Copy + Send + 'static>(drawn: Drawn<F>, asked: &Field) -> AnyView {
    let words = drawn.words;
    let chosen = drawn.answers.get_untracked(&asked.name);
    let options = asked.options.iter().map(|option| {
        let selected = *option == chosen;
        view! { <option value=option.clone() selected=selected>{option.clone()}</option> }
    });
    view! {
        <div class="control-select">
            <select
                id=control_id(drawn.index)
                class="control"
                data-control=drawn.index.to_string()
                name=asked.name.clone()
                autocomplete=asked.autocomplete.unwrap_or("off")
                aria-required=asked.required.then_some("true")
                aria-invalid=move || drawn.invalid()
                aria-describedby=move || drawn.described()
                on:change=drawn.on_input(&asked.name)
            >
                <option value=String::new()>{move || words.get(Text::Choose)}</option>
                {options.collect_view()}
            </select>
            {icon(Icon::Minimize)}
        </div>
    }
    .into_any()
}

fn slider<F: Fn(usize) + Copy + Send + 'static>(drawn: Drawn<F>, asked: &Field) -> AnyView {
    let (min, max) = (asked.min, asked.max);
    // A slider always stands somewhere: where nothing was chosen, at its start, and that is its answer.
    if drawn.answers.get_untracked(&asked.name).is_empty() {
        drawn.answers.set(&asked.name, min.to_string());
    }
    let step = if max - min > 2.0 { "1" } else { "any" };
    let (name, shown) = (asked.name.clone(), asked.name.clone());
    view! {
        <div class="control-slider">
            <span class="slider-end">{min.to_string()}</span>
            <input
                id=control_id(drawn.index)
                class="slider"
                data-control=drawn.index.to_string()
                type="range"
                name=asked.name.clone()
                min=min.to_string()
                max=max.to_string()
                step=step
                aria-describedby=move || drawn.described()
                prop:value=move || drawn.answers.get(&name)
                on:input=drawn.on_input(&asked.name)
            />
            <span class="slider-end">{max.to_string()}</span>
            <output class="slider-value" for=control_id(drawn.index)>{move || drawn.answers.get(&shown)}</output>
        </div>
    }
    .into_any()
}

fn radios<F: Fn(usize) + Copy + Send + 'static>(drawn: Drawn<F>, asked: &Field) -> AnyView {
    let chosen = drawn.answers.get_untracked(&asked.name);
    let choices = asked.options.iter().enumerate().map(|(number, option)| {
        // The keyboard's way into the group is the checked choice or, without one, the first.
        let control = (number == 0).then(|| drawn.index.to_string());
        view! {
            <label class="choice">
                <input
                    class="radio"
                    data-control=control
                    type="radio"
                    name=asked.name.clone()
                    value=option.clone()
                    checked=*option == chosen
                    on:change=drawn.on_input(&asked.name)
                />
                <span dir="auto">{option.clone()}</span>
            </label>
        }
    });
    view! { <div class="choices">{choices.collect_view()}</div> }.into_any()
}

fn control_id(index: usize) -> String {
    format!("parlor-field-{index}")
}

fn label_id(index: usize) -> String {
    format!("parlor-label-{index}")
}

fn error_id(index: usize) -> String {
    format!("parlor-error-{index}")
}

/// The configured label, else what the field is known to ask, else its name.
fn label(asked: Field, words: Words) -> impl Fn() -> String + Send + 'static {
    move || {
        if !asked.label.trim().is_empty() {
            return asked.label.clone();
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
            Asks::Other => spoken(&asked.name),
        }
    }
}

/// `order_number` as people write it: "Order number".
fn spoken(name: &str) -> String {
    let name = name.replace('_', " ");
    let mut letters = name.trim().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What is wrong and what would be right.
fn say(problem: FieldProblem, asked: &Field, words: Words) -> String {
    match problem {
        FieldProblem::Missing => words.get(Text::ErrorRequired),
        FieldProblem::NotAPhone => words.get(Text::ErrorPhone),
        FieldProblem::NotAnEmail => words.get(Text::ErrorEmail),
        FieldProblem::NotADate => words.get(Text::ErrorDate),
        FieldProblem::TooLong => words.get(Text::ErrorLong),
        FieldProblem::NotAChoice if asked.kind == Control::Slider => {
            words.with(Text::ErrorRange, &[("min", &asked.min.to_string()), ("max", &asked.max.to_string())])
        }
        FieldProblem::NotAChoice => words.get(Text::ErrorChoice),
    }
}
