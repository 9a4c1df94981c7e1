//! Requests and answers of the documents, written out as the document means them: what each one reads as, and that it
//! is written with the same meaning. Also the header, the paths, the query and the table of errors.

use parlor_protocol::{
    Body, Event,
    codec::TimeUnit,
    error::{ErrorBody, ErrorCode},
    event::{ChatState, Message},
    paths::{self, Query},
    request::{AuthError, Credentials, NotificationTokens, RequestChat, authorization, parse_authorization},
    response::{
        Availability, CaseHistory, CaseSession, ChatProperties, ExpectedParameter, IceServer, IceServers,
        ParameterKind, UploadedFile, Version,
    },
};
use serde_json::Value;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn s(text: &str) -> String {
    text.to_owned()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| (s(name), s(value))).collect()
}

fn same(written: &str, sample: &str) {
    let value = |json: &str| serde_json::from_str::<Value>(json).unwrap_or_else(|error| panic!("{error} in {json}"));
    assert_eq!(value(written), value(sample));
}

/// What is no answer of any endpoint.
const NO_ANSWERS: [&str; 7] = ["", "<html>", "[]", "null", "{\"chat_id\":", "{\"a\":\"\\x\"}", "7"];

#[test]
fn request_chat_of_the_documents() {
    let sample = r#"{"phone_number":"16508888888","from":"51.18.205.152","parameters":{"FIRST_NAME":"Aiden","LAST_NAME":"Bookbinder"}}"#;
    let request = RequestChat {
        phone_number: Some(s("16508888888")),
        from: Some(s("51.18.205.152")),
        parameters: pairs(&[("FIRST_NAME", "Aiden"), ("LAST_NAME", "Bookbinder")]),
        initial_message: None,
    };
    assert_eq!(RequestChat::decode(sample).as_ref(), Ok(&request));
    same(&request.encode(), sample);
    let general = r#"{"phone_number":"3001","parameters":{"first_name":"John","last_name":"Lee"}}"#;
    same(&RequestChat::decode(general).unwrap_or_default().encode(), general);
}

#[test]
fn request_chat_of_the_vendors_client() {
    let request = RequestChat::decode(
        r#"{"phone_number":"","from":"","parameters":{"email":"a@b.c","logging":false,"location":{},"pin":7,"none":null,
            "user_platform":{"browser": "Chrome 1"}},"initial_message":{"event":"chat_session_message","msg":"Hi","msg_id":"1"}}"#,
    );
    let expected = RequestChat {
        parameters: pairs(&[
            ("email", "a@b.c"),
            ("logging", "false"),
            ("location", "{}"),
            ("pin", "7"),
            ("none", ""),
            ("user_platform", r#"{"browser":"Chrome 1"}"#),
        ]),
        initial_message: Some(Message { msg: s("Hi"), msg_id: Some(s("1")), ..Message::default() }),
        ..RequestChat::default()
    };
    assert_eq!(request, Ok(expected.clone()));
    assert_eq!(RequestChat::decode(&expected.encode()), Ok(expected));
}

#[test]
fn a_request_without_values_is_a_request() {
    for body in ["", " ", "{}", "\u{feff}{}", r#"{"parameters":null}"#] {
        assert_eq!(RequestChat::decode(body), Ok(RequestChat::default()), "{body}");
    }
    let text = RequestChat::decode(r#"{"initial_message":"Hi"}"#).unwrap_or_default();
    assert_eq!(text.initial_message.map(|message| message.msg), Some(s("Hi")));
}

#[test]
fn a_bad_request_says_what_is_wrong() {
    for (body, reason) in [
        ("[]", "expected an object"),
        (r#"{"parameters":[]}"#, "parameters: expected an object of names and values"),
        (
            r#"{"initial_message":{"event":"chat_session_end"}}"#,
            "initial_message: expected a chat_session_message event",
        ),
        (r#"{"initial_message":7}"#, "initial_message: expected a chat_session_message event"),
        ("{\"a\":", "not JSON from byte 5 on"),
    ] {
        let error = RequestChat::decode(body).map_err(|bad| bad.body());
        let expected = ErrorBody { code: 5003, message: format!("Error decoding JSON request body: {reason}") };
        assert_eq!(error, Err(expected), "{body}");
    }
    for body in [r#"{"parameters":{"a":"\x"}}"#, r#"{"parameters":{"a":1e400}}"#] {
        assert!(RequestChat::decode(body).is_err(), "{body}");
    }
}

#[test]
fn notification_tokens() {
    let apns = r#"{"ios_apns_device_token":"t","ios_app_bundle_id":"com.example"}"#;
    for (sample, services) in [
        (apns, 1),
        (r#"{"ios_firebase_device_token":"t"}"#, 1),
        (r#"{"android_firebase_device_token":"t"}"#, 1),
        (r#"{"ios_firebase_device_token":"t","android_firebase_device_token":"t"}"#, 2),
        ("{}", 0),
    ] {
        let tokens = NotificationTokens::decode(sample).unwrap_or_default();
        assert_eq!(tokens.services(), services, "{sample}");
        same(&tokens.encode(), sample);
    }
    assert_eq!(NotificationTokens::decode(""), Ok(NotificationTokens::default()));
    assert!(NotificationTokens::decode("x").is_err());
}

#[test]
fn chat_properties() {
    let sample = r#"{"state":"ivr","ewt":"0","chat_id":"d6c1adc2-385b-42e5-9e0a-1883c2bc5f81","is_new_chat":true,"phone_number":"16508888888"}"#;
    let properties = ChatProperties {
        chat_id: s("d6c1adc2-385b-42e5-9e0a-1883c2bc5f81"),
        state: ChatState::Ivr,
        ewt: Some(0),
        is_new_chat: Some(true),
        phone_number: Some(s("16508888888")),
    };
    assert_eq!(ChatProperties::decode(sample).as_ref(), Some(&properties));
    same(&properties.encode(), sample);
    for word in ["queued", "connected", "ivr"] {
        let active = format!(r#"{{"chat_id":"c","state":"{word}","ewt":"5","phone_number":"1"}}"#);
        let properties = ChatProperties::decode(&active);
        assert_eq!(properties.as_ref().map(|chat| chat.is_new_chat), Some(None));
        same(&properties.map(|chat| chat.encode()).unwrap_or_default(), &active);
    }
    let loose = ChatProperties::decode(r#"{"chat_id":7,"is_new_chat":"false","ewt":""}"#);
    let expected = ChatProperties {
        chat_id: s("7"),
        state: ChatState::Other,
        ewt: None,
        is_new_chat: Some(false),
        phone_number: None,
    };
    assert_eq!(loose, Some(expected));
    assert_eq!(ChatProperties::decode(r#"{"chat_id":""}"#), None);
    for body in NO_ANSWERS {
        assert_eq!(ChatProperties::decode(body), None, "{body}");
    }
}

#[test]
fn availability() {
    let sample = r#"{"chat":"available","ewt":"3"}"#;
    assert_eq!(Availability::decode(sample), Some(Availability { open: true, ewt: Some(3) }));
    same(&Availability { open: true, ewt: Some(3) }.encode(), sample);
    for word in ["notAvailable", "unavailable", "busy"] {
        let closed = Availability::decode(&format!(r#"{{"chat":"{word}"}}"#));
        assert_eq!(closed, Some(Availability { open: false, ewt: None }));
    }
    same(&Availability { open: false, ewt: None }.encode(), r#"{"chat":"notAvailable"}"#);
    for body in NO_ANSWERS.into_iter().chain(["{}", r#"{"error_code":"5001"}"#]) {
        assert_eq!(Availability::decode(body), None, "{body}");
    }
}

#[test]
fn expected_parameters() {
    let sample = r#"{"parameters":[{"phone":"PHONE"},{"note":"TEXT"},{"mail":"EMAIL"},{"first":"FIRST_NAME"},{"last":"LAST_NAME"},{"account":"ACCOUNT"},{"firm":"COMPANY"},{"x":"COLOR"}]}"#;
    let parameters = ExpectedParameter::decode_all(sample).unwrap_or_default();
    let kinds: Vec<ParameterKind> = parameters.iter().map(|parameter| parameter.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            ParameterKind::Phone,
            ParameterKind::Text,
            ParameterKind::Email,
            ParameterKind::FirstName,
            ParameterKind::LastName,
            ParameterKind::Account,
            ParameterKind::Company,
            ParameterKind::Other(s("COLOR")),
        ]
    );
    same(&ExpectedParameter::encode_all(&parameters), sample);
    let names =
        |body| ExpectedParameter::decode_all(body).map(|all| all.into_iter().map(|p| p.name).collect::<Vec<_>>());
    assert_eq!(names(r#"{"parameters":[{"a":"TEXT"},"...",7]}"#), Some(vec![s("a")]));
    assert_eq!(names(r#"{"parameters":{"b":"text","a":"TEXT"}}"#), Some(vec![s("b"), s("a")]));
    assert_eq!(names("{}"), Some(vec![]));
    for body in NO_ANSWERS {
        assert_eq!(names(body), None, "{body}");
    }
}

#[test]
fn version_and_upload() {
    let sample = r#"{"server_version":"5.5.6.12345 (Stable)"}"#;
    let version = Version { server_version: s("5.5.6.12345 (Stable)"), handover: false };
    assert_eq!(Version::decode(sample).as_ref(), Some(&version));
    same(&version.encode(), sample);
    for (sample, file_name) in
        [(r#"{"file_id":"f"}"#, None), (r#"{"file_id":"f","file_name":"a.png"}"#, Some(s("a.png")))]
    {
        let file = UploadedFile { file_id: s("f"), file_name };
        assert_eq!(UploadedFile::decode(sample).as_ref(), Some(&file));
        same(&file.encode(), sample);
    }
    for body in NO_ANSWERS.into_iter().chain(["{}"]) {
        assert_eq!((Version::decode(body), UploadedFile::decode(body)), (None, None), "{body}");
    }
}

#[test]
fn ice_servers_in_every_form() {
    let sample = r#"{"servers":[{"url":"turn:a.example","username":"u","credential":"p"},{"url":"stun:b.example"}]}"#;
    let servers = vec![
        IceServer { urls: vec![s("turn:a.example")], username: Some(s("u")), credential: Some(s("p")) },
        IceServer { urls: vec![s("stun:b.example")], ..IceServer::default() },
    ];
    assert_eq!(IceServers::decode(sample), Some(IceServers::Plain(servers.clone())));
    same(&IceServers::encode(&servers), sample);
    let several = r#"[{"urls":["stun:a","stun:b"]},{"username":"lost"},"x",{"url":""}]"#;
    let expected = vec![IceServer { urls: vec![s("stun:a"), s("stun:b")], ..IceServer::default() }];
    assert_eq!(IceServers::decode(several), Some(IceServers::Plain(expected.clone())));
    assert_eq!(IceServers::decode(&IceServers::encode(&expected)), Some(IceServers::Plain(expected)));
    assert_eq!(IceServers::decode("{}"), Some(IceServers::Plain(vec![])));
    let secret = format!("{}+/8=", "QUJD".repeat(20));
    for body in [secret.clone(), format!("\"{secret}\""), format!("{}\r\n{}", &secret[..40], &secret[40..])] {
        assert_eq!(IceServers::decode(&body), Some(IceServers::Encrypted(secret.clone())), "{body}");
    }
    for body in ["<html>", "", "null", "[1e400]", "QUJD", "{"] {
        assert_eq!(IceServers::decode(body), None, "{body}");
    }
}

#[test]
fn case_history() {
    let sample = r#"{"sessions":[
        {"chat_id":"c1","created_time":1614718748,"events":[{"event":"chat_session_message","msg":"Hi","timestamp":"1614718748"}]},
        {"chat_id":"c4","created_time":1614800000,"events":[{"event":"chat_session_ended"}]}]}"#;
    let message = Event {
        timestamp: Some(1_614_718_748_000),
        ..Event::of(Body::Message(Message { msg: s("Hi"), ..Message::default() }))
    };
    let history = CaseHistory {
        sessions: vec![
            CaseSession { chat_id: s("c1"), created: Some(1_614_718_748_000), events: vec![message] },
            CaseSession { chat_id: s("c4"), created: Some(1_614_800_000_000), events: vec![Event::of(Body::Ended)] },
        ],
    };
    assert_eq!(CaseHistory::decode(sample).as_ref(), Some(&history));
    same(&history.encode(TimeUnit::Seconds), sample);
    let loose = CaseHistory::decode(r#"{"sessions":["...",{"chat_id":5,"created_time":"1614718748000"}]}"#);
    let expected = CaseSession { chat_id: s("5"), created: Some(1_614_718_748_000), events: vec![] };
    assert_eq!(loose, Some(CaseHistory { sessions: vec![expected] }));
    for body in ["", "<html>", "[]", "{\"sessions\":[", "null"] {
        assert_eq!(CaseHistory::decode(body), None, "{body}");
    }
}

#[test]
fn every_documented_error_has_its_number_and_message() {
    let documented = [
        (1000, "Missing or invalid tenantUrl"),
        (2000, "Authorization header is missing"),
        (2001, "Authorization parameter format is incorrect"),
        (2002, "Authorization scheme is incorrect"),
        (2003, "Authorization parameter is missing: appId"),
        (2004, "Authorization parameter is missing: clientId"),
        (3000, "Missing or invalid application unique id"),
        (5000, "Timeout - chat server takes too long to respond"),
        (5001, "No server is available to accept chat connection"),
        (5003, "Error decoding JSON request body"),
        (5004, "Chat server disconnected"),
        (5005, "Chat session is not found"),
        (5006, "Mobile Launch Point (application) is not found"),
        (5500, "Internal server error"),
        (5501, "Upload size limit exceeded"),
        (5502, "File not found"),
        (5509, "Too many concurrent poll requests for the same session"),
        (5511, "No events"),
        (5558, "File operation error"),
        (5601, "No case is specified for this session."),
        (5602, "CRM server responded with error."),
        (5603, "Too many parameters."),
        (5955, "Unspecified server error"),
    ];
    assert_eq!(ErrorCode::all().count(), documented.len());
    for (number, message) in documented {
        let code = ErrorCode::from_number(number);
        assert_eq!((code.number(), code.message()), (number, message));
        let body = code.body();
        same(&body.encode(), &format!(r#"{{"error_code":"{number}","error_message":"{message}"}}"#));
        assert_eq!(ErrorBody::decode(&body.encode()), Some(body));
        assert!(code.status().is_none_or(|status| [400, 403, 404, 406, 429, 500, 503].contains(&status)));
    }
    assert_eq!(ErrorCode::from_number(7777), ErrorCode::Other(7777));
    assert_eq!((ErrorCode::Other(7777).number(), ErrorCode::Other(7777).status()), (7777, None));
}

#[test]
fn an_errors_code_may_be_a_number() {
    let body = ErrorBody::decode(r#"{"error_code":5005}"#);
    assert_eq!(body.as_ref().map(ErrorBody::error_code), Some(ErrorCode::ChatNotFound));
    for body in NO_ANSWERS.into_iter().chain(["{}", r#"{"error_code":"error code"}"#, r#"{"error_code":-1}"#]) {
        assert_eq!(ErrorBody::decode(body), None, "{body}");
    }
}

#[test]
fn the_header_of_the_documents() {
    let header = r#"MOBILE-API-140-327-PLAIN appId="test", clientId="123""#;
    assert_eq!(authorization("test", "123"), header);
    let read = |app: &str, client: &str| Ok(Credentials { app_id: s(app), client_id: s(client) });
    assert_eq!(parse_authorization(header), read("test", "123"));
    // The mobile SDKs leave the quotes out.
    assert_eq!(parse_authorization("MOBILE-API-140-327-PLAIN appId=test, clientId=1-2"), read("test", "1-2"));
    assert_eq!(parse_authorization("  mobile-api-140-327-plain  clientId = \"b\" ,appid=a,x=\"y,z\""), read("a", "b"));
    assert_eq!(parse_authorization(&authorization("a\"b\\,c", "d=e")), read("a\"b\\,c", "d=e"));
    assert_eq!(authorization("a\r\nX: y", "b"), r#"MOBILE-API-140-327-PLAIN appId="aX: y", clientId="b""#);
}

#[test]
fn a_bad_header_gets_the_documents_complaint() {
    for (header, error, code) in [
        ("", AuthError::Missing, 2000),
        ("   ", AuthError::Missing, 2000),
        ("Basic abc", AuthError::Scheme, 2002),
        ("appId=\"a\", clientId=\"b\"", AuthError::Scheme, 2002),
        ("MOBILE-API-140-327-PLAIN", AuthError::AppId, 2003),
        ("MOBILE-API-140-327-PLAIN clientId=\"b\"", AuthError::AppId, 2003),
        ("MOBILE-API-140-327-PLAIN appId=\"\", clientId=\"b\"", AuthError::AppId, 2003),
        ("MOBILE-API-140-327-PLAIN appId=\"a\"", AuthError::ClientId, 2004),
        ("MOBILE-API-140-327-PLAIN appId=\"a\", clientId=", AuthError::ClientId, 2004),
        ("MOBILE-API-140-327-PLAIN appId=\"a", AuthError::Format, 2001),
        ("MOBILE-API-140-327-PLAIN appId", AuthError::Format, 2001),
        ("MOBILE-API-140-327-PLAIN appId, clientId=\"b\"", AuthError::Format, 2001),
        ("MOBILE-API-140-327-PLAIN appId=\"a\" clientId=\"b\"", AuthError::Format, 2001),
        ("MOBILE-API-140-327-PLAIN =\"a\", clientId=\"b\"", AuthError::Format, 2001),
        ("MOBILE-API-140-327-PLAIN appId=a\"b, clientId=\"b\"", AuthError::Format, 2001),
    ] {
        assert_eq!(parse_authorization(header), Err(error), "{header}");
        assert_eq!(error.code().number(), code, "{header}");
    }
}

#[test]
fn paths_and_queries() {
    assert_eq!(paths::events("a/b?c"), "chats/a%2Fb%3Fc/events");
    assert_eq!(paths::history("c"), "chats/c/history");
    assert_eq!(paths::notifications("c"), "chats/c/notifications");
    assert_eq!(paths::case_history("c"), "chats/c/casehistory");
    assert_eq!(paths::close_case("c"), "chats/c/closecase");
    assert_eq!(paths::chat_icon("c"), "chats/c/chaticon");
    assert_eq!(paths::file("c", "f é"), "chats/c/files/f%20%C3%A9");
    assert_eq!(paths::profile_photo("c", "p"), "chats/c/profilephotos/p");
    let query = Query::of_tenant("yourcompany.brightpattern.com");
    assert_eq!(query.behind(paths::ACTIVE_CHAT), "chats/active?tenantUrl=yourcompany.brightpattern.com");
    assert_eq!(Query::default().behind("x"), "x");
    let full = Query {
        tenant_url: Some(s("a b&c=d%")),
        domain: Some(s("localhost:8080")),
        app_id: Some(s("x+y")),
        timestamp: Some(s("1614718748000")),
        session_id: Some(s("é")),
    };
    let address = full.behind("iceservers");
    assert_eq!(address.split_once('?').map(|(_, query)| Query::decode(query)), Some(full));
    let loose = Query::decode("&x=1&tenantUrl=a&tenantUrl=b+c%zz%4&domain&appId=%ff");
    assert_eq!((loose.tenant_url, loose.domain, loose.app_id), (Some(s("b c%zz%4")), Some(s("")), Some(s("\u{fffd}"))));
}

#[test]
fn a_tenant_is_its_host_however_it_is_written() {
    for url in [
        "yourcompany.brightpattern.com",
        "https://yourcompany.brightpattern.com/",
        " http://yourcompany.brightpattern.com ",
    ] {
        assert_eq!(paths::tenant_host(url), "yourcompany.brightpattern.com");
    }
    assert_eq!(paths::tenant_host(""), "");
}
