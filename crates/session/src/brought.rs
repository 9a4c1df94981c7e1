//! What a batch of events brought, and how the visitor and the page's script hear of it once it is whole. Called by
//! `arrivals`.

use parlor_protocol::event::ChatState;

use crate::{
    effect::{Announcement, Notice},
    input::RowId,
    session::Session,
    timeline::Content,
};

/// More messages at once are announced as a number.
const BURST: usize = 3;

/// What one batch brought, until it is told.
#[derive(Default)]
pub(crate) struct Brought {
    /// Agents' messages that were not known.
    pub(crate) said: Vec<(RowId, u32)>,
    pub(crate) announcements: Vec<Announcement>,
    /// Messages of either side that were not known.
    pub(crate) messages: usize,
    pub(crate) news: bool,
    /// What a history says of who is there and how things stand.
    pub(crate) past: Past,
    /// So far every message stands before the last one that was seen on an earlier page.
    pub(crate) before_seen: bool,
}

#[derive(Default)]
pub(crate) struct Past {
    /// The latest state, with its estimated wait in seconds.
    pub(crate) state: Option<(ChatState, Option<u64>)>,
    /// A person joined of whom nothing was known.
    pub(crate) joined: bool,
    /// Who left, as was not known.
    pub(crate) left: Vec<String>,
}

impl Brought {
    pub(crate) fn announce(&mut self, line: Announcement) {
        self.announcements.push(line);
    }
}

impl Session {
    /// What a history says of who is there and how things stand, once all of it is read: what it tells may be long over.
    pub(crate) fn settle_past(&mut self, past: Past) {
        if let Some((state, ewt)) = past.state {
            self.state(state, ewt, true);
        }
        if self.presence.has_person() {
            self.connected();
            if past.joined {
                self.agent_joined_call();
            }
        }
        for party in past.left {
            if !self.presence.is_present(&party) {
                self.agent_left_call(&party);
            }
        }
    }

    pub(crate) fn report(&mut self, first: bool, said: Vec<(RowId, u32)>, lines: Vec<Announcement>, messages: usize) {
        if first {
            if messages > 0 {
                self.ctx.announce(Announcement::HistoryLoaded { count: messages });
            }
            return;
        }
        // Nobody can hear more than the last few.
        let unheard = lines.len().saturating_sub(BURST);
        for line in lines.into_iter().skip(unheard) {
            self.ctx.announce(line);
        }
        let burst = said.len() > BURST;
        if burst {
            self.ctx.announce(Announcement::Messages { count: said.len() });
        }
        for (row, party) in said {
            let Some(item) = self.timeline.item(row) else { continue };
            if !self.ready && item.at < self.here_since {
                // Said to an earlier page, as the history would have told.
                continue;
            }
            let at = item.at.0;
            let Content::Said { .. } = &item.content else { continue };
            let seen = item.content.seen();
            let words = parlor_markup::to_text(&seen.nodes);
            let text = match item.content.replies() {
                Some(replies) => [words.trim(), " ", &replies.options.join(", ")].concat(),
                None => words,
            };
            if !burst {
                let author = self.presence.name(party).to_owned();
                self.ctx.announce(match seen.file {
                    Some(file) => Announcement::File { author, name: file.name },
                    None => Announcement::Message { author, text: text.clone() },
                });
            }
            self.ctx.tell(Notice::Message { id: row.0, sender: self.presence.sender(party), text, at });
        }
    }
}
