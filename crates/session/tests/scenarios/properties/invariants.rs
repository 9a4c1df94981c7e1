//! What must hold after each step, and when everything has healed.

use std::collections::{BTreeMap, BTreeSet};

use parlor_conversation::Conversation;
use parlor_protocol::{Body, codec::TimeUnit};
use parlor_session::{
    effect::Notice,
    view::{MAX_ROWS, Phase, RowBody, SendState, Sender, SystemLine},
};

use super::reference::Reference;
use crate::harness::World;

/// What a reload must not change: the messages on their way or failed, and the draft.
pub(super) fn kept(world: &World) -> (Vec<(u64, String, SendState)>, String) {
    let view = world.session.view();
    let messages = world.messages().into_iter();
    let own = messages.filter_map(|(id, message)| {
        let state = message.state.filter(|state| matches!(state, SendState::Sending | SendState::Failed))?;
        Some((id.0, message.text, state))
    });
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|(id, ..)| *id);
    (own, view.draft.to_owned())
}

pub(super) fn after_each(world: &World, reference: &mut Reference) {
    let view = world.session.view();
    assert!(world.most_polls <= 1, "at most one poll");
    assert!(world.requests_after_end.is_empty(), "after the end: {:?}", world.requests_after_end);
    assert!(view.rows.len() <= MAX_ROWS);
    let ids: BTreeSet<u64> = view.rows.iter().map(|row| row.id.0).collect();
    assert_eq!(ids.len(), view.rows.len(), "row ids never repeat");
    for (id, message) in world.messages() {
        let text = reference.rows.entry(id.0).or_insert_with(|| message.text.clone());
        assert_eq!(*text, message.text, "a row id never changes its meaning");
    }
    // No busy timer: sixty requests within one virtual second would be one.
    let fresh = &world.requests[reference.requests_seen..];
    for (index, (at, _)) in fresh.iter().enumerate() {
        if let Some((later, _)) = fresh.get(index + 60) {
            assert!(later - at > 1_000, "busy: {:?}", &fresh[index..index + 60]);
        }
    }
    reference.requests_seen = world.requests.len();
    let deadline = world.session.next_deadline().map(|(at, _)| at.0);
    if matches!(view.status.phase, Phase::Starting | Phase::Queued | Phase::Connected) {
        assert!(deadline.is_some(), "something is always awaited in {:?}", view.status.phase);
    }
    assert!(deadline.is_none_or(|at| at <= world.now + 121_000), "no wait is longer than two minutes");
}

pub(super) fn at_the_end(world: &mut World, reference: &Reference) {
    let mut accepted: BTreeMap<String, usize> = BTreeMap::new();
    let mut chats: Vec<String> = world.center.conversations().map(|chat| chat.chat_id().to_owned()).collect();
    chats.sort_by_key(String::len);
    for chat in &chats {
        let own: Vec<String> = said_by_visitor(world, chat);
        for text in &own {
            *accepted.entry(text.clone()).or_default() += 1;
        }
        in_order(&own, reference);
    }
    let shown = world.states();
    let mut submitted: BTreeMap<&str, usize> = BTreeMap::new();
    for text in &reference.submitted {
        *submitted.entry(text).or_default() += 1;
    }
    for (text, count) in submitted {
        let has = accepted.get(text).copied().unwrap_or(0);
        let failed = shown.iter().filter(|(shown, state)| shown == text && *state == SendState::Failed).count();
        let waiting = shown.iter().filter(|(shown, state)| shown == text && *state == SendState::Sending).count();
        assert_eq!(waiting, 0, "{text:?} still waits in phase {:?}", world.phase());
        if !reference.repeated.contains(text) {
            assert!(has <= count, "{text:?} was accepted {has} times");
        }
        if !reference.discarded.contains(text) {
            assert!(has + failed >= count, "{text:?} is lost: {count} submitted, {has} accepted, {failed} failed");
        }
    }
    for command in &reference.commands {
        assert!(world.settled.contains_key(command), "command {command} is never settled");
    }
    for number in 1..=reference.agent_said {
        let said = format!("answer {number}");
        let told =
            world.notices.iter().filter(|notice| matches!(notice, Notice::Message { text, .. } if *text == said));
        assert!(told.count() <= 1, "{said:?} is told twice");
    }
    let chat_id = world.chat_id();
    if matches!(world.phase(), Phase::Queued | Phase::Connected) && !chat_id.is_empty() {
        let seen: Vec<(Sender, String)> = world
            .messages()
            .into_iter()
            .filter(|(_, message)| message.state != Some(SendState::Failed))
            .map(|(_, message)| (message.sender, message.text))
            .collect();
        assert_eq!(seen, world.history(&chat_id), "transcript and history");
        // Within one second, seconds do not tell coming back from an event that came twice.
        if world.center.settings().timestamps == TimeUnit::Milliseconds {
            assert_eq!(moves_shown(world), moves_of_history(world, &chat_id), "who came and went");
        }
    }
}

fn said_by_visitor(world: &World, chat: &str) -> Vec<String> {
    world.history(chat).into_iter().filter(|(sender, _)| *sender == Sender::Visitor).map(|(_, text)| text).collect()
}

fn moves_shown(world: &World) -> Vec<bool> {
    let bodies = world.bodies().into_iter();
    bodies
        .filter_map(|(_, body)| match body {
            RowBody::System(SystemLine::Joined { .. }) => Some(true),
            RowBody::System(SystemLine::Left { .. }) => Some(false),
            _ => None,
        })
        .collect()
}

fn moves_of_history(world: &World, chat_id: &str) -> Vec<bool> {
    let entries = world.center.conversation(chat_id).into_iter().flat_map(Conversation::entries);
    entries
        .filter_map(|entry| match entry.event.body {
            Body::PartyJoined(_) => Some(true),
            Body::PartyLeft => Some(false),
            _ => None,
        })
        .collect()
}

/// Submitted earlier, accepted earlier; what was sent again by hand aside.
fn in_order(own: &[String], reference: &Reference) {
    let place = |text: &String| reference.submitted.iter().position(|submitted| submitted == text);
    let places: Vec<usize> = own
        .iter()
        .filter(|text| text.as_str() != "hello?" && !reference.repeated.contains(*text))
        .filter_map(place)
        .collect();
    assert!(places.is_sorted(), "out of order: {own:?}");
}
