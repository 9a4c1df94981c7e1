//! What a message can be besides words: places, files and cards that its text names; and what the chat belongs to:
//! its service, its case, a hybrid app.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{
    Body, Event,
    codec::TimeUnit,
    event::{Attachment, Message, Party},
    response::{CaseHistory, CaseSession},
};
use parlor_session::{
    Intent,
    effect::{Announcement, Settled},
    problem::ProblemKind,
    view::{CaseStage, FileSource, MessageView, Phase, SendState, Sender},
};

use crate::harness::{AGENT, Fault, World, all_settings};

fn last(world: &World) -> MessageView {
    let last = world.messages().pop();
    last.map_or_else(|| unreachable!("something was said"), |(_, message)| message)
}

fn share(world: &mut World) {
    world.intent(Intent::SendPlace { latitude: "51.38".to_owned(), longitude: "-2.36".to_owned() });
}

#[test]
fn a_place_is_sent_once_and_stands_in_the_transcript_after_a_reload() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        world.network.plan("POST /events", Fault::LostAfter);
        share(&mut world);
        world.run(30_000);
        world.reload();
        world.run(30_000);
        let places: Vec<_> = world.messages().into_iter().filter_map(|(_, message)| message.place).collect();
        assert_eq!(places.len(), 1, "{places:?}");
        assert_eq!((places[0].latitude.as_str(), places[0].longitude.as_str()), ("51.38", "-2.36"));
        assert!(places[0].url.starts_with("https://") && places[0].url.contains("51.38"));
        let chat_id = world.chat_id();
        let sent = world.center.conversation(&chat_id).map(|chat| {
            chat.entries().iter().filter(|entry| matches!(entry.event.body, Body::Location { .. })).count()
        });
        assert_eq!(sent, Some(1));
    }
}

#[test]
fn a_place_that_is_none_is_refused_and_one_that_waits_survives_a_reload() {
    let mut world = World::connected(Settings::default());
    let refused = world.command(Intent::SendPlace { latitude: "91".to_owned(), longitude: "0".to_owned() });
    let kind = world.settled.get(&refused).and_then(|outcome| outcome.as_ref().err()).map(|problem| problem.kind);
    assert_eq!(kind, Some(ProblemKind::Limit));
    for _ in 0..3 {
        world.network.plan("POST /events", Fault::LostBefore);
    }
    share(&mut world);
    world.run(100);
    world.reload();
    world.run(60_000);
    assert_eq!(last(&world).state, Some(SendState::Sent));
    assert!(last(&world).place.is_some());
}

#[test]
fn what_an_agent_shows_is_a_place_or_a_file_or_else_words() {
    let mut world = World::connected(Settings::default());
    let location = |url: &str, latitude: &str| Body::Location {
        msg_id: None,
        url: Some(url.to_owned()),
        latitude: latitude.to_owned(),
        longitude: "2".to_owned(),
    };
    world.say_as(AGENT, location("https://maps.example/1", "1"));
    world.run(500);
    assert_eq!(last(&world).place.map(|place| place.url).as_deref(), Some("https://maps.example/1"));
    world.say_as(AGENT, location("javascript:alert(1)", "1"));
    world.run(500);
    assert!(last(&world).place.is_some_and(|place| place.url.starts_with("https://www.openstreetmap.org/")));
    let count = world.messages().len();
    world.say_as(AGENT, location("", "north"));
    world.run(500);
    assert_eq!(world.messages().len(), count, "what is no place is a line that says so");

    world.say("We are here /location : 51.38, -2.36, Fernhill");
    world.run(500);
    let shown = last(&world);
    assert_eq!(
        (shown.text.as_str(), shown.place.map(|place| place.title).as_deref()),
        ("We are here", Some("Fernhill"))
    );
    world.say("/location : 99, 0");
    world.run(500);
    assert_eq!((last(&world).text.as_str(), last(&world).place), ("/location : 99, 0", None));
    world.say("Our list /attachment : https://a.example/prices.pdf");
    world.run(500);
    let file = last(&world).file.map(|file| (file.name, file.source));
    let expected = FileSource::Link("https://a.example/prices.pdf".to_owned());
    assert_eq!((last(&world).text.as_str(), file), ("Our list", Some(("prices.pdf".to_owned(), expected))));
    world.say("/sticker : 4, 1, line");
    world.run(500);
    assert!(last(&world).is_sticker);
}

#[test]
fn a_card_is_shown_by_its_words_and_links_and_what_else_is_attached_by_its_name() {
    let mut world = World::connected(Settings::default());
    let card = r#"{"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "Your <order>"},
        {"type": "FactSet", "facts": [{"title": "Number", "value": "42"}]}],
        "actions": [{"type": "Action.OpenUrl", "title": "Track it", "url": "https://a.example/42"},
                    {"type": "Action.OpenUrl", "title": "Bad", "url": "javascript:alert(1)"}]}"#;
    let attached = |content_type: &str, content: &str| Attachment {
        id: "1".to_owned(),
        content_type: content_type.to_owned(),
        name: Some("plan.pdf".to_owned()),
        content: content.to_owned(),
    };
    let attachments = vec![attached("application/vnd.microsoft.card.adaptive", card), attached("other", "{}")];
    world.say_as(AGENT, Body::Message(Message { msg: "Here".to_owned(), attachments, ..Message::default() }));
    world.run(500);
    assert_eq!(last(&world).text, "Here\nYour <order>\nNumber: 42\nTrack it\nplan.pdf");
    assert!(!format!("{:?}", last(&world).nodes).contains("javascript"));
}

#[test]
fn the_service_is_named_until_another_chat_begins() {
    let mut world = World::connected(Settings::default());
    world.say_as(AGENT, Body::SessionInfo { service_name: " Sales ".to_owned() });
    world.run(500);
    assert_eq!(world.session.view().status.service.as_deref(), Some("Sales"));
    world.reload();
    world.run(500);
    assert_eq!(world.session.view().status.service.as_deref(), Some("Sales"));
    world.close();
    world.run(500);
    world.intent(Intent::StartAgain { resend: false });
    assert_eq!(world.session.view().status.service, None);
}

fn case_of_two() -> String {
    let event = |party: &str, at: u64, body| Event { party_id: Some(party.to_owned()), timestamp: Some(at), body };
    let message = |id: &str, text: &str| {
        Body::Message(Message { msg_id: Some(id.to_owned()), msg: text.to_owned(), ..Message::default() })
    };
    let file = parlor_protocol::event::File {
        file_id: "f".to_owned(),
        file_name: Some("bill.pdf".to_owned()),
        ..Default::default()
    };
    let party = Party { display_name: Some("Ann Lee".to_owned()), ..Party::default() };
    let events = vec![
        event("old", 1_789_000_001_000, message("1", "Where is it?")),
        event("a", 1_789_000_002_000, Body::PartyJoined(party)),
        event("a", 1_789_000_003_000, message("2", "<b>On</b> its way")),
        event("a", 1_789_000_004_000, Body::File(file)),
        event("a", 1_789_000_005_000, message("3", "oops")),
        event("a", 1_789_000_006_000, Body::MessageDelete { ref_msg_id: "3".to_owned() }),
    ];
    let session = |id: &str, created, events| CaseSession { chat_id: id.to_owned(), created: Some(created), events };
    let sessions = vec![session("chat-1", 1_790_000_000_000, Vec::new()), session("old", 1_789_000_000_000, events)];
    CaseHistory { sessions }.encode(TimeUnit::Milliseconds)
}

fn set_case(world: &mut World) {
    world.say_as(AGENT, Body::CaseSet { case_id: "C-1".to_owned() });
    world.run(2_000);
}

#[test]
fn the_chats_of_a_case_are_shown_whichever_path_the_server_has() {
    for bare in [false, true] {
        let mut world = World::connected(Settings::default());
        world.case = (200, case_of_two());
        world.bare_cases = bare;
        set_case(&mut world);
        let view = world.session.view();
        assert_eq!(view.past.len(), 1, "without the chat that runs");
        let lines: Vec<_> = view.past[0]
            .lines
            .iter()
            .map(|line| (line.sender, line.author.as_str(), parlor_markup_text(&line.nodes), line.file.as_deref()))
            .collect();
        let ann = "Ann Lee";
        assert_eq!(
            lines,
            [
                (Sender::Visitor, "", "Where is it?".to_owned(), None),
                (Sender::Agent, ann, "On its way".to_owned(), None),
                (Sender::Agent, ann, String::new(), Some("bill.pdf")),
            ]
        );
        assert_eq!(view.status.case, Some(CaseStage::Open));
        let asked =
            |world: &World| world.requests.iter().filter(|(_, request)| request.path.contains("casehistory")).count();
        let before = asked(&world);
        set_case(&mut world);
        assert_eq!(asked(&world), before, "told again it is not asked for again");
    }
}

fn parlor_markup_text(nodes: &[parlor_markup::Node]) -> String {
    parlor_markup::to_text(nodes)
}

#[test]
fn a_case_without_history_disturbs_nobody() {
    for answer in [
        (406, "{\"error_code\":\"5601\"}"),
        (200, "{}"),
        (200, "<html>"),
        (500, "{\"error_code\":\"5602\"}"),
        (404, ""),
    ] {
        let mut world = World::connected(Settings::default());
        world.case = (answer.0, answer.1.to_owned());
        set_case(&mut world);
        world.run(120_000);
        let asked = world.requests.iter().filter(|(_, request)| request.path.contains("casehistory")).count();
        assert!(asked <= 6, "{answer:?}: asked {asked} times");
        assert!(world.session.view().past.is_empty());
        assert_eq!(world.session.view().status.problem, None);
        world.say("hello");
        world.run(500);
        assert_eq!(last(&world).text, "hello");
    }
}

#[test]
fn a_request_is_marked_as_solved_or_it_is_said_why_not() {
    let mut world = World::connected(Settings::default());
    world.intent(Intent::CloseCase);
    assert_eq!(world.session.view().status.case, None);
    set_case(&mut world);
    world.case = (500, "{\"error_code\":\"5602\",\"error_message\":\"x\"}".to_owned());
    world.intent(Intent::CloseCase);
    assert_eq!(world.session.view().status.case, Some(CaseStage::Closing));
    world.run(2_000);
    let problem = world.session.view().status.problem.as_ref().map(|problem| (problem.kind, problem.code));
    assert_eq!(problem, Some((ProblemKind::CaseTrouble, Some(5602))));
    assert_eq!(world.session.view().status.case, Some(CaseStage::Open), "it can be tried again");
    world.case = (200, "{}".to_owned());
    world.intent(Intent::CloseCase);
    world.run(2_000);
    assert_eq!(world.session.view().status.case, Some(CaseStage::Closed));
    assert_eq!(world.session.view().status.problem, None);
    assert!(world.announcements.contains(&Announcement::CaseClosed));
}

#[test]
fn a_hybrid_app_subscribes_for_the_chat_that_runs() {
    let mut world = World::new(Settings::default());
    let tokens = vec![("android_firebase_device_token".to_owned(), "t".to_owned())];
    let early = world.command(Intent::Subscribe { tokens: tokens.clone() });
    let kind = world.settled.get(&early).and_then(|outcome| outcome.as_ref().err()).map(|problem| problem.kind);
    assert_eq!(kind, Some(ProblemKind::NoChat));
    let mut world = World::connected(Settings::default());
    let done = world.command(Intent::Subscribe { tokens });
    world.run(2_000);
    assert_eq!(world.settled.get(&done), Some(&Ok(Settled::Done)));
    let body = world.requests.iter().find(|(_, request)| request.path.contains("notifications"));
    assert_eq!(
        body.and_then(|(_, request)| request.body.as_deref()),
        Some("{\"android_firebase_device_token\":\"t\"}")
    );
    world.network.plan("POST /notifications", Fault::Status(406));
    let refused = world.command(Intent::Subscribe { tokens: Vec::new() });
    world.run(2_000);
    assert!(world.settled.get(&refused).is_some_and(Result::is_err));
}

#[test]
fn answers_behind_what_is_no_place_are_offered_and_not_shown() {
    let mut world = World::connected(Settings::default());
    world.say("/location : 99, 0 /buttons [Yes] [No]");
    world.run(500);
    let message = last(&world);
    let offered = message.replies.as_ref().map(|replies| replies.options.clone());
    assert_eq!(offered, Some(vec!["Yes".to_owned(), "No".to_owned()]));
    assert_eq!(message.text, "/location : 99, 0");
}

#[test]
fn the_number_of_a_call_is_not_told_with_the_chat_after_it() {
    let mut world = World::new(Settings::default());
    let parameters = vec![("topic".to_owned(), "repair".to_owned())];
    world.intent(Intent::Callback { phone: "+44 1225 1".to_owned(), parameters });
    world.run(2_000);
    let number = |world: &World| {
        let chat = world.center.conversation(&world.chat_id()).map(|chat| chat.opening().clone());
        chat.and_then(|opening| opening.phone_number)
    };
    assert_eq!(number(&world).as_deref(), Some("+44 1225 1"));
    world.intent(Intent::End);
    world.run(2_000);
    world.intent(Intent::StartAgain { resend: false });
    world.run(5_000);
    assert_eq!(world.phase(), Phase::Queued);
    assert_eq!(number(&world), None);
}
