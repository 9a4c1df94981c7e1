//! Which pages may use the visitors' API: exact origins, with credentials, never `*`.
//! A page of another origin gets no answer that it could read, and none of its writes is done.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::app::App;

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST");
const HEADERS: HeaderValue = HeaderValue::from_static("Authorization, Content-Type");
const EXPOSED: HeaderValue = HeaderValue::from_static("Retry-After, Content-Disposition");
/// Browsers keep a preflight for two hours at most.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

pub async fn visitors(State(app): State<App>, request: Request, next: Next) -> Response {
    let origins: Vec<HeaderValue> = request.headers().get_all(header::ORIGIN).iter().cloned().collect();
    let allowed = match origins.as_slice() {
        [] => None,
        [origin] if is_allowed(&app, request.headers(), origin) => Some(origin.clone()),
        _ => return dressed(StatusCode::FORBIDDEN.into_response(), None),
    };
    if request.method() == Method::OPTIONS {
        let mut answer = StatusCode::NO_CONTENT.into_response();
        if allowed.is_some() {
            let headers = answer.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        return dressed(answer, allowed);
    }
    dressed(next.run(request).await, allowed)
}

fn is_allowed(app: &App, headers: &HeaderMap, origin: &HeaderValue) -> bool {
    let Ok(origin) = origin.to_str() else { return false };
    if app.settings.allowed_origins.iter().any(|known| known == origin) {
        return true;
    }
    match &app.settings.public_url {
        Some(own) => own == origin,
        // Without a public address the server is what the browser called it.
        None => headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .is_some_and(|host| origin.strip_prefix("http://") == Some(host)),
    }
}

fn dressed(mut answer: Response, allowed: Option<HeaderValue>) -> Response {
    let headers = answer.headers_mut();
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(origin) = allowed {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }
    answer
}
