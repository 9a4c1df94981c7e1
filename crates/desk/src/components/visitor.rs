//! The right column: what is known of the visitor. Everything in it was told by a stranger and is shown as text.

use leptos::{ev::SubmitEvent, html, prelude::*};
use parlor_ui::{Icon, icon_button};

use super::chat_list::{face_of, name_or};
use crate::{
    signals::{Pane, Ui},
    state::{Intent, PageView, VisitorView, is_web_address},
    texts,
};

pub(super) fn visitor_details(ui: Ui) -> AnyView {
    let face =
        Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().map(|chat| (chat.name.clone(), chat.initials.clone()))));
    // Outlives what else changes here, and goes with its chat: by its key, for a view of the same shape keeps its field.
    let own =
        Memo::new(move |_| ui.chat.with(|chat| chat.as_ref().filter(|chat| chat.can_send).map(|chat| chat.id.clone())));
    view! {
        <section class="visitor" aria-label=texts::DETAILS data-part="visitor">
            {move || {
                ui.visitor.get().map(|visitor| {
                    let head = face.get().map(|(name, initials)| {
                        view! {
                            <div class="visitor-head">
                                <span class="only-without-visitor">
                                    {icon_button(
                                        "back-to-conversation",
                                        Icon::Close,
                                        Signal::stored(texts::BACK_TO_CONVERSATION.to_owned()),
                                        move |_| ui.pane.set(Pane::Conversation),
                                    )}
                                </span>
                                {face_of(&name, &initials)}
                                <h2 class="visitor-name"><bdi>{name_or(&name)}</bdi></h2>
                            </div>
                        }
                    });
                    view! {
                        {head}
                        {details(ui, visitor)}
                    }
                })
            }}
            <For each=move || own.get() key=String::clone let:chat>{case_form(ui, chat)}</For>
        </section>
    }
    .into_any()
}

fn details(ui: Ui, visitor: VisitorView) -> AnyView {
    let is_stranger =
        visitor.name.is_empty() && visitor.email.is_none() && visitor.phone.is_none() && visitor.parameters.is_empty();
    // What stands above under a name of its own is not told twice.
    let told = [Some(visitor.name.clone()), visitor.email.clone(), visitor.phone.clone()];
    let is_told = move |value: &String| told.iter().flatten().any(|known| known == value);
    let parameters: Vec<_> = visitor.parameters.into_iter().filter(|(_, value)| !is_told(value)).collect();
    let email = visitor.email.map(|email| {
        let href = mail_address(&email);
        pair(texts::EMAIL, "email", linked(email, href))
    });
    let phone = visitor.phone.map(|phone| {
        let href = phone_address(&phone);
        pair(texts::PHONE, "phone", linked(phone, href))
    });
    let page_link = |page: PageView| {
        let href = is_web_address(&page.url).then(|| page.url.clone());
        linked(if page.title.is_empty() { page.url } else { page.title }, href)
    };
    let mut pages = visitor.pages.into_iter();
    let page = pages.next().map(|page| pair(texts::PAGE, "page", page_link(page)));
    let earlier: Vec<_> = pages.map(|page| view! { <li>{page_link(page)}</li> }).collect();
    let earlier = (!earlier.is_empty())
        .then(|| pair(texts::PAGES_BEFORE, "pages", view! { <ol class="pages" role="list">{earlier}</ol> }.into_any()));
    let referrer = visitor.referrer.map(|referrer| {
        let href = is_web_address(&referrer).then(|| referrer.clone());
        pair(texts::CAME_FROM, "referrer", linked(referrer, href))
    });
    let started = visitor.started_at.map(|at| {
        let iso = (ui.clock.iso)(at);
        let words = (ui.clock.exact)(at);
        pair(texts::STARTED, "started", view! { <time datetime=iso>{words}</time> }.into_any())
    });
    let case = visitor.case.map(|case| {
        let closed = case.closed.then(|| view! { <span class="case-solved">{texts::CASE_SOLVED}</span> });
        pair(texts::CASE, "case", view! { <bdi>{case.id}</bdi> {closed} }.into_any())
    });
    let more = (!parameters.is_empty()).then(|| {
        let pairs: Vec<_> = parameters
            .into_iter()
            .map(|(name, value)| {
                let key = name.clone();
                view! {
                    <div class="pair" data-part="parameter" data-name=key>
                        <dt class="pair-name" dir="auto">{name}</dt>
                        <dd class="pair-value" dir="auto">{value}</dd>
                    </div>
                }
            })
            .collect();
        view! {
            <h3 class="visitor-title">{texts::MORE}</h3>
            <dl class="pairs">{pairs}</dl>
        }
    });
    view! {
        {is_stranger.then(|| view! { <p class="visitor-nothing">{texts::NOTHING_KNOWN}</p> })}
        <dl class="pairs">{email} {phone} {page} {earlier} {referrer} {started} {case}</dl>
        {more}
    }
    .into_any()
}

/// Makes this chat part of a case.
fn case_form(ui: Ui, chat: String) -> AnyView {
    let field = NodeRef::<html::Input>::new();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            (ui.dispatch)(Intent::SetCase { chat: chat.clone(), case: field.value() });
            field.set_value("");
        }
    };
    view! {
        <form class="case-form" data-part="case-form" on:submit=submit>
            <label class="label" for="case">{texts::CASE_NUMBER}</label>
            <div class="case-line">
                <input id="case" class="field" data-part="case" autocomplete="off" maxlength="80" node_ref=field />
                <button type="submit" class="button button-quiet" data-part="case-set">{texts::CASE_SET}</button>
            </div>
        </form>
    }
    .into_any()
}

fn pair(name: &'static str, key: &'static str, value: AnyView) -> AnyView {
    view! {
        <div class="pair" data-part="detail" data-name=key>
            <dt class="pair-name">{name}</dt>
            <dd class="pair-value" dir="auto">{value}</dd>
        </div>
    }
    .into_any()
}

fn linked(words: String, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! {
            <a class="link" href=href target="_blank" rel="noopener noreferrer nofollow ugc">{words}</a>
        }
        .into_any(),
        None => words.into_any(),
    }
}

/// Only what can be nothing but an address: nothing that would add headers or a body.
fn mail_address(email: &str) -> Option<String> {
    let is_plain = email.chars().all(|c| c.is_alphanumeric() || "@.+-_".contains(c));
    (is_plain && email.contains('@')).then(|| ["mailto:", email].concat())
}

fn phone_address(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let is_plain = phone.chars().all(|c| c.is_ascii_digit() || "+-() ./".contains(c));
    (is_plain && digits.len() >= 3).then(|| ["tel:", &digits].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_addresses_and_numbers_become_links() {
        assert_eq!(mail_address("ann@example.com").as_deref(), Some("mailto:ann@example.com"));
        assert_eq!(mail_address("ann@example.com?bcc=all@example.com"), None);
        assert_eq!(phone_address("+49 (89) 123").as_deref(), Some("tel:+4989123"));
        assert_eq!(phone_address("call me"), None);
    }
}
