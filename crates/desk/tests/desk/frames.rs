//! Whatever stands in a frame, the desk goes on: it shows something, and its timer comes to rest.

use parlor_desk::state::{DeskInput, Intent};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::harness::{Bench, CHAT, ME};

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("v1"),
            Just(ME),
            Just(CHAT),
            Just("e1"),
            Just("message"),
            Just("agent"),
            Just("parlor.agents")
        ]
        .prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("id"),
        Just("order"),
        Just("events"),
        Just("users"),
        Just("thread"),
        Just("threads"),
        Just("type"),
        Just("text"),
        Just("author_id"),
        Just("timestamp"),
        Just("active"),
        Just("properties"),
        Just("fields"),
        Just("content"),
        Just("agents"),
        Just("last_visit"),
        Just("custom_id"),
        Just("routing_status"),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..8)
                .prop_map(|pairs| pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

fn action() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "incoming_chat_thread",
        "incoming_event",
        "incoming_typing_indicator",
        "incoming_sneak_peek",
        "thread_closed",
        "chat_user_added",
        "chat_user_removed",
        "chat_transferred",
        "chat_properties_updated",
        "agent_updated",
        "last_seen_timestamp_updated",
        "customer_updated",
        "customer_page_updated",
        "incoming_multicast",
        "login",
        "get_chat_threads",
        "send_event",
        "add_user_to_chat",
    ])
}

proptest! {
    #[test]
    fn no_frame_stops_the_desk(
        frames in prop::collection::vec((action(), any::<bool>(), 0_u64..6, value(), value()), 1..12)
    ) {
        let mut bench = Bench::with_chat();
        bench.send("something");
        for (action, is_push, id, first, second) in frames {
            let payload = json!({
                "chat_id": CHAT, "user_id": "v1", "event": first, "chat": second, "user": first, "properties": second,
                "typing_indicator": first, "sneak_peek": second, "timestamp": first, "type": second, "content": first,
                "my_profile": first, "chats_summary": second,
            });
            let frame = if is_push {
                json!({ "action": action, "type": "push", "payload": payload })
            } else {
                let id = id.to_string();
                json!({ "action": action, "type": "response", "request_id": id, "success": true, "payload": payload })
            };
            if let Some(socket) = bench.socket {
                bench.feed(DeskInput::Frame(socket, frame.to_string()));
            }
            let view = bench.view();
            for key in &view.rows {
                prop_assert!(bench.desk.row(*key).is_some(), "a row that is shown has content");
            }
            let mut ids: Vec<_> = view.rows.clone();
            ids.sort_by_key(|key| (key.id, key.revision));
            ids.dedup();
            prop_assert_eq!(ids.len(), view.rows.len(), "no row stands twice");
            bench.want(Intent::Select { chat: Some(CHAT.into()) });
            bench.wait(1_000);
        }
        bench.wait(60_000);
    }
}
