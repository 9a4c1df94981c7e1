//! What the form before a chat and the page's script want of the session. Part of `State`.

use parlor_session::{
    Input, Intent,
    problem::{Problem, ProblemKind},
};

use super::State;
use crate::runtime::{Done, Gesture, Told};

impl State {
    pub(super) fn begin_by(&mut self, gesture: Gesture, intent: Intent) {
        self.say_later(Told::Gesture(gesture));
        self.need_chat();
        self.input(Input::Intent(intent));
    }

    pub(super) fn command(&mut self, intent: Intent, done: Done) {
        if matches!(intent, Intent::End) && self.chat.is_none() {
            let none = Problem { kind: ProblemKind::NoChat, code: None, detail: String::new() };
            self.later.push(Box::new(move || done(Err(none))));
            return;
        }
        self.need_chat();
        let id = self.chat.as_mut().map(|chat| chat.await_outcome(done));
        if let Some(id) = id {
            self.input(Input::Command(id, intent));
        }
    }
}
