//! Beginning anew after a chat's end: where something is asked before a chat and this page holds no answers to it (the
//! chat began on an earlier one), the form comes first.

use leptos::prelude::*;
use parlor_contact::{Form, form::FormKind};
use parlor_session::{Intent, view::Phase};

use crate::{
    components::form::Outcome,
    signals::{Action, Dispatch, use_dispatch, use_signals},
};

#[derive(Clone, Copy)]
pub(super) struct Again {
    dispatch: Dispatch,
    form: ReadSignal<Option<Form>>,
    /// The form was answered on this page, so that its answers go with the next chat too.
    answered: StoredValue<bool>,
    /// A chat is wanted, with or without what the last one could not send.
    wish: RwSignal<Option<bool>>,
}

impl Again {
    pub(super) fn new(phase: Memo<Phase>) -> Self {
        let wish = RwSignal::new(None);
        Effect::new(move |_| {
            if phase.get() != Phase::Ended {
                wish.set(None);
            }
        });
        Self { dispatch: use_dispatch(), form: use_signals().form, answered: StoredValue::new(false), wish }
    }

    /// The form stands in the place of the end screen. Tracks.
    pub(super) fn asks(self) -> bool {
        self.wish.with(Option::is_some)
    }

    /// The end screen's buttons.
    pub(super) fn begin(self, resend: bool) {
        if self.form.with_untracked(Option::is_some) && !self.answered.get_value() {
            self.wish.set(Some(resend));
        } else {
            self.dispatch.intent(Intent::StartAgain { resend });
        }
    }

    /// The form is for out of hours.
    fn is_for_later(self) -> bool {
        self.form.with_untracked(|form| form.as_ref().is_some_and(|form| form.kind == FormKind::LeaveMessage))
    }

    /// The form was answered or given up, before the first chat or before another.
    pub(super) fn done(self, outcome: Outcome) {
        self.answered.set_value(outcome.is_some());
        match (outcome, self.wish.get_untracked()) {
            (Some(parameters), None) => self.dispatch.send(Action::Submit(parameters)),
            // Nobody is there to wait for; what could not be sent goes with it all the same.
            (Some(parameters), Some(_)) if self.is_for_later() => {
                self.dispatch.send(Action::Submit(parameters));
            }
            (Some(parameters), Some(resend)) => {
                self.dispatch.intent(Intent::SetParameters { parameters });
                self.dispatch.intent(Intent::StartAgain { resend });
            }
            (None, None) => self.dispatch.send(Action::CancelForm),
            (None, Some(_)) => self.wish.set(None),
        }
    }
}
