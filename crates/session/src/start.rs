//! Request Chat, and the question for a chat of an earlier page: asked until they are answered. A repeated Request Chat
//! is harmless, since a client has one chat and gets that one back. Called by `session` and `phase`.

use parlor_protocol::{
    paths,
    request::{RequestChat, set_parameters},
    response::ChatProperties,
};

use crate::{
    backoff::Backoff,
    context::Context,
    effect::Effect,
    input::CommandId,
    link::Link,
    problem::{Failure, Meaning, Problem, ProblemKind},
    requests::Purpose,
    timers::Timer,
};

/// After so many tries in vain a waiting command is told.
const PATIENCE: u32 = 3;
/// After so many answers that are none, or that no server can be had, the visitor is told.
const GIVE_UP: u32 = 6;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asking {
    #[default]
    Nothing,
    Request,
    Active,
    /// Whether the server knows this browser by its cookie.
    Known,
    /// The visitor left while the request was open: the chat that it may bring is ended at once.
    Cancelling,
}

#[derive(Clone, Default)]
pub(crate) struct Start {
    asking: Asking,
    /// Somebody wants a chat, whatever the question for an earlier one brings.
    eager: bool,
    commands: Vec<CommandId>,
    parameters: Vec<(String, String)>,
    /// The number to call back at.
    phone: Option<String>,
    tries: Backoff,
    useless: u32,
    /// The chat that was just begun, while it is found out whether the browser keeps cookies.
    begun: Option<ChatProperties>,
}

impl Start {
    pub(crate) fn join(&mut self, command: Option<CommandId>) {
        self.eager = true;
        self.commands.extend(command);
    }

    pub(crate) fn set_phone(&mut self, phone: String) {
        self.phone = Some(phone);
    }

    pub(crate) fn is_eager(&self) -> bool {
        self.eager
    }

    /// What the form was answered with.
    pub(crate) fn set_parameters(&mut self, parameters: &[(String, String)]) {
        set_parameters(&mut self.parameters, parameters);
    }

    pub(crate) fn request(&mut self, ctx: &mut Context) {
        if ctx.requests.is_open(Purpose::Start) {
            // A cancelled request that is still open brings the same chat.
            self.asking = Asking::Request;
            return;
        }
        self.asking = Asking::Request;
        ctx.timers.stop(Timer::Start);
        let mut parameters = ctx.config.parameters.clone();
        set_parameters(&mut parameters, &self.parameters);
        let request = RequestChat {
            phone_number: self.phone.clone().or_else(|| ctx.config.phone_number.clone()),
            from: ctx.config.from.clone(),
            parameters,
            initial_message: None,
        };
        ctx.post(Purpose::Start, paths::CHATS, request.encode(), false);
    }

    pub(crate) fn ask_active(&mut self, ctx: &mut Context) {
        self.asking = Asking::Active;
        ctx.timers.stop(Timer::Start);
        if !ctx.requests.is_open(Purpose::Active) {
            ctx.get(Purpose::Active, paths::ACTIVE_CHAT);
        }
    }

    /// A chat was begun; whether this browser is known by its cookie shows when it is asked for.
    pub(crate) fn doubt(&mut self, ctx: &mut Context, begun: ChatProperties) {
        self.begun = Some(begun);
        self.asking = Asking::Known;
        ctx.get(Purpose::Active, paths::ACTIVE_CHAT);
    }

    pub(crate) fn take_doubted(&mut self) -> Option<ChatProperties> {
        self.begun.take()
    }

    pub(crate) fn due(&mut self, ctx: &mut Context) {
        match self.asking {
            Asking::Request => self.request(ctx),
            Asking::Active => self.ask_active(ctx),
            Asking::Nothing | Asking::Known | Asking::Cancelling => {}
        }
    }

    /// A request failed. `Some`: for good.
    pub(crate) fn failed(&mut self, ctx: &mut Context, link: &mut Link, failure: &Failure) -> Option<Problem> {
        let mut problem = failure.problem.clone();
        let retry =
            matches!(failure.meaning, Meaning::Unclear | Meaning::NotYet | Meaning::SecondPoll | Meaning::NoEvents);
        if !retry {
            if matches!(failure.meaning, Meaning::Gone | Meaning::Forbidden) {
                problem.kind = ProblemKind::Setup;
            }
            return Some(problem);
        }
        // Silence may end by itself; an answer that is none mostly does not.
        if matches!(problem.kind, ProblemKind::ServerTrouble | ProblemKind::Unavailable)
            && failure.retry_after.is_none()
        {
            self.useless += u32::from(problem.code.is_some() || failure.garbled);
        }
        if self.useless >= GIVE_UP {
            return Some(problem);
        }
        let wait = ctx.back_off(&mut self.tries, failure);
        link.trouble(ctx, failure);
        ctx.set(Timer::Start, wait);
        if self.tries.failures() >= PATIENCE {
            for id in std::mem::take(&mut self.commands) {
                ctx.out.push(Effect::Settle { id, outcome: Err(problem.clone()) });
            }
        }
        None
    }

    /// Over, one way or the other; who waited for it.
    #[must_use]
    pub(crate) fn done(&mut self, ctx: &mut Context) -> Vec<CommandId> {
        ctx.timers.stop(Timer::Start);
        self.begun = None;
        if self.asking != Asking::Cancelling {
            self.asking = Asking::Nothing;
        }
        self.eager = false;
        self.useless = 0;
        self.tries.reset();
        // The next chat is not a call because this one was.
        self.phone = None;
        std::mem::take(&mut self.commands)
    }

    pub(crate) fn cancel(&mut self, ctx: &mut Context) {
        let open = ctx.requests.is_open(Purpose::Start) || ctx.requests.is_open(Purpose::Active);
        self.asking = if open { Asking::Cancelling } else { Asking::Nothing };
    }

    pub(crate) fn is_cancelling(&self) -> bool {
        self.asking == Asking::Cancelling
    }

    /// The cancelled request came to its end.
    pub(crate) fn cancelled(&mut self) {
        self.asking = Asking::Nothing;
    }
}
