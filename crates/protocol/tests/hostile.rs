//! Input that nobody should send: a bad event is one placeholder and never loses its neighbours, a bad envelope is
//! reported and never a panic.

use std::fmt::Write as _;

use parlor_protocol::{
    Body, Event,
    codec::{TimeUnit, decode_event, decode_events, encode_event, encode_events, for_each_event},
    event::{Message, Party, PartyKind, Undecodable},
    request::RequestChat,
    response::CaseHistory,
};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Events that no JSON parser can read whole.
fn poison() -> Vec<String> {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    let endless = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut found =
        vec![String::from(r#""\ud80""#), String::from("1e400"), String::from("-1e999"), deep, deep_object, endless];
    found.extend(["\"\\u{dc00}\"", "\"\u{1}\"", "\"\\x\"", "NaN", "01", "tru"].map(String::from));
    found.into_iter().map(|value| format!(r#"{{"event":"chat_session_message","msg":{value},"msg_id":"9"}}"#)).collect()
}

fn message(text: &str) -> Event {
    Event::of(Body::Message(Message { msg: text.to_owned(), ..Message::default() }))
}

fn message_json(text: &str) -> String {
    encode_event(&message(text), TimeUnit::Seconds)
}

fn undecodable(why: Undecodable) -> Event {
    Event::of(Body::Undecodable(why))
}

#[test]
fn a_poisonous_event_is_one_placeholder_and_its_neighbours_stand() {
    for poison in poison() {
        let body = format!(r#"{{"events":[{},{poison},{}]}}"#, message_json("before"), message_json("after"));
        let batch = decode_events(&body);
        assert!(batch.ok, "{poison:.80}");
        assert_eq!(
            batch.events,
            [message("before"), undecodable(Undecodable::BadJson), message("after")],
            "{poison:.80}"
        );
    }
}

#[test]
fn all_poisons_together_in_a_case_history_lose_nothing() {
    let poison = poison().join(",");
    let session = |id: &str| {
        format!(r#"{{"chat_id":"{id}","created_time":1614718748,"events":[{poison},{}]}}"#, message_json("end"))
    };
    let history = CaseHistory::decode(&format!(r#"{{"sessions":[{},{}]}}"#, session("a"), session("b")));
    let sessions = history.map(|history| history.sessions).unwrap_or_default();
    let ids: Vec<&str> = sessions.iter().map(|session| session.chat_id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    for session in &sessions {
        assert_eq!(session.events.last(), Some(&message("end")));
        assert_eq!(session.created, Some(1_614_718_748_000));
    }
}

#[test]
fn what_is_no_event_is_one_placeholder() {
    for (json, why) in [
        ("1", Undecodable::NotAnEvent),
        ("null", Undecodable::NotAnEvent),
        ("\"<array of chat events>\"", Undecodable::NotAnEvent),
        ("[]", Undecodable::NotAnEvent),
        ("{}", Undecodable::NotAnEvent),
        (r#"{"event":""}"#, Undecodable::NotAnEvent),
        (r#"{"event":{}}"#, Undecodable::NotAnEvent),
        (r#"{"event":"chat_session_message_read"}"#, Undecodable::MissingField("ref_msg_id")),
        (r#"{"event":"chat_session_file","file_id":""}"#, Undecodable::MissingField("file_id")),
        (r#"{"event":"chat_session_signaling","data":null}"#, Undecodable::MissingField("data")),
        (r#"{"event":"chat_session_signaling","data":{"type":"OFFER_CALL"}}"#, Undecodable::MissingField("sdp")),
    ] {
        assert_eq!(decode_event(json), undecodable(why), "{json}");
        let batch = decode_events(&format!("[{json},{}]", message_json("after")));
        assert_eq!((batch.events, batch.ok), (vec![undecodable(why), message("after")], true), "{json}");
    }
}

#[test]
fn a_placeholder_keeps_its_party_and_time_and_is_never_sent_on() {
    let event = decode_event(r#"{"event":"chat_session_message_read","party_id":"P","timestamp":1614718748}"#);
    assert_eq!((event.party_id.as_deref(), event.timestamp), (Some("P"), Some(1_614_718_748_000)));
    assert_eq!(
        encode_events(&[event, message("x")], TimeUnit::Seconds),
        format!(r#"{{"events":[{}]}}"#, message_json("x"))
    );
}

#[test]
fn an_empty_answer_is_an_empty_batch() {
    for body in [
        "",
        " \r\n",
        "\u{feff}",
        "{}",
        "null",
        "[]",
        r#"{"events":null}"#,
        r#"{"events":[]}"#,
        r#" {"state" : "success"} "#,
    ] {
        let batch = decode_events(body);
        assert!(batch.ok && batch.events.is_empty(), "{body}");
    }
}

#[test]
fn a_bare_list_and_a_byte_order_mark_are_read() {
    let event = message_json("x");
    for body in [
        format!("[{event}]"),
        format!("\u{feff}{{\"events\":[{event}]}}"),
        format!("\n{{ \"n\":[[{{}}]], \"events\" :\t[ {event} ] , \"more\":1 }}\n\0"),
        format!(r#"{{"events":[1,2],"\u0065vents":[{event}]}}"#),
    ] {
        let batch = decode_events(&body);
        assert_eq!((batch.events, batch.ok), (vec![message("x")], true), "{body}");
    }
}

#[test]
fn events_that_are_no_list_are_one_placeholder() {
    for body in [r#"{"events":{"event":"x"}}"#, r#"{"events":"<array of chat events>"}"#, r#"{"events":7}"#] {
        let batch = decode_events(body);
        assert_eq!((batch.events, batch.ok), (vec![undecodable(Undecodable::NotAnEvent)], true), "{body}");
    }
}

#[test]
fn half_an_answer_is_reported_and_its_whole_events_stand() {
    let whole =
        format!(r#"{{"a":"]}}","events":[{},{},{}]}}"#, message_json("1 \" \\"), message_json("2"), message_json("3"));
    for end in 0..whole.len() {
        let batch = decode_events(&whole[..end]);
        let expected = [message("1 \" \\"), message("2"), message("3")];
        assert_eq!(batch.ok, end == 0, "{}", &whole[..end]);
        assert_eq!(batch.events, expected[..batch.events.len()], "{}", &whole[..end]);
    }
    let batch = decode_events(&whole[..whole.len() - 3]);
    assert_eq!(batch.events.len(), 2);
    assert_eq!(decode_events(&whole[..whole.len() - 1]).events.len(), 3);
}

#[test]
fn what_is_no_batch_is_reported() {
    for body in [
        "<!doctype html><h1>502</h1>",
        "true",
        "\"x\"",
        "12",
        "{",
        "[",
        "]",
        "}",
        "{]",
        "[}",
        "{\"events\"",
        "{\"events\":",
        "{}{}",
        "[]x",
        "nul",
        "\u{fffd}",
        "{events:[]}",
    ] {
        assert!(!decode_events(body).ok, "{body}");
    }
}

#[test]
fn crossed_brackets_end_somewhere() {
    for body in ["{\"events\":[{\"a\":[1}]},{}]}", "[[{]}]", "{\"events\":[}]", "[{\"a\":]", "[\"\\", "[\"\\\u{e9}\"]"]
    {
        let _ = decode_events(body);
    }
}

#[test]
fn sizes_do_not_matter() {
    let huge = "x".repeat(10_000_000);
    let name = "n".repeat(65_536);
    let joined = Event::of(Body::PartyJoined(Party {
        display_name: Some(name.clone()),
        kind: PartyKind::Internal,
        ..Party::default()
    }));
    let events = [message(&huge), joined, message("after")];
    assert_eq!(decode_events(&encode_events(&events, TimeUnit::Seconds)).events, events);
    let unknown = decode_event(&format!(r#"{{"event":"{name}"}}"#));
    assert!(matches!(unknown.body, Body::Unknown { name: found, .. } if found == name));
}

#[test]
fn ten_thousand_events_pass_one_by_one() {
    let mut body = String::from("[");
    for number in 0..10_000 {
        let _ = write!(body, "{}{}", if number == 0 { "" } else { "," }, message_json(&number.to_string()));
    }
    body.push(']');
    let mut count = 0;
    let ok = for_each_event(&body, &mut |event| {
        assert_eq!(event, message(&count.to_string()));
        count += 1;
    });
    assert_eq!((ok, count), (true, 10_000));
}

#[test]
fn many_members_take_no_more_than_their_share_of_time() {
    let mut body = String::from(r#"{"parameters":{"k0":"0""#);
    for number in 1..100_000 {
        let _ = write!(body, r#","k{}":{number}"#, number % 50_000);
    }
    body.push_str("}}");
    let request = RequestChat::decode(&body).unwrap_or_default();
    assert_eq!(request.parameters.len(), 50_000);
    assert_eq!(request.parameters.first(), Some(&("k0".to_owned(), "50000".to_owned())));
}

#[test]
fn of_repeated_keys_the_last_counts_and_a_prototype_is_a_key() {
    let event = decode_event(
        r#"{"event":"chat_session_ended","msg":"a","event":"chat_session_message","msg":"b","__proto__":{}}"#,
    );
    assert_eq!(event, message("b"));
}

#[test]
fn texts_of_every_kind_come_through() {
    for text in ["\u{202e}evil", "\u{0}\u{1f}\u{7f}", "a\u{2028}b", "😀\u{10ffff}", "\\\"/", "</script>", "\u{feff}"]
    {
        assert_eq!(decode_event(&message_json(text)), message(text));
    }
    assert_eq!(decode_event(r#"{"event":"chat_session_message","msg":"\ud83d\ude00\/\u0000"}"#), message("😀/\u{0}"));
    assert_eq!(decode_event(r#"{"event":"chat_session_message","msg":"bye \ud83d"}"#), message("bye \u{fffd}"));
}
