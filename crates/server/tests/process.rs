//! The real program over real sockets: what only a process and a connection can show.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use reqwest::Client;
use serde_json::{Value, json};

struct Server {
    child: Child,
    origin: String,
}

impl Server {
    fn start(dir: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parlor-server"))
            .args(["--listen", "127.0.0.1:0", "--data"])
            .arg(dir)
            .args(flags)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let origin = line.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
        Self { child, origin }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/clientweb/api/v2/{path}?tenantUrl=localhost", self.origin)
    }

    async fn get(&self, path: &str) -> reqwest::Result<Value> {
        let request = Client::new().get(self.url(path)).header("authorization", authorization());
        request.send().await?.json().await
    }

    async fn post(&self, path: &str, body: Value) -> reqwest::Result<reqwest::Response> {
        Client::new().post(self.url(path)).header("authorization", authorization()).json(&body).send().await
    }

    async fn chat(&self) -> String {
        let answer: Value = self.post("chats", json!({})).await.unwrap().json().await.unwrap();
        answer["chat_id"].as_str().unwrap().to_owned()
    }

    async fn polls(&self) -> u64 {
        let text = reqwest::get(format!("{}/metrics", self.origin)).await.unwrap().text().await.unwrap();
        text.lines().find_map(|line| line.strip_prefix("parlor_polls ")).unwrap().parse().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL; one that is gone already needs no more.
        let _gone = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn authorization() -> &'static str {
    "MOBILE-API-140-327-PLAIN appId=\"demo\", clientId=\"c\""
}

fn message(text: &str) -> Value {
    json!({"events": [{"event": "chat_session_message", "msg_id": text, "msg": text}]})
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    for _ in 0..500 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what} did not come true");
}

#[tokio::test]
async fn a_power_cut_loses_nothing_that_was_accepted() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let chat = server.chat().await;
    for number in 0..20 {
        let sent = server.post(&format!("chats/{chat}/events"), message(&format!("m{number}"))).await.unwrap();
        assert!(sent.status().is_success());
    }
    let before = server.get(&format!("chats/{chat}/history")).await.unwrap();
    drop(server);

    let server = Server::start(dir.path(), &[]);
    let after = server.get(&format!("chats/{chat}/history")).await.unwrap();
    assert_eq!(after, before);
    assert_eq!(server.get("chats/active").await.unwrap()["chat_id"], json!(chat));
    let again: Value = server.post("chats", json!({})).await.unwrap().json().await.unwrap();
    assert_eq!(again["is_new_chat"], json!(false));
}

/// An agent at the socket, logged in.
struct Agent(tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>);

impl Agent {
    async fn log_in(server: &Server, reconnect: bool) -> (Self, Value) {
        let url = format!("{}/v3.0/agent/rtm/ws", server.origin.replace("http", "ws"));
        let mut agent = Self(tokio_tungstenite::connect_async(url).await.unwrap().0);
        let profile = agent.done("login", json!({ "token": TOKEN, "reconnect": reconnect })).await;
        (agent, profile)
    }

    /// The payload of the answer; what is pushed before it is skipped.
    async fn done(&mut self, action: &str, payload: Value) -> Value {
        let request = json!({ "action": action, "payload": payload }).to_string();
        self.0.send(tokio_tungstenite::tungstenite::Message::text(request)).await.unwrap();
        loop {
            let frame = self.0.next().await.unwrap().unwrap();
            let frame: Value = serde_json::from_str(frame.to_text().unwrap_or_default()).unwrap_or_default();
            if frame["type"] == "response" {
                assert_eq!(frame["success"], true, "{frame}");
                return frame["payload"].clone();
            }
        }
    }
}

const TOKEN: &str = "0123456789abcdef";

#[tokio::test]
async fn a_power_cut_takes_neither_names_nor_properties_nor_duty_from_the_agents() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("parlor.toml");
    std::fs::write(&config, format!("[agents]\nlist = [{{ id = \"ann\", name = \"Ann\", token = \"{TOKEN}\" }}]\n"))
        .unwrap();
    let flags = ["--config", config.to_str().unwrap()];
    let server = Server::start(dir.path(), &flags);
    let chat = server.chat().await;
    let (mut agent, _) = Agent::log_in(&server, false).await;
    let send = |text: &str, recipients: &str| {
        let event = json!({ "type": "message", "custom_id": text, "text": text, "recipients": recipients });
        json!({ "chat_id": chat, "event": event })
    };
    let said = agent.done("send_event", send("said once", "all")).await;
    let noted = agent.done("send_event", send("for us alone", "agents")).await;
    assert_eq!(noted["event"]["recipients"], "agents");
    let properties = json!({ "bookmarks": { "colour": { "value": "blue" } } });
    agent.done("update_chat_properties", json!({ "chat_id": chat, "properties": properties })).await;
    agent.done("update_agent", json!({ "routing_status": "not_accepting_chats" })).await;
    // The agent's socket does not hear of it: nothing was closed in an orderly way.
    drop(server);

    let server = Server::start(dir.path(), &flags);
    let (mut agent, login) = Agent::log_in(&server, true).await;
    assert_eq!(login["my_profile"]["routing_status"], "not_accepting_chats");
    assert_eq!(login["chats_summary"][0]["properties"]["bookmarks"]["colour"]["value"], "blue");
    assert_eq!(agent.done("send_event", send("said once", "all")).await["event"]["id"], said["event"]["id"]);
    assert_eq!(agent.done("send_event", send("for us alone", "agents")).await["event"]["id"], noted["event"]["id"]);
    let threads = agent.done("get_chat_threads", json!({ "chat_id": chat })).await.to_string();
    let history = server.get(&format!("chats/{chat}/history")).await.unwrap().to_string();
    let told = server.get(&format!("chats/{chat}/events")).await.unwrap().to_string();
    let times = |text: &str, word: &str| text.matches(&format!("\"{word}\"")).count();
    // Once as text, once as custom_id; towards the visitor as text and as HTML.
    assert_eq!((times(&threads, "said once"), times(&threads, "for us alone")), (2, 2), "{threads}");
    assert_eq!((times(&history, "said once"), times(&told, "said once")), (2, 2), "{history} {told}");
    assert!(!history.contains("for us alone") && !told.contains("for us alone"));
    // The duty of one who logs in anew is the default.
    let (_agent, login) = Agent::log_in(&server, false).await;
    assert_eq!(login["my_profile"]["routing_status"], "accepting_chats");
}

#[tokio::test]
async fn what_ended_long_ago_is_deleted_from_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("parlor.toml");
    std::fs::write(&config, "[chat]\nkept_after_end = 0\nkeep_history = 0\n").unwrap();
    let server = Server::start(dir.path(), &[]);
    let (ended, running) = (server.chat().await, "m");
    server.post(&format!("chats/{ended}/events"), message("secret words")).await.unwrap();
    server.post(&format!("chats/{ended}/events"), json!({"events": [{"event": "chat_session_end"}]})).await.unwrap();
    let chat = server.chat().await;
    server.post(&format!("chats/{chat}/events"), message(running)).await.unwrap();
    drop(server);
    let server = Server::start(dir.path(), &["--config", config.to_str().unwrap()]);
    let count = |table: &str| -> i64 {
        let store = rusqlite::Connection::open(dir.path().join("parlor.sqlite")).unwrap();
        store
            .query_row(&format!("SELECT count(*) FROM {table} WHERE chat_id = ?1"), [&ended], |row| row.get(0))
            .unwrap()
    };
    until("the old chat is gone", async || count("chats") == 0 && count("entries") == 0).await;
    let history = server.get(&format!("chats/{chat}/history")).await.unwrap().to_string();
    assert!(history.contains("\"msg\":\"m\""), "a chat that runs stays");
}

#[tokio::test]
async fn a_poll_is_let_go_when_its_socket_closes() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let path = format!("chats/{}/events", server.chat().await);
    server.get(&path).await.unwrap();
    let request = Client::new().get(server.url(&path)).header("authorization", authorization());
    let held = tokio::spawn(request.send());
    until("the poll is held", async || server.polls().await == 1).await;
    held.abort();
    until("the poll is let go", async || server.polls().await == 0).await;
}

#[tokio::test]
async fn a_dropped_answer_leaves_what_was_done_and_no_answer() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &["--allow-faults"]);
    let chat = server.chat().await;
    let faults = |body: Value| Client::new().post(format!("{}/__faults", server.origin)).json(&body).send();
    for (kind, is_done) in [("drop", false), ("drop-after", true)] {
        faults(json!([{"path": "/events", "method": "POST", "kind": kind, "times": 1}])).await.unwrap();
        assert!(server.post(&format!("chats/{chat}/events"), message(kind)).await.is_err());
        let history = server.get(&format!("chats/{chat}/history")).await.unwrap().to_string();
        assert_eq!(history.contains(&format!("\"msg\":\"{kind}\"")), is_done, "{kind}");
    }
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_and_others_are_served() {
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(dir.path(), &[]);
    let ask = |length: usize| {
        let request = Client::new().get(server.url("availability")).header("authorization", authorization());
        request.header("x-long", "a".repeat(length)).send()
    };
    assert_eq!(ask(20_000).await.unwrap().status(), 431);
    assert_eq!(ask(8_000).await.unwrap().status(), 200);
}

#[tokio::test]
async fn who_comes_when_the_house_is_full_is_told_to_come_again() {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("parlor.toml");
    std::fs::write(&config, "[limits]\nconnections = 1\n").unwrap();
    let server = Server::start(dir.path(), &["--config", config.to_str().unwrap()]);
    let address = server.origin.trim_start_matches("http://");
    let first = tokio::net::TcpStream::connect(address).await.unwrap();
    until("the second is refused", async || {
        let refused = reqwest::get(format!("{}/healthz", server.origin)).await;
        refused.is_ok_and(|answer| answer.status() == 503 && answer.headers()["retry-after"] == "5")
    })
    .await;
    drop(first);
    until("the place is free again", async || {
        reqwest::get(format!("{}/healthz", server.origin)).await.is_ok_and(|answer| answer.status() == 200)
    })
    .await;
}

#[test]
fn a_wrong_setting_ends_with_two_and_one_line() {
    let run = |flags: &[&str], variable: Option<(&str, &str)>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlor-server"));
        let output = command.args(flags).envs(variable).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (flags, variable, word) in [
        (&["--port", "1"][..], None, "--port"),
        (&["--config", "/nowhere/parlor.toml"][..], None, "/nowhere/parlor.toml"),
        (&[][..], Some(("PARLOR_CHAT_SECOND_POLL", "500")), "chat.second_poll"),
        (&[][..], Some(("PARLOR_CHAT_NOTHING", "500")), "chat.nothing"),
    ] {
        let (code, line) = run(flags, variable);
        assert_eq!((code, line.lines().count()), (Some(2), 1), "{line}");
        assert!(line.contains(word) && line.contains("allowed"), "{line}");
    }
}
