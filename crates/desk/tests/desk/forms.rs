//! Asking the visitor to fill in a form.

use crate::harness::{Bench, CHAT, ME, agent, custom, event, summary, visitor};
use parlor_desk::state::{FormLine, Intent, RowBody, SecureView, SendState};
use serde_json::{Value, json};

/// A chat at a server that has one form.
fn with_form() -> Bench {
    let mut bench = Bench::with_chat();
    let forms = json!({ "forms": [{ "name": "Order", "title": "Your order" }] });
    bench.push("incoming_multicast", json!({ "type": "parlor.forms", "content": forms }));
    bench
}

fn ask(bench: &mut Bench) -> Value {
    bench.want(Intent::AskForm { chat: CHAT.into(), name: "Order".into() });
    bench.take("send_event").unwrap()
}

#[test]
fn a_form_is_asked_for_and_its_answers_stand_in_the_transcript() {
    let mut bench = with_form();
    let offered: Vec<String> = bench.view().chat.unwrap().forms.into_iter().map(|form| form.title).collect();
    assert_eq!(offered, ["Your order"]);
    let request = ask(&mut bench);
    let event = &request["payload"]["event"];
    let id = event["custom_id"].as_str().unwrap();
    let content = json!({ "event": "chat_session_form_show", "form_request_id": id, "form_name": "Order" });
    assert_eq!((event["type"].as_str(), &event["content"]), (Some("custom"), &content));
    let order = FormLine { name: "Order".into(), title: "Your order".into(), secure_id: None };
    let asked = |state| RowBody::FormAsked(order.clone(), state, false);
    assert_eq!(bench.rows().last(), Some(&asked(SendState::Sending)));

    let mut held = custom(2, ME, content);
    held["custom_id"] = event["custom_id"].clone();
    bench.answer(&request, json!({ "thread_id": "t", "event": held }));
    assert_eq!(bench.rows().last(), Some(&asked(SendState::Sent)));
    let filled = json!({
        "id": "e3", "order": 3, "type": "filled_form", "author_id": "v1", "timestamp": 1_700_000_000,
        "fields": [{ "type": "text", "id": "number", "label": "number", "value": "42" }], "recipients": "all",
    });
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": filled }));
    let Some(RowBody::Form(fields)) = bench.rows().pop() else { panic!("the answers are shown") };
    assert!(format!("{fields:?}").contains("42"), "{fields:?}");
}

#[test]
fn a_form_whose_request_may_have_arrived_is_looked_for_before_it_is_asked_for_again() {
    let mut bench = with_form();
    let request = ask(&mut bench);
    let sent = request["payload"]["event"].clone();
    bench.cut();
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    let mut held = custom(2, ME, sent["content"].clone());
    held["custom_id"] = sent["custom_id"].clone();
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello"), held], true);
    bench.wait(60_000);
    assert_eq!(bench.take("send_event"), None);
    let asked = bench.rows().into_iter().filter(|row| matches!(row, RowBody::FormAsked(..))).count();
    assert_eq!(asked, 1);
}

#[test]
fn a_form_that_was_asked_for_when_the_page_was_left_is_still_a_form() {
    let mut bench = with_form();
    ask(&mut bench);
    let unsent = bench.unsent.clone().unwrap();
    let mut bench = Bench::new();
    bench.desk.restore_unsent(&unsent);
    bench.sign_in(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    let request = bench.take("send_event").unwrap();
    assert_eq!(request["payload"]["event"]["content"]["form_name"], "Order");
}

/// A chat at a server that has one secure form, which the visitor has answered.
fn with_secret() -> Bench {
    let mut bench = Bench::with_chat();
    let forms = json!({ "forms": [{ "name": "Card", "title": "Pay", "secure_id": "17" }] });
    bench.push("incoming_multicast", json!({ "type": "parlor.forms", "content": forms }));
    bench.want(Intent::AskForm { chat: CHAT.into(), name: "Card".into() });
    let request = bench.take("send_event").unwrap();
    let event = &request["payload"]["event"];
    assert_eq!(event["content"]["event"], "chat_session_secure_form_show");
    assert_eq!(
        (&event["content"]["form_id"], &event["content"]["form_request_id"]),
        (&json!("17"), &event["custom_id"])
    );
    let id = event["custom_id"].clone();
    let mut held = custom(2, ME, event["content"].clone());
    held["custom_id"] = id.clone();
    bench.answer(&request, json!({ "thread_id": "t", "event": held }));
    let fields = json!([{ "name": "card_number", "value": "4111" }]);
    let content = json!({ "chat_id": CHAT, "form_request_id": id, "fields": fields });
    bench.push("incoming_multicast", json!({ "type": "parlor.secure_form", "content": content }));
    let told = json!({ "event": "chat_session_secure_form_data", "form_request_id": id, "data": {} });
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": custom(3, "v1", told) }));
    bench
}

fn secret(bench: &Bench) -> SecureView {
    match bench.rows().pop() {
        Some(RowBody::Secure(view)) => view,
        other => panic!("the answer has a row: {other:?}"),
    }
}

fn last_row(bench: &Bench) -> parlor_desk::state::RowId {
    bench.view().rows.last().unwrap().id
}

#[test]
fn the_answer_to_a_secure_form_is_seen_once_and_then_nowhere() {
    let mut bench = with_secret();
    assert_eq!(secret(&bench), SecureView::Waiting);
    let row = last_row(&bench);
    bench.want(Intent::ShowSecret { chat: CHAT.into(), row });
    assert_eq!(secret(&bench), SecureView::Shown(vec![("card_number".into(), "4111".into())]));
    bench.wait(61_000);
    assert_eq!(secret(&bench), SecureView::Gone);
    bench.want(Intent::ShowSecret { chat: CHAT.into(), row });
    assert_eq!(secret(&bench), SecureView::Gone);
    assert!(!bench.unsent.clone().unwrap_or_default().contains("4111"));
}

#[test]
fn who_hides_it_or_turns_to_another_chat_has_seen_it() {
    let mut bench = with_secret();
    let row = last_row(&bench);
    bench.want(Intent::ShowSecret { chat: CHAT.into(), row });
    bench.want(Intent::HideSecret { chat: CHAT.into(), row });
    assert_eq!(secret(&bench), SecureView::Gone);
    let mut bench = with_secret();
    let row = last_row(&bench);
    bench.want(Intent::Select { chat: None });
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    assert_eq!(secret(&bench), SecureView::Waiting, "what was not seen waits");
    bench.want(Intent::ShowSecret { chat: CHAT.into(), row });
    bench.want(Intent::Select { chat: None });
    bench.want(Intent::Select { chat: Some(CHAT.into()) });
    assert_eq!(secret(&bench), SecureView::Gone);
}

#[test]
fn a_secure_form_can_be_taken_back_until_it_is_answered() {
    let show = json!({ "event": "chat_session_secure_form_show", "form_request_id": "r1", "form_id": "17" });
    for answered in [true, false] {
        let mut bench = Bench::with_chat();
        bench.push("incoming_event", json!({ "chat_id": CHAT, "event": custom(2, ME, show.clone()) }));
        let row = bench.view().rows.last().unwrap().id;
        assert!(matches!(bench.rows().last(), Some(RowBody::FormAsked(_, _, true))));
        let end = Intent::EndForm { chat: CHAT.into(), row };
        if answered {
            let data = json!({ "event": "chat_session_secure_form_data", "form_request_id": "r1" });
            bench.push("incoming_event", json!({ "chat_id": CHAT, "event": custom(3, "v1", data) }));
            assert!(bench.rows().iter().any(|row| matches!(row, RowBody::FormAsked(_, _, false))));
            bench.want(end);
            assert_eq!(bench.take("send_event"), None);
        } else {
            bench.want(end.clone());
            let sent = bench.take("send_event").unwrap();
            let content = json!({ "event": "chat_session_secure_form_cancel", "form_request_id": "r1" });
            assert_eq!(sent["payload"]["event"]["content"], content);
            let mut held = custom(3, ME, content);
            held["custom_id"] = sent["payload"]["event"]["custom_id"].clone();
            bench.answer(&sent, json!({ "thread_id": "t", "event": held }));
            assert_eq!(bench.rows().last(), Some(&RowBody::FormEnded));
            bench.want(end);
            assert_eq!(bench.take("send_event"), None, "once");
        }
    }
}
