#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What agents tell each other, say twice, and leave behind; and what a visitor can't fill up.

use parlor_conversation::{Center, Change, Manner, Notes, Poll, Settings, Stored};
use parlor_protocol::{
    error::ErrorCode,
    event::{Body, Event, Message, Party, PartyKind},
    request::RequestChat,
};

const CLIENT: &str = "client";
const CHAT: &str = "chat-1";

fn said(text: &str) -> Body {
    Body::Message(Message { msg: text.to_owned(), ..Message::default() })
}

fn named(name: &str) -> Manner {
    Manner { custom_id: Some(name.to_owned()), is_internal: false }
}

fn internal() -> Manner {
    Manner { custom_id: None, is_internal: true }
}

/// A center with one chat, at time 0.
fn center(settings: Settings) -> Center {
    let mut center = Center::new(settings);
    center.request_chat(0, CLIENT, RequestChat::default(), CHAT).unwrap();
    center
}

/// What a store holds after these changes.
fn stored(changes: Vec<Change>) -> (Stored, Notes) {
    let (mut stored, mut notes) = (Stored::default(), Notes::new());
    for change in changes {
        match change {
            Change::Opened(opening) => stored.opening = opening,
            Change::Appended { entry, .. } => stored.entries.push(entry),
            Change::Delivered { before, .. } => stored.delivered_before = before,
            Change::Noted { chat_id: Some(_), name, text } => drop(stored.notes.insert(name, text)),
            Change::Noted { chat_id: None, name, text } => drop(notes.insert(name, text)),
            _ => {}
        }
    }
    (stored, notes)
}

#[test]
fn a_word_sent_again_under_its_name_is_said_once_even_after_a_restart_and_after_the_end() {
    let mut first = center(Settings::default());
    let place = first.say_so(1, CHAT, "anna", said("hello"), named("k")).unwrap();
    assert_eq!(first.say_so(2, CHAT, "anna", said("hello"), named("k")).unwrap(), place);
    let other = first.say_so(3, CHAT, "bert", said("hello"), named("k")).unwrap();
    assert_ne!(other, place, "names are each sender's own");
    let (kept, _) = stored(first.take_changes());
    let mut second = Center::restore(Settings::default(), vec![kept], 10);
    assert_eq!(second.say_so(11, CHAT, "anna", said("hello"), named("k")).unwrap(), place);
    assert!(second.take_changes().is_empty());
    second.post_events(12, CLIENT, CHAT, vec![Event::of(Body::End)]).unwrap();
    assert_eq!(second.say_so(13, CHAT, "anna", said("hello"), named("k")).unwrap(), place);
    let refusal = second.say_so(13, CHAT, "anna", said("late"), named("k2")).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::ChatNotFound);
}

#[test]
fn what_is_said_among_agents_reaches_neither_polls_nor_the_history_of_the_visitor() {
    let mut center = center(Settings::default());
    let Poll::Held(poll) = center.open_poll(1, CLIENT, CHAT).unwrap() else { panic!("nothing to tell yet") };
    let _opened = center.take_changes();
    let place = center.say_so(2, CHAT, "anna", said("rude one"), internal()).unwrap().unwrap();
    assert!(!center.take_changes().contains(&Change::PollReady(poll)));
    assert_eq!(center.take_poll(3, poll), None);
    assert_eq!(center.history(CLIENT, CHAT).unwrap(), []);
    let entry = &center.conversation(CHAT).unwrap().entries()[usize::try_from(place).unwrap()];
    assert!(entry.is_internal());
    let Body::Message(message) = &entry.event.body else { panic!("a message was said") };
    // A guessed id must not tell whether there is anything behind it.
    let guess = Body::MessageRead { ref_msg_id: message.msg_id.clone().unwrap() };
    center.post_events(4, CLIENT, CHAT, vec![Event::of(guess)]).unwrap();
    assert!(center.take_changes().is_empty());
}

#[test]
fn a_backend_finds_its_notes_again() {
    let mut first = center(Settings::default());
    first.keep_note(Some(CHAT), "colour", "red".to_owned()).unwrap();
    first.keep_note(Some(CHAT), "colour", "blue".to_owned()).unwrap();
    first.keep_note(None, "duty/anna", "off".to_owned()).unwrap();
    assert!(first.keep_note(Some("none"), "colour", "red".to_owned()).is_err());
    let (kept, notes) = stored(first.take_changes());
    first.keep_note(None, "duty/anna", "off".to_owned()).unwrap();
    assert!(first.take_changes().is_empty(), "what stands there already needs no writing");
    let mut second = Center::restore(Settings::default(), vec![kept], 10);
    second.recall(notes);
    assert_eq!(second.conversation(CHAT).unwrap().note("colour"), Some("blue"));
    assert_eq!(second.note("duty/anna"), Some("off"));
}

#[test]
fn the_estimate_is_unknown_while_nobody_takes_chats() {
    let mut center = center(Settings::default());
    center.join(9_000, CHAT, "anna", Party { kind: PartyKind::Internal, ..Party::default() }).unwrap();
    assert_eq!(center.ewt(), Some(9));
    center.set_staffed(false);
    assert_eq!(center.ewt(), None);
    let mut fixed = Center::new(Settings { ewt: Some(60), ..Settings::default() });
    fixed.set_staffed(false);
    assert_eq!(fixed.ewt(), Some(60), "the operator's word stands");
}

#[test]
fn a_full_chat_takes_nothing_but_its_end() {
    let mut center = center(Settings { most_events: 3, drop_duplicates: false, ..Settings::default() });
    let write = |center: &mut Center| center.post_events(1, CLIENT, CHAT, vec![Event::of(said("again"))]);
    assert!((0..3).all(|_| write(&mut center).is_ok()));
    let refusal = write(&mut center).unwrap_err();
    assert!(refusal.code == ErrorCode::BadJson && refusal.detail.contains('3'), "{refusal:?}");
    center.post_events(2, CLIENT, CHAT, vec![Event::of(Body::End)]).unwrap();
    assert!(center.conversation(CHAT).unwrap().is_ended());
}
