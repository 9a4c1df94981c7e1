//! Conversations as the agents' API shows them: pure mapping, one chat with one thread each.
//! Called by `hub` and `tell`; changes nothing.

use parlor_agent_protocol::{
    Agent, Chat, ChatSummary, Customer, Event, LastEvent, Properties, Recipients, Thread, ThreadSummary, User, Value,
    event::{Body as Shown, FormField},
    extra,
    user::{Page, Visit},
};
use parlor_conversation::{Author, Conversation, Entry};
use parlor_protocol::{
    codec::{TimeUnit, encode_event},
    event::{Answers, Body, Party, PartyKind},
};

use super::sent_file;

/// Pages of a visit that agents are told of at once.
const MOST_PAGES: usize = 10;

/// The id of a chat's one thread.
pub(crate) fn thread_id(chat_id: &str) -> String {
    format!("{chat_id}-thread")
}

pub(crate) fn event_id(chat_id: &str, seq: u64) -> String {
    format!("{chat_id}-{seq}")
}

pub(crate) fn seconds(millis: u64) -> u64 {
    millis / 1000
}

/// An agent must not learn the client's own id, which identifies the visitor to the server: FNV-1a of it, 128 bits.
pub(crate) fn customer_id(client: &str) -> String {
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in client.bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    format!("{hash:032x}")
}

pub(crate) fn is_person(party: &Party) -> bool {
    matches!(party.kind, PartyKind::Internal | PartyKind::MsTeams)
}

/// Nobody but bots is in it.
pub(crate) fn is_unassigned(conversation: &Conversation) -> bool {
    !conversation.is_ended() && !conversation.parties().any(|(_, party)| is_person(party))
}

fn party_name(party: &Party) -> String {
    let full = [party.first_name.as_deref(), party.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>();
    party.display_name.clone().unwrap_or_else(|| full.join(" "))
}

pub(crate) fn customer(conversation: &Conversation) -> Customer {
    let parameters = &conversation.opening().parameters;
    let find = |key: &str| {
        parameters.iter().find(|(name, value)| name == key && !value.is_empty()).map(|(_, value)| value.clone())
    };
    let full = [find("first_name"), find("last_name")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut fields = parameters.clone();
    let opening = conversation.opening();
    for (key, value) in [("phone_number", &opening.phone_number), ("from", &opening.from)] {
        if let Some(value) = value.as_ref().filter(|value| !value.is_empty())
            && find(key).is_none()
        {
            fields.push((key.to_owned(), value.clone()));
        }
    }
    Customer {
        id: customer_id(conversation.client()),
        name: Some(full).filter(|name| !name.is_empty()).or_else(|| find("name")),
        email: find("email"),
        fields,
        present: Some(conversation.is_present()),
        last_visit: visit(conversation),
        ..Customer::default()
    }
}

/// The pages that the visitor was on since the chat began, the newest last.
fn visit(conversation: &Conversation) -> Option<Visit> {
    let newest = conversation.entries().iter().rev().filter_map(page).take(MOST_PAGES);
    let mut last_pages: Vec<Page> = newest.collect();
    last_pages.reverse();
    (!last_pages.is_empty()).then(|| Visit { last_pages, ..Visit::default() })
}

pub(super) fn page(entry: &Entry) -> Option<Page> {
    let Body::Navigation { title, page, .. } = &entry.event.body else { return None };
    let millis = i64::try_from(entry.at()).ok()?;
    let opened_at = jiff::Timestamp::from_millisecond(millis).ok()?;
    Some(Page { opened_at: format!("{opened_at:.6}"), url: page.clone(), title: title.clone() })
}

fn users(conversation: &Conversation) -> Vec<User> {
    let visitor = Customer { last_seen_timestamp: seen(conversation, &Author::Visitor), ..customer(conversation) };
    let mut users = vec![User::Customer(Box::new(visitor))];
    users.extend(conversation.parties().map(|(id, party)| {
        let (id, name) = (id.to_owned(), party_name(party));
        let last_seen_timestamp = seen(conversation, &Author::Party(id.clone()));
        User::Agent(Agent { id, name, present: true, last_seen_timestamp, ..Agent::default() })
    }));
    users
}

/// The second up to which they have read what the other side said, whole: a second with a message that they have not
/// read does not count.
fn seen(conversation: &Conversation, who: &Author) -> Option<u64> {
    let read = latest(conversation, who, true)?;
    let is_other = |author: &Author| (*author == Author::Visitor) != (*who == Author::Visitor);
    let second = seconds(read.at());
    let entries = conversation.entries();
    let later = usize::try_from(read.seq).map_or(&[][..], |seq| entries.get(seq + 1..).unwrap_or_default());
    let is_whole = !later
        .iter()
        .take_while(|entry| seconds(entry.at()) == second)
        .any(|entry| is_other(&entry.author) && matches!(entry.event.body, Body::Message(_)));
    Some(if is_whole { second } else { second.saturating_sub(1) })
}

/// The message that this user's latest receipt speaks of.
fn latest<'a>(conversation: &'a Conversation, user: &Author, is_read: bool) -> Option<&'a Entry> {
    let receipts = conversation.entries().iter().rev().filter(|entry| entry.author == *user);
    let mut ids = receipts.filter_map(|entry| match &entry.event.body {
        Body::MessageRead { ref_msg_id } if is_read => Some(ref_msg_id),
        Body::MessageDelivered { ref_msg_id } if !is_read => Some(ref_msg_id),
        _ => None,
    });
    conversation.entry_of_message(ids.next()?)
}

/// How far the visitor has come in the thread, exactly, which a timestamp of whole seconds can't say.
fn with_receipts(mut properties: Properties, conversation: &Conversation) -> Properties {
    if let Some(case_id) = conversation.note(super::CASE_CLOSED) {
        properties.set(extra::NAMESPACE, extra::CASE_CLOSED, Value::from(case_id));
    }
    for (name, is_read) in [(extra::DELIVERED_ORDER, false), (extra::READ_ORDER, true)] {
        if let Some(entry) = latest(conversation, &Author::Visitor, is_read) {
            properties.set(extra::NAMESPACE, name, Value::from(entry.seq + 1));
        }
    }
    properties
}

fn user_ids(conversation: &Conversation) -> Vec<String> {
    let parties = conversation.parties().map(|(id, _)| id.to_owned());
    std::iter::once(customer_id(conversation.client())).chain(parties).collect()
}

/// Who wrote an entry, in the words of this API; the center itself is nobody.
pub(crate) fn author_id(conversation: &Conversation, author: &Author) -> Option<String> {
    match author {
        Author::Visitor => Some(customer_id(conversation.client())),
        Author::Party(id) => Some(id.clone()),
        Author::System => None,
    }
}

/// An entry as an event of the thread; `None` for what other objects and pushes say: states, receipts,
/// the end.
pub(crate) fn event(conversation: &Conversation, entry: &Entry) -> Option<Event> {
    let body = match &entry.event.body {
        Body::Message(message) => {
            Shown::Message { text: message.msg_text.clone().unwrap_or_else(|| message.msg.clone()) }
        }
        Body::TimeoutWarning { msg } | Body::InactivityTimeout { msg } => Shown::SystemMessage { text: msg.clone() },
        Body::FormData(data) => {
            let answers = match &data.data {
                Answers::Fields(fields) => fields.clone(),
                Answers::Text(text) => vec![(String::new(), text.clone())],
            };
            let field = |(name, value): (String, String)| FormField {
                kind: "text".to_owned(),
                id: name.clone(),
                label: name,
                required: false,
                value: Some(value),
                options: Vec::new(),
            };
            Shown::FilledForm {
                form_id: data.form_request_id.clone(),
                fields: answers.into_iter().map(field).collect(),
            }
        }
        Body::File(file) => sent_file::shown(conversation, file),
        // They speak of a message by the id that it has in this API.
        Body::MessageEdit { ref_msg_id, msg } => {
            let ref_msg_id = changed(conversation, ref_msg_id);
            custom(entry, Some(Body::MessageEdit { ref_msg_id, msg: msg.clone() }))
        }
        Body::MessageDelete { ref_msg_id } => {
            custom(entry, Some(Body::MessageDelete { ref_msg_id: changed(conversation, ref_msg_id) }))
        }
        Body::Status { .. }
        | Body::MessageDelivered { .. }
        | Body::MessageRead { .. }
        | Body::Navigation { .. }
        | Body::Typing { .. }
        | Body::NotTyping
        | Body::End
        | Body::Ended
        | Body::Disconnect => return None,
        _ => custom(entry, None),
    };
    Some(Event {
        id: event_id(conversation.chat_id(), entry.seq),
        custom_id: entry.custom_id.clone(),
        order: entry.seq + 1,
        author_id: author_id(conversation, &entry.author),
        timestamp: seconds(entry.at()),
        recipients: if entry.is_internal() { Recipients::Agents } else { Recipients::All },
        properties: None,
        body,
    })
}

/// As the visitors' API tells it, or with this body.
fn custom(entry: &Entry, body: Option<Body>) -> Shown {
    let event = body.map(|body| parlor_protocol::event::Event { body, ..entry.event.clone() });
    // The codec's own JSON is always readable; where it were not, its text says more than nothing.
    let json = encode_event(event.as_ref().unwrap_or(&entry.event), TimeUnit::Milliseconds);
    Shown::Custom { content: serde_json::from_str(&json).unwrap_or(Value::String(json)) }
}

fn changed(conversation: &Conversation, msg_id: &str) -> String {
    let entry = conversation.entry_of_message(msg_id);
    entry.map_or_else(|| msg_id.to_owned(), |entry| event_id(conversation.chat_id(), entry.seq))
}

/// The notes in which a chat's and its thread's properties are kept, as JSON.
pub(crate) const CHAT_PROPERTIES: &str = "properties";
pub(crate) const THREAD_PROPERTIES: &str = "thread_properties";

/// What agents have set, without what the server knows itself.
pub(crate) fn properties(conversation: &Conversation, note: &str) -> Properties {
    let kept = conversation.note(note).and_then(|text| serde_json::from_str(text).ok());
    Properties(kept.unwrap_or_default())
}

fn with_routing(mut properties: Properties, conversation: &Conversation) -> Properties {
    properties.set("routing", "unassigned", Value::Bool(is_unassigned(conversation)));
    properties.set("routing", "idle", Value::Bool(false));
    properties
}

/// What the server itself knows of who has the chat.
pub(crate) fn routing(conversation: &Conversation) -> Properties {
    with_routing(Properties::default(), conversation)
}

fn thread_properties(conversation: &Conversation) -> Properties {
    with_routing(properties(conversation, THREAD_PROPERTIES), conversation)
}

pub(crate) fn chat_properties(conversation: &Conversation) -> Properties {
    with_routing(properties(conversation, CHAT_PROPERTIES), conversation)
}

pub(crate) fn thread(conversation: &Conversation) -> Thread {
    let events = conversation.entries().iter().filter_map(|entry| event(conversation, entry)).collect();
    Thread {
        id: thread_id(conversation.chat_id()),
        timestamp: seconds(conversation.opening().at),
        active: !conversation.is_ended(),
        user_ids: user_ids(conversation),
        restricted_access: None,
        events: Some(events),
        order: conversation.opening().at,
        properties: Some(with_receipts(thread_properties(conversation), conversation)),
        access: None,
    }
}

/// As in pushes and archives.
pub(crate) fn chat(conversation: &Conversation) -> Chat {
    Chat {
        id: conversation.chat_id().to_owned(),
        users: users(conversation),
        thread: Some(thread(conversation)),
        properties: Some(chat_properties(conversation)),
        ..Chat::default()
    }
}

/// As in Get chat threads; `only` names the threads that are asked for.
pub(crate) fn chat_threads(conversation: &Conversation, only: Option<&[String]>) -> Chat {
    let thread = thread(conversation);
    let summary = vec![(thread.id.clone(), thread.order)];
    let wanted = only.is_none_or(|ids| ids.contains(&thread.id));
    Chat {
        threads: Some(if wanted { vec![thread] } else { Vec::new() }),
        threads_summary: Some(summary),
        thread: None,
        ..chat(conversation)
    }
}

pub(crate) fn summary(conversation: &Conversation) -> ChatSummary {
    let (id, order) = (thread_id(conversation.chat_id()), conversation.opening().at);
    let mut last = std::collections::BTreeMap::new();
    for entry in conversation.entries() {
        if let Some(event) = event(conversation, entry) {
            let kind = event.body.kind().to_owned();
            last.insert(kind, LastEvent { thread_id: id.clone(), thread_order: order, event: Some(event) });
        }
    }
    ChatSummary {
        id: conversation.chat_id().to_owned(),
        users: users(conversation),
        last_event_per_type: last.into_iter().collect(),
        last_thread_summary: Some(ThreadSummary {
            id,
            timestamp: seconds(order),
            user_ids: user_ids(conversation),
            order,
            active: Some(!conversation.is_ended()),
            properties: Some(thread_properties(conversation)),
        }),
        properties: Some(chat_properties(conversation)),
        access: None,
    }
}
