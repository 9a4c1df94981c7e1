//! Messages that get other words or are taken back.

use parlor_desk::state::{Intent, MessageView, RowBody};
use serde_json::{Value, json};

use crate::harness::{Bench, CHAT, ME, accepted, agent, custom, event, summary, visitor};

fn shown(bench: &Bench) -> Vec<MessageView> {
    let message = |row| match row {
        RowBody::Message(message) => Some(message),
        _ => None,
    };
    bench.rows().into_iter().filter_map(message).collect()
}

/// A chat in which the agent has said "Fist", as event e2.
fn with_message() -> Bench {
    let mut bench = Bench::with_chat();
    bench.send("Fist");
    let request = bench.take("send_event").unwrap();
    bench.answer(&request, json!({ "thread_id": "t", "event": accepted(&request, 2) }));
    bench
}

fn wish(bench: &mut Bench, text: Option<&str>) -> Value {
    let row = bench.view().rows.pop().unwrap().id;
    let chat = CHAT.to_owned();
    bench.want(match text {
        Some(text) => Intent::Edit { chat, row, text: text.to_owned() },
        None => Intent::Delete { chat, row },
    });
    bench.take("send_event").unwrap()
}

/// The event that the server makes of such a request.
fn held(request: &Value, order: u64) -> Value {
    let event = &request["payload"]["event"];
    let mut held = custom(order, ME, event["content"].clone());
    held["custom_id"] = event["custom_id"].clone();
    held
}

#[test]
fn an_own_message_gets_other_words_where_it_stands() {
    let mut bench = with_message();
    let before = bench.view().rows.pop().unwrap();
    let request = wish(&mut bench, Some("First <b>"));
    let content = json!({ "event": "chat_session_message_edit", "ref_msg_id": "e2", "msg": "First &lt;b&gt;" });
    assert_eq!(request["payload"]["event"]["content"], content);
    assert_eq!(bench.texts(), ["hello", "Fist"], "until the server holds it");
    bench.answer(&request, json!({ "thread_id": "t", "event": held(&request, 3) }));
    let last = shown(&bench).pop().unwrap();
    assert_eq!((&*last.text, last.edited, last.deleted), ("First <b>", true, false));
    let after = bench.view().rows.pop().unwrap();
    assert!(before.id == after.id && before.revision != after.revision, "it is drawn anew where it stands");
    assert_eq!(bench.view().chats[0].last.as_ref().unwrap().text, "First <b>");
}

#[test]
fn a_message_that_is_taken_back_stays_so_and_is_not_changed_any_more() {
    let mut bench = with_message();
    let request = wish(&mut bench, None);
    bench.answer(&request, json!({ "thread_id": "t", "event": held(&request, 4) }));
    // A colleague's desk was slower.
    let edit = json!({ "event": "chat_session_message_edit", "ref_msg_id": "e2", "msg": "Late" });
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": custom(5, ME, edit) }));
    let last = shown(&bench).pop().unwrap();
    assert_eq!((&*last.text, last.deleted), ("", true));
    assert_eq!(bench.view().chats[0].last.as_ref().unwrap().text, "hello");
    let row = bench.view().rows.pop().unwrap().id;
    bench.want(Intent::Edit { chat: CHAT.into(), row, text: "again".into() });
    assert_eq!(bench.take("send_event"), None);
}

#[test]
fn changes_are_the_same_whether_they_are_pushed_or_read_later() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    let edit = |order, text: &str| {
        custom(order, ME, json!({ "event": "chat_session_message_edit", "ref_msg_id": "e2", "msg": text }))
    };
    let events = vec![event(1, "v1", "hello"), event(2, ME, "Fist"), edit(3, "First"), edit(4, "First, then")];
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], events, true);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    assert_eq!(bench.texts(), ["hello", "First, then"]);
}

#[test]
fn what_is_no_change_or_no_message_of_ones_own_sends_nothing() {
    let mut bench = with_message();
    let rows = bench.view().rows;
    let mine = rows.last().unwrap().id;
    let visitors = rows[rows.len() - 2].id;
    for (row, text) in [(mine, "Fist"), (mine, "  "), (visitors, "x")] {
        bench.want(Intent::Edit { chat: CHAT.into(), row, text: text.into() });
    }
    bench.want(Intent::Delete { chat: CHAT.into(), row: visitors });
    assert_eq!(bench.take("send_event"), None);
}

#[test]
fn a_change_that_was_not_sent_outlives_a_reload_and_a_refused_one_says_so() {
    let mut bench = with_message();
    wish(&mut bench, Some("First"));
    let unsent = bench.unsent.clone().unwrap();
    let mut bench = Bench::new();
    bench.desk.restore_unsent(&unsent);
    bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello"), event(2, ME, "Fist")], true);
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    let request = bench.take("send_event").unwrap();
    assert_eq!(request["payload"]["event"]["content"]["msg"], "First");
    bench.refuse(&request, "validation", "too late");
    let last = shown(&bench).pop().unwrap();
    assert_eq!(&*last.text, "First");
    assert!(last.problem.is_some());
}
