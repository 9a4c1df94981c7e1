//! One field: its label above, its control, its error below, tied together for assistive technology.

use js_sys::Reflect;
use leptos::{ev::Event, prelude::*};
use parlor_contact::{
    Field, FieldError,
    form::{Control, FieldProblem, YES},
};
use parlor_ui::{Icon, dom::set_or_remove, icon};
use wasm_bindgen::JsValue;
use web_sys::Element;

use super::{
    Answers,
    wording::{label_of, number, say, spoken_answer},
};
use crate::i18n::{Text, Words, use_words};

/// Where a field's control is found: the element that takes the focus.
pub(super) fn selector(index: usize) -> String {
    format!("[data-control=\"{index}\"]")
}

/// A label alone asks nothing.
pub(super) fn has_answer(field: &Field) -> bool {
    field.kind != Control::Label
}

/// What the ids of a form's elements begin with.
pub(super) type Ids = StoredValue<String>;

/// Draws a field. `edited` hears its index after every change.
pub(super) fn field(
    ids: Ids,
    index: usize,
    asked: Field,
    answers: Answers,
    errors: RwSignal<Vec<FieldError>>,
    edited: Callback<usize>,
) -> AnyView {
    let words = use_words();
    let name = asked.name.clone();
    if !has_answer(&asked) {
        return view! { <p class="form-note" part="field" data-name=name><bdi>{asked.label}</bdi></p> }.into_any();
    }
    let problem = Memo::new(move |_| {
        errors.with(|errors| errors.iter().find(|error| error.field == index).map(|error| error.kind))
    });
    let stored = StoredValue::new(asked.clone());
    let drawn = Drawn { ids, index, asked: stored, words, answers, problem, edited };
    let required = asked.required;
    let label = move || stored.with_value(|asked| label_of(asked, words));
    let required_words =
        move || required.then(|| view! { <span class="field-required">{words.get(Text::Required)}</span> });
    let grouped = matches!(asked.kind, Control::Radio | Control::Rating);
    let error = move || {
        problem.get().map(|problem| {
            view! {
                <p id=drawn.id("error") class="field-error" part="field-error">
                    {icon(Icon::Alert)}
                    <span>{stored.with_value(|asked| say(problem, asked, words))}</span>
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
                aria-labelledby=drawn.id("label")
                aria-required=required.then_some("true")
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || drawn.described_by()
            >
                <span id=drawn.id("label") class="field-label">
                    <span dir="auto">{label}</span>
                    {required_words}
                </span>
                {radios(drawn, &asked)}
                {error}
            </div>
        }
        .into_any()
    } else if asked.kind == Control::Check {
        view! {
            <div class="field" part="field" data-name=name>
                {check_box(drawn, label, required_words)}
                {error}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class="field" part="field" data-name=name>
                <label class="field-label" for=drawn.id("field")>
                    <span dir="auto">{label}</span>
                    {required_words}
                </label>
                {match asked.kind {
                    Control::Lines => lines(drawn, &asked),
                    Control::Select => select(drawn, &asked),
                    Control::Slider => slider(drawn, &asked),
                    _ => line(drawn, &asked),
                }}
                {error}
            </div>
        }
        .into_any()
    }
}

/// What every control needs.
#[derive(Clone, Copy)]
struct Drawn {
    ids: Ids,
    index: usize,
    asked: StoredValue<Field>,
    words: Words,
    answers: Answers,
    problem: Memo<Option<FieldProblem>>,
    edited: Callback<usize>,
}

impl Drawn {
    fn on_input(self) -> impl FnMut(Event) + Send + 'static {
        move |event| {
            let value = if !self.asks(Control::Check) {
                event_target_value(&event)
            } else if event_target_checked(&event) {
                YES.to_owned()
            } else {
                String::new()
            };
            self.asked.with_value(|asked| self.answers.set(&asked.name, value));
            self.edited.run(self.index);
        }
    }

    fn id(self, what: &str) -> String {
        self.ids.with_value(|ids| format!("{ids}-{what}-{}", self.index))
    }

    /// The ids of its hint, where it has one, and of its error. Tracks.
    fn described_by(self) -> Option<String> {
        let hint = (self.asks(Control::Date) || self.asks(Control::Rating)).then(|| self.id("hint"));
        let error = self.problem.get().map(|_| self.id("error"));
        match (hint, error) {
            (Some(hint), Some(error)) => Some([&hint, " ", &error].concat()),
            (hint, error) => hint.or(error),
        }
    }

    fn asks(self, kind: Control) -> bool {
        self.asked.with_value(|asked| asked.kind == kind)
    }

    /// Tracks.
    fn answer(self) -> String {
        self.asked.with_value(|asked| self.answers.get(&asked.name))
    }

    fn answer_untracked(self) -> String {
        self.asked.with_value(|asked| self.answers.get_untracked(&asked.name))
    }
}

/// Ties a control to its answer, its label and its error. By hand, because each attribute in a view weighs again for
/// each kind of control.
fn tie(control: Element, drawn: Drawn) {
    let set = |name: &str, value: &str| {
        let _ = control.set_attribute(name, value);
    };
    set("id", &drawn.id("field"));
    set("data-control", &drawn.index.to_string());
    drawn.asked.with_value(|asked| {
        set("name", &asked.name);
        set("autocomplete", asked.autocomplete.unwrap_or("off"));
        // A slider always has an answer.
        if asked.required && asked.kind != Control::Slider {
            set("aria-required", "true");
        }
    });
    let (property, is_check) = if drawn.asks(Control::Check) { ("checked", true) } else { ("value", false) };
    let shown = control.clone();
    Effect::new(move |_| {
        let answer = drawn.answer();
        let value = if is_check { JsValue::from_bool(answer == YES) } else { JsValue::from_str(&answer) };
        // Only what differs: a text that is set again loses its caret. Firefox may tell of a sign's two halves one by one,
        // and half a sign is a text in the browser alone: so both are read in the same way.
        let read = |value: &JsValue| (value.as_bool(), value.as_string());
        if Reflect::get(&shown, &property.into()).is_ok_and(|before| read(&before) != read(&value)) {
            let _ = Reflect::set(&shown, &property.into(), &value);
        }
    });
    Effect::new(move |_| {
        set_or_remove(&control, "aria-invalid", drawn.problem.get().map(|_| "true"));
        set_or_remove(&control, "aria-describedby", drawn.described_by().as_deref());
    });
}

fn line(drawn: Drawn, asked: &Field) -> AnyView {
    let kind = match asked.kind {
        Control::Phone => "tel",
        Control::Email => "email",
        _ if asked.masked => "password",
        _ => "text",
    };
    let input_mode = if asked.kind == Control::Captcha { Some("numeric") } else { asked.input_mode };
    let words = drawn.words;
    let hint = (asked.kind == Control::Date)
        .then(|| view! { <p id=drawn.id("hint") class="field-hint">{move || words.get(Text::DateHint)}</p> });
    view! {
        {hint}
        <input
            class="control"
            type=kind
            dir=if matches!(kind, "tel" | "email") { "ltr" } else { "auto" }
            inputmode=input_mode
            use:tie=drawn
            on:input=drawn.on_input()
        />
    }
    .into_any()
}

fn lines(drawn: Drawn, asked: &Field) -> AnyView {
    let rows = asked.rows.clamp(2, 12).to_string();
    view! { <textarea class="control control-lines" dir="auto" rows=rows use:tie=drawn on:input=drawn.on_input()></textarea> }
        .into_any()
}

fn select(drawn: Drawn, asked: &Field) -> AnyView {
    let words = drawn.words;
    let options = asked.options.iter().map(|option| view! { <option value=option.clone()>{option.clone()}</option> });
    view! {
        <div class="control-select">
            <select class="control" use:tie=drawn on:change=drawn.on_input()>
                <option value=String::new()>{move || words.get(Text::Choose)}</option>
                {options.collect_view()}
            </select>
            {icon(Icon::Minimize)}
        </div>
    }
    .into_any()
}

fn slider(drawn: Drawn, asked: &Field) -> AnyView {
    let (min, max) = (asked.min, asked.max);
    // A slider always stands somewhere: where nothing was chosen, at its start, and that is its answer.
    if drawn.answer_untracked().is_empty() {
        drawn.answers.set(&asked.name, number(min));
    }
    let step = if max - min > 2.0 { "1" } else { "any" };
    view! {
        <div class="control-slider">
            <span class="slider-end">{number(min)}</span>
            <input
                class="slider"
                type="range"
                min=number(min)
                max=number(max)
                step=step
                use:tie=drawn
                on:input=drawn.on_input()
            />
            <span class="slider-end">{number(max)}</span>
            // It is read out with the slider.
            <output class="slider-value" aria-hidden="true" for=drawn.id("field")>{move || drawn.answer()}</output>
        </div>
    }
    .into_any()
}

/// A box with its label beside it.
fn check_box(drawn: Drawn, label: impl Fn() -> String + Send + 'static, required_words: impl IntoAny) -> AnyView {
    view! {
        <label class="choice">
            <input class="radio check" type="checkbox" value=YES use:tie=drawn on:change=drawn.on_input() />
            <span dir="auto">{label}</span>
            {required_words.into_any()}
        </label>
    }
    .into_any()
}

fn radios(drawn: Drawn, asked: &Field) -> AnyView {
    let words = drawn.words;
    let chosen = drawn.answer_untracked();
    // Those of one form in one group of the browser's; another form may ask by the same name.
    let group = drawn.id(&asked.name);
    let rated = asked.kind == Control::Rating;
    let choices = asked.options.iter().enumerate().map(|(number, option)| {
        // The keyboard's way into the group is the checked choice or, without one, the first.
        let control = (number == 0).then(|| drawn.index.to_string());
        let value = option.clone();
        let spoken = move || {
            if rated {
                (number + 1).to_string()
            } else {
                drawn.asked.with_value(|asked| spoken_answer(asked, &value, words))
            }
        };
        view! {
            <label class="choice">
                <input
                    class="radio"
                    data-control=control
                    type="radio"
                    name=group.clone()
                    value=option.clone()
                    checked=*option == chosen
                    on:change=drawn.on_input()
                />
                <span dir="auto">{spoken}</span>
            </label>
        }
    });
    let choices = choices.collect_view();
    if rated {
        return view! {
            <div class="choices choices-rating">{choices}</div>
            <div id=drawn.id("hint") class="rating-ends">
                <span>{move || words.get(Text::RatingWorst)}</span>
                <span>{move || words.get(Text::RatingBest)}</span>
            </div>
        }
        .into_any();
    }
    view! { <div class="choices">{choices}</div> }.into_any()
}
