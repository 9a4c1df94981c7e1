//! The agent sees on which page the visitor is; the visitor sees nothing of it.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::Body;
use parlor_session::{Input, input::Page};

use crate::harness::{Fault, World, all_settings};

fn go(world: &mut World, url: &str) {
    world.input(Input::Page(Page { url: url.into(), title: " Bikes ".into() }));
}

/// What the contact center was told: title, address and id of each page.
fn told(world: &World) -> Vec<(String, String, String)> {
    let Some(chat) = world.center.conversation(&world.chat_id()) else { return Vec::new() };
    let page = |body: &Body| match body {
        Body::Navigation { title, page, msg_id } => {
            Some((title.clone(), page.clone(), msg_id.clone().unwrap_or_default()))
        }
        _ => None,
    };
    chat.entries().iter().filter_map(|entry| page(&entry.event.body)).collect()
}

fn pages(world: &World) -> Vec<String> {
    told(world).into_iter().map(|(_, page, _)| page).collect()
}

#[test]
fn each_page_is_told_once_while_a_chat_runs_and_nothing_before() {
    for settings in all_settings() {
        let mut world = World::new(settings);
        go(&mut world, "https://shop.example/bikes?email=a@b.c");
        world.run(60_000);
        assert!(world.requests.is_empty());
        world.start();
        world.run(5_000);
        assert_eq!(pages(&world), ["https://shop.example/bikes"]);
        let rows = world.session.view().rows.len();
        go(&mut world, "https://shop.example/bikes?email=b@c.d");
        go(&mut world, "https://shop.example/cart");
        world.run(5_000);
        assert_eq!(pages(&world), ["https://shop.example/bikes", "https://shop.example/cart"]);
        assert_eq!(told(&world)[0].0, "Bikes");
        world.send("Hello");
        world.reload();
        go(&mut world, "https://shop.example/cart");
        world.run(5_000);
        assert_eq!(pages(&world).len(), 2, "a reload is no other page");
        assert_eq!(world.session.view().rows.len(), rows + 2, "the day, the message, and nothing else");
    }
}

#[test]
fn pages_and_messages_never_share_an_id() {
    let mut world = World::connected(Settings::default());
    for page in 0..3 {
        go(&mut world, &format!("https://shop.example/{page}"));
        world.send("Hello");
        world.reload();
        world.run(5_000);
    }
    let chat = world.center.conversation(&world.chat_id()).map(|chat| chat.entries().to_vec()).unwrap_or_default();
    let id = |body: &Body| match body {
        Body::Message(message) => message.msg_id.clone(),
        Body::Navigation { msg_id, .. } => msg_id.clone(),
        _ => None,
    };
    let mut ids: Vec<String> = chat.iter().filter_map(|entry| id(&entry.event.body)).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn what_is_lost_is_told_again_and_the_chat_does_not_wait_for_it() {
    let mut world = World::connected(Settings::default());
    world.network.plan("POST chats", Fault::LostBefore);
    go(&mut world, "https://shop.example/cart");
    world.send("Hello");
    world.run(60_000);
    assert_eq!(pages(&world), ["https://shop.example/cart"]);
}

#[test]
fn a_center_that_does_not_want_to_know_is_told_no_more() {
    let mut world = World::connected(Settings::default());
    world.run(5_000);
    for _ in 0..5 {
        world.network.plan("POST chats", Fault::Status(400));
    }
    let before = world.requests.len();
    go(&mut world, "https://shop.example/cart");
    world.run(1_000);
    let posts = world.requests[before..].iter().filter(|(_, request)| request.body.is_some()).count();
    assert_eq!(posts, 1);
}
