//! Takes the server's events in, each once, whatever it came by: poll, history, echo, twice, out of order.
//! An event with a message id is known by (event, party, id); without one the n-th occurrence in the history is the
//! n-th known here. Called by `session::arrivals` through `Timeline`.

use std::collections::{BTreeMap, BTreeSet};

use parlor_protocol::ids;

use super::{
    Content, Item, Key, Own, Timeline,
    item::{self, Speaker},
};
use crate::{input::RowId, time::Millis, view::SendState};

pub(crate) const MESSAGE: &str = "message";
pub(crate) const FORM: &str = "form";
/// Timestamps in seconds and in milliseconds may stand side by side: what is closer than this keeps its order of arrival.
const SLACK: u64 = 1_000;
/// A tab's word may come so much later than the server's.
const OVERTAKEN: Millis = Millis::seconds(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Poll,
    History,
    /// What another tab of this browser said, as the server took it.
    Tab,
}

/// One event that has a row.
pub(crate) struct Arrival<'a> {
    pub(crate) kind: &'a str,
    /// The chat id for the visitor's own.
    pub(crate) party: &'a str,
    pub(crate) msg_id: Option<&'a str>,
    /// What tells it from others of its kind where it has no id.
    pub(crate) body: &'a str,
    /// Which of those it is, where that is known.
    pub(crate) nth: Option<u32>,
    pub(crate) at: Option<Millis>,
    pub(crate) content: Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    New(RowId),
    Known(RowId),
}

/// An own message whose fate is open: posted, not answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Doubt {
    pub(crate) row: RowId,
    /// So many messages of the same words were accepted before it was first tried.
    pub(crate) twins: u32,
}

/// State of merging one batch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reading {
    source: Option<Source>,
    /// Items from here on came with this batch.
    fresh_from: usize,
    sequence: Vec<(u32, Option<Millis>)>,
    counts: BTreeMap<Key, u32>,
    /// The visitor's own that this batch holds.
    own: BTreeSet<Key>,
    doubts: Vec<Doubt>,
}

impl Timeline {
    pub(crate) fn begin(&mut self, source: Source, doubts: Vec<Doubt>) {
        let fresh_from = self.items.len();
        self.reading = Some(Reading { source: Some(source), fresh_from, doubts, ..Reading::default() });
    }

    /// What is read now comes from there.
    pub(crate) fn reads(&self, source: Source) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.source == Some(source))
    }

    pub(crate) fn take(&mut self, now: Millis, chat_id: &str, arrival: Arrival<'_>) -> Came {
        let mut reading = self.reading.take().unwrap_or_default();
        let came = self.take_in(&mut reading, now, chat_id, arrival);
        self.reading = Some(reading);
        came
    }

    fn take_in(&mut self, reading: &mut Reading, now: Millis, chat_id: &str, arrival: Arrival<'_>) -> Came {
        let from_history = reading.source == Some(Source::History);
        let at = arrival.at;
        let mut key = self.key(reading, &arrival);
        if let Some(msg_id) = arrival.msg_id
            && self.known.contains_key(&key)
        {
            let other = Key::of(arrival.kind, arrival.party, &[msg_id, "\n", arrival.body].concat());
            if self.known.contains_key(&other) || self.is_another(reading, key, &arrival) {
                key = other;
            }
        }
        let twins = twins_before(reading, key, &arrival);
        let known = self.known.get(&key).copied().or_else(|| self.own_match(reading, now, chat_id, &arrival, twins?));
        self.known.entry(key).or_insert_with(|| known.unwrap_or(u32::MAX));
        let (slot, came) = if let Some(slot) = known {
            let Some(item) = self.items.get_mut(slot as usize) else { return Came::Known(RowId(0)) };
            let was_pending = item.is_pending();
            let was_anchored = item.anchored;
            if let (Some(at), false) = (at, was_anchored) {
                item.at = at;
                item.anchored = true;
                item.touch();
                self.changed = true;
            }
            if let Some(own) = item.own_mut() {
                if reading.source == Some(Source::Tab) {
                    own.renamed = None;
                } else {
                    own.matched = true;
                }
                if matches!(own.state, SendState::Sending | SendState::Failed) {
                    own.state = SendState::Sent;
                    own.problem = None;
                    item.touch();
                    self.changed = true;
                }
            }
            let id = item.id;
            if !from_history && (was_pending || !was_anchored && at.is_some()) {
                self.order.retain(|other| *other != slot);
                self.place(slot);
            }
            (slot, Came::Known(id))
        } else {
            let id = self.fresh_row();
            let slot = self.add(id, at.unwrap_or(now), at.is_some(), arrival.content);
            self.known.insert(key, slot);
            if !from_history {
                self.place(slot);
            }
            (slot, Came::New(id))
        };
        if from_history {
            reading.sequence.push((slot, at));
        }
        came
    }

    fn key(&self, reading: &mut Reading, arrival: &Arrival<'_>) -> Key {
        if let Some(msg_id) = arrival.msg_id {
            return Key::of(arrival.kind, arrival.party, msg_id);
        }
        let base = without_id(arrival.kind, arrival.party, arrival.body);
        if let Some(nth) = arrival.nth {
            return base.nth(nth);
        }
        let count = reading.counts.entry(base).or_insert(0);
        if reading.source == Some(Source::History) {
            *count += 1;
            return base.nth(*count - 1);
        }
        // A poll brings what is not known yet, unless an earlier one brought just this at just that time.
        loop {
            let key = base.nth(*count);
            *count += 1;
            let Some(slot) = self.known.get(&key) else { return key };
            let repeated = self.items.get(*slot as usize).is_some_and(|item| {
                (*slot as usize) < reading.fresh_from && item.anchored && Some(item.at) == arrival.at
            });
            if repeated {
                return key;
            }
        }
    }

    /// Whether what is known by this id is another message: not every server gives each an id of its own.
    fn is_another(&self, reading: &Reading, key: Key, arrival: &Arrival<'_>) -> bool {
        let Some(slot) = self.known.get(&key) else { return false };
        let Some(item) = self.items.get(*slot as usize) else { return false };
        let Content::Said { markup, edited: false, deleted: false, .. } = &item.content else { return false };
        let is_later = || arrival.at.is_some_and(|at| item.anchored && item.at.0.abs_diff(at.0) > SLACK);
        (*slot as usize >= reading.fresh_from || is_later()) && **markup != *item::cut(arrival.body)
    }

    fn known_item(&self, key: Key) -> Option<&Item> {
        self.items.get(*self.known.get(&key)? as usize)
    }

    /// Whether this party said something that is known by this id.
    pub(crate) fn is_said_by(&self, party: &str, msg_id: &str) -> bool {
        self.known_item(Key::of(MESSAGE, party, msg_id)).is_some_and(|item| item.speaker() != Speaker::Nobody)
    }

    /// Whether the contact center itself is known to have said this.
    pub(crate) fn is_told(&self, msg_id: Option<&str>, text: &str) -> bool {
        match msg_id {
            Some(msg_id) => self.is_said_by("", msg_id),
            None => self.known.contains_key(&without_id(MESSAGE, "", text).nth(0)),
        }
    }

    /// Lines that say that something could not be read.
    pub(crate) fn unreadable(&self) -> usize {
        self.items.iter().filter(|item| matches!(item.content, Content::Unreadable)).count()
    }

    /// The local message that an own event of an unknown id is: renumbered by the server, or without id.
    fn own_match(
        &self,
        reading: &Reading,
        now: Millis,
        chat_id: &str,
        arrival: &Arrival<'_>,
        twins: u32,
    ) -> Option<u32> {
        let text = arrival.body.trim();
        if reading.source == Some(Source::Tab) {
            return self.renamed(now, arrival);
        }
        // Ids of our kind are kept by the server: one that is unknown here is another page's message.
        if arrival.msg_id.is_some_and(|id| ids::is_of_chat(id, chat_id)) {
            return None;
        }
        let is_file = matches!(&arrival.content, Content::Own(own) if own.file.is_some());
        let same = |own: &Own| !own.matched && own.file.is_some() == is_file && own.text.trim() == text;
        let sent = self.order.iter().copied().find(|slot| {
            let own = self.items[*slot as usize].own();
            own.is_some_and(|own| same(own) && !matches!(own.state, SendState::Sending | SendState::Failed))
        });
        sent.or_else(|| {
            reading.doubts.iter().find_map(|doubt| {
                let slot = self.slot(doubt.row)?;
                let counted = reading.source == Some(Source::Poll) || twins >= doubt.twins;
                let fits = counted && self.items[slot].own().is_some_and(same);
                fits.then(|| u32::try_from(slot).ok()).flatten()
            })
        })
    }

    /// The message that the server told of before the tab did that sent it, under a name of its own.
    fn renamed(&self, now: Millis, arrival: &Arrival<'_>) -> Option<u32> {
        let is_file = matches!(&arrival.content, Content::Own(own) if own.file.is_some());
        let text = arrival.body.trim();
        self.order.iter().rev().copied().find(|slot| {
            let item = &self.items[*slot as usize];
            let is_fresh = |own: &Own| own.renamed.is_some_and(|at| now.since(at) < OVERTAKEN);
            item.own().is_some_and(|own| is_fresh(own) && own.file.is_some() == is_file && own.text.trim() == text)
        })
    }

    /// Puts an item where a live event belongs: behind what is older, before what is still on its way.
    fn place(&mut self, slot: u32) {
        let pending = self.order.iter().rev().take_while(|slot| self.items[**slot as usize].is_pending()).count();
        let mut place = self.order.len() - pending;
        let item = &self.items[slot as usize];
        if item.anchored {
            for (index, other) in self.order[..place].iter().enumerate().rev() {
                let other = &self.items[*other as usize];
                if !other.anchored {
                    continue;
                }
                if other.at.0 <= item.at.0.saturating_add(SLACK) {
                    break;
                }
                place = index;
            }
        }
        self.order.insert(place, slot);
        self.changed = true;
    }

    /// The batch is complete: a history also says the order of what it holds.
    pub(crate) fn finish(&mut self) {
        let Some(reading) = self.reading.take() else { return };
        if reading.source != Some(Source::History) {
            return;
        }
        let sequence = in_order(reading.sequence);
        let mut place_of = vec![usize::MAX; self.items.len()];
        for (place, (slot, _)) in sequence.iter().enumerate() {
            place_of[*slot as usize] = place;
        }
        // What the history doesn't hold stays behind the row that it followed, and what is on its way stays last.
        let mut others: Vec<(usize, u32)> = Vec::new();
        let mut behind = 0;
        for slot in &self.order {
            let item = &self.items[*slot as usize];
            if place_of[*slot as usize] != usize::MAX {
                // Rows that the history tells in another order are all before it.
                behind = behind.max(place_of[*slot as usize] + 1);
            } else if item.is_pending() {
                others.push((usize::MAX, *slot));
            } else {
                let mut place = behind;
                while item.anchored && sequence.get(place).is_some_and(|(_, at)| *at < item.at) {
                    place += 1;
                }
                others.push((place, *slot));
            }
        }
        others.sort_by_key(|(place, _)| *place);
        let mut order = Vec::with_capacity(self.order.len());
        let mut others = others.into_iter().peekable();
        for (place, (slot, _)) in sequence.iter().enumerate() {
            while let Some((_, other)) = others.next_if(|(before, _)| *before <= place) {
                order.push(other);
            }
            order.push(*slot);
        }
        order.extend(others.map(|(_, slot)| slot));
        self.changed |= order != self.order;
        self.order = order;
    }

    /// Other words for a message. Says which row changed.
    pub(crate) fn edit(&mut self, party: &str, ref_msg_id: &str, words: Option<&str>) -> Option<RowId> {
        let slot = *self.known.get(&Key::of(MESSAGE, party, ref_msg_id))?;
        let item = self.items.get_mut(slot as usize)?;
        let (text, edited, deleted) = match &mut item.content {
            Content::Own(own) => (&mut own.text, &mut own.edited, &mut own.deleted),
            Content::Said { markup, edited, deleted, .. } => (markup, edited, deleted),
            _ => return None,
        };
        let same = *deleted || words.is_some_and(|words| **text == *item::cut(words));
        if same {
            return None;
        }
        if let Some(words) = words {
            *text = item::cut(words);
            *edited = true;
        } else {
            *text = Box::default();
            *deleted = true;
        }
        item.touch();
        self.changed = true;
        Some(item.id)
    }
}

/// Of those that have no id, each by which one it is.
fn without_id(kind: &str, party: &str, body: &str) -> Key {
    Key::of(kind, party, body).nth(u32::MAX)
}

/// How many of the visitor's messages with the same words stand before this one in the batch; `None`: not theirs.
fn twins_before(reading: &mut Reading, key: Key, arrival: &Arrival<'_>) -> Option<u32> {
    if !matches!(arrival.content, Content::Own(_)) {
        return None;
    }
    let count = reading.counts.entry(Key::of("own", "", arrival.body.trim())).or_insert(0);
    let before = *count;
    if reading.own.insert(key) {
        *count += 1;
    }
    Some(before)
}

/// Each item once, by time. A history that is in order to the second is believed as it stands, since timestamps may be
/// cut to seconds.
fn in_order(sequence: Vec<(u32, Option<Millis>)>) -> Vec<(u32, Millis)> {
    let mut seen = BTreeSet::new();
    let mut last = Millis(0);
    let mut ordered: Vec<(u32, Millis)> = Vec::with_capacity(sequence.len());
    for (slot, at) in sequence {
        last = at.unwrap_or(last);
        if seen.insert(slot) {
            ordered.push((slot, last));
        }
    }
    if !ordered.is_sorted_by_key(|(_, at)| at.0 / SLACK) {
        ordered.sort_by_key(|(_, at)| *at);
    }
    ordered
}
