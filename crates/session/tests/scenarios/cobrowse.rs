//! Looking at the page together: only after the visitor has agreed, and never longer than they like.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::Body;
use parlor_session::{
    Input, Intent,
    input::Cobrowsing,
    view::{CobrowseStage, RowBody, SendState},
};

use crate::harness::{AGENT, Fault, World, all_settings};

fn asked(settings: Settings) -> World {
    let mut world = World::connected(settings);
    world.input(Input::Cobrowsing(Cobrowsing::Offered(true)));
    world.say_as(AGENT, Body::CobrowsingRequested { msg_id: None });
    world.run(500);
    world
}

fn stage(world: &World) -> Option<CobrowseStage> {
    let bodies = world.bodies().into_iter().rev();
    bodies.map(|(_, body)| body).find_map(|body| if let RowBody::Cobrowse(stage) = body { Some(stage) } else { None })
}

/// What the server heard of it, in order.
fn told(world: &World) -> Vec<&'static str> {
    let chat_id = world.chat_id();
    let Some(chat) = world.center.conversation(&chat_id) else { return Vec::new() };
    let words = chat.entries().iter().filter_map(|entry| match entry.event.body {
        Body::CobrowsingStarted { .. } => Some("started"),
        Body::CobrowsingEnded => Some("ended"),
        Body::CobrowsingRejected => Some("rejected"),
        _ => None,
    });
    words.collect()
}

fn started() -> Input {
    Input::Cobrowsing(Cobrowsing::Started {
        provider: "SURFLY".to_owned(),
        url: "https://surfly.example/1".to_owned(),
        id: Some("1".to_owned()),
    })
}

#[test]
fn it_begins_after_the_visitor_has_agreed_and_ends_when_they_say_so() {
    for settings in all_settings() {
        let mut world = asked(settings);
        assert_eq!((stage(&world), world.cobrowse.len()), (Some(CobrowseStage::Asked), 0));
        world.intent(Intent::Cobrowse { agrees: true });
        assert_eq!((stage(&world), &*world.cobrowse), (Some(CobrowseStage::Starting), &[true][..]));
        world.network.plan("POST /events", Fault::LostAfter);
        world.input(started());
        world.run(20_000);
        assert!(world.session.view().status.cobrowsing);
        assert_eq!(told(&world), ["started"]);
        world.intent(Intent::StopCobrowsing);
        world.run(5_000);
        assert_eq!((stage(&world), &*world.cobrowse), (Some(CobrowseStage::Over), &[true, false][..]));
        assert_eq!(told(&world), ["started", "ended"]);
        world.reload();
        world.run(5_000);
        assert_eq!(stage(&world), Some(CobrowseStage::Over));
    }
}

#[test]
fn who_declines_is_not_asked_again_after_a_reload() {
    let mut world = asked(Settings::default());
    world.intent(Intent::Cobrowse { agrees: false });
    world.run(2_000);
    assert_eq!((stage(&world), told(&world)), (Some(CobrowseStage::Declined), vec!["rejected"]));
    world.reload();
    world.run(5_000);
    assert_eq!(stage(&world), Some(CobrowseStage::Declined));
    assert!(world.cobrowse.is_empty());
}

#[test]
fn a_page_that_cannot_do_it_answers_for_the_visitor() {
    let mut world = asked(Settings::default());
    world.intent(Intent::Cobrowse { agrees: true });
    world.input(Input::Cobrowsing(Cobrowsing::Failed));
    world.run(2_000);
    assert_eq!((stage(&world), told(&world)), (Some(CobrowseStage::Impossible), vec!["rejected"]));
    world.input(Input::Cobrowsing(Cobrowsing::Offered(false)));
    world.say_as(AGENT, Body::CobrowsingRequested { msg_id: None });
    world.run(2_000);
    assert_eq!((stage(&world), told(&world)), (Some(CobrowseStage::Impossible), vec!["rejected", "rejected"]));
}

#[test]
fn what_begins_too_late_is_ended_and_the_end_of_the_chat_ends_it() {
    let mut world = asked(Settings::default());
    world.intent(Intent::Cobrowse { agrees: true });
    world.intent(Intent::StopCobrowsing);
    world.input(started());
    world.run(2_000);
    assert_eq!((&*world.cobrowse, told(&world)), (&[true, false, false][..], vec!["rejected"]));
    let mut world = asked(Settings::default());
    world.intent(Intent::Cobrowse { agrees: true });
    world.input(started());
    world.run(1_000);
    world.close();
    world.run(1_000);
    assert_eq!((&*world.cobrowse, stage(&world)), (&[true, false][..], Some(CobrowseStage::Over)));
}

#[test]
fn an_answer_that_the_page_gives_by_itself_is_no_sign_of_the_visitor() {
    let mut world = World::connected(Settings::default());
    world.input(Input::Cobrowsing(Cobrowsing::Offered(false)));
    world.say_as(AGENT, Body::CobrowsingRequested { msg_id: None });
    world.say_as(AGENT, Body::TimeoutWarning { msg: "Are you still there?".to_owned() });
    world.run(5_000);
    assert_eq!(told(&world), ["rejected"]);
    assert_eq!(world.session.view().status.warning.as_deref(), Some("Are you still there?"));
}

#[test]
fn who_is_asked_again_while_the_agent_looks_no_longer_shows_the_page_until_they_agree() {
    for runs in [false, true] {
        let mut world = asked(Settings::default());
        world.intent(Intent::Cobrowse { agrees: true });
        if runs {
            world.input(started());
        }
        world.run(2_000);
        world.say_as(AGENT, Body::CobrowsingRequested { msg_id: None });
        world.run(2_000);
        assert_eq!((stage(&world), &*world.cobrowse), (Some(CobrowseStage::Asked), &[true, false][..]));
        assert!(!world.session.view().status.cobrowsing);
        let heard: &[&str] = if runs { &["started", "ended"] } else { &["rejected"] };
        assert_eq!(told(&world), heard);
    }
}

#[test]
fn an_answer_that_waits_over_a_reload_leaves_other_rows_their_ids() {
    let mut world = asked(Settings::default());
    world.input(Input::Network { online: false });
    world.intent(Intent::Cobrowse { agrees: false });
    world.run(500);
    world.reload();
    world.input(Input::Network { online: false });
    let said = ["One", "Two", "Three", "Four"];
    for text in said {
        world.send(text);
    }
    world.input(Input::Network { online: true });
    world.run(20_000);
    assert_eq!(told(&world), ["rejected"]);
    assert_eq!(world.states(), said.map(|text| (text.to_owned(), SendState::Sent)));
}
