//! A listener on an event target that goes when it is dropped, or when the program is gone.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, Event, EventTarget};

use crate::gone;

pub struct Listener {
    target: EventTarget,
    name: &'static str,
    capture: bool,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub fn new(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        Self::with(target, name, false, Box::new(heard))
    }

    /// Hears the event before the page does.
    pub fn early(target: &EventTarget, name: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        Self::with(target, name, true, Box::new(heard))
    }

    fn with(target: &EventTarget, name: &'static str, capture: bool, heard: Box<dyn FnMut(Event)>) -> Self {
        let closure = Closure::wrap(heard);
        let options = AddEventListenerOptions::new();
        options.set_capture(capture);
        options.set_passive(true);
        if let Some(gone) = gone::signal() {
            options.set_signal(&gone);
        }
        let function = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(name, function, &options);
        Self { target: target.clone(), name, capture, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.name, function, self.capture);
    }
}
