//! Which rows are drawn: the newest few at first, more as the visitor goes up or messages come, a stretch of earlier
//! ones once there are `MAX_ROWS`. And the content of one row, made when it is asked for. Called by `session` after
//! each input.

use super::{Content, Timeline};
use crate::{
    forms::Forms,
    input::RowId,
    presence::Presence,
    time::Millis,
    view::{FormView, MAX_ROWS, MessageView, RepliesView, RowBody, RowView, Sender, SystemLine},
};

/// How many items are drawn at least: more than a window shows, few enough to be drawn at once.
const FIRST: usize = 80;
/// How far the window grows or moves at a time. Less than it holds, so that what was seen stays in sight.
const STEP: usize = 60;
/// Most items that are drawn of earlier ones: with a day before each, and the unread, they are no more than `MAX_ROWS`.
const EARLIER: usize = (MAX_ROWS - 1) / 2;

impl Timeline {
    /// Brings `rows` up to date. Says whether they changed.
    pub(crate) fn publish(&mut self, local_day: fn(Millis) -> i64) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        let bottom = self.bottom.and_then(|bottom| self.index_of(bottom));
        let end = bottom.map_or(self.order.len(), |bottom| bottom + 1);
        if end == self.order.len() {
            self.bottom = None;
        }
        let top = self.top.and_then(|top| self.index_of(top)).unwrap_or(end);
        let (rows, start) = self.lay_out(top.min(end.saturating_sub(FIRST)), end, local_day);
        self.top = self.id_at(start);
        let (has_earlier, has_later) = (start > 0, end < self.order.len());
        if rows != self.rows || has_earlier != self.has_earlier || has_later != self.has_later {
            self.rows = rows;
            self.has_earlier = has_earlier;
            self.has_later = has_later;
            self.rows_revision += 1;
        }
    }

    fn index_of(&self, id: RowId) -> Option<usize> {
        let slot = u32::try_from(self.slot(id)?).ok()?;
        self.order.iter().position(|other| *other == slot)
    }

    fn id_at(&self, index: usize) -> Option<RowId> {
        self.order.get(index).map(|slot| self.items[*slot as usize].id)
    }

    pub(crate) fn show_earlier(&mut self) {
        let first = self.top.and_then(|top| self.index_of(top)).unwrap_or(0);
        if first > 0 {
            let start = first.saturating_sub(STEP);
            let bottom = self.bottom.and_then(|bottom| self.index_of(bottom)).unwrap_or(self.order.len() - 1);
            self.top = self.id_at(start);
            self.bottom = self.id_at(bottom.min(start + EARLIER - 1));
            self.changed = true;
        }
    }

    pub(crate) fn show_later(&mut self) {
        if let Some(bottom) = self.bottom.and_then(|bottom| self.index_of(bottom)) {
            self.bottom = self.id_at(bottom + STEP);
            self.changed = true;
        }
    }

    pub(crate) fn show_latest(&mut self) {
        if self.bottom.take().is_some() {
            self.top = None;
            self.changed = true;
        }
    }

    pub(crate) fn row(
        &self,
        id: RowId,
        presence: &Presence,
        forms: &Forms,
        local_day: fn(Millis) -> i64,
    ) -> Option<RowView> {
        if let Some(divider) = self.unread_divider.filter(|divider| divider.id == id) {
            let at = self.item(divider.before)?.at;
            return Some(RowView { id, at, body: RowBody::Unread });
        }
        let Some(item) = self.item(id) else {
            let at = self.day_of(id, local_day)?;
            return Some(RowView { id, at, body: RowBody::Day });
        };
        let body = match &item.content {
            Content::Own(own) => {
                let is_thing = own.file.is_some() || own.place.is_some();
                let nodes = if is_thing { Vec::new() } else { parlor_markup::from_text(&own.text) };
                RowBody::Message(MessageView {
                    sender: Sender::Visitor,
                    author: String::new(),
                    initials: String::new(),
                    text: own.text.to_string(),
                    party_id: String::new(),
                    file: own.file.as_deref().filter(|_| !own.deleted).cloned(),
                    place: own.place.as_deref().filter(|_| !own.deleted).cloned(),
                    is_sticker: false,
                    replies: None,
                    nodes,
                    state: Some(own.state),
                    problem: own.problem.clone(),
                    first_of_group: item.first_of_group,
                    last_of_group: item.last_of_group,
                    edited: own.edited,
                    deleted: own.deleted,
                })
            }
            Content::Said { party, markup, file, place, edited, deleted, .. } => {
                let is_thing = file.is_some() || place.is_some();
                let seen = item.content.seen();
                let nodes = if is_thing { Vec::new() } else { seen.nodes };
                RowBody::Message(MessageView {
                    sender: presence.sender(*party),
                    author: presence.name(*party).to_owned(),
                    initials: presence.initials(*party),
                    text: if is_thing { markup.to_string() } else { parlor_markup::to_text(&nodes) },
                    party_id: presence.id(*party).to_owned(),
                    file: seen.file,
                    place: seen.place,
                    is_sticker: seen.is_sticker,
                    replies: item.content.replies().map(|replies| RepliesView {
                        options: replies.options,
                        in_column: replies.in_column,
                        chosen: item.chosen.map(usize::from),
                    }),
                    nodes,
                    state: None,
                    problem: None,
                    first_of_group: item.first_of_group,
                    last_of_group: item.last_of_group,
                    edited: *edited,
                    deleted: *deleted,
                })
            }
            Content::Joined { party } => RowBody::System(SystemLine::Joined { name: presence.name(*party).to_owned() }),
            Content::Left { party } => RowBody::System(SystemLine::Left { name: presence.name(*party).to_owned() }),
            Content::Ended { by, text } => {
                RowBody::System(SystemLine::Ended { by: *by, text: text.as_deref().map(str::to_owned) })
            }
            Content::Warning { text } => RowBody::System(SystemLine::Warning { text: text.to_string() }),
            Content::Form(asked) => RowBody::Form(FormView {
                name: asked.name.to_string(),
                form: forms.find(&asked.name, asked.form_id.as_deref()).form(),
                stage: asked.stage,
                problem: asked.problem.clone(),
                closes_at: asked.closes_at,
                draft: forms.draft(&asked.request),
                answers: asked.answers.to_vec(),
                emptied: asked.emptied,
                filled: asked.filled,
            }),
            Content::Cobrowse(stage) => RowBody::Cobrowse(*stage),
            Content::Unreadable => RowBody::System(SystemLine::Unreadable),
            Content::Unsupported { name } => RowBody::System(SystemLine::Unsupported { name: name.to_string() }),
            Content::Gone => return None,
        };
        Some(RowView { id, at: item.at, body })
    }
}
