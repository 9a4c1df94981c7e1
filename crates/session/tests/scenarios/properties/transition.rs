//! Everything that can happen in one step of a sequence, and doing it.

use parlor_protocol::Body;
use parlor_session::{
    Input, Intent,
    view::{Phase, SendState},
};

use super::reference::Reference;
use crate::harness::{AGENT, World};

#[derive(Debug)]
pub(super) enum Transition {
    Start,
    Send,
    /// The same words as ever.
    SendTwin,
    Draft,
    AgentJoins,
    AgentSays,
    AgentTypes,
    AgentLeaves,
    AgentCloses,
    AgentReads,
    Wait(u64),
    Offline,
    Online,
    Watch(bool),
    Visible(bool),
    Wake,
    LeaveAndComeBack,
    Reload(bool),
    RestartServer,
    Retry,
    Discard,
    End,
    StartAgain(bool),
    StillHere,
    RetryNow,
    Tick,
    ClockBack,
}

impl Transition {
    pub(super) fn draw(world: &mut World) -> Self {
        match world.network.below(64) {
            0..2 => Self::Start,
            2..14 => Self::Send,
            14..17 => Self::SendTwin,
            17..19 => Self::Draft,
            19..22 => Self::AgentJoins,
            22..29 => Self::AgentSays,
            29 => Self::AgentTypes,
            30 => Self::AgentLeaves,
            31 => Self::AgentCloses,
            32 => Self::AgentReads,
            33..43 => Self::Wait([1, 10, 30, 60, 200, 700, 3_000, 9_000, 20_000, 45_000][pick(world, 10)]),
            43 => Self::Offline,
            44..46 => Self::Online,
            46 => Self::Watch(true),
            47 => Self::Watch(false),
            48 => Self::Visible(false),
            49 => Self::Visible(true),
            50 => Self::Wake,
            51 => Self::LeaveAndComeBack,
            52..54 => Self::Reload(true),
            54 => Self::Reload(false),
            55 => Self::RestartServer,
            56 => Self::Retry,
            57 => Self::Discard,
            58 => Self::End,
            59 => Self::StartAgain(true),
            60 => Self::StartAgain(false),
            61 => Self::StillHere,
            62 => Self::RetryNow,
            _ => [Self::Tick, Self::ClockBack].into_iter().nth(pick(world, 2)).unwrap_or(Self::Tick),
        }
    }

    pub(super) fn apply(self, world: &mut World, reference: &mut Reference) {
        match self {
            Self::Start => {
                reference.commands.push(world.command(Intent::Start { parameters: Vec::new() }));
            }
            Self::Send => {
                reference.counter += 1;
                submit(world, reference, format!("message {}", reference.counter));
            }
            Self::SendTwin => submit(world, reference, "hello?".to_owned()),
            Self::Draft => {
                world.intent(Intent::Draft { text: format!("draft {}", reference.counter) });
            }
            Self::AgentJoins => world.join(AGENT, "Ann Lee"),
            Self::AgentSays => {
                reference.agent_said += 1;
                world.say(&format!("answer {}", reference.agent_said));
            }
            Self::AgentTypes => world.say_as(AGENT, Body::Typing { draft: None }),
            Self::AgentLeaves => world.leave(AGENT),
            Self::AgentCloses => world.close(),
            Self::AgentReads => {
                let chat_id = world.chat_id();
                let last = world.center.conversation(&chat_id).and_then(|chat| {
                    chat.entries().iter().rev().find_map(|entry| match &entry.event.body {
                        Body::Message(message) => message.msg_id.clone(),
                        _ => None,
                    })
                });
                if let Some(ref_msg_id) = last {
                    world.say_as(AGENT, Body::MessageRead { ref_msg_id });
                }
            }
            Self::Wait(millis) => world.run(millis),
            Self::Offline => {
                world.network.online = false;
                world.input(Input::Network { online: false });
            }
            Self::Online => {
                world.network.online = true;
                world.input(Input::Network { online: true });
            }
            Self::Watch(watching) => world.intent(Intent::Watch(watching)),
            Self::Visible(visible) => world.input(Input::Visible(visible)),
            Self::Wake => world.input(Input::Woke),
            Self::LeaveAndComeBack => {
                world.input(Input::Leaving);
                world.run(5_000);
                world.input(Input::Woke);
            }
            Self::Reload(told) => {
                if told {
                    world.input(Input::Leaving);
                }
                let before = super::invariants::kept(world);
                world.reload();
                if told {
                    assert_eq!(super::invariants::kept(world), before, "what is kept is the same after a reload");
                }
                reference.rows.clear();
                reference.commands.clear();
            }
            Self::RestartServer => world.restart_server(),
            Self::Retry => {
                let failed = failed(world);
                if let Some((row, text)) = failed {
                    reference.repeated.insert(text);
                    world.intent(Intent::Retry { row });
                }
            }
            Self::Discard => {
                if let Some((row, text)) = failed(world) {
                    reference.discarded.insert(text);
                    world.intent(Intent::Discard { row });
                }
            }
            Self::End => reference.commands.push(world.command(Intent::End)),
            Self::StartAgain(resend) => {
                let failed = world.states().into_iter().filter(|(_, state)| {
                    // One that was just being posted at the end is as good as failed.
                    *state == SendState::Failed || world.phase() == Phase::Ended && *state == SendState::Sending
                });
                if resend {
                    reference.repeated.extend(failed.map(|(text, _)| text));
                } else if !matches!(world.phase(), Phase::Queued | Phase::Connected | Phase::Starting) {
                    reference.discarded.extend(failed.map(|(text, _)| text));
                }
                world.intent(Intent::StartAgain { resend });
            }
            Self::StillHere => world.intent(Intent::StillHere),
            Self::RetryNow => world.intent(Intent::RetryNow),
            Self::Tick => world.input(Input::Tick),
            // Only the visitor's clock: the network's events keep their order.
            Self::ClockBack => {
                let now = world.now;
                world.now = now - 3_600_000;
                world.input(Input::Tick);
                world.now = now;
                world.input(Input::Tick);
            }
        }
    }
}

fn pick(world: &mut World, limit: usize) -> usize {
    usize::try_from(world.network.below(limit as u64)).unwrap_or(0)
}

fn submit(world: &mut World, reference: &mut Reference, text: String) {
    // Every third message comes from the page's script.
    if world.network.below(3) == 0 {
        reference.commands.push(world.command(Intent::Send { text: text.clone() }));
    } else {
        world.send(&text);
    }
    reference.submitted.push(text);
}

fn failed(world: &World) -> Option<(parlor_session::input::RowId, String)> {
    let messages = world.messages().into_iter();
    messages
        .filter(|(_, message)| message.state == Some(SendState::Failed))
        .map(|(id, message)| (id, message.text))
        .next()
}
