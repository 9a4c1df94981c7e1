//! A form: what is asked before a chat, or instead of one out of hours. The contact crate says what to ask and whether
//! an answer will do; this draws it, leads to the first field that needs attention, and hands the answers on.

mod field;

use std::collections::BTreeMap;

use leptos::{ev::SubmitEvent, html, prelude::*};
use parlor_contact::{FieldError, Form, form::FormKind};
use parlor_session::view::Phase;
use parlor_ui::{Icon, icon};

use super::focus;
use crate::{
    i18n::{Counted, Text, use_words},
    signals::use_signals,
};

/// What was typed, by the fields' names. Lives outside the form, so that a form that is drawn again keeps it.
#[derive(Clone, Copy)]
pub(super) struct Answers(RwSignal<BTreeMap<String, String>>);

impl Answers {
    pub(super) fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    fn get(self, name: &str) -> String {
        self.0.with(|answers| answers.get(name).cloned().unwrap_or_default())
    }

    fn get_untracked(self, name: &str) -> String {
        self.0.with_untracked(|answers| answers.get(name).cloned().unwrap_or_default())
    }

    fn set(self, name: &str, value: String) {
        self.0.update(|answers| {
            answers.insert(name.to_owned(), value);
        });
    }

    /// What the page knows already stands where the visitor has typed nothing, nor emptied it.
    fn begin(self, form: &Form) {
        for field in form.fields.iter().filter(|field| !field.given.is_empty()) {
            if self.0.with_untracked(|answers| !answers.contains_key(&field.name)) {
                self.set(&field.name, field.given.clone());
            }
        }
    }

    /// In the form's order; a field that nobody touched has an empty answer.
    fn all(self, form: &Form) -> Vec<String> {
        form.fields.iter().map(|field| self.get_untracked(&field.name)).collect()
    }
}

/// From this many fields on, the form says how far one has come.
const LONG: usize = 6;

/// What becomes of a form: its answers by the fields' names, or that it was given up.
pub(super) type Outcome = Option<Vec<(String, String)>>;

pub(super) fn form(form: Form, answers: Answers, done: impl Fn(Outcome) + Copy + 'static) -> AnyView {
    let words = use_words();
    let status = use_signals().status;
    let place = NodeRef::<html::Form>::new();
    let errors = RwSignal::new(Vec::<FieldError>::new());
    let starting = Memo::new(move |_| status.with(|status| status.phase == Phase::Starting));

    let title = or_own(&form.title, Text::FormTitle);
    let submit_text = or_own(&form.submit_text, Text::FormSubmit);
    let cancel = form.cancel_text.as_deref().map(|text| or_own(text, Text::FormCancel));
    let kind = form.kind;
    answers.begin(&form);
    let form = StoredValue::new(form);

    let check = move || form.with_value(|form| form.check(&answers.all(form)));
    // A field that was wrong is judged again as it is mended; one that is being filled in is left in peace.
    let edited = move |index: usize| {
        if errors.with_untracked(|errors| errors.iter().any(|error| error.field == index)) {
            let mended = !check().iter().any(|error| error.field == index);
            if mended {
                errors.update(|errors| errors.retain(|error| error.field != index));
            }
        }
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        event.stop_propagation();
        if starting.get_untracked() {
            return;
        }
        let wrong = check();
        let first = wrong.first().map(|error| error.field);
        errors.set(wrong);
        match first {
            Some(index) => {
                if let Some(control) =
                    place.get_untracked().and_then(|form| focus::find(&form, &field::selector(index)))
                {
                    // Scrolls to it, unlike `focus::on`: it may be far up.
                    let _ = control.focus();
                }
            }
            None => done(Some(form.with_value(|form| form.parameters(&answers.all(form))))),
        }
    };
    let count = move || errors.with(Vec::len);
    let fields = form.with_value(|form| {
        form.fields
            .iter()
            .enumerate()
            .map(|(index, asked)| field::field(index, asked.clone(), answers, errors, edited))
            .collect_view()
    });
    view! {
        <form class="form" part="form" data-kind=kind.word() data-form=kind.word() novalidate="" aria-labelledby="parlor-form-title" node_ref=place on:submit=on_submit>
            <h3 id="parlor-form-title" class="form-title">
                <bdi>{move || title.say(words)}</bdi>
            </h3>
            {progress(form, answers)}
            {fields}
            {move || {
                (count() > 0)
                    .then(|| {
                        view! {
                            // One error stands beside its field already; only screen readers need the count.
                            <p class=move || if count() == 1 { "visually-hidden" } else { "form-errors" } role="status">
                                {icon(Icon::Alert)}
                                <span>{move || words.count(Counted::FormErrors, count())}</span>
                            </p>
                        }
                    })
            }}
            <button
                type="submit"
                class="button button-primary form-submit"
                part="form-submit"
                aria-disabled=move || starting.get().then_some("true")
            >
                {move || {
                    if starting.get() {
                        words.get(Text::FormStarting)
                    } else if kind == FormKind::LeaveMessage && submit_text.is_own() {
                        words.get(Text::FormLeave)
                    } else {
                        submit_text.say(words)
                    }
                }}
            </button>
            {cancel
                .map(|cancel| {
                    view! {
                        <button
                            type="button"
                            class="button button-text form-cancel"
                            part="form-cancel"
                            on:click=move |_| done(None)
                        >
                            {move || cancel.say(words)}
                        </button>
                    }
                })}
        </form>
    }
    .into_any()
}

/// "3 of 8" over a long form.
fn progress(form: StoredValue<Form>, answers: Answers) -> AnyView {
    let words = use_words();
    let asked = move || form.with_value(|form| form.fields.iter().filter(|field| field::has_answer(field)).count());
    if asked() < LONG {
        return ().into_any();
    }
    let filled = move || {
        form.with_value(|form| {
            let fields = form.fields.iter().filter(|field| field::has_answer(field));
            fields.filter(|field| !answers.get(&field.name).trim().is_empty()).count()
        })
    };
    view! {
        <p class="form-progress">
            {move || words.with(Text::FormProgress, &[("done", &filled().to_string()), ("all", &asked().to_string())])}
        </p>
    }
    .into_any()
}

/// A configured text, or the widget's own where that is empty.
#[derive(Clone)]
enum Wording {
    Configured(String),
    Own(Text),
}

impl Wording {
    fn say(&self, words: crate::i18n::Words) -> String {
        match self {
            Self::Configured(text) => text.clone(),
            Self::Own(text) => words.get(*text),
        }
    }

    const fn is_own(&self) -> bool {
        matches!(self, Self::Own(_))
    }
}

fn or_own(text: &str, own: Text) -> Wording {
    if text.trim().is_empty() { Wording::Own(own) } else { Wording::Configured(text.to_owned()) }
}
