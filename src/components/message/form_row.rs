//! A form in the transcript: filled in where it stands, and what was answered once it is. Never takes the focus when it
//! comes.

use std::time::Duration;

use leptos::prelude::*;
use parlor_contact::form::FormKind;
use parlor_session::{
    Intent,
    input::RowId,
    problem::ProblemKind,
    view::{FormStage, FormView, RowBody, RowView},
};
use parlor_ui::{Icon, icon};

use super::super::form::{self, Answers, Place};
use crate::{
    i18n::{Text, Words, use_words},
    signals::use_dispatch,
};

/// From so many milliseconds on the time that is left is a warning.
const SHORT: u64 = 20_000;

pub(super) fn form_row(id: RowId, row: Signal<Option<RowView>>) -> AnyView {
    let words = use_words();
    let dispatch = use_dispatch();
    let view = Memo::new(move |_| {
        row.with(|row| match row.as_ref().map(|row| &row.body) {
            Some(RowBody::Form(view)) => Some(view.clone()),
            _ => None,
        })
    });
    let stage = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.stage)));
    // Drawn anew only when another form is to be drawn: what is on its way keeps its place.
    let fillable = Memo::new(move |_| {
        let can_be = matches!(stage.get(), Some(FormStage::Open | FormStage::Sending | FormStage::Skipping));
        view.with(|view| view.as_ref().filter(|_| can_be).and_then(|view| view.form.clone()))
    });
    let busy = Memo::new(move |_| matches!(stage.get(), Some(FormStage::Sending | FormStage::Skipping)));
    let answers =
        Answers::of(view.with_untracked(|view| view.as_ref().map(|view| view.draft.clone())).unwrap_or_default());
    let is_secure = Memo::new(move |_| view.with(|view| view.as_ref().and_then(kind) == Some(FormKind::Secure)));
    Effect::new(move |before: Option<Vec<(String, String)>>| {
        let filled = if is_secure.get() { Vec::new() } else { answers.filled() };
        if before.is_some_and(|before| before != filled) {
            dispatch.intent(Intent::FormDraft { row: id, answers: filled.clone() });
        }
        filled
    });
    let filled = Memo::new(move |_| view.with(|view| view.as_ref().map_or(0, |view| view.filled)));
    Effect::new(move |before: Option<u32>| {
        let now = filled.get();
        if before.is_some_and(|before| before != now) {
            view.with_untracked(|view| view.iter().for_each(|view| answers.take(view.draft.clone())));
        }
        now
    });
    let emptied = Memo::new(move |_| view.with(|view| view.as_ref().map_or(0, |view| view.emptied)));
    Effect::new(move |before: Option<(u32, bool)>| {
        let now = (emptied.get(), fillable.with(Option::is_none));
        if before.is_some_and(|before| before != now) && is_secure.get_untracked() {
            answers.clear();
        }
        now
    });
    let done = Callback::new(move |outcome: Option<Vec<(String, String)>>| {
        dispatch.intent(match outcome {
            Some(answers) => Intent::Answer { row: id, answers },
            None => Intent::Skip { row: id },
        });
    });
    let body = move || match fillable.get() {
        Some(asked) => {
            let name = view.with_untracked(|view| view.as_ref().map(|view| view.name.clone())).unwrap_or_default();
            let at = Place {
                id: ["parlor-", &id.0.to_string()].concat(),
                name,
                busy: busy.into(),
                titled: true,
                other: None,
            };
            let closes_at = Memo::new(move |_| view.with(|view| view.as_ref()?.closes_at.map(|at| at.0)));
            view! {
                {timer(words, closes_at)}
                {form::form(asked, at, answers, done)}
                {move || refused(words, view)}
            }
            .into_any()
        }
        None => (move || view.get().map(|view| closed(words, &view))).into_any(),
    };
    view! {
        <div
            class="form-row"
            part="message"
            role="listitem"
            tabindex="-1"
            data-sender="system"
            data-id=id.0.to_string()
        >
            {body}
        </div>
    }
    .into_any()
}

fn kind(view: &FormView) -> Option<FormKind> {
    view.form.as_ref().map(|form| form.kind)
}

fn refused(words: Words, view: Memo<Option<FormView>>) -> Option<AnyView> {
    let line = view.with(|view| {
        let view = view.as_ref().filter(|view| view.problem.is_some())?;
        let is_offline = view.problem.as_ref().is_some_and(|problem| problem.kind == ProblemKind::Offline);
        Some(match (kind(view) == Some(FormKind::Secure), is_offline && view.emptied == 0) {
            (true, true) => Text::SecureOffline,
            (true, false) => Text::SecureFailed,
            _ => Text::FormRefused,
        })
    });
    line.map(|line| {
        view! {
            <p class="form-errors" role="status">
                {icon(Icon::Alert)}
                <span>{words.get(line)}</span>
            </p>
        }
        .into_any()
    })
}

/// Counts down to the moment (UTC milliseconds) when the form closes.
fn timer(words: Words, closes_at: Memo<Option<u64>>) -> AnyView {
    let now = RwSignal::new(clock());
    let ticking = set_interval_with_handle(move || now.set(clock()), Duration::from_secs(1)).ok();
    on_cleanup(move || {
        if let Some(ticking) = ticking {
            ticking.clear();
        }
    });
    (move || {
        let left = closes_at.get()?.saturating_sub(now.get());
        let seconds = left.div_ceil(1000);
        let time = [(seconds / 60).to_string(), ":".to_owned(), padded(seconds % 60)].concat();
        let class = if left <= SHORT { "form-timer form-timer-short" } else { "form-timer" };
        Some(view! {
            <p class=class part="form-timer" role="timer">
                {icon(Icon::Clock)}
                <span>{words.with(Text::FormTimer, &[("time", &time)])}</span>
            </p>
        })
    })
    .into_any()
}

fn padded(number: u64) -> String {
    if number < 10 { ["0", &number.to_string()].concat() } else { number.to_string() }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a date of our time")]
fn clock() -> u64 {
    js_sys::Date::now() as u64
}

/// What became of it, and the answers where there are any.
fn closed(words: Words, view: &FormView) -> AnyView {
    let kind = kind(view);
    let line = match view.stage {
        FormStage::Answered if kind == Some(FormKind::Survey) => Text::SurveyAnswered,
        FormStage::Answered if kind == Some(FormKind::Secure) => Text::SecureAnswered,
        FormStage::Answered => Text::FormAnswered,
        FormStage::Skipped => Text::FormSkipped,
        FormStage::Expired => Text::FormExpired,
        FormStage::Closed => Text::FormClosed,
        FormStage::Withdrawn => Text::FormWithdrawn,
        FormStage::Missing => Text::FormMissing,
        // What is to be drawn is not known yet.
        FormStage::Open | FormStage::Sending | FormStage::Skipping => Text::FormLoading,
    };
    let title = view.form.as_ref().map(|form| form::title(form, words));
    let given = || view.answers.iter().filter(|(_, answer)| !answer.is_empty());
    let answers = given().map(|(name, answer)| {
        let field = view.form.as_ref().and_then(|form| form.fields.iter().find(|field| field.name == *name));
        let (label, answer) = form::spoken(field, name, answer, words);
        view! {
            <div class="answer">
                <dt><bdi>{label}</bdi></dt>
                <dd><bdi>{answer}</bdi></dd>
            </div>
        }
    });
    let answers = answers.collect_view();
    let summary = (view.stage == FormStage::Answered && given().next().is_some())
        .then(|| view! { <dl class="answers">{answers}</dl> });
    view! {
        <div class="form-closed" data-stage=stage_word(view.stage)>
            {title.filter(|_| view.stage != FormStage::Missing).map(|title| view! { <p class="form-closed-title"><bdi>{title}</bdi></p> })}
            <p class="form-closed-line" part="message-text">{words.get(line)}</p>
            {summary}
        </div>
    }
    .into_any()
}

const fn stage_word(stage: FormStage) -> &'static str {
    match stage {
        FormStage::Open | FormStage::Sending | FormStage::Skipping => "open",
        FormStage::Answered => "answered",
        FormStage::Skipped => "cancelled",
        FormStage::Expired => "expired",
        FormStage::Closed => "closed",
        FormStage::Withdrawn => "withdrawn",
        FormStage::Missing => "not-found",
    }
}
