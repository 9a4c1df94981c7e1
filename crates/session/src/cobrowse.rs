//! Looking at the page together: an agent asks, the visitor agrees or not, the provider begins and ends. Nothing of a
//! provider is touched before the visitor has agreed. Called by `session`'s fan-out and `arrivals`.

use parlor_protocol::Body;

use crate::{
    brought::Brought,
    effect::{Announcement, Effect, Settled},
    input::RowId,
    parcel::Parcel,
    problem::{Problem, ProblemKind},
    session::Session,
    time::Millis,
    timeline::{Arrival, Came, Content, Key},
    view::CobrowseStage,
};

/// What the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cobrowsing {
    /// Whether there is one; until it is said, there may be.
    Offered(bool),
    Started {
        provider: String,
        /// Where the agent looks.
        url: String,
        id: Option<String>,
    },
    /// It could not begin: the page's policy, or the provider, refuses.
    Failed,
    Ended,
}

#[derive(Clone, Default)]
pub(crate) struct Cobrowse {
    offered: Option<bool>,
    /// The latest request that is not over.
    row: Option<RowId>,
}

impl Cobrowse {
    /// Another chat begins; what there is stays known.
    pub(crate) fn reset(&mut self) {
        self.row = None;
    }
}

impl Session {
    pub(crate) fn cobrowse_stage(&self) -> Option<CobrowseStage> {
        self.cobrowse.row.and_then(|row| self.timeline.cobrowse_stage(row))
    }

    pub(crate) fn cobrowse_asked(
        &mut self,
        chat_id: &str,
        party: &str,
        msg_id: Option<&str>,
        at: Option<Millis>,
        brought: &mut Brought,
    ) {
        let content = Content::Cobrowse(CobrowseStage::Asked);
        let arrival = Arrival { kind: "cobrowse", party, msg_id, body: "", nth: None, at, content };
        let Came::New(row) = self.timeline.take(self.ctx.now, chat_id, arrival) else { return };
        // One that runs must not go on unseen, and an older question is none any more.
        self.stop_cobrowse();
        self.end_cobrowse(CobrowseStage::Over);
        self.cobrowse.row = Some(row);
        self.arrived(row, Key::of("seen", party, msg_id.unwrap_or("cobrowse")), None, brought);
        brought.announce(Announcement::CobrowseAsked);
    }

    /// What the visitor's own events tell of it, from an earlier page: what ran there runs no more.
    pub(crate) fn cobrowse_told(&mut self, stage: CobrowseStage) {
        if matches!(self.cobrowse_stage(), Some(CobrowseStage::Asked)) && !self.ready {
            self.end_cobrowse(stage);
        }
    }

    /// It is over, and the agent is told how.
    fn conclude_cobrowse(&mut self, stage: CobrowseStage, body: Body) {
        if let Some(row) = self.cobrowse.row {
            self.end_cobrowse(stage);
            self.tell_cobrowse(row, body);
        }
    }

    fn end_cobrowse(&mut self, stage: CobrowseStage) {
        if let Some(row) = self.cobrowse.row.take() {
            self.timeline.set_cobrowse(row, stage);
        }
    }

    fn tell_cobrowse(&mut self, row: RowId, body: Body) {
        self.outbox.submit(&mut self.ctx, row, Parcel::Event(body), None);
        self.hurry();
    }

    /// A page that can't do it says so before anybody is asked.
    pub(crate) fn settle_cobrowse(&mut self) {
        if self.cobrowse.offered == Some(false)
            && self.is_running()
            && self.ready
            && self.cobrowse_stage() == Some(CobrowseStage::Asked)
        {
            self.conclude_cobrowse(CobrowseStage::Impossible, Body::CobrowsingRejected);
        }
    }

    pub(crate) fn answer_cobrowse(&mut self, agrees: bool) -> Result<Settled, Problem> {
        let asked = self.cobrowse_stage() == Some(CobrowseStage::Asked) && self.is_running();
        let Some(row) = self.cobrowse.row.filter(|_| asked) else { return Err(Problem::of(ProblemKind::NoChat)) };
        if agrees {
            self.timeline.set_cobrowse(row, CobrowseStage::Starting);
            self.ctx.out.push(Effect::Cobrowse(true));
        } else {
            self.conclude_cobrowse(CobrowseStage::Declined, Body::CobrowsingRejected);
        }
        Ok(Settled::Done)
    }

    /// The visitor has had enough of it.
    pub(crate) fn stop_cobrowse(&mut self) {
        if matches!(self.cobrowse_stage(), Some(CobrowseStage::Running | CobrowseStage::Starting)) {
            self.ctx.out.push(Effect::Cobrowse(false));
            self.cobrowsing(Cobrowsing::Ended);
        }
    }

    pub(crate) fn cobrowsing(&mut self, news: Cobrowsing) {
        let stage = self.cobrowse_stage();
        let row = self.cobrowse.row;
        match (news, stage, row) {
            (Cobrowsing::Offered(offered), ..) => self.cobrowse.offered = Some(offered),
            (Cobrowsing::Started { provider, url, id }, Some(CobrowseStage::Starting), Some(row)) => {
                self.timeline.set_cobrowse(row, CobrowseStage::Running);
                let started =
                    Body::CobrowsingStarted { provider_type: provider, cobrowsing_url: url, cobrowsing_id: id };
                self.tell_cobrowse(row, started);
            }
            // Called off meanwhile.
            (Cobrowsing::Started { .. }, ..) => self.ctx.out.push(Effect::Cobrowse(false)),
            (Cobrowsing::Failed, Some(CobrowseStage::Starting), _) => {
                self.conclude_cobrowse(CobrowseStage::Impossible, Body::CobrowsingRejected);
            }
            (Cobrowsing::Ended, Some(CobrowseStage::Running), _) => {
                self.conclude_cobrowse(CobrowseStage::Over, Body::CobrowsingEnded);
            }
            (Cobrowsing::Ended, Some(CobrowseStage::Starting), _) => {
                self.conclude_cobrowse(CobrowseStage::Declined, Body::CobrowsingRejected);
            }
            (Cobrowsing::Failed | Cobrowsing::Ended, ..) => {}
        }
    }

    /// The chat is over: nobody looks any more.
    pub(crate) fn close_cobrowse(&mut self) {
        if matches!(self.cobrowse_stage(), Some(CobrowseStage::Running | CobrowseStage::Starting)) {
            self.ctx.out.push(Effect::Cobrowse(false));
        }
        self.end_cobrowse(CobrowseStage::Over);
    }
}
