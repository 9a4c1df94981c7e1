//! A chat's events in the order of the server's `order` (never of their timestamps), each once however often and by
//! whichever way it comes. Merging is idempotent and does not depend on the order of arrival.

use std::collections::BTreeMap;

use super::{
    input::RowId,
    view::{Cobrowse, FileLink},
};

/// Place of an event: its thread's order, then its own. Events of one thread never share an order; should a server
/// break that, the id decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) thread: u64,
    pub(super) order: u64,
    pub(super) id: String,
}

/// One event as the desk keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Unix seconds.
    pub(super) at: u64,
    /// The user who wrote it; empty for the system.
    pub(super) author: String,
    pub(super) custom_id: Option<String>,
    /// The visitor does not see it.
    pub(super) private: bool,
    pub(super) body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Body {
    Message(String),
    System(String),
    Form(Vec<(String, String)>),
    /// The visitor is asked for the form of this name.
    FormAsked {
        name: String,
        /// Of a secure form: the request, which its answer and its end name.
        secure: Option<String>,
    },
    /// The visitor answered the secure form that this request asked for.
    Secure {
        request: String,
    },
    /// The author wants nothing of that request any more: the visitor gave it up, or the agent took it back.
    SecureEnded {
        request: String,
    },
    File {
        name: String,
        link: FileLink,
        size: Option<u64>,
        is_picture: bool,
    },
    /// The author came into the chat, under this name.
    Joined(String),
    /// The author went.
    Left,
    /// The message of this id has other words. No row of its own.
    Edited {
        of: String,
        text: String,
    },
    /// The message of this id was taken back. No row of its own.
    Deleted {
        of: String,
    },
    /// A place: its degrees, and where a map of it is.
    Place {
        degrees: String,
        map: Option<String>,
    },
    /// What became of the wish to see the visitor's page.
    Cobrowse(Cobrowse),
    /// The chat belongs to this case from here on.
    CaseSet(String),
    /// What the visitor talks to is called so.
    Service(String),
    /// By its wire name.
    Unsupported(String),
    Unreadable,
}

impl Body {
    /// The words for the list of chats and for screen readers.
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Message(text) | Self::System(text) => text,
            Self::File { name, .. } => name,
            Self::Place { degrees, .. } => degrees,
            Self::Form(_)
            | Self::FormAsked { .. }
            | Self::Secure { .. }
            | Self::SecureEnded { .. }
            | Self::Cobrowse(_)
            | Self::CaseSet(_)
            | Self::Service(_)
            | Self::Joined(_)
            | Self::Left
            | Self::Edited { .. }
            | Self::Deleted { .. }
            | Self::Unsupported(_)
            | Self::Unreadable => "",
        }
    }

    /// The request for a secure form that is answered, or over, by it.
    fn settles(&self) -> Option<&str> {
        match self {
            Self::Secure { request } | Self::SecureEnded { request } => Some(request),
            _ => None,
        }
    }

    /// Somebody said it, so it can be unread.
    pub(super) fn is_said(&self) -> bool {
        matches!(
            self,
            Self::Message(_)
                | Self::Form(_)
                | Self::Secure { .. }
                | Self::SecureEnded { .. }
                | Self::File { .. }
                | Self::Place { .. }
        )
    }
}

#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: RowId,
    pub(super) revision: u32,
    pub(super) entry: Entry,
}

#[derive(Debug, Default)]
pub(super) struct Transcript {
    rows: BTreeMap<Place, Row>,
    places: BTreeMap<String, Place>,
    /// The latest change of a message, by its id, and where it was made.
    changes: BTreeMap<String, (Place, Change)>,
}

/// What became of a message since it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// It has these words.
    Edited(String),
    Deleted,
}

impl Change {
    pub(super) fn words(&self) -> &str {
        match self {
            Self::Edited(words) => words,
            Self::Deleted => "",
        }
    }
}

/// What became of an event that was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Merged {
    Added,
    Changed,
    Known,
}

impl Transcript {
    /// Takes an event in. `row` is used where it is not known yet.
    pub(super) fn merge(&mut self, place: Place, entry: Entry, row: RowId) -> Merged {
        match entry.body {
            Body::Edited { of, text } => return self.change(place, of, Change::Edited(text)),
            Body::Deleted { of } => return self.change(place, of, Change::Deleted),
            _ => {}
        }
        if let Some(known) = self.places.get(&place.id) {
            let known = known.clone();
            let Some(mut held) = self.rows.remove(&known) else { return Merged::Known };
            let changed = held.entry != entry;
            if changed {
                held.revision += 1;
                held.entry = entry;
            }
            // A push does not name its thread; the threads' listing does and corrects it.
            self.places.insert(place.id.clone(), place.clone());
            self.rows.insert(place, held);
            return if changed { Merged::Changed } else { Merged::Known };
        }
        let settled = entry.body.settles().map(str::to_owned);
        self.places.insert(place.id.clone(), place.clone());
        self.rows.insert(place, Row { id: row, revision: 0, entry });
        if let Some(request) = settled {
            // Where it was asked for it is not asked for any more.
            self.touch(|body| matches!(body, Body::FormAsked { secure: Some(of), .. } if *of == request));
        }
        Merged::Added
    }

    /// Whichever comes first: of two changes the later one holds, and what was taken back stays so.
    fn change(&mut self, place: Place, of: String, change: Change) -> Merged {
        let is_new = self
            .changes
            .get(&of)
            .is_none_or(|(before, held)| *held != Change::Deleted && (*before < place || change == Change::Deleted));
        if !is_new {
            return Merged::Known;
        }
        if let Some(row) = self.places.get(&of).and_then(|place| self.rows.get_mut(place)) {
            row.revision += 1;
        }
        self.changes.insert(of, (place, change));
        Merged::Changed
    }

    pub(super) fn changed(&self, event_id: &str) -> Option<&Change> {
        self.changes.get(event_id).map(|(_, change)| change)
    }

    /// The newest words that somebody said or that the server says, as they are by now.
    pub(super) fn last_words(&self) -> Option<(&Entry, &str)> {
        self.rows.iter().rev().find_map(|(place, row)| {
            let words = self.changed(&place.id).map_or_else(|| row.entry.body.words(), Change::words);
            (!words.is_empty()).then_some((&row.entry, words))
        })
    }

    /// The words of a message as it was written.
    pub(super) fn words_of(&self, event_id: &str) -> &str {
        let row = self.places.get(event_id).and_then(|place| self.rows.get(place));
        row.map(|row| row.entry.body.words()).unwrap_or_default()
    }

    /// The event of a row.
    pub(super) fn event_of(&self, id: RowId) -> Option<(&Place, &Row)> {
        self.rows.iter().rev().find(|(_, row)| row.id == id)
    }

    /// The answer to this request looks different now.
    pub(super) fn touch_secure(&mut self, request: &str) {
        self.touch(|body| matches!(body, Body::Secure { request: of } if of == request));
    }

    fn touch(&mut self, is_it: impl Fn(&Body) -> bool) {
        for row in self.rows.values_mut().filter(|row| is_it(&row.entry.body)) {
            row.revision += 1;
        }
    }

    /// The visitor can still answer this request for a secure form.
    pub(super) fn awaits(&self, request: &str) -> bool {
        !self.rows.values().any(|row| row.entry.body.settles() == Some(request))
    }

    /// The case that the chat belongs to: the last one that was set.
    pub(super) fn case(&self) -> Option<&str> {
        self.rows.values().rev().find_map(|row| match &row.entry.body {
            Body::CaseSet(id) => Some(id.as_str()),
            _ => None,
        })
    }

    /// Where an event that is held stands.
    pub(super) fn place_of(&self, event_id: &str) -> Option<&Place> {
        self.places.get(event_id)
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Place, &Row)> {
        self.rows.iter()
    }

    /// Those that come after a place; all where it is `None`.
    pub(super) fn after(&self, place: Option<&Place>) -> impl DoubleEndedIterator<Item = (&Place, &Row)> {
        use std::ops::Bound;
        let from = place.map_or(Bound::Unbounded, Bound::Excluded);
        self.rows.range((from, Bound::Unbounded))
    }

    pub(super) fn last(&self) -> Option<(&Place, &Row)> {
        self.rows.iter().next_back()
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(thread: u64, order: u64, id: &str) -> Place {
        Place { thread, order, id: id.to_owned() }
    }

    fn said(text: &str, at: u64) -> Entry {
        Entry { at, author: "v".to_owned(), custom_id: None, private: false, body: Body::Message(text.to_owned()) }
    }

    fn texts(transcript: &Transcript) -> Vec<&str> {
        transcript.iter().map(|(_, row)| row.entry.body.words()).collect()
    }

    #[test]
    fn events_stand_by_their_order_whatever_their_timestamps_say() {
        let mut transcript = Transcript::default();
        transcript.merge(place(1, 2, "b"), said("second", 5), RowId(1));
        transcript.merge(place(1, 1, "a"), said("first", 9), RowId(2));
        transcript.merge(place(1, 3, "c"), said("third", 5), RowId(3));
        assert_eq!(texts(&transcript), ["first", "second", "third"]);
    }

    #[test]
    fn an_event_that_comes_twice_stands_once_and_keeps_its_row() {
        let mut transcript = Transcript::default();
        assert_eq!(transcript.merge(place(1, 1, "a"), said("hello", 1), RowId(1)), Merged::Added);
        assert_eq!(transcript.merge(place(1, 1, "a"), said("hello", 1), RowId(2)), Merged::Known);
        assert_eq!(transcript.merge(place(1, 1, "a"), said("hello there", 1), RowId(3)), Merged::Changed);
        assert_eq!(texts(&transcript), ["hello there"]);
        assert_eq!(transcript.last().map(|(_, row)| row.id), Some(RowId(1)));
    }

    proptest! {
        #[test]
        fn any_order_and_any_repetition_of_the_same_events_gives_the_same_transcript(
            mut arrivals in prop::collection::vec(0_u64..20, 0..80)
        ) {
            let merge_all = |arrivals: &[u64]| {
                let mut transcript = Transcript::default();
                for (index, n) in arrivals.iter().enumerate() {
                    let row = RowId(index as u64);
                    transcript.merge(place(n / 7, *n, &n.to_string()), said(&n.to_string(), 100 - n), row);
                }
                texts(&transcript).iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()
            };
            let as_they_came = merge_all(&arrivals);
            arrivals.sort_unstable();
            arrivals.dedup();
            prop_assert_eq!(as_they_came, merge_all(&arrivals));
        }
    }
}
