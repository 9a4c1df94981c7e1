//! Files: their bytes first, then the event that names them, once; what may not travel stays where it is.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{
    Body,
    event::{File, FileType},
};
use parlor_session::{
    Input, Intent,
    effect::{Announcement, Settled},
    input::{FileId, RowId},
    problem::ProblemKind,
    view::{FileSource, MessageView, RowBody, SendState, Sender},
};

use crate::harness::{AGENT, Fault, World, all_settings};

const FILE: FileId = FileId(1);

fn send(world: &mut World, name: &str, size: u64) {
    world.intent(Intent::SendFile { file: FILE, name: name.to_owned(), size, is_picture: false });
}

fn rows(world: &World) -> Vec<(RowId, MessageView)> {
    let rows = world.session.view().rows.iter();
    rows.filter_map(|key| match world.session.row(key.id)?.body {
        RowBody::Message(message) => Some((key.id, message)),
        _ => None,
    })
    .collect()
}

fn only(world: &World) -> (RowId, MessageView) {
    let rows = rows(world);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.into_iter().next().unwrap_or_else(|| unreachable!("there is one"))
}

/// What the visitor said, as the server has it: words, or a file's name in brackets.
fn received(world: &World) -> Vec<String> {
    let chat_id = world.chat_id();
    let Some(chat) = world.center.conversation(&chat_id) else { return Vec::new() };
    let own = chat.entries().iter().filter(|entry| entry.event.party_id.as_deref() == Some(&*chat_id));
    own.filter_map(|entry| match &entry.event.body {
        Body::Message(message) => Some(message.msg.clone()),
        Body::File(file) => Some(format!("[{} {}]", file.file_id, file.file_name.clone().unwrap_or_default())),
        _ => None,
    })
    .collect()
}

#[test]
fn a_file_is_uploaded_and_named_once_and_its_state_is_shown() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        send(&mut world, "../plan.pdf", 5);
        let (_, shown) = only(&world);
        assert_eq!((shown.text.as_str(), shown.state), ("plan.pdf", Some(SendState::Sending)));
        assert_eq!(shown.file.as_ref().map(|file| file.sent), Some(Some(0)));
        world.run(30_000);
        assert_eq!(received(&world), ["[file-1 plan.pdf]"]);
        let (_, shown) = only(&world);
        assert!(matches!(shown.state, Some(SendState::Sent | SendState::Delivered)), "{:?}", shown.state);
        let file = shown.file.unwrap_or_else(|| unreachable!("it is a file"));
        assert_eq!((file.source, file.size, file.sent), (FileSource::Local(FILE), Some(5), None));
    }
}

#[test]
fn no_trouble_on_the_way_loses_or_doubles_a_file() {
    let faults = [Fault::LostBefore, Fault::LostAfter, Fault::Status(502), Fault::Status(429), Fault::StatusAfter(504)];
    for fault in faults {
        for place in ["POST files", "POST /events"] {
            let mut world = World::connected(Settings { drop_duplicates: false, ..Settings::default() });
            world.network.plan(place, fault.clone());
            send(&mut world, "plan.pdf", 5);
            world.run(120_000);
            let told = received(&world);
            assert_eq!(told.len(), 1, "{place} {fault:?}: {told:?}");
            assert_eq!(only(&world).1.file.map(|file| file.sent), Some(None), "{place} {fault:?}");
        }
    }
}

#[test]
fn what_is_said_meanwhile_does_not_wait_for_a_files_bytes() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Status(503));
    send(&mut world, "plan.pdf", 5);
    world.send("words");
    world.run(200);
    assert_eq!(received(&world), ["words"]);
    world.run(30_000);
    assert_eq!(received(&world), ["words", "[file-1 plan.pdf]"]);
    let shown: Vec<String> = rows(&world).into_iter().map(|(_, row)| row.text).collect();
    assert_eq!(shown, ["words", "plan.pdf"], "as the server has them");
}

#[test]
fn progress_is_shown_and_keeps_a_slow_upload_alive() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Swallowed);
    send(&mut world, "plan.pdf", 1_000);
    let upload = world.requests.iter().rev().find(|(_, request)| request.upload.is_some());
    let id = upload.map_or_else(|| unreachable!("it is being uploaded"), |(_, request)| request.id);
    for sent in 1..=10 {
        world.run(50_000);
        world.input(Input::Progress { id, sent: sent * 50 });
        assert_eq!(only(&world).1.file.map(|file| file.sent), Some(Some(sent * 50)));
    }
    world.run(59_000);
    assert!(world.uploaded.is_empty(), "it still goes on");
    world.run(20_000);
    assert_eq!(received(&world), ["[file-1 plan.pdf]"], "it stood still for a minute and was begun again");
}

#[test]
fn a_file_that_may_not_travel_stays_in_sight_with_the_reason_and_nothing_is_sent() {
    for (name, size, kind) in [
        ("run.exe", 5, ProblemKind::FileBlocked),
        ("nothing.txt", 0, ProblemKind::FileEmpty),
        ("film.mp4", 25 * 1024 * 1024 + 1, ProblemKind::FileTooLarge),
    ] {
        let mut world = World::connected(Settings::default());
        send(&mut world, name, size);
        world.run(30_000);
        let (row, shown) = only(&world);
        assert_eq!(shown.problem.map(|problem| problem.kind), Some(kind));
        assert!(world.uploaded.is_empty() && received(&world).is_empty());
        world.intent(Intent::Discard { row });
        assert!(rows(&world).is_empty());
        assert_eq!(world.released, [FILE]);
    }
}

#[test]
fn an_upload_can_be_called_off() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Swallowed);
    send(&mut world, "plan.pdf", 5);
    world.run(1_000);
    let (row, _) = only(&world);
    world.intent(Intent::Discard { row });
    world.run(120_000);
    assert!(rows(&world).is_empty() && world.uploaded.is_empty() && received(&world).is_empty());
    world.send("words");
    world.run(5_000);
    assert_eq!(received(&world), ["words"]);
}

#[test]
fn a_refused_file_can_be_sent_again() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Status(413));
    send(&mut world, "plan.pdf", 5);
    world.run(5_000);
    let (row, shown) = only(&world);
    assert_eq!(shown.state, Some(SendState::Failed));
    world.intent(Intent::Retry { row });
    world.run(5_000);
    assert_eq!(received(&world), ["[file-1 plan.pdf]"]);
}

#[test]
fn a_server_that_never_says_where_the_bytes_are_is_not_sent_them_without_end() {
    let mut world = World::connected(Settings::default());
    for _ in 0..3 {
        world.network.plan("POST files", Fault::Says(200, "{}".to_owned()));
    }
    let file = Intent::SendFile { file: FILE, name: "plan.pdf".into(), size: 5, is_picture: false };
    let command = world.command(file);
    world.run(120_000);
    assert_eq!(only(&world).1.state, Some(SendState::Failed));
    assert!(matches!(&world.settled[&command], Err(problem) if problem.kind == ProblemKind::Refused));
    let row = only(&world).0;
    world.intent(Intent::Retry { row });
    world.run(5_000);
    assert_eq!(received(&world).len(), 1, "the visitor may try again");
}

#[test]
fn a_server_that_takes_no_files_is_no_end_of_the_chat() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Status(404));
    send(&mut world, "plan.pdf", 5);
    world.run(5_000);
    assert_eq!(only(&world).1.state, Some(SendState::Failed));
    world.send("words");
    world.run(5_000);
    assert_eq!(received(&world), ["words"]);
}

#[test]
fn a_page_that_goes_loses_no_file_silently() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Swallowed);
    send(&mut world, "plan.pdf", 5);
    world.run(1_000);
    world.reload();
    world.run(30_000);
    let (row, shown) = only(&world);
    assert_eq!((shown.text.as_str(), shown.state), ("plan.pdf", Some(SendState::Failed)));
    assert_eq!(shown.problem.map(|problem| problem.kind), Some(ProblemKind::FileLost));
    world.intent(Intent::Retry { row });
    world.run(5_000);
    assert_eq!(only(&world).1.state, Some(SendState::Failed), "there is nothing to send");
    // Once the bytes are with the server, a reload changes nothing.
    let mut world = World::connected(Settings::default());
    world.network.plan("POST /events", Fault::LostBefore);
    send(&mut world, "plan.pdf", 5);
    world.run(1_000);
    world.reload();
    world.run(60_000);
    assert_eq!(received(&world), ["[file-1 plan.pdf]"]);
    let (_, shown) = only(&world);
    assert_eq!(shown.file.map(|file| file.source), Some(FileSource::Stored("file-1".into())));
}

#[test]
fn a_chat_that_ends_while_a_file_is_on_its_way_says_so_and_the_next_one_can_take_it() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST files", Fault::Swallowed);
    send(&mut world, "plan.pdf", 5);
    world.run(1_000);
    world.close();
    world.run(5_000);
    assert_eq!(only(&world).1.state, Some(SendState::Failed));
    world.intent(Intent::StartAgain { resend: true });
    world.run(10_000);
    assert_eq!(received(&world), ["[file-1 plan.pdf]"]);
}

#[test]
fn the_pages_script_learns_when_its_file_is_with_the_server() {
    let mut world = World::new(Settings::default());
    let file = Intent::SendFile { file: FILE, name: "plan.pdf".into(), size: 5, is_picture: false };
    let command = world.command(file);
    world.run(10_000);
    assert!(matches!(world.settled.get(&command), Some(Ok(Settled::Message { .. }))), "{:?}", world.settled);
    assert_eq!(received(&world), ["[file-1 plan.pdf]"]);
    let blocked = Intent::SendFile { file: FILE, name: "run.exe".into(), size: 5, is_picture: false };
    let command = world.command(blocked);
    let refused = world.settled.get(&command).map(|settled| settled.clone().map_err(|problem| problem.kind));
    assert_eq!(refused, Some(Err(ProblemKind::FileBlocked)));
}

#[test]
fn an_agents_file_is_a_message_with_a_name_that_is_no_markup() {
    let mut world = World::connected(Settings::default());
    let file = File {
        file_id: "f 1".into(),
        file_type: FileType::Image,
        file_name: Some("<b>a</b>\u{202e}gnp.png".into()),
        ..File::default()
    };
    world.say_as(AGENT, Body::File(file));
    world.run(1_000);
    let (_, shown) = only(&world);
    assert_eq!((shown.sender, shown.text.as_str()), (Sender::Agent, "bgnp.png"));
    let file = shown.file.unwrap_or_else(|| unreachable!("it is a file"));
    assert_eq!((file.source, file.is_picture), (FileSource::Stored("f 1".into()), true));
    assert!(world.announcements.iter().any(|line| matches!(line, Announcement::File { .. })));
    assert_eq!(world.session.view().unread, 1);
}

#[test]
fn a_file_on_the_web_is_shown_only_where_its_address_is_one() {
    let mut world = World::connected(Settings::default());
    for url in ["https://cdn.example.com/a/plan.pdf?x=1", "javascript:alert(1)"] {
        let body = Body::FileUrl { file_url: url.into(), file_type: FileType::Attachment, file_name: None };
        world.say_as(AGENT, body);
        world.run(1_000);
    }
    let (_, shown) = only(&world);
    assert_eq!(shown.text, "plan.pdf");
}
