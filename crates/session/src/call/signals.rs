//! What is said to the agent's side, in order, a POST at a time; and what comes from there. Part of `call`.

use parlor_call::{Candidate, Order};
use parlor_protocol::{Body, Event, codec, codec::TimeUnit, paths, signaling::Signal};

use crate::{
    backoff::Backoff,
    effect::Effect,
    problem::{Failure, Meaning},
    requests::Purpose,
    session::Session,
    time::Millis,
    timers::Timer,
    view::Phase,
};

use super::{CallEnd, CallStage, offers::Verdict};

/// How often one POST is tried. After that it is too late for what it says.
const TRIES: u32 = 4;
/// The vendor's clients answer an end with an end (field notes 5), which is none of the next call.
const ECHO: Millis = Millis::seconds(3);

#[derive(Clone, Default)]
pub(super) struct Signals {
    waiting: Vec<Event>,
    /// So many of them are on their way.
    posted: usize,
    tries: u32,
    backoff: Backoff,
}

impl Session {
    /// Says something to the agent's side.
    pub(super) fn signal(&mut self, signal: Signal) {
        let party = self.call.party.clone();
        self.signal_to(&party, signal);
    }

    fn signal_to(&mut self, party: &str, signal: Signal) {
        let Some(chat_id) = self.ctx.chat_id.clone().filter(|_| self.is_running()) else { return };
        let msg_id = Some(self.outbox.fresh_id(&chat_id));
        let destination_party_id = Some(party.to_owned()).filter(|party| !party.is_empty());
        self.call.signals.waiting.push(Event::of(Body::Signaling { msg_id, destination_party_id, signal }));
        // No other page may give this number again.
        self.ctx.unsaved = true;
    }

    /// The call is over: only its end is still to be said.
    pub(super) fn hush_signals(&mut self) {
        let signals = &mut self.call.signals;
        signals.waiting.truncate(signals.posted);
    }

    pub(crate) fn pump_signals(&mut self) {
        let signals = &mut self.call.signals;
        if signals.waiting.is_empty()
            || self.ctx.requests.is_open(Purpose::Signal)
            || self.ctx.timers.is_set(Timer::Signal)
            || self.ctx.parked
        {
            return;
        }
        let Some(chat_id) = &self.ctx.chat_id else { return };
        signals.posted = signals.waiting.len();
        let body = codec::encode_events(&signals.waiting, TimeUnit::Milliseconds);
        let path = paths::events(chat_id);
        self.ctx.post(Purpose::Signal, &path, body, false);
    }

    pub(crate) fn signals_answered(&mut self, answer: Result<String, Failure>) {
        let signals = &mut self.call.signals;
        let posted = std::mem::take(&mut signals.posted);
        match answer {
            // Twice is better than not at all: all of it may come twice.
            Err(failure)
                if matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet) && signals.tries + 1 < TRIES =>
            {
                signals.tries += 1;
                let wait = self.ctx.back_off(&mut signals.backoff, &failure);
                self.ctx.set(Timer::Signal, wait);
            }
            answer => {
                signals.waiting.drain(..posted.min(signals.waiting.len()));
                signals.tries = 0;
                signals.backoff.reset();
                if let Ok(body) = answer {
                    self.extra(&body);
                }
            }
        }
    }

    /// Nobody is there to hear it any more.
    pub(crate) fn drop_signals(&mut self) {
        self.call.signals = Signals::default();
        self.ctx.timers.stop(Timer::Signal);
        self.ctx.abort(Purpose::Signal);
    }

    /// The agent's side says something.
    pub(crate) fn signaled(&mut self, party: &str, signal: Signal) {
        if self.phase != Phase::Connected && self.phase != Phase::Queued {
            return;
        }
        match signal {
            Signal::OfferCall { offer_video, sdp } => self.offered(party, sdp, offer_video),
            Signal::IceCandidate { sdp_mid, sdp_m_line_index, candidate } => {
                let candidate = Candidate { mid: sdp_mid, line: sdp_m_line_index, candidate };
                if self.call.is_on()
                    && self.is_of_call(party)
                    && self.call.rules().candidates.have(&candidate.candidate)
                    && let Some(candidate) = self.call.offers.candidate(candidate)
                {
                    self.order(Order::Candidate(candidate));
                }
            }
            Signal::CallRejected { reason_code, reason } => {
                self.call_is_free();
                if self.call.is_known() && self.is_of_call(party) {
                    let reason = reason.map(|reason| reason.trim().chars().take(200).collect::<String>());
                    let reason = reason.filter(|reason| !reason.is_empty() && Some(reason) != reason_code.as_ref());
                    self.end_call(match reason_code.as_deref() {
                        Some("no-answer") => CallEnd::NoAnswer,
                        _ => CallEnd::Rejected(reason),
                    });
                }
            }
            Signal::EndCall => {
                self.call_is_free();
                let echo_until = self.call.echo_until.take();
                if self.call.stage == Some(CallStage::Requesting) && echo_until > Some(self.ctx.steady) {
                    return;
                }
                if self.call.is_known() && self.is_of_call(party) {
                    if self.call.asked_again {
                        // What was asked for meanwhile would ring there.
                        self.signal_end();
                    }
                    let missed = self.call.stage == Some(CallStage::Ringing);
                    self.end_call(if missed { CallEnd::Missed } else { CallEnd::Agent });
                }
            }
            // Those are the visitor's to say; the rest is of another version.
            Signal::RequestCall { .. } | Signal::AnswerCall { .. } | Signal::Unknown { .. } => {}
        }
    }

    /// Who is not known yet may be anybody of the agent's side.
    fn is_of_call(&self, party: &str) -> bool {
        self.call.party.is_empty() || party.is_empty() || self.call.party == party || self.call.handed_over
    }

    fn offered(&mut self, party: &str, sdp: String, video: bool) {
        // One that comes before the configuration is repeated.
        let is_on = self.call.is_on();
        let is_elsewhere = self.call.is_elsewhere() && !is_on;
        let Some(rules) = self.call.rules.filter(|_| !is_elsewhere && !self.ctx.parked) else { return };
        let called_off = !is_on && self.call.called_off_until > Some(self.ctx.steady);
        let is_another = is_on && !self.is_of_call(party) && self.presence.is_present(&self.call.party);
        match self.call.offers.judge(self.ctx.steady, &sdp) {
            Verdict::Ignored => {}
            Verdict::Flood if is_on && !is_another => self.give_up_call(CallEnd::Flood),
            Verdict::Bad if is_on && !is_another => self.give_up_call(CallEnd::BadOffer),
            // Held up on its way. An end would end the call of now, too.
            Verdict::Over if is_on && self.call.stage != Some(CallStage::Requesting) => {}
            Verdict::Flood | Verdict::Bad | Verdict::Over => self.tell_end(party),
            // One call at a time.
            Verdict::Good(_) if is_another => self.tell_rejected(party, "busy"),
            Verdict::Good(_) if !rules.allowed => self.tell_rejected(party, "no calls"),
            Verdict::Good(origin) if called_off => {
                self.call.offers.refuse(origin);
                self.tell_end(party);
            }
            Verdict::Good(origin) => self.take_offer(party, rules.candidates.of(sdp), video, origin),
        }
    }

    pub(super) fn order(&mut self, order: Order) {
        let call = self.call.id;
        self.ctx.out.push(Effect::Call { call, order });
    }

    /// A party that is not in the call, or no longer.
    fn tell_end(&mut self, party: &str) {
        self.signal_to(party, Signal::EndCall);
    }

    fn tell_rejected(&mut self, party: &str, reason: &str) {
        self.signal_to(party, Signal::CallRejected { reason_code: None, reason: Some(reason.to_owned()) });
        self.signal_to(party, Signal::EndCall);
    }

    pub(super) fn signal_end(&mut self) {
        self.hush_signals();
        if self.call.handed_over {
            // They have left, and whoever takes over has not been heard of.
            return;
        }
        self.signal(Signal::EndCall);
        self.call.echo_until = Some(self.ctx.steady.plus(ECHO));
    }

    /// The vendor's clients say both (field notes 5).
    pub(super) fn signal_rejected(&mut self, reason: &str) {
        self.hush_signals();
        let party = self.call.party.clone();
        self.tell_rejected(&party, reason);
    }
}
