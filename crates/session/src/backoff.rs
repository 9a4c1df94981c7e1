//! How long to wait before trying again: equal jitter, so that ten thousand visitors who were cut off together don't
//! come back together. Called by every part that retries. Draws from the seed alone.

use crate::time::Millis;

/// Longest wait between tries while the page is shown, and while it is hidden.
const CAP_VISIBLE: Millis = Millis::seconds(15);
const CAP_HIDDEN: Millis = Millis::seconds(60);
/// No server may ask for more patience than this.
const CAP_RETRY_AFTER: Millis = Millis::seconds(120);
const FIRST: Millis = Millis(500);
/// When the visitor or the browser gives a reason to try at once.
const PROMPTED: u64 = 500;

/// A small generator of jitter (splitmix64); never for secrets.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `most`, both included.
    pub(crate) fn up_to(&mut self, most: u64) -> u64 {
        self.next() % most.saturating_add(1)
    }

    /// The short wait before a prompted try.
    pub(crate) fn prompted(&mut self) -> Millis {
        Millis(self.up_to(PROMPTED))
    }
}

/// Failures in a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Counts a failure and says how long to wait. `asked` is the server's `Retry-After`.
    pub(crate) fn failed(&mut self, visible: bool, asked: Option<Millis>, random: &mut Random) -> Millis {
        let cap = if visible { CAP_VISIBLE } else { CAP_HIDDEN };
        let base = cap.0.min(FIRST.0.saturating_mul(1 << self.failures.min(20)));
        self.failures = self.failures.saturating_add(1);
        let own = base / 2 + random.up_to(base / 2);
        Millis(own.max(asked.map_or(0, patience)))
    }
}

/// The server's `Retry-After`, as far as it is honoured.
pub(crate) fn patience(asked: Millis) -> u64 {
    asked.0.min(CAP_RETRY_AFTER.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_equal_jitter_up_to_the_cap() {
        let mut random = Random::new(7);
        for (visible, cap) in [(true, 15_000), (false, 60_000)] {
            let mut backoff = Backoff::default();
            for n in 0..40 {
                let base = cap.min(500_u64.saturating_mul(1 << n.min(20)));
                let wait = backoff.failed(visible, None, &mut random).0;
                assert!((base / 2..=base).contains(&wait), "{wait} of {base}");
            }
        }
    }

    #[test]
    fn retry_after_is_honoured_up_to_two_minutes() {
        let mut random = Random::new(7);
        let mut backoff = Backoff::default();
        assert_eq!(backoff.failed(true, Some(Millis::seconds(30)), &mut random), Millis::seconds(30));
        assert_eq!(backoff.failed(true, Some(Millis(u64::MAX)), &mut random), Millis::seconds(120));
    }

    #[test]
    fn ten_thousand_clients_cut_at_once_come_back_spread_out() {
        let mut arrivals = vec![0_u32; 200];
        let mut returns = Vec::new();
        for seed in 0..10_000 {
            let mut random = Random::new(seed);
            let mut backoff = Backoff::default();
            let mut at = 0;
            while at < 30_000 {
                at += backoff.failed(true, None, &mut random).0;
            }
            arrivals[usize::try_from(at / 1000).unwrap_or(0)] += 1;
            returns.push(at - 30_000);
        }
        returns.sort_unstable();
        assert!(arrivals.iter().max() <= Some(&1_250), "worst second: {:?}", arrivals.iter().max());
        assert!(returns[5_000] <= 6_000 && returns[9_900] <= 15_000);
    }
}
