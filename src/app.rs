//! The chat's part of the widget: puts signals, components and runtime together in a shadow root, and takes them apart
//! again. Called by `embed`; decides nothing.

use std::{
    cell::Cell,
    rc::{Rc, Weak},
};

use leptos::{mount::mount_to, prelude::*};
use parlor_contact::Site;
use parlor_session::view::StatusView;
use web_sys::HtmlElement;

use crate::{
    components,
    runtime::{Runtime, Told},
    setup::Setup,
    signals::{self, Action, Dispatch},
};

/// A running widget. `stop` ends it; dropping it does the same.
pub struct App {
    runtime: Rc<Runtime>,
    /// The view; goes before the signals that it reads.
    view: Cell<Option<Box<dyn FnOnce()>>>,
    owner: Owner,
}

impl App {
    /// `place` is the element in the widget's shadow root to draw in.
    pub fn start(place: HtmlElement, setup: Setup, tell: Rc<dyn Fn(Told)>) -> Self {
        let owner = Owner::new();
        let (runtime, view) = owner.with(|| {
            // The sink is there before the runtime that it leads to.
            let sink: Rc<std::cell::OnceCell<Weak<Runtime>>> = Rc::default();
            let to = Rc::clone(&sink);
            let dispatch = Dispatch::new(Rc::new(move |action: Action| {
                if let Some(runtime) = to.get().and_then(Weak::upgrade) {
                    runtime.act(action);
                }
            }));
            let site = Site::<true>::new(&setup.tenant_url, setup.address());
            let (signals, writers) = signals::create(site.look().clone(), StatusView::idle(), dispatch);
            let view = mount_to(place, move || {
                signals::provide(signals);
                components::chat()
            });
            let runtime = Runtime::start(setup, site, writers, tell);
            let _ = sink.set(Rc::downgrade(&runtime));
            (runtime, Box::new(move || drop(view)) as Box<dyn FnOnce()>)
        });
        Self { runtime, view: Cell::new(Some(view)), owner }
    }

    pub fn runtime(&self) -> &Rc<Runtime> {
        &self.runtime
    }

    /// Leaves nothing: no node, no listener, no timer, no request.
    pub fn stop(&self) {
        self.runtime.stop();
        if let Some(view) = self.view.take() {
            view();
        }
        self.owner.cleanup();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.stop();
    }
}
