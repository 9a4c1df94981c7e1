//! Puts signals, components and runtime together in a shadow root, and takes them apart again.
//! Called by `embed`; decides nothing.

use std::rc::{Rc, Weak};

use leptos::{mount::mount_to, prelude::*};
use parlor_session::view::StatusView;
use web_sys::HtmlElement;

use crate::{
    components,
    runtime::{self, Runtime, Setup, Told},
    signals::{self, Action, Dispatch},
};

/// A running widget. `stop` ends it; dropping it does the same.
pub struct App {
    runtime: Rc<Runtime>,
    /// The view; goes before the signals that it reads.
    view: Option<Box<dyn FnOnce()>>,
    owner: Owner,
}

impl App {
    /// `host` is the custom element, `place` the element in its shadow root to draw in.
    pub fn start(host: &HtmlElement, place: HtmlElement, setup: Setup, tell: Rc<dyn Fn(Told)>) -> Self {
        let owner = Owner::new();
        let host = host.clone();
        let (runtime, view) = owner.with(|| {
            // The sink is there before the runtime that it leads to.
            let sink: Rc<std::cell::OnceCell<Weak<Runtime>>> = Rc::default();
            let to = Rc::clone(&sink);
            let dispatch = Dispatch::new(Rc::new(move |action: Action| {
                if let Some(runtime) = to.get().and_then(Weak::upgrade) {
                    runtime.act(action);
                }
            }));
            let blank = runtime::blank();
            let (signals, writers) = signals::create(blank.tab, blank.window, StatusView::idle(), dispatch);
            let view = mount_to(place, move || {
                signals::provide(signals);
                Effect::new(move |_| {
                    let _ = host.set_attribute("data-theme", signals.theme.get().name());
                });
                components::root()
            });
            let runtime = Runtime::start(setup, writers, tell);
            let _ = sink.set(Rc::downgrade(&runtime));
            (runtime, Box::new(move || drop(view)) as Box<dyn FnOnce()>)
        });
        Self { runtime, view: Some(view), owner }
    }

    pub fn runtime(&self) -> &Rc<Runtime> {
        &self.runtime
    }

    /// Leaves nothing: no node, no listener, no timer, no request; with `forget` no stored key either.
    pub fn stop(mut self, forget: bool) {
        self.runtime.stop(forget);
        self.take_apart();
    }

    fn take_apart(&mut self) {
        if let Some(view) = self.view.take() {
            view();
        }
        self.owner.cleanup();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.runtime.stop(false);
        self.take_apart();
    }
}
