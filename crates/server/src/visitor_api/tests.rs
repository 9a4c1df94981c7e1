#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
//! The visitors' API through the router, without a socket: what a client of the documents sends, and hears.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::{
    app,
    files::Files,
    photos::Photos,
    run::assemble,
    settings::{Flags, Settings},
    store::Store,
};

const CLIENT: &str = "MOBILE-API-140-327-PLAIN appId=\"demo\", clientId=\"client-1\"";
const BROWSER: &str = "MOBILE-API-140-327-PLAIN appId=\"demo\", clientId=\"WebChat\"";

fn house(change: impl FnOnce(&mut Settings)) -> Router {
    house_and_center(change).0
}

struct Heard {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Heard {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    fn error(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["error_code"].as_str().unwrap_or_default().to_owned())
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn send(router: &Router, request: Request<Body>) -> Heard {
    let response = router.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Heard { status, headers, text: String::from_utf8(body.to_vec()).unwrap() }
}

async fn get(router: &Router, path: &str) -> Heard {
    let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
    send(router, Request::get(uri).header("authorization", CLIENT).body(Body::empty()).unwrap()).await
}

async fn post(router: &Router, path: &str, body: impl Into<Body>) -> Heard {
    let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
    let request = Request::post(uri).header("authorization", CLIENT).header("content-type", "application/json");
    send(router, request.body(body.into()).unwrap()).await
}

async fn chat(router: &Router) -> String {
    let heard = post(router, "chats", "{}").await;
    heard.json()["chat_id"].as_str().unwrap().to_owned()
}

fn message(id: &str, text: &str) -> String {
    json!({"events": [{"event": "chat_session_message", "msg_id": id, "msg": text}]}).to_string()
}

#[tokio::test]
async fn each_thing_missing_in_a_request_has_its_documented_code() {
    let router = house(|_| {});
    for (uri, authorization, code) in [
        ("availability", Some(CLIENT), "1000"),
        ("availability?tenantUrl=other.example.com", Some(CLIENT), "1000"),
        ("availability?tenantUrl=localhost", None, "2000"),
        ("availability?tenantUrl=localhost", Some("MOBILE-API-140-327-PLAIN nonsense"), "2001"),
        ("availability?tenantUrl=localhost", Some("Basic abc"), "2002"),
        ("availability?tenantUrl=localhost", Some("MOBILE-API-140-327-PLAIN clientId=\"1\""), "2003"),
        ("availability?tenantUrl=localhost", Some("MOBILE-API-140-327-PLAIN appId=\"demo\""), "2004"),
        ("availability?tenantUrl=localhost", Some("MOBILE-API-140-327-PLAIN appId=\"a b\", clientId=\"1\""), "3000"),
        ("availability?tenantUrl=localhost", Some("MOBILE-API-140-327-PLAIN appId=\"other\", clientId=\"1\""), "5006"),
    ] {
        let mut request = Request::get(format!("/clientweb/api/v2/{uri}"));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let heard = send(&router, request.body(Body::empty()).unwrap()).await;
        assert_eq!(heard.error(), (403, code.to_owned()), "{uri} {authorization:?}");
    }
}

#[tokio::test]
async fn clients_that_write_the_header_and_the_tenant_in_their_own_way_are_understood() {
    let router = house(|_| {});
    for tenant in ["localhost", "https%3A%2F%2Flocalhost%2F", "LOCALHOST", "localhost%3A8080"] {
        for authorization in [
            CLIENT,
            "MOBILE-API-140-327-PLAIN appId=demo, clientId=c1",
            "MOBILE-API-140-327-PLAIN  appId=\"demo\" ,clientId=\"x\"",
        ] {
            let uri = format!("/clientweb/api/v1/availability?tenantUrl={tenant}&timestamp=1");
            let request = Request::get(uri).header("authorization", authorization).body(Body::empty()).unwrap();
            assert_eq!(send(&router, request).await.status, 200, "{tenant} {authorization}");
        }
    }
}

#[tokio::test]
async fn availability_follows_the_hours_and_tells_the_wait_where_it_is_known() {
    let open = house(|settings| settings.chat.ewt = Some(3));
    assert_eq!(get(&open, "availability").await.json(), json!({"chat": "available", "ewt": "3"}));
    let closed = house(|settings| settings.hours = crate::settings::Hours::Never);
    assert_eq!(get(&closed, "availability").await.json(), json!({"chat": "notAvailable"}));
}

#[tokio::test]
async fn the_first_version_has_no_version() {
    let router = house(|_| {});
    assert!(get(&router, "version").await.json()["server_version"].is_string());
    for path in ["version", "casehistory"] {
        let uri = format!("/clientweb/api/v1/{path}?tenantUrl=localhost");
        let request = Request::get(uri).header("authorization", CLIENT).body(Body::empty()).unwrap();
        let heard = send(&router, request).await;
        assert_eq!(heard.status, 404);
        assert!(heard.json()["error_message"].is_string());
    }
    assert_eq!(post(&router, "availability", "").await.status, 405);
}

#[tokio::test]
async fn a_client_has_one_chat_at_a_time() {
    let router = house(|_| {});
    assert_eq!(get(&router, "chats/active").await.error(), (404, "5005".to_owned()));
    let body = r#"{"phone_number":"16508888888","from":"x","parameters":{"FIRST_NAME":"Aiden","n":1}}"#;
    let first = post(&router, "chats", body).await.json();
    assert_eq!((&first["is_new_chat"], &first["phone_number"]), (&json!(true), &json!("16508888888")));
    let second = post(&router, "chats", "{}").await.json();
    assert_eq!((&second["is_new_chat"], &second["chat_id"]), (&json!(false), &first["chat_id"]));
    let active = get(&router, "chats/active").await.json();
    assert_eq!((&active["chat_id"], &active["state"]), (&first["chat_id"], &json!("queued")));
}

#[tokio::test]
async fn what_was_sent_stands_in_the_history_as_the_visitors_own() {
    let router = house(|settings| settings.chat.timestamps = parlor_protocol::codec::TimeUnit::Seconds);
    let chat = chat(&router).await;
    let heard = post(&router, &format!("chats/{chat}/events"), message("1", "Grüße 👋")).await;
    assert_eq!(heard.status, 200);
    let history = get(&router, &format!("chats/{chat}/history")).await.json();
    let event = &history["events"][1];
    assert_eq!((&event["msg"], &event["party_id"], &event["msg_id"]), (&json!("Grüße 👋"), &json!(chat), &json!("1")));
    assert_eq!(event["timestamp"].as_str().unwrap().len(), 10);
}

#[tokio::test]
async fn what_only_looks_like_a_poll_hands_nothing_out() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    let path = format!("chats/{chat}/events");
    let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
    let heard = send(&router, Request::head(uri).header("authorization", CLIENT).body(Body::empty()).unwrap()).await;
    assert_eq!((heard.status.as_u16(), heard.header("allow")), (405, "GET,POST"));
    assert!(get(&router, &path).await.text.contains("chat_session_status"));
}

#[tokio::test]
async fn odd_ways_of_asking_have_their_answer_in_json() {
    let router = house(|settings| settings.chat.most_chats = 1);
    for path in ["chats/%ff/events", "chats/%00/history", "chats/..%2f..%2fx/events"] {
        assert_eq!(get(&router, path).await.error(), (404, "5005".to_owned()), "{path}");
    }
    assert_eq!(
        get(&router, "/iceservers").await.json(),
        json!({"servers": []}),
        "the vendor's client doubles the slash"
    );
    let first = post(&router, "chats", "\u{feff}{\"parameters\":{\"a\":{\"b\":[1]}}}").await.json();
    assert_eq!((&first["is_new_chat"], &first["state"]), (&json!(true), &json!("queued")));
    let uri = "/clientweb/api/v2/chats?tenantUrl=localhost";
    let other = Request::post(uri).header("authorization", BROWSER).body(Body::empty()).unwrap();
    let heard = send(&router, other).await;
    assert_eq!((heard.error(), heard.header("retry-after")), ((503, "5001".to_owned()), "30"));
    assert_eq!(heard.header("set-cookie"), "", "nothing was begun that a cookie could name");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let router = house(|_| {});
    let endless = futures_util::stream::pending::<Result<axum::body::Bytes, std::convert::Infallible>>();
    let heard = post(&router, "chats", Body::from_stream(endless)).await;
    assert_eq!((heard.error(), heard.header("connection")), ((408, "5003".to_owned()), "close"));
}

#[tokio::test]
async fn nobody_reads_another_clients_chat() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    for what in ["events", "history"] {
        let uri = format!("/clientweb/api/v2/chats/{chat}/{what}?tenantUrl=localhost");
        for other in [BROWSER, "MOBILE-API-140-327-PLAIN appId=\"demo\", clientId=\"client-2\""] {
            let request = Request::get(&uri).header("authorization", other).body(Body::empty()).unwrap();
            assert_eq!(send(&router, request).await.error(), (404, "5005".to_owned()));
        }
    }
}

#[tokio::test]
async fn a_bad_body_is_refused_whole_and_says_why() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    let path = format!("chats/{chat}/events");
    for body in [
        "nonsense".to_owned(),
        "{\"events\":".to_owned(),
        r#"{"events":[{"event":"chat_session_message","msg":"a"},{"event":"chat_session_ended"}]}"#.to_owned(),
        r#"{"events":[{"event":"chat_session_message","msg":"a"},{"event":"chat_session_message","msg":"\x"}]}"#
            .to_owned(),
        r#"{"x":nonsense,"events":[]}"#.to_owned(),
        r#"{"x":[}],"events":[]}"#.to_owned(),
        r#"{"events":[{"msg":"a"}]}"#.to_owned(),
        r#"{"events":[{"event":"chat_session_message"}]}"#.to_owned(),
        format!("{{\"events\":[{{\"event\":\"x\",\"y\":{}1{}}}]}}", "[".repeat(40), "]".repeat(40)),
        json!({"events": vec![json!({"event": "chat_session_typing"}); 101]}).to_string(),
        message("1", &"a".repeat(10_000_000)),
    ] {
        let heard = post(&router, &path, body).await;
        assert_eq!(heard.error(), (400, "5003".to_owned()));
    }
    let history = get(&router, &format!("chats/{chat}/history")).await.json();
    assert_eq!(history["events"].as_array().unwrap().len(), 1, "only the status that the server told");
    assert_eq!(post(&router, "chats", "[]").await.error(), (400, "5003".to_owned()));
}

#[tokio::test]
async fn a_second_poll_is_refused_by_the_chosen_status() {
    for (choice, status) in
        [(parlor_conversation::SecondPoll::BadRequest, 400), (parlor_conversation::SecondPoll::TooMany, 429)]
    {
        let router = house(|settings| {
            settings.chat.second_poll = choice;
            settings.chat.poll_hold = 60_000;
        });
        let chat = chat(&router).await;
        let path = format!("chats/{chat}/events");
        get(&router, &path).await;
        let held = tokio::spawn({
            let (router, path) = (router.clone(), path.clone());
            async move { get(&router, &path).await.status }
        });
        let polls = async || send(&router, Request::get("/metrics").body(Body::empty()).unwrap()).await.text;
        while !polls().await.contains("parlor_polls 1\n") {
            tokio::task::yield_now().await;
        }
        let refused = get(&router, &path).await;
        assert_eq!(refused.error(), (status, "5509".to_owned()));
        held.abort();
    }
}

#[tokio::test]
async fn no_events_look_as_chosen() {
    use parlor_conversation::NoEvents;
    for (choice, body) in [(NoEvents::List, "{\"events\":[]}"), (NoEvents::Empty, "")] {
        let router = house(|settings| settings.chat.no_events = choice);
        let path = format!("chats/{}/events", chat(&router).await);
        assert!(get(&router, &path).await.text.contains("queued"));
        let heard = get(&router, &path).await;
        assert_eq!((heard.status.as_u16(), heard.text.as_str()), (200, body));
    }
    let router = house(|settings| settings.chat.no_events = NoEvents::Code5511);
    let path = format!("chats/{}/events", chat(&router).await);
    get(&router, &path).await;
    assert_eq!(get(&router, &path).await.error(), (200, "5511".to_owned()));
}

#[tokio::test]
async fn after_the_end_the_history_still_answers_and_nothing_else_does() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    let path = format!("chats/{chat}/events");
    post(&router, &path, r#"{"events":[{"event":"chat_session_end"}]}"#).await;
    assert!(get(&router, &path).await.text.contains("chat_session_ended"));
    assert_eq!(get(&router, &path).await.error(), (404, "5005".to_owned()));
    assert_eq!(post(&router, &path, message("2", "late")).await.error(), (404, "5005".to_owned()));
    assert_eq!(get(&router, "chats/active").await.error(), (404, "5005".to_owned()));
    assert_eq!(get(&router, &format!("chats/{chat}/history")).await.status, 200);
}

#[tokio::test]
async fn a_browser_is_known_by_a_cookie_that_only_a_chat_request_sets() {
    let router = house(|_| {});
    let ask = |method: &'static str, path: &str, cookie: &str| {
        let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
        let request = Request::builder().method(method).uri(uri).header("authorization", BROWSER);
        request.header("cookie", cookie).body(Body::empty()).unwrap()
    };
    let heard = send(&router, ask("GET", "availability", "")).await;
    assert_eq!(heard.header("set-cookie"), "");
    let heard = send(&router, ask("POST", "chats", "parlor=made-up")).await;
    let cookie = heard.header("set-cookie").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("made-up"), "{cookie}");
    let pair = cookie.split(';').next().unwrap();
    let active = send(&router, ask("GET", "chats/active", &format!("other=1; {pair}"))).await;
    assert_eq!(active.json()["chat_id"], heard.json()["chat_id"]);
    assert_eq!(send(&router, ask("GET", "chats/active", "")).await.error(), (404, "5005".to_owned()));

    let secure = house(|settings| settings.public_url = Some("https://chat.example.com".to_owned()));
    let cookie = send(&secure, ask("POST", "chats", "")).await.header("set-cookie").to_owned();
    for word in ["__Host-parlor=", "HttpOnly", "Secure", "SameSite=None", "Partitioned"] {
        assert!(cookie.contains(word), "{cookie}");
    }
}

#[tokio::test]
async fn a_running_chat_is_handed_over_once_to_another_window() {
    let router = house(|_| {});
    let ask = |path: &str, authorization: &str, cookie: &str, body: Value| {
        let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
        let request = Request::post(uri).header("authorization", authorization).header("cookie", cookie);
        request.body(Body::from(body.to_string())).unwrap()
    };
    let begun = send(&router, ask("chats", BROWSER, "", json!({}))).await;
    let cookie = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let chat_id = begun.json()["chat_id"].as_str().unwrap().to_owned();
    let path = format!("chats/{chat_id}/handover");
    assert_eq!(send(&router, ask(&path, BROWSER, "", json!({}))).await.error(), (404, "5005".to_owned()));
    let given = send(&router, ask(&path, BROWSER, &cookie, json!({}))).await.json();
    assert_eq!(given["expires_in"], 60);
    let taken = send(&router, ask("handover", BROWSER, "", json!({ "token": given["token"] }))).await;
    assert_eq!(taken.json(), json!({ "chat_id": chat_id, "client_id": "WebChat" }));
    assert_eq!(taken.header("set-cookie").split(';').next(), Some(cookie.as_str()));
    // Once, and nothing that was never given.
    for token in [given["token"].clone(), json!("0".repeat(32))] {
        let heard = send(&router, ask("handover", BROWSER, "", json!({ "token": token }))).await;
        assert_eq!((heard.error(), heard.header("set-cookie")), ((404, "5005".to_owned()), ""));
    }
    assert_eq!(send(&router, ask("handover", BROWSER, "", json!({ "tok": 1 }))).await.status, 400);
    // Who has an id keeps it.
    let begun = send(&router, ask("chats", CLIENT, "", json!({}))).await.json();
    let path = format!("chats/{}/handover", begun["chat_id"].as_str().unwrap());
    let given = send(&router, ask(&path, CLIENT, "", json!({}))).await.json();
    let taken = send(&router, ask("handover", BROWSER, "", json!({ "token": given["token"] }))).await;
    assert_eq!((taken.json()["client_id"].as_str(), taken.header("set-cookie")), (Some("client-1"), ""));
}

#[tokio::test]
async fn only_pages_of_listed_origins_may_read_and_write() {
    let router = house(|settings| settings.allowed_origins = vec!["https://shop.example.com".to_owned()]);
    let ask = |method: &'static str, path: &str, origin: &str| {
        let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
        let request =
            Request::builder().method(method).uri(uri).header("authorization", CLIENT).header("host", "localhost:8080");
        request.header("origin", origin).body(Body::empty()).unwrap()
    };
    let heard = send(&router, ask("OPTIONS", "chats", "https://shop.example.com")).await;
    assert_eq!(heard.header("access-control-allow-origin"), "https://shop.example.com");
    assert_eq!(heard.header("access-control-allow-credentials"), "true");
    assert_eq!(heard.header("access-control-max-age"), "7200");
    for name in ["Authorization", "Content-Type", "Content", "User", "User-Agent"] {
        let allowed = heard.header("access-control-allow-headers");
        assert!(allowed.split(", ").any(|allowed| allowed == name), "{name} of {allowed}");
    }
    let heard = send(&router, ask("GET", "availability", "https://shop.example.com")).await;
    assert_eq!(heard.header("vary"), "Origin");
    assert!(heard.header("access-control-expose-headers").contains("Retry-After"));
    assert_eq!(heard.header("cache-control"), "no-store");
    for origin in [
        "null",
        "*",
        "https://shop.example.com.evil.example",
        "https://evil-shop.example.com",
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://shop.example.com/",
        "https://user@shop.example.com",
    ] {
        for (method, path) in [("OPTIONS", "chats"), ("GET", "availability"), ("POST", "chats")] {
            let heard = send(&router, ask(method, path, origin)).await;
            assert_eq!(heard.header("access-control-allow-origin"), "", "{origin}");
            assert!(method != "POST" || heard.status == 403, "{origin}");
        }
    }
    assert_eq!(send(&router, ask("POST", "chats", "http://localhost:8080")).await.status, 200);
}

#[tokio::test]
async fn faults_strike_as_asked_and_an_empty_list_clears_them() {
    let router = house(|_| {});
    let set = |body: &'static str| send(&router, Request::post("/__faults").body(Body::from(body)).unwrap());
    assert_eq!(
        set(r#"[{"path":"/availability","kind":"status","status":503,"code":5001,"times":1}]"#).await.status,
        204
    );
    assert_eq!(get(&router, "availability").await.error(), (503, "5001".to_owned()));
    assert_eq!(get(&router, "availability").await.status, 200);
    set(r#"[{"path":"/availability","kind":"omit","field":"chat"}]"#).await;
    assert_eq!(get(&router, "availability").await.json(), json!({}));
    set("[]").await;
    assert_eq!(get(&router, "availability").await.json(), json!({"chat": "available"}));
    let wrong = set(r#"[{"path":"/x","kind":"explode"}]"#).await;
    assert_eq!((wrong.status.as_u16(), wrong.text.lines().count()), (400, 1));
}

/// Sets the faults of this JSON list.
async fn faults(router: &Router, list: Value) {
    let request = Request::post("/__faults").body(Body::from(list.to_string())).unwrap();
    assert_eq!(send(router, request).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_page_elsewhere_can_read_a_struck_answer_and_its_preflight_uses_nothing_up() {
    let router = house(|settings| settings.allowed_origins = vec!["https://shop.example".to_owned()]);
    faults(&router, json!([{"path": "/chats/*/events", "kind": "status", "status": 503, "times": 1}])).await;
    let ask = |method: &str| {
        let request = Request::builder().method(method).uri("/clientweb/api/v2/chats/7/events?tenantUrl=localhost");
        request.header("authorization", CLIENT).header("origin", "https://shop.example").body(Body::empty()).unwrap()
    };
    assert_eq!(send(&router, ask("OPTIONS")).await.status, StatusCode::NO_CONTENT);
    let struck = send(&router, ask("GET")).await;
    assert_eq!(struck.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(struck.header("access-control-allow-origin"), "https://shop.example");
    assert_eq!(send(&router, ask("GET")).await.status, StatusCode::NOT_FOUND, "it was to strike once");
}

#[tokio::test]
async fn each_kind_of_fault_does_to_an_answer_what_it_says() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    post(&router, &format!("chats/{chat}/events"), message("1", "Hello")).await;
    let history = format!("chats/{chat}/history");
    let messages = |heard: &Heard| heard.text.matches("\"chat_session_message\"").count();
    let whole = get(&router, &history).await;
    assert_eq!(messages(&whole), 1);

    faults(&router, json!([{"path": "/history", "kind": "duplicate-events"}])).await;
    assert_eq!(messages(&get(&router, &history).await), 2);
    faults(&router, json!([{"path": "/history", "kind": "omit", "event": "chat_session_message"}])).await;
    assert_eq!(messages(&get(&router, &history).await), 0);
    faults(&router, json!([{"path": "/history", "kind": "omit", "field": "timestamp"}])).await;
    let without = get(&router, &history).await;
    assert!(whole.text.contains("timestamp") && !without.text.contains("timestamp") && messages(&without) == 1);
    faults(
        &router,
        json!([{"path": "/events", "method": "POST", "kind": "omit", "event": "chat_session_message", "field": "msg"}]),
    )
    .await;
    post(&router, &format!("chats/{chat}/events"), message("3", "Lost on the way")).await;
    assert!(!get(&router, &history).await.text.contains("Lost on the way"));
    let whole = get(&router, &history).await;
    faults(&router, json!([{"path": "/history", "kind": "truncate", "seed": 1}])).await;
    let cut = get(&router, &history).await;
    assert!(cut.text.len() < whole.text.len() && serde_json::from_str::<Value>(&cut.text).is_err());
    faults(&router, json!([{"path": "/history", "kind": "delay", "delay_ms": 1, "times": 1}])).await;
    assert_eq!(get(&router, &history).await.text, whole.text, "late, and right");

    faults(&router, json!([{"path": "/chats", "kind": "cookie-loss"}])).await;
    let request = Request::post("/clientweb/api/v2/chats?tenantUrl=localhost").header("authorization", BROWSER);
    let heard = send(&router, request.body(Body::from("{}")).unwrap()).await;
    assert_eq!((heard.status, heard.header("set-cookie")), (StatusCode::OK, ""));
}

#[tokio::test]
async fn lists_from_the_settings_are_answered_in_the_documents_shapes() {
    let router = house(|settings| {
        settings.widget.parameters = vec![parlor_protocol::response::ExpectedParameter {
            name: "first_name".to_owned(),
            kind: parlor_protocol::response::ParameterKind::FirstName,
        }];
        settings.tenants[0].apps.push("second".to_owned());
        settings.widget.apps.insert("second".to_owned(), json!({"definition": {}}).to_string());
        settings.ice.servers = vec![parlor_protocol::response::IceServer {
            urls: vec!["stun:stun.example.com".to_owned()],
            username: None,
            credential: None,
        }];
    });
    assert_eq!(get(&router, "parameters").await.json(), json!({"parameters": [{"first_name": "FIRST_NAME"}]}));
    assert_eq!(get(&router, "iceservers").await.json(), json!({"servers": [{"url": "stun:stun.example.com"}]}));
    let tab = &get(&router, "configuration").await.json()["widgets"][0]["definition"]["contact_tab"];
    assert_eq!(tab["location"], json!("bottom_right"));
    let second = Request::get("/clientweb/api/v2/configuration?tenantUrl=localhost")
        .header("authorization", CLIENT.replace("\"demo\"", "\"second\""));
    let own = send(&router, second.body(Body::empty()).unwrap()).await;
    assert_eq!(own.json(), json!({"definition": {}}), "an app may have a configuration of its own");
}

#[tokio::test]
async fn an_encrypted_list_of_servers_is_for_the_visitors_own_chat() {
    let router = house(|settings| settings.ice.encrypted = true);
    let chat = post(&router, "chats", "{}").await.json()["chat_id"].as_str().unwrap().to_owned();
    let list_for = async |chat: &str| {
        let uri = format!("/clientweb/api/v2/iceservers?tenantUrl=localhost&sessionId={chat}");
        send(&router, Request::get(uri).header("authorization", CLIENT).body(Body::empty()).unwrap()).await
    };
    let sealed = list_for(&chat).await;
    assert_eq!(sealed.status, StatusCode::OK);
    assert!(parlor_protocol::response::is_encrypted(&sealed.text), "{}", sealed.text);
    assert_eq!(list_for("somebody-elses").await.json()["error_code"], "5005");
    // The documents' request names no chat.
    assert!(parlor_protocol::response::is_encrypted(&get(&router, "iceservers").await.text));
    let other = Request::get("/clientweb/api/v2/iceservers?tenantUrl=localhost");
    let other = other.header("authorization", CLIENT.replace("client-1", "client-2")).body(Body::empty()).unwrap();
    assert_eq!(send(&router, other).await.json()["error_code"], "5005", "who has no chat");
}

#[tokio::test]
async fn files_come_with_their_type_and_pages_with_a_policy_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("parlor.js", "loader"),
        ("parlor.js.br", "small"),
        ("parlor-0123456789abcdef.wasm", "wasm"),
        ("secret", "x"),
        ("public/index.html", "<script nonce=\"{{nonce}}\" data-api-url=\"{{origin}}/\"></script>"),
        ("desk/index.html", "desk"),
    ] {
        std::fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    let assets = dir.path().to_owned();
    let router = house(|settings| settings.assets = assets);
    let ask = |path: &str, encoding: &str| {
        let request = Request::get(path).header("host", "localhost:1").header("accept-encoding", encoding);
        send(&router, request.body(Body::empty()).unwrap())
    };
    let script = ask("/parlor/parlor.js", "").await;
    assert_eq!((script.text.as_str(), script.header("cache-control")), ("loader", "no-cache"));
    assert_eq!(script.header("access-control-allow-origin"), "*");
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    let small = ask("/parlor/parlor.js", "gzip, br").await;
    assert_eq!((small.text.as_str(), small.header("content-encoding")), ("small", "br"));
    let wasm = ask("/parlor/parlor-0123456789abcdef.wasm", "").await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert!(wasm.header("cache-control").contains("immutable"));
    for path in
        ["/parlor/../secret", "/parlor/%2e%2e/secret", "/parlor/desk/index.html", "/..%2fsecret", "/nothing.css"]
    {
        assert_eq!(ask(path, "").await.status, 404, "{path}");
    }
    let (one, other) = (ask("/", "").await, ask("/", "").await);
    let nonce = one.text.split('"').nth(1).unwrap().to_owned();
    assert!(one.header("content-security-policy").contains(&format!("'nonce-{nonce}' 'strict-dynamic'")));
    assert!(one.text.contains("http://localhost:1/") && one.text != other.text);
    assert!(ask("/desk/", "").await.header("content-security-policy").contains("frame-ancestors 'none'"));
}

/// One part of a form and the rest that belongs to it.
fn upload(part: &str, name: &str, bytes: &[u8], who: &str) -> Request<Body> {
    upload_as("", part, name, bytes, who)
}

/// The same, of a type that its sender says.
fn upload_as(kind: &str, part: &str, name: &str, bytes: &[u8], who: &str) -> Request<Body> {
    let kind = if kind.is_empty() { String::new() } else { format!("Content-Type: {kind}\r\n") };
    let head = format!("--b\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{name}\"\r\n{kind}\r\n");
    let body: Vec<u8> = head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n--b--\r\n").collect();
    Request::post("/clientweb/api/v2/files?tenantUrl=localhost")
        .header("authorization", who)
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from(body))
        .unwrap()
}

fn said(file_id: &str) -> String {
    json!({ "events": [{ "event": "chat_session_file", "msg_id": "1", "file_id": file_id, "file_type": "image" }] })
        .to_string()
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_to_its_own_chat_and_can_do_no_harm() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    for part in ["file", "File", "file-upload-input"] {
        let page = b"<html><script>alert(1)</script>";
        let answer = send(&router, upload(part, "../../notes.txt", page, CLIENT)).await;
        assert_eq!(answer.json()["file_name"], "notes.txt", "{}", answer.text);
        let id = answer.json()["file_id"].as_str().unwrap().to_owned();
        let path = format!("chats/{chat}/files/{id}");
        assert_eq!(get(&router, &path).await.error(), (404, "5502".into()), "nobody spoke of it yet");
        assert_eq!(post(&router, &format!("chats/{chat}/events"), said(&id)).await.status, 200);
        let file = get(&router, &path).await;
        assert_eq!(file.text.as_bytes(), page);
        assert_eq!(file.header("content-type"), "application/octet-stream");
        assert_eq!(file.header("content-disposition").split(';').next(), Some("attachment"));
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert!(file.header("content-security-policy").contains("sandbox"));
    }
    let history = get(&router, &format!("chats/{chat}/history")).await.json();
    let events = history["events"].as_array().unwrap();
    let files: Vec<_> = events.iter().filter(|event| event["event"] == "chat_session_file").collect();
    assert!(files.iter().all(|file| file["file_type"] == "attachment"), "what it is, not what was said of it");
}

#[tokio::test]
async fn a_text_has_the_type_that_its_sender_says_and_nothing_that_runs_does() {
    let router = house(|_| {});
    let chat = chat(&router).await;
    for (kind, name, bytes, expected) in [
        ("text/plain; charset=utf-8", "notes.txt", "Hello", "text/plain"),
        ("text/csv", "list.csv", "a,b", "text/csv"),
        ("application/json", "data.json", "{}", "application/json"),
        ("text/html", "page.txt", "<script>alert(1)</script>", "application/octet-stream"),
        ("text/javascript", "run.txt", "alert(1)", "application/octet-stream"),
        ("text/plain", "page.txt", "<!DOCTYPE html><script>alert(1)</script>", "application/octet-stream"),
    ] {
        let answer = send(&router, upload_as(kind, "file", name, bytes.as_bytes(), CLIENT)).await;
        let id = answer.json()["file_id"].as_str().unwrap().to_owned();
        assert_eq!(post(&router, &format!("chats/{chat}/events"), said(&id)).await.status, 200);
        let file = get(&router, &format!("chats/{chat}/files/{id}")).await;
        assert_eq!(file.header("content-type"), expected, "{kind} {name}");
    }
}

#[tokio::test]
async fn a_first_message_without_words_leaves_no_chat_half_begun() {
    let router = house(|_| {});
    let begun = post(&router, "chats", r#"{"initial_message":{"event":"chat_session_message","msg":"","msg_id":"1"}}"#);
    let begun = begun.await.json();
    assert_eq!((&begun["is_new_chat"], &begun["state"]), (&json!(true), &json!("queued")), "{begun}");
}

#[tokio::test]
async fn who_polled_while_the_disk_failed_polls_again_once_it_works() {
    let dir = tempfile::tempdir().unwrap();
    let (router, _shell) = house_on(Store::open(dir.path()).unwrap(), |_| {});
    let chat = chat(&router).await;
    let path = format!("chats/{chat}/events");
    get(&router, &path).await;
    let disk = rusqlite::Connection::open(dir.path().join("parlor.sqlite")).unwrap();
    disk.execute_batch("ALTER TABLE entries RENAME TO gone").unwrap();
    assert_eq!(post(&router, &path, message("1", "hello")).await.error(), (500, "5500".to_owned()));
    assert_eq!(get(&router, &path).await.error(), (500, "5500".to_owned()));
    // A browser that began its chat then is known again.
    let request = Request::post("/clientweb/api/v2/chats?tenantUrl=localhost").header("authorization", BROWSER);
    let begun = send(&router, request.body(Body::from("{}")).unwrap()).await;
    assert_eq!(begun.error(), (500, "5500".to_owned()));
    assert!(begun.header("set-cookie").starts_with("parlor="));
    disk.execute_batch("ALTER TABLE gone RENAME TO entries").unwrap();
    assert_eq!(get(&router, &path).await.status, 200);
    let history = get(&router, &format!("chats/{chat}/history")).await.json();
    assert!(history["events"].as_array().unwrap().iter().any(|event| event["msg"] == "hello"), "{history}");
}

#[tokio::test]
async fn a_browser_gets_its_file_by_the_cookie_alone_and_nobody_else_does() {
    let router = house(|_| {});
    let request = Request::post("/clientweb/api/v2/chats?tenantUrl=localhost").header("authorization", BROWSER);
    let begun = send(&router, request.body(Body::from("{}")).unwrap()).await;
    let cookie = begun.header("set-cookie").split(';').next().unwrap().to_owned();
    let chat = begun.json()["chat_id"].as_str().unwrap().to_owned();
    let with_cookie = |mut request: Request<Body>| {
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        request
    };
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x03";
    let id = send(&router, with_cookie(upload("file", "a.png", png, BROWSER))).await.json()["file_id"].clone();
    let id = id.as_str().unwrap();
    let post = Request::post(format!("/clientweb/api/v2/chats/{chat}/events?tenantUrl=localhost"));
    let post = post.header("authorization", BROWSER).body(Body::from(said(id))).unwrap();
    assert_eq!(send(&router, with_cookie(post)).await.status, 200);
    let bare = || Request::get(format!("/clientweb/api/v2/chats/{chat}/files/{id}")).body(Body::empty()).unwrap();
    let shown = router.clone().oneshot(with_cookie(bare())).await.unwrap();
    assert_eq!((shown.status(), shown.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"));
    assert_eq!(send(&router, bare()).await.error(), (403, "2000".into()), "who asks is not said");
    let mut stranger = bare();
    let unknown = "parlor=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    stranger
        .headers_mut()
        .insert("cookie", cookie.replace(&cookie[7..], &unknown[7..7 + cookie.len() - 7]).parse().unwrap());
    assert_eq!(send(&router, stranger).await.error(), (404, "5005".into()), "another browser's cookie");
    let mut elsewhere = bare();
    elsewhere.headers_mut().insert("authorization", CLIENT.replace("demo", "other").parse().unwrap());
    assert_eq!(send(&router, elsewhere).await.error(), (403, "5006".into()), "an app that there is not");
    let other = get(&router, &format!("chats/{chat}/files/{id}")).await;
    assert_eq!(other.error(), (404, "5005".into()), "another client's chat");
}

#[tokio::test]
async fn a_file_that_may_not_travel_is_refused_with_its_code() {
    let router = house(|_| {});
    assert_eq!(send(&router, upload("file", "a.txt", b"x", CLIENT)).await.error(), (404, "5005".into()), "no chat");
    let chat = chat(&router).await;
    let large = vec![0; 25 * 1024 * 1024 + 1];
    let most = &large[..25 * 1024 * 1024];
    assert_eq!(send(&router, upload("file", "most.bin", most, CLIENT)).await.status, 200);
    for (request, code, word) in [
        (upload("file", "large.bin", &large, CLIENT), "5501", "26214400"),
        (upload("file", "empty.txt", b"", CLIENT), "5558", "empty"),
        (upload("file", "run.exe", b"MZ", CLIENT), "5558", "type"),
        (upload("picture", "a.png", b"x", CLIENT), "5558", "file"),
    ] {
        let answer = send(&router, request).await;
        assert_eq!(answer.error(), (400, code.into()), "{}", answer.text);
        assert!(answer.text.contains(word), "{}", answer.text);
    }
    let mut packed = upload("file", "a.txt", b"x", CLIENT);
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(send(&router, packed).await.error(), (400, "5558".into()));
    let unknown = post(&router, &format!("chats/{chat}/events"), said("not-one-of-mine")).await;
    assert_eq!(unknown.error(), (400, "5502".into()));
}

/// What agents do in the chat is done on the center here.
fn house_and_center(change: impl FnOnce(&mut Settings)) -> (Router, crate::center::Shell) {
    house_on(Store::in_memory().unwrap(), change)
}

fn house_on(store: Store, change: impl FnOnce(&mut Settings)) -> (Router, crate::center::Shell) {
    let flags = Flags { allow_faults: true, ..Flags::default() };
    let mut settings = Settings::load(&flags, &std::collections::BTreeMap::new()).unwrap();
    settings.chat.poll_hold = 20;
    change(&mut settings);
    let dir = tempfile::tempdir().unwrap();
    let files = Files::open(dir.path()).unwrap();
    let photos = Photos::open(dir.path()).unwrap();
    photos.put("anna", &crate::photos::Photo::of(PNG.into()).unwrap()).unwrap();
    let assembled = assemble(settings, store, files, photos).unwrap();
    let shell = assembled.shell.clone();
    // The folder goes with the router.
    (app(assembled).layer(axum::Extension(std::sync::Arc::new(dir))), shell)
}

const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 2, 0, 0, 0, 2, 8, 6,
    0, 0, 0,
];

fn set_case(shell: &crate::center::Shell, chat_id: &str, case_id: &str) {
    let body = parlor_protocol::event::Body::CaseSet { case_id: case_id.to_owned() };
    shell.act(|center, now| center.tell(now, chat_id, body)).unwrap();
}

#[tokio::test]
async fn a_case_joins_this_clients_chats_and_is_closed_by_them_alone() {
    let (router, shell) = house_and_center(|_| {});
    let first = chat(&router).await;
    for path in ["casehistory".to_owned(), format!("chats/{first}/casehistory")] {
        assert_eq!(get(&router, &path).await.error(), (406, "5601".to_owned()), "{path}");
    }
    assert_eq!(post(&router, "closecase", "").await.error(), (406, "5601".to_owned()));
    post(&router, &format!("chats/{first}/events"), message("1", "my first question")).await;
    set_case(&shell, &first, "C-1");
    post(&router, &format!("chats/{first}/events"), r#"{"events": [{"event": "chat_session_end"}]}"#).await;
    let second = chat(&router).await;
    set_case(&shell, &second, "C-1");
    post(&router, &format!("chats/{second}/events"), message("1", "it is me again")).await;
    for path in ["casehistory".to_owned(), format!("chats/{second}/casehistory")] {
        let told = get(&router, &path).await.json();
        let ids: Vec<&str> =
            told["sessions"].as_array().unwrap().iter().map(|s| s["chat_id"].as_str().unwrap()).collect();
        assert_eq!(ids, [&first, &second], "{path}");
        assert!(told["sessions"][0]["created_time"].is_u64());
        assert!(told["sessions"][0]["events"].to_string().contains("my first question"));
    }
    let other = "MOBILE-API-140-327-PLAIN appId=\"demo\", clientId=\"somebody-else\"";
    let uri = format!("/clientweb/api/v2/chats/{second}/casehistory?tenantUrl=localhost");
    let request = Request::get(uri).header("authorization", other).body(Body::empty()).unwrap();
    assert_eq!(send(&router, request).await.error(), (404, "5005".to_owned()));
    let closed = post(&router, &format!("chats/{second}/closecase"), "").await;
    assert_eq!((closed.status, closed.text.as_str()), (StatusCode::OK, "{}"));
    let note = shell.read(|center, _| center.conversation(&second).unwrap().note("case_closed").map(str::to_owned));
    assert_eq!(note.as_deref(), Some("C-1"));
}

#[tokio::test]
async fn notifications_go_where_one_token_of_a_configured_service_leads() {
    let (router, shell) = house_and_center(|settings| {
        settings.notifications = vec!["ios_apns".to_owned(), "android_firebase".to_owned()];
    });
    let chat_id = chat(&router).await;
    let path = format!("chats/{chat_id}/notifications");
    let told = post(&router, &path, r#"{"android_firebase_device_token": "t"}"#).await;
    assert_eq!(
        (told.status, told.json()),
        (StatusCode::OK, json!({"ios_apns": "not subscribed", "android_firebase": "subscribed"}))
    );
    let note =
        || shell.read(|center, _| center.conversation(&chat_id).unwrap().note("notifications").map(str::to_owned));
    assert_eq!(note().as_deref(), Some(r#"{"android_firebase_device_token":"t"}"#));
    let two = r#"{"android_firebase_device_token": "t", "ios_firebase_device_token": "u"}"#;
    assert_eq!(post(&router, &path, two).await.error(), (406, "5603".to_owned()));
    assert_eq!(post(&router, &path, r#"{"ios_firebase_device_token": "u"}"#).await.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(post(&router, &path, r#"{"ios_apns_device_token": "u"}"#).await.error(), (400, "5003".to_owned()));
    assert_eq!(post(&router, &path, "[").await.error(), (400, "5003".to_owned()));
    assert_eq!(post(&router, "chats/nobody/notifications", "{}").await.error(), (404, "5005".to_owned()));
    assert_eq!(
        post(&router, &path, "{}").await.json(),
        json!({"ios_apns": "not subscribed", "android_firebase": "not subscribed"})
    );
    assert_eq!(note().as_deref(), Some("{}"), "it is cancelled");
}

#[tokio::test]
async fn a_photo_is_of_who_was_in_the_visitors_own_chat_and_a_picture_that_nothing_can_run() {
    let (router, shell) = house_and_center(|_| {});
    let chat_id = chat(&router).await;
    let path = format!("chats/{chat_id}/profilephotos/anna");
    assert_eq!(get(&router, &path).await.error(), (404, "5502".to_owned()), "she was never in it");
    let party = parlor_protocol::event::Party::default();
    shell.act(|center, now| center.join(now, &chat_id, "anna", party.clone())).unwrap();
    let uri = format!("/clientweb/api/v2/{path}?tenantUrl=localhost");
    let request = || Request::get(&uri);
    let response = router.clone().oneshot(request().header("authorization", CLIENT).body(Body::empty()).unwrap()).await;
    let response = response.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(to_bytes(response.into_body(), usize::MAX).await.unwrap(), PNG);
    let stranger = send(&router, request().body(Body::empty()).unwrap()).await;
    assert_eq!(stranger.error(), (403, "2000".to_owned()));
    assert_eq!(get(&router, &format!("chats/{chat_id}/profilephotos/..%2f..")).await.error(), (404, "5502".to_owned()));
    assert_eq!(get(&router, &format!("chats/{chat_id}/chaticon")).await.error(), (404, "5502".to_owned()));
    let (router, _shell) = house_and_center(|settings| {
        settings.widget.chat_icon = Some(crate::photos::Photo::of(PNG.into()).unwrap());
    });
    let chat_id = chat(&router).await;
    let icon = format!("/clientweb/api/v2/chats/{chat_id}/chaticon");
    let response =
        router.clone().oneshot(Request::get(&icon).header("authorization", CLIENT).body(Body::empty()).unwrap());
    assert_eq!(response.await.unwrap().status(), StatusCode::OK, "the documents' request names no tenant");
    let other = Request::get(&icon).header("authorization", CLIENT.replace("client-1", "client-2"));
    assert_eq!(send(&router, other.body(Body::empty()).unwrap()).await.error(), (404, "5005".to_owned()));
    let nobody = Request::get(&icon).header("authorization", "Basic x").body(Body::empty()).unwrap();
    assert_eq!(send(&router, nobody).await.error().1, "2002");
}

#[tokio::test]
async fn v1_has_neither_cases_nor_notifications() {
    let router = house(|_| {});
    for path in ["casehistory", "chats/x/casehistory", "version"] {
        let uri = format!("/clientweb/api/v1/{path}?tenantUrl=localhost");
        let heard = send(&router, Request::get(uri).header("authorization", CLIENT).body(Body::empty()).unwrap()).await;
        assert_eq!(heard.status, StatusCode::NOT_FOUND, "{path}");
    }
}
