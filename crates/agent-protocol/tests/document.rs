//! The document's own samples, written out as it means them, decode and encode to JSON of the same meaning; and no JSON
//! at all makes a decoder panic.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use parlor_agent_protocol::{
    ApiError, Call, Chat, ChatSummary, Customer, ErrorKind, Event, MyProfile, Push, Request, ServerFrame, Thread, User,
    response::{Archives, Customers, EventSent, LoggedIn},
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn event(kind: &str, more: &Value) -> Value {
    let mut event = json!({
        "id": "0affb00a-82d6-4e07-ae61-56ba5c36f743", "custom_id": "12345-bhdsa", "order": 1, "type": kind,
        "author_id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "timestamp": 1_473_433_500, "recipients": "all",
        "properties": { "rating": { "score": { "value": 1 }, "comment": { "value": "rated good!" } } }
    });
    for (key, value) in more.as_object().unwrap() {
        event[key] = value.clone();
    }
    event
}

fn events() -> Vec<Value> {
    let mut system = event("system_message", &json!({ "text": "hello there" }));
    system.as_object_mut().unwrap().remove("author_id");
    vec![
        event("message", &json!({ "text": "hello there" })),
        event("message", &json!({ "text": "for us", "recipients": "agents" })),
        system,
        event("annotation", &json!({ "text": "Sample annotation", "annotation_type": "rating" })),
        event(
            "filled_form",
            &json!({ "form_id": "1473433500211", "fields": [
            { "type": "text", "id": "14734335045454", "label": "Your name", "required": true, "value": "Jan Kowalski" },
            { "type": "radio", "id": "14734335045456", "label": "Chat purpose", "required": true, "options": [
                { "value": "support", "checked": true }, { "value": "sale", "checked": false }] }] }),
        ),
        event(
            "file",
            &json!({ "name": "image25.png", "url": "https://domain.com/asdsfdsf.png",
            "thumbnail_url": "https://domain.com/thumbnail.png", "thumbnail2x_url": "https://domain.com/thumbnail2x.png",
            "content_type": "image/png", "size": 123_444, "width": 640, "height": 480 }),
        ),
        event("custom", &json!({ "content": { "custom": { "nested": "json" } } })),
        event(
            "rich_message",
            &json!({ "template_id": "cards", "elements": [
            { "title": "Lorem ipsum dolor.", "subtitle": "Lorem ipsum.", "image": { "name": "image25.png",
              "url": "https://domain.com/asdsfdsf.png", "content_type": "image/png", "size": 123_444, "width": 640, "height": 480 },
              "buttons": [{ "text": "yes", "postback_id": "action_yes", "user_ids": ["a7eef798"] },
                          { "text": "no", "postback_id": "action_no", "user_ids": [] }] },
            { "title": "Lorem ipsum dolor 2." }] }),
        ),
        event("of_a_later_version", &json!({ "anything": [1, 2] })),
    ]
}

fn customer() -> Value {
    json!({
        "id": "b7eff798-f8df-4364-8059-649c35c9ed0c", "type": "customer", "name": "John Smith", "email": "john@gmail.com",
        "last_visit": { "started_at": "2017-10-12T15:19:21.010200Z", "referrer": "http://www.google.com/",
            "ip": "194.181.146.130", "user_agent": "Mozilla/5.0", "geolocation": { "country": "Poland", "country_code": "PL" },
            "last_pages": [{ "opened_at": "2017-10-12T15:19:21.010200Z", "url": "https://www.livechatinc.com/",
                             "title": "LiveChat - Homepage" }] },
        "fields": { "custom field name": "custom field value" },
        "statistics": { "chats_count": 3, "threads_count": 9, "visits_count": 5 },
        "agent_last_event_created_at": "2017-10-12T15:19:21.010200Z",
        "customer_last_event_created_at": "2017-10-12T15:19:21.010200Z",
        "created_at": "2017-10-11T15:19:21.010200Z", "present": true, "last_seen_timestamp": 1_473_433_500
    })
}

fn agent() -> Value {
    json!({ "id": "75a90b82", "type": "agent", "name": "Support Team", "email": "john@gmail.com", "present": true,
            "last_seen_timestamp": 1_473_433_500, "avatar": "cdn.livechatinc.com/avatars/1.png",
            "routing_status": "accepting_chats" })
}

fn thread() -> Value {
    json!({ "id": "a0c22fdd", "timestamp": 1_473_433_500, "active": true, "user_ids": ["john@gmail.com"],
            "restricted_access": true, "events": events(), "order": 112_057_129_857_u64,
            "properties": { "routing": { "idle": { "value": false } } }, "access": { "group_ids": [1, 2] } })
}

fn summary() -> Value {
    let message = event("message", &json!({ "text": "hi" }));
    json!({ "id": "a0c22fdd", "users": [customer(), agent()],
        "last_event_per_type": {
            "message": { "thread_id": "t", "thread_order": 343_544_565, "event": message },
            "system_message": { "thread_id": "t", "thread_order": 343_544_565, "event": { "restricted_access": true } } },
        "last_thread_summary": { "id": "OE070R0W0U", "timestamp": 1_473_433_500, "user_ids": ["john@gmail.com"],
            "order": 12_417_249_812_721_u64, "properties": { "routing": { "unassigned": { "value": false } } } },
        "properties": { "routing": { "idle": { "value": false } } }, "access": { "group_ids": [1] } })
}

#[test]
fn objects_keep_their_meaning() {
    for sample in events() {
        assert_eq!(Event::decode(&sample).encode(), sample);
    }
    assert_eq!(Customer::decode(&customer()).encode(), customer());
    for user in [customer(), agent()] {
        assert_eq!(User::decode(&user).encode(), user);
    }
    let mut mine = agent();
    mine["permission"] = json!("administrator");
    assert_eq!(MyProfile::decode(&mine).encode(), mine);
    assert_eq!(Thread::decode(&thread()).encode(), thread());
    assert_eq!(ChatSummary::decode(&summary()).encode(), summary());
    let chat = json!({ "id": "a", "users": [customer()], "threads": [thread()],
        "threads_summary": [{ "thread_id": "a0c22fdd", "order": 129_846_129_847_u64 }], "access": { "group_ids": [1] } });
    assert_eq!(Chat::decode(&chat).encode(), chat);
}

#[test]
fn responses_keep_their_meaning() {
    let login = json!({ "license": { "id": "123", "plan": "enterprise", "expiration_timestamp": 1_483_433_500,
        "creation_timestamp": 1_482_433_500, "in_trial": true, "website_last_activity": "2018-01-05" },
        "my_profile": agent(), "chats_summary": [summary()] });
    assert_eq!(LoggedIn::decode(&login).encode(), login);
    let archives = json!({ "chats": [{ "chat": { "id": "a", "users": [customer()], "thread": thread() } }],
        "pagination": { "page": 1, "total": 3 } });
    assert_eq!(Archives::decode(&archives).encode(), archives);
    let sent = json!({ "thread_id": "t", "event": event("message", &json!({ "text": "x" })) });
    assert_eq!(EventSent::decode(&sent).encode(), sent);
    let customers = json!({ "customers": [customer()], "total_customers": 2340, "next_page_id": "MTUx", "previous_page_id": "MTUy" });
    assert_eq!(Customers::decode(&customers).encode(), customers);
    let error = json!({ "error": { "type": "authentication", "message": "Authentication error" } });
    assert_eq!(ApiError::decode(&error), ErrorKind::Authentication.into());
    assert_eq!(ApiError::decode(&error).encode(), error);
}

#[test]
fn pushes_keep_their_meaning() {
    let chat = json!({ "id": "c", "users": [customer()], "properties": { "source": { "type": { "value": "facebook" } } },
        "thread": thread() });
    let seen = json!({ "user_id": "u", "chat_id": "c", "timestamp": 123_456_789 });
    for (action, payload) in [
        ("incoming_chat_thread", json!({ "chat": chat })),
        ("incoming_event", json!({ "chat_id": "c", "event": events()[0] })),
        (
            "incoming_rich_message_postback",
            json!({ "user_id": "u", "chat_id": "c", "thread_id": "t", "event_id": "e",
            "postback": { "id": "action_yes", "toggled": true } }),
        ),
        (
            "incoming_multicast",
            json!({ "author_id": "jack@gmail.com", "content": { "example": { "nested": "json" } }, "type": "type1" }),
        ),
        ("incoming_multicast", json!({ "content": { "waiting": 2, "ewt": 30 }, "type": "parlor.queue" })),
        ("incoming_multicast", json!({ "content": { "agents": [agent()] }, "type": "parlor.agents" })),
        (
            "incoming_typing_indicator",
            json!({ "chat_id": "c", "typing_indicator":
            { "author_id": "a", "recipients": "all", "timestamp": 1_473_433_500 } }),
        ),
        (
            "incoming_sneak_peek",
            json!({ "chat_id": "c", "sneak_peek":
            { "author_id": "a", "recipients": "agents", "timestamp": 1_473_433_500, "text": "hello there" } }),
        ),
        ("customer_banned", json!({ "customer_id": "c", "ban": { "days": 5 } })),
        ("thread_closed", json!({ "chat_id": "c", "thread_id": "t", "user_id": "u" })),
        ("thread_closed", json!({ "chat_id": "c", "thread_id": "t" })),
        ("access_granted", json!({ "resource": "chat", "id": "c", "access": { "group_ids": [1] } })),
        ("agent_updated", json!({ "agent_id": "a", "routing_status": "accepting_chats" })),
        ("agent_disconnected", json!({ "reason": "access_token_revoked" })),
        ("chat_properties_updated", json!({ "chat_id": "c", "properties": { "rating": { "score": { "value": 1 } } } })),
        ("chat_thread_properties_updated", json!({ "chat_id": "c", "thread_id": "t", "properties": {} })),
        ("last_seen_timestamp_updated", seen),
        ("customer_created", json!({ "customer": customer() })),
        (
            "customer_updated",
            json!({ "id": "b", "name": "John Doe", "email": "john@doe.me", "type": "customer",
            "present": false, "banned": false, "fields": { "custom field name": "custom field value" } }),
        ),
        (
            "customer_visit_ended",
            json!({ "customer_id": "c", "visit_id": 42, "ended_at": "2017-10-12T15:19:21.010200Z" }),
        ),
        ("chat_user_added", json!({ "chat_id": "c", "user": agent(), "user_type": "agent" })),
        ("chat_user_removed", json!({ "chat_id": "c", "user_id": "u", "user_type": "agent" })),
        ("chat_transferred", json!({ "chat_id": "c", "requester_id": "r", "type": "agent", "ids": ["b"] })),
        ("chat_transferred", json!({ "chat_id": "c", "requester_id": "r", "type": "group", "ids": [1] })),
    ] {
        let frame = json!({ "request_id": "7", "action": action, "type": "push", "payload": payload });
        let decoded = ServerFrame::decode(&frame.to_string()).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&decoded.encode()).unwrap(), frame);
    }
}

#[test]
fn requests_survive_the_way_there() {
    for (action, payload) in [
        (
            "login",
            json!({ "token": "t", "push_notifications": { "firebase_token": "JDa8", "platform": "ios" },
            "application": { "name": "SmartClient - Chrome", "version": "4.1.2" }, "reconnect": true }),
        ),
        (
            "get_archives",
            json!({ "filters": { "query": "search keyword", "agents": ["p"], "date_from": "2016-09-01",
            "date_to": "2016-10-01", "properties": { "rating": { "score": { "values": [1] }, "comment": { "exists": true } } } },
            "pagination": { "page": 1, "limit": 25 } }),
        ),
        ("get_filtered_chats", json!({ "filters": { "include_active": false } })),
        ("get_chat_threads", json!({ "chat_id": "a", "thread_ids": ["a"] })),
        ("add_user_to_chat", json!({ "chat_id": "a", "user_id": "b", "type": "agent" })),
        ("remove_user_from_chat", json!({ "chat_id": "a", "user_id": "b", "user_type": "agent" })),
        (
            "send_event",
            json!({ "chat_id": "a", "attach_to_last_thread": false, "event":
            { "type": "message", "text": "hello world", "recipients": "agents", "custom_id": "12345-bhdsa" } }),
        ),
        (
            "multicast",
            json!({ "scopes": { "agents": { "all": true, "ids": ["john"], "groups": [1, 2] },
            "customers": { "ids": ["50ce"] } }, "content": { "example": { "nested": "json" } }, "type": "type1" }),
        ),
        ("send_typing_indicator", json!({ "chat_id": "a", "recipients": "all", "is_typing": true })),
        ("close_thread", json!({ "chat_id": "a" })),
        ("transfer_chat", json!({ "chat_id": "a", "type": "group", "ids": [1] })),
        ("update_agent", json!({ "routing_status": "accepting_chats" })),
        ("update_chat_properties", json!({ "chat_id": "a", "properties": { "rating": { "score": 2 } } })),
        ("update_last_seen_timestamp", json!({ "chat_id": "a", "timestamp": 123_456_789 })),
        ("get_customers", json!({ "page_id": "10" })),
        ("ping", Value::Null),
    ] {
        let call = Call::decode(action, &payload).unwrap();
        assert_eq!(call.action(), action);
        let request = Request { request_id: Some("1".to_owned()), author_id: None, call };
        assert_eq!(Request::decode_frame(&request.encode_frame()).unwrap(), request);
        let by_web = Request::decode_body(action, request.encode_body().as_bytes()).unwrap();
        assert_eq!(by_web.call, request.call);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = prop_oneof![
        Just("type"),
        Just("id"),
        Just("chat"),
        Just("event"),
        Just("payload"),
        Just("users"),
        Just("thread"),
        Just("threads"),
        Just("properties"),
        Just("filters"),
        Just("fields"),
        Just("ids"),
        Just("order"),
        Just("text"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        Just(json!("message")),
        Just(json!("agent")),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((words.clone(), inner), 0..6).prop_map(|pairs| Value::Object(
                pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_a_decoder_panic(value in any_json(), action in 0..32_usize, text in ".{0,40}") {
        let actions = ["login", "get_archives", "get_filtered_chats", "send_event", "multicast", "transfer_chat",
            "update_chat_properties", "get_customers", "incoming_event", "incoming_chat_thread", "chat_user_added",
            "incoming_multicast", "customer_updated", "chat_transferred"];
        let action = actions[action % actions.len()];
        let event = Event::decode(&value);
        let again = Event::decode(&event.encode());
        prop_assert_eq!(again.body.kind(), event.body.kind());
        let _total = (Chat::decode(&value), ChatSummary::decode(&value), User::decode(&value), LoggedIn::decode(&value));
        let push = Push::decode(action, &value);
        prop_assert_eq!(push.action(), action);
        if let Ok(call) = Call::decode(action, &value) {
            prop_assert_eq!(Call::decode(action, &call.payload()), Ok(call));
        }
        let refused = Request::decode_frame(&text).is_err();
        prop_assert!(refused, "no random text is a request");
    }
}
