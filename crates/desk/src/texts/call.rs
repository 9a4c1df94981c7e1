//! The words about calls. Part of `texts`.

use parlor_call::{DeviceProblem, agent::End};

pub const CALL: &str = "Call";
pub const VIDEO_CALL: &str = "Video call";
pub const CALL_PANEL: &str = "Call";
pub const CALL_OPEN: &str = "Go to the chat";
pub const CALL_RINGING: &str = "{name} is calling";
pub const CALL_RINGING_VIDEO: &str = "{name} is calling with video";
pub const CALL_OPENING: &str = "Please allow the microphone";
pub const CALL_CALLING: &str = "Calling {name}…";
pub const CALL_CONNECTING: &str = "Connecting the call…";
pub const CALL_LIVE: &str = "In a call with {name}";
pub const CALL_INTERRUPTED: &str = "The visitor can't be reached. Trying again…";
pub const CALL_REJECTED: &str = "{name} did not take the call";
pub const ANSWER: &str = "Answer";
pub const ANSWER_WITH_CAMERA: &str = "Answer with camera";
pub const REJECT: &str = "Decline";
pub const REJECT_REASON: &str = "Reason, for the visitor";
pub const HANG_UP: &str = "Hang up";
pub const MUTE: &str = "Mute microphone";
pub const UNMUTE: &str = "Unmute microphone";
pub const CAMERA_ON: &str = "Turn camera on";
pub const CAMERA_OFF: &str = "Turn camera off";
pub const TURN_ON_SOUND: &str = "Turn on sound";
pub const MICROPHONE: &str = "Microphone";
pub const CAMERA: &str = "Camera";
pub const SPEAKER: &str = "Speaker";
pub const VISITOR_CAMERA: &str = "The visitor's camera";
pub const YOUR_CAMERA: &str = "Your camera";
pub const WEAK_CALL: &str = "Weak connection";

/// Why a call is over.
pub fn call_end(end: &End) -> &'static str {
    match end {
        End::Agent => "The call has ended",
        End::Visitor => "{name} ended the call",
        End::Rejected(_) => CALL_REJECTED,
        End::Missed => "You missed a call from {name}",
        End::NoAnswer => "{name} did not answer",
        End::NotConnected => "The call could not be connected. A firewall or network may be in the way.",
        End::Lost => "The connection of the call was lost",
        End::ChatEnded => "The call ended with the chat",
        End::Device(DeviceProblem::Denied) => "The browser does not allow this page to use your microphone or camera",
        End::Device(DeviceProblem::Absent) => "No microphone or camera was found",
        End::Device(DeviceProblem::Busy) => "Another program is using your microphone or camera",
        End::Device(DeviceProblem::Blocked) => "Calls are blocked by the Permissions-Policy of this page",
        End::Device(DeviceProblem::Unsupported) => "This browser can't make calls here",
        End::BadAnswer => "The visitor's browser answered with what can't be understood",
    }
}
