//! What is asked before a chat: for a chat, or for a call where the tenant offers that, too. Drawn by `window`.

use leptos::{html, prelude::*};
use parlor_contact::{Form, form::CallForm};

use super::{Answers, Other, Outcome, Place, form, wording::or_own};
use crate::{
    components::focus,
    i18n::{Text, use_words},
    signals::{Action, use_dispatch},
};

pub(in crate::components) fn before_chat(mut asked: Form, answers: Answers, done: Callback<Outcome>) -> AnyView {
    let at = Place::before_chat(asked.kind);
    let Some(call) = asked.call.take() else { return form(asked, at, answers, done) };
    let words = use_words();
    let CallForm { form: call, number, is_only_way, is_first } = *call;
    let by_phone = RwSignal::new(is_only_way || is_first);
    let place = NodeRef::<html::Div>::new();
    let turn = Callback::new(move |()| {
        by_phone.update(|by_phone| *by_phone = !*by_phone);
        request_animation_frame(move || {
            let first = place.try_get_untracked().flatten().and_then(|place| focus::find(&place, "[data-control]"));
            if let Some(first) = first {
                focus::on(&first);
            }
        });
    });
    let called = called(call.fields.get(number).map(|field| field.name.clone()).unwrap_or_default(), done);
    let chat_words = or_own(&asked.submit_text, Text::FormSubmit);
    let call_words = or_own(&call.submit_text, Text::FormCall);
    let label = Signal::derive(move || if by_phone.get() { chat_words.say(words) } else { call_words.say(words) });
    let other = (!is_only_way).then_some(Other { label, turn });
    let body = move || {
        let at = Place { other, ..at.clone() };
        if !by_phone.get() {
            return form(asked.clone(), at, answers, done);
        }
        let mut call = call.clone();
        if call.submit_text.is_empty() {
            call.submit_text = words.get(Text::FormCall);
        }
        form(call, Place { name: "callback".to_owned(), ..at }, answers, called)
    };
    view! { <div node_ref=place>{body}</div> }.into_any()
}

/// The answers to the form for a call: the number under `name` is where to call.
fn called(name: String, done: Callback<Outcome>) -> Callback<Outcome> {
    let dispatch = use_dispatch();
    Callback::new(move |outcome: Outcome| {
        let Some(parameters) = outcome else { return done.run(None) };
        let phone = parameters.iter().find(|(known, _)| *known == name).map(|(_, phone)| phone.clone());
        dispatch.send(Action::Call { phone: phone.unwrap_or_default(), parameters });
    })
}
