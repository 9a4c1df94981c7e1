//! Writing JSON objects field by field, absent fields left out. All encoders of this crate use it.

use serde_json::{Map, Number, Value};

#[derive(Default)]
pub(crate) struct Object(Map<String, Value>);

impl Object {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn put(mut self, key: &str, value: Value) -> Self {
        self.0.insert(key.to_owned(), value);
        self
    }

    pub(crate) fn put_some(self, key: &str, value: Option<Value>) -> Self {
        match value {
            Some(value) => self.put(key, value),
            None => self,
        }
    }

    pub(crate) fn text(self, key: &str, value: &str) -> Self {
        self.put(key, Value::String(value.to_owned()))
    }

    pub(crate) fn text_some(self, key: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    /// Left out where it is empty.
    pub(crate) fn text_filled(self, key: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.text(key, value) }
    }

    pub(crate) fn number(self, key: &str, value: u64) -> Self {
        self.put(key, Value::Number(Number::from(value)))
    }

    pub(crate) fn number_some(self, key: &str, value: Option<u64>) -> Self {
        match value {
            Some(value) => self.number(key, value),
            None => self,
        }
    }

    pub(crate) fn flag(self, key: &str, value: bool) -> Self {
        self.put(key, Value::Bool(value))
    }

    pub(crate) fn flag_some(self, key: &str, value: Option<bool>) -> Self {
        match value {
            Some(value) => self.flag(key, value),
            None => self,
        }
    }

    pub(crate) fn texts(self, key: &str, values: &[String]) -> Self {
        self.put(key, Value::Array(values.iter().cloned().map(Value::String).collect()))
    }

    pub(crate) fn map_some(self, key: &str, map: Option<&Map<String, Value>>) -> Self {
        self.put_some(key, map.cloned().map(Value::Object))
    }

    pub(crate) fn value(self) -> Value {
        Value::Object(self.0)
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.0
    }
}

impl From<Map<String, Value>> for Object {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}
