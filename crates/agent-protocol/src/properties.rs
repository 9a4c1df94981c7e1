//! Properties of chats, threads and events: namespace → name → `{"value": …}` (Objects, Properties).

use serde_json::{Map, Value};

/// As they stand on the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Properties(pub Map<String, Value>);

impl Properties {
    pub fn get(&self, namespace: &str, name: &str) -> Option<&Value> {
        self.0.get(namespace)?.get(name)?.get("value")
    }

    /// `true` only where the property is a `true`.
    pub fn is(&self, namespace: &str, name: &str) -> bool {
        self.get(namespace, name).and_then(Value::as_bool).unwrap_or(false)
    }

    pub fn set(&mut self, namespace: &str, name: &str, value: Value) {
        let space = self.0.entry(namespace.to_owned()).or_insert_with(|| Value::Object(Map::new()));
        if !space.is_object() {
            *space = Value::Object(Map::new());
        }
        if let Value::Object(space) = space {
            let mut wrapped = Map::new();
            wrapped.insert("value".to_owned(), value);
            space.insert(name.to_owned(), Value::Object(wrapped));
        }
    }

    /// Takes over each property of `newer`, others stay.
    pub fn merge(&mut self, newer: &Self) {
        for (namespace, names) in &newer.0 {
            for (name, wrapped) in names.as_object().into_iter().flatten() {
                if let Some(value) = wrapped.get("value") {
                    self.set(namespace, name, value.clone());
                }
            }
        }
    }

    /// Every property: namespace, name, value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.0.iter().flat_map(|(namespace, names)| {
            names
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(move |(name, wrapped)| Some((namespace.as_str(), name.as_str(), wrapped.get("value")?)))
        })
    }
}
