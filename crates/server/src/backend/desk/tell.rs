//! Changes of the center → pushes to the agents. Pure; called by `hub` for every change.

use parlor_agent_protocol::{
    Agent, Extra, Properties, Push, Recipients, User,
    event::{SneakPeek, TypingIndicator},
    extra,
    user::Page,
};
use parlor_conversation::{Author, Change, Conversation, Entry};
use parlor_protocol::event::{Answers, Body, Event};
use serde_json::json;

use super::show::{self, author_id, customer_id, event_id, seconds, thread_id};

/// The pushes of one change, in order.
pub(crate) fn pushes(conversation: &Conversation, now: u64, change: &Change) -> Vec<Push> {
    let chat_id = conversation.chat_id().to_owned();
    let visitor = customer_id(conversation.client());
    match change {
        Change::Opened(_) => vec![Push::IncomingChatThread { chat: show::chat(conversation) }],
        Change::Appended { entry, .. } => appended(conversation, entry),
        Change::VisitorTyping { body: Body::Typing { draft }, .. } => {
            let timestamp = seconds(now);
            let mut pushes = vec![Push::IncomingTypingIndicator {
                chat_id: chat_id.clone(),
                typing_indicator: TypingIndicator {
                    author_id: visitor.clone(),
                    recipients: Recipients::All,
                    timestamp,
                },
            }];
            if let Some(text) = draft.clone() {
                let sneak_peek = SneakPeek { author_id: visitor, recipients: Recipients::Agents, timestamp, text };
                pushes.push(Push::IncomingSneakPeek { chat_id, sneak_peek });
            }
            pushes
        }
        Change::VisitorTyping { .. } => vec![Push::Extra(Extra::NotTyping { chat_id, user_id: visitor })],
        Change::Presence { .. } => vec![Push::CustomerUpdated { customer: show::customer(conversation) }],
        Change::Disconnected { .. } => vec![visitor_changed(conversation)],
        Change::Ended { .. } => {
            let user_id = conversation
                .entries()
                .iter()
                .rev()
                .find(|entry| matches!(entry.event.body, Body::Ended))
                .and_then(|entry| author_id(conversation, &entry.author));
            let thread_id = thread_id(&chat_id);
            vec![Push::ThreadClosed { chat_id, thread_id, user_id }, visitor_changed(conversation)]
        }
        Change::Noted { name, text, .. } if name == super::CASE_CLOSED => {
            let mut properties = Properties::default();
            properties.set(extra::NAMESPACE, extra::CASE_CLOSED, text.as_str().into());
            let thread_id = thread_id(&chat_id);
            vec![Push::ChatThreadPropertiesUpdated { chat_id, thread_id, properties }]
        }
        // Who changes another note tells of it.
        Change::Noted { .. }
        | Change::Passed { .. }
        | Change::Delivered { .. }
        | Change::PollReady(_)
        | Change::Forgotten { .. } => Vec::new(),
    }
}

fn visitor_changed(conversation: &Conversation) -> Push {
    let mut customer = show::customer(conversation);
    customer.present = Some(false);
    Push::CustomerUpdated { customer }
}

fn appended(conversation: &Conversation, entry: &Entry) -> Vec<Push> {
    let chat_id = conversation.chat_id().to_owned();
    let who = author_id(conversation, &entry.author).unwrap_or_default();
    let routing = || Push::ChatPropertiesUpdated { chat_id: chat_id.clone(), properties: show::routing(conversation) };
    // The place of the message that a receipt speaks of.
    let place = |id: &str| {
        let found = conversation.entry_of_message(id)?;
        Some((event_id(&chat_id, found.seq), found.seq + 1, seconds(found.at())))
    };
    let line = |entry| Some(Push::IncomingEvent { chat_id: chat_id.clone(), event: show::event(conversation, entry)? });
    match &entry.event.body {
        Body::PartyJoined(party) => {
            let name = party.display_name.clone().unwrap_or_default();
            let agent = Agent { id: who, name, present: true, ..Agent::default() };
            let added = Push::ChatUserAdded { chat_id: chat_id.clone(), user: User::Agent(agent) };
            [added, routing()].into_iter().chain(line(entry)).collect()
        }
        Body::PartyLeft => {
            let removed = Push::ChatUserRemoved { chat_id: chat_id.clone(), user_id: who, agent: true };
            [removed, routing()].into_iter().chain(line(entry)).collect()
        }
        Body::MessageDelivered { ref_msg_id } => match place(ref_msg_id) {
            Some((event_id, order, _)) => {
                vec![Push::Extra(Extra::Delivered { chat_id, user_id: who, event_id, order })]
            }
            None => Vec::new(),
        },
        Body::MessageRead { ref_msg_id } => match place(ref_msg_id) {
            // The exact word first, so that who knows it needs no guess.
            Some((event_id, order, timestamp)) => vec![
                Push::Extra(Extra::Read { chat_id: chat_id.clone(), user_id: who.clone(), event_id, order }),
                Push::LastSeenTimestampUpdated { user_id: who, chat_id, timestamp },
            ],
            None => Vec::new(),
        },
        Body::Navigation { .. } => show::page(entry).map(|page| turned_to(&who, &page)).into_iter().collect(),
        _ => line(entry).into_iter().collect(),
    }
}

fn turned_to(customer_id: &str, page: &Page) -> Push {
    let payload =
        json!({ "customer_id": customer_id, "opened_at": page.opened_at, "url": page.url, "title": page.title });
    Push::Other { action: "customer_page_updated".to_owned(), payload }
}

/// What is for these agents alone: the answers to a secure form, for the one who asked if they are still in the chat,
/// else for the people who are.
pub(crate) fn in_confidence(conversation: &Conversation, change: &Change) -> Option<(Vec<String>, Push)> {
    let Change::Passed { event: Event { body: Body::SecureFormData(data), .. }, .. } = change else { return None };
    let Answers::Fields(fields) = &data.data else { return None };
    let asker = match conversation.asked_securely(&data.form_request_id) {
        Some(Author::Party(id)) => Some(id).filter(|id| conversation.party(id).is_some()),
        _ => None,
    };
    let people = || conversation.parties().filter(|(_, party)| show::is_person(party)).map(|(id, _)| id.to_owned());
    let agents = asker.map_or_else(|| people().collect(), |id| vec![id.clone()]);
    let (chat_id, form_request_id) = (conversation.chat_id().to_owned(), data.form_request_id.clone());
    Some((agents, Push::Extra(Extra::SecureForm { chat_id, form_request_id, fields: fields.clone() })))
}

/// The visitor's message that a change brings, for the receipt: chat and message id.
pub(crate) fn receipt(change: &Change) -> Option<(String, String)> {
    match change {
        Change::Appended { chat_id, entry } if entry.author == Author::Visitor => match &entry.event.body {
            Body::Message(_) => Some((chat_id.clone(), entry.known_as()?.to_owned())),
            _ => None,
        },
        _ => None,
    }
}
