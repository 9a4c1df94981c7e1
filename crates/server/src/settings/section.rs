//! Reading one section of the settings, key by key, with one line for whatever is wrong.
//! The line names the key, the value and what is allowed.

use toml::{Table, Value};

/// What was wrong, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong(pub String);

impl std::fmt::Display for Wrong {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

/// A section whose keys are taken one by one; what is left over is unknown.
pub(crate) struct Section {
    name: String,
    table: Table,
    known: Vec<&'static str>,
}

impl Section {
    pub(crate) fn new(name: &str, table: Table) -> Self {
        Self { name: name.to_owned(), table, known: Vec::new() }
    }

    /// The raw value of a key.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.table.remove(key)
    }

    /// The value of a key, read by `read`; `None` where it is not set.
    pub(crate) fn read<T>(
        &mut self,
        key: &'static str,
        allowed: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<Option<T>, Wrong> {
        let Some(value) = self.take(key) else { return Ok(None) };
        match read(&value) {
            Some(value) => Ok(Some(value)),
            None => Err(self.wrong(key, &value, allowed)),
        }
    }

    pub(crate) fn wrong(&self, key: &str, value: &Value, allowed: &str) -> Wrong {
        Wrong(format!("{}.{key} is {}: allowed is {allowed}", self.name, shown(value)))
    }

    pub(crate) fn text(&mut self, key: &'static str) -> Result<Option<String>, Wrong> {
        self.read(key, "a text", |value| value.as_str().map(str::to_owned))
    }

    pub(crate) fn flag(&mut self, key: &'static str) -> Result<Option<bool>, Wrong> {
        self.read(key, "true or false", |value| match value {
            Value::Boolean(flag) => Some(*flag),
            Value::String(word) => word.parse().ok(),
            _ => None,
        })
    }

    /// Milliseconds.
    pub(crate) fn span(&mut self, key: &'static str) -> Result<Option<u64>, Wrong> {
        self.read(
            key,
            "a length of time such as \"12 s\", \"500 ms\", \"15 min\" or \"30 days\"",
            |value| match value {
                Value::Integer(seconds) => u64::try_from(*seconds).ok()?.checked_mul(1000),
                Value::String(text) => span(text),
                _ => None,
            },
        )
    }

    /// What was not taken, for who reads it as a whole.
    pub(crate) fn into_rest(self) -> Table {
        self.table
    }

    /// Nothing that nobody knows may be left.
    pub(crate) fn finish(self) -> Result<(), Wrong> {
        match self.table.iter().next() {
            None => Ok(()),
            Some((key, value)) => {
                let allowed = self.known.join(", ");
                let key = key.escape_debug();
                Err(Wrong(format!(
                    "{}.{key} is {}: there is no such key, allowed are {allowed}",
                    self.name,
                    shown(value)
                )))
            }
        }
    }
}

/// A value in one short line.
pub(crate) fn shown(value: &Value) -> String {
    let text = value.to_string().replace(['\n', '\r'], " ");
    if text.chars().count() <= 80 { text } else { text.chars().take(77).chain("...".chars()).collect() }
}

/// `12 s`, `500ms`, `1.5 min`, `2 h`, in milliseconds.
fn span(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let unit: u64 = match unit.trim() {
        "ms" => 1,
        "" | "s" => 1000,
        "min" | "m" => 60_000,
        "h" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        _ => return None,
    };
    if fraction.len() > 3 {
        return None;
    }
    let thousandths: u64 = format!("{fraction:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(unit)?.checked_add(thousandths * unit / 1000)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn lengths_of_time_read_as_people_write_them() {
        assert_eq!(span("12 s"), Some(12_000));
        assert_eq!(span("500ms"), Some(500));
        assert_eq!(span("1.5 min"), Some(90_000));
        assert_eq!(span("15 min"), Some(900_000));
        assert_eq!(span("2 h"), Some(7_200_000));
        assert_eq!((span("1 day"), span("30 days")), (Some(86_400_000), Some(2_592_000_000)));
        for bad in ["", "s", "-1 s", "1 week", "1.2.3 s", "99999999999999999999 s", "18446744073709551615 h"] {
            assert_eq!(span(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_unknown_key_is_named_with_those_that_are_allowed() {
        let mut section = Section::new("chat", "hourz = \"always\"".parse().unwrap());
        assert_eq!(section.text("hours"), Ok(None));
        let line = section.finish().unwrap_err().0;
        assert!(line.contains("chat.hourz") && line.contains("hours") && !line.contains('\n'), "{line}");
    }
}
