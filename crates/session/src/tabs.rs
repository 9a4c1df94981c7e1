//! The other tabs of this browser. One tab polls for all and lets them hear what came; each sends by itself and lets them
//! hear what the server took. A visible tab makes sure that the one that polls is alive, and takes over where it is not.
//! Called by `session`'s fan-out. How a word travels, and who has the right to poll, is the caller's business.

use parlor_protocol::{Body, Event, Fields};

use crate::{
    effect::{Effect, EndedBy, Lead},
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timeline::{Key, Source},
    timers::Timer,
    view::{Asked, Phase},
};

/// So often a visible tab asks the one that polls for a sign of life, and so long it waits for the answer.
const LOOK: Millis = Millis(1_500);
const ANSWER: Millis = Millis(1_000);
/// So long the right to poll is kept for the tab that it was offered to, and taken for unused there.
const OFFER: Millis = Millis(1_000);
const ACCEPT: Millis = Millis(800);

/// No server holds a poll for longer.
const LONGEST: Millis = Millis::seconds(16);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// There is nothing to poll for.
    #[default]
    Out,
    /// Another tab polls, or the right to do so is on its way.
    Waiting,
    Leads,
    /// Between two polls, the right is offered to a tab that is seen.
    Offers,
}

#[derive(Clone, Default)]
pub(crate) struct Tabs {
    stage: Stage,
    /// Tells this tab from the others.
    me: String,
    /// The one that polls, where it has said so.
    leader: Option<String>,
    /// It has not answered yet.
    asked: bool,
    /// A visible tab, while this one polls and is not seen.
    heir: Option<String>,
    /// Whoever polled before this tab, or this one when it lost that right, may have been told what nobody else was.
    owes: bool,
    /// When the right was offered to this tab, in steady time.
    offered: Option<Millis>,
    /// The draft as all tabs have it.
    draft: String,
    /// The last message that was seen in another tab.
    seen: Option<Key>,
    /// Messages were seen here.
    tells_seen: bool,
}

impl Tabs {
    /// A tab that is seen waits for the right to poll, which this one has.
    pub(crate) fn has_heir(&self) -> bool {
        self.heir.is_some()
    }

    pub(crate) fn me(&self) -> &str {
        &self.me
    }

    /// Of two tabs that begin the same, the other one goes on.
    pub(crate) fn comes_after(&self, other: &str) -> bool {
        other < &*self.me
    }
}

impl Session {
    /// The others know of what this tab begins with, or will tell.
    pub(crate) fn begin_tabs(&mut self) {
        if self.ctx.config.shares {
            self.tabs.me = self.ctx.random.up_to(u64::from(u32::MAX)).to_string();
            self.tabs.draft.clone_from(&self.draft);
            self.ctx.unsure = self.had_snapshot;
        }
    }

    /// Whether what an earlier page left to be sent is this tab's to send.
    pub(crate) fn owned(&mut self, is_own: bool) {
        if !std::mem::take(&mut self.ctx.unsure) || is_own {
            return;
        }
        let copied: Vec<_> = self.outbox.entries.iter().filter(|entry| entry.restored).map(|entry| entry.row).collect();
        self.outbox.entries.retain(|entry| !entry.restored);
        for row in copied {
            self.timeline.discard(row);
        }
        self.outbox.count_apart(&mut self.ctx);
        self.call.recall(None);
        self.ctx.unsaved = true;
    }

    /// This tab's turn has come, or is over.
    pub(crate) fn lead(&mut self, leads: bool) {
        match (leads, self.tabs.stage) {
            (true, Stage::Out) => self.ctx.out.push(Effect::Lead(Lead::Leave)),
            (true, _) => {
                let accepted = self.tabs.offered.take();
                let whole = accepted.is_some_and(|at| at.plus(ACCEPT) >= self.ctx.steady);
                self.tabs.owes = !whole;
                self.tabs.heir = None;
                self.enter_stage(Stage::Leads);
                self.ctx.share("leads", &[("from", &self.tabs.me)]);
                self.tabs.leader = Some(self.tabs.me.clone());
                self.poll.lead(&mut self.ctx, &mut self.history, whole);
            }
            (false, Stage::Leads | Stage::Offers) => {
                self.enter_stage(Stage::Waiting);
                self.tabs.owes = true;
                self.ctx.out.push(Effect::Lead(Lead::Queue));
                self.poll.follow(&mut self.ctx, &mut self.history);
            }
            (false, Stage::Out | Stage::Waiting) => {}
        }
    }

    fn enter_stage(&mut self, stage: Stage) {
        self.tabs.stage = stage;
        self.tabs.asked = false;
        self.ctx.leads = stage == Stage::Leads;
        self.ctx.timers.stop(Timer::Lead);
    }

    /// No sign of life, or nobody took what was offered.
    pub(crate) fn lead_due(&mut self) {
        match self.tabs.stage {
            Stage::Waiting if self.tabs.asked => {
                self.tabs.asked = false;
                self.ctx.out.push(Effect::Lead(Lead::Take));
                self.ctx.set(Timer::Lead, LOOK);
            }
            Stage::Waiting => self.look(),
            Stage::Offers => {
                self.enter_stage(Stage::Leads);
                self.poll.lead(&mut self.ctx, &mut self.history, true);
            }
            Stage::Out | Stage::Leads => {}
        }
    }

    fn look(&mut self) {
        self.tabs.asked = true;
        self.ctx.share("look", &[("from", &self.tabs.me)]);
        self.ctx.set(Timer::Lead, ANSWER);
    }

    /// Before the next poll: a tab that is seen has the right to it, since timers of hidden ones are held back.
    pub(crate) fn offer(&mut self) {
        if self.tabs.stage == Stage::Leads
            && !self.ctx.visible
            && let Some(heir) = self.tabs.heir.take()
        {
            self.enter_stage(Stage::Offers);
            self.ctx.share("yours", &[("to", &heir)]);
            self.ctx.set(Timer::Lead, OFFER);
        }
    }

    /// What follows for the other tabs from what has happened.
    pub(crate) fn settle_tabs(&mut self) {
        if !self.ctx.config.shares {
            return;
        }
        if self.draft != self.tabs.draft {
            self.tabs.draft.clone_from(&self.draft);
            self.ctx.share("draft", &[("text", &self.draft)]);
        }
        if let (true, Some(seen)) = (std::mem::take(&mut self.tabs.tells_seen), self.last_said) {
            self.ctx.share("seen", &[("mark", &seen.0.to_string())]);
        }
        let runs = self.takes_forms();
        let wanted = (runs || self.phase == Phase::Starting) && !self.ctx.parked;
        match (wanted, self.tabs.stage) {
            (true, Stage::Out) => {
                self.enter_stage(Stage::Waiting);
                self.ctx.out.push(Effect::Lead(Lead::Queue));
                self.ctx.share("hello", &[]);
            }
            (false, Stage::Waiting | Stage::Leads | Stage::Offers) => {
                self.enter_stage(Stage::Out);
                self.ctx.out.push(Effect::Lead(Lead::Leave));
            }
            _ => {}
        }
        if self.tabs.stage == Stage::Waiting {
            if !runs || !self.ctx.visible {
                self.enter_stage(Stage::Waiting);
            } else if !self.ctx.timers.is_set(Timer::Lead) {
                self.look();
            }
        }
    }

    /// Messages were seen here, so they are unread nowhere.
    pub(crate) fn saw(&mut self) {
        self.tabs.tells_seen = true;
    }

    /// Whether this message, or one behind it, was seen in another tab.
    pub(crate) fn was_seen_elsewhere(&mut self, mark: Key) -> bool {
        self.tabs.seen.take_if(|seen| *seen == mark).is_some()
    }

    /// A word of another tab.
    pub(crate) fn heard(&mut self, words: &str) {
        let Ok(Some(said)) = Fields::parse(words) else { return };
        let word = said.or_empty("word");
        let is_for_me = said.text("to").is_some_and(|to| to == self.tabs.me);
        match word.as_str() {
            "draft" => return self.take_draft(&said.or_empty("text")),
            // Also before it is known here which chat runs: this browser has one.
            "call" => return self.call_elsewhere(&said.or_empty("state"), &said.or_empty("from")),
            "filled" => return self.filled_elsewhere(&said),
            "begun" => return self.join(said.filled("chat").as_deref(), Asked::of(&said)),
            "hello" => {
                if self.call.is_on() {
                    self.share_call();
                }
                if !self.ctx.leads {
                    return;
                }
                if !self.draft.is_empty() {
                    self.ctx.share("draft", &[("text", &self.draft)]);
                }
                if let Some(member) = self.asked.member().filter(|_| self.is_running()) {
                    self.ctx.share("asked", &[member]);
                }
                return self.share_all_answers();
            }
            "asked" if self.phase != Phase::Ended && self.asked == Asked::Chat => self.asked = Asked::of(&said),
            _ => {}
        }
        if said.filled("chat") != self.ctx.chat_id || !self.takes_forms() {
            return;
        }
        match word.as_str() {
            "look" if matches!(self.tabs.stage, Stage::Leads | Stage::Offers) => {
                let from = said.or_empty("from");
                self.ctx.share("here", &[("to", &from)]);
                self.tabs.heir = Some(from);
            }
            "here" if is_for_me && self.tabs.stage == Stage::Waiting => {
                self.tabs.asked = false;
                self.ctx.set(Timer::Lead, LOOK);
            }
            "yours" if is_for_me && self.tabs.stage == Stage::Waiting => {
                self.tabs.offered = Some(self.ctx.steady);
                self.ctx.out.push(Effect::Lead(Lead::Take));
            }
            "leads" => self.tabs.leader = said.filled("from"),
            "missed" => self.history.want(&mut self.ctx),
            "came" | "history" => {
                let from = said.filled("from");
                if self.tabs.leader.get_or_insert_with(|| from.clone().unwrap_or_default()) != &from.unwrap_or_default()
                {
                    // It polled before another one did, and was held up: only the server knows the order.
                    self.crossing.riddle(&mut self.ctx);
                }
                let before = self.last_said;
                let source = if word == "came" { Source::Poll } else { Source::History };
                let whole = self.take_shared(source, &said.or_empty("body"));
                let held = Millis(said.whole("held").unwrap_or(0));
                self.crossing.polled(&mut self.ctx, held, self.last_said != before);
                if !whole {
                    self.history.ask(&mut self.ctx);
                }
            }
            "said" => {
                self.warning = None;
                self.crossing.told(&mut self.ctx);
                if !self.take_shared(Source::Tab, &said.or_empty("body")) {
                    self.history.ask(&mut self.ctx);
                }
            }
            "stays" => self.warning = None,
            "page" => self.pages.told = said.filled("url"),
            "seen" => self.seen_elsewhere(said.text("mark").and_then(|mark| mark.parse().ok()).map(Key)),
            "left" => self.over = Some((EndedBy::Visitor, None)),
            "gone" => self.gone(Problem::of(ProblemKind::ChatGone)),
            _ => {}
        }
    }

    /// Says whether all of it is in the transcript now.
    fn take_shared(&mut self, source: Source, body: &str) -> bool {
        self.has_past() && self.take_events(source, body).0
    }

    fn take_draft(&mut self, text: &str) {
        text.clone_into(&mut self.draft);
        text.clone_into(&mut self.tabs.draft);
        self.keep_soon();
    }

    /// Another tab has begun a chat, which is this browser's.
    fn join(&mut self, chat_id: Option<&str>, asked: Asked) {
        let is_free = matches!(self.phase, Phase::Idle | Phase::Ended | Phase::Failed) && !self.ending.is_active();
        if is_free && chat_id.is_some() && chat_id != self.ctx.chat_id.as_deref() {
            self.end_farewell();
            self.resume_anew();
            self.asked = asked;
        }
    }

    fn seen_elsewhere(&mut self, mark: Option<Key>) {
        if mark.is_some() && mark == self.last_said {
            self.receipts.seen_elsewhere();
            self.timeline.undivide();
            self.mark_seen();
        } else {
            self.tabs.seen = mark;
        }
    }

    /// What a poll that was held for this long, or an old server's answer to a POST, has brought.
    pub(crate) fn share_batch(&mut self, body: &str, held: Millis) {
        // This tab was held up itself, and what it brings may be old.
        let held = if held > LONGEST { Millis(0) } else { held };
        if self.ctx.config.shares && body.contains("\"event\"") {
            self.ctx.share("came", &[("from", &self.tabs.me), ("held", &held.0.to_string()), ("body", body)]);
        }
    }

    /// What the polls did not bring, or brought to a tab that is gone, was shared with nobody. `first`: this tab can't
    /// tell whether there is any.
    pub(crate) fn share_history(&mut self, body: &str, first: bool, news: bool) {
        let owes = std::mem::take(&mut self.tabs.owes);
        if first && self.ctx.leads {
            self.ctx.share("missed", &[]);
        } else if owes || news && self.ctx.leads {
            self.ctx.share("history", &[("from", &self.tabs.me), ("body", body)]);
        }
    }

    /// A secure form was answered; with what is nobody's business.
    pub(crate) fn share_secure(&mut self, form_request_id: &str) {
        let data =
            parlor_protocol::event::FormData { form_request_id: form_request_id.to_owned(), ..Default::default() };
        self.ctx.share_said(vec![Event::of(Body::SecureFormData(data))]);
    }
}
