//! Lays items out as rows: a divider where a day begins, one where the unread begins, and which messages stand together.
//! One pass over the shown items after each change. Called by `window`.

use super::{Divider, Item, Timeline, item::Speaker};
use crate::{
    input::RowId,
    time::Millis,
    view::{MAX_ROWS, RowKey, SendState},
};

/// One author's messages within this time stand together.
const GROUP: Millis = Millis::seconds(120);

/// Among so many rows below a message its answer is looked for.
const ANSWERED_WITHIN: usize = 50;

impl Timeline {
    /// Rows of the items from `start` to before `end` of the order, at most `MAX_ROWS`; where there are more the first
    /// are left out. And how many items stand above them.
    pub(super) fn lay_out(&mut self, start: usize, end: usize, local_day: fn(Millis) -> i64) -> (Vec<RowKey>, usize) {
        let mut start = start.max(end.saturating_sub(MAX_ROWS));
        loop {
            let (rows, latest_start) = self.rows_of(start, end, local_day);
            if rows.len() <= MAX_ROWS {
                return (rows, start);
            }
            // Dividers need room too.
            start = latest_start.max(start + 1);
        }
    }

    /// The rows of these items, and from where on they would fit.
    fn rows_of(&mut self, start: usize, end: usize, local_day: fn(Millis) -> i64) -> (Vec<RowKey>, usize) {
        let mut rows = Vec::with_capacity((end - start).min(MAX_ROWS) + 8);
        let mut day = if start > 0 { Some(local_day(self.shown(start - 1).at)) } else { None };
        for index in start..end {
            let at = self.shown(index).at;
            let today = local_day(at);
            // Clocks may disagree: a day that is over does not begin again.
            if day.is_none_or(|day| today > day) {
                day = Some(today);
                rows.push(RowKey { id: self.day_row(today), revision: 0 });
            }
            let id = self.shown(index).id;
            if let Some(Divider { id, .. }) = self.unread_divider.filter(|divider| divider.before == id) {
                rows.push(RowKey { id, revision: 0 });
            }
            let first = index == 0 || !together(self.shown(index - 1), self.shown(index));
            let last = index + 1 == self.order.len() || !together(self.shown(index), self.shown(index + 1));
            let chosen = self.chosen(index);
            let item = &mut self.items[self.order[index] as usize];
            if item.chosen != chosen {
                item.chosen = chosen;
                item.touch();
            }
            if (item.first_of_group, item.last_of_group) != (first, last) {
                (item.first_of_group, item.last_of_group) = (first, last);
                item.touch();
            }
            rows.push(RowKey { id, revision: item.revision });
        }
        let over = rows.len().saturating_sub(MAX_ROWS);
        (rows, start + over.div_ceil(2))
    }

    /// Which of the answers that a message offers the visitor has given since. By the words: so it holds over a reload,
    /// and for an answer that was typed.
    fn chosen(&self, index: usize) -> Option<u8> {
        let options = self.shown(index).content.replies()?.options;
        let later = self.order[index + 1..].iter().take(ANSWERED_WITHIN);
        later.filter_map(|slot| self.items[*slot as usize].own()).find_map(|own| {
            let option = options.iter().position(|option| **option == *own.text)?;
            u8::try_from(option).ok().filter(|_| own.state != SendState::Failed)
        })
    }

    fn shown(&self, index: usize) -> &Item {
        &self.items[self.order[index] as usize]
    }

    fn day_row(&mut self, day: i64) -> RowId {
        if let Some(id) = self.days.get(&day) {
            return *id;
        }
        let id = self.fresh_row();
        self.days.insert(day, id);
        id
    }

    /// What follows `row` came while the visitor was away. One divider stands at most.
    pub(crate) fn divide(&mut self, row: RowId) {
        if self.unread_divider.is_none() {
            let id = self.fresh_row();
            self.unread_divider = Some(Divider { id, before: row });
            self.changed = true;
        }
    }

    pub(crate) fn undivide(&mut self) {
        self.changed |= self.unread_divider.take().is_some();
    }

    /// The day that a divider's row begins, as its items' time; `None` where the row is none.
    pub(super) fn day_of(&self, id: RowId, local_day: fn(Millis) -> i64) -> Option<Millis> {
        let (day, _) = self.days.iter().find(|(_, row)| **row == id)?;
        self.order.iter().map(|slot| self.items[*slot as usize].at).find(|at| local_day(*at) == *day)
    }
}

fn together(before: &Item, after: &Item) -> bool {
    before.speaker() != Speaker::Nobody
        && before.speaker() == after.speaker()
        && before.at.since(after.at) <= GROUP
        && after.at.since(before.at) <= GROUP
}
