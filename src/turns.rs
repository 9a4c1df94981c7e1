//! One thing at a time: what comes in while something is being done waits for its turn, so that state is never entered
//! twice. Both parts of the widget run on it.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

/// Done once the state is free again: it may call back in.
pub type Later = Box<dyn FnOnce()>;

/// Something with a state that takes one piece of work after the other.
pub trait Actor {
    type Work;

    fn take(&mut self, work: Self::Work);

    /// After each piece of work: shows what changed, and gives out what is left to do.
    fn settle(&mut self) -> Vec<Later>;
}

pub struct Turns<A: Actor> {
    queue: RefCell<VecDeque<A::Work>>,
    busy: Cell<bool>,
    actor: RefCell<Option<A>>,
}

impl<A: Actor> Turns<A> {
    pub fn new(actor: A) -> Self {
        Self { queue: RefCell::default(), busy: Cell::new(false), actor: RefCell::new(Some(actor)) }
    }

    pub fn push(&self, work: A::Work) {
        self.queue.borrow_mut().push_back(work);
        self.run();
    }

    /// Reads from the state; `None` while it is being changed, and once it is gone.
    pub fn read<T>(&self, read: impl FnOnce(&A) -> T) -> Option<T> {
        self.actor.try_borrow().ok()?.as_ref().map(read)
    }

    /// Takes the state out; nothing happens any more. Call from outside of a turn.
    pub fn stop(&self) -> Option<A> {
        self.queue.borrow_mut().clear();
        self.actor.try_borrow_mut().ok()?.take()
    }

    /// Runs all that waits. Does nothing while it is at it already.
    fn run(&self) {
        if self.busy.replace(true) {
            return;
        }
        while let Some(work) = self.next() {
            let later = match self.actor.borrow_mut().as_mut() {
                Some(actor) => {
                    actor.take(work);
                    actor.settle()
                }
                None => Vec::new(),
            };
            for run in later {
                run();
            }
        }
        self.busy.set(false);
    }

    fn next(&self) -> Option<A::Work> {
        self.queue.borrow_mut().pop_front()
    }
}
