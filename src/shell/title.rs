//! The page's title, and word of it when somebody else changes it. Called by `runtime::title`.

use std::{cell::RefCell, rc::Rc};

use gloo_timers::callback::Timeout;
use parlor_ui::gone::Undo;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{MutationObserver, MutationObserverInit};

/// A page that takes back what was done to its title is asked once a second and not in a loop without end.
const PAUSE: u32 = 1000;

pub fn get() -> String {
    web_sys::window().and_then(|window| window.document()).map(|document| document.title()).unwrap_or_default()
}

/// `own`: what the page has by itself, put back where the program is gone before it could.
pub fn set(title: &str, own: &str) -> Option<Undo> {
    let document = web_sys::window()?.document()?;
    document.set_title(title);
    (title != own).then(|| Undo::setting(&document, "title", &own.into()))
}

/// Watches until it is dropped.
pub struct Watch {
    observer: MutationObserver,
    _gone: Undo,
    pause: Rc<RefCell<Option<Timeout>>>,
    _changed: Closure<dyn FnMut()>,
}

/// `None` where the page has no head.
pub fn watch(changed: impl Fn() + Clone + 'static) -> Option<Watch> {
    let head = web_sys::window()?.document()?.head()?;
    let pause = Rc::new(RefCell::new(None));
    let kept = Rc::clone(&pause);
    let changed = Closure::<dyn FnMut()>::new(move || {
        let (changed, over) = (changed.clone(), Rc::clone(&kept));
        kept.borrow_mut().get_or_insert_with(|| {
            Timeout::new(PAUSE, move || {
                over.borrow_mut().take();
                changed();
            })
        });
    });
    let observer = MutationObserver::new(changed.as_ref().unchecked_ref()).ok()?;
    let wanted = MutationObserverInit::new();
    wanted.set_child_list(true);
    wanted.set_character_data(true);
    wanted.set_subtree(true);
    observer.observe_with_options(&head, &wanted).ok()?;
    Some(Watch { _gone: Undo::calling(&observer, "disconnect"), observer, pause, _changed: changed })
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.pause.borrow_mut().take();
    }
}
