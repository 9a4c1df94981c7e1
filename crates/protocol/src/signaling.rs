//! WebRTC signalling messages, the `data` of `chat_session_signaling`.
//! Never stored in a history, so a lost one is lost.

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
