//! How well the server can be reached, as the visitor is told it, and the back-off of everything that reads from it.
//! Called by `poll` and `history`. A hint of the browser is shown but never believed over an answer.

use crate::{
    backoff::Backoff,
    context::Context,
    effect::{Announcement, Notice},
    problem::{Failure, Problem, ProblemKind},
    time::Millis,
    view::Connection,
};

#[derive(Clone)]
pub(crate) struct Link {
    pub(crate) connection: Connection,
    pub(crate) problem: Option<Problem>,
    backoff: Backoff,
    /// The browser says that there is no network.
    unplugged: bool,
}

impl Link {
    pub(crate) fn new() -> Self {
        Self { connection: Connection::Live, problem: None, backoff: Backoff::default(), unplugged: false }
    }

    /// Something failed; how long to wait before the next try.
    pub(crate) fn trouble(&mut self, ctx: &mut Context, failure: &Failure) -> Millis {
        let wait = ctx.back_off(&mut self.backoff, failure);
        let silent = failure.problem.kind == ProblemKind::Offline;
        let offline = silent && (self.unplugged || self.backoff.failures() > 1);
        self.show(ctx, if offline { Connection::Offline } else { Connection::Unsteady });
        if self.problem.as_ref().is_none_or(|problem| problem.kind != failure.problem.kind) {
            ctx.tell(Notice::Error(failure.problem.clone()));
        }
        self.problem = Some(failure.problem.clone());
        wait
    }

    /// Not known to be well any more, though nothing failed.
    pub(crate) fn unsettle(&mut self, ctx: &mut Context) {
        if self.connection == Connection::Live {
            self.show(ctx, Connection::Unsteady);
        }
    }

    /// The transcript is complete again.
    pub(crate) fn live(&mut self, ctx: &mut Context) {
        self.problem = None;
        self.unplugged = false;
        self.show(ctx, Connection::Live);
    }

    /// A poll came to a clean end.
    pub(crate) fn clean(&mut self) {
        self.backoff.reset();
    }

    pub(crate) fn unplugged(&mut self, ctx: &mut Context, running: bool) {
        self.unplugged = true;
        if running {
            self.show(ctx, Connection::Offline);
        }
    }

    pub(crate) fn plugged(&mut self, ctx: &mut Context) {
        self.unplugged = false;
        if self.connection == Connection::Offline {
            self.show(ctx, Connection::Unsteady);
        }
    }

    /// No chat, nothing to reach.
    pub(crate) fn rest(&mut self) {
        self.connection = Connection::Live;
        self.problem = None;
        self.backoff.reset();
    }

    fn show(&mut self, ctx: &mut Context, connection: Connection) {
        let before = std::mem::replace(&mut self.connection, connection);
        match (before, connection) {
            (before, Connection::Offline) if before != Connection::Offline => ctx.announce(Announcement::Offline),
            (Connection::Offline, Connection::Live | Connection::Unsteady) => ctx.announce(Announcement::Online),
            _ => {}
        }
    }
}
