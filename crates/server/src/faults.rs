//! Faults on demand, for tests: what a bad network and a bad server do to a request, chosen by its path.
//! Only with `--allow-faults`. `POST /__faults` replaces the list; an empty list clears it.

mod parse;
mod spoil;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::Body,
    extract::{ConnectInfo, OriginalUri, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use parlor_conversation::answer::error_body;
use parlor_protocol::{error::ErrorCode, paths};

use crate::{app::App, connection::Peer};

/// The faults that are set.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<Fault>>);

#[derive(Clone, Debug, PartialEq)]
struct Fault {
    /// What the request's path begins with, or its last segments; a pattern with `*`, which stands for anything, is the
    /// whole path or its last segments.
    path: String,
    method: Option<String>,
    kind: Kind,
    /// How often it still strikes; `None`: always.
    times: Option<u64>,
    /// With one only about half of the fitting requests are struck, the same ones in every run.
    seed: Option<u64>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Status {
        status: StatusCode,
        code: Option<u32>,
    },
    /// The connection closes before anything is done.
    Drop,
    /// All is done, and the connection closes before the answer.
    DropAfter,
    Delay(Duration),
    /// The answer stops somewhere in the middle.
    Truncate,
    DuplicateEvents,
    /// Events of this name, fields of this name, or fields of this name in events of that: out of what the visitor
    /// sends, and out of the answer.
    Omit {
        event: Option<String>,
        field: Option<String>,
    },
    /// The browser's cookie does not arrive, and ours does not stick.
    CookieLoss,
}

impl Fault {
    fn fits(&self, method: &str, path: &str) -> bool {
        self.times != Some(0)
            && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && path_fits(&self.path, path)
    }
}

fn path_fits(wanted: &str, path: &str) -> bool {
    if wanted.contains('*') {
        let segments = path.match_indices('/').map(|(at, _)| &path[at..]);
        return std::iter::once(path).chain(segments).any(|end| glob(wanted.as_bytes(), end.as_bytes()));
    }
    path.starts_with(wanted)
        || path.strip_suffix(wanted.trim_start_matches('/')).is_some_and(|rest| rest.ends_with('/'))
}

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        (Some((wanted, rest)), Some((found, behind))) => wanted == found && glob(rest, behind),
        _ => false,
    }
}

/// `POST /__faults`.
pub(crate) async fn replace(State(app): State<App>, body: String) -> Response {
    match parse::list(&body) {
        Ok(list) => {
            *app.faults.0.lock().unwrap_or_else(PoisonError::into_inner) = list;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(line) => (StatusCode::BAD_REQUEST, line + "\n").into_response(),
    }
}

impl Faults {
    /// The faults that strike this request, in the list's order; each is used up once.
    fn of(&self, method: &str, path: &str) -> Vec<Fault> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut striking = Vec::new();
        for fault in faults.iter_mut().filter(|fault| fault.fits(method, path)) {
            if let Some(seed) = &mut fault.seed {
                *seed = spoil::next(*seed);
                if *seed >> 63 == 0 {
                    continue;
                }
            }
            if let Some(times) = &mut fault.times {
                *times -= 1;
            }
            striking.push(fault.clone());
        }
        striking
    }
}

/// Strikes what is not the visitors' API, which is struck inside its layer for other origins: a page elsewhere must be
/// able to read the answer, and a preflight is nobody's request.
pub(crate) async fn strike_others(faults: State<Arc<Faults>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_visitors = [paths::V1, paths::V2].iter().any(|api| path.starts_with(api));
    if is_visitors || path == "/__faults" { next.run(request).await } else { strike(faults, request, next).await }
}

/// Does to a request, and to its answer, what the faults say.
pub(crate) async fn strike(State(faults): State<Arc<Faults>>, mut request: Request, next: Next) -> Response {
    // Inside a nested router the request's own path has lost its beginning.
    let whole = request.extensions().get::<OriginalUri>().map(|OriginalUri(uri)| uri.clone());
    let striking = faults.of(request.method().as_str(), whole.as_ref().unwrap_or(request.uri()).path());
    if striking.is_empty() {
        return next.run(request).await;
    }
    let peer = request.extensions().get::<ConnectInfo<Peer>>().map(|ConnectInfo(peer)| peer.clone());
    for fault in &striking {
        match &fault.kind {
            Kind::Delay(length) => tokio::time::sleep(*length).await,
            Kind::Drop => return cut(peer),
            Kind::Status { status, code } => {
                let code = code.map_or(ErrorCode::Unspecified, ErrorCode::from_number);
                let body = error_body(code, "");
                return (*status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body).into_response();
            }
            Kind::CookieLoss => {
                request.headers_mut().remove(header::COOKIE);
            }
            Kind::Omit { event, field } => request = without(request, event.as_deref(), field.as_deref()).await,
            _ => {}
        }
    }
    let mut response = next.run(request).await;
    for fault in striking {
        match fault.kind {
            Kind::DropAfter => return cut(peer),
            Kind::CookieLoss => {
                response.headers_mut().remove(header::SET_COOKIE);
            }
            Kind::Truncate => response = with_body(response, |body| spoil::truncate(body, fault.seed)).await,
            Kind::DuplicateEvents => response = with_body(response, |body| spoil::duplicate(&body)).await,
            Kind::Omit { event, field } => {
                let change = |body: String| spoil::without(&body, event.as_deref(), field.as_deref());
                response = with_body(response, change).await;
            }
            _ => {}
        }
    }
    response
}

/// Closes the connection. Without a socket (a router called directly) it can only be said.
fn cut(peer: Option<Peer>) -> Response {
    let Some(peer) = peer else { return StatusCode::BAD_GATEWAY.into_response() };
    peer.cut();
    // The answer meets the cut as it is written.
    StatusCode::BAD_GATEWAY.into_response()
}

/// What is no JSON goes on as it came.
async fn without(request: Request, event: Option<&str>, field: Option<&str>) -> Request {
    let is_json =
        request.headers().get(header::CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return request;
    }
    let (mut parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let text = String::from_utf8_lossy(&bytes);
    Request::from_parts(parts, Body::from(spoil::without(&text, event, field)))
}

async fn with_body(response: Response, change: impl FnOnce(String) -> String) -> Response {
    let (mut parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let changed = match String::from_utf8(bytes.to_vec()) {
        Ok(text) => change(text).into_bytes(),
        Err(_) => bytes.to_vec(),
    };
    Response::from_parts(parts, Body::from(changed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_beginning_or_an_ending_or_a_pattern() {
        let events = "/clientweb/api/v2/chats/7/events";
        for wanted in [
            events,
            "/events",
            "events",
            "/clientweb/api/v2/chats/",
            "/clientweb/*/events",
            "*",
            "/chats/*/events",
            "*/events",
        ] {
            assert!(path_fits(wanted, events), "{wanted}");
        }
        for wanted in ["vents", "/chats", "/history", "/clientweb/*/history", "hats/*/events", "/chats/*/event"] {
            assert!(!path_fits(wanted, events), "{wanted}");
        }
    }
}
