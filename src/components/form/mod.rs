//! A form: what is asked before a chat, or instead of one out of hours. The contact crate says what to ask and whether
//! an answer will do; this draws it, leads to the first field that needs attention, and hands the answers on.

mod before;
mod field;
mod wording;

use leptos::{html, prelude::*};
use parlor_contact::{FieldError, Form, form::FormKind};
use parlor_session::view::Phase;
use parlor_ui::{Icon, button, icon};

pub(super) use self::{
    before::before_chat,
    wording::{spoken, title},
};
use super::focus;
use crate::{
    i18n::{Counted, Text, use_words},
    signals::use_signals,
};

/// What was typed, by the fields' names. Lives outside the form, so that a form that is drawn again keeps it.
#[derive(Clone, Copy)]
pub(super) struct Answers {
    now: RwSignal<Vec<(String, String)>>,
    /// Those that the page gave, as they were put here.
    given: StoredValue<Vec<(String, String)>>,
}

impl Answers {
    pub(super) fn new() -> Self {
        Self::of(Vec::new())
    }

    /// What was filled in before.
    pub(super) fn of(known: Vec<(String, String)>) -> Self {
        Self { now: RwSignal::new(known), given: StoredValue::new(Vec::new()) }
    }

    fn get(self, name: &str) -> String {
        self.now.with(|answers| answer(answers, name).unwrap_or_default())
    }

    fn get_untracked(self, name: &str) -> String {
        self.now.with_untracked(|answers| answer(answers, name).unwrap_or_default())
    }

    fn set(self, name: &str, value: String) {
        self.now.update(|answers| put(answers, name, value));
    }

    /// What the page knows already stands where the visitor has typed nothing, nor emptied it; and what it knows later,
    /// where that is untouched.
    fn begin(self, form: &Form) {
        for field in form.fields.iter().filter(|field| !field.given.is_empty()) {
            let before = self.given.with_value(|given| answer(given, &field.name));
            let now = self.now.with_untracked(|answers| answer(answers, &field.name));
            if now.is_none() || now == before {
                self.set(&field.name, field.given.clone());
                self.given.update_value(|given| put(given, &field.name, field.given.clone()));
            }
        }
    }

    /// All that is filled in, by name. Tracks.
    pub(super) fn filled(self) -> Vec<(String, String)> {
        self.now.with(|answers| answers.iter().filter(|(_, value)| !value.is_empty()).cloned().collect())
    }

    /// As they were filled in elsewhere.
    pub(super) fn take(self, answers: Vec<(String, String)>) {
        if self.filled() != answers {
            self.now.set(answers);
        }
    }

    /// Forgets what was typed.
    pub(super) fn clear(self) {
        self.now.set(Vec::new());
    }

    /// In the form's order; a field that nobody touched has an empty answer.
    fn all(self, form: &Form) -> Vec<String> {
        form.fields.iter().map(|field| self.get_untracked(&field.name)).collect()
    }
}

fn put(answers: &mut Vec<(String, String)>, name: &str, value: String) {
    match answers.iter_mut().find(|(known, _)| known == name) {
        Some(known) => known.1 = value,
        None => answers.push((name.to_owned(), value)),
    }
}

fn answer(answers: &[(String, String)], name: &str) -> Option<String> {
    answers.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

/// From this many fields on, the form says how far one has come.
const LONG: usize = 6;

/// What becomes of a form: its answers by the fields' names, or that it was given up.
pub(super) type Outcome = Option<Vec<(String, String)>>;

/// Where a form stands.
#[derive(Clone)]
pub(super) struct Place {
    /// Begins the ids of its elements; two forms in one window have different ones.
    pub id: String,
    /// `data-form`.
    pub name: String,
    /// Its answers are on their way.
    pub busy: Signal<bool>,
    /// Its title is seen; else it only names the form.
    pub titled: bool,
    /// Another way to the same end.
    pub other: Option<Other>,
}

/// A button below the one that submits, by which another form takes this one's place.
#[derive(Clone, Copy)]
pub(super) struct Other {
    pub label: Signal<String>,
    pub turn: Callback<()>,
}

impl Place {
    /// In the place of the composer.
    pub(super) fn before_chat(kind: FormKind) -> Self {
        let status = use_signals().status;
        let starting = Memo::new(move |_| status.with(|status| status.phase == Phase::Starting));
        Self { id: "parlor".to_owned(), name: kind.word().to_owned(), busy: starting.into(), titled: true, other: None }
    }
}

pub(super) fn form(form: Form, at: Place, answers: Answers, done: Callback<Outcome>) -> AnyView {
    let words = use_words();
    let Place { id, name, busy, titled, other } = at;
    let place = NodeRef::<html::Form>::new();
    let errors = RwSignal::new(Vec::<FieldError>::new());

    let kind = form.kind;
    let title = wording::title_of(&form);
    let submit = wording::submit_of(&form);
    let cancel = wording::cancel_of(&form);
    let title_id = [&id, "-form-title"].concat();
    let ids = StoredValue::new(id);
    answers.begin(&form);
    let form = StoredValue::new(form);

    let check = move || form.with_value(|form| form.check(&answers.all(form)));
    // A field that was wrong is judged again as it is mended; one that is being filled in is left in peace.
    let edited = Callback::new(move |index: usize| {
        if errors.with_untracked(|errors| errors.iter().any(|error| error.field == index)) {
            let mended = !check().iter().any(|error| error.field == index);
            if mended {
                errors.update(|errors| errors.retain(|error| error.field != index));
            }
        }
    });
    let submitted = move || {
        if busy.get_untracked() {
            return;
        }
        let wrong = check();
        let first = wrong.first().map(|error| error.field);
        errors.set(wrong);
        match first {
            Some(index) => lead_to(place, index),
            None => done.run(Some(form.with_value(|form| form.submission(&answers.all(form))))),
        }
    };
    let fields = form.with_value(|form| {
        form.fields
            .iter()
            .enumerate()
            .map(|(index, asked)| field::field(ids, index, asked.clone(), answers, errors, edited))
            .collect_view()
    });
    let labelled = title_id.clone();
    view! {
        <form
            class="form"
            part="form"
            data-kind=kind.word()
            data-form=name
            novalidate=""
            aria-labelledby=labelled
            node_ref=place
            on:submit=move |event| {
                event.prevent_default();
                event.stop_propagation();
                submitted();
            }
        >
            <h3 id=title_id class=if titled { "form-title" } else { "visually-hidden" }>
                <bdi>{move || title.say(words)}</bdi>
            </h3>
            {(kind == FormKind::Secure).then(secure_note)}
            {progress(form, answers)}
            {fields}
            {error_count(errors)}
            <button
                type="submit"
                class="button button-primary form-submit"
                part="form-submit"
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |event| {
                    // Frames that may not submit forms tell of no submission; Enter in a field presses this, too.
                    event.prevent_default();
                    submitted();
                }
            >
                {move || if busy.get() { words.get(wording::busy_of(kind)) } else { submit.say(words) }}
            </button>
            {other
                .map(|Other { label, turn }| {
                    button("form-call", "button button-quiet form-other", label, move |_| turn.run(()))
                })}
            {cancel
                .map(|cancel| {
                    view! {
                        <button
                            type="button"
                            class="button button-text form-cancel"
                            part="form-cancel"
                            on:click=move |_| done.run(None)
                        >
                            {move || cancel.say(words)}
                        </button>
                    }
                })}
        </form>
    }
    .into_any()
}

/// To the field that is wrong.
fn lead_to(place: NodeRef<html::Form>, index: usize) {
    if let Some(control) = place.get_untracked().and_then(|form| focus::find(&form, &field::selector(index))) {
        // Scrolls to it, unlike `focus::on`: it may be far up.
        let _ = control.focus();
    }
}

/// What becomes of the answers to a secure form.
fn secure_note() -> AnyView {
    let words = use_words();
    view! {
        <p class="form-secure">
            {icon(Icon::Lock)}
            <span>{move || words.get(Text::SecureNote)}</span>
        </p>
    }
    .into_any()
}

/// One error stands beside its field already; only screen readers need the count.
fn error_count(errors: RwSignal<Vec<FieldError>>) -> AnyView {
    let words = use_words();
    let count = move || errors.with(Vec::len);
    (move || {
        (count() > 0).then(|| {
            view! {
                <p class=move || if count() == 1 { "visually-hidden" } else { "form-errors" } role="status">
                    {icon(Icon::Alert)}
                    <span>{move || words.count(Counted::FormErrors, count())}</span>
                </p>
            }
        })
    })
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
