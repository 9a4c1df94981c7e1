//! What the visitor's and the browser's doings mean for several parts at once: sending, watching, waking, leaving.
//! Called by `session`'s fan-out.

use parlor_protocol::{
    Event, Object, codec,
    codec::TimeUnit,
    files::{self, Unfit},
    paths,
};

use crate::{
    effect::{Notice, Settled},
    input::{CommandId, RowId},
    parcel::{FileParcel, Parcel},
    phase::Left,
    place,
    problem::{Failure, Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    time::Millis,
    timeline::{Content, Own},
    timers::Timer,
    view::{Phase, SendState},
};

/// The parameter that is also said.
const MESSAGE: &str = "message";
/// A draft is kept this long after a keystroke at the latest.
const DRAFT: Millis = Millis(500);

impl Session {
    pub(crate) fn send(&mut self, text: String, command: Option<CommandId>) {
        self.say(text, None, command);
    }

    /// What the form before a chat was told as the visitor's message (field notes 4.1): it opens the conversation. One that
    /// failed to go out with the last try goes out with this one anyway.
    pub(crate) fn first_words(&self, parameters: &[(String, String)]) -> Option<String> {
        let begins = matches!(self.phase, Phase::Idle | Phase::Ended | Phase::Failed);
        let (_, text) = parameters.iter().find(|(name, _)| name == MESSAGE).filter(|_| begins)?;
        let fits = !text.trim().is_empty() && text.chars().count() <= self.ctx.config.message_limit;
        let waits = self.outbox.entries.iter().any(|entry| entry.parcel.text() == Some(text));
        (fits && !waits).then(|| text.clone())
    }

    /// An answer that a message offers, once.
    pub(crate) fn reply(&mut self, row: RowId, option: usize) -> Result<Settled, Problem> {
        let item = self.timeline.item(row).filter(|item| item.chosen.is_none() && self.is_running());
        let offered = item.and_then(|item| {
            let Content::Said { directive, .. } = &item.content else { return None };
            let text = item.content.replies()?.options.into_iter().nth(option)?;
            Some((text, directive.as_deref().map(str::to_owned)))
        });
        let (text, directive) = offered.ok_or_else(|| Problem::of(ProblemKind::NoChat))?;
        self.say(text, directive, None);
        Ok(Settled::Done)
    }

    fn say(&mut self, text: String, directive: Option<String>, command: Option<CommandId>) {
        if text.trim().is_empty() || text.chars().count() > self.ctx.config.message_limit {
            self.refuse(command, ProblemKind::Limit);
            return;
        }
        let ended = self.need_chat(command);
        let row = self.timeline.submit(Own::new(&text, SendState::Sending), self.ctx.now);
        self.tell_submitted(row, &text);
        let prompt = self.forms.take_prompt();
        self.typing.stop(&mut self.ctx);
        self.draft.clear();
        self.submit(row, Parcel::Message { text, prompt, directive }, command, ended);
    }

    /// The page's script asks for a chat where none runs; a visitor at an ended one is asked first.
    fn is_at_end(&self, command: Option<CommandId>) -> bool {
        self.phase == Phase::Ended && command.is_none()
    }

    /// Begins a chat where none runs; says whether the visitor has to be asked first.
    pub(crate) fn need_chat(&mut self, command: Option<CommandId>) -> bool {
        let ended = self.is_at_end(command);
        if !self.is_running() && !ended {
            let left = self.left_by_failure();
            self.begin(None, left);
        }
        ended
    }

    /// `ended`: into a chat that can't take it any more.
    fn submit(&mut self, row: RowId, parcel: Parcel, command: Option<CommandId>, ended: bool) {
        self.outbox.submit(&mut self.ctx, row, parcel, command);
        if ended {
            let gone = Problem::of(ProblemKind::ChatGone);
            self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, false);
        }
        self.hurry();
    }

    /// A file that may not travel stays in the transcript, with the reason.
    pub(crate) fn send_file(&mut self, mut file: FileParcel, command: Option<CommandId>) {
        file.name = files::clean_name(&file.name);
        let unfit = files::check(&file.name, file.size, files::LARGEST).err();
        let ended = if unfit.is_none() { self.need_chat(command) } else { self.is_at_end(command) };
        let row = self.timeline.submit(Own::of_file(file.view(), SendState::Sending), self.ctx.now);
        self.tell_submitted(row, &file.name);
        self.submit(row, Parcel::File(file), command, ended);
        if let Some(unfit) = unfit {
            let problem = Problem::of(match unfit {
                Unfit::Empty => ProblemKind::FileEmpty,
                Unfit::TooLarge(_) => ProblemKind::FileTooLarge,
                Unfit::Blocked => ProblemKind::FileBlocked,
            });
            self.ctx.tell(Notice::Error(problem.clone()));
            self.outbox.fail(&mut self.ctx, &mut self.timeline, row, &problem, false);
        }
    }

    /// Where the visitor is.
    pub(crate) fn send_place(&mut self, latitude: &str, longitude: &str, command: Option<CommandId>) {
        if !place::is_on_earth(latitude, longitude) {
            return self.refuse(command, ProblemKind::Limit);
        }
        let ended = self.need_chat(command);
        let place = place::view(latitude, longitude, "", None);
        let (latitude, longitude) = (place.latitude.clone(), place.longitude.clone());
        let row = self.timeline.submit(Own::of_place(place, SendState::Sending), self.ctx.now);
        let text = place::words(&latitude, &longitude);
        self.tell_submitted(row, &text);
        self.submit(row, Parcel::Place { latitude, longitude, text }, command, ended);
    }

    /// One at a time; it is for the chat that runs.
    pub(crate) fn subscribe(&mut self, tokens: &[(String, String)], command: Option<CommandId>) {
        let Some(chat_id) = self.ctx.chat_id.clone().filter(|_| self.is_running()) else {
            return self.refuse(command, ProblemKind::NoChat);
        };
        if self.ctx.abort(Purpose::Subscribe) {
            self.subscribed(Some(Failure::garbled()));
        }
        self.subscribing = command;
        let mut body = String::new();
        let mut object = Object::begin(&mut body);
        for (name, token) in tokens {
            object.text(name, token);
        }
        object.end();
        self.ctx.post(Purpose::Subscribe, &paths::notifications(&chat_id), body, false);
    }

    pub(crate) fn subscribed(&mut self, failure: Option<Failure>) {
        let outcome = failure.map_or(Ok(Settled::Done), |failure| Err(failure.problem));
        let command = self.subscribing.take();
        self.ctx.settle(command, outcome);
    }

    /// What waited for a chat that could not be started goes into the next one.
    pub(crate) fn left_by_failure(&self) -> Left {
        if self.phase == Phase::Failed { Left::Resend } else { Left::Keep }
    }

    pub(crate) fn retry(&mut self, row: RowId) -> Result<Settled, Problem> {
        let failed =
            self.timeline.item(row).and_then(|item| item.own()).is_some_and(|own| own.state == SendState::Failed);
        if !failed {
            return Err(Problem::of(ProblemKind::NoChat));
        }
        self.outbox.retry(&mut self.ctx, &mut self.timeline, row);
        if !self.is_running() {
            self.begin(None, Left::Keep);
        }
        self.hurry();
        Ok(Settled::Done)
    }

    pub(crate) fn keep_draft(&mut self, text: String) {
        if text != self.draft {
            self.draft = text;
            self.keep_soon();
        }
    }

    pub(crate) fn keep_soon(&mut self) {
        if !self.ctx.timers.is_set(Timer::Draft) {
            self.ctx.set(Timer::Draft, DRAFT);
        }
    }

    pub(crate) fn watch(&mut self, watching: bool) {
        self.watching = watching;
        if watching {
            if self.receipts.unread() > 0 {
                self.saw();
            }
            self.receipts.seen(&mut self.ctx);
            self.mark_seen();
        } else {
            self.timeline.undivide();
        }
    }

    /// Any event of the visitor's shows that they are there.
    pub(crate) fn still_here(&mut self) -> Result<Settled, Problem> {
        if !self.is_running() {
            return Err(Problem::of(ProblemKind::NoChat));
        }
        self.warning = None;
        self.ctx.share("stays", &[]);
        self.typing.show(&mut self.ctx);
        Ok(Settled::Done)
    }

    /// Typing, receipts and pages, in one POST beside the messages.
    pub(crate) fn aside(&mut self) {
        if self.ctx.requests.is_open(Purpose::Aside) || self.ctx.parked {
            return;
        }
        let mut events: Vec<Event> = self.typing.take(&mut self.ctx).into_iter().map(Event::of).collect();
        if !self.ctx.timers.is_set(Timer::Receipts) {
            events.extend(self.receipts.take().into_iter().map(Event::of));
        }
        if let (Some(chat_id), true) = (&self.ctx.chat_id, self.pages.news(&self.ctx).is_some()) {
            let msg_id = self.outbox.fresh_id(chat_id);
            events.extend(self.pages.take(&self.ctx, msg_id).map(Event::of));
            // No other page may give this number again.
            self.ctx.unsaved = true;
        }
        if let (false, Some(chat_id)) = (events.is_empty(), &self.ctx.chat_id) {
            let path = paths::events(chat_id);
            let body = codec::encode_events(&events, TimeUnit::Milliseconds);
            self.ctx.post(Purpose::Aside, &path, body, false);
        }
    }

    /// There is a reason to try at once what waits for its back-off.
    pub(crate) fn hurry(&mut self) {
        for timer in [Timer::Start, Timer::Poll, Timer::History, Timer::Send, Timer::Upload, Timer::End, Timer::Signal]
        {
            let at = self.ctx.steady.plus(self.ctx.random.prompted()).max(self.ctx.patient_until);
            self.ctx.timers.hasten(timer, at);
        }
    }

    pub(crate) fn network(&mut self, online: bool) {
        if online {
            self.link.plugged(&mut self.ctx);
            self.poll.renew(&mut self.ctx, &mut self.link, &mut self.history);
            self.hurry();
        } else {
            let running = self.is_running() || self.phase == Phase::Starting;
            self.link.unplugged(&mut self.ctx, running);
        }
    }

    pub(crate) fn visible(&mut self, visible: bool) {
        self.ctx.visible = visible;
        self.hide_secure(visible);
        if visible {
            if self.ctx.parked {
                self.woke();
            }
            self.hurry();
        }
    }

    /// Timers and requests may be dead, events may have been missed.
    pub(crate) fn woke(&mut self) {
        let was_parked = std::mem::take(&mut self.ctx.parked);
        self.ctx.abort(Purpose::History);
        self.ctx.abort(Purpose::Aside);
        self.give_up_last();
        if self.ctx.abort(Purpose::Send) {
            self.outbox.interrupted(&mut self.ctx, &self.history);
        }
        if was_parked {
            self.outbox.unpark(&mut self.ctx, &self.history);
        }
        if self.ctx.abort(Purpose::Secure) {
            self.secure_answered(Err(Failure::garbled()));
            self.ending.post(&mut self.ctx);
        }
        if self.ctx.abort(Purpose::Upload) {
            self.outbox.upload_stopped(&mut self.timeline);
        }
        if self.ctx.abort(Purpose::End) {
            self.ctx.set(Timer::End, Millis(0));
        }
        // One that was given up is left to its deadline: the chat that it may still bring has to be ended.
        if !self.start.is_cancelling() && (self.ctx.abort(Purpose::Start) || self.ctx.abort(Purpose::Active)) {
            self.ctx.set(Timer::Start, Millis(0));
        }
        if self.closing {
            self.history.ask(&mut self.ctx);
        }
        self.poll.renew(&mut self.ctx, &mut self.link, &mut self.history);
    }

    /// Messages crossed: where one of the visitor's has no place of the server's yet, the history gives it.
    pub(crate) fn tidy(&mut self) {
        if self.is_running() && (self.crossing.take_riddle() || self.timeline.has_loose()) {
            self.history.want(&mut self.ctx);
        }
    }

    /// A message that was being posted when the chat ended: nobody will tell its fate.
    pub(crate) fn give_up_last(&mut self) {
        if matches!(self.phase, Phase::Ended | Phase::Starting) && self.ctx.abort(Purpose::Send) {
            let gone = Problem::of(ProblemKind::ChatGone);
            self.outbox.strand(&mut self.ctx, &mut self.timeline, &gone, false);
            self.ending.post(&mut self.ctx);
        }
    }

    pub(crate) fn leaving(&mut self) {
        self.ctx.parked = true;
        self.give_up_last();
        self.cut_farewell_short();
        self.empty_secure();
        self.call_leaves();
        self.poll.park(&mut self.ctx);
        if self.ready {
            self.outbox.park(&self.ctx, &mut self.timeline);
        }
        self.ctx.unsaved = true;
    }

    /// A chat may run that an earlier page began.
    pub(crate) fn resume(&mut self) {
        if self.phase != Phase::Idle {
            return;
        }
        self.enter(Phase::Starting);
        if self.ctx.config.resume || self.kept_chat.is_some() {
            self.start.ask_active(&mut self.ctx);
        } else if !self.ending.is_active() {
            // Else the chat that is still being ended would be given back; its end is followed by this.
            self.start.request(&mut self.ctx);
        }
    }
}
