#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! What visitors and agents notice, scene by scene.

use parlor_conversation::{Author, Center, Change, EndedBy, NoEvents, Poll, SecondPoll, Settings, Stored};
use parlor_protocol::{
    codec::TimeUnit,
    error::ErrorCode,
    event::{Answers, Body, ChatState, Event, FormData, Message, Party, PartyKind},
    request::RequestChat,
    signaling::Signal,
};

const CLIENT: &str = "client";
const CHAT: &str = "chat-1";

fn message(id: &str, text: &str) -> Event {
    Event::of(Body::Message(Message { msg_id: Some(id.to_owned()), msg: text.to_owned(), ..Message::default() }))
}

fn said(text: &str) -> Body {
    Body::Message(Message { msg: text.to_owned(), ..Message::default() })
}

fn agent() -> Party {
    Party { display_name: Some("Anna".to_owned()), ..Party::default() }
}

/// A center with one chat, at time 0.
fn center(settings: Settings) -> Center {
    let mut center = Center::new(settings);
    center.request_chat(0, CLIENT, RequestChat::default(), CHAT).unwrap();
    center
}

fn poll(center: &mut Center, now: u64) -> Vec<Event> {
    match center.open_poll(now, CLIENT, CHAT).unwrap() {
        Poll::Answer(events) => events,
        Poll::Held(id) => {
            center.drop_poll(now, id);
            Vec::new()
        }
    }
}

fn texts(events: &[Event]) -> Vec<&str> {
    let text = |event: &Event| match &event.body {
        Body::Message(message) => Some(message.msg.clone()),
        _ => None,
    };
    events
        .iter()
        .filter(|event| text(event).is_some())
        .map(|event| match &event.body {
            Body::Message(message) => message.msg.as_str(),
            _ => "",
        })
        .collect()
}

fn error<T: std::fmt::Debug>(result: Result<T, parlor_conversation::Refusal>) -> ErrorCode {
    result.unwrap_err().code
}

#[test]
fn a_held_poll_is_answered_by_the_next_event_and_not_before() {
    let mut center = center(Settings::default());
    let Poll::Held(id) = center.open_poll(10, CLIENT, CHAT).unwrap() else { panic!("nothing to tell yet") };
    assert_eq!(center.take_poll(11, id), None);
    center.join(12, CHAT, "anna", agent()).unwrap();
    assert!(center.take_changes().contains(&Change::PollReady(id)));
    let events = center.take_poll(13, id).unwrap();
    assert!(matches!(events[0].body, Body::PartyJoined(_)));
    assert!(matches!(events[1].body, Body::Status { state: ChatState::Connected, .. }));
    assert_eq!(poll(&mut center, 14), []);
}

#[test]
fn a_hold_that_runs_out_is_answered_with_nothing() {
    let mut center = center(Settings::default());
    let Poll::Held(id) = center.open_poll(0, CLIENT, CHAT).unwrap() else { panic!("nothing to tell yet") };
    assert_eq!(center.next_deadline(), Some(12_000));
    center.tick(11_999);
    assert_eq!(center.take_poll(11_999, id), None);
    center.tick(12_000);
    assert!(center.take_changes().contains(&Change::PollReady(id)));
    assert_eq!(center.take_poll(12_000, id), Some(Vec::new()));
    assert_ne!(center.next_deadline(), Some(12_000));
}

#[test]
fn a_second_poll_is_refused_until_the_first_is_let_go() {
    let mut center = center(Settings::default());
    let Poll::Held(id) = center.open_poll(0, CLIENT, CHAT).unwrap() else { panic!("nothing to tell yet") };
    assert_eq!(error(center.open_poll(1, CLIENT, CHAT)), ErrorCode::TooManyPolls);
    center.drop_poll(2, id);
    assert!(matches!(center.open_poll(3, CLIENT, CHAT), Ok(Poll::Held(_))));
}

#[test]
fn a_client_has_one_chat_until_it_ends() {
    let mut center = center(Settings::default());
    let again = center.request_chat(1, CLIENT, RequestChat::default(), "chat-2").unwrap();
    assert_eq!((again.chat_id.as_str(), again.is_new_chat), (CHAT, Some(false)));
    center.close(2, CHAT, &Author::Party("anna".to_owned())).unwrap();
    assert_eq!(error(center.active_chat(CLIENT)), ErrorCode::ChatNotFound);
    let fresh = center.request_chat(3, CLIENT, RequestChat::default(), "chat-2").unwrap();
    assert_eq!((fresh.chat_id.as_str(), fresh.is_new_chat), ("chat-2", Some(true)));
}

#[test]
fn a_repeated_request_says_its_first_message_once() {
    for msg_id in [None, Some("1".to_owned())] {
        let request = RequestChat {
            initial_message: Some(Message { msg_id, msg: "help".to_owned(), ..Message::default() }),
            ..RequestChat::default()
        };
        let mut center = Center::new(Settings { drop_duplicates: false, ..Settings::default() });
        center.request_chat(0, CLIENT, request.clone(), CHAT).unwrap();
        center.request_chat(1, CLIENT, request, "chat-2").unwrap();
        assert_eq!(texts(&center.history(CLIENT, CHAT).unwrap()), ["help"]);
    }
}

#[test]
fn own_messages_come_back_in_polls_only_where_the_setting_says_so() {
    for echo_own in [false, true] {
        let mut center = center(Settings { echo_own, ..Settings::default() });
        center.post_events(1, CLIENT, CHAT, vec![message("1", "hi")]).unwrap();
        let events = poll(&mut center, 2);
        assert_eq!(texts(&events).len(), usize::from(echo_own));
        assert!(events.iter().all(|event| event.party_id.as_deref() == Some(CHAT)));
    }
}

#[test]
fn message_ids_are_kept_or_become_even_numbers() {
    for renumber in [false, true] {
        let mut center = center(Settings { renumber, ..Settings::default() });
        center.post_events(1, CLIENT, CHAT, vec![message("mine:1", "a"), message("mine:2", "b")]).unwrap();
        let ids: Vec<String> = center
            .history(CLIENT, CHAT)
            .unwrap()
            .into_iter()
            .filter_map(|event| match event.body {
                Body::Message(message) => message.msg_id,
                _ => None,
            })
            .collect();
        if renumber {
            assert!(ids.iter().all(|id| id.parse::<u64>().unwrap() % 2 == 0));
            assert_ne!(ids[0], ids[1]);
        } else {
            assert_eq!(ids, ["mine:1", "mine:2"]);
        }
    }
}

#[test]
fn an_event_sent_twice_is_dropped_or_kept_as_the_setting_says() {
    for renumber in [false, true] {
        for (drop_duplicates, count) in [(true, 1), (false, 2)] {
            let mut center = center(Settings { drop_duplicates, renumber, ..Settings::default() });
            for now in 1..3 {
                center.post_events(now, CLIENT, CHAT, vec![message("1", "hi")]).unwrap();
            }
            assert_eq!(texts(&center.history(CLIENT, CHAT).unwrap()).len(), count);
        }
    }
}

#[test]
fn a_client_that_counts_anew_after_a_reload_loses_nothing() {
    let mut center = center(Settings::default());
    center.post_events(1, CLIENT, CHAT, vec![message("1", "before")]).unwrap();
    center.post_events(2, CLIENT, CHAT, vec![message("1", "after")]).unwrap();
    assert_eq!(texts(&center.history(CLIENT, CHAT).unwrap()), ["before", "after"]);
}

#[test]
fn a_batch_with_a_wrong_event_changes_nothing() {
    let mut center = center(Settings::default());
    let batch = vec![message("1", "hi"), Event::of(Body::Ended)];
    let refusal = center.post_events(1, CLIENT, CHAT, batch).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::BadJson);
    assert!(refusal.detail.contains("event 1") && refusal.detail.contains("chat_session_ended"), "{}", refusal.detail);
    assert_eq!(center.history(CLIENT, CHAT).unwrap(), []);
}

#[test]
fn the_answer_to_a_secure_form_is_passed_on_and_only_that_it_came_is_kept() {
    let mut center = center(Settings::default());
    let filled = |value: &str| FormData {
        form_request_id: "7".to_owned(),
        form_name: "Card".to_owned(),
        data: Answers::Fields(vec![("number".to_owned(), value.to_owned())]),
    };
    for value in ["4111", "4222"] {
        center.post_events(1, CLIENT, CHAT, vec![Event::of(Body::SecureFormData(filled(value)))]).unwrap();
        let changes = center.take_changes();
        let passed = changes.iter().filter_map(|change| match change {
            Change::Passed { event, .. } => Some(event.body.clone()),
            _ => None,
        });
        assert_eq!(passed.collect::<Vec<_>>(), [Body::SecureFormData(filled(value))]);
        let kept: Vec<_> = changes.iter().filter(|change| !matches!(change, Change::Passed { .. })).collect();
        assert!(!format!("{kept:?}").contains(value), "{kept:?}");
    }
    let told = Body::SecureFormData(FormData { data: Answers::default(), ..filled("") });
    let history: Vec<Body> = center.history(CLIENT, CHAT).unwrap().into_iter().map(|event| event.body).collect();
    assert_eq!(history, [told]);
}

#[test]
fn typing_and_calls_pass_by_and_are_not_kept() {
    let mut center = center(Settings::default());
    let signaling = Body::Signaling { msg_id: None, destination_party_id: None, signal: Signal::EndCall };
    let typing = Event::of(Body::Typing { draft: Some("hel".to_owned()) });
    center.post_events(1, CLIENT, CHAT, vec![typing, Event::of(signaling.clone())]).unwrap();
    let changes = center.take_changes();
    assert!(
        changes
            .iter()
            .any(|change| matches!(change, Change::VisitorTyping { body: Body::Typing { draft: Some(_) }, .. }))
    );
    assert!(changes.iter().any(|change| matches!(change, Change::Passed { .. })));
    center.join(2, CHAT, "anna", agent()).unwrap();
    for body in [Body::Typing { draft: None }, Body::NotTyping, Body::Typing { draft: None }, signaling] {
        center.say(3, CHAT, "anna", body).unwrap();
    }
    let told = poll(&mut center, 4);
    assert_eq!(told.iter().filter(|event| matches!(event.body, Body::Typing { .. } | Body::NotTyping)).count(), 1);
    assert_eq!(told.iter().filter(|event| matches!(event.body, Body::Signaling { .. })).count(), 1);
    let kept = center.history(CLIENT, CHAT).unwrap();
    assert!(kept.iter().all(|event| matches!(event.body, Body::PartyJoined(_) | Body::Status { .. })));
}

#[test]
fn a_receipt_counts_once_and_only_for_a_message_that_is_there() {
    let mut center = center(Settings::default());
    center.join(1, CHAT, "anna", agent()).unwrap();
    center.say(2, CHAT, "anna", said("hello")).unwrap();
    let read = |id: String| Event::of(Body::MessageRead { ref_msg_id: id });
    let id = message_id(&poll(&mut center, 2));
    center.post_events(3, CLIENT, CHAT, vec![read(id.clone()), read(id), read("made-up".to_owned())]).unwrap();
    let history = center.history(CLIENT, CHAT).unwrap();
    assert_eq!(history.iter().filter(|event| matches!(event.body, Body::MessageRead { .. })).count(), 1);
}

/// Of the last message.
fn message_id(events: &[Event]) -> String {
    let mut ids = events.iter().filter_map(|event| match &event.body {
        Body::Message(message) => message.msg_id.clone(),
        _ => None,
    });
    ids.next_back().unwrap()
}

#[test]
fn a_receipt_finds_its_message_whatever_numbers_the_client_counts_with() {
    let mut center = center(Settings::default());
    center.join(1, CHAT, "anna", agent()).unwrap();
    center.say(2, CHAT, "anna", said("hello")).unwrap();
    let id = message_id(&poll(&mut center, 3));
    let counted = (1..100).map(|number| message(&number.to_string(), "hi")).collect();
    center.post_events(4, CLIENT, CHAT, counted).unwrap();
    let read = Event::of(Body::MessageRead { ref_msg_id: id.clone() });
    center.post_events(5, CLIENT, CHAT, vec![read]).unwrap();
    let conversation = center.conversation(CHAT).unwrap();
    assert_eq!(conversation.entry_of_message(&id).unwrap().author, Author::Party("anna".to_owned()));
    assert!(conversation.has_read(&Author::Visitor, &id));
}

#[test]
fn a_first_message_without_words_is_none_and_the_chat_begins() {
    for first in [Message::default(), Message { msg_id: Some("1".to_owned()), ..Message::default() }] {
        let mut center = Center::new(Settings::default());
        let request = RequestChat { initial_message: Some(first), ..RequestChat::default() };
        let begun = center.request_chat(1, CLIENT, request, CHAT).unwrap();
        assert_eq!(begun.is_new_chat, Some(true));
        assert!(center.history(CLIENT, CHAT).unwrap().is_empty());
    }
}

#[test]
fn a_renumbered_message_is_known_by_the_id_that_its_client_gave() {
    let mut center = center(Settings { renumber: true, ..Settings::default() });
    center.join(1, CHAT, "anna", agent()).unwrap();
    center.post_events(2, CLIENT, CHAT, vec![message("chat-1:1", "hello")]).unwrap();
    let conversation = center.conversation(CHAT).unwrap();
    let entry = conversation.entry_of_message("chat-1:1").unwrap();
    assert_eq!(entry.known_as(), Some("chat-1:1"));
    poll(&mut center, 3);

    let receipt = Body::MessageDelivered { ref_msg_id: "chat-1:1".to_owned() };
    center.say(4, CHAT, "anna", receipt.clone()).unwrap();
    assert_eq!(center.say(5, CHAT, "anna", receipt.clone()), Ok(None), "told once");
    let told: Vec<Body> = poll(&mut center, 6).into_iter().map(|event| event.body).collect();
    assert_eq!(told, [receipt]);
}

#[test]
fn a_silent_visitor_is_warned_and_then_let_go_and_any_event_starts_the_clock_again() {
    let settings =
        Settings { inactivity_warning: Some(60_000), inactivity_timeout: Some(120_000), ..Settings::default() };
    let mut center = center(settings);
    center.tick(60_000);
    assert!(matches!(poll(&mut center, 60_000)[..], [Event { body: Body::TimeoutWarning { .. }, .. }]));
    center.post_events(61_000, CLIENT, CHAT, vec![Event::of(Body::NotTyping)]).unwrap();
    center.tick(120_000);
    assert_eq!(poll(&mut center, 120_000), []);
    center.tick(121_000);
    center.tick(181_000);
    let told = poll(&mut center, 181_000);
    assert!(matches!(told[0].body, Body::TimeoutWarning { .. }));
    assert!(matches!(told[1].body, Body::InactivityTimeout { .. }));
    assert_eq!(center.conversation(CHAT).unwrap().ended_by(), Some(EndedBy::Inactivity));
}

#[test]
fn a_chat_that_nobody_polls_is_ended_and_the_time_of_a_held_poll_does_not_count() {
    let settings = Settings { poll_hold: 3_600_000, ..Settings::default() };
    let mut center = center(settings);
    let Poll::Held(id) = center.open_poll(0, CLIENT, CHAT).unwrap() else { panic!("nothing to tell yet") };
    center.tick(1_800_000);
    assert!(!center.conversation(CHAT).unwrap().is_ended());
    center.drop_poll(1_800_000, id);
    center.tick(1_800_000 + 899_999);
    assert!(!center.conversation(CHAT).unwrap().is_ended());
    center.tick(1_800_000 + 900_000);
    assert_eq!(center.conversation(CHAT).unwrap().ended_by(), Some(EndedBy::Abandoned));
}

#[test]
fn the_end_is_told_once_and_then_only_the_history_answers_until_it_is_forgotten() {
    let mut center = center(Settings::default());
    center.post_events(1, CLIENT, CHAT, vec![Event::of(Body::End), message("1", "too late")]).unwrap();
    assert!(matches!(poll(&mut center, 2)[..], [Event { body: Body::Ended, .. }]));
    assert_eq!(error(center.open_poll(3, CLIENT, CHAT)), ErrorCode::ChatNotFound);
    assert_eq!(error(center.post_events(3, CLIENT, CHAT, vec![message("2", "x")])), ErrorCode::ChatNotFound);
    assert_eq!(error(center.say(3, CHAT, "anna", said("x"))), ErrorCode::ChatNotFound);
    let history = center.history(CLIENT, CHAT).unwrap();
    assert!(matches!(history[0].body, Body::End) && matches!(history[1].body, Body::Ended));
    center.tick(24 * 3_600_000 + 10);
    assert_eq!(error(center.history(CLIENT, CHAT)), ErrorCode::ChatNotFound);
}

#[test]
fn a_disconnected_session_lingers_for_a_script_that_asks_something_more() {
    let mut center = center(Settings { linger: 30_000, ..Settings::default() });
    center.post_events(1, CLIENT, CHAT, vec![Event::of(Body::Disconnect)]).unwrap();
    assert!(center.take_changes().iter().any(|change| matches!(change, Change::Disconnected { .. })));
    center.say(2, CHAT, "script", said("How was it?")).unwrap();
    center.tick(30_001);
    assert_eq!(center.conversation(CHAT).unwrap().ended_by(), Some(EndedBy::Visitor));
}

#[test]
fn who_leaves_twice_is_asked_once_how_it_was() {
    let survey = Some("MobileChatSurvey".to_owned());
    let mut center = center(Settings { linger: 30_000, survey, ..Settings::default() });
    center.post_events(1, CLIENT, CHAT, vec![Event::of(Body::Disconnect)]).unwrap();
    center.post_events(20_000, CLIENT, CHAT, vec![Event::of(Body::Disconnect)]).unwrap();
    let chat = center.conversation(CHAT).unwrap();
    let asked = chat.entries().iter().filter(|entry| matches!(entry.event.body, Body::FormShow(_))).count();
    assert_eq!(asked, 1);
    center.tick(30_001);
    assert_eq!(center.conversation(CHAT).unwrap().ended_by(), Some(EndedBy::Visitor), "the first word counts");
}

#[test]
fn the_wait_is_estimated_from_the_latest_waits() {
    let mut center = Center::new(Settings::default());
    assert_eq!(center.ewt(), None);
    for (place, wait) in [(0, 2_000), (1, 4_000)] {
        let (client, chat) = (format!("other-{place}"), format!("other-chat-{place}"));
        center.request_chat(0, &client, RequestChat::default(), &chat).unwrap();
        center.join(wait, &chat, "anna", agent()).unwrap();
    }
    assert_eq!(center.ewt(), Some(3));
    center.request_chat(5_000, CLIENT, RequestChat::default(), CHAT).unwrap();
    center.queue(5_000, CHAT, None).unwrap();
    assert_eq!(center.active_chat(CLIENT).unwrap().ewt, Some(3));
}

#[test]
fn a_restart_does_not_change_the_estimate() {
    let mut center = Center::new(Settings::default());
    center.request_chat(0, CLIENT, RequestChat::default(), CHAT).unwrap();
    // The history tells the agent's coming and then the connection, one millisecond after the other.
    center.join(2_499, CHAT, "anna", agent()).unwrap();
    let chat = center.conversation(CHAT).unwrap();
    let stored = Stored { opening: chat.opening().clone(), entries: chat.entries().to_vec(), ..Stored::default() };
    let restored = Center::restore(Settings::default(), vec![stored], 9_000);
    assert_eq!((center.ewt(), restored.ewt()), (Some(3), Some(3)));
}

#[test]
fn a_bot_does_not_connect_the_chat_and_a_person_does() {
    let mut center = center(Settings::default());
    center.join(1, CHAT, "bot", Party { kind: PartyKind::Scenario, ..Party::default() }).unwrap();
    assert_eq!(center.conversation(CHAT).unwrap().state(), ChatState::Ivr);
    center.join(2, CHAT, "anna", agent()).unwrap();
    assert_eq!(center.conversation(CHAT).unwrap().state(), ChatState::Connected);
}

#[test]
fn answers_look_as_the_settings_say() {
    let settings = Settings::default();
    assert_eq!(settings.poll_answer(&[]).body, "{\"events\":[]}");
    assert_eq!(Settings { no_events: NoEvents::Empty, ..settings.clone() }.poll_answer(&[]).body, "");
    let code = Settings { no_events: NoEvents::Code5511, ..settings.clone() }.poll_answer(&[]);
    assert!(code.status == 200 && code.body.contains("\"5511\""));
    let seconds = Settings { timestamps: TimeUnit::Seconds, ..settings.clone() };
    let event = Event { timestamp: Some(1_614_718_748_123), ..message("1", "x") };
    assert!(seconds.history_answer(std::slice::from_ref(&event)).body.contains("\"1614718748\""));
    assert!(settings.history_answer(&[event]).body.contains("\"1614718748123\""));
    let refusal = ErrorCode::TooManyPolls.into();
    assert_eq!(settings.refusal_answer(&refusal).status, 400);
    assert_eq!(Settings { second_poll: SecondPoll::TooMany, ..settings }.refusal_answer(&refusal).status, 429);
}

#[test]
fn agents_hear_when_the_visitors_page_goes_and_when_it_is_back() {
    let mut center = center(Settings::default());
    poll(&mut center, 1_000);
    let presence = |center: &mut Center| -> Vec<bool> {
        let told = |change| if let Change::Presence { is_present, .. } = change { Some(is_present) } else { None };
        center.take_changes().into_iter().filter_map(told).collect()
    };
    let Poll::Held(held) = center.open_poll(2_000, CLIENT, CHAT).unwrap() else { panic!("nothing to tell") };
    center.tick(90_000);
    assert!(center.conversation(CHAT).unwrap().is_present(), "a held poll is a page that is there");
    center.drop_poll(90_000, held);
    center.tick(109_999);
    assert_eq!(presence(&mut center), [] as [bool; 0]);
    center.tick(110_000);
    assert_eq!(presence(&mut center), [false]);
    center.tick(200_000);
    assert!(!center.conversation(CHAT).unwrap().is_present() && presence(&mut center).is_empty());
    poll(&mut center, 210_000);
    assert_eq!(presence(&mut center), [true]);
}

#[test]
fn a_full_center_takes_no_further_chat_until_one_ends() {
    let mut center = center(Settings { most_chats: 1, ..Settings::default() });
    let ask = |center: &mut Center, client| center.request_chat(1, client, RequestChat::default(), "chat-2");
    assert_eq!(error(ask(&mut center, "other")), ErrorCode::NoServer);
    assert_eq!(ask(&mut center, CLIENT).unwrap().chat_id, CHAT, "who has a chat keeps it");
    center.post_events(2, CLIENT, CHAT, vec![Event::of(Body::End)]).unwrap();
    assert!(ask(&mut center, "other").is_ok());
}
