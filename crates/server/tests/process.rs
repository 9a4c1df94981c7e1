//! The real program over real sockets: what only a process and a connection can show.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

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
