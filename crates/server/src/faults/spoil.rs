//! What faults do to an answer's text. Pure; whatever is random comes from the fault's seed.

use serde_json::Value;

/// The next number of a sequence that looks random (`SplitMix64`).
pub(super) fn next(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Half of it without a seed, some of it with one; never all.
pub(super) fn truncate(mut body: String, seed: Option<u64>) -> String {
    let length = body.len() as u64;
    let cut = match seed {
        Some(seed) if length > 1 => 1 + next(seed) % (length - 1),
        _ => length / 2,
    };
    let mut at = usize::try_from(cut).unwrap_or(0);
    while !body.is_char_boundary(at) {
        at -= 1;
    }
    body.truncate(at);
    body
}

/// Each event twice, one behind the other.
pub(super) fn duplicate(body: &str) -> String {
    changed(body, |value| {
        if let Some(Value::Array(events)) = value.get_mut("events") {
            *events = events.drain(..).flat_map(|event| [event.clone(), event]).collect();
        }
    })
}

/// Without the events of this name, or without this field: of these events, or wherever it is. What is signalled (the
/// `data` of an event) goes by the name of its type.
pub(super) fn without(body: &str, event: Option<&str>, field: Option<&str>) -> String {
    changed(body, |value| remove(value, event, field))
}

fn remove(value: &mut Value, event: Option<&str>, field: Option<&str>) {
    let named = |value: &Value, by: &str| value.get(by).and_then(Value::as_str) == event;
    let is_meant = |value: &Value| event.is_none() || named(value, "event") || named(value, "type");
    if let (Value::Array(list), None) = (&mut *value, field) {
        list.retain(|value| !is_meant(value) && value.get("data").is_none_or(|data| !named(data, "type")));
    }
    let strips = is_meant(value);
    match value {
        Value::Object(fields) => {
            if let Some(field) = field.filter(|_| strips) {
                fields.remove(field);
            }
            fields.values_mut().for_each(|inner| remove(inner, event, field));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| remove(inner, event, field)),
        _ => {}
    }
}

/// What is not JSON stays as it is.
fn changed(body: &str, change: impl FnOnce(&mut Value)) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(mut value) => {
            change(&mut value);
            value.to_string()
        }
        Err(_) => body.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_answer_is_shorter_and_the_same_for_the_same_seed() {
        let body = "{\"events\":[{\"msg\":\"Grüße\"}]}".to_owned();
        for seed in (0..50).map(Some).chain([None]) {
            let cut = truncate(body.clone(), seed);
            assert!(cut.len() < body.len() && body.starts_with(&cut));
            assert_eq!(cut, truncate(body.clone(), seed));
        }
    }

    #[test]
    fn events_and_fields_go_and_double() {
        let body = r#"{"events":[{"event":"a","timestamp":"1"},{"event":"b"}]}"#;
        assert_eq!(without(body, Some("a"), None), r#"{"events":[{"event":"b"}]}"#);
        assert_eq!(without(body, None, Some("timestamp")), r#"{"events":[{"event":"a"},{"event":"b"}]}"#);
        assert_eq!(without(body, Some("a"), Some("timestamp")), r#"{"events":[{"event":"a"},{"event":"b"}]}"#);
        assert_eq!(without(body, Some("b"), Some("timestamp")), body, "not its field");
        let nested = r#"{"sessions":[{"events":[{"event":"a"}]}]}"#;
        assert_eq!(without(nested, Some("a"), None), r#"{"sessions":[{"events":[]}]}"#);
        let signal = r#"{"events":[{"data":{"sdp":"v=0","type":"OFFER_CALL"},"event":"s"}]}"#;
        assert_eq!(without(signal, Some("OFFER_CALL"), None), r#"{"events":[]}"#);
        assert_eq!(
            without(signal, Some("OFFER_CALL"), Some("sdp")),
            r#"{"events":[{"data":{"type":"OFFER_CALL"},"event":"s"}]}"#
        );
        assert_eq!(duplicate(body).matches("\"event\":").count(), 4);
        assert_eq!(duplicate("<html>"), "<html>");
    }
}
