//! What is heard of devices and connection, and what time does to a call. Part of `agent`.

use super::{Agent, End, Stage};
use crate::{CallId, Link, Order, Quality, Report, Way};

/// So long a visitor's call rings here, in milliseconds. Theirs ends after as long.
const RING: u64 = 30_000;
/// An offer that is not answered is sent again after this, until the visitor's end must have stopped ringing.
const OFFER_AGAIN: u64 = 6_000;
const OFFERS: u32 = 6;
/// A connection that is not up after this is tried anew, and given up after as long again.
const CONNECT: u64 = 12_000;
/// A short cut heals by itself.
const CUT: u64 = 5_000;
/// Then another way is looked for, and after this the call is lost.
const CUT_AGAIN: u64 = 20_000;
/// So long a visitor whose page is gone may come back.
const GONE: u64 = 30_000;

impl Agent {
    // What is reported.

    /// Reports of an earlier call are ignored.
    pub fn report(&mut self, now: u64, call: CallId, report: Report) {
        if call != self.id || !self.is_on() {
            return;
        }
        match report {
            Report::Opened { camera } if self.stage == Some(Stage::Opening) => {
                self.opened = true;
                self.camera = camera;
                self.make_offer(Way::New);
                self.enter(now, Stage::Calling);
            }
            Report::NotOpened(problem) if self.stage == Some(Stage::Opening) => {
                self.tell_rejected("no-device", None);
                self.end(now, End::Device(problem));
            }
            Report::Offered { sdp } if self.offering && self.offer.is_none() => {
                self.offer = Some(sdp);
                self.offer_again();
                if self.stage == Some(Stage::Live) {
                    self.tries = 0;
                    self.due = Some(now + OFFER_AGAIN);
                }
                for candidate in std::mem::take(&mut self.own) {
                    self.say_candidate(candidate);
                }
            }
            Report::Candidate(candidate) if self.offering && self.offer.is_none() => self.own.push(candidate),
            Report::Candidate(candidate) => self.say_candidate(candidate),
            Report::BadDescription => self.give_up(now, End::BadAnswer),
            Report::Link(link) => self.linked(now, link),
            Report::Heard { lost, round_trip, sees } => {
                self.sees = sees;
                self.quality = Quality::of(lost, round_trip);
            }
            Report::Camera(result) => {
                self.camera = result == Ok(true);
                match result {
                    Ok(true) => self.trouble = None,
                    Ok(false) => {}
                    Err(problem) => {
                        self.trouble = Some(problem);
                        // What is said to be off is off.
                        self.order(Order::Camera(false));
                    }
                }
                if self.camera && !self.has_place {
                    self.video = true;
                    self.make_offer(Way::Same);
                }
            }
            Report::Devices(devices) => self.devices = devices,
            Report::Microphone(opened) => self.trouble = opened.err(),
            Report::Silent(silent) => self.silent = silent,
            Report::Opened { .. } | Report::NotOpened(_) | Report::Offered { .. } | Report::Answered { .. } => {}
        }
    }

    fn linked(&mut self, now: u64, link: Link) {
        match (link, &self.stage) {
            (Link::Up, Some(Stage::Connecting | Stage::Interrupted)) => {
                self.since.get_or_insert(now);
                self.enter(now, Stage::Live);
            }
            (Link::Interrupted, Some(Stage::Live)) => self.enter(now, Stage::Interrupted),
            (Link::Failed, Some(Stage::Live)) => {
                self.enter(now, Stage::Interrupted);
                self.look_for_way(now);
            }
            (Link::Failed, Some(Stage::Interrupted | Stage::Connecting)) if self.tries == 0 => self.look_for_way(now),
            (Link::Closed, Some(Stage::Live | Stage::Interrupted)) => {
                self.enter(now, Stage::Interrupted);
                self.tries = 1;
                self.due = Some(now + GONE);
            }
            _ => {}
        }
    }

    fn look_for_way(&mut self, now: u64) {
        self.tries = 1;
        if self.offering {
            // It was for something else.
            self.next = Some(Way::Restart);
            self.offer_again();
        } else {
            self.make_offer(Way::Restart);
        }
        self.due = Some(now + if self.stage == Some(Stage::Connecting) { CONNECT } else { CUT_AGAIN });
    }

    // Time.

    pub fn tick(&mut self, now: u64) {
        if self.due.is_none_or(|due| due > now) {
            return;
        }
        self.due = None;
        match self.stage {
            Some(Stage::Ringing) => {
                self.tell_rejected("no-answer", None);
                self.end(now, End::Missed);
            }
            Some(Stage::Calling | Stage::Live) if self.offering && self.tries < OFFERS => {
                self.tries += 1;
                self.offer_again();
                self.due = Some(now + OFFER_AGAIN);
            }
            Some(Stage::Connecting | Stage::Interrupted) if self.tries == 0 => self.look_for_way(now),
            Some(Stage::Calling | Stage::Connecting | Stage::Interrupted) if self.since.is_some() => {
                self.give_up(now, End::Lost);
            }
            Some(Stage::Calling) => self.give_up(now, End::NoAnswer),
            Some(Stage::Connecting | Stage::Interrupted) => self.give_up(now, End::NotConnected),
            None | Some(Stage::Opening | Stage::Live | Stage::Ended(_)) => {}
        }
    }

    pub(super) fn enter(&mut self, now: u64, stage: Stage) {
        self.tries = 0;
        self.due = match stage {
            Stage::Ringing => Some(now + RING),
            Stage::Calling => Some(now + OFFER_AGAIN),
            Stage::Connecting => Some(now + CONNECT),
            Stage::Interrupted => Some(now + CUT),
            Stage::Opening | Stage::Live | Stage::Ended(_) => None,
        };
        self.stage = Some(stage);
    }
}
