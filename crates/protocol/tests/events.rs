//! Every event and signalling message of the documents, written out as the document means it, and the literal samples
//! of the field notes: what each one reads as, and that it is written with the same meaning.

use parlor_protocol::{
    Body, Event,
    codec::{TimeUnit, decode_event, decode_events, encode_event},
    event::{Answers, Attachment, ChatState, File, FileType, FormData, FormShow, Message, Party, PartyKind},
    signaling::Signal,
};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const CHAT: &str = "d6c1adc2-385b-42e5-9e0a-1883c2bc5f81";
const PARTY: &str = "7215D0DA-D272-499C-9CF3-9F1A322F42CB";
const MILLIS: u64 = 1_614_718_748_000;

fn s(text: &str) -> String {
    text.to_owned()
}

fn value(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// The sample reads as this body, and is written as `written` in the unit in which its timestamp stands.
fn reads_and_is_written_as(sample: &str, body: &Body, written: &str) {
    let json = value(sample);
    let event = decode_event(sample);
    assert_eq!(&event.body, body, "{sample}");
    assert_eq!(event.party_id.as_deref(), json["party_id"].as_str(), "{sample}");
    assert_eq!(event.timestamp, json.get("timestamp").map(|_| MILLIS), "{sample}");
    let unit = match json["timestamp"].as_str() {
        Some(text) if text.len() > 10 => TimeUnit::Milliseconds,
        _ => TimeUnit::Seconds,
    };
    assert_eq!(value(&encode_event(&event, unit)), value(written), "{sample}");
    assert_eq!(decode_event(&encode_event(&event, unit)), event, "{sample}");
}

#[expect(clippy::needless_pass_by_value, reason = "each body is written where it is expected")]
fn means(sample: &str, body: Body) {
    reads_and_is_written_as(sample, &body, sample);
}

#[test]
fn client_messages_and_receipts() {
    means(
        &format!(r#"{{"event":"chat_session_message","msg_id":"{CHAT}:1","msg":"Hello","channel":"web"}}"#),
        Body::Message(Message {
            msg_id: Some(format!("{CHAT}:1")),
            msg: s("Hello"),
            channel: Some(s("web")),
            ..Message::default()
        }),
    );
    means(
        r#"{"event":"chat_session_message_delivered","ref_msg_id":"c:2"}"#,
        Body::MessageDelivered { ref_msg_id: s("c:2") },
    );
    means(r#"{"event":"chat_session_message_read","ref_msg_id":"c:2"}"#, Body::MessageRead { ref_msg_id: s("c:2") });
    means(r#"{"event":"chat_session_typing"}"#, Body::Typing { draft: None });
    means(r#"{"event":"chat_session_typing","msg":"Hel"}"#, Body::Typing { draft: Some(s("Hel")) });
    means(r#"{"event":"chat_session_not_typing"}"#, Body::NotTyping);
    means(r#"{"event":"chat_session_end"}"#, Body::End);
    means(r#"{"event":"chat_session_disconnect"}"#, Body::Disconnect);
}

#[test]
fn client_forms() {
    let answered = FormData {
        form_request_id: s("r1"),
        form_name: s("MobileChatSurvey"),
        data: Answers::Fields(vec![(s("service"), s("1")), (s("helpful"), s("10"))]),
    };
    let data = r#""form_request_id":"r1","form_name":"MobileChatSurvey","data":{"service":"1","helpful":"10"}"#;
    means(&format!(r#"{{"event":"chat_session_form_data",{data}}}"#), Body::FormData(answered.clone()));
    means(&format!(r#"{{"event":"chat_session_secure_form_data",{data}}}"#), Body::SecureFormData(answered));
    means(
        r#"{"event":"chat_session_form_data","form_request_id":"r1","form_name":"x","data":"Form not found"}"#,
        Body::FormData(FormData {
            form_request_id: s("r1"),
            form_name: s("x"),
            data: Answers::Text(s("Form not found")),
        }),
    );
    means(
        r#"{"event":"chat_session_form_data","form_request_id":"r1","form_name":"","data":{}}"#,
        Body::FormData(FormData { form_request_id: s("r1"), ..FormData::default() }),
    );
    means(
        r#"{"event":"chat_form_data_cancel","form_request_id":"r1","form_name":"x"}"#,
        Body::FormCancel { form_request_id: s("r1"), form_name: s("x") },
    );
    means(
        r#"{"event":"chat_session_secure_form_cancel","form_request_id":"r1"}"#,
        Body::SecureFormCancel { form_request_id: s("r1"), form_name: None },
    );
    means(
        r#"{"event":"chat_session_secure_form_cancel","form_request_id":"r1","form_name":"card"}"#,
        Body::SecureFormCancel { form_request_id: s("r1"), form_name: Some(s("card")) },
    );
    means(
        &format!(
            r#"{{"event":"chat_session_form_submit","req_id":"5","form_data":{{"a":"b"}},"party_id":"{PARTY}","timestamp":"1614718748"}}"#
        ),
        Body::FormSubmit { req_id: Some(s("5")), form_data: vec![(s("a"), s("b"))] },
    );
}

#[test]
fn client_files_places_and_pages() {
    means(
        r#"{"event":"chat_session_file","msg_id":"c:3","file_type":"image","file_id":"f1"}"#,
        Body::File(File { msg_id: Some(s("c:3")), file_id: s("f1"), file_type: FileType::Image, file_name: None }),
    );
    means(
        r#"{"event":"chat_session_location","msg_id":"c:4","url":"https://maps.example/1","latitude":"52.5","longitude":"13.4"}"#,
        Body::Location {
            msg_id: Some(s("c:4")),
            url: Some(s("https://maps.example/1")),
            latitude: s("52.5"),
            longitude: s("13.4"),
        },
    );
    means(
        r#"{"event":"chat_session_navigation","msg_id":"1","title":"Prices","page":"https://example.com/prices"}"#,
        Body::Navigation { msg_id: Some(s("1")), title: s("Prices"), page: s("https://example.com/prices") },
    );
}

#[test]
fn client_cobrowsing() {
    means(r#"{"event":"chat_session_cobrowsing_rejected"}"#, Body::CobrowsingRejected);
    means(
        r#"{"event":"chat_session_cobrowsing_started","provider_type":"SURFLY","cobrowsing_url":"https://surfly.com/1"}"#,
        Body::CobrowsingStarted {
            provider_type: s("SURFLY"),
            cobrowsing_url: s("https://surfly.com/1"),
            cobrowsing_id: None,
        },
    );
    means(
        r#"{"event":"chat_session_cobrowsing_started","provider_type":"SURFLY","cobrowsing_url":"u","cobrowsing_id":"7"}"#,
        Body::CobrowsingStarted { provider_type: s("SURFLY"), cobrowsing_url: s("u"), cobrowsing_id: Some(s("7")) },
    );
    means(r#"{"event":"chat_session_cobrowsing_ended"}"#, Body::CobrowsingEnded);
}

#[test]
fn every_signalling_message() {
    let signal = |data: &str, written: &str, signal: Signal| {
        let event = |data: &str| {
            format!(r#"{{"event":"chat_session_signaling","msg_id":"7","destination_party_id":"P1","data":{data}}}"#)
        };
        let body = Body::Signaling { msg_id: Some(s("7")), destination_party_id: Some(s("P1")), signal };
        reads_and_is_written_as(&event(data), &body, &event(written));
    };
    // The documents put the boolean in quotes; the vendor's client does not, and reads it in quotes only.
    let request = r#"{"type":"REQUEST_CALL","offerVideo":true}"#;
    signal(request, request, Signal::RequestCall { offer_video: true });
    signal(r#"{"type":"REQUEST_CALL","offerVideo":"true"}"#, request, Signal::RequestCall { offer_video: true });
    signal(
        r#"{"type":"CALL_REJECTED","reason_code":"busy","reason":"In a call"}"#,
        r#"{"type":"CALL_REJECTED","reason_code":"busy","reason":"In a call"}"#,
        Signal::CallRejected { reason_code: Some(s("busy")), reason: Some(s("In a call")) },
    );
    signal(
        r#"{"type":"OFFER_CALL","offerVideo":false,"sdp":"v=0\r\n"}"#,
        r#"{"type":"OFFER_CALL","offerVideo":"false","sdp":"v=0\r\n"}"#,
        Signal::OfferCall { offer_video: false, sdp: s("v=0\r\n") },
    );
    signal(
        r#"{"type":"ANSWER_CALL","sdp":"v=0"}"#,
        r#"{"type":"ANSWER_CALL","sdp":"v=0"}"#,
        Signal::AnswerCall { sdp: s("v=0") },
    );
    signal(
        r#"{"type":"ICE_CANDIDATE","sdpMid":"0","sdpMLineIndex":"1","candidate":"candidate:1"}"#,
        r#"{"type":"ICE_CANDIDATE","sdpMid":"0","sdpMLineIndex":1,"candidate":"candidate:1"}"#,
        Signal::IceCandidate { sdp_mid: Some(s("0")), sdp_m_line_index: Some(1), candidate: s("candidate:1") },
    );
    signal(r#"{"type":"END_CALL"}"#, r#"{"type":"END_CALL"}"#, Signal::EndCall);
    signal(
        r#"{"type":"CALL_STATE","state":["a"]}"#,
        r#"{"type":"CALL_STATE","state":["a"]}"#,
        Signal::Unknown { kind: s("CALL_STATE"), json: s(r#"{"type":"CALL_STATE","state":["a"]}"#) },
    );
    // The whole message as text, too.
    signal(r#""{\"type\":\"END_CALL\"}""#, r#"{"type":"END_CALL"}"#, Signal::EndCall);
    means(
        &format!(
            r#"{{"event":"chat_session_signaling","msg_id":"8","party_id":"{PARTY}","data":{{"type":"END_CALL"}}}}"#
        ),
        Body::Signaling { msg_id: Some(s("8")), destination_party_id: None, signal: Signal::EndCall },
    );
}

#[test]
fn server_session_and_parties() {
    for (word, state) in [
        ("queued", ChatState::Queued),
        ("connecting", ChatState::Connecting),
        ("connected", ChatState::Connected),
        ("failed", ChatState::Failed),
        ("completed", ChatState::Completed),
        ("ivr", ChatState::Ivr),
    ] {
        means(
            &format!(r#"{{"event":"chat_session_status","state":"{word}","ewt":"30"}}"#),
            Body::Status { state, ewt: Some(30) },
        );
    }
    means(r#"{"event":"chat_session_ended"}"#, Body::Ended);
    for (word, kind) in [
        ("scenario", PartyKind::Scenario),
        ("external", PartyKind::External),
        ("internal", PartyKind::Internal),
        ("msteams", PartyKind::MsTeams),
    ] {
        means(
            &format!(
                r#"{{"event":"chat_session_party_joined","party_id":"{PARTY}","first_name":"Ann","last_name":"Lee","display_name":"Ann Lee","type":"{word}","timestamp":"1614718748000"}}"#
            ),
            Body::PartyJoined(Party {
                first_name: Some(s("Ann")),
                last_name: Some(s("Lee")),
                display_name: Some(s("Ann Lee")),
                kind,
            }),
        );
    }
    means(
        &format!(r#"{{"event":"chat_session_party_left","party_id":"{PARTY}","timestamp":"1614718748000"}}"#),
        Body::PartyLeft,
    );
    means(r#"{"event":"chat_session_info","service_name":"Sales"}"#, Body::SessionInfo { service_name: s("Sales") });
    means(
        r#"{"event":"chat_session_case_set","case_id":"C-1","timestamp":"1614718748"}"#,
        Body::CaseSet { case_id: s("C-1") },
    );
}

#[test]
fn server_messages_and_receipts() {
    means(
        &format!(
            r#"{{"event":"chat_session_message","party_id":"{PARTY}","msg_id":"{CHAT}:2","msg":"<b>Hi</b>","timestamp":"1614718748000"}}"#
        ),
        Body::Message(Message { msg_id: Some(format!("{CHAT}:2")), msg: s("<b>Hi</b>"), ..Message::default() }),
    );
    for (name, body) in [
        ("message_delivered", Body::MessageDelivered { ref_msg_id: s("1") }),
        ("message_read", Body::MessageRead { ref_msg_id: s("1") }),
        ("message_delete", Body::MessageDelete { ref_msg_id: s("1") }),
    ] {
        means(
            &format!(
                r#"{{"event":"chat_session_{name}","party_id":"{PARTY}","ref_msg_id":"1","timestamp":"1614718748"}}"#
            ),
            body,
        );
    }
    means(
        &format!(
            r#"{{"event":"chat_session_message_edit","party_id":"{PARTY}","ref_msg_id":"1","msg":"Better","timestamp":"1614718748"}}"#
        ),
        Body::MessageEdit { ref_msg_id: s("1"), msg: s("Better") },
    );
    for (name, body) in [("typing", Body::Typing { draft: None }), ("not_typing", Body::NotTyping)] {
        means(&format!(r#"{{"event":"chat_session_{name}","party_id":"{PARTY}","timestamp":"1614718748"}}"#), body);
    }
    means(
        r#"{"event":"chat_session_message","msg":"<attachment id=\"1\"></attachment>","msg_text":"card","directive_id":"d","type":"cobrowsing",
            "attachments":[{"id":"1","contentType":"application/vnd.microsoft.card.adaptive","name":"n","content":{"body":[{"text":"a b"}],"n":1.50}}]}"#,
        Body::Message(Message {
            msg: s(r#"<attachment id="1"></attachment>"#),
            msg_text: Some(s("card")),
            directive_id: Some(s("d")),
            kind: Some(s("cobrowsing")),
            attachments: vec![Attachment {
                id: s("1"),
                content_type: s("application/vnd.microsoft.card.adaptive"),
                name: Some(s("n")),
                content: s(r#"{"body":[{"text":"a b"}],"n":1.50}"#),
            }],
            ..Message::default()
        }),
    );
}

#[test]
fn server_forms_and_timeouts() {
    means(
        r#"{"event":"chat_session_form_show","form_request_id":"r1","form_name":"survey_form","form_timeout":"60","timestamp":"1614718748"}"#,
        Body::FormShow(FormShow { form_request_id: s("r1"), form_name: s("survey_form"), form_timeout: Some(60) }),
    );
    means(
        r#"{"event":"chat_session_secure_form_show","form_request_id":"r1","form_id":"12","timestamp":"1614718748"}"#,
        Body::SecureFormShow { form_request_id: s("r1"), form_id: s("12"), form_name: None },
    );
    means(
        r#"{"event":"chat_session_timeout_warning","msg":"Still there?","timestamp":"1614718748000"}"#,
        Body::TimeoutWarning { msg: s("Still there?") },
    );
    // The documents' name and their sample differ; all clients match the name.
    let spelled = |name: &str| format!(r#"{{"event":"{name}","msg":"Bye","timestamp":"1614718748000"}}"#);
    reads_and_is_written_as(
        &spelled("chat_session_inactvity_timeout"),
        &Body::InactivityTimeout { msg: s("Bye") },
        &spelled("chat_session_inactivity_timeout"),
    );
    means(&spelled("chat_session_inactivity_timeout"), Body::InactivityTimeout { msg: s("Bye") });
}

#[test]
fn server_files_places_and_cobrowsing() {
    means(
        &format!(
            r#"{{"event":"chat_session_file","party_id":"{PARTY}","msg_id":"4","file_id":"f1","file_type":"attachment","timestamp":"1614718748"}}"#
        ),
        Body::File(File { msg_id: Some(s("4")), file_id: s("f1"), file_type: FileType::Attachment, file_name: None }),
    );
    means(
        &format!(
            r#"{{"event":"chat_session_file_url","file_url":"https://example.com/a.png","file_type":"image","party_id":"{PARTY}"}}"#
        ),
        Body::FileUrl { file_url: s("https://example.com/a.png"), file_type: FileType::Image, file_name: None },
    );
    means(
        r#"{"event":"chat_session_location","msg_id":"5","latitude":"-33.9","longitude":"18.42","timestamp":"1614718748"}"#,
        Body::Location { msg_id: Some(s("5")), url: None, latitude: s("-33.9"), longitude: s("18.42") },
    );
    means(
        r#"{"event":"chat_session_cobrowsing_requested","msg_id":"6"}"#,
        Body::CobrowsingRequested { msg_id: Some(s("6")) },
    );
}

#[test]
fn what_the_vendors_server_was_seen_to_send() {
    let batch = decode_events(
        r#"{"events":[
        {"channel":"web","event":"chat_session_message","msg":"Please wait for the next available agent","msg_id":"0","party_id":"7215D0DA-D272-499C-9CF3-9F1A322F42CB","timestamp":"1614718748"},
        {"event":"chat_session_status","ewt":"","state":"queued"},
        {"display_name":"Ann Lee","event":"chat_session_party_joined","first_name":"Ann","last_name":"Lee","party_id":"80A8248D-69D7-4DA2-8074-6139AA191D7E","timestamp":"1614718750","type":"internal"},
        {"event":"chat_session_file","file_id":"6fdadd52-df9e-44bb-af08-6e4cb3b7eb81","file_name":"apktool","file_type":"attachment","msg_id":"4","party_id":"FA713225-A136-4EE4-AF5A-467019A84D67","timestamp":"1614739612"}]}"#,
    );
    assert!(batch.ok);
    let expected = [
        Event {
            party_id: Some(s(PARTY)),
            timestamp: Some(MILLIS),
            body: Body::Message(Message {
                msg_id: Some(s("0")),
                msg: s("Please wait for the next available agent"),
                channel: Some(s("web")),
                ..Message::default()
            }),
        },
        Event::of(Body::Status { state: ChatState::Queued, ewt: None }),
        Event {
            party_id: Some(s("80A8248D-69D7-4DA2-8074-6139AA191D7E")),
            timestamp: Some(1_614_718_750_000),
            body: Body::PartyJoined(Party {
                first_name: Some(s("Ann")),
                last_name: Some(s("Lee")),
                display_name: Some(s("Ann Lee")),
                kind: PartyKind::Internal,
            }),
        },
        Event {
            party_id: Some(s("FA713225-A136-4EE4-AF5A-467019A84D67")),
            timestamp: Some(1_614_739_612_000),
            body: Body::File(File {
                msg_id: Some(s("4")),
                file_id: s("6fdadd52-df9e-44bb-af08-6e4cb3b7eb81"),
                file_type: FileType::Attachment,
                file_name: Some(s("apktool")),
            }),
        },
    ];
    assert_eq!(batch.events, expected);
}

#[test]
fn numbers_may_be_strings_and_the_reverse() {
    let number = r#"{"event":"chat_session_message","msg_id":12,"party_id":7,"msg":5.50,"timestamp":1614718748}"#;
    let event = decode_event(number);
    assert_eq!((event.party_id.as_deref(), event.timestamp), (Some("7"), Some(MILLIS)));
    assert_eq!(event.body, Body::Message(Message { msg_id: Some(s("12")), msg: s("5.50"), ..Message::default() }));
    let place = r#"{"event":"chat_session_location","latitude":52.520008,"longitude":-0}"#;
    assert_eq!(
        decode_event(place).body,
        Body::Location { msg_id: None, url: None, latitude: s("52.520008"), longitude: s("-0") }
    );
    let form = r#"{"event":"chat_session_form_show","form_request_id":3,"form_name":"f","form_timeout":60}"#;
    assert_eq!(
        decode_event(form).body,
        Body::FormShow(FormShow { form_request_id: s("3"), form_name: s("f"), form_timeout: Some(60) })
    );
}

#[test]
fn time_is_milliseconds_whatever_unit_and_type_it_came_in() {
    for (written, millis) in [
        ("1614718748", Some(MILLIS)),
        ("\"1614718748\"", Some(MILLIS)),
        ("1614718748000", Some(MILLIS)),
        ("\"1614718748000\"", Some(MILLIS)),
        ("1614718748.25", Some(MILLIS + 250)),
        ("\"1614718748.25\"", Some(MILLIS + 250)),
        ("\" 1614718748 \"", Some(MILLIS)),
        ("99999999999", Some(99_999_999_999_000)),
        ("100000000000", Some(100_000_000_000)),
        ("0", Some(0)),
        ("-5", None),
        ("1e300", None),
        ("\"NaN\"", None),
        ("\"inf\"", None),
        ("\"\"", None),
        ("\"yesterday\"", None),
        ("null", None),
        ("{}", None),
    ] {
        let event = decode_event(&format!(r#"{{"event":"chat_session_ended","timestamp":{written}}}"#));
        assert_eq!((event.timestamp, event.body), (millis, Body::Ended), "{written}");
    }
    assert_eq!(decode_event(r#"{"event":"chat_session_ended"}"#).timestamp, None);
}

#[test]
fn a_waiting_time_that_is_none_counts_as_unknown() {
    for (written, ewt) in [
        ("\"\"", None),
        ("null", None),
        ("\"3\"", Some(3)),
        ("3", Some(3)),
        ("3.9", Some(3)),
        ("\"3.9\"", Some(3)),
        ("0", Some(0)),
        ("-1", None),
        ("\"-1\"", None),
        ("1e30", None),
        ("\"soon\"", None),
        ("[]", None),
    ] {
        let event = decode_event(&format!(r#"{{"event":"chat_session_status","state":"queued","ewt":{written}}}"#));
        assert_eq!(event.body, Body::Status { state: ChatState::Queued, ewt }, "{written}");
    }
    let odd = decode_event(r#"{"event":"chat_session_status","state":"PAUSED"}"#);
    assert_eq!(odd.body, Body::Status { state: ChatState::Other, ewt: None });
}

#[test]
fn what_other_clients_call_it_is_understood() {
    let react = decode_event(r#"{"event":"chat_session_message","message_id":"m","msg":"Hi"}"#);
    assert_eq!(react.body, Body::Message(Message { msg_id: Some(s("m")), msg: s("Hi"), ..Message::default() }));
    let text = decode_event(r#"{"event":"chat_session_message","msg_text":"Hi"}"#);
    assert_eq!(text.body, Body::Message(Message { msg: s("Hi"), msg_text: Some(s("Hi")), ..Message::default() }));
    let bare = decode_event(r#"{"event":"chat_session_message"}"#);
    assert_eq!(bare.body, Body::Message(Message::default()));
    let java = decode_event(r#"{"event":"chat_session_file","session_id":"S","file_id":"f"}"#);
    assert_eq!(java.party_id, Some(s("S")));
    let android = decode_event(r#"{"event":"chat_session_message_status","state":"connected","ewt":"1"}"#);
    assert_eq!(android.body, Body::Status { state: ChatState::Connected, ewt: Some(1) });
}

#[test]
fn a_form_keeps_its_order_and_its_last_answers() {
    let event = decode_event(
        r#"{"event":"chat_session_form_data","form_request_id":"1","form_name":"f",
            "data":{"z":"1","a":2,"__proto__":true,"z":"3","n":null,"o":{"x": [1, "a b"]}}}"#,
    );
    let Body::FormData(form) = event.body else { panic!("not a form") };
    let expected = [("a", "2"), ("__proto__", "true"), ("z", "3"), ("n", ""), ("o", r#"{"x":[1,"a b"]}"#)]
        .map(|(k, v)| (s(k), s(v)));
    assert_eq!(form.data, Answers::Fields(expected.to_vec()));
}

#[test]
fn an_unknown_event_is_passed_on_with_everything_it_had() {
    let sample = r#"{ "event" : "chat_session_new_thing", "party_id":"P", "a b": [1.0, 1e2, "\u0041 b"], "timestamp":"1614718748" }"#;
    let event = decode_event(sample);
    let json = s(r#"{"event":"chat_session_new_thing","a b":[1.0,1e2,"\u0041 b"]}"#);
    assert_eq!(event.body, Body::Unknown { name: s("chat_session_new_thing"), json });
    assert_eq!(value(&encode_event(&event, TimeUnit::Seconds)), value(sample));
    // Another party and time, as a server puts them on what a client sent, replace what was there.
    let passed = Event { party_id: Some(s("Q")), timestamp: Some(MILLIS + 1000), body: event.body };
    let written = value(&encode_event(&passed, TimeUnit::Milliseconds));
    assert_eq!((&written["party_id"], &written["timestamp"]), (&value("\"Q\""), &value("\"1614718749000\"")));
    let odd = decode_event(r#"{"event":"x","timestamp":"noon"}"#);
    assert_eq!(odd.body, Body::Unknown { name: s("x"), json: s(r#"{"event":"x","timestamp":"noon"}"#) });
}

#[test]
fn unknown_fields_are_skipped() {
    let event = decode_event(r#"{"event":"chat_session_ended","by":"agent","__proto__":{"event":"x"}}"#);
    assert_eq!(event, Event::of(Body::Ended));
}
