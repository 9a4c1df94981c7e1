//! What a session is started with. Everything that a pure core can't know comes in here.

use crate::time::Millis;

#[derive(Clone, Debug)]
pub struct Config {
    /// The contact center as the request paths carry it: `tenantUrl=…`.
    pub tenant_url: String,
    /// Sent with Request Chat unless `Intent::Start` says otherwise.
    pub parameters: Vec<(String, String)>,
    pub from: Option<String>,
    pub phone_number: Option<String>,
    /// The agent may see what is being typed.
    pub send_draft: bool,
    /// Agents are told what stands behind `?` and `#` in the page's address.
    pub send_query: bool,
    /// Longest message in characters; longer ones are refused before they are queued.
    pub message_limit: usize,
    /// Source of all jitter.
    pub seed: u64,
    /// Days since 1970 in the visitor's time zone, for day dividers.
    pub local_day: fn(Millis) -> i64,
    /// What `Effect::Store` kept earlier under `StoreKey::Session`, if this tab kept any.
    pub snapshot: Option<String>,
    /// This browser had a chat that may still run: ask for it before the first poll.
    pub resume: bool,
    /// Cookies identify the visitor, and whether the browser keeps them is to be found out; where it doesn't, the caller
    /// obeys `Effect::Identify`.
    pub doubts_cookies: bool,
    /// The caller obeys `Effect::Lead` and `Effect::Share`, and says by `Input::Owned` whether the snapshot is this
    /// tab's own. Else this tab is the only one.
    pub shares: bool,
}
