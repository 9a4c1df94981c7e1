//! How a chat begins, and how it does not.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::{Author, Settings};
use parlor_session::{
    Input, Intent,
    effect::{Announcement, Notice, Settled, StoreKey},
    problem::ProblemKind,
    view::{Asked, Connection, Phase, SendState, Sender},
};

use crate::harness::{Fault, World};

#[test]
fn nothing_is_requested_before_the_visitor_acts() {
    let mut world = World::new(Settings::default());
    world.input(Input::Visible(true));
    world.intent(Intent::Watch(true));
    world.intent(Intent::Draft { text: "hel".to_owned() });
    world.run(60_000);
    assert!(world.requests.is_empty());
    assert_eq!(world.phase(), Phase::Idle);
}

#[test]
fn start_requests_a_chat_with_the_forms_answers_over_the_pages_parameters() {
    let mut world = World::new(Settings::default());
    world.intent(Intent::SetParameters { parameters: vec![("first_name".to_owned(), "A".to_owned())] });
    let parameters = vec![("first_name".to_owned(), "Bo".to_owned())];
    world.intent(Intent::Start { parameters });
    world.run(1_000);
    let chat_id = world.chat_id();
    let opening = world.center.conversation(&chat_id).map(|chat| chat.opening().parameters.clone());
    assert_eq!(opening, Some(vec![("first_name".to_owned(), "Bo".to_owned())]));
    assert_eq!(world.storage.get(&StoreKey::HadChat), Some(&chat_id));
    assert!(world.notices.contains(&Notice::ChatStarted { chat_id }));
}

#[test]
fn the_first_message_starts_a_chat_and_follows_at_once() {
    let mut world = World::new(Settings::default());
    world.send("hello");
    assert_eq!(world.phase(), Phase::Starting);
    assert_eq!(world.states(), [("hello".to_owned(), SendState::Sending)]);
    world.run(1_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert_eq!(world.states(), [("hello".to_owned(), SendState::Sent)]);
    assert_eq!(world.requests.iter().filter(|(_, request)| request.path.starts_with("chats?")).count(), 1);
}

#[test]
fn start_and_send_commands_are_settled_when_the_server_has_answered() {
    let mut world = World::new(Settings::default());
    let start = world.command(Intent::Start { parameters: Vec::new() });
    assert!(world.settled.is_empty());
    world.run(1_000);
    let chat_id = world.chat_id();
    assert_eq!(world.settled[&start], Ok(Settled::Chat { chat_id: chat_id.clone(), is_new: true }));
    let again = world.command(Intent::Start { parameters: Vec::new() });
    assert_eq!(world.settled[&again], Ok(Settled::Chat { chat_id, is_new: false }));
    let send = world.command(Intent::Send { text: "hi".to_owned() });
    assert!(!world.settled.contains_key(&send));
    world.run(1_000);
    assert!(matches!(world.settled[&send], Ok(Settled::Message { .. })));
    let end = world.command(Intent::End);
    world.run(1_000);
    assert_eq!(world.settled[&end], Ok(Settled::Done));
}

#[test]
fn a_server_that_is_down_is_asked_until_it_is_back_and_the_message_waits() {
    let mut world = World::new(Settings::default());
    for _ in 0..8 {
        world.network.plan("POST chats?", Fault::Status(503));
    }
    world.send("is anybody there");
    let start = world.command(Intent::Start { parameters: Vec::new() });
    world.run(20_000);
    assert_eq!(world.phase(), Phase::Starting);
    assert_eq!(world.session.view().status.connection, Connection::Unsteady);
    assert!(matches!(&world.settled[&start], Err(problem) if problem.kind == ProblemKind::ServerTrouble));
    world.run(120_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert_eq!(world.session.view().status.connection, Connection::Live);
    assert_eq!(world.states(), [("is anybody there".to_owned(), SendState::Sent)]);
}

#[test]
fn a_wrong_set_up_fails_at_once_and_keeps_what_was_typed() {
    for body in ["{\"error_code\":\"1000\",\"error_message\":\"no tenant\"}", "{\"error_code\":3000}", "<html>"] {
        let mut world = World::new(Settings::default());
        world.network.plan("POST chats?", Fault::Says(403, body.to_owned()));
        world.send("hello");
        world.run(5_000);
        assert_eq!(world.phase(), Phase::Failed);
        let problem = world.session.view().status.problem.clone();
        assert_eq!(problem.map(|problem| problem.kind), Some(ProblemKind::Setup));
        assert_eq!(world.states(), [("hello".to_owned(), SendState::Failed)]);
        assert_eq!(world.requests.len(), 1, "no second try");
        world.intent(Intent::RetryNow);
        world.run(5_000);
        assert_eq!(world.states(), [("hello".to_owned(), SendState::Sent)]);
    }
}

#[test]
fn an_answer_that_is_none_is_tried_again_and_given_up_in_the_end() {
    for body in
        ["<html>welcome</html>", "{\"chat_id\":\"\"}", "{\"chat_id\":", "[]", "{\"state\":\"queued\",\"ewt\":-5}"]
    {
        let mut world = World::new(Settings::default());
        for _ in 0..6 {
            world.network.plan("POST chats?", Fault::Says(200, body.to_owned()));
        }
        world.start();
        world.run(200);
        assert_eq!(world.phase(), Phase::Starting, "{body}");
        world.run(120_000);
        assert_eq!(world.phase(), Phase::Failed, "{body}");
        world.start();
        world.run(1_000);
        assert_eq!(world.phase(), Phase::Queued, "{body}");
    }
}

#[test]
fn a_lost_answer_to_request_chat_does_not_make_a_second_chat() {
    let mut world = World::new(Settings::default());
    world.network.plan("POST chats?", Fault::LostAfter);
    world.send("hello");
    world.run(10_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert_eq!(world.center.conversations().count(), 1);
    assert_eq!(world.history(&world.chat_id()).len(), 1);
}

#[test]
fn ending_while_the_chat_is_requested_leaves_no_chat_behind() {
    let mut world = World::new(Settings::default());
    world.start();
    let end = world.command(Intent::End);
    assert_eq!(world.phase(), Phase::Ended);
    world.run(10_000);
    assert_eq!(world.settled[&end], Ok(Settled::Done));
    assert!(world.center.conversations().all(parlor_conversation::Conversation::is_ended));
    assert!(world.requests_after_end.is_empty());
}

#[test]
fn a_message_over_the_limit_or_empty_is_refused_before_it_is_queued() {
    let mut world = World::new(Settings::default());
    for text in [String::new(), "  \n ".to_owned(), "x".repeat(4_001)] {
        let command = world.command(Intent::Send { text });
        assert!(matches!(&world.settled[&command], Err(problem) if problem.kind == ProblemKind::Limit));
    }
    world.run(1_000);
    assert!(world.requests.is_empty() && world.messages().is_empty());
    world.send(&"é".repeat(4_000));
    world.run(1_000);
    assert_eq!(world.states().len(), 1);
}

fn doubting(loses_cookies: bool) -> World {
    let mut world = World::new(Settings::default());
    world.config.doubts_cookies = true;
    world.loses_cookies = loses_cookies;
    world.reload();
    world
}

fn requested(world: &World) -> usize {
    world.requests.iter().filter(|(_, request)| request.path.starts_with("chats?")).count()
}

#[test]
fn where_the_browser_keeps_no_cookies_the_visitor_gets_an_id_and_what_was_said_arrives_once() {
    let mut world = doubting(true);
    world.send("hello");
    world.run(1_000);
    assert_eq!((world.identified, requested(&world)), (1, 2));
    assert_eq!(world.phase(), Phase::Queued);
    let chat_id = world.chat_id();
    assert_eq!(world.history(&chat_id), [(Sender::Visitor, "hello".to_owned())]);
    let begun = world.notices.iter().filter(|notice| matches!(notice, Notice::ChatStarted { .. })).count();
    assert_eq!(begun, 1, "the page hears of the chat that it has");
}

#[test]
fn where_cookies_are_kept_that_is_seen_once() {
    let mut world = doubting(false);
    world.start();
    world.run(1_000);
    assert_eq!((world.identified, requested(&world), world.phase()), (0, 1, Phase::Queued));
    world.intent(Intent::End);
    world.run(1_000);
    let asked = |world: &World| world.requests.iter().filter(|(_, request)| request.path.contains("active")).count();
    assert_eq!(asked(&world), 1);
    world.intent(Intent::StartAgain { resend: false });
    world.run(1_000);
    assert_eq!((asked(&world), world.phase()), (1, Phase::Queued));
}

#[test]
fn no_answer_about_cookies_takes_nobody_for_another() {
    for fault in [Fault::LostBefore, Fault::Status(502), Fault::Truncated] {
        let mut world = doubting(false);
        world.network.plan("active", fault.clone());
        world.start();
        world.run(2_000);
        assert_eq!((world.identified, world.phase()), (0, Phase::Queued), "{fault:?}");
    }
}

#[test]
fn who_leaves_before_the_cookie_is_found_kept_has_left() {
    let mut world = doubting(false);
    world.start();
    world.run(50);
    world.intent(Intent::End);
    world.run(5_000);
    assert_eq!(world.phase(), Phase::Ended);
    let ended = world.center.conversations().filter(|chat| chat.is_ended()).count();
    assert_eq!(ended, world.center.conversations().count());
}

#[test]
fn who_asked_for_a_call_is_told_the_number_until_the_chat_is_over() {
    let mut world = World::new(Settings::default());
    let phone = "+44 1225 000000".to_owned();
    world.intent(Intent::Callback { phone: phone.clone(), parameters: Vec::new() });
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Call(phone.clone()));
    world.reload();
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Call(phone.clone()), "after a reload, too");
    let chat_id = world.chat_id();
    let opening = world.center.conversation(&chat_id).map(|chat| chat.opening().phone_number.clone());
    assert_eq!(opening, Some(Some(phone)));
    world.intent(Intent::End);
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Chat);
    world.intent(Intent::StartAgain { resend: false });
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Chat);
}

#[test]
fn a_message_that_is_left_is_told_as_left_and_not_as_waiting() {
    let mut world = World::new(Settings::default());
    let parameters = vec![("message".to_owned(), "My chain broke".to_owned())];
    world.intent(Intent::LeaveMessage { parameters });
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Message);
    let chat_id = world.chat_id();
    assert_eq!(world.history(&chat_id), [(Sender::Visitor, "My chain broke".to_owned())]);
    assert!(world.announcements.contains(&Announcement::MessageLeft), "{:?}", world.announcements);
    assert!(!world.announcements.iter().any(|said| matches!(said, Announcement::Queued { .. })));
    world.reload();
    world.run(1_000);
    assert_eq!(world.session.view().status.asked, Asked::Message, "after a reload, too");
}

#[test]
fn what_was_asked_of_a_chat_that_is_gone_is_not_asked_of_the_next() {
    let mut world = World::new(Settings::default());
    world.intent(Intent::LeaveMessage { parameters: Vec::new() });
    world.run(1_000);
    let chat_id = world.chat_id();
    drop(world.center.close(world.now, &chat_id, &Author::System));
    world.reload();
    world.intent(Intent::Send { text: "Hello".to_owned() });
    world.run(5_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert_ne!(world.chat_id(), chat_id);
    assert_eq!(world.session.view().status.asked, Asked::Chat);
}

#[test]
fn a_call_that_was_not_requested_before_a_reload_is_requested_with_its_number_after_it() {
    let mut world = World::new(Settings::default());
    let phone = "+44 1225 000000".to_owned();
    world.network.plan("POST chats?", Fault::Swallowed);
    let parameters = vec![("message".to_owned(), "Call me".to_owned())];
    world.intent(Intent::Callback { phone: phone.clone(), parameters });
    world.run(20);
    world.reload();
    world.run(20_000);
    let chat_id = world.chat_id();
    let opening = world.center.conversation(&chat_id).map(|chat| chat.opening().phone_number.clone());
    assert_eq!(opening, Some(Some(phone.clone())));
    assert_eq!(world.session.view().status.asked, Asked::Call(phone));
}

#[test]
fn the_question_of_the_form_before_a_chat_opens_the_conversation_once() {
    let mut world = World::new(Settings::default());
    let parameters =
        vec![("topic".to_owned(), "Repair".to_owned()), ("message".to_owned(), "My chain broke".to_owned())];
    world.network.plan("POST chats?", Fault::Says(403, String::new()));
    world.intent(Intent::Start { parameters: parameters.clone() });
    world.run(2_000);
    assert_eq!(world.phase(), Phase::Failed);
    world.intent(Intent::Start { parameters: parameters.clone() });
    world.run(2_000);
    let chat_id = world.chat_id();
    assert_eq!(world.history(&chat_id), [(Sender::Visitor, "My chain broke".to_owned())]);
    assert_eq!(world.transcript(), world.history(&chat_id));
    let opening = world.center.conversation(&chat_id).map(|chat| chat.opening().parameters.clone());
    assert_eq!(opening, Some(parameters.clone()), "the scenario has it, too");
    world.intent(Intent::Start { parameters });
    world.run(2_000);
    assert_eq!(world.history(&chat_id).len(), 1, "a chat that runs is not begun again");
}
