//! Answers that an agent's message offers.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_conversation::Settings;
use parlor_protocol::{Body, event::Message};
use parlor_session::{
    Intent,
    input::RowId,
    view::{MessageView, RepliesView, RowBody},
};

use crate::harness::{AGENT, World, all_settings};

fn offer(world: &mut World, words: &str) {
    let directive_id = Some("d7".to_owned());
    world.say_as(AGENT, Body::Message(Message { msg: words.into(), directive_id, ..Message::default() }));
    world.run(1_000);
}

fn messages(world: &World) -> Vec<(RowId, MessageView)> {
    let rows = world.session.view().rows.iter();
    rows.filter_map(|key| match world.session.row(key.id)?.body {
        RowBody::Message(message) => Some((key.id, message)),
        _ => None,
    })
    .collect()
}

fn offered(world: &World) -> Option<(RowId, RepliesView)> {
    messages(world).into_iter().find_map(|(id, message)| Some((id, message.replies?)))
}

#[test]
fn an_answer_is_given_once_with_the_offer_that_it_belongs_to_and_is_remembered() {
    for settings in all_settings() {
        let mut world = World::connected(settings);
        offer(&mut world, "All well? /buttons [Yes] [No]");
        let Some((row, replies)) = offered(&world) else { panic!("there is an offer") };
        assert_eq!((replies.options.as_slice(), replies.chosen), (&["Yes".to_owned(), "No".to_owned()][..], None));
        assert_eq!(messages(&world)[0].1.text.trim(), "All well?");
        for option in [1, 0, 9] {
            world.intent(Intent::Reply { row, option });
        }
        assert_eq!(offered(&world).and_then(|(_, replies)| replies.chosen), Some(1));
        world.run(5_000);
        let chat = world.center.conversation(&world.chat_id()).map(|chat| chat.entries().to_vec()).unwrap_or_default();
        let said: Vec<(String, Option<String>)> = chat
            .iter()
            .filter_map(|entry| match &entry.event.body {
                Body::Message(said) if entry.event.party_id.as_deref() != Some(AGENT) => {
                    Some((said.msg.clone(), said.directive_id.clone()))
                }
                _ => None,
            })
            .collect();
        assert_eq!(said, [("No".to_owned(), Some("d7".to_owned()))]);
        world.reload();
        world.run(5_000);
        assert_eq!(offered(&world).and_then(|(_, replies)| replies.chosen), Some(1), "after a reload, too");
    }
}

#[test]
fn an_answer_that_is_typed_counts_and_other_words_do_not() {
    let mut world = World::connected(Settings::default());
    offer(&mut world, "All well? /buttons [Yes] [No]");
    world.send("Well");
    assert_eq!(offered(&world).and_then(|(_, replies)| replies.chosen), None);
    world.send("Yes");
    assert_eq!(offered(&world).and_then(|(_, replies)| replies.chosen), Some(0));
}

#[test]
fn a_directive_that_is_none_is_shown_as_it_was_written() {
    let mut world = World::connected(Settings::default());
    offer(&mut world, "Type /buttons to see them");
    assert_eq!(offered(&world), None);
    assert_eq!(messages(&world)[0].1.text, "Type /buttons to see them");
}
