//! What stands in the composer and is not sent, as the session hears of it: the first change at once, then a few times a
//! second at most. Lives as long as the window, so that what is typed outlives a composer that gives way to the end
//! screen or a form.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use parlor_session::Intent;
use parlor_ui::Listener;

use crate::signals::{Dispatch, use_dispatch, use_signals};

/// Between two drafts that the session hears of.
const DRAFT_EVERY: Duration = Duration::from_millis(200);

/// Tells the session of the draft: the first change at once, then not more often than `DRAFT_EVERY`.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    dispatch: Dispatch,
    pub(super) text: RwSignal<String>,
    /// Runs while the last telling is fresh; the flag says that there is something newer.
    pause: StoredValue<Option<TimeoutHandle>>,
    newer: StoredValue<bool>,
}

impl Draft {
    /// With what an earlier page left.
    pub(crate) fn new() -> Self {
        let restored = use_signals().draft;
        let text = RwSignal::new(restored.with_untracked(|draft| draft.text.clone()));
        // One that is restored later than this; what the visitor has begun meanwhile wins.
        Effect::new(move |_| {
            let draft = restored.get();
            if draft.is_news || !draft.text.is_empty() && text.with_untracked(String::is_empty) {
                text.set(draft.text);
            }
        });
        let draft =
            Self { dispatch: use_dispatch(), text, pause: StoredValue::new(None), newer: StoredValue::new(false) };
        // The page may go away between two tellings.
        let leaving = StoredValue::new_local(Some(Listener::new(&window(), "pagehide", move |_| draft.flush())));
        on_cleanup(move || drop(leaving.try_update_value(Option::take)));
        draft
    }

    pub(super) fn changed(self) {
        self.newer.set_value(true);
        if self.pause.with_value(Option::is_none) {
            self.flush();
        }
    }

    /// Tells what is untold, and waits before the next time.
    pub(super) fn flush(self) {
        if self.newer.try_update_value(std::mem::take) != Some(true) {
            return;
        }
        if let Some(text) = self.text.try_get_untracked() {
            self.dispatch.intent(Intent::Draft { text });
        }
        let over = move || {
            if self.pause.try_update_value(|pause| *pause = None).is_some() {
                self.flush();
            }
        };
        let pause = set_timeout_with_handle(over, DRAFT_EVERY).ok();
        if let Some(Some(earlier)) = self.pause.try_update_value(|kept| std::mem::replace(kept, pause)) {
            earlier.clear();
        }
    }

    /// The text was sent: there is no draft.
    pub(super) fn forget(self) {
        self.newer.set_value(false);
    }
}
