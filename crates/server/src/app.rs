//! What all handlers share, and every route in one list, grouped by who calls.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, FromRequestParts, State},
    http::{StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    agent_api::{self, Desk},
    assets,
    backend::Handle,
    center::Shell,
    connection::Peer,
    faults::{self, Faults},
    files::Files,
    limits::Meter,
    photos::Photos,
    settings::Settings,
    visitor_api::{self, Handovers},
};

/// Shared by all handlers.
#[derive(Clone)]
pub struct App {
    pub settings: Arc<Settings>,
    pub shell: Shell,
    pub desk: Arc<Desk>,
    pub files: Arc<Files>,
    pub(crate) photos: Arc<Photos>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) counts: Arc<Counts>,
    pub(crate) handovers: Arc<Handovers>,
}

/// What `/metrics` counts, besides what the center knows.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) requests: AtomicU64,
    pub(crate) failures: AtomicU64,
}

impl App {
    pub fn new(settings: Arc<Settings>, shell: Shell, desk: Arc<Desk>, files: Arc<Files>, photos: Arc<Photos>) -> Self {
        let (faults, meter, counts, handovers) = (Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Self { settings, shell, desk, files, photos, faults, meter, counts, handovers }
    }
}

/// Everything that the server answers.
pub fn app(app: App) -> Router {
    let handle: Arc<dyn Handle> = Arc::new(app.shell.clone());
    let base = app.settings.public_url.as_deref().unwrap_or_default();
    // Agents, and their page.
    let agents =
        agent_api::router(Arc::clone(&app.desk), handle, Arc::clone(&app.files), Arc::clone(&app.photos), base);
    let mut router = Router::new()
        // Visitors.
        .merge(visitor_api::router(&app))
        // The shipped files.
        .merge(assets::router())
        // Operators.
        .route("/healthz", get(healthy))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics));
    if app.settings.allow_faults {
        // Tests.
        router = router.route("/__faults", axum::routing::post(faults::replace));
    }
    let mut router = router.with_state(app.clone()).merge(agents);
    if app.settings.allow_faults {
        router = router.layer(middleware::from_fn_with_state(Arc::clone(&app.faults), faults::strike_others));
    }
    router
        .layer(middleware::from_fn_with_state(app, count))
        .layer(CatchPanicLayer::new())
        .layer(DefaultBodyLimit::max(visitor_api::LARGEST_BODY))
}

async fn count(State(app): State<App>, request: axum::extract::Request, next: middleware::Next) -> Response {
    let mut response = next.run(request).await;
    app.counts.requests.fetch_add(1, Ordering::Relaxed);
    if response.status().is_server_error() {
        app.counts.failures.fetch_add(1, Ordering::Relaxed);
    }
    response.headers_mut().entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(header::HeaderValue::from_static("nosniff"));
    response
}

async fn healthy() -> &'static str {
    "ok\n"
}

async fn ready(State(app): State<App>) -> Response {
    if app.shell.is_well() {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the history can't be written\n").into_response()
    }
}

async fn metrics(State(app): State<App>) -> Response {
    let (chats, polled) = app.shell.read(|center, _now| {
        let running = center.conversations().filter(|chat| !chat.is_ended());
        running.fold((0_u64, 0_u64), |(chats, polled), chat| (chats + 1, polled + u64::from(chat.is_polled())))
    });
    let requests = app.counts.requests.load(Ordering::Relaxed);
    let failures = app.counts.failures.load(Ordering::Relaxed);
    let rows = [
        ("parlor_chats", "gauge", "Chats that run.", chats),
        ("parlor_polls", "gauge", "Polls that are held.", polled),
        ("parlor_requests_total", "counter", "Requests answered.", requests),
        ("parlor_failures_total", "counter", "Requests answered with a 5xx status.", failures),
    ];
    let text = rows.iter().fold(String::new(), |text, (name, kind, help, value)| {
        text + &format!("# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n")
    });
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// Who is at the other end, and whether the connection to the world is encrypted, proxies counted in.
pub(crate) struct Client {
    /// Unknown only where the router is called without a socket.
    pub(crate) address: Option<IpAddr>,
    pub(crate) is_https: bool,
}

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.address.ip());
        let trusted = peer.is_some_and(|peer| app.settings.trusted_proxies.contains(&peer));
        // Of several lines the last one is the proxy's.
        let last = |name: &str| parts.headers.get_all(name).iter().next_back();
        let said = |name: &str| last(name).and_then(|value| value.to_str().ok()).filter(|_| trusted);
        // The last address is the one that our own proxy added; those before it may be made up.
        let forwarded = said("x-forwarded-for").and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
        let public = app.settings.public_url.as_deref().is_some_and(|url| url.starts_with("https://"));
        let is_https = public || said("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        Ok(Self { address: forwarded.or(peer), is_https })
    }
}
