//! The log-in: one field for the access token, with what went wrong beside it.

use leptos::{ev::SubmitEvent, html, prelude::*};
use parlor_ui::{Icon, icon};

use crate::{
    signals::Ui,
    state::{Intent, Phase, SignInProblem},
    texts,
};

pub(super) fn sign_in(ui: Ui) -> AnyView {
    let field = NodeRef::<html::Input>::new();
    let busy = Memo::new(move |_| ui.status.with(|status| status.phase == Phase::SigningIn));
    let problem = Memo::new(move |_| ui.status.with(|status| status.problem.clone()));
    // An unreachable server says nothing about the token.
    let is_wrong = move || problem.with(|held| matches!(held, Some(problem) if *problem != SignInProblem::Unreachable));
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            (ui.dispatch)(Intent::SignIn { token: field.value() });
            if is_wrong() {
                let _ = field.focus();
            }
        }
    };
    view! {
        <main class="sign-in" data-part="login">
            <form class="sign-in-card" on:submit=submit novalidate=true>
                <span class="brand-sign">{icon(Icon::Chat)}</span>
                <h1 class="sign-in-title">{texts::SIGN_IN_TITLE}</h1>
                <label class="label" for="token">{texts::TOKEN}</label>
                <input
                    id="token"
                    class="field"
                    data-part="token"
                    type="password"
                    autocomplete="current-password"
                    autocapitalize="off"
                    spellcheck="false"
                    required=true
                    aria-describedby="token-problem token-help"
                    aria-invalid=move || is_wrong().to_string()
                    node_ref=field
                />
                <p class="field-problem" id="token-problem" role="alert" data-part="login-error">
                    {move || {
                        problem.get().map(|problem| {
                            view! {
                                <span class="field-problem-line">
                                    {icon(Icon::Alert)}
                                    <span>{texts::sign_in_problem(&problem)}</span>
                                </span>
                            }
                        })
                    }}
                </p>
                <button class="button button-primary button-wide" type="submit" data-part="sign-in">
                    {move || if busy.get() { texts::SIGNING_IN } else { texts::SIGN_IN }}
                </button>
                <p class="help" id="token-help">{texts::SIGN_IN_HELP}</p>
            </form>
        </main>
    }
    .into_any()
}
