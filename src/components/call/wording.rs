//! How a call stands, in words.

use parlor_call::DeviceProblem;
use parlor_session::view::{Ask, CallEnd, CallStage, CallView};

use crate::i18n::{Text, Words};

/// The agent's name, or what they are.
fn name(words: Words, call: &CallView) -> String {
    if call.name.trim().is_empty() { words.get(Text::Agent) } else { call.name.clone() }
}

pub(super) fn title(words: Words, call: &CallView) -> String {
    let about = |text| words.person(text, &name(words, call));
    let shows = call.has_video && call.can_show;
    match &call.stage {
        CallStage::Choosing(Ask::Wish | Ask::Joined) => about(Text::CallChoose),
        CallStage::Choosing(Ask::Again) => words.get(Text::CallAgain),
        CallStage::Opening if shows => words.get(Text::CallOpeningVideo),
        CallStage::Opening => words.get(Text::CallOpening),
        CallStage::Waiting => words.get(Text::CallWaiting),
        CallStage::Requesting => about(Text::CallRequesting),
        CallStage::Ringing if call.has_video => about(Text::CallRingingVideo),
        CallStage::Ringing => about(Text::CallRinging),
        CallStage::Connecting => words.get(Text::CallConnecting),
        CallStage::Live => about(Text::CallLive),
        CallStage::Interrupted => words.get(Text::CallInterrupted),
        CallStage::Ended(end) => ended(words, end, &name(words, call)),
    }
}

fn ended(words: Words, end: &CallEnd, name: &str) -> String {
    match end {
        CallEnd::Visitor | CallEnd::ChatEnded => words.get(Text::CallOver),
        CallEnd::Agent => words.person(Text::CallOverAgent, name),
        CallEnd::Rejected(_) => words.person(Text::CallRejected, name),
        CallEnd::NoAnswer => words.get(Text::CallNoAnswer),
        CallEnd::Missed => words.person(Text::CallMissed, name),
        CallEnd::NotConnected => words.get(Text::CallNotConnected),
        CallEnd::Lost => words.get(Text::CallLost),
        CallEnd::AgentLeft => words.get(Text::CallAgentLeft),
        CallEnd::BadOffer | CallEnd::Flood => words.get(Text::CallFailed),
        CallEnd::Device { problem, camera } => words.get(of_device(*problem, *camera)),
    }
}

const fn of_device(problem: DeviceProblem, camera: bool) -> Text {
    match (problem, camera) {
        (DeviceProblem::Denied, false) => Text::DeviceDenied,
        (DeviceProblem::Denied, true) => Text::DeviceDeniedVideo,
        (DeviceProblem::Absent, false) => Text::DeviceAbsent,
        (DeviceProblem::Absent, true) => Text::DeviceAbsentVideo,
        (DeviceProblem::Busy, false) => Text::DeviceBusy,
        (DeviceProblem::Busy, true) => Text::DeviceBusyVideo,
        (DeviceProblem::Blocked, false) => Text::DeviceBlocked,
        (DeviceProblem::Blocked, true) => Text::DeviceBlockedVideo,
        (DeviceProblem::Unsupported, _) => Text::DeviceUnsupported,
    }
}

/// What stands below, where there is more to say.
pub(super) fn hint(words: Words, call: &CallView) -> Option<String> {
    let about = |text| Some(words.person(text, &name(words, call)));
    match &call.stage {
        CallStage::Choosing(_) => Some(words.get(Text::CallChooseHint)),
        CallStage::Opening if call.has_video && call.can_show => about(Text::CallOpeningVideoHint),
        CallStage::Opening => about(Text::CallOpeningHint),
        CallStage::Ended(CallEnd::Rejected(reason)) => reason.clone(),
        CallStage::Ended(_) => None,
        _ => call.trouble.map(|(problem, camera)| words.get(of_device(problem, camera))),
    }
}

/// What leads on from an end, where trying once more may help.
pub(super) const fn way_on(end: &CallEnd) -> Option<Text> {
    match end {
        CallEnd::NoAnswer | CallEnd::NotConnected | CallEnd::Lost | CallEnd::Rejected(None) => Some(Text::TryAgain),
        CallEnd::Missed => Some(Text::CallAudio),
        CallEnd::Device { problem: DeviceProblem::Denied | DeviceProblem::Absent | DeviceProblem::Busy, .. } => {
            Some(Text::TryAgain)
        }
        _ => None,
    }
}

/// What screen readers hear of it.
pub(in crate::components) fn said(words: Words, call: &CallView) -> String {
    let title = title(words, call);
    match hint(words, call) {
        Some(hint) => [&*title, ". ", &hint].concat(),
        None => title,
    }
}
