//! What holds for every event, request and answer, and for every text that claims to be one. Native only: the browser
//! runs the tests without generators.
#![cfg(not(target_arch = "wasm32"))]

use parlor_protocol::{
    Body, Event,
    codec::{TimeUnit, decode_event, decode_events, encode_event, encode_events, for_each_event},
    error::ErrorBody,
    event::{
        Answers, Attachment, ChatState, File, FileType, FormData, FormShow, Message, Party, PartyKind, Undecodable,
    },
    paths::{Query, percent_decode, percent_encode},
    request::{NotificationTokens, RequestChat, authorization, parse_authorization},
    response::{
        Availability, CaseHistory, CaseSession, ChatProperties, ExpectedParameter, IceServer, IceServers,
        ParameterKind, UploadedFile, Version,
    },
    signaling::Signal,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::{Map, Number, Value};

/// Any text, with the characters that JSON, HTML and headers trip over.
fn text() -> impl Strategy<Value = String> {
    let odd =
        select(vec!['"', '\\', '\0', '\n', '\u{7f}', '\u{2028}', '\u{202e}', '\u{feff}', '{', ']', ',', ':', '😀']);
    vec(prop_oneof![any::<char>(), odd, proptest::char::range('a', 'z')], 0..12).prop_map(String::from_iter)
}

/// Absent and empty are the same on the wire.
fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text().prop_filter("empty is absent", |text| !text.is_empty()))
}

fn filled() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("x{text}"))
}

/// Names once each, values any.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    vec((text(), text()), 0..5).prop_map(|pairs| {
        let mut found: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs {
            if found.iter().all(|(known, _)| *known != name) {
                found.push((name, value));
            }
        }
        found
    })
}

fn seconds() -> impl Strategy<Value = Option<u64>> {
    option::of(prop_oneof![0..100_u64, 0..=(1_u64 << 53) - 1])
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(|number| Value::Number(number.into())),
        any::<f64>().prop_filter_map("finite", |number| Number::from_f64(number).map(Value::Number)),
        text().prop_map(Value::String),
        name().prop_map(Value::String),
        select(vec!["1614718748", "1e400", "-1", "", "true", "REQUEST_CALL", "OFFER_CALL", "ICE_CANDIDATE"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::Array),
            vec((key(), inner), 0..6).prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

/// The name of an event, without its prefix.
const NAMES: &str = "message message_edit message_delete message_delivered message_read typing not_typing form_show \
                     form_data secure_form_show secure_form_data secure_form_cancel form_submit end disconnect ended \
                     status party_joined party_left timeout_warning inactvity_timeout signaling file file_url location \
                     navigation cobrowsing_requested cobrowsing_rejected cobrowsing_started cobrowsing_ended case_set info";

fn name() -> impl Strategy<Value = String> {
    select(NAMES.split_whitespace().collect::<Vec<_>>()).prop_map(|name| format!("chat_session_{name}"))
}

/// An event with members of any kind.
fn loose_event() -> impl Strategy<Value = Value> {
    (name(), vec((key(), json()), 0..8)).prop_map(|(name, members)| {
        let mut event = Map::from_iter(members);
        event.insert("event".to_owned(), Value::String(name));
        Value::Object(event)
    })
}

/// The wire's own names more often than not, so that arbitrary JSON reaches the readers.
fn key() -> impl Strategy<Value = String> {
    let known = "event events party_id timestamp msg msg_id ref_msg_id data type form_request_id form_id file_id state ewt \
                 attachments content contentType chat_id sessions created_time parameters servers url urls chat \
                 error_code session_id case_id cobrowsing_url initial_message latitude longitude form_data sdp __proto__";
    prop_oneof![3 => select(known.split_whitespace().collect::<Vec<_>>()).prop_map(str::to_owned), 1 => text()]
}

fn chat_state() -> impl Strategy<Value = ChatState> {
    select(vec![
        ChatState::Ivr,
        ChatState::Queued,
        ChatState::Connecting,
        ChatState::Connected,
        ChatState::Failed,
        ChatState::Completed,
        ChatState::Other,
    ])
}

fn file_type() -> impl Strategy<Value = FileType> {
    select(vec![FileType::Image, FileType::Attachment])
}

fn message() -> impl Strategy<Value = Message> {
    let content = prop_oneof![
        Just(String::new()),
        json().prop_filter("absent", |json| !json.is_null()).prop_map(|j| j.to_string())
    ];
    let attachment = (text(), text(), maybe(), content).prop_map(|(id, content_type, name, content)| Attachment {
        id,
        content_type,
        name,
        content,
    });
    (maybe(), text(), maybe(), maybe(), maybe(), maybe(), vec(attachment, 0..3)).prop_map(
        |(msg_id, msg, msg_text, channel, directive_id, kind, attachments)| Message {
            msg_id,
            msg,
            msg_text,
            channel,
            directive_id,
            kind,
            attachments,
        },
    )
}

fn form_data() -> impl Strategy<Value = FormData> {
    let data = prop_oneof![pairs().prop_map(Answers::Fields), text().prop_map(Answers::Text)];
    (text(), text(), data).prop_map(|(form_request_id, form_name, data)| FormData { form_request_id, form_name, data })
}

fn signal() -> impl Strategy<Value = Signal> {
    prop_oneof![
        any::<bool>().prop_map(|offer_video| Signal::RequestCall { offer_video }),
        (maybe(), maybe()).prop_map(|(reason_code, reason)| Signal::CallRejected { reason_code, reason }),
        (any::<bool>(), text()).prop_map(|(offer_video, sdp)| Signal::OfferCall { offer_video, sdp }),
        text().prop_map(|sdp| Signal::AnswerCall { sdp }),
        (option::of(text()), option::of(any::<u32>()), text()).prop_map(|(sdp_mid, sdp_m_line_index, candidate)| {
            Signal::IceCandidate { sdp_mid, sdp_m_line_index, candidate }
        }),
        Just(Signal::EndCall),
        (filled(), json()).prop_map(|(kind, value)| {
            let json = serde_json::json!({ "type": kind, "more": value }).to_string();
            Signal::Unknown { kind, json }
        }),
    ]
}

fn party() -> impl Strategy<Value = Party> {
    let kinds = [PartyKind::Scenario, PartyKind::External, PartyKind::Internal, PartyKind::MsTeams, PartyKind::Other];
    (maybe(), maybe(), maybe(), select(kinds.to_vec())).prop_map(|(first_name, last_name, display_name, kind)| Party {
        first_name,
        last_name,
        display_name,
        kind,
    })
}

fn form() -> impl Strategy<Value = Body> {
    prop_oneof![
        (text(), text(), seconds()).prop_map(|(form_request_id, form_name, form_timeout)| {
            Body::FormShow(FormShow { form_request_id, form_name, form_timeout })
        }),
        form_data().prop_map(Body::FormData),
        form_data().prop_map(Body::SecureFormData),
        (text(), text()).prop_map(|(form_request_id, form_name)| Body::FormCancel { form_request_id, form_name }),
        (text(), text(), maybe()).prop_map(|(form_request_id, form_id, form_name)| Body::SecureFormShow {
            form_request_id,
            form_id,
            form_name
        }),
        (text(), maybe())
            .prop_map(|(form_request_id, form_name)| Body::SecureFormCancel { form_request_id, form_name }),
        (maybe(), pairs()).prop_map(|(req_id, form_data)| Body::FormSubmit { req_id, form_data }),
    ]
}

fn words() -> impl Strategy<Value = Body> {
    prop_oneof![
        message().prop_map(Body::Message),
        (text(), text()).prop_map(|(ref_msg_id, msg)| Body::MessageEdit { ref_msg_id, msg }),
        text().prop_map(|ref_msg_id| Body::MessageDelete { ref_msg_id }),
        text().prop_map(|ref_msg_id| Body::MessageDelivered { ref_msg_id }),
        text().prop_map(|ref_msg_id| Body::MessageRead { ref_msg_id }),
        maybe().prop_map(|draft| Body::Typing { draft }),
        text().prop_map(|msg| Body::TimeoutWarning { msg }),
        text().prop_map(|msg| Body::InactivityTimeout { msg }),
    ]
}

fn matter() -> impl Strategy<Value = Body> {
    prop_oneof![
        (maybe(), maybe(), signal()).prop_map(|(msg_id, destination_party_id, signal)| Body::Signaling {
            msg_id,
            destination_party_id,
            signal
        }),
        (maybe(), filled(), file_type(), maybe()).prop_map(|(msg_id, file_id, file_type, file_name)| {
            Body::File(File { msg_id, file_id, file_type, file_name })
        }),
        (filled(), file_type(), maybe()).prop_map(|(file_url, file_type, file_name)| Body::FileUrl {
            file_url,
            file_type,
            file_name
        }),
        (maybe(), maybe(), text(), text()).prop_map(|(msg_id, url, latitude, longitude)| Body::Location {
            msg_id,
            url,
            latitude,
            longitude
        }),
        (maybe(), text(), text()).prop_map(|(msg_id, title, page)| Body::Navigation { msg_id, title, page }),
        maybe().prop_map(|msg_id| Body::CobrowsingRequested { msg_id }),
        (text(), text(), maybe()).prop_map(|(provider_type, cobrowsing_url, cobrowsing_id)| {
            Body::CobrowsingStarted { provider_type, cobrowsing_url, cobrowsing_id }
        }),
        text().prop_map(|case_id| Body::CaseSet { case_id }),
        text().prop_map(|service_name| Body::SessionInfo { service_name }),
        (filled(), json()).prop_map(|(name, value)| {
            let json = serde_json::json!({ "a": 1, "event": name, "more": value }).to_string();
            Body::Unknown { name, json }
        }),
    ]
}

/// Every event that can be sent.
fn body() -> impl Strategy<Value = Body> {
    let plain = [
        Body::NotTyping,
        Body::End,
        Body::Disconnect,
        Body::Ended,
        Body::PartyLeft,
        Body::CobrowsingRejected,
        Body::CobrowsingEnded,
    ];
    prop_oneof![
        select(plain.to_vec()),
        words(),
        form(),
        matter(),
        (chat_state(), seconds()).prop_map(|(state, ewt)| Body::Status { state, ewt }),
        party().prop_map(Body::PartyJoined),
    ]
}

/// Whole seconds between 1973, where milliseconds are known as such, and the last date.
fn moment() -> impl Strategy<Value = Option<u64>> {
    option::of((100_000_000..8_640_000_000_000_u64).prop_map(|seconds| seconds * 1000))
}

fn event() -> impl Strategy<Value = Event> {
    (maybe(), moment(), body()).prop_map(|(party_id, timestamp, body)| Event { party_id, timestamp, body })
}

/// Seconds hold until they could be taken for milliseconds.
fn unit(timestamp: Option<u64>) -> TimeUnit {
    if timestamp.is_some_and(|millis| millis / 1000 >= 100_000_000_000) {
        TimeUnit::Milliseconds
    } else {
        TimeUnit::Seconds
    }
}

const POISON: [&str; 3] = [
    r#"{"event":"chat_session_message","msg":"\ud80"}"#,
    r#"{"event":"chat_session_message","msg":"","n":1e400}"#,
    r#"{"event":"chat_session_message","msg":"\x"}"#,
];

proptest! {
    #[test]
    fn an_event_that_was_written_reads_as_it_was(event in event()) {
        for unit in [unit(event.timestamp), TimeUnit::Milliseconds] {
            let json = encode_event(&event, unit);
            prop_assert!(serde_json::from_str::<Value>(&json).is_ok(), "{}", json);
            prop_assert_eq!(&decode_event(&json), &event, "{}", json);
        }
    }

    #[test]
    fn a_batch_that_was_written_reads_as_it_was(events in vec(event(), 0..6)) {
        let batch = decode_events(&encode_events(&events, TimeUnit::Milliseconds));
        prop_assert!(batch.ok);
        prop_assert_eq!(batch.events, events);
    }

    #[test]
    fn what_could_not_be_read_is_never_sent_on(
        event in event(),
        why in select(vec![Undecodable::BadJson, Undecodable::NotAnEvent, Undecodable::MissingField("msg")]),
    ) {
        let bad = Event { body: Body::Undecodable(why), ..event.clone() };
        let alone = decode_event(&encode_event(&bad, TimeUnit::Milliseconds));
        prop_assert_eq!(alone, Event { body: Body::Undecodable(Undecodable::NotAnEvent), ..bad.clone() });
        let sent = decode_events(&encode_events(&[bad, event.clone()], TimeUnit::Milliseconds));
        prop_assert_eq!(sent.events, [event]);
    }

    #[test]
    fn a_poisonous_event_never_loses_its_neighbours(
        before in vec(event(), 0..4),
        poison in select(POISON.to_vec()),
        after in vec(event(), 0..4),
        listed in any::<bool>(),
    ) {
        let encode = |event: &Event| encode_event(event, TimeUnit::Milliseconds);
        let parts: Vec<String> =
            before.iter().map(encode).chain([poison.to_owned()]).chain(after.iter().map(encode)).collect();
        let list = parts.join(" ,\n");
        let body = if listed { format!("[{list}]") } else { format!("{{\"more\":{poison},\"events\":[{list}]}}") };
        let batch = decode_events(&body);
        prop_assert!(batch.ok);
        let bad = Event::of(Body::Undecodable(Undecodable::BadJson));
        let expected: Vec<Event> = before.into_iter().chain([bad]).chain(after).collect();
        prop_assert_eq!(batch.events, expected);
    }

    #[test]
    fn a_batch_cut_off_anywhere_keeps_its_whole_events(events in vec(event(), 1..4), at in any::<prop::sample::Index>()) {
        let whole = encode_events(&events, TimeUnit::Milliseconds);
        let mut end = at.index(whole.len());
        while !whole.is_char_boundary(end) {
            end -= 1;
        }
        let cut = decode_events(&whole[..end]);
        prop_assert_eq!(cut.ok, end == 0);
        prop_assert_eq!(&cut.events[..], &events[..cut.events.len()]);
    }

    #[test]
    fn any_json_has_an_answer(value in json()) {
        read_all(&value.to_string());
        read_all(&serde_json::json!({ "events": [value], "sessions": [value], "parameters": value, "servers": [value] }).to_string());
    }

    #[test]
    fn a_known_event_with_any_members_has_an_answer(event in loose_event()) {
        read_all(&serde_json::json!([event]).to_string());
    }

    #[test]
    fn any_text_has_an_answer(text in text(), bytes in vec(any::<u8>(), 0..64)) {
        read_all(&text);
        read_all(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_soup_of_tokens_has_an_answer(
        tokens in vec(select(vec!["{", "}", "[", "]", ",", ":", "\"", "\\", "\"events\"", "\"event\"", "1e400", " ", "null", "\"\\ud800\"", "é", "\u{0}"]), 0..40),
    ) {
        read_all(&tokens.concat());
    }

    #[test]
    fn each_and_all_are_the_same(text in prop_oneof![text(), json().prop_map(|json| json.to_string())]) {
        let mut events = Vec::new();
        let ok = for_each_event(&text, &mut |event| events.push(event));
        let batch = decode_events(&text);
        prop_assert_eq!((batch.events, batch.ok), (events, ok));
    }

    #[test]
    fn a_request_that_was_written_reads_as_it_was(
        phone_number in maybe(), from in maybe(), parameters in pairs(), initial_message in option::of(message()),
    ) {
        let request = RequestChat { phone_number, from, parameters, initial_message };
        prop_assert_eq!(RequestChat::decode(&request.encode()), Ok(request));
    }

    #[test]
    fn tokens_that_were_written_read_as_they_were(a in maybe(), b in maybe(), c in maybe(), d in maybe()) {
        let tokens = NotificationTokens {
            ios_apns_device_token: a, ios_app_bundle_id: b, ios_firebase_device_token: c, android_firebase_device_token: d,
        };
        prop_assert_eq!(NotificationTokens::decode(&tokens.encode()), Ok(tokens));
    }

    #[test]
    fn answers_that_were_written_read_as_they_were(
        chat_id in filled(), state in chat_state(), ewt in seconds(), is_new_chat in option::of(any::<bool>()), text in maybe(),
        open in any::<bool>(), code in any::<u32>(), names in pairs(), urls in vec(filled(), 1..3),
    ) {
        let chat = ChatProperties { chat_id: chat_id.clone(), state, ewt, is_new_chat, phone_number: text.clone() };
        prop_assert_eq!(ChatProperties::decode(&chat.encode()), Some(chat));
        let availability = Availability { open, ewt };
        prop_assert_eq!(Availability::decode(&availability.encode()), Some(availability));
        let error = ErrorBody { code, message: text.clone().unwrap_or_default() };
        prop_assert_eq!(ErrorBody::decode(&error.encode()), Some(error));
        let version = Version { server_version: chat_id.clone(), handover: chat_id.len() % 2 == 0 };
        prop_assert_eq!(Version::decode(&version.encode()), Some(version));
        let file = UploadedFile { file_id: chat_id, file_name: text.clone() };
        prop_assert_eq!(UploadedFile::decode(&file.encode()), Some(file));
        let expected: Vec<ExpectedParameter> =
            names.into_iter().map(|(name, kind)| ExpectedParameter { name, kind: ParameterKind::of(&kind) }).collect();
        prop_assert_eq!(ExpectedParameter::decode_all(&ExpectedParameter::encode_all(&expected)), Some(expected));
        let servers = vec![IceServer { urls, username: text.clone(), credential: text }];
        prop_assert_eq!(IceServers::decode(&IceServers::encode(&servers)), Some(IceServers::Plain(servers)));
    }

    #[test]
    fn a_case_history_that_was_written_reads_as_it_was(
        sessions in vec((text(), moment(), vec(event(), 0..3)), 0..3),
    ) {
        let sessions = sessions.into_iter().map(|(chat_id, created, events)| CaseSession {
            // The wire has seconds here in any case.
            created: created.filter(|millis| millis / 1000 < 100_000_000_000),
            chat_id,
            events,
        });
        let history = CaseHistory { sessions: sessions.collect() };
        prop_assert_eq!(CaseHistory::decode(&history.encode(TimeUnit::Milliseconds)), Some(history));
    }

    #[test]
    fn a_header_that_was_written_reads_as_it_was(app_id in filled(), client_id in filled()) {
        let printable = |text: &str| text.chars().filter(|char| !char.is_control()).collect::<String>();
        let read = parse_authorization(&authorization(&app_id, &client_id));
        prop_assert_eq!(
            read.map(|credentials| (credentials.app_id, credentials.client_id)),
            Ok((printable(&app_id), printable(&client_id)))
        );
        let _ = parse_authorization(&app_id);
        let _ = parse_authorization(&format!("MOBILE-API-140-327-PLAIN {app_id}"));
    }

    #[test]
    fn a_query_that_was_written_reads_as_it_was(a in option::of(text()), b in option::of(text()), c in text()) {
        let query = Query { tenant_url: a, domain: b, app_id: Some(c.clone()), ..Query::default() };
        let address = query.behind("x");
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
        prop_assert_eq!(Query::decode(&address[2..]), query);
        let mut encoded = String::new();
        percent_encode(&mut encoded, &c);
        prop_assert_eq!(percent_decode(&encoded), c.clone());
        let _ = percent_decode(&c);
    }
}

/// Every reader there is. What they say is their own tests' matter.
fn read_all(text: &str) {
    let _ = decode_event(text);
    for event in decode_events(text).events {
        // Whatever was read can be written, and then reads as the same.
        let json = encode_event(&event, TimeUnit::Milliseconds);
        let again = decode_event(&json);
        if event.timestamp.is_none_or(|millis| millis >= 100_000_000_000) && !matches!(event.body, Body::Undecodable(_))
        {
            assert_eq!(again, event, "{json}");
        }
    }
    let _ = RequestChat::decode(text);
    let _ = NotificationTokens::decode(text);
    let _ = ChatProperties::decode(text);
    let _ = Availability::decode(text);
    let _ = ExpectedParameter::decode_all(text);
    let _ = Version::decode(text);
    let _ = UploadedFile::decode(text);
    let _ = IceServers::decode(text);
    let _ = CaseHistory::decode(text);
    let _ = ErrorBody::decode(text);
    let _ = Query::decode(text);
    let _ = parse_authorization(text);
}
