//! What was heard in the last second, from what the browser counts since the beginning. Part of `call`.

use js_sys::Map;
use parlor_call::Report;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

use super::js::{get, number, text};

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counted {
    received: f64,
    lost: f64,
    frames: f64,
    round_trip: f64,
}

impl Counted {
    /// Of an `RTCStatsReport`.
    pub(super) fn of(report: &JsValue) -> Self {
        let mut counted = Self::default();
        report.unchecked_ref::<Map>().for_each(&mut |entry, _| match text(&entry, "type").as_str() {
            "inbound-rtp" => {
                counted.received += number(&entry, "packetsReceived");
                counted.lost += number(&entry, "packetsLost");
                counted.frames += number(&entry, "framesDecoded");
            }
            "candidate-pair" if get(&entry, "nominated") == Some(JsValue::TRUE) => {
                counted.round_trip = counted.round_trip.max(number(&entry, "currentRoundTripTime"));
            }
            _ => {}
        });
        counted
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and not negative")]
    pub(super) fn since(&self, before: &Self) -> Report {
        let lost = (self.lost - before.lost).max(0.0);
        let all = (self.received - before.received).max(0.0) + lost;
        let lost = if all > 0.0 { (lost / all * 1_000.0) as u32 } else { 0 };
        let round_trip = (self.round_trip * 1_000.0).max(0.0) as u32;
        Report::Heard { lost, round_trip, sees: self.frames > before.frames }
    }
}
