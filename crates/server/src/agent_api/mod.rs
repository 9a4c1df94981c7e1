//! `LiveChat` Agent API v3.0 over HTTP and the socket: who may speak, envelopes, limits, life of a connection.
//! What the calls do is the desk's (`backend::desk`). Mounted by the server's `app`.

mod files;
mod ice_servers;
mod login;
mod photo;
mod socket;
mod web;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{any, get},
};
use parlor_agent_protocol::{ApiError, ErrorKind, Request, Value, extra::FormOffer};
use parlor_conversation::{Center, Change};

use crate::{
    backend::{
        Backend, Handle, apply,
        desk::{Account, Hub, sent_file},
    },
    files::Files,
    ice::Ice,
    photos::Photos,
    script::News,
};

/// The largest request, on the web and on the socket, in bytes.
pub const LARGEST_REQUEST: usize = 256 * 1024;
/// "Timeout threshold is 15 seconds" (Errors handling).
const BODY_WITHIN: std::time::Duration = std::time::Duration::from_secs(15);

/// The desk, shared between the center (as its backend) and the agents' connections.
pub struct Desk {
    hub: Mutex<Hub>,
    /// Origins besides the server's own whose pages may open a socket, e.g. `https://desk.example.com`.
    allowed_origins: Vec<String>,
    /// How long a connection may be silent.
    silence: std::time::Duration,
    /// Sockets that one agent may have open.
    most_sockets: usize,
    ice: Ice,
    /// Where the script hears of chats, if one plays.
    script: Option<tokio::sync::mpsc::UnboundedSender<News>>,
}

/// What the routes share.
#[derive(Clone)]
pub(crate) struct Shared {
    desk: Arc<Desk>,
    handle: Arc<dyn Handle>,
    files: Arc<Files>,
    photos: Arc<Photos>,
    /// The server's own address, empty where it is not configured.
    base: Arc<str>,
}

impl Desk {
    pub fn new(accounts: Vec<Account>, allowed_origins: Vec<String>) -> Self {
        // "The connection will be closed after about one minute of inactivity" (Ping).
        Self {
            hub: Mutex::new(Hub::new(accounts)),
            allowed_origins,
            silence: std::time::Duration::from_mins(1),
            most_sockets: crate::limits::Limits::default().agent_sockets,
            ice: Ice::default(),
            script: None,
        }
    }

    #[must_use]
    pub fn with_silence(mut self, silence: std::time::Duration) -> Self {
        self.silence = silence;
        self
    }

    #[must_use]
    pub fn with_most_sockets(mut self, most: usize) -> Self {
        self.most_sockets = most;
        self
    }

    /// What agents can ask visitors to fill in.
    #[must_use]
    pub fn with_forms(self, forms: Vec<FormOffer>) -> Self {
        self.hub().offer_forms(forms);
        self
    }

    /// Where agents' calls find their ways.
    #[must_use]
    pub fn with_ice(mut self, ice: Ice) -> Self {
        self.ice = ice;
        self
    }

    /// The script hears of every change; `script::run` is to be started with the other end.
    #[must_use]
    pub fn with_script(mut self, news: tokio::sync::mpsc::UnboundedSender<News>) -> Self {
        self.script = Some(news);
        self
    }

    /// A panic elsewhere leaves the hub as it was between two operations.
    pub fn hub(&self) -> MutexGuard<'_, Hub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backend for Desk {
    fn name(&self) -> &'static str {
        "desk"
    }

    fn changed(&self, center: &Center, now: u64, changes: &[Change]) {
        self.hub().changed(center, now, changes);
        if let Some(script) = &self.script {
            for news in changes.iter().filter_map(|change| News::of(center, change)) {
                // The script's task ends with the server.
                let _ending = script.send(news);
            }
        }
    }

    fn ewt(&self, center: &Center, _now: u64) -> Option<u64> {
        center.ewt()
    }
}

/// The routes under `/v3.0/agent/`.
pub fn router(desk: Arc<Desk>, handle: Arc<dyn Handle>, files: Arc<Files>, photos: Arc<Photos>, base: &str) -> Router {
    Router::new()
        .route("/v3.0/agent/action/{action}", any(web::act))
        .route("/v3.0/agent/action/send_file", any(web::act).post(files::send).layer(DefaultBodyLimit::disable()))
        .route(&[sent_file::PATH, "{id}"].concat(), get(files::get))
        .route(
            "/v3.0/agent/photo",
            get(photo::get).put(photo::put).delete(photo::remove).layer(DefaultBodyLimit::disable()),
        )
        .route("/v3.0/agent/iceservers", get(ice_servers::get))
        .route("/v3.0/agent/rtm/ws", get(socket::open))
        // As the document's examples have it.
        .route("/agent/v3.0/rtm/ws", get(socket::open))
        .route("/{version}/agent/{*rest}", any(web::elsewhere))
        .with_state(Shared { desk, handle, files, photos, base: base.into() })
}

impl Shared {
    /// Does a request of this agent, or of the bot that it names.
    fn call(&self, me: &Account, request: &Request) -> Result<Value, ApiError> {
        let me = match &request.author_id {
            Some(id) if *id != me.id => {
                let bot = self.desk.hub().account(id).filter(|account| account.bot).cloned();
                bot.ok_or_else(|| ApiError::new(ErrorKind::Authorization, "`author_id` is not the id of a bot"))?
            }
            _ => me.clone(),
        };
        let done = apply(&*self.handle, |center, now| self.desk.hub().call(center, now, &me, &request.call));
        done.unwrap_or_else(|_unstored| Err(ErrorKind::Internal.into()))
    }
}
