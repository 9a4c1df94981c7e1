//! Which pages may use the visitors' API from their own origin: exactly those that the settings list, with cookies.
//! Nothing that changes anything is done for the pages of another origin, whatever they send.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::Problem;
use crate::app::App;

pub(crate) async fn cross_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = origin(request.headers());
    let allowed = match &origin {
        Origin::None | Origin::Many => None,
        Origin::One(origin) => app
            .settings
            .allowed_origins
            .iter()
            .any(|listed| listed.as_bytes() == origin.as_bytes())
            .then(|| origin.clone()),
    };
    let is_own = is_own(&app, request.headers(), &origin);
    let mut response = if request.method() == Method::OPTIONS {
        preflight(allowed.is_some())
    } else if request.method() != Method::GET && allowed.is_none() && !is_own {
        Problem::Origin.response(&app)
    } else {
        next.run(request).await
    };
    let out = response.headers_mut();
    out.append(header::VARY, HeaderValue::from_static("Origin"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    out.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(origin) = allowed {
        out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        out.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        let exposed = HeaderValue::from_static("Retry-After, Content-Disposition");
        out.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    }
    response
}

fn preflight(is_allowed: bool) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    if is_allowed {
        let out = response.headers_mut();
        out.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        // What known clients send (field notes 3.3 and 4.1), and the documents' own requests.
        let headers =
            "Authorization, Content, Content-Type, Cache-Control, User, User-Agent, UserAgent, X-Requested-With";
        out.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(headers));
        out.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    }
    response
}

enum Origin {
    /// Not a page, or one of this very server.
    None,
    One(HeaderValue),
    /// No browser sends two.
    Many,
}

fn origin(headers: &HeaderMap) -> Origin {
    let mut all = headers.get_all(header::ORIGIN).iter();
    match (all.next(), all.next()) {
        (None, _) => Origin::None,
        (Some(one), None) => Origin::One(one.clone()),
        _ => Origin::Many,
    }
}

/// Its origin is the address that it calls. A proxy may have taken TLS off, so the scheme is only known where
/// `public_url` says it.
fn is_own(app: &App, headers: &HeaderMap, origin: &Origin) -> bool {
    let origin = match origin {
        Origin::None => return headers.get("sec-fetch-site").is_none_or(|site| site != "cross-site"),
        Origin::Many => return false,
        Origin::One(origin) => origin.to_str().unwrap_or_default(),
    };
    if let Some(public) = &app.settings.public_url
        && public.eq_ignore_ascii_case(origin)
    {
        return true;
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let bare = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    !host.is_empty() && bare.is_some_and(|bare| bare.eq_ignore_ascii_case(host))
}
