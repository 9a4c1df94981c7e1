//! The JSON of `POST /__faults`. The error is one line that names the key and what is allowed.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::{Fault, Kind};

const KINDS: &str = "status, drop, drop-after, delay, truncate, duplicate-events, omit, cookie-loss";
const KEYS: [&str; 9] = ["path", "method", "kind", "times", "status", "code", "delay_ms", "seed", "event"];

pub(super) fn list(body: &str) -> Result<Vec<Fault>, String> {
    let value: Value =
        serde_json::from_str(body).map_err(|why| format!("the body: allowed is a JSON list of faults ({why})"))?;
    let Value::Array(list) = value else { return Err("the body: allowed is a JSON list of faults".to_owned()) };
    let read = |(place, value): (usize, &Value)| fault(value).map_err(|line| format!("fault {place}: {line}"));
    list.iter().enumerate().map(read).collect()
}

fn fault(value: &Value) -> Result<Fault, String> {
    let Value::Object(fields) = value else { return Err("allowed is an object".to_owned()) };
    if let Some(key) = fields.keys().find(|key| !KEYS.contains(&key.as_str()) && *key != "field") {
        return Err(format!("{}: there is no such key, allowed are {}, field", key.escape_debug(), KEYS.join(", ")));
    }
    let path = text(fields, "path")?.filter(|path| !path.is_empty()).ok_or("path: a path is needed")?;
    let method = text(fields, "method")?;
    if let Some(method) = &method
        && !method.eq_ignore_ascii_case("get")
        && !method.eq_ignore_ascii_case("post")
    {
        return Err(format!("method is {method:?}: allowed are GET and POST"));
    }
    let name = text(fields, "kind")?.unwrap_or_default();
    let kind = match name.as_str() {
        "status" => status(fields)?,
        "drop" => Kind::Drop,
        "drop-after" => Kind::DropAfter,
        "delay" => Kind::Delay(Duration::from_millis(
            number(fields, "delay_ms", 600_000)?.ok_or("delay_ms: a number is needed")?,
        )),
        "truncate" => Kind::Truncate,
        "duplicate-events" => Kind::DuplicateEvents,
        "omit" => omit(fields)?,
        "cookie-loss" => Kind::CookieLoss,
        other => return Err(format!("kind is {other:?}: allowed are {KINDS}")),
    };
    let times = number(fields, "times", u64::MAX)?;
    let seed = number(fields, "seed", u64::MAX)?;
    Ok(Fault { path, method, kind, times, seed })
}

fn status(fields: &Map<String, Value>) -> Result<Kind, String> {
    let status = number(fields, "status", 999)?.unwrap_or(500);
    let status = u16::try_from(status).ok().filter(|status| (200..600).contains(status));
    let status = status.and_then(|status| StatusCode::from_u16(status).ok()).ok_or("status: allowed is 200 to 599")?;
    let code = match fields.get("code") {
        Some(Value::String(text)) => Some(text.parse().map_err(|_| format!("code is {text:?}: allowed is a number"))?),
        _ => number(fields, "code", u64::from(u32::MAX))?.and_then(|code| u32::try_from(code).ok()),
    };
    Ok(Kind::Status { status, code })
}

fn omit(fields: &Map<String, Value>) -> Result<Kind, String> {
    match (text(fields, "event")?, text(fields, "field")?) {
        (None, None) => {
            Err("omit: allowed is an event's name as \"event\", a field's as \"field\", or both".to_owned())
        }
        (event, field) => Ok(Kind::Omit { event, field }),
    }
}

fn text(fields: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(format!("{key} is {other}: allowed is a text")),
    }
}

fn number(fields: &Map<String, Value>, key: &str, most: u64) -> Result<Option<u64>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().filter(|number| *number <= most) {
            Some(number) => Ok(Some(number)),
            None => Err(format!("{key} is {value}: allowed is a whole number up to {most}")),
        },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn an_empty_list_is_no_fault_and_nonsense_is_named() {
        assert_eq!(list("[]").unwrap(), []);
        for (body, word) in [
            ("{}", "list"),
            ("nonsense", "list"),
            ("[1]", "object"),
            (r#"[{"kind":"drop"}]"#, "path"),
            (r#"[{"path":"/x","kind":"explode"}]"#, "duplicate-events"),
            (r#"[{"path":"/x","kind":"drop","time":1}]"#, "times"),
            (r#"[{"path":"/x","kind":"status","status":42}]"#, "status"),
            (r#"[{"path":"/x","kind":"delay"}]"#, "delay_ms"),
            (r#"[{"path":"/x","kind":"omit"}]"#, "field"),
            (r#"[{"path":"/x","kind":"drop","times":-1}]"#, "times"),
            (r#"[{"path":"/x","kind":"drop","method":"PUT"}]"#, "GET"),
        ] {
            let line = list(body).unwrap_err();
            assert!(line.contains(word) && !line.contains('\n'), "{body}: {line}");
        }
    }

    #[test]
    fn a_code_may_be_a_text_as_on_the_wire() {
        let faults = list(r#"[{"path":"/x","kind":"status","status":404,"code":"5005","times":2}]"#).unwrap();
        assert_eq!(faults[0].kind, Kind::Status { status: StatusCode::NOT_FOUND, code: Some(5005) });
        assert_eq!(faults[0].times, Some(2));
    }
}
