//! Offering answers: they are put behind the message as the directive that visitors' clients draw as buttons.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use parlor_ui::Icon;

use super::menu::{Close, Menu, menu};
use crate::texts;

/// `add` takes the directive.
pub(super) fn offer_button(add: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
    let look = Menu { part: "offer", sign: Icon::Replies, words: texts::OFFER, title: texts::OFFER, in_composer: true };
    menu(look, move |close| answers(close, add))
}

fn answers(close: Close, add: impl Fn(String) + Copy + Send + Sync + 'static) -> AnyView {
    let field = NodeRef::<html::Input>::new();
    let done = move || {
        let Some(field) = field.get_untracked() else { return };
        if let Some(directive) = directive(&field.value()) {
            field.set_value("");
            close.now();
            add(directive);
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            done();
        }
    };
    view! {
        <div class="offer-form">
            <label class="offer-label" for="offer-answers">{texts::OFFER_HINT}</label>
            <input
                id="offer-answers"
                class="offer-field"
                type="text"
                data-part="offer-answers"
                placeholder=texts::OFFER_EXAMPLE
                autocomplete="off"
                node_ref=field
                on:keydown=on_key
            />
            <button type="button" class="button button-primary button-small" data-part="offer-add" on:click=move |_| done()>
                {texts::OFFER_ADD}
            </button>
        </div>
    }
    .into_any()
}

/// Answers with commas between them; brackets would end one.
fn directive(list: &str) -> Option<String> {
    let answers = list.split(',').map(|answer| answer.replace(['[', ']'], " ").trim().to_owned());
    let answers: Vec<String> =
        answers.filter(|answer| !answer.is_empty()).map(|answer| ["[", &answer, "]"].concat()).collect();
    (!answers.is_empty()).then(|| ["/buttons ", &answers.join(" ")].concat())
}

#[cfg(test)]
mod tests {
    use super::directive;

    #[test]
    fn answers_become_the_directive_that_visitors_clients_know() {
        assert_eq!(directive("Yes, No ,[x]").as_deref(), Some("/buttons [Yes] [No] [x]"));
        assert_eq!(directive(" , "), None);
    }
}
