//! WebRTC signalling messages, the `data` of `chat_session_signaling`.
//! Never stored in a history, so a lost one is lost.

use crate::{decode, encode, json};

/// One signalling message. Session descriptions and candidates are passed on as they are.
#[derive(Clone, Debug, PartialEq)]
pub enum Signal {
    RequestCall {
        offer_video: bool,
    },
    CallRejected {
        reason_code: Option<String>,
        reason: Option<String>,
    },
    OfferCall {
        offer_video: bool,
        sdp: String,
    },
    AnswerCall {
        sdp: String,
    },
    IceCandidate {
        sdp_mid: Option<String>,
        sdp_m_line_index: Option<u32>,
        candidate: String,
    },
    EndCall,
    /// A type that this version does not know (`CALL_STATE` of v1 among them), kept whole as compact JSON.
    Unknown {
        kind: String,
        json: String,
    },
}

impl Signal {
    /// `data` by itself: an object, or a string that holds one. `None` where it lacks what its type needs.
    pub fn decode(data: &str) -> Option<Self> {
        json::check(data).ok()?;
        decode::signal_of(data.trim()).ok()
    }

    /// `data` by itself.
    pub fn encode(&self) -> String {
        let mut out = String::new();
        encode::signal_data(&mut out, self);
        out
    }
}
