#![expect(clippy::needless_pass_by_value, reason = "tests write their JSON in place")]
//! What an agent notices of the desk.

use crate::harness::{Bench, CHAT, ME, accepted, agent, custom, event, summary, visitor};
use parlor_desk::state::{
    Announcement, ChatState, DeskInput, Intent, Notice, Phase, RowBody, SendProblem, SendState, SignInProblem, Target,
    Wish,
};
use serde_json::{Value, json};

fn says(text: &str) -> Announcement {
    Announcement::Message { author: "Ann Lee".into(), text: text.into() }
}

#[test]
fn a_wrong_token_is_told_and_forgotten() {
    let mut bench = Bench::new();
    bench.want(Intent::SignIn { token: "wrong".into() });
    bench.open();
    let login = bench.take("login").unwrap();
    bench.refuse(&login, "authentication", "Authentication error");
    let status = bench.view().status;
    assert_eq!((status.phase, status.problem), (Phase::SignedOut, Some(SignInProblem::Refused)));
    assert_eq!(bench.desk.next_deadline(), None, "it is not tried again");
}

#[test]
fn a_token_with_spaces_never_reaches_the_server() {
    let mut bench = Bench::new();
    for token in ["", "   ", "two words", "line\nbreak"] {
        bench.want(Intent::SignIn { token: token.into() });
        assert_eq!(bench.view().status.problem, Some(SignInProblem::BadToken));
        assert_eq!(bench.socket, None);
    }
    bench.want(Intent::SignIn { token: " secret\n".into() });
    assert!(bench.socket.is_some(), "what was pasted around a token is cut off");
}

#[test]
fn the_token_is_kept_only_once_the_server_has_accepted_it() {
    let mut bench = Bench::new();
    bench.want(Intent::SignIn { token: "secret".into() });
    assert_eq!(bench.token, None);
    bench.log_in(&[]);
    assert_eq!(bench.token.as_deref(), Some("secret"));
    bench.want(Intent::SignOut);
    assert_eq!(bench.token, None);
    assert_eq!(bench.view().status.phase, Phase::SignedOut);
}

#[test]
fn the_line_is_pinged_every_fifteen_seconds_and_given_up_when_no_answer_comes() {
    let mut bench = Bench::with_chat();
    bench.wait(15_000);
    let ping = bench.take("ping").unwrap();
    bench.answer(&ping, json!({}));
    bench.wait(15_000);
    assert!(bench.take("ping").is_some());
    bench.wait(21_000);
    assert_ne!(bench.view().status.phase, Phase::Online);
    assert!(bench.said.contains(&Announcement::Reconnecting));
}

#[test]
fn chats_stand_by_whom_they_belong_to() {
    let mut bench = Bench::new();
    bench.sign_in(&[
        summary("queued", &[visitor()]),
        summary("mine", &[visitor(), agent(ME)]),
        summary("other", &[visitor(), agent("ben")]),
    ]);
    let states: Vec<_> = bench.view().chats.into_iter().map(|line| (line.id, line.state)).collect();
    assert_eq!(
        states,
        [
            ("mine".to_owned(), ChatState::Mine),
            ("queued".to_owned(), ChatState::Queued),
            ("other".to_owned(), ChatState::Other)
        ]
    );
}

#[test]
fn a_queued_chat_is_accepted_and_then_answered() {
    let mut bench = Bench::new();
    bench.sign_in(&[]);
    let thread = json!({ "id": "t", "order": 1, "active": true, "timestamp": 1_700_000_000, "events": [event(1, "v1", "help")] });
    bench.push("incoming_chat_thread", json!({ "chat": { "id": CHAT, "users": [visitor()], "thread": thread } }));
    assert_eq!(bench.view().chats[0].state, ChatState::Queued);
    assert!(bench.said.contains(&Announcement::Waiting { name: "Ann Lee".into() }));

    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    assert!(!bench.view().chat.unwrap().can_send);
    bench.want(Intent::Accept { chat: CHAT.into() });
    assert_eq!(bench.view().chat.unwrap().pending, Some(Wish::Accept));
    let accept = bench.take("add_user_to_chat").unwrap();
    assert_eq!(accept["payload"]["user_id"], ME);
    assert_eq!(accept["payload"]["user_type"], "agent");
    bench.answer(&accept, json!({}));
    assert!(bench.view().chat.unwrap().can_send);
}

#[test]
fn a_chat_that_a_colleague_took_first_says_so_and_stays_readable() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor()])]);
    bench.serve_threads(CHAT, &[visitor()], vec![event(1, "v1", "help")], true);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    bench.want(Intent::Accept { chat: CHAT.into() });
    let accept = bench.take("add_user_to_chat").unwrap();
    bench.refuse(&accept, "validation", "chat_id: somebody else has taken this chat");
    bench.serve_threads(CHAT, &[visitor(), agent("ben")], vec![event(1, "v1", "help")], true);
    let chat = bench.view().chat.unwrap();
    assert_eq!(chat.state, ChatState::Other);
    assert_eq!(chat.notice, Some(Notice::Refused(Wish::Accept, "chat_id: somebody else has taken this chat".into())));
    assert_eq!(bench.texts(), ["help"]);
}

#[test]
fn a_message_is_shown_at_once_and_becomes_sent_and_seen_in_its_row() {
    let mut bench = Bench::with_chat();
    bench.send("good morning");
    assert_eq!(bench.messages()[1], ("good morning".into(), Some(SendState::Sending)));
    let row = bench.view().rows.last().unwrap().id;
    let send = bench.take("send_event").unwrap();
    let event = accepted(&send, 2);
    // The push may come before the answer, and both tell the same event.
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event.clone() }));
    bench.answer(&send, json!({ "thread_id": "t", "event": event }));
    assert_eq!(bench.messages()[1], ("good morning".into(), Some(SendState::Sent)));
    assert_eq!(bench.view().rows.last().unwrap().id, row);
    let seen = json!({ "chat_id": CHAT, "user_id": "v1", "timestamp": 1_700_000_000 });
    bench.push("last_seen_timestamp_updated", seen);
    assert_eq!(bench.messages()[1].1, Some(SendState::Read));
}

#[test]
fn what_comes_after_the_visitor_looked_is_not_seen_though_the_second_is_the_same() {
    let mut bench = Bench::with_chat();
    bench.push("last_seen_timestamp_updated", json!({ "chat_id": CHAT, "user_id": "v1", "timestamp": 1_700_000_000 }));
    bench.send("later");
    let send = bench.take("send_event").unwrap();
    bench.answer(&send, json!({ "event": accepted(&send, 2) }));
    assert_eq!(bench.messages()[1].1, Some(SendState::Sent));
}

#[test]
fn messages_leave_in_order_one_at_a_time() {
    let mut bench = Bench::with_chat();
    for text in ["one", "two", "three"] {
        bench.send(text);
    }
    for (order, text) in [(2, "one"), (3, "two"), (4, "three")] {
        let send = bench.take("send_event").unwrap();
        assert_eq!(send["payload"]["event"]["text"], text);
        assert!(bench.take("send_event").is_none(), "the next one waits");
        bench.answer(&send, json!({ "event": accepted(&send, order) }));
    }
    assert_eq!(bench.texts(), ["hello", "one", "two", "three"]);
}

#[test]
fn what_is_typed_while_offline_is_sent_once_when_the_line_is_back() {
    let mut bench = Bench::with_chat();
    bench.cut();
    assert_eq!(bench.view().status.phase, Phase::Reconnecting);
    bench.send("are you there");
    assert_eq!(bench.messages()[1].1, Some(SendState::Sending));
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    assert!(bench.take("send_event").is_none(), "first the threads tell what happened");
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello"), event(2, "v1", "hm")], true);
    let send = bench.take("send_event").unwrap();
    bench.answer(&send, json!({ "event": accepted(&send, 3) }));
    assert_eq!(bench.texts(), ["hello", "hm", "are you there"]);
    assert!(bench.take("send_event").is_none());
}

#[test]
fn a_message_whose_answer_was_lost_is_found_in_the_thread_and_not_sent_again() {
    let mut bench = Bench::with_chat();
    bench.send("once");
    let send = bench.take("send_event").unwrap();
    let held = accepted(&send, 2);
    bench.cut();
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello"), held], true);
    assert!(bench.take("send_event").is_none());
    assert_eq!(bench.messages()[1], ("once".into(), Some(SendState::Sent)));
    assert_eq!(bench.texts().len(), 2);
}

#[test]
fn a_message_that_did_not_arrive_before_the_line_broke_is_sent_again_under_its_id() {
    let mut bench = Bench::with_chat();
    bench.send("once");
    let first = bench.take("send_event").unwrap();
    bench.cut();
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    let second = bench.take("send_event").unwrap();
    assert_eq!(first["payload"]["event"]["custom_id"], second["payload"]["event"]["custom_id"]);
}

#[test]
fn a_refused_message_fails_visibly_and_can_be_retried_or_deleted() {
    let mut bench = Bench::with_chat();
    bench.send("too long");
    bench.send("short");
    let send = bench.take("send_event").unwrap();
    bench.refuse(&send, "validation", "text: at most 4000 characters");
    let key = bench.view().rows[2];
    let RowBody::Message(message) = bench.desk.row(key).unwrap().body else { panic!("a message is expected") };
    assert_eq!(message.state, Some(SendState::Failed));
    assert_eq!(message.problem, Some(SendProblem::Refused("text: at most 4000 characters".into())));
    assert!(bench.said.contains(&Announcement::Failed));
    assert_eq!(bench.take("send_event").unwrap()["payload"]["event"]["text"], "short", "those behind it go on");

    bench.want(Intent::Retry { chat: CHAT.into(), row: key.id });
    assert_eq!(bench.messages()[1].1, Some(SendState::Sending));
    let threads = bench.take("get_chat_threads").unwrap();
    bench.answer_threads(&threads, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    let again = bench.take("send_event").unwrap();
    bench.refuse(&again, "validation", "no");
    bench.want(Intent::Discard { chat: CHAT.into(), row: key.id });
    assert!(!bench.texts().contains(&"too long".to_owned()));
}

#[test]
fn messages_for_a_chat_that_ended_meanwhile_fail_visibly() {
    let mut bench = Bench::with_chat();
    bench.cut();
    bench.send("too late");
    bench.come_back(&[]);
    bench.serve_threads(CHAT, &[visitor()], vec![event(1, "v1", "hello")], false);
    assert_eq!(bench.messages()[1], ("too late".into(), Some(SendState::Failed)));
    assert_eq!(bench.view().chat.unwrap().state, ChatState::Closed);
}

#[test]
fn a_visitors_message_counts_as_unread_until_the_end_of_the_transcript_is_seen() {
    let mut bench = Bench::with_chat();
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(2, "v1", "and?") }));
    assert_eq!(bench.view().status.unread, 2);
    assert_eq!(bench.view().chats[0].unread, 2);
    assert!(bench.said.contains(&says("and?")));
    bench.want(Intent::Watch(true));
    assert_eq!(bench.view().status.unread, 0);
    let seen = bench.take("update_last_seen_timestamp").unwrap();
    assert_eq!(seen["payload"], json!({ "chat_id": CHAT, "timestamp": 1_700_000_000 }));
    bench.feed(DeskInput::Visible(false));
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(3, "v1", "hello?") }));
    assert_eq!(bench.view().status.unread, 1, "a hidden page reads nothing");
    bench.feed(DeskInput::Visible(true));
    assert_eq!(bench.view().status.unread, 0);
}

#[test]
fn whoever_answers_has_read_what_stands_above_wherever_the_transcript_is_scrolled() {
    let mut bench = Bench::with_chat();
    bench.want(Intent::Watch(false));
    bench.send("answer");
    assert_eq!(bench.view().status.unread, 0);
    assert!(bench.take("update_last_seen_timestamp").is_some());
}

#[test]
fn what_was_read_before_the_chat_was_taken_is_told_once_it_is() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor()])]);
    bench.serve_threads(CHAT, &[visitor()], vec![event(1, "v1", "hello")], true);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    bench.want(Intent::Watch(true));
    assert!(bench.take("update_last_seen_timestamp").is_none(), "nobody is there yet to have read it");
    bench.want(Intent::Accept { chat: CHAT.into() });
    let accept = bench.take("add_user_to_chat").unwrap();
    bench.answer(&accept, json!({}));
    assert_eq!(bench.take("update_last_seen_timestamp").unwrap()["payload"]["chat_id"], CHAT);
}

#[test]
fn what_was_read_is_told_until_the_server_confirms_it() {
    let mut bench = Bench::with_chat();
    bench.want(Intent::Watch(true));
    assert!(bench.take("update_last_seen_timestamp").is_some());
    bench.cut();
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    let again = bench.take("update_last_seen_timestamp").unwrap();
    bench.refuse(&again, "internal", "Internal server error");
    assert!(bench.take("update_last_seen_timestamp").is_none(), "not at once");
    bench.wait(6_000);
    let third = bench.take("update_last_seen_timestamp").unwrap();
    bench.answer(&third, json!({ "timestamp": 1_700_000_000 }));
    bench.cut();
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.wait(60_000);
    assert!(bench.take("update_last_seen_timestamp").is_none(), "the server knows");
}

#[test]
fn a_second_message_of_the_same_second_is_told_while_the_first_is_on_its_way() {
    let mut bench = Bench::with_chat();
    bench.want(Intent::Watch(true));
    let first = bench.take("update_last_seen_timestamp").unwrap();
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(2, "v1", "and?") }));
    assert!(bench.take("update_last_seen_timestamp").is_some());
    bench.answer(&first, json!({ "timestamp": 1_700_000_000 }));
    assert!(bench.take("update_last_seen_timestamp").is_none());
}

#[test]
fn typing_shows_with_its_preview_and_dies_without_repetition() {
    let mut bench = Bench::with_chat();
    bench.push("incoming_typing_indicator", json!({ "chat_id": CHAT, "typing_indicator": { "author_id": "v1" } }));
    assert!(bench.view().chat.unwrap().typing.is_some());
    bench.push("incoming_sneak_peek", json!({ "chat_id": CHAT, "sneak_peek": { "author_id": "v1", "text": "I wo" } }));
    assert_eq!(bench.view().chat.unwrap().typing.unwrap().preview.as_deref(), Some("I wo"));
    bench.wait(6_000);
    assert_eq!(bench.view().chat.unwrap().typing, None);
    bench.push("incoming_typing_indicator", json!({ "chat_id": CHAT, "typing_indicator": { "author_id": "v1" } }));
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(2, "v1", "I wonder") }));
    assert_eq!(bench.view().chat.unwrap().typing, None, "the message ends it");
}

#[test]
fn the_agents_own_typing_is_told_sparingly_and_taken_back_when_idle() {
    let mut bench = Bench::with_chat();
    let draft = |text: &str| Intent::Draft { chat: CHAT.into(), text: text.into() };
    for text in ["h", "he", "hel"] {
        bench.want(draft(text));
        bench.wait(200);
    }
    assert_eq!(bench.take("send_typing_indicator").unwrap()["payload"]["is_typing"], true);
    assert!(bench.take("send_typing_indicator").is_none());
    bench.wait(5_000);
    assert_eq!(bench.take("send_typing_indicator").unwrap()["payload"]["is_typing"], false);
}

#[test]
fn a_chat_goes_to_an_agent_on_duty_or_back_to_the_queue() {
    let mut bench = Bench::with_chat();
    bench.push("agent_updated", json!({ "agent_id": "ben", "routing_status": "accepting_chats" }));
    bench.push("agent_updated", json!({ "agent_id": "cy", "routing_status": "not_accepting_chats" }));
    let targets: Vec<_> = bench.view().chat.unwrap().targets.into_iter().map(|line| line.target).collect();
    assert_eq!(targets, [Target::Agent("ben".into()), Target::Queue]);
    bench.want(Intent::Transfer { chat: CHAT.into(), to: Target::Agent("ben".into()) });
    let transfer = bench.take("transfer_chat").unwrap();
    assert_eq!(transfer["payload"]["type"], "agent");
    assert_eq!(transfer["payload"]["ids"], json!(["ben"]));
    bench.push("chat_user_removed", json!({ "chat_id": CHAT, "user_id": ME, "user_type": "agent" }));
    bench.push("chat_user_added", json!({ "chat_id": CHAT, "user": agent("ben"), "user_type": "agent" }));
    bench.answer(&transfer, json!({}));
    assert_eq!(bench.view().chat.unwrap().state, ChatState::Other);
}

#[test]
fn ending_closes_the_chat_and_keeps_its_transcript() {
    let mut bench = Bench::with_chat();
    bench.want(Intent::End { chat: CHAT.into() });
    let end = bench.take("close_thread").unwrap();
    bench.push("thread_closed", json!({ "chat_id": CHAT, "thread_id": "t", "user_id": ME }));
    bench.answer(&end, json!({}));
    let view = bench.view();
    assert_eq!(view.chat.unwrap().state, ChatState::Closed);
    assert_eq!(bench.texts(), ["hello"]);
    assert!(bench.said.contains(&Announcement::Ended { name: "Ann Lee".into() }));
}

#[test]
fn a_wish_that_was_cut_off_says_that_its_outcome_is_unknown() {
    let mut bench = Bench::with_chat();
    bench.want(Intent::End { chat: CHAT.into() });
    bench.cut();
    assert_eq!(bench.view().chat.unwrap().notice, Some(Notice::Unanswered(Wish::End)));
}

#[test]
fn duty_changes_once_the_server_says_so() {
    let mut bench = Bench::with_chat();
    assert!(bench.view().status.on_duty);
    bench.want(Intent::SetDuty { on: false });
    assert!(bench.view().status.duty_pending);
    let update = bench.take("update_agent").unwrap();
    assert_eq!(update["payload"]["routing_status"], "not_accepting_chats");
    bench.refuse(&update, "authorization", "Authorization error");
    let status = bench.view().status;
    assert!(status.on_duty && status.duty_failed && !status.duty_pending);
}

#[test]
fn what_was_unsent_survives_a_reload_of_the_page() {
    let mut bench = Bench::with_chat();
    bench.cut();
    bench.send("not lost");
    bench.want(Intent::Draft { chat: CHAT.into(), text: "half a sen".into() });
    let kept = bench.unsent.clone().unwrap();

    let mut after = Bench::new();
    after.desk.restore_unsent(&kept);
    after.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    after.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    assert_eq!(after.take("send_event").unwrap()["payload"]["event"]["text"], "not lost");
    after.want(Intent::Select { chat: Some(CHAT.into()) });
    assert_eq!(after.view().chat.unwrap().draft, "half a sen");
}

#[test]
fn an_agent_who_is_sent_away_learns_why_and_does_not_come_back_by_itself() {
    let mut bench = Bench::with_chat();
    bench.push("agent_disconnected", json!({ "reason": "access_token_revoked" }));
    let status = bench.view().status;
    assert_eq!(status.phase, Phase::SignedOut);
    assert_eq!(status.problem, Some(SignInProblem::SentAway("access_token_revoked".into())));
    assert_eq!(bench.desk.next_deadline(), None);
    let mut bench = Bench::with_chat();
    bench.push("agent_disconnected", json!({ "reason": "ping_timeout" }));
    assert_eq!(bench.view().status.phase, Phase::Reconnecting, "the line is to blame");
}

#[test]
fn frames_that_make_no_sense_change_nothing() {
    let mut bench = Bench::with_chat();
    let before = bench.view();
    for frame in [
        "",
        "{",
        "null",
        "[]",
        "{}",
        "7",
        "{\"type\":\"push\"}",
        "{\"type\":\"response\",\"request_id\":\"999\"}",
        "{\"type\":\"push\",\"action\":\"incoming_event\",\"payload\":{\"chat_id\":\"c1\",\"event\":7}}",
        "{\"type\":\"push\",\"action\":\"incoming_event\",\"payload\":{\"chat_id\":\"nobody\",\"event\":{\"id\":\"x\"}}}",
        "{\"type\":\"push\",\"action\":\"thread_closed\",\"payload\":null}",
        "{\"type\":\"push\",\"action\":\"never_heard_of\",\"payload\":{}}",
    ] {
        let socket = bench.socket.unwrap();
        bench.feed(DeskInput::Frame(socket, frame.to_owned()));
        assert_eq!(bench.view(), before, "{frame}");
    }
}

#[test]
fn an_answer_of_an_old_socket_is_ignored() {
    let mut bench = Bench::with_chat();
    let old = bench.socket.unwrap();
    bench.cut();
    let frame = json!({ "type": "push", "action": "thread_closed", "payload": { "chat_id": CHAT } });
    bench.feed(DeskInput::Frame(old, frame.to_string()));
    assert_eq!(bench.view().chat.unwrap().state, ChatState::Mine);
}

#[test]
fn a_long_transcript_is_shown_from_its_end_and_earlier_rows_on_demand() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    let events = (1..=1_000).map(|n| event(n, "v1", &n.to_string())).collect();
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], events, true);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    let shown = bench.texts();
    assert!(shown.len() <= 150 && shown.last().unwrap() == "1000");
    assert!(bench.view().chat.unwrap().has_earlier);
    bench.want(Intent::ShowEarlier);
    assert!(bench.texts().len() > shown.len());
}

#[test]
fn a_chat_that_only_a_bot_answers_waits_in_the_queue_and_its_messages_are_a_bots() {
    let mut bench = Bench::new();
    bench.sign_in(&[]);
    let thread = json!({ "id": "t", "order": 7, "active": true, "timestamp": 1_700_000_000, "events": [] });
    bench.push("incoming_chat_thread", json!({ "chat": { "id": CHAT, "users": [visitor()], "thread": thread } }));
    let bot = json!({ "id": "script", "type": "agent", "name": "Assistant", "present": true });
    bench.push("chat_user_added", json!({ "chat_id": CHAT, "user": bot, "user_type": "agent" }));
    let routing = |unassigned: bool| json!({ "chat_id": CHAT, "properties": { "routing": { "unassigned": { "value": unassigned } } } });
    bench.push("chat_properties_updated", routing(true));
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(1, "script", "A person will be with you.") }));
    assert_eq!(bench.view().chats[0].state, ChatState::Queued);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    let key = *bench.view().rows.last().unwrap();
    let RowBody::Message(message) = bench.desk.row(key).unwrap().body else { panic!("a message is expected") };
    assert_eq!(message.sender, parlor_desk::state::Sender::Bot);
    bench.push("chat_user_added", json!({ "chat_id": CHAT, "user": agent("ben"), "user_type": "agent" }));
    bench.push("chat_properties_updated", routing(false));
    assert_eq!(bench.view().chats[0].state, ChatState::Other);
}

#[test]
fn a_receipt_by_event_marks_no_later_message_of_the_same_second() {
    let mut bench = Bench::with_chat();
    for (order, text) in [(2, "one"), (3, "two")] {
        bench.send(text);
        let send = bench.take("send_event").unwrap();
        bench.answer(&send, json!({ "event": accepted(&send, order) }));
    }
    let receipt = |event: &str| json!({ "chat_id": CHAT, "user_id": "v1", "event_id": event, "order": 0 });
    bench.push("incoming_multicast", json!({ "type": "parlor.delivered", "content": receipt("e3") }));
    bench.push("incoming_multicast", json!({ "type": "parlor.read", "content": receipt("e2") }));
    let states: Vec<_> = bench.messages().into_iter().filter_map(|(_, state)| state).collect();
    assert_eq!(states, [SendState::Read, SendState::Delivered]);
}

#[test]
fn a_reload_keeps_the_agents_duty_and_a_fresh_log_in_does_not() {
    let mut bench = Bench::new();
    bench.want(Intent::Resume { token: "secret".into() });
    bench.open();
    assert_eq!(bench.take("login").unwrap()["payload"]["reconnect"], true);
    let mut bench = Bench::new();
    bench.want(Intent::SignIn { token: "secret".into() });
    bench.open();
    assert_ne!(bench.take("login").unwrap()["payload"]["reconnect"], true);
}

#[test]
fn who_comes_and_goes_stands_in_the_transcript_and_nobody_said_it() {
    let mut bench = Bench::with_chat();
    let joined = json!({ "event": "chat_session_party_joined", "display_name": "Bob" });
    let left = json!({ "event": "chat_session_party_left" });
    for (order, author, content) in [(2, "bob", &joined), (3, "bob", &left), (4, ME, &joined)] {
        bench.push("incoming_event", json!({ "chat_id": CHAT, "event": custom(order, author, content.clone()) }));
    }
    let moves: Vec<RowBody> =
        bench.rows().into_iter().filter(|row| matches!(row, RowBody::Joined(_) | RowBody::Left(_))).collect();
    let bob = || "Bob".to_owned();
    assert_eq!(moves[0], RowBody::Joined(bob()));
    assert_eq!(moves[2], RowBody::Joined(String::new()), "the agent's own coming");
    assert_eq!(moves.len(), 3);
    assert_eq!(bench.view().status.unread, 1, "only what was said is unread");
    assert_eq!(bench.view().chats[0].last.as_ref().map(|last| last.text.as_str()), Some("hello"));
}

#[test]
fn the_usual_wait_is_shown_while_the_server_knows_it() {
    let mut bench = Bench::with_chat();
    let queue = |content: Value| json!({ "type": "parlor.queue", "content": content });
    bench.push("incoming_multicast", queue(json!({ "waiting": 2, "ewt": 90 })));
    assert_eq!(bench.view().status.wait, Some(90));
    bench.push("incoming_multicast", queue(json!({ "waiting": 0 })));
    assert_eq!(bench.view().status.wait, None);
}

#[test]
fn a_visitor_whose_page_is_closed_is_shown_as_away_until_it_is_back() {
    let mut bench = Bench::with_chat();
    let away = |bench: &Bench| bench.view().chat.unwrap().away;
    assert!(!away(&bench));
    let gone = json!({ "id": "v1", "type": "customer", "present": false });
    bench.push("customer_updated", gone.clone());
    assert!(away(&bench));
    let mut back = gone;
    back["present"] = json!(true);
    bench.push("customer_updated", back);
    assert!(!away(&bench));
}

#[test]
fn ticks_are_as_they_were_after_a_reload_and_exact_within_a_second() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    let request = bench.take("get_chat_threads").unwrap();
    let properties = json!({ "parlor": { "read_order": { "value": 1 }, "delivered_order": { "value": 2 } } });
    let events: Vec<Value> = (1..=3).map(|order| event(order, ME, "words")).collect();
    let thread = json!({
        "id": "t", "order": 1, "active": true, "timestamp": 1_700_000_000, "events": events, "properties": properties,
    });
    // By the second alone all three were seen.
    let mut seen = visitor();
    seen["last_seen_timestamp"] = json!(1_700_000_000);
    bench.answer(&request, json!({ "chat": { "id": CHAT, "users": [seen, agent(ME)], "threads": [thread] } }));
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    let states = |bench: &Bench| bench.messages().into_iter().filter_map(|(_, state)| state).collect::<Vec<_>>();
    assert_eq!(states(&bench), [SendState::Read, SendState::Delivered, SendState::Sent]);
    bench.push("last_seen_timestamp_updated", json!({ "chat_id": CHAT, "user_id": "v1", "timestamp": 1_700_000_000 }));
    assert_eq!(states(&bench), [SendState::Read, SendState::Delivered, SendState::Sent]);
}

#[test]
fn a_receipt_that_comes_before_its_event_counts_when_the_event_is_there() {
    let mut bench = Bench::with_chat();
    let read = json!({ "chat_id": CHAT, "user_id": "v1", "event_id": "e7", "order": 7 });
    bench.push("incoming_multicast", json!({ "type": "parlor.read", "content": read }));
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": event(7, ME, "words") }));
    assert_eq!(bench.messages().last().unwrap().1, Some(SendState::Read));
}

#[test]
fn a_word_among_agents_is_marked_and_never_seen_by_the_visitor() {
    let mut bench = Bench::with_chat();
    let mut note = event(2, ME, "a regular");
    note["recipients"] = json!("agents");
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": note }));
    let seen = json!({ "chat_id": CHAT, "user_id": "v1", "event_id": "e2", "order": 2 });
    bench.push("incoming_multicast", json!({ "type": "parlor.read", "content": seen }));
    let Some(RowBody::Message(shown)) = bench.rows().pop() else { panic!("a message is shown") };
    assert_eq!((shown.private, shown.state), (true, None));
}

#[test]
fn the_pages_of_a_visitor_are_told_the_newest_first_and_not_without_end() {
    let mut bench = Bench::with_chat();
    for number in 0..12 {
        let page = json!({ "customer_id": "v1", "url": format!("https://shop.example/{number}"), "title": "" });
        bench.push("customer_page_updated", page);
    }
    bench.push("customer_page_updated", json!({ "customer_id": "somebody else", "url": "https://x.example/" }));
    let pages = bench.view().visitor.unwrap().pages;
    assert_eq!((pages.len(), &*pages[0].url), (10, "https://shop.example/11"));
}

#[test]
fn answers_that_are_offered_stand_apart_from_the_words() {
    let mut bench = Bench::with_chat();
    bench.send("All <well>? /buttons [Yes] [No]");
    let request = bench.take("send_event").unwrap();
    bench.answer(&request, json!({ "thread_id": "t", "event": accepted(&request, 2) }));
    let Some(RowBody::Message(message)) = bench.rows().pop() else { panic!("the message is shown") };
    assert_eq!(message.written, "All <well>? /buttons [Yes] [No]", "so that mending it keeps them");
    assert_eq!((&*message.text, message.replies), ("All <well>?", vec!["Yes".to_owned(), "No".to_owned()]));
    assert_eq!(bench.view().chats[0].last.as_ref().unwrap().text, "All <well>?");
}
