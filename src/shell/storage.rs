//! sessionStorage (`Kept::Tab`) and localStorage (`Kept::Browser`). Called by `runtime`.
//! A browser that refuses either behaves as one that forgets: nothing here fails.

use parlor_ui::Listener;
use web_sys::Storage;

use super::property;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Until the tab closes.
    Tab,
    /// Until the visitor clears it.
    Browser,
}

pub fn get(kept: Kept, key: &str) -> Option<String> {
    storage(kept)?.get_item(key).ok().flatten()
}

/// `None` removes.
pub fn set(kept: Kept, key: &str, value: Option<&str>) {
    let Some(storage) = storage(kept) else { return };
    // Full or forbidden: what can't be kept is not kept.
    let _ = match value {
        Some(value) => storage.set_item(key, value),
        None => storage.remove_item(key),
    };
}

/// Hears of it when another tab has kept something under this key in localStorage, until what is returned is dropped.
pub fn watch(key: String, kept: impl Fn() + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::new(&window, "storage", move |event| {
        if property(&event, "key").as_string().as_ref() == Some(&key) && property(&event, "newValue").is_string() {
            kept();
        }
    }))
}

fn storage(kept: Kept) -> Option<Storage> {
    let window = web_sys::window()?;
    // The getter itself throws a SecurityError in sandboxed frames and with cookies blocked.
    match kept {
        Kept::Tab => window.session_storage(),
        Kept::Browser => window.local_storage(),
    }
    .ok()
    .flatten()
}
