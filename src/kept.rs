//! What this browser keeps for the widget, and under which keys. Written by the chat's part; the tab's part reads it to
//! know whether the chat is wanted at once. Every key begins with `parlor-`: by that the loader removes all of it.

use parlor_contact::Memory;
use parlor_protocol::text::{decimal, whole};
use parlor_session::effect::StoreKey;
use parlor_ui::Listener;

use crate::shell::{
    clock,
    storage::{self, Kept},
    visit::Memories,
};

/// Where a value of the session's is kept, and under which key.
pub const fn place(which: StoreKey) -> (Kept, &'static str) {
    match which {
        StoreKey::Session => (Kept::Tab, "parlor-session:"),
        StoreKey::HadChat => (Kept::Browser, "parlor-chat:"),
    }
}

pub fn get(which: StoreKey, app_id: &str) -> Option<String> {
    let (kept, before) = place(which);
    storage::get(kept, &key(before, app_id))
}

/// `None` removes.
pub fn set(which: StoreKey, app_id: &str, value: Option<&str>) {
    let (kept, before) = place(which);
    storage::set(kept, &key(before, app_id), value);
}

/// An earlier page of this browser, or of this tab, left a chat behind, and it did not go to a window of its own.
pub fn may_run(app_id: &str) -> bool {
    !is_away(app_id) && has_chat(app_id)
}

/// One that it left behind, wherever that goes on.
pub fn has_chat(app_id: &str) -> bool {
    get(StoreKey::HadChat, app_id).is_some() || get(StoreKey::Session, app_id).is_some()
}

/// The window was open when this tab's last page went away, or is in another tab of the same chat.
pub fn was_open(app_id: &str) -> bool {
    let key = key(OPEN, app_id);
    let elsewhere = || get(StoreKey::HadChat, app_id).and(storage::get(Kept::Browser, &key));
    storage::get(Kept::Tab, &key).or_else(elsewhere).is_some()
}

pub fn keep_open(app_id: &str, open: bool) {
    for kept in [Kept::Tab, Kept::Browser] {
        storage::set(kept, &key(OPEN, app_id), open.then_some("1"));
    }
}

/// Calls back when another tab has begun a chat, until what is returned is dropped.
pub fn on_chat(app_id: &str, begun: impl Fn() + 'static) -> Option<Listener> {
    storage::watch(key(place(StoreKey::HadChat).1, app_id), begun)
}

/// The chat goes on in a window of its own.
pub fn keep_away(app_id: &str, away: bool) {
    storage::set(Kept::Browser, &key(AWAY, app_id), away.then_some("1"));
}

pub fn is_away(app_id: &str) -> bool {
    storage::get(Kept::Browser, &key(AWAY, app_id)).is_some()
}

/// Calls back when another tab has sent the chat there.
pub fn on_away(app_id: &str, sent: impl Fn() + 'static) -> Option<Listener> {
    storage::watch(key(AWAY, app_id), sent)
}

/// The name under which the tabs with this chat find each other.
pub fn tabs(app_id: &str) -> String {
    key("parlor-tabs:", app_id)
}

/// The name of what this tab keeps, made by `make` where it keeps nothing yet.
pub fn tab(app_id: &str, make: impl FnOnce() -> String) -> String {
    let place = key(TAB, app_id);
    let own = storage::get(Kept::Tab, &place).unwrap_or_else(make);
    storage::set(Kept::Tab, &place, Some(&own));
    [&place, ":", &own].concat()
}

/// This tab was duplicated: from now on it has a name of its own.
pub fn forget_tab(app_id: &str) {
    storage::set(Kept::Tab, &key(TAB, app_id), None);
}

/// The window's width and height, as the visitor left it.
pub fn size() -> Option<(u32, u32)> {
    let text = storage::get(Kept::Browser, SIZE)?;
    let (width, height) = text.split_once('x')?;
    let sane = |text: &str| text.parse().ok().filter(|length| (100..=10_000).contains(length));
    Some((sane(width)?, sane(height)?))
}

pub fn keep_size(width: u32, height: u32) {
    storage::set(Kept::Browser, SIZE, Some(&[width.to_string(), height.to_string()].join("x")));
}

/// The visitor wants no sounds.
pub fn is_silent() -> bool {
    storage::get(Kept::Browser, SILENT).is_some()
}

pub fn keep_silent(silent: bool) {
    storage::set(Kept::Browser, SILENT, silent.then_some("1"));
}

/// The visitor wants no notifications of the browser's.
pub fn is_unnotified() -> bool {
    storage::get(Kept::Browser, UNNOTIFIED).is_some()
}

pub fn keep_unnotified() {
    storage::set(Kept::Browser, UNNOTIFIED, Some("1"));
}

/// An id of this browser's own, made by `make` where there is none yet.
pub fn client_id(app_id: &str, make: impl FnOnce() -> Option<String>) -> Option<String> {
    let key = key(CLIENT, app_id);
    // Anybody on this host can write there, and what no header can carry would shut the visitor out for ever.
    let is_sane = |id: &String| {
        (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    storage::get(Kept::Browser, &key).filter(is_sane).or_else(|| {
        let id = make()?;
        storage::set(Kept::Browser, &key, Some(&id));
        Some(id)
    })
}

/// What an offer's rules need of this visit, with this page; kept from here on where they do.
pub fn visit(app_id: &str, needs: Memory, url: &str) -> Memories {
    let (visit, visitor) = (key(VISIT, app_id), key(VISITOR, app_id));
    let mut kept = Memories { began: clock::now().0, pages: vec![url.to_owned()], ..Memories::default() };
    if needs.visit {
        let text = storage::get(Kept::Tab, &visit).unwrap_or_default();
        let mut lines = text.lines();
        if let Some(began) = lines.next().and_then(whole) {
            kept.began = began;
            kept.pages = lines.map(str::to_owned).collect();
            if kept.pages.last().is_none_or(|last| last != url) && kept.pages.len() < MOST_PAGES {
                kept.pages.push(url.to_owned());
            }
        }
        let lines: Vec<&str> = kept.pages.iter().map(String::as_str).collect();
        storage::set(Kept::Tab, &visit, Some(&[&decimal(kept.began), "\n", &lines.join("\n")].concat()));
    }
    if needs.visitor {
        // One who was here before in this very visit is not here again.
        let is_known = storage::get(Kept::Browser, &visitor).is_some();
        kept.was_here_before = is_known && storage::get(Kept::Tab, &visitor).is_none();
        if !is_known {
            storage::set(Kept::Browser, &visitor, Some(&decimal(kept.began)));
            storage::set(Kept::Tab, &visitor, Some("1"));
        }
    }
    kept.has_chatted = storage::get(Kept::Browser, &key(CHATTED, app_id)).is_some();
    kept
}

/// There was a chat, for the offers of later visits.
pub fn keep_chatted(app_id: &str) {
    storage::set(Kept::Browser, &key(CHATTED, app_id), Some("1"));
}

/// An offer was answered a short time ago: it is not made again today.
pub fn is_offer_answered(app_id: &str) -> bool {
    let at = storage::get(Kept::Browser, &key(OFFER, app_id)).and_then(|at| whole(&at));
    at.is_some_and(|at| clock::now().0.abs_diff(at) < DAY)
}

pub fn keep_offer_answered(app_id: &str) {
    storage::set(Kept::Browser, &key(OFFER, app_id), Some(&clock::now().0.to_string()));
}

const SIZE: &str = "parlor-size";
const SILENT: &str = "parlor-silent";
const UNNOTIFIED: &str = "parlor-unnotified";
const OPEN: &str = "parlor-open:";
const TAB: &str = "parlor-tab:";
const VISIT: &str = "parlor-visit:";
const VISITOR: &str = "parlor-visitor:";
const CHATTED: &str = "parlor-chatted:";
const OFFER: &str = "parlor-offer:";
const AWAY: &str = "parlor-away:";
const CLIENT: &str = "parlor-client:";

/// Most pages of a visit that are remembered.
const MOST_PAGES: usize = 50;
/// How long an answer to an offer counts, in milliseconds.
const DAY: u64 = 86_400_000;

fn key(before: &str, app_id: &str) -> String {
    [before, app_id].concat()
}
