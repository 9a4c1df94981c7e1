//! Calls: who rings, what is said to the other end, and that nothing that is lost, doubled or late leaves anybody with a
//! call that is none.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use parlor_call::{
    CandidateTypes, DeviceProblem, Order, Report,
    agent::{End, Stage},
};
use parlor_conversation::Settings;
use parlor_protocol::{Body, signaling::Signal};
use parlor_session::{
    Input, Intent,
    effect::{Notice, Settled},
    input::CallWish,
    problem::ProblemKind,
    view::{Ask, CallEnd, CallRules, CallStage, Phase},
};

use crate::harness::{
    AGENT, World,
    line::{Mishap, Rig, Side},
};

fn told(world: &World) -> Vec<(&'static str, bool)> {
    let calls = world.notices.iter().filter_map(|notice| match notice {
        Notice::Call { state, video } => Some((*state, *video)),
        _ => None,
    });
    calls.collect()
}

#[test]
fn the_visitor_calls_the_agent_answers_and_both_hear() {
    for camera in [false, true] {
        let mut rig = Rig::live(camera);
        let view = rig.world.session.view().status.call.clone().unwrap();
        assert_eq!((&*view.name, view.camera, view.has_video), ("Ann Lee", camera, camera));
        assert_eq!((rig.visitors.camera, rig.agent.video), (camera, camera));
        let asked = rig.world.requests.iter().find(|(_, request)| request.path.starts_with("iceservers"));
        assert_eq!(asked.unwrap().1.path, "iceservers?tenantUrl=demo.example&sessionId=chat-1");
        let states = ["requesting", "connecting", "live"].map(|state| (state, camera));
        assert_eq!(told(&rig.world), states);
        let kinds: Vec<_> = rig.said.iter().filter(|(_, kind)| *kind != "ICE_CANDIDATE").copied().collect();
        let expected = [(Side::Visitor, "REQUEST_CALL"), (Side::Agent, "OFFER_CALL"), (Side::Visitor, "ANSWER_CALL")];
        assert_eq!(kinds, expected);
        rig.wish(CallWish::Leave);
        rig.run(1_000);
        assert_eq!(rig.stages(), (Some(CallStage::Ended(CallEnd::Visitor)), Some(Stage::Ended(End::Visitor))));
        assert!(!rig.visitors.open && !rig.agents.open);
        assert_eq!(rig.said.iter().filter(|(_, kind)| *kind == "END_CALL").count(), 1);
        rig.run(5_000);
        assert_eq!(rig.stage(), None);
        assert_eq!(rig.world.phase(), Phase::Connected);
    }
}

#[test]
fn an_agent_calls_and_the_visitor_takes_it_or_does_not() {
    for takes in [true, false] {
        let mut rig = Rig::new();
        rig.agent.start(rig.world.now, true);
        rig.run(2_000);
        assert_eq!(rig.stage(), Some(CallStage::Ringing));
        assert!(!rig.visitors.open, "nothing is asked of the browser before the visitor has agreed");
        if takes {
            rig.wish(CallWish::Accept { camera: false });
            rig.run(2_000);
            assert!(rig.is_live());
            rig.agent.leave(rig.world.now);
            rig.run(1_000);
            assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Agent)));
        } else {
            rig.wish(CallWish::Leave);
            rig.run(1_000);
            assert_eq!(rig.stages(), (None, Some(Stage::Ended(End::Rejected(Some("declined".to_owned()))))));
            let last: Vec<_> = rig.said.iter().rev().take(2).map(|(_, kind)| *kind).collect();
            assert_eq!(last, ["END_CALL", "CALL_REJECTED"]);
        }
        assert!(!rig.visitors.open && rig.is_over());
    }
}

#[test]
fn a_refused_call_says_why_and_one_that_nobody_takes_ends_after_thirty_seconds() {
    let mut rig = Rig::new();
    rig.takes = false;
    let command = rig.world.command(Intent::Call(CallWish::Start { camera: Some(false) }));
    rig.run(2_000);
    assert_eq!(rig.stages(), (Some(CallStage::Requesting), Some(Stage::Ringing)));
    rig.agent.reject(rig.world.now, "I can't talk just now");
    rig.run(1_000);
    let reason = Some("I can't talk just now".to_owned());
    assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Rejected(reason))));
    let outcome = rig.world.settled[&command].clone();
    assert_eq!(outcome.unwrap_err().kind, ProblemKind::Refused);

    rig.start(false);
    let took = rig.until("nobody takes it", 31_000, Rig::is_over);
    assert!(took > 28_000, "{took}");
    assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::NoAnswer)));
    // The agent was not rung twice for it.
    assert_eq!(rig.said.iter().filter(|(side, kind)| (*side, *kind) == (Side::Visitor, "REQUEST_CALL")).count(), 3);
    assert!(!rig.visitors.open);
}

#[test]
fn devices_that_cannot_be_had_end_the_call_before_anybody_is_asked() {
    for (problem, kind) in [
        (DeviceProblem::Denied, ProblemKind::Permission),
        (DeviceProblem::Blocked, ProblemKind::Permission),
        (DeviceProblem::Absent, ProblemKind::NoDevice),
        (DeviceProblem::Busy, ProblemKind::NoDevice),
        (DeviceProblem::Unsupported, ProblemKind::Unsupported),
    ] {
        let mut rig = Rig::new();
        rig.visitors.devices = Err(problem);
        let command = rig.world.command(Intent::Call(CallWish::Start { camera: Some(true) }));
        rig.run(1_000);
        assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Device { problem, camera: true })));
        assert_eq!(rig.world.settled[&command].clone().unwrap_err().kind, kind);
        assert!(rig.said.is_empty());
        // It is not taken for what it was when the next one begins.
        rig.visitors.devices = Ok(false);
        rig.start(false);
        rig.run(3_000);
        assert!(rig.is_live());
    }
}

#[test]
fn every_signal_lost_doubled_or_late_ends_in_a_call_or_in_words_within_thirty_seconds() {
    let mishaps =
        [Mishap::Lost, Mishap::Doubled, Mishap::Delayed(4_000), Mishap::Delayed(9_000), Mishap::Delayed(14_000)];
    let kinds = ["REQUEST_CALL", "OFFER_CALL", "ANSWER_CALL", "ICE_CANDIDATE", "CALL_REJECTED", "END_CALL"];
    for side in [Side::Visitor, Side::Agent] {
        for kind in kinds {
            for mishap in mishaps {
                for agent_starts in [false, true] {
                    for ends in [Side::Visitor, Side::Agent] {
                        let mut rig = Rig::new();
                        let what = format!("{side:?} {kind} {mishap:?} agent starts: {agent_starts}, ends: {ends:?}");
                        rig.plan(side, kind, mishap);
                        if agent_starts {
                            rig.agent.start(rig.world.now, false);
                            rig.until(&what, 30_000, |rig| rig.stage() == Some(CallStage::Ringing));
                            rig.wish(CallWish::Accept { camera: false });
                        } else {
                            rig.start(false);
                        }
                        rig.until(&what, 30_000, Rig::is_live);
                        // What comes late may have the two look for each other once more.
                        rig.run(15_000);
                        rig.until(&what, 5_000, Rig::is_live);
                        // Who has hung up is asked before they are called back.
                        rig.takes = false;
                        match ends {
                            Side::Visitor => rig.wish(CallWish::Leave),
                            Side::Agent => rig.agent.leave(rig.world.now),
                        }
                        rig.until(&what, 31_000, Rig::is_over);
                        rig.run(40_000);
                        assert!(rig.is_over() && !rig.visitors.open && !rig.agents.open, "{what}: {:?}", rig.stages());
                        // The next one is a call like any other.
                        rig.takes = true;
                        rig.start(true);
                        rig.until(&what, 30_000, Rig::is_live);
                    }
                }
            }
        }
    }
}

#[test]
fn a_refusal_that_is_lost_is_followed_by_an_end() {
    for side in [Side::Visitor, Side::Agent] {
        for kind in ["CALL_REJECTED", "END_CALL"] {
            for mishap in [Mishap::Lost, Mishap::Doubled, Mishap::Delayed(5_000)] {
                let mut rig = Rig::new();
                rig.takes = false;
                rig.plan(side, kind, mishap);
                if side == Side::Agent {
                    rig.start(false);
                    rig.run(1_000);
                    rig.agent.reject(rig.world.now, "no");
                } else {
                    rig.agent.start(rig.world.now, false);
                    rig.run(1_000);
                    rig.wish(CallWish::Leave);
                }
                rig.until("both know", 6_000, Rig::is_over);
                rig.run(40_000);
                assert!(rig.is_over(), "{side:?} {kind} {mishap:?}: {:?}", rig.stages());
            }
        }
    }
}

#[test]
fn both_call_at_once_and_have_one_call() {
    for wait in [0, 20, 60, 120, 200] {
        let mut rig = Rig::new();
        rig.start(true);
        rig.run(wait);
        rig.agent.start(rig.world.now, false);
        rig.until("one call", 5_000, Rig::is_live);
        rig.until("seen", 5_000, |rig| rig.visitors.camera && rig.agent.video);
    }
}

#[test]
fn an_agent_adds_their_picture_and_the_visitor_theirs() {
    let mut rig = Rig::live(false);
    rig.agent.show(true);
    rig.run(1_000);
    assert!(rig.is_live() && rig.world.session.view().status.call.as_ref().unwrap().has_video);
    assert!(!rig.visitors.camera);
    let mut rig = Rig::live(false);
    rig.wish(CallWish::Camera(true));
    rig.run(1_000);
    assert!(rig.is_live() && rig.visitors.camera && rig.agent.video);
    assert_eq!(told(&rig.world).last(), Some(&("live", true)));
}

#[test]
fn a_cut_heals_or_another_way_is_found_or_the_call_is_lost() {
    for (cut, lives) in [(3_000, true), (7_000, true), (15_000, true), (60_000, false)] {
        let mut rig = Rig::live(true);
        rig.is_cut = true;
        rig.run(cut);
        rig.is_cut = false;
        if lives {
            let took = rig.until("heard again", 8_000, Rig::is_live);
            assert!(took <= 8_000, "{cut}: {took}");
        } else {
            assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Lost)));
            assert!(rig.is_over());
        }
    }
}

#[test]
fn who_leaves_the_page_in_a_call_is_asked_whether_to_go_on() {
    for hears_close in [false, true] {
        let mut rig = Rig::live(true);
        rig.hears_close = hears_close;
        rig.world.input(Input::Leaving);
        let requests = rig.world.requests.len();
        rig.world.input(Input::Visible(false));
        rig.world.intent(Intent::Watch(false));
        rig.world.intent(Intent::StopTyping);
        rig.run(20);
        assert!(!rig.visitors.open);
        assert_eq!(rig.world.requests.len(), requests, "a page that goes away begins nothing");
        rig.world.reload();
        rig.world.input(Input::Calls(CallRules {
            allowed: true,
            visitor_video: true,
            at_once: false,
            ..CallRules::default()
        }));
        rig.run(4_000);
        assert_eq!(rig.stage(), Some(CallStage::Choosing(Ask::Again)));
        rig.start(true);
        rig.until("heard again", 15_000, Rig::is_live);

        rig.world.input(Input::Leaving);
        rig.world.reload();
        rig.world.input(Input::Calls(CallRules {
            allowed: true,
            visitor_video: true,
            at_once: false,
            ..CallRules::default()
        }));
        rig.run(4_000);
        rig.wish(CallWish::Leave);
        rig.run(1_000);
        assert_eq!(rig.stages(), (None, Some(Stage::Ended(End::Visitor))));
        rig.world.reload();
        rig.run(4_000);
        assert_eq!(rig.stage(), None);
    }
}

#[test]
fn what_the_agents_side_should_never_send_ends_the_call_with_a_reason_and_leaves_the_chat() {
    let offer = |sdp: &str| Signal::OfferCall { offer_video: false, sdp: sdp.to_owned() };
    let long = format!("v=0\no=- 1 1 IN IP4 0\nm=audio\n{}", "a=x\n".repeat(300_000));
    let bad = "v=0\no=- 7 1 IN IP4 0\nm=bad\n";
    for sdp in ["", "v=0", "\u{0}", &long, bad] {
        let mut rig = Rig::live(false);
        rig.say(offer(sdp));
        rig.run(1_000);
        assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::BadOffer)), "{sdp:.40}");
        assert!(!rig.visitors.open);
        rig.world.send("Still here");
        rig.run(1_000);
        assert_eq!(rig.world.phase(), Phase::Connected);
        let mut rig = Rig::new();
        rig.takes = false;
        rig.say(offer(sdp));
        rig.run(1_000);
        if sdp != bad {
            assert_eq!(rig.stage(), None, "nobody is rung for what is no offer");
        }
    }
}

#[test]
fn who_is_offered_a_call_without_end_is_rid_of_it() {
    for live in [false, true] {
        let mut rig = if live { Rig::live(false) } else { Rig::new() };
        for session in 1..400 {
            let sdp = format!("v=0\no=- {session} 1 IN IP4 0\nm=audio\n");
            rig.say(Signal::OfferCall { offer_video: false, sdp });
            rig.run(20);
        }
        assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Flood)));
        assert!(!rig.visitors.open);
        let posts = rig.world.requests.iter().filter(|(_, request)| request.path.contains("/events")).count();
        assert!(posts < 300, "{posts}");
        rig.world.send("Still here");
        rig.run(1_000);
        assert_eq!(rig.world.states().len(), 1);
    }
}

#[test]
fn signals_in_any_order_and_for_no_call_change_nothing() {
    let mut rig = Rig::new();
    rig.takes = false;
    let candidate = Signal::IceCandidate { sdp_mid: None, sdp_m_line_index: None, candidate: "x".repeat(10_000) };
    let strays = [
        Signal::EndCall,
        candidate.clone(),
        Signal::AnswerCall { sdp: String::new() },
        Signal::RequestCall { offer_video: true },
        Signal::CallRejected { reason_code: None, reason: None },
        Signal::Unknown { kind: "CALL_STATE".to_owned(), json: "{}".to_owned() },
    ];
    for signal in strays.clone() {
        rig.say(signal);
    }
    rig.run(1_000);
    assert_eq!(rig.stage(), None);
    assert!(rig.world.bodies().iter().all(|(_, body)| !matches!(
        body,
        parlor_session::view::RowBody::System(parlor_session::view::SystemLine::Unreadable)
    )));
    let mut rig = Rig::live(false);
    for signal in [candidate, strays[2].clone(), strays[3].clone(), strays[5].clone()] {
        rig.say(signal.clone());
        rig.say_to_agent(signal);
    }
    rig.run(1_000);
    rig.until("still a call", 10_000, Rig::is_live);
}

#[test]
fn the_vendors_answer_to_an_end_does_not_end_the_next_call() {
    let mut rig = Rig::live(false);
    rig.wish(CallWish::Leave);
    rig.run(100);
    rig.takes = false;
    rig.start(false);
    rig.run(200);
    rig.say(Signal::EndCall);
    rig.run(200);
    assert_eq!(rig.stage(), Some(CallStage::Requesting));
    rig.say(Signal::EndCall);
    rig.run(200);
    assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::Agent)));
}

#[test]
fn a_call_ends_with_the_chat_and_outlives_a_handover_to_another_agent() {
    let mut rig = Rig::live(true);
    rig.world.close();
    rig.run(1_000);
    assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::ChatEnded)));
    assert!(!rig.visitors.open);

    let mut rig = Rig::live(true);
    rig.world.leave(AGENT);
    rig.run(9_000);
    assert_eq!(rig.stage(), Some(CallStage::Live));
    rig.run(2_000);
    assert_eq!(rig.stage(), Some(CallStage::Ended(CallEnd::AgentLeft)));

    let mut rig = Rig::live(true);
    rig.world.leave(AGENT);
    rig.world.join("agent-2", "Bo Li");
    let body = |sdp: &str| Body::Signaling {
        msg_id: None,
        destination_party_id: None,
        signal: Signal::OfferCall { offer_video: true, sdp: sdp.to_owned() },
    };
    rig.world.say_as("agent-2", body("v=0\no=- 9 1 IN IP4 0\nm=audio\nm=video\n"));
    rig.run(500);
    let view = rig.world.session.view().status.call.clone().unwrap();
    assert_eq!((&*view.name, view.stage), ("Bo Li", CallStage::Connecting));
}

#[test]
fn a_script_that_wants_a_call_before_there_is_a_chat_has_one_as_soon_as_an_agent_is_there() {
    let mut world = World::new(Settings::default());
    world.input(Input::Calls(CallRules {
        allowed: true,
        visitor_video: false,
        at_once: false,
        ..CallRules::default()
    }));
    let command = world.command(Intent::Call(CallWish::Start { camera: None }));
    world.run(1_000);
    let stage = |world: &World| world.session.view().status.call.as_ref().map(|call| call.stage.clone());
    assert_eq!(stage(&world), Some(CallStage::Choosing(Ask::Wish)));
    assert!(world.orders.is_empty());
    world.intent(Intent::Call(CallWish::Start { camera: Some(true) }));
    let (call, order) = world.orders[0].clone();
    assert_eq!(order, Order::Open { camera: false }, "visitors are not shown here");
    world.input(Input::Call { call, report: Report::Opened { camera: false } });
    assert_eq!(stage(&world), Some(CallStage::Waiting));
    assert_eq!(world.orders.last().unwrap().1, Order::Close, "who waits is not listened to");
    world.intent(Intent::Call(CallWish::Mute(true)));
    world.run(20_000);
    world.join(AGENT, "Ann Lee");
    world.run(1_000);
    let (again, order) = world.orders.last().unwrap().clone();
    assert_eq!(order, Order::Open { camera: false });
    assert!(again > call, "the devices of the wait are another's");
    world.input(Input::Call { call: again, report: Report::Opened { camera: false } });
    assert_eq!(world.orders.last().unwrap().1, Order::Mute(true));
    assert_eq!(stage(&world), Some(CallStage::Requesting));
    assert!(!world.settled.contains_key(&command));
    world.intent(Intent::End);
    assert_eq!(world.settled[&command].clone().unwrap_err().kind, ProblemKind::ChatGone);
}

#[test]
fn where_calls_are_not_allowed_nobody_rings_and_nobody_is_rung() {
    let mut rig = Rig::new();
    rig.world.input(Input::Calls(CallRules::default()));
    let command = rig.world.command(Intent::Call(CallWish::Start { camera: Some(false) }));
    assert_eq!(rig.world.settled[&command].clone().unwrap_err().kind, ProblemKind::Unavailable);
    rig.agent.start(rig.world.now, false);
    rig.run(2_000);
    assert_eq!(rig.stages(), (None, Some(Stage::Ended(End::Rejected(Some("no calls".to_owned()))))));
}

#[test]
fn without_servers_or_an_answer_about_them_a_call_finds_its_way_too() {
    for ice in [(500, String::new()), (200, "{\"servers\":[]}".to_owned()), (200, "<html>".to_owned())] {
        let mut rig = Rig::new();
        rig.world.ice = ice;
        rig.start(false);
        rig.run(5_000);
        assert!(rig.is_live(), "{:?}", rig.stages());
    }
}

#[test]
fn a_command_to_call_is_done_when_both_hear() {
    let mut rig = Rig::new();
    let command = rig.world.command(Intent::Call(CallWish::Start { camera: Some(false) }));
    rig.run(200);
    assert!(!rig.world.settled.contains_key(&command));
    rig.run(3_000);
    assert_eq!(rig.world.settled[&command], Ok(Settled::Done));
    let again = rig.world.command(Intent::Call(CallWish::Start { camera: Some(false) }));
    assert_eq!(rig.world.settled[&again], Ok(Settled::Done));
    let end = rig.world.command(Intent::Call(CallWish::Leave));
    assert_eq!(rig.world.settled[&end], Ok(Settled::Done));
}

#[test]
fn a_connection_that_the_agents_side_replaces_is_no_end() {
    let mut rig = Rig::new();
    rig.hears_close = true;
    rig.plan(Side::Visitor, "REQUEST_CALL", Mishap::Delayed(14_000));
    rig.start(false);
    rig.until("live", 14_000, Rig::is_live);
    // The first one arrives now, and is answered with another connection.
    rig.run(6_000);
    assert!(rig.is_live(), "{:?}", rig.stages());
}

#[test]
fn an_offer_that_was_lost_in_a_call_is_made_again() {
    let mut rig = Rig::live(false);
    rig.plan(Side::Agent, "OFFER_CALL", Mishap::Lost);
    rig.agent.show(true);
    rig.run(8_000);
    let video = rig.world.session.view().status.call.as_ref().map(|call| call.has_video);
    assert!(rig.is_live());
    assert_eq!(video, Some(true));
}

#[test]
fn an_offer_under_way_when_the_visitor_calls_off_does_not_ring() {
    let mut rig = Rig::new();
    rig.plan(Side::Agent, "OFFER_CALL", Mishap::Delayed(600));
    rig.start(false);
    rig.until("asked", 2_000, |rig| rig.said.contains(&(Side::Agent, "OFFER_CALL")));
    rig.wish(CallWish::Leave);
    rig.run(4_000);
    assert!(rig.is_over(), "{:?}", rig.stages());
    assert!(!rig.visitors.open && !rig.agents.open);
}

#[test]
fn before_it_is_known_what_is_allowed_nobody_is_refused() {
    let mut world = World::connected(Settings::default());
    let offer = |version: u32| Body::Signaling {
        msg_id: None,
        destination_party_id: None,
        signal: Signal::OfferCall { offer_video: false, sdp: format!("v=0\no=- 1 {version} IN IP4 0\nm=audio 9\n") },
    };
    world.say_as(AGENT, offer(1));
    world.run(500);
    assert!(world.passed.iter().all(|event| !matches!(event.body, Body::Signaling { .. })));
    world.input(Input::Calls(CallRules { allowed: true, visitor_video: true, at_once: false, ..CallRules::default() }));
    world.say_as(AGENT, offer(1));
    world.run(500);
    assert_eq!(world.session.view().status.call.as_ref().map(|call| call.stage.clone()), Some(CallStage::Ringing));
}

#[test]
fn an_agent_who_joins_after_the_other_has_left_is_asked_for_the_call() {
    let mut rig = Rig::live(false);
    rig.world.leave(AGENT);
    rig.run(2_000);
    let said = rig.said.len();
    rig.world.join("agent-2", "Bo Li");
    rig.run(500);
    assert!(rig.said[said..].contains(&(Side::Visitor, "REQUEST_CALL")));
}

#[test]
fn addresses_of_a_kind_that_the_page_leaves_out_are_neither_told_nor_tried() {
    let mut rig = Rig::new();
    let candidates = CandidateTypes { host: false, ..CandidateTypes::default() };
    let rules = CallRules { allowed: true, visitor_video: true, candidates, ..CallRules::default() };
    rig.world.input(Input::Calls(rules));
    rig.start(false);
    rig.run(2_000);
    // Both ends know of addresses of the first kind only.
    let told: Vec<_> = rig.said.iter().filter(|(_, kind)| *kind == "ICE_CANDIDATE").map(|(side, _)| *side).collect();
    assert!(!told.is_empty() && told.iter().all(|side| *side == Side::Agent), "{told:?}");
    assert_eq!(rig.stage(), Some(CallStage::Connecting), "none was tried");
    let other = "candidate:9 1 udp 1 203.0.113.9 9 typ srflx".to_owned();
    rig.say(Signal::IceCandidate { sdp_mid: None, sdp_m_line_index: Some(0), candidate: other.clone() });
    rig.say_to_agent(Signal::IceCandidate { sdp_mid: None, sdp_m_line_index: Some(0), candidate: other });
    rig.run(1_000);
    assert!(rig.is_live(), "{:?}", rig.stages());
}

#[test]
fn an_agent_who_offers_to_whoever_waits_needs_no_second_yes() {
    let mut world = World::new(Settings::default());
    world.input(Input::Calls(CallRules { allowed: true, visitor_video: true, ..CallRules::default() }));
    world.intent(Intent::Call(CallWish::Start { camera: Some(false) }));
    world.run(1_000);
    let (call, _) = world.orders[0].clone();
    world.input(Input::Call { call, report: Report::Opened { camera: false } });
    let sdp = "v=0\no=- 9 1 IN IP4 0\nm=audio\n".to_owned();
    let signal = Signal::OfferCall { offer_video: false, sdp };
    world.say_as(AGENT, Body::Signaling { msg_id: None, destination_party_id: None, signal });
    world.run(500);
    let (again, order) = world.orders.last().unwrap().clone();
    assert_eq!(order, Order::Open { camera: false });
    world.input(Input::Call { call: again, report: Report::Opened { camera: false } });
    let stage = world.session.view().status.call.as_ref().map(|call| call.stage.clone());
    assert_eq!(stage, Some(CallStage::Connecting));
}
