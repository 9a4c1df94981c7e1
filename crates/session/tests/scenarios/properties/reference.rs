//! What is known of a sequence without looking into the session: what was submitted, and what the visitor was told.

use std::collections::{BTreeMap, BTreeSet};

#[derive(Default)]
pub(super) struct Reference {
    /// Every submitted text, in order; each is unique except the twins.
    pub(super) submitted: Vec<String>,
    /// Texts that were sent again by hand, so that the server may have them twice.
    pub(super) repeated: BTreeSet<String>,
    /// Texts whose row the visitor threw away or left behind.
    pub(super) discarded: BTreeSet<String>,
    /// Row id → what its message said when it was first seen, on this page.
    pub(super) rows: BTreeMap<u64, String>,
    pub(super) requests_seen: usize,
    pub(super) agent_said: u64,
    pub(super) counter: u64,
    /// Commands of this page's script.
    pub(super) commands: Vec<u64>,
}
