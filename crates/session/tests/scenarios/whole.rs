//! The whole of a chat, run against every combination of the server's behaviour switches.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use crate::harness::{AGENT, World, all_settings};
use parlor_conversation::Conversation;
use parlor_protocol::Body;
use parlor_session::{
    Input, Intent,
    view::{Phase, SendState, Sender},
};

#[test]
fn a_chat_from_start_to_end_is_the_same_on_both_sides_whatever_the_server_does() {
    let all = all_settings();
    assert_eq!(all.len(), 96);
    for settings in all {
        let mut world = World::new(settings.clone());
        world.start();
        world.run(500);
        assert_eq!(world.phase(), Phase::Queued, "{settings:?}");
        world.send("before anybody came");
        world.run(20_000);
        world.join(AGENT, "Ann Lee");
        world.run(100);
        assert_eq!(world.phase(), Phase::Connected);
        for round in 0..10 {
            world.send(&format!("question {round}"));
            world.run(1_500);
            world.say_as(AGENT, Body::Typing { draft: None });
            world.run(100);
            assert_eq!(world.session.view().status.typing.as_deref(), Some("Ann Lee"));
            world.say("yes");
            world.run(700);
            if round == 4 {
                world.input(Input::Leaving);
                world.reload();
                world.run(3_000);
            }
            if round == 6 {
                world.restart_server();
                world.run(5_000);
            }
        }
        let chat_id = world.chat_id();
        world.run(3_000);
        let expected: Vec<(Sender, String)> =
            std::iter::once((Sender::Visitor, "before anybody came".to_owned()))
                .chain((0..10).flat_map(|round| {
                    [(Sender::Visitor, format!("question {round}")), (Sender::Agent, "yes".to_owned())]
                }))
                .collect();
        assert_eq!(world.history(&chat_id), expected, "{settings:?}");
        assert_eq!(world.transcript(), expected, "{settings:?}");
        assert!(world.states().iter().all(|(_, state)| !matches!(state, SendState::Sending | SendState::Failed)));
        world.intent(Intent::End);
        assert_eq!(world.phase(), Phase::Ended);
        world.run(60_000);
        assert_eq!(world.transcript(), expected);
        assert!(world.center.conversation(&chat_id).is_some_and(Conversation::is_ended));
        assert_eq!(world.most_polls, 1);
        assert!(world.requests_after_end.is_empty(), "{:?}", world.requests_after_end);
    }
}
