//! Files: the agent's own on their way to the visitor, and those that come.

use parlor_desk::state::{ChosenFile, DeskInput, FileId, FileLink, FileView, Intent, RowBody, SendProblem, SendState};
use parlor_protocol::files::{LARGEST_OF_AGENT, Unfit};
use serde_json::{Value, json};

use crate::harness::{Bench, CHAT, ME, accepted, agent, event, summary, visitor};

const FILE: FileId = FileId(1);

/// What the transcript shows of files.
fn files(bench: &Bench) -> Vec<FileView> {
    let file = |row| match row {
        RowBody::File(file) => Some(file),
        _ => None,
    };
    bench.rows().into_iter().filter_map(file).collect()
}

fn send(bench: &mut Bench, name: &str, size: u64) {
    bench.want(Intent::SendFile { chat: CHAT.into(), file: ChosenFile { id: FILE, name: name.into(), size } });
}

fn file_event(order: u64, author: &str, url: &str, custom_id: Option<&str>) -> Value {
    json!({
        "id": format!("e{order}"), "order": order, "type": "file", "author_id": author, "custom_id": custom_id,
        "timestamp": 1_700_000_000, "recipients": "all",
        "name": "a.png", "url": url, "content_type": "image/png", "size": 2048,
    })
}

fn answer(bench: &mut Bench, status: u16, body: &Value) {
    bench.feed(DeskInput::Uploaded(FILE, Some((status, body.to_string()))));
}

#[test]
fn a_file_goes_once_shows_how_far_it_is_and_becomes_the_servers() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "../../a.png", 2048);
    let (file, name) = bench.uploads.pop().unwrap();
    assert_eq!(file, FILE);
    bench.feed(DeskInput::Progress(FILE, 512));
    let row = bench.view().rows.pop().unwrap().id;
    assert_eq!(bench.view().upload, Some((row, 25)));
    let shown = files(&bench).pop().unwrap();
    assert_eq!((&*shown.name, shown.state, shown.link), ("a.png", Some(SendState::Sending), FileLink::Nowhere));

    let stored = "https://chat.example/v3.0/agent/files/f-1_a";
    bench.push("incoming_event", json!({ "chat_id": CHAT, "event": file_event(2, ME, stored, Some(&name)) }));
    answer(&mut bench, 200, &json!({ "url": stored }));
    bench.wait(60_000);
    let shown = files(&bench);
    assert_eq!(shown.len(), 1);
    assert_eq!((shown[0].link.clone(), shown[0].is_picture), (FileLink::Stored("f-1_a".into()), true));
    assert_eq!(shown[0].state, Some(SendState::Sent));
    assert_eq!(bench.view().rows.pop().unwrap().id, row, "it keeps its row");
    assert!(!bench.desk.holds(FILE) && bench.uploads.is_empty());
}

#[test]
fn a_message_does_not_wait_for_the_file_before_it() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "a.png", 2048);
    bench.send("hello");
    let request = bench.take("send_event").unwrap();
    bench.answer(&request, json!({ "thread_id": "t", "event": accepted(&request, 2) }));
    assert_eq!(bench.messages().last(), Some(&("hello".into(), Some(SendState::Sent))));
    assert_eq!(files(&bench).pop().unwrap().state, Some(SendState::Sending));
}

#[test]
fn a_file_that_may_not_travel_is_not_sent_and_says_why() {
    let mut bench = Bench::with_chat();
    let unfit = [
        ("a.exe", 1, Unfit::Blocked),
        ("a.png", 0, Unfit::Empty),
        ("a.png", LARGEST_OF_AGENT + 1, Unfit::TooLarge(LARGEST_OF_AGENT)),
    ];
    for (name, size, why) in unfit {
        send(&mut bench, name, size);
        assert_eq!(files(&bench).pop().unwrap().problem, Some(SendProblem::Unfit(why)));
        let row = bench.view().rows.pop().unwrap().id;
        bench.want(Intent::Retry { chat: CHAT.into(), row });
        assert!(bench.uploads.is_empty(), "another try would not help");
        bench.want(Intent::Discard { chat: CHAT.into(), row });
        assert!(files(&bench).is_empty() && !bench.desk.holds(FILE));
    }
}

#[test]
fn a_file_that_is_called_off_leaves_nothing() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "a.png", 2048);
    let row = bench.view().rows.pop().unwrap().id;
    bench.want(Intent::Discard { chat: CHAT.into(), row });
    assert!(!bench.desk.holds(FILE));
    assert!(files(&bench).is_empty());
    bench.feed(DeskInput::Uploaded(FILE, None));
    bench.wait(60_000);
    assert_eq!(bench.uploads.len(), 1);
}

#[test]
fn a_file_whose_answer_is_lost_is_looked_for_and_sent_again_under_the_same_name() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "a.png", 2048);
    bench.feed(DeskInput::Uploaded(FILE, None));
    assert_eq!(bench.uploads.len(), 1, "the threads are asked first");
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    bench.wait(10_000);
    assert_eq!(bench.uploads.len(), 2);
    assert_eq!(bench.uploads[0].1, bench.uploads[1].1);
}

#[test]
fn a_file_outlives_a_broken_line_and_waits_for_the_next() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "a.png", 2048);
    bench.cut();
    for _ in 0..20 {
        bench.feed(DeskInput::Uploaded(FILE, None));
    }
    assert_eq!(files(&bench).pop().unwrap().state, Some(SendState::Sending));
    bench.come_back(&[summary(CHAT, &[visitor(), agent(ME)])]);
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    assert_eq!(bench.uploads.len(), 2);
}

#[test]
fn a_refused_file_says_why_in_the_servers_words_and_can_be_tried_again() {
    let mut bench = Bench::with_chat();
    send(&mut bench, "a.png", 2048);
    answer(&mut bench, 422, &json!({ "error": { "type": "validation", "message": "too late" } }));
    assert_eq!(files(&bench).pop().unwrap().problem, Some(SendProblem::Refused("too late".into())));
    let row = bench.view().rows.pop().unwrap().id;
    bench.want(Intent::Retry { chat: CHAT.into(), row });
    bench.serve_threads(CHAT, &[visitor(), agent(ME)], vec![event(1, "v1", "hello")], true);
    assert_eq!(bench.uploads.len(), 2);
    bench.feed(DeskInput::Uploaded(FILE, Some((413, "<html>".into()))));
    assert_eq!(files(&bench).pop().unwrap().problem, Some(SendProblem::Refused(String::new())));
}

#[test]
fn a_visitors_file_is_a_link_to_the_server_or_to_the_web_or_none() {
    let mut bench = Bench::with_chat();
    let links = [
        ("/v3.0/agent/files/f1", FileLink::Stored("f1".into())),
        ("/v3.0/agent/files/../x", FileLink::Nowhere),
        ("https://cdn.example/a.png", FileLink::Web("https://cdn.example/a.png".into())),
        ("javascript:alert(1)", FileLink::Nowhere),
    ];
    for (place, (url, link)) in links.into_iter().enumerate() {
        let order = place as u64 + 2;
        bench.push("incoming_event", json!({ "chat_id": CHAT, "event": file_event(order, "v1", url, None) }));
        let shown = files(&bench).pop().unwrap();
        assert_eq!((shown.link, shown.size, shown.mine), (link, Some(2048), false));
    }
}
