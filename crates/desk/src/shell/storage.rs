//! sessionStorage: the token and what is unsent, for this tab alone. A browser that refuses storage is worked without.

use web_sys::Storage;

const TOKEN: &str = "parlor-desk-token";
const UNSENT: &str = "parlor-desk-unsent";

fn storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

fn keep(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        // Full or forbidden: the desk works on without it.
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

pub(crate) fn token() -> Option<String> {
    read(TOKEN)
}

pub(crate) fn keep_token(token: Option<&str>) {
    keep(TOKEN, token);
}

pub(crate) fn unsent() -> Option<String> {
    read(UNSENT)
}

pub(crate) fn keep_unsent(unsent: Option<&str>) {
    keep(UNSENT, unsent);
}
