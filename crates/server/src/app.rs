//! All routes in one list, grouped by who calls.

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::{Settings, center::SharedCenter, cors, faults::Faults, pages, visitor_api as visitor};

/// What every handler may need.
#[derive(Clone)]
pub struct App {
    pub settings: Arc<Settings>,
    pub center: SharedCenter,
}

/// The server as a service. `agents` are the routes of the agents' API; `faults` are there only where tests asked.
pub fn app(state: App, agents: Router, faults: Option<Faults>) -> Router {
    let visitors_v1 = Router::new()
        .route("/availability", get(visitor::availability::handle))
        .route("/parameters", get(visitor::parameters::handle))
        .route("/configuration", get(visitor::configuration::handle))
        .route("/iceservers", get(visitor::ice_servers::handle))
        .route("/chats", post(visitor::request_chat::handle))
        .route("/chats/active", get(visitor::active_chat::handle))
        .route("/chats/{chat_id}/events", get(visitor::get_events::handle).post(visitor::send_events::handle))
        .route("/chats/{chat_id}/history", get(visitor::get_history::handle));
    let visitors_v2 = visitors_v1.clone().route("/version", get(visitor::version::handle));
    let visitors = Router::new()
        .nest("/clientweb/api/v1", visitors_v1)
        .nest("/clientweb/api/v2", visitors_v2)
        .layer(axum::extract::DefaultBodyLimit::max(state.settings.body_limit))
        .layer(middleware::from_fn_with_state(state.clone(), cors::visitors));

    let operators = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(|| async { "ok\n" }))
        .route("/metrics", get(visitor::metrics::handle));

    let mut app = Router::new().merge(visitors).merge(operators).merge(pages::routes()).with_state(state).merge(agents);
    if let Some(faults) = faults {
        app = faults.over(app);
    }
    app.layer(tower_http::catch_panic::CatchPanicLayer::new())
}
