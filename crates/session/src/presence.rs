//! Who is in the chat: parties, their names, who talks, who types. Joining and leaving are counted per party, so that
//! polls and histories may tell them in any order and twice. Called by `session::arrivals`; the timeline's rows ask it
//! for names.

use std::collections::{BTreeMap, BTreeSet};

use parlor_protocol::event::{Party, PartyKind};

use crate::{
    context::Context,
    time::Millis,
    timeline::Key,
    timers::Timer,
    view::{AgentView, Sender},
};

/// Longest name, in characters.
const NAME: usize = 120;
/// Typing that isn't repeated is over after this.
const TYPING: Millis = Millis::seconds(6);

#[derive(Clone, Debug, Default)]
struct Known {
    id: String,
    name: String,
    kind: PartyKind,
    joins: u32,
    leaves: u32,
    /// Joins and leaves of the history that is being read.
    read: (u32, u32),
    /// When which of them happened: a poll may bring again what the history told.
    moves: BTreeSet<(bool, Millis)>,
    /// The same, of the history that is being read: it may hold an event twice.
    read_moves: BTreeSet<(bool, Millis)>,
}

impl Known {
    fn present(&self) -> bool {
        self.joins > self.leaves
    }

    /// Whether a move at this very time was told before; it is from here on.
    fn is_known(&mut self, joined: bool, at: Option<Millis>, history: bool) -> bool {
        at.is_some_and(|at| {
            let known = !self.moves.insert((joined, at));
            if history { !self.read_moves.insert((joined, at)) } else { known }
        })
    }

    fn has_lines(&self) -> bool {
        self.kind.is_person()
    }
}

#[derive(Clone, Default)]
pub(crate) struct Presence {
    parties: Vec<Known>,
    numbers: BTreeMap<Key, u32>,
    /// Who talks, or talked last.
    talking: Option<u32>,
    typing: Option<u32>,
}

/// A join or leave that is news, or that the history repeats.
pub(crate) struct Move {
    pub(crate) party: u32,
    /// Which of this party's moves of this kind it is.
    pub(crate) nth: u32,
    /// It has a line in the transcript.
    pub(crate) line: bool,
    /// It was not known.
    pub(crate) fresh: bool,
}

impl Presence {
    /// The party's number; one that nobody announced gets one too.
    pub(crate) fn number(&mut self, id: &str) -> u32 {
        let next = u32::try_from(self.parties.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(Key::of("party", "", id)).or_insert(next);
        if number == next {
            self.parties.push(Known { id: id.to_owned(), ..Known::default() });
        }
        number
    }

    pub(crate) fn known_number(&self, id: &str) -> Option<u32> {
        self.numbers.get(&Key::of("party", "", id)).copied()
    }

    pub(crate) fn is_present(&self, id: &str) -> bool {
        self.known_number(id).and_then(|number| self.known(number)).is_some_and(Known::present)
    }

    pub(crate) fn has_person(&self) -> bool {
        self.parties.iter().any(|known| known.present() && known.kind.is_person())
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.parties.iter().map(|known| known.id.as_str())
    }

    fn known(&self, party: u32) -> Option<&Known> {
        self.parties.get(party as usize)
    }

    pub(crate) fn name(&self, party: u32) -> &str {
        self.known(party).map_or("", |known| &known.name)
    }

    pub(crate) fn id(&self, party: u32) -> &str {
        self.known(party).map_or("", |known| &known.id)
    }

    pub(crate) fn sender(&self, party: u32) -> Sender {
        match self.known(party) {
            Some(known) if known.id.is_empty() => Sender::System,
            Some(known) if known.kind == PartyKind::Scenario => Sender::Bot,
            _ => Sender::Agent,
        }
    }

    pub(crate) fn initials(&self, party: u32) -> String {
        initials(self.name(party))
    }

    pub(crate) fn begin_history(&mut self) {
        for known in &mut self.parties {
            known.read = (0, 0);
            known.read_moves.clear();
        }
    }

    /// Somebody joined. `None`: they are here already. The flag says that their name or kind changed.
    pub(crate) fn joined(
        &mut self,
        id: &str,
        party: &Party,
        at: Option<Millis>,
        history: bool,
    ) -> (Option<Move>, bool) {
        let number = self.number(id);
        let Some(known) = self.parties.get_mut(number as usize) else { return (None, false) };
        let name = display_name(party);
        let renamed = known.kind != party.kind || !name.is_empty() && known.name != name;
        known.kind = party.kind;
        if !name.is_empty() {
            known.name = name;
        }
        let again = known.is_known(true, at, history);
        let (joins, leaves) = if history { known.read } else { (known.joins, known.leaves) };
        if joins > leaves || again {
            return (None, renamed);
        }
        if history {
            known.read.0 += 1;
        }
        let fresh = joins == known.joins;
        known.joins = known.joins.max(joins + 1);
        let line = known.has_lines();
        let bot = known.kind == PartyKind::Scenario;
        if known.present() && (!bot || self.talking.is_none()) {
            self.talking = Some(number);
        }
        (Some(Move { party: number, nth: joins, line, fresh }), renamed)
    }

    pub(crate) fn left(&mut self, id: &str, at: Option<Millis>, history: bool) -> Option<Move> {
        let number = self.number(id);
        let known = self.parties.get_mut(number as usize)?;
        let again = known.is_known(false, at, history);
        let (joins, leaves) = if history { known.read } else { (known.joins, known.leaves) };
        if joins <= leaves || again {
            return None;
        }
        if history {
            known.read.1 += 1;
        }
        let fresh = leaves == known.leaves;
        known.leaves = known.leaves.max(leaves + 1);
        let line = known.has_lines();
        if self.typing == Some(number) {
            self.typing = None;
        }
        if self.talking == Some(number) && !history {
            // Who is still there goes on.
            let there = self.parties.iter().rposition(|party| party.present() && party.has_lines());
            self.talking = there.and_then(|there| u32::try_from(there).ok()).or(self.talking);
        }
        Some(Move { party: number, nth: leaves, line, fresh })
    }

    /// A party said something: they type no more, and they are the one who talks.
    pub(crate) fn spoke(&mut self, party: u32) {
        if self.typing == Some(party) {
            self.typing = None;
        }
        let Some(known) = self.known(party) else { return };
        let agent = !known.id.is_empty() && known.kind != PartyKind::Scenario;
        if agent && known.joins > 0 || self.talking.is_none() && !known.id.is_empty() {
            self.talking = Some(party);
        }
    }

    /// Says whether this is news.
    pub(crate) fn types(&mut self, ctx: &mut Context, id: &str) -> bool {
        let number = self.number(id);
        ctx.set(Timer::TyperGone, TYPING);
        self.typing.replace(number) != Some(number)
    }

    pub(crate) fn stopped_typing(&mut self, id: &str) -> bool {
        let number = self.number(id);
        let typed = self.typing == Some(number);
        if typed {
            self.typing = None;
        }
        typed
    }

    pub(crate) fn nobody_types(&mut self) {
        self.typing = None;
    }

    pub(crate) fn typing(&self) -> Option<&str> {
        self.typing.map(|party| self.name(party))
    }

    pub(crate) fn agent(&self) -> Option<AgentView> {
        let number = self.talking?;
        let known = self.known(number)?;
        Some(AgentView {
            party_id: known.id.clone(),
            name: known.name.clone(),
            initials: initials(&known.name),
            is_bot: known.kind == PartyKind::Scenario,
            present: known.present(),
        })
    }
}

/// `display_name`, else first and last name, trimmed and of bearable length.
pub(crate) fn display_name(party: &Party) -> String {
    let display = party.display_name.as_deref().unwrap_or_default().trim();
    let name = if display.is_empty() {
        let first = party.first_name.as_deref().unwrap_or_default().trim();
        let last = party.last_name.as_deref().unwrap_or_default().trim();
        [first, " ", last].concat()
    } else {
        display.to_owned()
    };
    let name = name.trim();
    if name.chars().count() <= NAME { name.to_owned() } else { name.chars().take(NAME).chain(['…']).collect() }
}

fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, expected) in
            [("Ann Lee", "AL"), ("anna maria van dam", "AD"), ("Bo", "B"), ("", ""), ("-- 李 雷", "李雷")]
        {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_name_of_64_kib_is_cut() {
        let party = Party { display_name: Some("x".repeat(65_536)), ..Party::default() };
        assert_eq!(display_name(&party).chars().count(), NAME + 1);
    }
}
