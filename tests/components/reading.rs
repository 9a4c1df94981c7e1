//! The transcript.

use leptos::prelude::Set;
use parlor::signals::Action;
use parlor_markup::{Node, Tag};
use parlor_session::{
    Intent,
    effect::Announcement,
    input::RowId,
    problem::{Problem, ProblemKind},
    view::{Phase, RepliesView, RowBody, SendState, Sender, SystemLine},
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, frame, message, press, said, status, until};

#[wasm_bindgen_test]
async fn a_message_says_whose_it_is_and_how_far_it_came() {
    let stage = Stage::chat().await;
    stage.row(7, said(Sender::Visitor, "Hi", Some(SendState::Sending)));
    until("the message", || stage.find("[part=message]").is_some()).await;
    let row = stage.get("[part=message]");
    assert_eq!(row.get_attribute("data-sender").as_deref(), Some("visitor"));
    assert_eq!(row.get_attribute("data-state").as_deref(), Some("sending"));
    assert_eq!(row.get_attribute("data-id").as_deref(), Some("7"));
    assert_eq!(stage.text("[part=message-text]"), "Hi");
    assert!(row.text_content().unwrap().contains("Sending"), "in words, too");
    let text = stage.get("[part=message-text]").first_child().unwrap();

    stage.row(7, said(Sender::Visitor, "Hi", Some(SendState::Read)));
    until("the receipt", || row.get_attribute("data-state").as_deref() == Some("read")).await;
    assert!(text.is_connected(), "a receipt must not draw the text again: it may be selected");
}

#[wasm_bindgen_test]
async fn markup_is_drawn_node_by_node() {
    let stage = Stage::chat().await;
    let link = Node::Link { href: "https://example.com/".into(), children: vec![Node::Text("here".into())] };
    let mut body = message(Sender::Agent, "", None);
    body.nodes = vec![
        Node::Text("<img src=x onerror=alert(1)> ".into()),
        Node::Element { tag: Tag::Bold, children: vec![Node::Text("bold".into()), Node::Break, link] },
        Node::Image { src: "https://img.example.com/a.png".into(), alt: "A map".into() },
    ];
    stage.row(1, RowBody::Message(body));
    until("the link", || stage.find("[part=message-text] strong a").is_some()).await;
    let link = stage.get("[part=message-text] a");
    assert_eq!(link.get_attribute("rel").as_deref(), Some("noopener noreferrer nofollow ugc"));
    assert_eq!(link.get_attribute("target").as_deref(), Some("_blank"));
    assert_eq!(stage.count("[part=message-text] img"), 0, "nothing is loaded before a click");
    stage.get("[part=message-text] .image-card").click();
    assert_eq!(stage.get("img[part=image]").get_attribute("src").as_deref(), Some("https://img.example.com/a.png"));
}

#[wasm_bindgen_test]
async fn a_failed_message_can_be_retried_copied_and_deleted() {
    let stage = Stage::chat().await;
    let mut failed = message(Sender::Visitor, "Hello", Some(SendState::Failed));
    failed.problem = Some(Problem { kind: ProblemKind::Refused, code: Some(5000), detail: "no".into() });
    stage.row(3, RowBody::Message(failed));
    until("the way out", || stage.find("[part=message] [part=retry]").is_some()).await;
    let shown = stage.text("[part=message]");
    assert!(shown.contains("Not sent. This message was not accepted."), "{shown}");
    stage.actions();
    for part in ["retry", "copy", "delete"] {
        stage.get(&format!("[part=message] [part={part}]")).click();
    }
    let row = RowId(3);
    assert_eq!(
        stage.actions(),
        [Action::Intent(Intent::Retry { row }), Action::Copy("Hello".into()), Action::Intent(Intent::Discard { row }),]
    );
}

#[wasm_bindgen_test]
async fn what_an_ended_chat_could_not_take_is_copied_or_deleted_there() {
    let stage = Stage::chat().await;
    let mut failed = message(Sender::Visitor, "Hello", Some(SendState::Failed));
    failed.problem = Some(Problem { kind: ProblemKind::ChatGone, code: None, detail: String::new() });
    stage.row(3, RowBody::Message(failed));
    until("the way out", || stage.find("[part=retry]").is_some()).await;
    stage.write.status.set(status(Phase::Ended));
    until("no way to send it here", || stage.find("[part=retry]").is_none()).await;
    assert_eq!((stage.count("[part=copy]"), stage.count("[part=delete]")), (1, 1));
}

#[wasm_bindgen_test]
async fn a_messages_answers_are_buttons_until_one_is_given() {
    let stage = Stage::chat().await;
    let offer = |chosen| {
        let mut body = message(Sender::Agent, "All well?", None);
        body.replies = Some(RepliesView { options: vec!["Yes".into(), "<b>No</b>".into()], in_column: false, chosen });
        RowBody::Message(body)
    };
    stage.row(5, offer(None));
    until("the buttons", || stage.count("[part=quick-reply]") == 2).await;
    let buttons = stage.root.query_selector_all("[part=quick-reply]").unwrap();
    let second: web_sys::HtmlElement = buttons.get(1).unwrap().unchecked_into();
    assert_eq!(second.text_content().as_deref(), Some("<b>No</b>"));
    stage.actions();
    second.click();
    assert_eq!(stage.actions(), [Action::Intent(Intent::Reply { row: RowId(5), option: 1 })]);
    assert!(stage.has_focus("[part=input]"), "whoever has no pointer goes on with the composer");
    stage.row(5, offer(Some(1)));
    until("they are gone", || stage.count("[part=quick-reply]") == 0).await;
    stage.row(6, offer(None));
    until("the next ones", || stage.count("[part=quick-reply]") == 2).await;
    stage.write.status.set(status(Phase::Ended));
    until("nothing is answered after the end", || stage.count("[part=quick-reply]") == 0).await;
}

#[wasm_bindgen_test]
async fn edited_and_deleted_messages_are_marked() {
    let stage = Stage::chat().await;
    stage.row(1, said(Sender::Agent, "first wording", None));
    until("the message", || stage.find("[part=message]").is_some()).await;
    let mut edited = message(Sender::Agent, "second wording", None);
    edited.edited = true;
    stage.row(1, RowBody::Message(edited));
    until("the edit", || stage.find("[part=message][data-edited]").is_some()).await;
    assert_eq!(stage.text("[part=message-text]"), "second wording");
    let mut deleted = message(Sender::Agent, "second wording", None);
    deleted.deleted = true;
    stage.row(1, RowBody::Message(deleted));
    until("the deletion", || stage.find("[part=message][data-deleted]").is_some()).await;
    assert!(!stage.text("[part=log]").contains("second wording"));
}

#[wasm_bindgen_test]
async fn e11_the_transcript_stays_at_its_end_and_lets_go_when_scrolled_up() {
    let stage = Stage::chat().await;
    for id in 0..60 {
        stage.row(id, said(Sender::Agent, &format!("Message {id}"), None));
    }
    let log = stage.get("[part=log]");
    let below = || log.scroll_height() - log.scroll_top() - log.client_height();
    until("the end", || stage.count("[part=message]") == 60 && log.scroll_height() > 1500 && below() < 4).await;

    log.set_scroll_top(600);
    until("the way down", || stage.find("[part=jump-to-latest]").is_some()).await;
    assert_eq!(stage.at_latest(), Some(false));
    frame().await;
    frame().await;
    let (place, height) = (log.scroll_top(), log.scroll_height());
    stage.write.unread.set(1);
    stage.row(60, said(Sender::Agent, "Message 60", None));
    until("the message", || stage.count("[part=message]") == 61 && log.scroll_height() > height).await;
    frame().await;
    assert!((log.scroll_top() - place).abs() <= 2, "{} is not {place}", log.scroll_top());
    assert_eq!(stage.text("[part=jump-to-latest]"), "1 new message");

    stage.get("[part=jump-to-latest]").click();
    until("the end again", || below() < 4 && stage.find("[part=jump-to-latest]").is_none()).await;
    assert_eq!(stage.at_latest(), Some(true));
}

#[wasm_bindgen_test]
async fn earlier_and_later_rows_are_asked_for_before_the_edge_is_reached() {
    let stage = Stage::chat().await;
    stage.write.has_earlier.set(true);
    stage.write.has_later.set(true);
    for id in 100..160 {
        stage.row(id, said(Sender::Agent, &format!("Message {id}"), None));
    }
    let log = stage.get("[part=log]");
    let below = || log.scroll_height() - log.scroll_top() - log.client_height();
    until("the end", || stage.count("[part=message]") == 60 && log.scroll_height() > 1500 && below() < 4).await;
    log.set_scroll_top(1000);
    frame().await;
    frame().await;
    stage.actions();
    log.set_scroll_top(200);
    until("the way up", || stage.actions().contains(&Action::Intent(Intent::ShowEarlier))).await;
    log.set_scroll_top(log.scroll_height());
    until("the way down", || stage.actions().contains(&Action::Intent(Intent::ShowLater))).await;
    assert_ne!(stage.at_latest(), Some(true), "the end of the rows is not the end of the chat");
    let place = log.scroll_top();
    stage.row(160, said(Sender::Agent, "Message 160", None));
    until("the next row", || stage.count("[part=message]") == 61).await;
    frame().await;
    frame().await;
    assert!((log.scroll_top() - place).abs() <= 2, "what is read stays in place");
}

#[wasm_bindgen_test]
async fn rows_that_come_above_while_as_many_go_below_move_nothing() {
    let stage = Stage::chat().await;
    stage.write.has_later.set(true);
    for id in 100..160 {
        stage.row(id, said(Sender::Agent, "Message", None));
    }
    let log = stage.get("[part=log]");
    let below = || log.scroll_height() - log.scroll_top() - log.client_height();
    until("the end", || stage.count("[part=message]") == 60 && log.scroll_height() > 1500 && below() < 4).await;
    log.set_scroll_top(500);
    let seen = || {
        let edge = log.get_bounding_client_rect().top();
        let rows = stage.root.query_selector_all("[part=message]").unwrap();
        (0..rows.length()).find_map(|index| {
            let row: web_sys::Element = rows.item(index)?.unchecked_into();
            let bounds = row.get_bounding_client_rect();
            (bounds.bottom() > edge).then(|| (row.get_attribute("data-id"), (bounds.top() - edge).round()))
        })
    };
    // Rows that come into sight get their true heights, and the list its place again.
    let mut before = None;
    while before != seen() {
        before = seen();
        for _ in 0..5 {
            frame().await;
        }
    }
    stage.replace_rows(80..140, |_| said(Sender::Agent, "Message", None));
    until("the earlier rows", || stage.find("[data-id='80']").is_some()).await;
    frame().await;
    frame().await;
    assert_eq!(seen(), before);
}

#[wasm_bindgen_test]
async fn what_arrives_never_takes_the_focus() {
    let stage = Stage::chat().await;
    stage.get("[part=minimize]").focus().unwrap();
    stage.row(1, said(Sender::Agent, "Hello", None));
    let mut typing = status(Phase::Connected);
    typing.typing = Some("Ann Lee".into());
    stage.write.status.set(typing);
    until("both", || stage.find("[part=message]").is_some() && stage.find("[part=typing]").is_some()).await;
    frame().await;
    assert!(stage.has_focus("[part=minimize]"));
}

#[wasm_bindgen_test]
async fn arrow_keys_go_from_message_to_message() {
    let stage = Stage::chat().await;
    for id in 1..=3 {
        stage.row(id, said(Sender::Agent, "Hello", None));
    }
    until("the messages", || stage.count("[part=message]") == 3).await;
    let log = stage.get("[part=log]");
    log.focus().unwrap();
    press(&log, "ArrowUp");
    assert!(stage.has_focus("[data-id='3']"), "from the list to the newest");
    press(&stage.get("[data-id='3']"), "ArrowUp");
    assert!(stage.has_focus("[data-id='2']"));
    press(&stage.get("[data-id='2']"), "Home");
    assert!(stage.has_focus("[data-id='1']"));
}

#[wasm_bindgen_test]
async fn names_can_not_turn_the_sentence_around_them() {
    let stage = Stage::chat().await;
    stage.row(1, RowBody::System(SystemLine::Joined { name: "\u{202e}nnA\u{2066}".into() }));
    until("the line", || stage.find("[data-sender=system]").is_some()).await;
    assert_eq!(stage.text("[part=message-text]"), "\u{2068}nnA\u{2069} joined the chat");
    assert_eq!(stage.count("[part=title] bdi"), 1);
}

#[wasm_bindgen_test]
async fn screen_readers_hear_each_line_once_and_apart_from_the_transcript() {
    let stage = Stage::chat().await;
    stage.write.announce(1, Announcement::Message { author: "Ann".into(), text: "Hello".into() });
    stage.write.announce(2, Announcement::Messages { count: 4 });
    until("both lines", || stage.count("[role=log] p") == 2).await;
    assert_eq!(stage.text("[role=log]"), "Ann says: Hello4 new messages.");
    assert_eq!(stage.get("[role=log]").get_attribute("aria-live").as_deref(), Some("polite"));
    assert_eq!(stage.get("[part=log]").get_attribute("role").as_deref(), Some("list"), "the visible one is not live");
}

#[wasm_bindgen_test]
async fn an_empty_transcript_greets_and_a_waiting_one_says_how_long() {
    let stage = Stage::open().await;
    assert_eq!(stage.count("[part=greeting]"), 1);
    let mut queued = status(Phase::Queued);
    queued.ewt = Some(150);
    stage.write.status.set(queued);
    until("the wait", || stage.text("[part=log]").contains("About 3 minutes to wait")).await;
    assert_eq!(stage.count("[part=greeting]"), 0);
}

#[wasm_bindgen_test]
async fn a_bot_that_talks_while_an_agent_is_awaited_is_named() {
    let stage = Stage::chat().await;
    let mut waiting = status(Phase::Queued);
    waiting.agent = status(Phase::Connected).agent;
    stage.write.status.set(waiting.clone());
    until("the wait under the name", || stage.text("[part=status]") == "Waiting for the next agent").await;
    assert_eq!(stage.text("[part=title]"), "Ann Lee");
    assert!(stage.find(".queue").is_none(), "the header says it already");

    if let Some(agent) = &mut waiting.agent {
        agent.present = false;
    }
    stage.write.status.set(waiting);
    until("the queue's card", || stage.find(".queue").is_some()).await;
    assert_eq!(stage.text("[part=title]"), "Chat", "who has left is not whom one talks to");
}

#[wasm_bindgen_test]
async fn a_warning_is_told_in_one_place() {
    let stage = Stage::chat().await;
    stage.row(1, RowBody::System(SystemLine::Warning { text: "Still there?".into() }));
    let mut warned = status(Phase::Connected);
    warned.warning = Some("Still there?".into());
    stage.write.status.set(warned);
    until("the notice", || stage.find("[part=still-here]").is_some()).await;
    until("the line gave way", || stage.find("[data-sender=system][hidden]").is_some()).await;
    stage.write.status.set(status(Phase::Connected));
    until("the line is there to be read", || stage.find("[data-sender=system]:not([hidden])").is_some()).await;
}
