//! Faults on demand, for tests: `POST /__faults` with a JSON list. Only there with `--allow-faults`.
//! Each fault takes the next matching requests, first in the list first; an empty list clears all.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::post,
};
use parlor_protocol::error::{ErrorBody, ErrorCode};
use serde_json::Value;

/// Longest answer that a fault changes.
const MOST: usize = 64 * 1024 * 1024;
const KINDS: [&str; 8] =
    ["status", "drop", "drop-after", "delay", "truncate", "duplicate-events", "omit", "cookie-loss"];
const KEYS: [&str; 10] = ["path", "method", "kind", "times", "status", "code", "delay_ms", "seed", "event", "field"];

#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

#[derive(Clone, Debug)]
struct Fault {
    /// What the request's path begins with.
    path: String,
    method: Option<String>,
    kind: Kind,
    /// How many matching requests are left.
    times: u64,
    /// With a seed only about half of the matching requests are hit, always the same ones.
    seed: Option<u64>,
}

#[derive(Clone, Debug)]
enum Kind {
    Status { status: u16, code: u32 },
    Drop,
    DropAfter,
    Delay(Duration),
    Truncate,
    DuplicateEvents,
    OmitEvent(String),
    OmitField(String),
    CookieLoss,
}

impl Faults {
    /// The app behind this fault plan, with the plan's own route in front.
    pub fn over(self, app: Router) -> Router {
        let plan = Router::new().route("/__faults", post(set)).with_state(self.clone());
        app.layer(middleware::from_fn_with_state(self, strike)).merge(plan)
    }

    fn next(&self, method: &str, path: &str) -> Option<Kind> {
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let matching = |fault: &&mut Fault| {
            let of_method = fault.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
            fault.times > 0 && of_method && path.starts_with(&fault.path)
        };
        let fault = faults.iter_mut().find(matching)?;
        if let Some(seed) = &mut fault.seed {
            *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if *seed >> 63 == 0 {
                return None;
            }
        }
        fault.times -= 1;
        Some(fault.kind.clone())
    }
}

async fn set(State(faults): State<Faults>, body: Bytes) -> Response {
    let list = serde_json::from_slice::<Value>(&body).ok().and_then(|value| value.as_array().cloned());
    let Some(list) = list else {
        return (StatusCode::BAD_REQUEST, "the body is not a JSON list of faults\n").into_response();
    };
    match list.iter().enumerate().map(|(place, item)| Fault::read(place, item)).collect::<Result<Vec<_>, _>>() {
        Ok(read) => {
            *faults.0.lock().unwrap_or_else(PoisonError::into_inner) = read;
            StatusCode::NO_CONTENT.into_response()
        }
        Err(why) => (StatusCode::BAD_REQUEST, why + "\n").into_response(),
    }
}

impl Fault {
    fn read(place: usize, item: &Value) -> Result<Self, String> {
        let wrong = |key: &str, allowed: &str| {
            let value = item.get(key).map_or_else(|| "missing".to_owned(), |value| format!("{value:.80}"));
            format!("fault {place}: {key} is {value}: allowed is {allowed}")
        };
        let fields = item.as_object().ok_or_else(|| format!("fault {place} is not an object"))?;
        if let Some(key) = fields.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(format!("fault {place}: there is no key {key:?}; there are {}", KEYS.join(", ")));
        }
        let text = |key: &str| match item.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => Err(wrong(key, "a text")),
        };
        let number = |key: &str, least: u64, most: u64| match item.get(key) {
            None => Ok(None),
            Some(value) => match value.as_u64().filter(|number| (least..=most).contains(number)) {
                Some(number) => Ok(Some(number)),
                None => Err(wrong(key, &format!("a whole number from {least} to {most}"))),
            },
        };
        let path = text("path")?.filter(|path| path.starts_with('/'));
        let path = path.ok_or_else(|| wrong("path", "what a path begins with, from its first slash"))?;
        let method = text("method")?;
        if method.as_ref().is_some_and(|method| !["GET", "POST", "OPTIONS"].contains(&method.as_str())) {
            return Err(wrong("method", "GET, POST or OPTIONS"));
        }
        let status = number("status", 200, 599)?;
        let code = number("code", 0, 9999)?.and_then(|code| u32::try_from(code).ok());
        let delay = number("delay_ms", 0, 600_000)?;
        let (event, field) = (text("event")?, text("field")?);
        let kind = match text("kind")?.as_deref() {
            Some("status") => Kind::Status {
                status: u16::try_from(status.unwrap_or(500)).unwrap_or(500),
                code: code.unwrap_or(ErrorCode::Internal.number()),
            },
            Some("drop") => Kind::Drop,
            Some("drop-after") => Kind::DropAfter,
            Some("delay") => {
                Kind::Delay(Duration::from_millis(delay.ok_or_else(|| wrong("delay_ms", "milliseconds"))?))
            }
            Some("truncate") => Kind::Truncate,
            Some("duplicate-events") => Kind::DuplicateEvents,
            Some("omit") => match (event, field) {
                (Some(event), None) => Kind::OmitEvent(event),
                (None, Some(field)) => Kind::OmitField(field),
                _ => return Err(format!("fault {place}: omit takes either event or field")),
            },
            Some("cookie-loss") => Kind::CookieLoss,
            _ => return Err(wrong("kind", &KINDS.join(", "))),
        };
        let times = number("times", 1, u64::MAX)?.unwrap_or(u64::MAX);
        let seed = number("seed", 0, u64::MAX)?;
        Ok(Self { path, method, kind, times, seed })
    }
}

async fn strike(State(faults): State<Faults>, mut request: Request, next: Next) -> Response {
    let kind = faults.next(request.method().as_str(), request.uri().path());
    match kind {
        None => next.run(request).await,
        Some(Kind::Status { status, code }) => {
            let body = ErrorBody { code, message: "A fault was asked for".to_owned() }.encode();
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            with_cors_of(&mut next_headers(&request), (status, body).into_response())
        }
        Some(Kind::Drop) => broken(HeaderMap::new()),
        Some(Kind::DropAfter) => broken(next.run(request).await.headers().clone()),
        Some(Kind::Delay(delay)) => {
            tokio::time::sleep(delay).await;
            next.run(request).await
        }
        Some(Kind::CookieLoss) => {
            request.headers_mut().remove(header::COOKIE);
            let mut answer = next.run(request).await;
            answer.headers_mut().remove(header::SET_COOKIE);
            answer
        }
        Some(Kind::Truncate) => changed(next.run(request).await, |body| body.slice(..body.len() / 2)).await,
        Some(Kind::DuplicateEvents) => changed(next.run(request).await, |body| edited(&body, duplicate)).await,
        Some(Kind::OmitEvent(name)) => {
            changed(next.run(request).await, |body| edited(&body, |value| omit_event(value, &name))).await
        }
        Some(Kind::OmitField(name)) => {
            changed(next.run(request).await, |body| edited(&body, |value| omit_field(value, &name))).await
        }
    }
}

/// The origin of the request, so that a page of another origin sees the faulty status and not only a refusal.
fn next_headers(request: &Request) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, header::HeaderValue::from_static("true"));
    }
    headers
}

fn with_cors_of(headers: &mut HeaderMap, mut answer: Response) -> Response {
    for (name, value) in headers.drain() {
        if let Some(name) = name {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// An answer whose socket breaks before its body: the client gets none that it could read.
fn broken(headers: HeaderMap) -> Response {
    let breaks = futures_util::stream::once(async { Err::<Bytes, _>(std::io::Error::other("dropped on demand")) });
    let mut answer = Response::new(Body::from_stream(breaks));
    for name in [header::ACCESS_CONTROL_ALLOW_ORIGIN, header::ACCESS_CONTROL_ALLOW_CREDENTIALS] {
        if let Some(value) = headers.get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

async fn changed(answer: Response, change: impl FnOnce(Bytes) -> Bytes) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(body) = to_bytes(body, MOST).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(change(body)))
}

fn edited(body: &Bytes, edit: impl FnOnce(&mut Value)) -> Bytes {
    let Ok(mut value) = serde_json::from_slice(body) else { return body.clone() };
    edit(&mut value);
    value.to_string().into()
}

fn duplicate(value: &mut Value) {
    if let Some(events) = value.get_mut("events").and_then(Value::as_array_mut) {
        *events = events.iter().flat_map(|event| [event.clone(), event.clone()]).collect();
    }
}

fn omit_event(value: &mut Value, name: &str) {
    if let Some(events) = value.get_mut("events").and_then(Value::as_array_mut) {
        events.retain(|event| event.get("event").and_then(Value::as_str) != Some(name));
    }
}

fn omit_field(value: &mut Value, name: &str) {
    match value {
        Value::Object(fields) => {
            fields.remove(name);
            fields.values_mut().for_each(|value| omit_field(value, name));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| omit_field(value, name)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Fault;

    #[test]
    fn a_bad_fault_is_named_with_what_is_allowed() {
        for (fault, word) in [
            (json!({ "kind": "drop" }), "path"),
            (json!({ "path": "/x", "kind": "explode" }), "kind is \"explode\""),
            (json!({ "path": "/x", "kind": "delay" }), "delay_ms is missing"),
            (json!({ "path": "/x", "kind": "status", "status": 7 }), "200 to 599"),
            (json!({ "path": "/x", "kind": "omit" }), "either event or field"),
            (json!({ "path": "/x", "kind": "drop", "tims": 1 }), "no key \"tims\""),
            (json!(7), "not an object"),
        ] {
            let why = Fault::read(0, &fault).err().unwrap_or_default();
            assert!(why.contains(word), "{fault}: {why}");
        }
        assert!(Fault::read(0, &json!({ "path": "/x", "kind": "drop", "times": 2 })).is_ok());
    }
}
