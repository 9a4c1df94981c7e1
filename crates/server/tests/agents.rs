//! The agents' API over real sockets, with the visitor played on the pure center: what one types, the other gets, and
//! both histories agree.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU64, Ordering},
};

use futures_util::{SinkExt, StreamExt};
use parlor_conversation::{Center, Refusal, Settings};
use parlor_protocol::{
    event::{Answers, Body, Event, File, FormData, Message, Party, PartyKind},
    request::RequestChat,
};
use parlor_server::{
    agent_api::{Desk, router},
    backend::{Backend, Handle, desk::Account},
    files::Files,
    photos::Photos,
    script,
};
use serde_json::{Value, json};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};

/// The center as the server's shell holds it, with a clock that moves by itself.
struct House {
    center: Mutex<Center>,
    desk: Arc<Desk>,
    now: AtomicU64,
    files: tempfile::TempDir,
}

impl Handle for House {
    fn now(&self) -> u64 {
        self.now.load(Ordering::SeqCst)
    }

    fn apply(&self, act: &mut dyn FnMut(&mut Center, u64)) -> Result<(), Refusal> {
        let mut center = self.center.lock().unwrap();
        let now = self.now.fetch_add(10, Ordering::SeqCst);
        act(&mut center, now);
        loop {
            let changes = center.take_changes();
            if changes.is_empty() {
                break;
            }
            self.desk.changed(&center, now, &changes);
        }
        Ok(())
    }
}

impl House {
    fn visit<T>(&self, mut act: impl FnMut(&mut Center, u64) -> T) -> T {
        let mut result = None;
        self.apply(&mut |center, now| result = Some(act(center, now))).unwrap();
        result.unwrap()
    }

    fn request_chat(&self, chat_id: &str) {
        let request = RequestChat {
            parameters: vec![("first_name".to_owned(), "Ada".to_owned()), ("plan".to_owned(), "gold".to_owned())],
            ..RequestChat::default()
        };
        self.visit(|center, now| center.request_chat(now, "visitor-1", request.clone(), chat_id).unwrap());
    }

    fn post(&self, chat_id: &str, body: Body) {
        let event = Event::of(body);
        self.visit(|center, now| center.post_events(now, "visitor-1", chat_id, vec![event.clone()]).unwrap());
    }

    fn write(&self, chat_id: &str, id: &str, text: &str) {
        let message = Message { msg_id: Some(id.to_owned()), msg: text.to_owned(), ..Message::default() };
        self.post(chat_id, Body::Message(message));
    }

    fn files_on_disk(&self) -> usize {
        std::fs::read_dir(self.files.path().join("files")).unwrap().count()
    }

    fn history(&self, chat_id: &str) -> Vec<Event> {
        self.visit(|center, _| center.history("visitor-1", chat_id).unwrap())
    }
}

fn account(id: &str, token: &str) -> Account {
    Account { id: id.to_owned(), name: id.to_uppercase(), token: token.to_owned(), bot: false }
}

async fn serve(desk: Desk) -> (Arc<House>, String) {
    let desk = Arc::new(desk);
    let house = Arc::new(House {
        center: Mutex::new(Center::new(Settings::default())),
        desk: Arc::clone(&desk),
        now: AtomicU64::new(1_700_000_000_000),
        files: tempfile::tempdir().unwrap(),
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let files = Arc::new(Files::open(house.files.path()).unwrap());
    let photos = Arc::new(Photos::open(house.files.path()).unwrap());
    let app = router(desk, house.clone(), files, photos, "https://chat.example.com");
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (house, address)
}

fn two_agents() -> Desk {
    Desk::new(vec![account("ann", "token-a"), account("bob", "token-b")], Vec::new())
}

struct Agent {
    socket: WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>,
    pushes: Vec<Value>,
    last: u64,
}

impl Agent {
    async fn connect(address: &str) -> Self {
        let (socket, _) = connect_async(format!("ws://{address}/v3.0/agent/rtm/ws")).await.unwrap();
        Self { socket, pushes: Vec::new(), last: 0 }
    }

    async fn log_in(address: &str, token: &str) -> (Self, Value) {
        let mut agent = Self::connect(address).await;
        let answer = agent.ask("login", json!({ "token": token })).await;
        assert_eq!(answer["success"], true, "{answer}");
        (agent, answer["payload"].clone())
    }

    async fn send(&mut self, text: &str) {
        self.socket.send(tungstenite::Message::text(text)).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        loop {
            match self.socket.next().await.unwrap().unwrap() {
                tungstenite::Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                tungstenite::Message::Ping(_) | tungstenite::Message::Pong(_) => {}
                other => panic!("the connection ended: {other:?}"),
            }
        }
    }

    async fn answer(&mut self) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == "response" {
                return frame;
            }
            self.pushes.push(frame);
        }
    }

    async fn ask(&mut self, action: &str, payload: Value) -> Value {
        self.last += 1;
        let id = self.last.to_string();
        self.send(&json!({ "request_id": id, "action": action, "payload": payload }).to_string()).await;
        let answer = self.answer().await;
        assert_eq!((&answer["request_id"], &answer["action"]), (&json!(id), &json!(action)));
        answer
    }

    async fn done(&mut self, action: &str, payload: Value) -> Value {
        let answer = self.ask(action, payload).await;
        assert_eq!(answer["success"], true, "{answer}");
        answer["payload"].clone()
    }

    /// Waits for a push of this action that fits, and takes it.
    async fn pushed(&mut self, action: &str, mut fits: impl FnMut(&Value) -> bool) -> Value {
        loop {
            let found = self.pushes.iter().position(|push| push["action"] == action && fits(&push["payload"]));
            if let Some(found) = found {
                return self.pushes.remove(found)["payload"].clone();
            }
            let frame = self.next().await;
            assert_eq!(frame["type"], "push", "{frame}");
            self.pushes.push(frame);
        }
    }
}

fn messages(thread: &Value) -> Vec<String> {
    let events = thread["events"].as_array().unwrap();
    events.iter().filter(|event| event["type"] == "message").map(|event| event["text"].to_string()).collect()
}

#[tokio::test]
async fn a_visitor_and_two_agents_talk_until_one_closes_and_both_histories_agree() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, first) = Agent::log_in(&address, "token-a").await;
    assert_eq!(first["my_profile"]["id"], "ann");
    assert_eq!(first["chats_summary"], json!([]));

    house.request_chat("c1");
    let chat = ann.pushed("incoming_chat_thread", |_| true).await;
    assert_eq!(chat["chat"]["properties"]["routing"]["unassigned"]["value"], true);
    assert_eq!(chat["chat"]["users"][0]["name"], "Ada");
    assert_eq!(chat["chat"]["users"][0]["fields"]["plan"], "gold");
    let visitor = chat["chat"]["users"][0]["id"].as_str().unwrap().to_owned();
    assert_ne!(visitor, "visitor-1", "the client's own id is a secret");

    house.write("c1", "1", "Hello");
    let hello = ann.pushed("incoming_event", |push| push["event"]["text"] == "Hello").await;
    assert_eq!(hello["event"]["author_id"], json!(visitor));
    // The receipt follows the push; a call and its answer come after it.
    ann.done("ping", json!({})).await;
    let delivered =
        |house: &House| house.history("c1").iter().any(|event| matches!(event.body, Body::MessageDelivered { .. }));
    assert!(delivered(&house));

    ann.done("add_user_to_chat", json!({ "chat_id": "c1", "user_id": "ann", "user_type": "agent" })).await;
    ann.pushed("chat_user_added", |push| push["user"]["id"] == "ann").await;
    house.post("c1", Body::Typing { draft: Some("I have".to_owned()) });
    ann.pushed("incoming_typing_indicator", |push| push["typing_indicator"]["author_id"] == json!(visitor)).await;
    ann.pushed("incoming_sneak_peek", |push| push["sneak_peek"]["text"] == "I have").await;
    ann.done("send_typing_indicator", json!({ "chat_id": "c1", "is_typing": true })).await;

    let words = json!({ "type": "message", "custom_id": "k1", "text": "a < b & \"c\"" });
    let sent = ann.done("send_event", json!({ "chat_id": "c1", "event": words })).await;
    let again = ann.done("send_event", json!({ "chat_id": "c1", "event": words })).await;
    assert_eq!(sent["event"]["id"], again["event"]["id"], "a repeated message is not said twice");
    assert_eq!(sent["event"]["custom_id"], "k1");
    assert!(sent["event"]["order"].as_u64() > hello["event"]["order"].as_u64());
    let said = house.history("c1").into_iter().find_map(|event| match event.body {
        Body::Message(message) if event.party_id.as_deref() == Some("ann") => Some(message),
        _ => None,
    });
    let said = said.unwrap();
    assert_eq!((said.msg.as_str(), said.msg_text.as_deref()), ("a &lt; b &amp; &quot;c&quot;", Some("a < b & \"c\"")));

    ann.done("update_last_seen_timestamp", json!({ "chat_id": "c1" })).await;
    let read = house.history("c1");
    assert!(read.iter().any(|event| matches!(&event.body, Body::MessageRead { ref_msg_id } if ref_msg_id == "1")));
    house.post("c1", Body::MessageRead { ref_msg_id: said.msg_id.unwrap() });
    ann.pushed("last_seen_timestamp_updated", |push| push["user_id"] == json!(visitor)).await;

    let refused = ann.ask("transfer_chat", json!({ "chat_id": "c1", "type": "agent", "ids": ["bob"] })).await;
    assert_eq!((&refused["success"], &refused["payload"]["error"]["type"]), (&json!(false), &json!("validation")));
    let (mut bob, second) = Agent::log_in(&address, "token-b").await;
    assert_eq!(second["chats_summary"][0]["id"], "c1");
    ann.done("transfer_chat", json!({ "chat_id": "c1", "type": "agent", "ids": ["bob"] })).await;
    bob.pushed("chat_transferred", |push| push["requester_id"] == "ann").await;
    bob.done("send_event", json!({ "chat_id": "c1", "event": { "type": "message", "text": "Bob here" } })).await;
    ann.pushed("incoming_event", |push| push["event"]["text"] == "Bob here").await;
    bob.done("close_thread", json!({ "chat_id": "c1" })).await;
    let closed = ann.pushed("thread_closed", |_| true).await;
    assert_eq!((&closed["chat_id"], &closed["user_id"]), (&json!("c1"), &json!("bob")));
    let late = ann.ask("send_event", json!({ "chat_id": "c1", "event": { "type": "message", "text": "late" } })).await;
    assert_eq!(late["success"], false);

    let chat = bob.done("get_chat_threads", json!({ "chat_id": "c1" })).await;
    let thread = &chat["chat"]["threads"][0];
    assert_eq!(thread["active"], false);
    assert_eq!(thread["properties"]["parlor"]["read_order"]["value"], sent["event"]["order"], "exact, for who reloads");
    assert!(chat["chat"]["users"][0]["last_seen_timestamp"].is_u64());
    let comings = thread["events"].as_array().unwrap().iter().filter_map(|event| event["content"]["event"].as_str());
    let comings: Vec<&str> = comings.collect();
    assert_eq!(comings, ["chat_session_party_joined", "chat_session_party_joined", "chat_session_party_left"]);
    assert_eq!(messages(thread), ["\"Hello\"", "\"a < b & \\\"c\\\"\"", "\"Bob here\""]);
    let history = house.history("c1");
    assert_eq!(history.iter().filter(|event| matches!(event.body, Body::Message(_))).count(), 3);
    assert!(matches!(history.last().unwrap().body, Body::Ended));
    let orders: Vec<u64> =
        thread["events"].as_array().unwrap().iter().map(|event| event["order"].as_u64().unwrap()).collect();
    assert!(orders.is_sorted_by(|a, b| a < b), "{orders:?}");
}

fn receipts(house: &House) -> Vec<(&'static str, String)> {
    let told = |event: Event| match event.body {
        Body::MessageDelivered { ref_msg_id } => Some(("delivered", ref_msg_id)),
        Body::MessageRead { ref_msg_id } => Some(("read", ref_msg_id)),
        _ => None,
    };
    house.history("c1").into_iter().filter_map(told).collect()
}

#[tokio::test]
async fn what_came_while_no_agent_was_connected_is_delivered_once_one_has_the_transcript() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    house.write("c1", "m1", "anybody?");
    house.write("c1", "m2", "hello?");
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    assert!(receipts(&house).is_empty());
    for _ in 0..2 {
        ann.done("get_chat_threads", json!({ "chat_id": "c1" })).await;
        assert_eq!(receipts(&house), [("delivered", "m1".to_owned()), ("delivered", "m2".to_owned())], "once");
    }
}

#[tokio::test]
async fn receipts_reach_messages_whose_time_runs_ahead_of_the_clock() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    ann.done("add_user_to_chat", json!({ "chat_id": "c1", "user_id": "ann", "user_type": "agent" })).await;
    // The clock is put back by an hour; the log's times never go back.
    house.now.fetch_sub(3_600_000, Ordering::SeqCst);
    house.write("c1", "m1", "hello");
    let event = ann.pushed("incoming_event", |push| push["event"]["text"] == "hello").await;
    let at = event["event"]["timestamp"].clone();
    ann.done("update_last_seen_timestamp", json!({ "chat_id": "c1", "timestamp": at })).await;
    assert!(receipts(&house).contains(&("read", "m1".to_owned())));
}

#[tokio::test]
async fn a_chat_says_up_to_which_second_each_side_has_read_the_other() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    ann.done("add_user_to_chat", json!({ "chat_id": "c1", "user_id": "ann", "user_type": "agent" })).await;
    let says =
        |text: &str| json!({ "chat_id": "c1", "event": { "type": "message", "text": text, "recipients": "all" } });
    ann.done("send_event", says("hello")).await;
    let mut first = house.history("c1").into_iter().filter_map(|event| match event.body {
        Body::Message(message) => message.msg_id,
        _ => None,
    });
    let ref_msg_id = first.next_back().unwrap();
    house.post("c1", Body::MessageRead { ref_msg_id });
    let seen = async |agent: &mut Agent| {
        let answer = agent.done("get_chat_threads", json!({ "chat_id": "c1" })).await;
        answer["chat"]["users"][0]["last_seen_timestamp"].clone()
    };
    assert_eq!(seen(&mut ann).await, 1_700_000_000);
    // Another one within the same second, which nobody has read.
    ann.done("send_event", says("are you there?")).await;
    assert_eq!(seen(&mut ann).await, 1_699_999_999);
}

#[tokio::test]
async fn bad_requests_are_answered_by_name_and_the_connection_goes_on() {
    let (house, address) = serve(two_agents()).await;
    let mut agent = Agent::connect(&address).await;
    for (action, payload, kind, word) in [
        ("close_thread", json!({ "chat_id": "c1" }), "authentication", "log in"),
        ("nonsense", json!({}), "authentication", "log in"),
        ("login", json!({}), "validation", "payload.token"),
        ("login", json!({ "token": 5 }), "validation", "payload.token"),
        ("login", json!({ "token": "wrong" }), "authentication", ""),
    ] {
        let answer = agent.ask(action, payload).await;
        let error = &answer["payload"]["error"];
        assert_eq!((&answer["success"], &error["type"]), (&json!(false), &json!(kind)), "{answer}");
        assert!(error["message"].as_str().unwrap().contains(word), "{answer}");
    }
    agent.send("{\"action\":").await;
    assert_eq!(agent.answer().await["payload"]["error"]["type"], "validation");
    agent.done("login", json!({ "token": "token-a" })).await;
    house.request_chat("c1");
    for (action, payload, word) in [
        ("nonsense", json!({}), "nonsense"),
        ("start_chat", json!({}), "not supported"),
        ("close_thread", json!({}), "payload.chat_id"),
        ("close_thread", json!({ "chat_id": "none" }), "no such chat"),
        ("close_thread", json!([]), "payload"),
        ("send_event", json!({ "chat_id": "c1", "event": { "type": "message" } }), "payload.event.text"),
        ("send_event", json!({ "chat_id": "c1", "event": { "type": "mesage" } }), "payload.event.type"),
        ("send_typing_indicator", json!({ "chat_id": "c1", "is_typing": "yes" }), "payload.is_typing"),
        ("transfer_chat", json!({ "chat_id": "c1", "type": "group", "ids": [7] }), "payload.ids"),
        ("update_agent", json!({ "routing_status": "asleep" }), "payload.routing_status"),
        ("login", json!({ "token": "token-a" }), "logged in already"),
    ] {
        let answer = agent.ask(action, payload).await;
        assert_eq!(answer["payload"]["error"]["type"], "validation", "{answer}");
        assert!(answer["payload"]["error"]["message"].as_str().unwrap().contains(word), "{answer}");
    }
    agent.done("ping", json!({})).await;
}

#[tokio::test]
async fn a_giant_frame_and_a_silent_connection_are_closed() {
    let desk = two_agents().with_silence(std::time::Duration::from_millis(300));
    let (_house, address) = serve(desk).await;
    let mut big = Agent::connect(&address).await;
    // The server may close while the frame is still being written.
    let _closed = big.socket.send(tungstenite::Message::text("x".repeat(10 * 1024 * 1024))).await;
    while let Some(Ok(message)) = big.socket.next().await {
        assert!(!message.is_text(), "a giant frame is not answered as a request: {message}");
    }
    let (mut silent, _) = Agent::log_in(&address, "token-a").await;
    let gone = silent.pushed("agent_disconnected", |_| true).await;
    assert_eq!(gone["reason"], "ping_timeout");
}

#[tokio::test]
async fn who_asks_without_logging_in_is_sent_away_however_often_they_ping() {
    let desk = two_agents().with_silence(std::time::Duration::from_millis(300));
    let (_house, address) = serve(desk).await;
    let mut flood = Agent::connect(&address).await;
    // The last ones may find the connection closed.
    for _ in 0..30 {
        let _closed = flood.socket.send(tungstenite::Message::text("{\"action\":\"ping\"}")).await;
    }
    let mut answers = 0;
    while let Some(Ok(message)) = flood.socket.next().await {
        answers += usize::from(message.is_text());
    }
    assert_eq!(answers, 20);
    let mut idle = Agent::connect(&address).await;
    let alive = async {
        loop {
            if idle.socket.send(tungstenite::Message::Ping(Vec::new().into())).await.is_err() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), alive).await.unwrap();
}

#[tokio::test]
async fn an_agent_has_so_many_sockets_and_no_more() {
    let (_house, address) = serve(two_agents().with_most_sockets(2)).await;
    let (_one, _) = Agent::log_in(&address, "token-a").await;
    let (two, _) = Agent::log_in(&address, "token-a").await;
    let mut three = Agent::connect(&address).await;
    three.send("{\"action\":\"login\",\"payload\":{\"token\":\"token-a\"}}").await;
    assert_eq!(three.pushed("agent_disconnected", |_| true).await["reason"], "too_many_connections");
    let (_other, _) = Agent::log_in(&address, "token-b").await;
    drop(two);
    let mut tries = 0..500;
    while tries.next().is_some() {
        let mut again = Agent::connect(&address).await;
        again.send("{\"action\":\"login\",\"payload\":{\"token\":\"token-a\"}}").await;
        if again.next().await["action"] != "agent_disconnected" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("a place that was left is free again");
}

#[tokio::test]
async fn agents_talk_about_a_visitor_without_taking_the_chat() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    house.request_chat("c1");
    let event = json!({ "type": "message", "text": "a regular", "recipients": "agents", "custom_id": "n1" });
    ann.done("send_event", json!({ "chat_id": "c1", "event": event })).await;
    let heard = bob.pushed("incoming_event", |_| true).await;
    assert_eq!((&heard["event"]["text"], &heard["event"]["recipients"]), (&json!("a regular"), &json!("agents")));
    assert!(house.history("c1").is_empty(), "neither the words nor a party that joined");
    let custom = json!({ "type": "custom", "content": { "event": "chat_session_case_set", "case_id": "1" }, "recipients": "agents" });
    let refused = ann.ask("send_event", json!({ "chat_id": "c1", "event": custom })).await;
    assert_eq!(refused["payload"]["error"]["type"], "validation");
    let long = json!({ "type": "message", "text": "x", "custom_id": "k".repeat(300) });
    let refused = ann.ask("send_event", json!({ "chat_id": "c1", "event": long })).await;
    assert!(refused["payload"]["error"]["message"].as_str().unwrap().contains("custom_id"));
}

#[tokio::test]
async fn agents_hear_what_has_changed_and_when_the_visitor_goes() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    house.request_chat("c1");
    let set = json!({ "sales": { "lead": { "value": true } } });
    ann.done("update_chat_properties", json!({ "chat_id": "c1", "properties": set })).await;
    assert_eq!(ann.pushed("chat_properties_updated", |_| true).await["properties"], set);
    ann.done("add_user_to_chat", json!({ "chat_id": "c1", "user_id": "ann", "user_type": "agent" })).await;
    let routed = ann.pushed("chat_properties_updated", |_| true).await;
    assert_eq!(
        routed["properties"],
        json!({ "routing": { "idle": { "value": false }, "unassigned": { "value": false } } })
    );
    house.visit(|center, now| center.tick(now + 60_000));
    let gone = ann.pushed("customer_updated", |_| true).await;
    assert_eq!(gone["present"], false);
    house.visit(|center, now| drop(center.open_poll(now, "visitor-1", "c1").unwrap()));
    assert_eq!(ann.pushed("customer_updated", |_| true).await["present"], true);
}

#[tokio::test]
async fn the_web_api_does_the_same_calls_and_tells_errors_by_status() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    let client = reqwest::Client::new();
    let ask = |action: &str, token: &str, body: &str| {
        let request = client.post(format!("http://{address}/v3.0/agent/action/{action}"));
        request.bearer_auth(token).header("content-type", "application/json").body(body.to_owned()).send()
    };
    let event = json!({ "payload": { "chat_id": "c1", "event": { "type": "message", "text": "by web" } } });
    let sent = ask("send_event", "token-a", &event.to_string()).await.unwrap();
    assert_eq!(sent.status(), 200);
    assert_eq!(sent.json::<Value>().await.unwrap()["event"]["text"], "by web");
    for (action, token, body, status, kind) in [
        ("send_event", "wrong", "{}", 401, "authentication"),
        ("send_event", "token-a", "{", 400, "validation"),
        ("send_event", "token-a", "{}", 400, "validation"),
        ("login", "token-a", "{\"payload\":{\"token\":\"token-a\"}}", 400, "validation"),
        ("ban_customer", "token-a", "{}", 400, "validation"),
        ("close_thread", "token-a", "{\"author_id\":\"bob\",\"payload\":{\"chat_id\":\"c1\"}}", 403, "authorization"),
    ] {
        let answer = ask(action, token, body).await.unwrap();
        assert_eq!(answer.status(), status, "{action} {body}");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"]["type"], kind);
    }
    let big = ask("send_event", "token-a", &"x".repeat(300_000)).await.unwrap();
    assert_eq!(big.status(), 413);
    let get = client.get(format!("http://{address}/v3.0/agent/action/ping")).send().await.unwrap();
    assert_eq!(get.status(), 405);
}

#[tokio::test]
async fn the_script_answers_until_a_person_takes_over() {
    let (news, heard) = tokio::sync::mpsc::unbounded_channel();
    let (house, address) = serve(two_agents().with_script(news)).await;
    let list = house.files.path().join("price list.txt");
    std::fs::write(&list, "Ten each").unwrap();
    let text = format!(
        "[[step]]\nsay = \"Hello {{name}}\"\n[[reply]]\nmatch = \"price\"\nsay = \"Ten\"\nfile = {:?}",
        list.to_str().unwrap()
    );
    let files = Arc::new(Files::open(house.files.path()).unwrap());
    let sender = script::Sender::new(files, "https://chat.example.com".to_owned());
    tokio::spawn(script::run(script::parse(&text).unwrap(), heard, house.clone(), house.desk.clone(), sender));
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    house.request_chat("c1");
    ann.pushed("incoming_event", |push| push["event"]["text"] == "Hello Ada").await;
    house.write("c1", "1", "What is the price?");
    ann.pushed("incoming_event", |push| push["event"]["text"] == "Ten").await;
    let sent = ann.pushed("incoming_event", |push| push["event"]["type"] == "file").await;
    assert_eq!((&sent["event"]["name"], &sent["event"]["size"]), (&json!("price list.txt"), &json!(8)));
    let scenario = house.visit(|center, _| center.conversation("c1").unwrap().party(script::PARTY).unwrap().kind);
    assert_eq!(scenario, PartyKind::Scenario);
    ann.done("send_event", json!({ "chat_id": "c1", "event": { "type": "message", "text": "Ann here" } })).await;
    ann.pushed("chat_user_removed", |push| push["user_id"] == script::PARTY).await;
    house.write("c1", "2", "And the price of two?");
    ann.pushed("incoming_event", |push| push["event"]["text"] == "And the price of two?").await;
    ann.done("close_thread", json!({ "chat_id": "c1" })).await;
    let tens =
        house.history("c1").iter().filter(|event| matches!(&event.body, Body::Message(m) if m.msg == "Ten")).count();
    assert_eq!(tens, 1);
}

fn file_form(chat_id: &str, custom_id: &str, name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (part, value) in [("payload.chat_id", chat_id), ("payload.custom_id", custom_id)] {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{part}\"\r\n\r\n{value}\r\n").bytes());
    }
    let file = format!("--b\r\nContent-Disposition: form-data; name=\"payload.file\"; filename=\"{name}\"\r\n\r\n");
    body.extend(file.bytes().chain(bytes.iter().copied()).chain(*b"\r\n--b--\r\n"));
    ("multipart/form-data; boundary=b".to_owned(), body)
}

async fn send_file(address: &str, (kind, body): (String, Vec<u8>)) -> (u16, Value) {
    let url = format!("http://{address}/v3.0/agent/action/send_file");
    let request = reqwest::Client::new().post(url).bearer_auth("token-a").header("content-type", kind).body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_file_reaches_the_visitor_and_every_agent_once_under_one_name() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    for _ in 0..2 {
        let (status, answer) = send_file(&address, file_form("c1", "n1", "../plan.txt", b"words")).await;
        assert_eq!(status, 200, "{answer}");
        assert!(answer["url"].as_str().unwrap().starts_with("https://chat.example.com/v3.0/agent/files/"));
    }
    let said: Vec<File> = house
        .history("c1")
        .into_iter()
        .filter_map(|event| match event.body {
            Body::File(file) => Some(file),
            _ => None,
        })
        .collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].file_name.as_deref(), Some("plan.txt"));
    assert_eq!(house.files_on_disk(), 1, "the second one was the first");
    let event = bob.pushed("incoming_event", |payload| payload["event"]["type"] == "file").await["event"].clone();
    assert_eq!((event["name"].as_str(), event["size"].as_u64()), (Some("plan.txt"), Some(5)));
    let path = event["url"].as_str().unwrap().strip_prefix("https://chat.example.com").unwrap();
    let get = |token: &'static str| reqwest::Client::new().get(format!("http://{address}{path}")).bearer_auth(token);
    let response = get("token-b").send().await.unwrap();
    assert!(response.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert_eq!(response.text().await.unwrap(), "words");
    assert_eq!(get("wrong").send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_file_that_may_not_travel_is_refused_and_says_why() {
    let (house, address) = serve(two_agents()).await;
    house.request_chat("c1");
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    for (form, word) in [
        (file_form("c1", "1", "run.exe", b"x"), "type"),
        (file_form("c1", "2", "nothing.txt", b""), "empty"),
        (file_form("c1", "3", "large.bin", &large), "10485760"),
        (file_form("nowhere", "4", "a.txt", b"x"), "no such chat"),
    ] {
        let (status, answer) = send_file(&address, form).await;
        let message = answer["error"]["message"].as_str().unwrap();
        assert!((400..500).contains(&status) && message.contains(word), "{status} {message}");
    }
    assert!(!house.history("c1").iter().any(|event| matches!(event.body, Body::File(_))));
    assert_eq!(house.files_on_disk(), 0);
}

#[tokio::test]
async fn an_agent_changes_and_takes_back_only_what_that_agent_has_written() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    house.request_chat("c1");
    house.write("c1", "1", "Hello");
    let said = |text: &str| json!({ "chat_id": "c1", "event": { "type": "message", "text": text } });
    let first = ann.done("send_event", said("Fist")).await["event"]["id"].clone();
    let second = ann.done("send_event", said("Oops")).await["event"]["id"].clone();
    let edit = |id: &Value, msg: &str| {
        let content = json!({ "event": "chat_session_message_edit", "ref_msg_id": id, "msg": msg });
        json!({ "chat_id": "c1", "event": { "type": "custom", "content": content } })
    };
    let delete = |id: &Value| {
        let content = json!({ "event": "chat_session_message_delete", "ref_msg_id": id });
        json!({ "chat_id": "c1", "event": { "type": "custom", "content": content } })
    };
    ann.done("send_event", edit(&first, "First &amp; last")).await;
    let is_edit = |push: &Value| push["event"]["content"]["event"] == "chat_session_message_edit";
    let pushed = bob.pushed("incoming_event", is_edit).await;
    assert_eq!(pushed["event"]["content"]["ref_msg_id"], first, "agents hear of it by their own id");
    ann.done("send_event", delete(&second)).await;

    let history = house.history("c1");
    let id_of = |text: &str| {
        history.iter().find_map(|event| match &event.body {
            Body::Message(said) if said.msg == text => said.msg_id.clone(),
            _ => None,
        })
    };
    assert!(history.iter().any(|event| matches!(&event.body, Body::MessageEdit { ref_msg_id, msg }
        if Some(ref_msg_id) == id_of("Fist").as_ref() && msg == "First &amp; last")));
    assert!(history.iter().any(
        |event| matches!(&event.body, Body::MessageDelete { ref_msg_id } if Some(ref_msg_id) == id_of("Oops").as_ref())
    ));

    let hello = json!("c1-0");
    let mut refusals = vec![bob.ask("send_event", edit(&first, "x")).await];
    for wrong in [edit(&hello, "x"), delete(&json!("c9-1"))] {
        refusals.push(ann.ask("send_event", wrong).await);
    }
    for refused in refusals {
        let message = refused["payload"]["error"]["message"].as_str().unwrap();
        assert!(message.contains("ref_msg_id"), "{message}");
    }
    let refused = ann.ask("send_event", edit(&first, " ")).await;
    assert!(refused["payload"]["error"]["message"].as_str().unwrap().contains("content.msg"));

    // What is only for agents stays so, in other words, too.
    let note = json!({ "type": "message", "text": "a note", "recipients": "agents" });
    let note = ann.done("send_event", json!({ "chat_id": "c1", "event": note })).await["event"]["id"].clone();
    let before = house.history("c1").len();
    ann.done("send_event", edit(&note, "another note")).await;
    assert_eq!(house.history("c1").len(), before);
}

#[tokio::test]
async fn agents_see_on_which_pages_a_visitor_is_and_was() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    house.request_chat("c1");
    let go = |page: &str, title: &str| {
        house.post("c1", Body::Navigation { msg_id: None, title: title.to_owned(), page: page.to_owned() });
    };
    for number in 0..12 {
        go(&format!("https://shop.example/{number}"), "");
    }
    go("https://shop.example/cart", "Cart");
    let pushed = ann.pushed("customer_page_updated", |push| push["title"] == "Cart").await;
    assert_eq!(pushed["url"], "https://shop.example/cart");
    let chat = ann.done("get_chat_threads", json!({ "chat_id": "c1" })).await["chat"].clone();
    assert_eq!(pushed["customer_id"], chat["users"][0]["id"]);
    let pages = chat["users"][0]["last_visit"]["last_pages"].as_array().unwrap().clone();
    assert_eq!((pages.len(), &pages[9]["title"]), (10, &json!("Cart")));
    let at = pages[9]["opened_at"].as_str().unwrap();
    assert!(at.len() == 27 && at.ends_with('Z') && &at[10..11] == "T", "{at}");
    assert_eq!(chat["threads"][0]["events"], json!([]), "they are no lines of the chat");
}

#[tokio::test]
async fn the_answer_to_a_secure_form_reaches_the_agent_who_asked_and_no_disk() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    house.request_chat("c1");
    let show = json!({ "event": "chat_session_secure_form_show", "form_request_id": "", "form_id": "17" });
    let refused =
        ann.ask("send_event", json!({ "chat_id": "c1", "event": { "type": "custom", "content": show } })).await;
    assert!(refused["payload"]["error"]["message"].as_str().unwrap().contains("form_request_id"));
    let show = json!({ "event": "chat_session_secure_form_show", "form_request_id": "r1", "form_id": "17" });
    ann.done("send_event", json!({ "chat_id": "c1", "event": { "type": "custom", "content": show } })).await;
    house.visit(|center, now| center.join(now, "c1", "bob", Party::default()).unwrap());
    let data = Answers::Fields(vec![("card_number".to_owned(), "4111111111111111".to_owned())]);
    house.post(
        "c1",
        Body::SecureFormData(FormData { form_request_id: "r1".to_owned(), form_name: String::new(), data }),
    );
    let told = ann.pushed("incoming_multicast", |payload| payload["type"] == "parlor.secure_form").await;
    assert_eq!(told["content"]["form_request_id"], "r1");
    assert_eq!(told["content"]["fields"], json!([{ "name": "card_number", "value": "4111111111111111" }]));
    ann.done("send_event", json!({ "chat_id": "c1", "event": { "type": "message", "text": "thanks" } })).await;
    let mut seen = String::new();
    bob.pushed("incoming_event", |payload| {
        seen.push_str(&payload.to_string());
        payload["event"]["text"] == "thanks"
    })
    .await;
    assert!(seen.contains("chat_session_secure_form_data") && !seen.contains("4111"), "{seen}");
    assert!(!format!("{:?}", bob.pushes).contains("4111"));
    assert!(!format!("{:?}", house.history("c1")).contains("4111"));
}

#[tokio::test]
async fn an_agents_picture_is_kept_shown_and_removed_and_nothing_else_is_one() {
    let (_house, address) = serve(two_agents()).await;
    let client = reqwest::Client::new();
    let url = format!("http://{address}/v3.0/agent/photo");
    let png: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x02\0\0\0\x02\x08\x06\0\0\0";
    let put = |bytes: Vec<u8>, token: &str| client.put(&url).bearer_auth(token).body(bytes).send();
    assert_eq!(client.get(&url).bearer_auth("token-a").send().await.unwrap().status(), 204);
    assert_eq!(put(png.to_vec(), "token-a").await.unwrap().status(), 200);
    let photo = client.get(&url).bearer_auth("token-a").send().await.unwrap();
    assert_eq!(photo.headers()["content-type"], "image/png");
    assert_eq!(photo.bytes().await.unwrap(), png);
    assert_eq!(client.get(&url).bearer_auth("token-b").send().await.unwrap().status(), 204, "it is hers alone");
    for (bytes, word) in [(b"<svg onload=x>".to_vec(), "no PNG"), (vec![0; 1024 * 1024 + 1], "larger")] {
        let refused = put(bytes, "token-a").await.unwrap();
        assert_eq!(refused.status(), 400);
        assert!(refused.text().await.unwrap().contains(word));
    }
    assert_eq!(put(png.to_vec(), "nobody").await.unwrap().status(), 401);
    assert_eq!(client.delete(&url).bearer_auth("token-a").send().await.unwrap().status(), 200);
    assert_eq!(client.get(&url).bearer_auth("token-a").send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn what_the_ends_of_a_call_say_is_passed_on_and_kept_nowhere() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let (mut page, _) = Agent::log_in(&address, "token-a").await;
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    house.request_chat("c1");
    let chat = ann.pushed("incoming_chat_thread", |_| true).await;
    let visitor = chat["chat"]["users"][0]["id"].clone();
    let offer = json!({ "type": "OFFER_CALL", "offerVideo": false, "sdp": "v=0" });
    let multicast = |to: &Value, data: &Value| {
        let content = json!({ "chat_id": "c1", "page": "p1", "data": data });
        json!({ "scopes": { "customers": { "ids": [to] } }, "type": "parlor.signaling", "content": content })
    };
    let refused = ann.ask("multicast", multicast(&visitor, &offer)).await;
    assert!(refused["payload"]["error"]["message"].as_str().unwrap().contains("not in this chat"), "{refused}");
    ann.done("add_user_to_chat", json!({ "chat_id": "c1", "user_id": "ann", "user_type": "agent" })).await;

    house.post(
        "c1",
        Body::Signaling {
            msg_id: None,
            destination_party_id: Some("ann".to_owned()),
            signal: parlor_protocol::signaling::Signal::RequestCall { offer_video: true },
        },
    );
    let is_signal = |payload: &Value| payload["type"] == "parlor.signaling";
    for agent in [&mut ann, &mut page] {
        let told = agent.pushed("incoming_multicast", is_signal).await;
        assert_eq!(told["content"]["data"], json!({ "type": "REQUEST_CALL", "offerVideo": true }));
        assert_eq!((&told["content"]["chat_id"], &told["content"]["user_id"]), (&json!("c1"), &visitor));
    }
    ann.done("multicast", multicast(&visitor, &offer)).await;
    let echo = page.pushed("incoming_multicast", is_signal).await;
    assert_eq!((&echo["content"]["user_id"], &echo["content"]["page"]), (&json!("ann"), &json!("p1")));
    bob.done("ping", json!({})).await;
    assert!(!bob.pushes.iter().any(|push| is_signal(&push["payload"])), "it is nobody else's business");
    assert!(house.history("c1").iter().all(|event| !matches!(event.body, Body::Signaling { .. })));

    for (to, data, why) in [
        (json!("nobody"), offer.clone(), "scopes"),
        (visitor.clone(), json!({ "type": "OFFER_CALL" }), "OFFER_CALL"),
        (visitor.clone(), json!("x"), "OFFER_CALL"),
        (visitor.clone(), json!({ "type": "OFFER_CALL", "sdp": "x".repeat(200_000) }), "too long"),
    ] {
        let refused = ann.ask("multicast", multicast(&to, &data)).await;
        assert!(refused["payload"]["error"]["message"].as_str().unwrap().contains(why), "{refused}");
    }
}

#[tokio::test]
async fn a_client_of_the_documents_examples_is_served() {
    let (house, address) = serve(two_agents()).await;
    let (socket, _) = connect_async(format!("ws://{address}/agent/v3.0/rtm/ws")).await.unwrap();
    let mut ann = Agent { socket, pushes: Vec::new(), last: 0 };
    ann.send(r#"{"request_id":7,"action":"login","payload":{"token":"Bearer token-a"}}"#).await;
    let answer = ann.next().await;
    assert_eq!((&answer["success"], &answer["request_id"]), (&json!(true), &json!("7")), "{answer}");
    let (license, profile) = (&answer["payload"]["license"], &answer["payload"]["my_profile"]);
    assert!(license["expiration_timestamp"].is_u64() && license["creation_timestamp"].is_u64(), "{license}");
    for name in ["id", "name", "email", "avatar", "permission"] {
        assert!(profile[name].is_string(), "{name} of {profile}");
    }

    // One name for all, as in the document's samples.
    house.request_chat("chat-1");
    for text in ["one", "two", "two", "one"] {
        let event = json!({ "type": "message", "text": text, "custom_id": "12345-bhdsa", "recipients": "all" });
        let said = ann.done("send_event", json!({ "chat_id": "chat-1", "event": event })).await;
        assert_eq!(said["event"]["text"], text, "{said}");
    }
    let bodies = house.history("chat-1").into_iter().map(|event| event.body);
    let texts: Vec<String> =
        bodies.filter_map(|body| if let Body::Message(message) = body { Some(message.msg) } else { None }).collect();
    assert_eq!(texts, ["one", "two"], "what was said is said once, whatever else has its name");
}

#[tokio::test]
async fn agents_see_who_of_them_types() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let (mut bob, _) = Agent::log_in(&address, "token-b").await;
    house.request_chat("chat-1");
    for recipients in ["all", "agents"] {
        let typing = json!({ "chat_id": "chat-1", "recipients": recipients, "is_typing": true });
        ann.done("send_typing_indicator", typing).await;
        let heard = bob.pushed("incoming_typing_indicator", |_| true).await;
        let indicator = &heard["typing_indicator"];
        assert_eq!((&indicator["author_id"], &indicator["recipients"]), (&json!("ann"), &json!(recipients)));
    }
    ann.done("ping", json!({})).await;
    assert!(ann.pushes.iter().all(|push| push["action"] != "incoming_typing_indicator"), "nobody hears themselves");
}

#[tokio::test]
async fn a_first_message_comes_with_its_chat_and_not_once_more() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    let first = Message { msg_id: Some("1".to_owned()), msg: "Help!".to_owned(), ..Message::default() };
    let request = RequestChat { initial_message: Some(first), ..RequestChat::default() };
    house.visit(|center, now| center.request_chat(now, "visitor-1", request.clone(), "chat-1").unwrap());
    let opened = ann.pushed("incoming_chat_thread", |_| true).await;
    assert_eq!(opened["chat"]["thread"]["events"][0]["text"], "Help!", "{opened}");
    ann.done("ping", json!({})).await;
    assert!(ann.pushes.iter().all(|push| push["action"] != "incoming_event"), "{:?}", ann.pushes);
    let delivered =
        house.history("chat-1").into_iter().any(|event| matches!(event.body, Body::MessageDelivered { .. }));
    assert!(delivered, "the visitor's message reached somebody");
}

#[tokio::test]
async fn a_threads_own_properties_stand_in_the_summary() {
    let (house, address) = serve(two_agents()).await;
    let (mut ann, _) = Agent::log_in(&address, "token-a").await;
    house.request_chat("chat-1");
    let opened = ann.pushed("incoming_chat_thread", |_| true).await;
    let thread = opened["chat"]["thread"]["id"].clone();
    let rating = json!({ "chat_id": "chat-1", "thread_id": thread, "properties": { "rating": { "score": 2 } } });
    ann.done("update_chat_thread_properties", rating).await;
    let chats = ann.done("get_filtered_chats", json!({})).await;
    let summary = &chats["chats_summary"][0];
    assert_eq!(summary["last_thread_summary"]["properties"]["rating"]["score"]["value"], 2, "{chats}");
    assert!(summary["properties"].get("rating").is_none());
}

#[tokio::test]
async fn another_version_of_the_api_is_told_which_one_this_is() {
    let (_house, address) = serve(two_agents()).await;
    for (path, status, kind) in [
        ("v3.1/agent/action/ping", 400, "unsupported_version"),
        ("v2/agent/rtm/ws", 400, "unsupported_version"),
        ("v3.0/agent/nowhere", 404, "validation"),
    ] {
        let answer = reqwest::Client::new().post(format!("http://{address}/{path}")).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["type"], kind, "{path} {body}");
    }
}
