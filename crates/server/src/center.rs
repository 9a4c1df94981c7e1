//! The conversations behind a lock: apply, store, tell. Everything an operation changed is on disk before its caller
//! hears of it, and before a backend or a poll does.
//! Called by both APIs and by the script. Must not decide anything about conversations: `parlor_conversation` does.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use parlor_conversation::{Center, Change, Conversation, Poll, PollId, Refusal};
use parlor_protocol::{error::ErrorCode, event::Event};
use tokio::sync::Notify;

use crate::{
    backend::{Backend, Handle},
    clock::Clock,
    store::Store,
};

/// Shared by everything that acts on conversations.
#[derive(Clone)]
pub struct Shell(Arc<Inner>);

struct Inner {
    clock: Clock,
    state: Mutex<State>,
    /// The next deadline may have moved.
    moved: Notify,
}

struct State {
    center: Center,
    store: Store,
    backend: Option<Arc<dyn Backend>>,
    wakes: BTreeMap<PollId, Arc<Notify>>,
    /// The server is going down: polls are answered at once.
    closing: bool,
}

impl Shell {
    pub fn new(center: Center, store: Store, clock: Clock) -> Self {
        let state = State { center, store, backend: None, wakes: BTreeMap::new(), closing: false };
        Self(Arc::new(Inner { clock, state: Mutex::new(state), moved: Notify::new() }))
    }

    /// Who is told of changes from now on.
    pub fn set_backend(&self, backend: Arc<dyn Backend>) {
        self.lock().backend = Some(backend);
    }

    pub fn now(&self) -> u64 {
        self.0.clock.now()
    }

    /// A panic elsewhere leaves the center as it was between two operations.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks without changing anything.
    pub fn read<T>(&self, look: impl FnOnce(&Center, u64) -> T) -> T {
        let now = self.now();
        look(&self.lock().center, now)
    }

    /// All chats of this client's that belong to this case, in the order in which they began, those on disk alone too.
    pub fn chats_of_case(&self, client: &str, case_id: &str) -> Result<Vec<Conversation>, Refusal> {
        let stored = self.lock().store.of_client(client).map_err(|error| Refusal {
            code: ErrorCode::Internal,
            detail: format!("The history can't be read: {error}"),
        })?;
        let chats = stored.into_iter().map(Conversation::of);
        Ok(chats.filter(|chat| chat.case_id() == Some(case_id)).collect())
    }

    /// Does something; its changes are stored when this returns. Refused with 5500 where the store fails.
    pub fn act<T>(&self, act: impl FnOnce(&mut Center, u64) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let now = self.now();
        let mut state = self.lock();
        let done = act(&mut state.center, now);
        state.settle(now)?;
        drop(state);
        self.0.moved.notify_one();
        done
    }

    /// A poll: its events, or none when the hold is over. Dropping the future lets go of the poll.
    pub async fn poll(&self, client: &str, chat_id: &str) -> Result<Vec<Event>, Refusal> {
        let wake = Arc::new(Notify::new());
        let held = {
            let now = self.now();
            let mut state = self.lock();
            let poll = state.center.open_poll(now, client, chat_id);
            if let Err(refusal) = state.settle(now) {
                // Nobody waits for it.
                if let Ok(Poll::Held(id)) = poll {
                    state.center.drop_poll(now, id);
                }
                return Err(refusal);
            }
            match poll? {
                Poll::Answer(events) => return Ok(events),
                Poll::Held(id) => {
                    state.wakes.insert(id, Arc::clone(&wake));
                    if state.closing {
                        wake.notify_one();
                    }
                    HeldPoll { shell: self.clone(), id }
                }
            }
        };
        self.0.moved.notify_one();
        loop {
            wake.notified().await;
            if self.lock().closing {
                return Ok(Vec::new());
            }
            let answer = self.act(|center, now| Ok(center.take_poll(now, held.id)))?;
            if let Some(events) = answer {
                return Ok(events);
            }
        }
    }

    /// Does what time alone brings, until the process ends.
    pub async fn run_timers(self) {
        loop {
            let wait = self.read(|center, now| center.next_deadline().map(|at| at.saturating_sub(now)));
            let sleep = tokio::time::sleep(Duration::from_millis(wait.unwrap_or(60_000).min(60_000)));
            tokio::select! {
                () = sleep => {
                    let ticked = self.act(|center, now| {
                        center.tick(now);
                        Ok(())
                    });
                    if let Err(refusal) = ticked {
                        tracing::error!("{}", refusal.detail);
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
                () = self.0.moved.notified() => {}
            }
        }
    }

    /// Deletes what ended longer ago than this many milliseconds, now and every hour, until the process ends.
    pub async fn run_retention(self, keep: u64) {
        loop {
            let before = self.now().saturating_sub(keep);
            let deleted = self.lock().store.delete_ended_before(before);
            let pause = match deleted {
                Ok(true) => Duration::from_millis(50),
                Ok(false) => Duration::from_hours(1),
                Err(error) => {
                    tracing::error!("old chats could not be deleted: {error}");
                    Duration::from_mins(1)
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Answers every held poll at once, as the server goes down.
    pub fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        for wake in state.wakes.values() {
            wake.notify_one();
        }
    }

    /// Everything that was accepted is on disk.
    pub fn is_well(&self) -> bool {
        self.lock().store.is_well()
    }
}

impl State {
    /// Stores what has changed and tells it, until nothing more changes.
    fn settle(&mut self, now: u64) -> Result<(), Refusal> {
        let changes = self.center.take_changes();
        let stored = self.store.write(&changes, now);
        // Told even where the disk fails: what the agents see follows what the center holds.
        if let Some(backend) = &self.backend
            && !changes.is_empty()
        {
            backend.changed(&self.center, now, &changes);
        }
        for change in &changes {
            if let Change::PollReady(id) = change
                && let Some(wake) = self.wakes.get(id)
            {
                wake.notify_one();
            }
        }
        stored.map_err(|error| Refusal {
            code: ErrorCode::Internal,
            detail: format!("The conversation could not be stored: {error}"),
        })
    }
}

impl Handle for Shell {
    fn now(&self) -> u64 {
        Shell::now(self)
    }

    fn apply(&self, act: &mut dyn FnMut(&mut Center, u64)) -> Result<(), Refusal> {
        let stored = self.act(|center, now| {
            act(center, now);
            Ok(())
        });
        if let Err(refusal) = &stored {
            tracing::error!("{}", refusal.detail);
        }
        stored
    }
}

/// Lets go of the poll when its request is over, answered or not.
struct HeldPoll {
    shell: Shell,
    id: PollId,
}

impl Drop for HeldPoll {
    fn drop(&mut self) {
        let now = self.shell.now();
        let mut state = self.shell.lock();
        state.wakes.remove(&self.id);
        state.center.drop_poll(now, self.id);
        drop(state);
        self.shell.0.moved.notify_one();
    }
}
