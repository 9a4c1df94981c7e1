//! Gives each of the server's events to the parts that it concerns, once, whether a poll brought it or the history.
//! Called by `session` with whole bodies, which are decoded event by event.

use parlor_protocol::{Body, Event, codec, event::Message, ids};

use crate::{
    brought::Brought,
    cards,
    effect::{Announcement, EndedBy, Notice},
    files,
    input::RowId,
    place,
    session::Session,
    time::Millis,
    timeline::{Arrival, Came, Content, Key, Own, Source, item},
    view::{CobrowseStage, FileView, FormStage, PlaceView, SendState, Sender},
};

/// Timestamps before 2001 or far ahead of this device's clock are none.
const EARLIEST: u64 = 978_307_200_000;
const FARTHEST: Millis = Millis::seconds(24 * 60 * 60);
/// Lines that say so.
const MOST_UNREADABLE: usize = 20;
/// Characters of a service's name.
const LONGEST_SERVICE: usize = 120;

impl Session {
    /// Takes a body in. Says whether it was readable to its end, and whether it brought news.
    pub(crate) fn take_events(&mut self, source: Source, body: &str) -> (bool, bool) {
        let history = source == Source::History;
        let first = history && !self.ready;
        let mut brought = Brought { before_seen: first && self.seen.is_some(), ..Brought::default() };
        self.timeline.begin(source, self.outbox.doubts());
        if history {
            self.presence.begin_history();
        }
        let complete = codec::for_each_event(body, &mut |event| self.take_event(source, event, &mut brought));
        self.timeline.finish();
        if history {
            self.settle_past(std::mem::take(&mut brought.past));
        }
        if first && brought.before_seen {
            // The mark is not in this chat: nothing can be told from it.
            self.receipts.seen(&mut self.ctx);
            self.timeline.undivide();
        }
        self.report(first, brought.said, brought.announcements, brought.messages);
        (complete, brought.news)
    }

    fn take_event(&mut self, source: Source, event: Event, brought: &mut Brought) {
        let Event { party_id, timestamp, body } = event;
        let history = source == Source::History;
        let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
        let at = timestamp.filter(|at| *at >= EARLIEST && *at <= self.ctx.now.plus(FARTHEST).0).map(Millis);
        let own = party_id.as_deref().is_some_and(|party| party.eq_ignore_ascii_case(&chat_id));
        let party = party_id.as_deref().unwrap_or_default();
        if let Some((file, msg_id)) = files::of_event(&body) {
            let own = own || self.is_own_echo(&chat_id, party, msg_id.as_deref());
            return self.file_came(own, party, msg_id.as_deref(), file, at, brought);
        }
        match body {
            Body::Message(Message { msg_id, msg, msg_text, attachments, directive_id, .. }) => {
                let msg_id = msg_id.as_deref().filter(|id| !id.is_empty());
                let text = if msg.trim().is_empty() { msg_text.unwrap_or_default() } else { msg };
                let text = cards::with_attachments(text, &attachments);
                // The first message of a form comes back without a party.
                let own = own
                    || self.is_own_echo(&chat_id, party, msg_id)
                    || party.is_empty() && history && !self.timeline.is_told(msg_id, &text);
                let is_empty = text.trim().is_empty();
                if own && !is_empty {
                    self.own_message(&chat_id, msg_id, Own::new(&text, SendState::Sent), at, brought);
                } else if !is_empty {
                    let words = Words { directive: directive_id.as_deref(), ..Words::of(&text) };
                    self.agent_message(&chat_id, party, msg_id, words, at, brought);
                } else if let Some(attachment) = attachments.first() {
                    let content = Content::Unsupported { name: "chat_session_message".into() };
                    let id = msg_id.unwrap_or(&attachment.id);
                    self.line(&chat_id, "attachment", party, id, None, at, content, brought);
                }
            }
            Body::Location { msg_id, url, latitude, longitude } if place::is_on_earth(&latitude, &longitude) => {
                let place = place::view(&latitude, &longitude, "", url.as_deref());
                let own = own || self.is_own_echo(&chat_id, party, msg_id.as_deref());
                self.place_came(own, party, msg_id.as_deref(), place, at, brought);
            }
            Body::MessageEdit { ref_msg_id, msg } => {
                brought.news |= self.edit(&chat_id, party, &ref_msg_id, Some(&msg));
            }
            Body::MessageDelete { ref_msg_id } => brought.news |= self.edit(&chat_id, party, &ref_msg_id, None),
            Body::MessageDelivered { ref_msg_id } => {
                self.receipt(own, history, &chat_id, &ref_msg_id, SendState::Delivered);
            }
            Body::MessageRead { ref_msg_id } => {
                self.receipt(own, history, &chat_id, &ref_msg_id, SendState::Read);
            }
            Body::Typing { .. } if !history && !own => brought.news |= self.presence.types(&mut self.ctx, party),
            Body::NotTyping if !history && !own => brought.news |= self.presence.stopped_typing(party),
            Body::Status { state, ewt } if history => brought.past.state = Some((state, ewt)),
            Body::Status { state, ewt } => self.state(state, ewt, false),
            body => self.happened(source, own, party, at, body, brought),
        }
    }

    /// What the visitor said, told again without saying by whom, or by another name for them.
    fn is_own_echo(&self, chat_id: &str, party: &str, msg_id: Option<&str>) -> bool {
        msg_id.is_some_and(|id| {
            (party.is_empty() || ids::is_of_chat(id, chat_id)) && self.timeline.is_said_by(chat_id, id)
        })
    }

    /// Something that is no message: somebody came or went, a form is asked for, the chat ends.
    fn happened(
        &mut self,
        source: Source,
        own: bool,
        party: &str,
        at: Option<Millis>,
        body: Body,
        brought: &mut Brought,
    ) {
        let history = source == Source::History;
        let chat_id = self.ctx.chat_id.clone().unwrap_or_default();
        match body {
            Body::PartyJoined(joined) if !own => {
                let (moved, renamed) = self.presence.joined(party, &joined, at, history);
                let number = self.presence.number(party);
                if renamed {
                    self.timeline.touch_party(number);
                }
                let Some(moved) = moved else { return };
                if joined.kind.is_person() {
                    if history {
                        brought.past.joined |= moved.fresh;
                    } else {
                        self.connected();
                        self.agent_joined_call();
                    }
                }
                if moved.line {
                    let content = Content::Joined { party: moved.party };
                    if self.line(&chat_id, "joined", party, "", Some(moved.nth), at, content, brought) {
                        let name = self.presence.name(moved.party).to_owned();
                        brought.announcements.push(Announcement::Joined { name });
                    }
                }
            }
            // A history tells the past; what is said of a call is of this moment.
            Body::Signaling { signal, .. } => {
                if source == Source::Poll && !own {
                    self.signaled(party, signal);
                    // The next one is asked for at once.
                    brought.news |= self.call.is_on();
                }
            }
            Body::CobrowsingRequested { msg_id } if !own => {
                self.cobrowse_asked(&chat_id, party, msg_id.as_deref(), at, brought);
            }
            body @ (Body::CobrowsingStarted { .. } | Body::CobrowsingEnded | Body::CobrowsingRejected) if own => {
                self.outbox.told(&mut self.ctx, &body);
                let declined = body == Body::CobrowsingRejected;
                self.cobrowse_told(if declined { CobrowseStage::Declined } else { CobrowseStage::Over });
            }
            Body::SessionInfo { service_name } => {
                let name: String = service_name.trim().chars().take(LONGEST_SERVICE).collect();
                self.service = Some(name).filter(|name| !name.is_empty());
            }
            Body::CaseSet { case_id } => self.cases.set(&mut self.ctx, &case_id),
            Body::FormShow(show) if !own => self.form_asked(&chat_id, show, (history, at), brought),
            Body::FormData(data) => self.form_filled(&data),
            Body::SecureFormShow { form_request_id, form_id, form_name } if !own => {
                self.secure_asked(&chat_id, &form_request_id, form_id, form_name, at, brought);
            }
            // What was filled in is nowhere but where it was sent; that it was is told.
            Body::SecureFormData(data) if own => self.secure_told(&data.form_request_id, FormStage::Answered),
            Body::SecureFormCancel { form_request_id, .. } => {
                let stage = if own { FormStage::Skipped } else { FormStage::Withdrawn };
                self.secure_told(&form_request_id, stage);
            }
            Body::PartyLeft => {
                let Some(moved) = self.presence.left(party, at, history) else { return };
                if !history {
                    self.agent_left_call(party);
                } else if moved.fresh {
                    brought.past.left.push(party.to_owned());
                }
                if moved.line {
                    let content = Content::Left { party: moved.party };
                    if self.line(&chat_id, "left", party, "", Some(moved.nth), at, content, brought) {
                        let name = self.presence.name(moved.party).to_owned();
                        brought.announcements.push(Announcement::Left { name });
                    }
                }
            }
            Body::TimeoutWarning { msg } => {
                let content = Content::Warning { text: item::cut(&msg) };
                if self.line(&chat_id, "warning", "", &msg, None, at, content, brought) && !history {
                    brought.announcements.push(Announcement::Warning { text: msg.clone() });
                    self.warning = Some(msg);
                }
            }
            Body::InactivityTimeout { msg } => self.over = Some((EndedBy::Inactivity, Some(msg))),
            Body::Ended => self.over = self.over.take().or(Some((EndedBy::Agent, None))),
            // What is told of one's own leaving is no news to who has left.
            Body::Disconnect if own && self.farewell.lasts() => {}
            Body::End | Body::Disconnect if own => self.over = Some((EndedBy::Visitor, None)),
            Body::Undecodable(_) => {
                // What can't be read is no reason to ask for more at once.
                let news = brought.news;
                if self.timeline.unreadable() < MOST_UNREADABLE {
                    self.line(&chat_id, "unreadable", "", "", None, at, Content::Unreadable, brought);
                }
                brought.news = news;
            }
            body => {
                if let Some((name, id)) = faceless(&body)
                    && !own
                {
                    let content = Content::Unsupported { name: name.into() };
                    self.line(&chat_id, name, party, &id, None, at, content, brought);
                }
            }
        }
    }

    /// Other words for a message, or none. Where nobody is named (field notes 4.6), of whoever said it.
    fn edit(&mut self, chat_id: &str, party: &str, ref_msg_id: &str, words: Option<&str>) -> bool {
        let mut sayers = self.presence.ids().chain([chat_id]);
        let sayer = if party.is_empty() {
            sayers.find(|sayer| self.timeline.is_said_by(sayer, ref_msg_id)).unwrap_or_default()
        } else {
            party
        };
        self.timeline.edit(sayer, ref_msg_id, words).is_some()
    }

    pub(crate) fn own_message(
        &mut self,
        chat_id: &str,
        msg_id: Option<&str>,
        own: Own,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let text = own.text.clone();
        // A tab's word goes before the server's, which is matched to it.
        let matched = !self.timeline.reads(Source::Tab);
        let is_renamed = matched && msg_id.is_none_or(|id| !ids::is_of_chat(id, chat_id));
        let renamed = is_renamed.then_some(self.ctx.now);
        let content = Content::Own(Own { matched, renamed, ..own });
        let arrival = Arrival { kind: "message", party: chat_id, msg_id, body: &text, nth: None, at, content };
        match self.timeline.take(self.ctx.now, chat_id, arrival) {
            Came::Known(row) => self.outbox.accepted(&mut self.ctx, &mut self.timeline, row),
            Came::New(_) => {
                brought.news = true;
                brought.messages += 1;
            }
        }
    }

    pub(crate) fn agent_message(
        &mut self,
        chat_id: &str,
        party: &str,
        msg_id: Option<&str>,
        words: Words<'_>,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let Words { text, file, place, directive } = words;
        let number = self.presence.number(party);
        let mark = Key::of("seen", party, msg_id.unwrap_or(text));
        let content = Content::Said {
            party: number,
            markup: item::cut(text),
            file,
            place,
            directive: directive.map(Into::into),
            edited: false,
            deleted: false,
        };
        let arrival = Arrival { kind: "message", party, msg_id, body: text, nth: None, at, content };
        let Came::New(row) = self.timeline.take(self.ctx.now, chat_id, arrival) else { return };
        brought.messages += 1;
        brought.said.push((row, number));
        self.presence.spoke(number);
        self.arrived(row, mark, msg_id, brought);
    }

    /// Something came that the visitor is to see: it is unread until then.
    pub(crate) fn arrived(&mut self, row: RowId, mark: Key, msg_id: Option<&str>, brought: &mut Brought) {
        brought.news = true;
        self.last_said = Some(mark);
        let restoring = !self.ready && self.timeline.reads(Source::History);
        // Without a mark of an earlier page, what is restored counts as seen.
        let seen = self.watching || restoring && (brought.before_seen || !self.had_snapshot);
        if brought.before_seen && self.seen == Some(mark) {
            brought.before_seen = false;
        }
        self.receipts.arrived(&mut self.ctx, msg_id, seen);
        if self.was_seen_elsewhere(mark) {
            self.receipts.seen_elsewhere();
            self.mark_seen();
        } else if seen {
            if self.watching {
                self.saw();
            }
            self.mark_seen();
        } else {
            self.timeline.divide(row);
        }
    }

    /// A receipt: the visitor's own one, from an earlier page, or one for a message of theirs.
    fn receipt(&mut self, own: bool, history: bool, chat_id: &str, ref_msg_id: &str, state: SendState) {
        if own {
            self.receipts.known(ref_msg_id, state == SendState::Read);
            return;
        }
        let Some(row) = self.timeline.own_by_wire_id(chat_id, ref_msg_id) else {
            if !history && ids::is_of_chat(ref_msg_id, chat_id) {
                // An earlier page's, which this one knows by the number that the server gave it: the history tells.
                self.crossing.riddle(&mut self.ctx);
            }
            return;
        };
        self.outbox.accepted(&mut self.ctx, &mut self.timeline, row);
        // What an earlier page's messages had become is no news to the page's script.
        if self.timeline.set_state(row, state, None) && self.ready {
            self.ctx.tell(Notice::MessageState { id: row.0, state });
        }
    }

    /// A line of the system's. Says whether it is new.
    #[expect(clippy::too_many_arguments, reason = "one call per kind of line, each naming what tells it apart")]
    fn line(
        &mut self,
        chat_id: &str,
        kind: &str,
        party: &str,
        body: &str,
        nth: Option<u32>,
        at: Option<Millis>,
        content: Content,
        brought: &mut Brought,
    ) -> bool {
        let arrival = Arrival { kind, party, msg_id: None, body, nth, at, content };
        let new = matches!(self.timeline.take(self.ctx.now, chat_id, arrival), Came::New(_));
        brought.news |= new;
        new
    }

    pub(crate) fn mark_seen(&mut self) {
        if self.last_said.is_some() && self.seen != self.last_said {
            self.seen = self.last_said;
            self.ctx.unsaved = true;
        }
    }

    /// Tells the page's script of a message of the visitor's.
    pub(crate) fn tell_submitted(&mut self, row: RowId, text: &str) {
        let at = self.ctx.now.0;
        self.ctx.tell(Notice::Message { id: row.0, sender: Sender::Visitor, text: text.to_owned(), at });
        self.ctx.announce(Announcement::Message { author: String::new(), text: text.to_owned() });
    }
}

/// What an agent said, or the name of a file and the file.
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) file: Option<Box<FileView>>,
    pub(crate) place: Option<Box<PlaceView>>,
    pub(crate) directive: Option<&'a str>,
}

impl<'a> Words<'a> {
    pub(crate) const fn of(text: &'a str) -> Self {
        Self { text, file: None, place: None, directive: None }
    }
}

/// What can't be shown but must not pass unnoticed: its wire name, and what tells it from others.
fn faceless(body: &Body) -> Option<(&'static str, String)> {
    Some(match body {
        Body::FileUrl { file_url, .. } => ("chat_session_file_url", file_url.clone()),
        Body::Location { latitude, longitude, .. } => ("chat_session_location", place::words(latitude, longitude)),
        _ => return None,
    })
}
