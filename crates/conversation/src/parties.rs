//! Who takes part in a conversation besides the visitor.

use std::collections::BTreeMap;

use parlor_protocol::event::{Party, PartyKind};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parties(BTreeMap<String, Party>);

impl Parties {
    pub(crate) fn join(&mut self, id: &str, party: Party) {
        self.0.insert(id.to_owned(), party);
    }

    pub(crate) fn leave(&mut self, id: &str) {
        self.0.remove(id);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Party> {
        self.0.get(id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Party)> {
        self.0.iter().map(|(id, party)| (id.as_str(), party))
    }
}

/// A person, in contrast to the scenario.
pub(crate) fn is_agent(party: &Party) -> bool {
    matches!(party.kind, PartyKind::Internal | PartyKind::MsTeams)
}
