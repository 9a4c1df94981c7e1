//! The transcript: what was said and what happened, once each, in the server's order, with the visitor's own messages
//! shown before the server has them. Called by `session`; knows nothing of requests.
//! `merge` takes events in, `dividers` lays rows out, `window` says which are drawn.

mod dividers;
pub(crate) mod item;
mod merge;
mod window;

use std::collections::BTreeMap;

use crate::{
    effect::EndedBy,
    input::RowId,
    outbox::{Entry, Progress},
    parcel::Parcel,
    place,
    problem::Problem,
    time::Millis,
    view::{CobrowseStage, FormStage, RowKey, SendState},
};

pub(crate) use item::{Asked, Content, Item, Key, Own};
use merge::Reading;
pub(crate) use merge::{Arrival, Came, Doubt, FORM, Source};

#[derive(Clone)]
pub(crate) struct Timeline {
    /// By row id, ascending; never reordered.
    items: Vec<Item>,
    /// Places in `items`, in the order of the transcript.
    order: Vec<u32>,
    known: BTreeMap<Key, u32>,
    /// The history that is being merged.
    reading: Option<Reading>,
    last_row: u64,
    days: BTreeMap<i64, RowId>,
    /// The first row of the window; `None`: as few as may be.
    top: Option<RowId>,
    /// The last row of the window; `None`: the newest rows are shown.
    bottom: Option<RowId>,
    unread_divider: Option<Divider>,
    changed: bool,
    pub(crate) rows: Vec<RowKey>,
    pub(crate) rows_revision: u64,
    pub(crate) has_earlier: bool,
    pub(crate) has_later: bool,
}

/// What follows `before` came while the visitor was away.
#[derive(Clone, Copy, Debug)]
struct Divider {
    id: RowId,
    before: RowId,
}

impl Timeline {
    pub(crate) fn new() -> Self {
        Self {
            items: Vec::new(),
            order: Vec::new(),
            known: BTreeMap::new(),
            reading: None,
            last_row: 0,
            days: BTreeMap::new(),
            top: None,
            bottom: None,
            unread_divider: None,
            changed: false,
            rows: Vec::new(),
            rows_revision: 0,
            has_earlier: false,
            has_later: false,
        }
    }

    fn fresh_row(&mut self) -> RowId {
        self.last_row += 1;
        RowId(self.last_row)
    }

    fn slot(&self, id: RowId) -> Option<usize> {
        self.items.binary_search_by_key(&id, |item| item.id).ok()
    }

    pub(crate) fn item(&self, id: RowId) -> Option<&Item> {
        self.items.get(self.slot(id)?).filter(|item| !matches!(item.content, Content::Gone))
    }

    /// Adds an item without a place; the caller gives it one.
    fn add(&mut self, id: RowId, at: Millis, anchored: bool, content: Content) -> u32 {
        let item =
            Item { id, revision: 0, at, anchored, first_of_group: true, last_of_group: true, chosen: None, content };
        // Invariant: ids are given in ascending order, so the new one belongs at the end; restored ones come first.
        let slot = match self.items.binary_search_by_key(&id, |item| item.id) {
            Ok(slot) | Err(slot) => slot,
        };
        self.items.insert(slot, item);
        self.changed = true;
        u32::try_from(slot).unwrap_or(u32::MAX)
    }

    /// Local echo of what the visitor submitted.
    pub(crate) fn submit(&mut self, own: Own, at: Millis) -> RowId {
        let id = self.fresh_row();
        let slot = self.add(id, at, false, Content::Own(own));
        self.order.push(slot);
        id
    }

    /// The messages that an earlier page submitted, under their old ids.
    pub(crate) fn restore(&mut self, entries: &[Entry]) {
        let mut sorted: Vec<&Entry> = entries.iter().collect();
        sorted.sort_by_key(|entry| entry.row);
        for entry in sorted {
            let problem = match &entry.progress {
                Progress::Failed(problem) | Progress::Stranded(problem) => Some(problem.clone()),
                Progress::Waiting | Progress::Posted | Progress::Doubtful => None,
            };
            let state = if problem.is_some() { SendState::Failed } else { SendState::Sending };
            // No other row may have this one's id.
            self.last_row = self.last_row.max(entry.row.0);
            let content = match &entry.parcel {
                Parcel::Message { text, .. } => Content::Own(Own { problem, ..Own::new(text, state) }),
                Parcel::File(file) => Content::Own(Own { problem, ..Own::of_file(file.view(), state) }),
                Parcel::Place { latitude, longitude, .. } => {
                    let own = Own::of_place(place::view(latitude, longitude, "", None), state);
                    Content::Own(Own { problem, ..own })
                }
                // It has no row before the history has it.
                Parcel::Event(_) => continue,
                Parcel::Form(data) => Content::Form(Box::new(Asked::sent(data))),
                Parcel::SecureCancel { request, name, is_unknown } => {
                    let fate = if *is_unknown { FormStage::Missing } else { FormStage::Skipping };
                    let name = name.as_deref().unwrap_or_default();
                    Content::Form(Box::new(Asked { form_id: Some(name.into()), ..Asked::new(request, name, fate) }))
                }
            };
            let slot = self.add(entry.row, entry.at, false, content);
            if let Some(request) = entry.parcel.answers().filter(|_| entry.parcel.is_bound()) {
                self.known.insert(Key::of(FORM, "", request), slot);
            }
        }
        self.order = entries.iter().filter_map(|entry| u32::try_from(self.slot(entry.row)?).ok()).collect();
    }

    /// The events of this message carry this id from the first try on.
    pub(crate) fn name(&mut self, id: RowId, chat_id: &str, msg_id: &str) {
        if let Some(slot) = self.slot(id).and_then(|slot| u32::try_from(slot).ok()) {
            self.known.insert(Key::of(merge::MESSAGE, chat_id, msg_id), slot);
        }
    }

    /// The state of an own message; never backwards except to `Failed` and back to `Sending`. Says whether it changed.
    pub(crate) fn set_state(&mut self, id: RowId, state: SendState, problem: Option<Problem>) -> bool {
        let Some(slot) = self.slot(id) else { return false };
        let item = &mut self.items[slot];
        if let Content::Form(asked) = &item.content {
            let now = match state {
                SendState::Sending => FormStage::Sending,
                SendState::Failed => FormStage::Open,
                SendState::Sent | SendState::Delivered | SendState::Read => asked.stage.when_taken(),
            };
            return self.set_stage(id, now, problem);
        }
        let Some(own) = item.own_mut() else { return false };
        let again = state == SendState::Sending && own.state == SendState::Failed;
        if !again && rank(state) <= rank(own.state) {
            return false;
        }
        own.state = state;
        own.problem = problem;
        item.touch();
        self.changed = true;
        true
    }

    /// How much of a file has left.
    pub(crate) fn set_sent(&mut self, id: RowId, sent: Option<u64>) {
        self.change(id, |content| {
            let Content::Own(Own { file: Some(file), .. }) = content else { return false };
            std::mem::replace(&mut file.sent, sent) != sent
        });
    }

    /// `make` says whether it made another thing of it; then it is drawn again.
    fn change(&mut self, id: RowId, make: impl FnOnce(&mut Content) -> bool) -> bool {
        let Some(slot) = self.slot(id) else { return false };
        let item = &mut self.items[slot];
        let is_another = make(&mut item.content);
        if is_another {
            item.touch();
            self.changed = true;
        }
        is_another
    }

    /// How a form stands. One that was answered stays so. Says whether it changed.
    pub(crate) fn set_stage(&mut self, id: RowId, stage: FormStage, problem: Option<Problem>) -> bool {
        self.change(id, |content| {
            let Content::Form(asked) = content else { return false };
            let same = asked.stage == stage && asked.problem == problem;
            if same || matches!(asked.stage, FormStage::Answered | FormStage::Skipped | FormStage::Missing) {
                return false;
            }
            asked.stage = stage;
            asked.problem = problem;
            true
        })
    }

    pub(crate) fn stage(&self, id: RowId) -> Option<FormStage> {
        match &self.item(id)?.content {
            Content::Form(asked) => Some(asked.stage),
            _ => None,
        }
    }

    pub(crate) fn cobrowse_stage(&self, id: RowId) -> Option<CobrowseStage> {
        match self.item(id)?.content {
            Content::Cobrowse(stage) => Some(stage),
            _ => None,
        }
    }

    pub(crate) fn set_cobrowse(&mut self, id: RowId, stage: CobrowseStage) {
        self.change(id, |content| {
            let Content::Cobrowse(before) = content else { return false };
            std::mem::replace(before, stage) != stage
        });
    }

    /// Until when a form can be answered.
    pub(crate) fn set_closing(&mut self, id: RowId, closes_at: Option<Millis>) {
        self.change(id, |content| {
            let Content::Form(asked) = content else { return false };
            // What is known counts: the server's clock is another one.
            let is_news = asked.closes_at.is_none() && closes_at.is_some();
            asked.closes_at = asked.closes_at.or(closes_at);
            is_news
        });
    }

    /// What stands in a secure form is to be forgotten.
    pub(crate) fn empty(&mut self, id: RowId) {
        self.change(id, |content| {
            let Content::Form(asked) = content else { return false };
            asked.emptied += 1;
            true
        });
    }

    /// It was filled in in another tab.
    pub(crate) fn fill(&mut self, id: RowId) {
        self.change(id, |content| {
            let Content::Form(asked) = content else { return false };
            asked.filled += 1;
            true
        });
    }

    /// What a form is answered with.
    pub(crate) fn set_answers(&mut self, id: RowId, answers: &[(String, String)]) {
        self.change(id, |content| {
            let Content::Form(asked) = content else { return false };
            asked.answers = answers.into();
            true
        });
    }

    /// The row of the form that this request asked for.
    pub(crate) fn form_of(&self, request: &str) -> Option<RowId> {
        let slot = *self.known.get(&Key::of(FORM, "", request))?;
        self.items.get(slot as usize).map(|item| item.id)
    }

    pub(crate) fn touch(&mut self, id: RowId) {
        self.change(id, |_| true);
    }

    /// The message of this wire id, if it is the visitor's.
    pub(crate) fn own_by_wire_id(&self, chat_id: &str, msg_id: &str) -> Option<RowId> {
        let slot = *self.known.get(&Key::of(merge::MESSAGE, chat_id, msg_id))?;
        let item = self.items.get(slot as usize)?;
        item.own().map(|_| item.id)
    }

    /// A failed message is sent again: behind everything that was submitted meanwhile.
    pub(crate) fn resubmit(&mut self, id: RowId, at: Millis) {
        if let Some(slot) = self.slot(id)
            && let Ok(place) = u32::try_from(slot)
        {
            self.set_state(id, SendState::Sending, None);
            let item = &mut self.items[slot];
            item.at = at;
            item.anchored = false;
            item.touch();
            self.known.retain(|_, known| *known != place);
            self.order.retain(|other| *other != place);
            self.order.push(place);
            self.changed = true;
        }
    }

    pub(crate) fn discard(&mut self, id: RowId) {
        if let Some(slot) = self.slot(id)
            && let Ok(place) = u32::try_from(slot)
        {
            self.items[slot].content = Content::Gone;
            // Should the server have it after all, it comes as what it is.
            self.known.retain(|_, known| *known != place);
            self.order.retain(|other| *other != place);
            self.changed = true;
        }
    }

    pub(crate) fn ended(&mut self, by: EndedBy, text: Option<&str>, at: Millis) {
        let at = at.max(self.order.last().map_or(at, |last| self.items[*last as usize].at));
        let id = self.fresh_row();
        let text = text.filter(|text| !text.trim().is_empty()).map(item::cut);
        let slot = self.add(id, at, false, Content::Ended { by, text });
        self.order.push(slot);
    }

    /// A new chat begins: only these messages stay, in this order.
    pub(crate) fn clear_but(&mut self, kept: &[RowId]) {
        self.items.retain(|item| kept.contains(&item.id));
        self.order = kept.iter().filter_map(|id| u32::try_from(self.slot(*id)?).ok()).collect();
        self.known.clear();
        self.days.clear();
        self.top = None;
        self.bottom = None;
        self.unread_divider = None;
        self.changed = true;
    }

    /// Whether a message that the server has stands where it does by guess.
    pub(crate) fn has_loose(&self) -> bool {
        self.order.iter().rev().any(|slot| {
            let item = &self.items[*slot as usize];
            !item.anchored && item.own().is_some_and(|own| !matches!(own.state, SendState::Sending | SendState::Failed))
        })
    }

    /// How many messages of the visitor with these words the server is known to have.
    pub(crate) fn accepted_twins(&self, text: &str) -> u32 {
        let count = self.items.iter().filter_map(Item::own).filter(|own| {
            own.text.trim() == text.trim()
                && (own.matched || !matches!(own.state, SendState::Sending | SendState::Failed))
        });
        u32::try_from(count.count()).unwrap_or(u32::MAX)
    }

    /// A party's name or kind changed.
    pub(crate) fn touch_party(&mut self, changed: u32) {
        for item in &mut self.items {
            if let Content::Said { party, .. } | Content::Joined { party } | Content::Left { party } = item.content
                && party == changed
            {
                item.touch();
                self.changed = true;
            }
        }
    }
}

const fn rank(state: SendState) -> u8 {
    match state {
        SendState::Sending => 0,
        SendState::Failed => 1,
        SendState::Sent => 2,
        SendState::Delivered => 3,
        SendState::Read => 4,
    }
}
