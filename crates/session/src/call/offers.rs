//! What the agent's side offers: the latest, whether it was answered, and which connection it is of. Bookkeeping of
//! `call`; offers that come too often are not looked at.

use parlor_call::{
    Candidate, Way,
    sdp::{self, Origin},
};

use crate::time::Millis;

/// So many offers in this time are more than anybody means.
const MOST: usize = 20;
const WHILE: Millis = Millis::seconds(10);
/// After those, nothing is listened to for so long.
const DEAF: Millis = Millis::seconds(30);
/// Most candidates of one offer, and the longest, in bytes.
const MOST_CANDIDATES: usize = 256;
const LONGEST_CANDIDATE: usize = 4_096;
/// Connections of calls that are over and may still be offered by who has not heard it.
const REMEMBERED: usize = 8;

#[derive(Clone, Debug)]
pub(super) struct Heard {
    pub(super) sdp: String,
    pub(super) video: bool,
    origin: Origin,
}

#[derive(Clone, Default)]
pub(super) struct Offers {
    latest: Option<Heard>,
    /// The connection that was last answered for.
    connection: Option<String>,
    /// Those that it took the place of.
    replaced: Vec<String>,
    /// An offer is being answered.
    pub(super) answering: bool,
    /// A later one came meanwhile.
    pub(super) outdated: bool,
    /// What the latest was answered with.
    pub(super) answer: Option<String>,
    /// Theirs, until the answer is there.
    early: Vec<Candidate>,
    heard: usize,
    /// Own ones, until the answer is sent.
    pub(super) own: Vec<Candidate>,
    times: Vec<Millis>,
    deaf_until: Millis,
    over: Vec<String>,
}

/// What is to be made of an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Good(Origin),
    /// It can't be read.
    Bad,
    /// Of a call that is over.
    Over,
    /// One too many, the first time.
    Flood,
    /// Too late, or too many.
    Ignored,
}

impl Offers {
    pub(super) fn judge(&mut self, now: Millis, sdp: &str) -> Verdict {
        if now < self.deaf_until {
            return Verdict::Ignored;
        }
        self.times.retain(|at| at.plus(WHILE) > now);
        self.times.push(now);
        if self.times.len() > MOST {
            self.times.clear();
            self.deaf_until = now.plus(DEAF);
            return Verdict::Flood;
        }
        let Some(origin) = sdp::origin(sdp) else { return Verdict::Bad };
        let is_older =
            |latest: &Heard| latest.origin.connection == origin.connection && latest.origin.version > origin.version;
        if self.over.contains(&origin.connection) {
            Verdict::Over
        } else if self.replaced.contains(&origin.connection) || self.latest.as_ref().is_some_and(is_older) {
            Verdict::Ignored
        } else {
            Verdict::Good(origin)
        }
    }

    pub(super) fn latest(&self) -> Option<&Heard> {
        self.latest.as_ref()
    }

    pub(super) fn set(&mut self, sdp: String, video: bool, origin: Origin) {
        // What came before the first one belongs to it.
        if self.latest.replace(Heard { sdp, video, origin }).is_some() {
            self.early.clear();
            self.heard = 0;
        }
        self.answer = None;
        self.own.clear();
        self.outdated = self.answering;
    }

    pub(super) fn is_latest(&self, sdp: &str) -> bool {
        self.latest.as_ref().is_some_and(|latest| latest.sdp == sdp)
    }

    /// Begins to answer the latest.
    pub(super) fn begin_answer(&mut self) -> Option<(String, Way)> {
        let Heard { sdp, origin, .. } = self.latest.as_ref()?;
        let way = if self.connection.as_ref() == Some(&origin.connection) { Way::Same } else { Way::New };
        let before = self.connection.replace(origin.connection.clone());
        if let (Way::New, Some(before)) = (way, before) {
            self.replaced.push(before);
        }
        self.answering = true;
        self.outdated = false;
        Some((sdp.clone(), way))
    }

    /// A way to the agent's side, to be used now; else it is kept until the answer is there, or let go as garbage.
    pub(super) fn candidate(&mut self, candidate: Candidate) -> Option<Candidate> {
        self.heard += 1;
        if self.heard > MOST_CANDIDATES || candidate.candidate.len() > LONGEST_CANDIDATE {
            return None;
        }
        if self.answer.is_some() {
            return Some(candidate);
        }
        self.early.push(candidate);
        None
    }

    pub(super) fn take_early(&mut self) -> Vec<Candidate> {
        std::mem::take(&mut self.early)
    }

    /// It is of a call that is over, though nobody heard of it before.
    pub(super) fn refuse(&mut self, origin: Origin) {
        self.remember(origin.connection);
    }

    fn remember(&mut self, connection: String) {
        if !self.over.contains(&connection) {
            self.over.push(connection);
        }
        let forgotten = self.over.len().saturating_sub(REMEMBERED);
        self.over.drain(..forgotten);
    }

    /// The call is over.
    pub(super) fn end(&mut self) {
        let latest = self.latest.take().map(|latest| latest.origin.connection);
        let known: Vec<_> = self.replaced.drain(..).chain(self.connection.take()).chain(latest).collect();
        for connection in known {
            self.remember(connection);
        }
        self.answer = None;
        self.answering = false;
        self.outdated = false;
        self.early.clear();
        self.own.clear();
        self.heard = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdp(session: u64, version: u64) -> String {
        format!("v=0\r\no=- {session} {version} IN IP4 127.0.0.1\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")
    }

    fn heard(offers: &mut Offers, sdp: &str) {
        let Verdict::Good(origin) = offers.judge(Millis(0), sdp) else { panic!("{sdp}") };
        offers.set(sdp.to_owned(), false, origin);
    }

    #[test]
    fn an_offer_of_a_call_that_is_over_is_known_as_such() {
        let mut offers = Offers::default();
        heard(&mut offers, &sdp(42, 2));
        offers.end();
        assert_eq!(offers.judge(Millis(1), &sdp(42, 3)), Verdict::Over);
        assert!(matches!(offers.judge(Millis(1), &sdp(43, 2)), Verdict::Good(_)));
    }

    #[test]
    fn an_offer_that_was_held_up_changes_nothing() {
        let mut offers = Offers::default();
        heard(&mut offers, &sdp(42, 2));
        assert_eq!(offers.begin_answer(), Some((sdp(42, 2), Way::New)));
        heard(&mut offers, &sdp(42, 3));
        assert_eq!(offers.begin_answer(), Some((sdp(42, 3), Way::Same)));
        assert_eq!(offers.judge(Millis(1), &sdp(42, 2)), Verdict::Ignored);
        heard(&mut offers, &sdp(43, 1));
        assert_eq!(offers.begin_answer(), Some((sdp(43, 1), Way::New)));
        assert_eq!(offers.judge(Millis(1), &sdp(42, 4)), Verdict::Ignored);
    }

    #[test]
    fn who_offers_without_end_is_not_listened_to_for_a_while() {
        let mut offers = Offers::default();
        for at in 0..20 {
            assert!(matches!(offers.judge(Millis(at * 10), &sdp(at, 1)), Verdict::Good(_)));
        }
        assert_eq!(offers.judge(Millis(200), &sdp(1, 1)), Verdict::Flood);
        assert_eq!(offers.judge(Millis(210), &sdp(1, 1)), Verdict::Ignored);
        assert!(matches!(offers.judge(Millis(30_200), &sdp(1, 1)), Verdict::Good(_)));
    }
}
