//! Filters of the lists: by properties (`exists`, `values`, `exclude_values`). Read strictly, applied purely.

use serde_json::Value;

use crate::{
    error::ApiError,
    fields::{Fields, Read},
    object::Object,
    properties::Properties,
};

/// A condition on one property.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyFilter {
    pub namespace: String,
    pub name: String,
    pub test: PropertyTest,
}

#[derive(Clone, Debug, PartialEq)]
pub enum PropertyTest {
    Exists(bool),
    Values(Vec<Value>),
    ExcludeValues(Vec<Value>),
}

impl PropertyFilter {
    /// Whether these properties pass. What is not set is none of the excluded values.
    pub fn passes(&self, properties: &Properties) -> bool {
        let found = properties.get(&self.namespace, &self.name);
        match &self.test {
            PropertyTest::Exists(wanted) => found.is_some() == *wanted,
            PropertyTest::Values(values) => found.is_some_and(|found| values.contains(found)),
            PropertyTest::ExcludeValues(values) => found.is_none_or(|found| !values.contains(found)),
        }
    }

    /// `properties.<namespace>.<name>.<filter_type>`.
    pub(crate) fn read_all(filters: &Fields<'_>) -> Read<Vec<Self>> {
        let mut all = Vec::new();
        let Some(spaces) = filters.object("properties")? else { return Ok(all) };
        for namespace in spaces.map().keys() {
            let names = spaces.object_needed(namespace)?;
            for name in names.map().keys() {
                let test = PropertyTest::read(&names.object_needed(name)?, &names.path(name))?;
                all.push(Self { namespace: namespace.clone(), name: name.clone(), test });
            }
        }
        Ok(all)
    }

    pub(crate) fn encode_all(filters: &[Self]) -> Option<Value> {
        if filters.is_empty() {
            return None;
        }
        let mut spaces = Object::new().into_map();
        for filter in filters {
            let (word, value) = match &filter.test {
                PropertyTest::Exists(wanted) => ("exists", Value::Bool(*wanted)),
                PropertyTest::Values(values) => ("values", Value::Array(values.clone())),
                PropertyTest::ExcludeValues(values) => ("exclude_values", Value::Array(values.clone())),
            };
            let space = spaces.entry(filter.namespace.clone()).or_insert_with(|| Object::new().value());
            if let Value::Object(space) = space {
                space.insert(filter.name.clone(), Object::new().put(word, value).value());
            }
        }
        Some(Value::Object(spaces))
    }
}

impl PropertyTest {
    fn read(fields: &Fields<'_>, path: &str) -> Read<Self> {
        let tests = [
            fields.flag_some("exists")?.map(Self::Exists),
            fields.list("values")?.map(|values| Self::Values(values.to_vec())),
            fields.list("exclude_values")?.map(|values| Self::ExcludeValues(values.to_vec())),
        ];
        let mut found = tests.into_iter().flatten();
        match (found.next(), found.next()) {
            (Some(test), None) => Ok(test),
            _ => Err(ApiError::validation(
                ["`", path, "`: exactly one of \"exists\", \"values\", \"exclude_values\" is needed"].concat(),
            )),
        }
    }
}
