//! The case that the chat belongs to: the chats before this one, read once it is known, and the visitor's word that all
//! is solved. Called by `session`'s fan-out and `arrivals`. Trouble with a case never touches the chat.

use std::collections::BTreeMap;

use parlor_protocol::{
    Body, Event,
    event::{File, PartyKind},
    paths,
    response::{CaseHistory, CaseSession},
};

use crate::{
    backoff::Backoff,
    context::Context,
    effect::{Announcement, Settled},
    problem::{Failure, Meaning, Problem, ProblemKind},
    requests::Purpose,
    session::Session,
    time::Millis,
    timeline::item,
    timers::Timer,
    view::{CaseStage, PastChat, PastLine, Sender},
};

/// So many of the latest chats are shown, and so many lines of all of them.
const MOST_CHATS: usize = 20;
const MOST_LINES: usize = 500;
/// Tries to read them.
const TRIES: u32 = 4;

#[derive(Clone, Default)]
pub(crate) struct Cases {
    id: Option<String>,
    closing: bool,
    closed: bool,
    problem: Option<Problem>,
    past: Vec<PastChat>,
    revision: u64,
    backoff: Backoff,
    /// This server has the documents' paths, without the chat's id (field notes 4.7).
    bare: bool,
}

impl Cases {
    pub(crate) fn reset(&mut self, ctx: &mut Context) {
        self.stop(ctx);
        *self = Self { revision: self.revision + 1, bare: self.bare, ..Self::default() };
    }

    /// Nothing more is asked; what is known stays to be read.
    pub(crate) fn stop(&mut self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Case);
        ctx.abort(Purpose::CaseHistory);
        ctx.abort(Purpose::CloseCase);
        self.closing = false;
        self.problem = None;
    }

    /// The server says which case it is; it may say so again.
    pub(crate) fn set(&mut self, ctx: &mut Context, id: &str) {
        if self.id.as_deref() != Some(id) {
            self.id = Some(id.to_owned());
            self.closed = false;
            self.problem = None;
            self.backoff.reset();
            self.ask(ctx);
        }
    }

    pub(crate) fn stage(&self) -> Option<CaseStage> {
        self.id.as_ref()?;
        Some(match (self.closed, self.closing) {
            (true, _) => CaseStage::Closed,
            (false, true) => CaseStage::Closing,
            (false, false) => CaseStage::Open,
        })
    }

    pub(crate) fn problem(&self) -> Option<Problem> {
        self.problem.clone()
    }

    pub(crate) fn past(&self) -> &[PastChat] {
        &self.past
    }

    pub(crate) const fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) fn ask(&self, ctx: &mut Context) {
        ctx.timers.stop(Timer::Case);
        let Some(chat_id) = ctx.chat_id.clone() else { return };
        ctx.abort(Purpose::CaseHistory);
        let path = if self.bare { paths::CASE_HISTORY.to_owned() } else { paths::case_history(&chat_id) };
        ctx.get(Purpose::CaseHistory, &path);
    }

    fn post(&self, ctx: &mut Context) {
        let Some(chat_id) = ctx.chat_id.clone() else { return };
        let path = if self.bare { paths::CLOSE_CASE.to_owned() } else { paths::close_case(&chat_id) };
        ctx.post(Purpose::CloseCase, &path, "{}".to_owned(), false);
    }

    /// A server without this path may have the other one. Says whether it is to be tried.
    fn turn(&mut self, failure: &Failure) -> bool {
        let is_absent = failure.meaning == Meaning::Gone && failure.problem.code.is_none();
        let turns = is_absent && !self.bare;
        self.bare |= turns;
        turns
    }
}

impl Session {
    pub(crate) fn case_history_answered(&mut self, answer: Result<String, Failure>) {
        let own = self.ctx.chat_id.clone().unwrap_or_default();
        let history = answer.and_then(|body| CaseHistory::decode(&body).ok_or_else(Failure::garbled));
        match history {
            Ok(history) => {
                self.cases.past = past(history, &own);
                self.cases.revision += 1;
            }
            Err(failure) if self.cases.turn(&failure) => self.cases.ask(&mut self.ctx),
            Err(failure) if matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet) => {
                if self.cases.backoff.failures() < TRIES {
                    let wait = self.ctx.back_off(&mut self.cases.backoff, &failure);
                    self.ctx.set(Timer::Case, wait);
                }
            }
            // A case without chats before this one is none to show.
            Err(_) => {}
        }
    }

    pub(crate) fn close_case(&mut self) -> Result<Settled, Problem> {
        match self.cases.stage().filter(|_| self.is_running()) {
            None => Err(Problem::of(ProblemKind::NoCase)),
            Some(CaseStage::Closing | CaseStage::Closed) => Ok(Settled::Done),
            Some(CaseStage::Open) => {
                self.cases.closing = true;
                self.cases.problem = None;
                self.cases.post(&mut self.ctx);
                Ok(Settled::Done)
            }
        }
    }

    pub(crate) fn close_case_answered(&mut self, answer: Result<String, Failure>) {
        match Self::acknowledged(answer) {
            Ok(()) => {
                self.cases.closing = false;
                self.cases.closed = true;
                self.ctx.announce(Announcement::CaseClosed);
            }
            Err(failure) if self.cases.turn(&failure) => self.cases.post(&mut self.ctx),
            Err(failure) => {
                self.cases.closing = false;
                let mut problem = failure.problem;
                if problem.kind != ProblemKind::NoCase && problem.kind != ProblemKind::Offline {
                    problem.kind = ProblemKind::CaseTrouble;
                }
                self.cases.problem = Some(problem);
            }
        }
    }
}

/// The chats before this one, the oldest first.
fn past(history: CaseHistory, own: &str) -> Vec<PastChat> {
    let mut sessions: Vec<CaseSession> =
        history.sessions.into_iter().filter(|session| !session.chat_id.eq_ignore_ascii_case(own)).collect();
    sessions.sort_by_key(|session| session.created);
    let extra = sessions.len().saturating_sub(MOST_CHATS);
    let mut left = MOST_LINES;
    let mut chats: Vec<PastChat> = Vec::new();
    // The latest ones have the first claim to the room.
    for session in sessions.into_iter().skip(extra).rev() {
        let mut lines = lines(&session);
        let over = lines.len().saturating_sub(left);
        lines.drain(..over);
        left -= lines.len();
        let at = session.created.map(Millis).or_else(|| lines.first().map(|line| line.at));
        if let (Some(at), false) = (at, lines.is_empty()) {
            chats.push(PastChat { at, lines });
        }
    }
    chats.reverse();
    chats
}

fn lines(session: &CaseSession) -> Vec<PastLine> {
    let mut parties: BTreeMap<&str, (String, Sender)> = BTreeMap::new();
    // By what an edit names.
    let mut lines: Vec<(Option<&str>, PastLine)> = Vec::new();
    for Event { party_id, timestamp, body } in &session.events {
        let party = party_id.as_deref().unwrap_or_default();
        let is_own = party.is_empty() || party.eq_ignore_ascii_case(&session.chat_id);
        let at = Millis(timestamp.or(session.created).unwrap_or_default());
        let (author, sender) = match parties.get(party) {
            _ if is_own => (String::new(), Sender::Visitor),
            Some((name, sender)) => (name.clone(), *sender),
            None => (String::new(), Sender::Agent),
        };
        let line = |nodes, file| PastLine { at, sender, author, nodes, file };
        match body {
            Body::PartyJoined(joined) => {
                let sender = if joined.kind == PartyKind::Scenario { Sender::Bot } else { Sender::Agent };
                let name = crate::presence::display_name(joined);
                parties.insert(party, (name, sender));
            }
            Body::Message(message) => {
                let text = item::cut(&message.msg);
                let nodes = if is_own { parlor_markup::from_text(&text) } else { parlor_markup::from_html(&text) };
                lines.push((message.msg_id.as_deref(), line(nodes, None)));
            }
            Body::File(File { msg_id, file_name, .. }) => {
                let name = parlor_protocol::files::clean_name(file_name.as_deref().unwrap_or_default());
                lines.push((msg_id.as_deref(), line(Vec::new(), Some(name))));
            }
            Body::MessageEdit { ref_msg_id, msg } => {
                if let Some((_, line)) = lines.iter_mut().rev().find(|(id, _)| *id == Some(ref_msg_id)) {
                    line.nodes = parlor_markup::from_html(&item::cut(msg));
                }
            }
            Body::MessageDelete { ref_msg_id } => lines.retain(|(id, _)| *id != Some(ref_msg_id)),
            _ => {}
        }
    }
    lines.into_iter().map(|(_, line)| line).collect()
}
