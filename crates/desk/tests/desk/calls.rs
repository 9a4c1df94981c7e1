//! The agent's call: it rings in a chat of their own alone, one at a time, and at one page.

use crate::harness::{Bench, CHAT, ME, agent, summary, visitor};
use parlor_call::{CallId, Link, Order, Report, agent::Stage};
use parlor_desk::state::{Announcement, CallIntent, DeskInput, Intent};
use serde_json::{Value, json};

fn signal(bench: &mut Bench, user: &str, data: Value) {
    let content = json!({ "chat_id": CHAT, "user_id": user, "page": "another", "data": data });
    bench.push("incoming_multicast", json!({ "type": "parlor.signaling", "content": content }));
}

fn want(bench: &mut Bench, intent: CallIntent) {
    bench.want(Intent::Call(intent));
}

fn report(bench: &mut Bench, report: Report) {
    let call = bench.calls.last().unwrap().0;
    bench.feed(DeskInput::Call(call, report));
}

fn stage(bench: &Bench) -> Option<Stage> {
    bench.view().call.map(|call| call.stage)
}

/// The signals that went to the visitor since the last look.
fn said(bench: &mut Bench) -> Vec<Value> {
    let mut said = Vec::new();
    while let Some(request) = bench.take("multicast") {
        let payload = &request["payload"];
        assert_eq!(payload["scopes"], json!({ "customers": { "ids": ["v1"] } }));
        assert_eq!((&payload["type"], &payload["content"]["chat_id"]), (&json!("parlor.signaling"), &json!(CHAT)));
        said.push(payload["content"]["data"].clone());
    }
    said
}

fn request() -> Value {
    json!({ "type": "REQUEST_CALL", "offerVideo": true })
}

#[test]
fn a_visitors_call_rings_is_taken_with_the_servers_of_that_moment_and_goes_live() {
    let mut bench = Bench::with_chat();
    signal(&mut bench, "v1", request());
    assert_eq!(stage(&bench), Some(Stage::Ringing));
    assert!(bench.said.contains(&Announcement::Calls { name: "Ann Lee".to_owned() }));
    assert!(bench.calls.is_empty(), "nothing is asked of the browser before the agent has answered");
    want(&mut bench, CallIntent::Answer { camera: false });
    assert_eq!((bench.servers_asked, stage(&bench)), (1, Some(Stage::Ringing)));
    bench.feed(DeskInput::Servers(Some(r#"{"servers":[{"url":"stun:stun.example"}]}"#.to_owned())));
    assert_eq!(bench.calls.last().unwrap().1, Order::Open { camera: false });
    report(&mut bench, Report::Opened { camera: false });
    let Some((_, Order::Offer { video, servers, .. })) = bench.calls.last().cloned() else { panic!() };
    assert!(video && format!("{servers:?}").contains("stun:stun.example"));
    report(&mut bench, Report::Offered { sdp: "v=0".to_owned() });
    assert_eq!(said(&mut bench), [json!({ "type": "OFFER_CALL", "offerVideo": "true", "sdp": "v=0" })]);
    signal(&mut bench, "v1", json!({ "type": "ANSWER_CALL", "sdp": "v=1" }));
    assert_eq!(bench.calls.last().unwrap().1, Order::Accept { sdp: "v=1".to_owned() });
    report(&mut bench, Report::Link(Link::Up));
    assert_eq!(stage(&bench), Some(Stage::Live));
    want(&mut bench, CallIntent::Leave);
    assert_eq!(bench.calls.last().unwrap().1, Order::Close);
    assert_eq!(said(&mut bench), [json!({ "type": "END_CALL" })]);
}

#[test]
fn a_call_that_another_page_of_the_agents_has_taken_rings_no_more() {
    let mut bench = Bench::with_chat();
    signal(&mut bench, "v1", request());
    signal(&mut bench, ME, json!({ "type": "OFFER_CALL", "sdp": "v=0" }));
    assert_eq!(stage(&bench), None);
    assert!(said(&mut bench).is_empty(), "the visitor hears of it from there");
}

#[test]
fn a_call_in_a_chat_that_is_not_the_agents_own_does_not_ring() {
    let mut bench = Bench::new();
    bench.sign_in(&[summary(CHAT, &[visitor(), agent("ben")])]);
    signal(&mut bench, "v1", request());
    assert_eq!(stage(&bench), None);
}

#[test]
fn a_refusal_carries_the_agents_words_and_the_last_word_of_a_call_can_be_put_away() {
    let mut bench = Bench::with_chat();
    signal(&mut bench, "v1", request());
    want(&mut bench, CallIntent::Reject { reason: " In a meeting ".to_owned() });
    let expected = json!({ "type": "CALL_REJECTED", "reason_code": "declined", "reason": "In a meeting" });
    assert_eq!(said(&mut bench), [expected, json!({ "type": "END_CALL" })]);
    assert_eq!(stage(&bench), None);
    want(&mut bench, CallIntent::Start { chat: CHAT.to_owned(), camera: true });
    bench.feed(DeskInput::Servers(None));
    report(&mut bench, Report::Opened { camera: true });
    report(&mut bench, Report::Offered { sdp: "v=0".to_owned() });
    signal(&mut bench, "v1", json!({ "type": "CALL_REJECTED", "reason": "declined" }));
    assert!(matches!(stage(&bench), Some(Stage::Ended(_))));
    assert!(!bench.view().chat.unwrap().can_call || bench.calls.last().unwrap().1 == Order::Close);
    want(&mut bench, CallIntent::Leave);
    assert_eq!(stage(&bench), None);
    assert!(bench.view().chat.unwrap().can_call);
}

#[test]
fn who_signs_out_or_loses_the_chat_lets_go_of_devices() {
    for signs_out in [true, false] {
        let mut bench = Bench::with_chat();
        want(&mut bench, CallIntent::Start { chat: CHAT.to_owned(), camera: false });
        bench.feed(DeskInput::Servers(None));
        report(&mut bench, Report::Opened { camera: false });
        if signs_out {
            bench.want(Intent::SignOut);
        } else {
            bench.push("thread_closed", json!({ "chat_id": CHAT, "thread_id": "t" }));
        }
        assert_eq!(bench.calls.last().unwrap().1, Order::Close);
    }
}

#[test]
fn what_is_reported_of_an_earlier_call_is_ignored() {
    let mut bench = Bench::with_chat();
    want(&mut bench, CallIntent::Start { chat: CHAT.to_owned(), camera: false });
    bench.feed(DeskInput::Servers(None));
    let before = bench.calls.len();
    bench.feed(DeskInput::Call(CallId(99), Report::Opened { camera: false }));
    assert_eq!((stage(&bench), bench.calls.len()), (Some(Stage::Opening), before));
}

#[test]
fn a_call_that_is_refused_while_the_servers_are_asked_for_opens_no_device() {
    let mut bench = Bench::with_chat();
    signal(&mut bench, "v1", request());
    want(&mut bench, CallIntent::Answer { camera: true });
    want(&mut bench, CallIntent::Reject { reason: String::new() });
    bench.feed(DeskInput::Servers(None));
    assert_eq!(stage(&bench), None);
    assert!(bench.calls.iter().all(|(_, order)| !matches!(order, Order::Open { .. })), "{:?}", bench.calls);
}
