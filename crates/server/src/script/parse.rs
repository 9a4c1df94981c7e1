//! TOML → `Script`. A wrong script is one line that names the step, the key, the value and what is allowed.

use std::path::PathBuf;

use toml::{Table, Value};

/// A script, checked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// What visitors read as the author.
    pub name: String,
    pub(crate) steps: Vec<Op>,
    pub(crate) replies: Vec<Reply>,
    /// Said where no reply matches; silent without it.
    pub(crate) otherwise: Option<String>,
}

/// The smallest things that happen, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Op {
    Typing,
    NotTyping,
    /// Milliseconds.
    Pause(u64),
    Say(String),
    /// For a message of the visitor, at most so many milliseconds.
    AwaitMessage(Option<u64>),
    /// Asks for the form of this name; its answers become variables. At most so many milliseconds.
    Form {
        name: String,
        timeout: Option<u64>,
    },
    /// Sends the file that is there.
    File(PathBuf),
    /// To this agent, or to the queue.
    Transfer(Option<String>),
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    /// In lower case; one of them has to begin a word of the message.
    pub(crate) words: Vec<String>,
    pub(crate) ops: Vec<Op>,
}

const STEP_KEYS: [&str; 8] = ["say", "wait", "typing", "timeout", "form", "file", "transfer", "end"];
const LONGEST_SECONDS: f64 = 86_400.0;

/// Reads a script. The error is one line.
pub fn parse(text: &str) -> Result<Script, String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("script: line {line} is not TOML: {}", error.message().replace('\n', " "))
    })?;
    from_table(&table)
}

/// As `parse`, from the `[script]` section of the settings.
pub fn from_table(table: &Table) -> Result<Script, String> {
    only(table, "script", &["name", "otherwise", "step", "reply"])?;
    let mut script = Script {
        name: text(table, "script", "name")?.unwrap_or_else(|| "Assistant".to_owned()),
        otherwise: text(table, "script", "otherwise")?,
        ..Script::default()
    };
    for (index, step) in tables(table, "step")?.into_iter().enumerate() {
        read_step(step, &format!("script: step {}", index + 1), &mut script.steps)?;
    }
    for (index, reply) in tables(table, "reply")?.into_iter().enumerate() {
        script.replies.push(read_reply(reply, &format!("script: reply {}", index + 1))?);
    }
    if script.steps.is_empty() && script.replies.is_empty() && script.otherwise.is_none() {
        return Err("script: it says nothing: a [[step]], a [[reply]] or `otherwise` is needed".to_owned());
    }
    Ok(script)
}

fn read_step(step: &Table, place: &str, ops: &mut Vec<Op>) -> Result<(), String> {
    only(step, place, &STEP_KEYS)?;
    let does =
        ["say", "wait", "form", "file", "transfer", "end"].into_iter().filter(|key| step.contains_key(*key)).count();
    if does > 1 || (does == 0 && !step.contains_key("typing")) {
        return Err(format!(
            "{place}: exactly one of say, wait, typing, form, file, transfer, end is needed (typing may go with say)"
        ));
    }
    if step.contains_key("timeout") && !step.contains_key("wait") && !step.contains_key("form") {
        return Err(format!("{place}: timeout goes with wait = \"message\" or with form"));
    }
    if step.contains_key("typing") && does == 1 && !step.contains_key("say") {
        return Err(format!("{place}: typing goes with say or alone"));
    }
    let typing = seconds(step, place, "typing")?;
    if let Some(words) = text(step, place, "say")? {
        say(words, typing, ops);
    } else if let Some(wait) = step.get("wait") {
        match wait {
            Value::String(what) if what == "message" => {
                ops.push(Op::AwaitMessage(seconds(step, place, "timeout")?));
            }
            Value::String(_) => return Err(bad(place, "wait", wait, "\"message\" or seconds")),
            _ if step.contains_key("timeout") => {
                return Err(format!("{place}: timeout goes with wait = \"message\" or with form"));
            }
            _ => ops.extend(seconds(step, place, "wait")?.map(Op::Pause)),
        }
    } else if let Some(name) = form(step, place)? {
        ops.push(Op::Form { name, timeout: seconds(step, place, "timeout")? });
    } else if let Some(path) = file(step, place)? {
        ops.push(Op::File(path));
    } else if let Some(to) = text(step, place, "transfer")? {
        ops.push(transfer(to));
    } else if let Some(end) = step.get("end") {
        if *end != Value::Boolean(true) {
            return Err(bad(place, "end", end, "true"));
        }
        ops.push(Op::End);
    } else if let Some(typing) = typing {
        ops.extend([Op::Typing, Op::Pause(typing), Op::NotTyping]);
    }
    Ok(())
}

fn read_reply(reply: &Table, place: &str) -> Result<Reply, String> {
    only(reply, place, &["match", "say", "typing", "file", "form", "timeout", "then"])?;
    let words = match reply.get("match") {
        Some(Value::String(word)) => vec![word.clone()],
        Some(Value::Array(list)) if list.iter().all(Value::is_str) => {
            list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        Some(other) => return Err(bad(place, "match", other, "a text or a list of texts")),
        None => return Err(format!("{place}: match is missing: a text or a list of texts is needed")),
    };
    if words.is_empty() || words.iter().any(|word| word.trim().is_empty()) {
        return Err(format!("{place}: match is empty: at least one word is needed, none of them empty"));
    }
    let mut ops = Vec::new();
    let typing = seconds(reply, place, "typing")?;
    if let Some(words) = text(reply, place, "say")? {
        say(words, typing, &mut ops);
    }
    ops.extend(file(reply, place)?.map(Op::File));
    match form(reply, place)? {
        Some(name) => ops.push(Op::Form { name, timeout: seconds(reply, place, "timeout")? }),
        None if reply.contains_key("timeout") => return Err(format!("{place}: timeout goes with form only")),
        None => {}
    }
    if let (Some(then), Some(value)) = (text(reply, place, "then")?, reply.get("then")) {
        ops.push(match then.as_str() {
            "transfer" => Op::Transfer(None),
            "end" => Op::End,
            _ => return Err(bad(place, "then", value, "\"transfer\" or \"end\"")),
        });
    }
    if ops.is_empty() {
        return Err(format!("{place}: say, file, form or then is needed"));
    }
    Ok(Reply { words: words.iter().map(|word| word.trim().to_lowercase()).collect(), ops })
}

fn say(words: String, typing: Option<u64>, ops: &mut Vec<Op>) {
    if let Some(typing) = typing.filter(|typing| *typing > 0) {
        ops.extend([Op::Typing, Op::Pause(typing), Op::NotTyping]);
    }
    ops.push(Op::Say(words));
}

fn transfer(to: String) -> Op {
    Op::Transfer((to != "queue").then_some(to))
}

/// The name of a form; empty asks for the next message instead.
fn form(table: &Table, place: &str) -> Result<Option<String>, String> {
    match table.get("form") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(name.trim().to_owned())),
        Some(other) => Err(bad(place, "form", other, "the name of a form, or \"\" for the next message")),
    }
}

/// Looked at now, so that a wrong path is no surprise to a visitor.
fn file(table: &Table, place: &str) -> Result<Option<PathBuf>, String> {
    let Some(path) = text(table, place, "file")? else { return Ok(None) };
    match std::fs::File::open(&path).and_then(|file| file.metadata()) {
        Ok(about) if about.is_file() => Ok(Some(PathBuf::from(path))),
        _ => Err(bad(place, "file", &Value::String(path), "the path of a file that can be read")),
    }
}

fn only(table: &Table, place: &str, allowed: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !allowed.contains(&key.as_str())) {
        Some(key) => {
            Err(format!("{place}: there is no key \"{}\": {} are allowed", key.escape_debug(), allowed.join(", ")))
        }
        None => Ok(()),
    }
}

fn tables<'a>(table: &'a Table, key: &str) -> Result<Vec<&'a Table>, String> {
    let Some(value) = table.get(key) else { return Ok(Vec::new()) };
    let list: Option<Vec<&Table>> = value.as_array().and_then(|list| list.iter().map(Value::as_table).collect());
    list.ok_or_else(|| bad("script", key, value, &format!("[[{key}]] tables")))
}

fn text(table: &Table, place: &str, key: &str) -> Result<Option<String>, String> {
    match table.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
        Some(other) => Err(bad(place, key, other, "a text that is not empty")),
    }
}

/// Seconds as milliseconds.
fn seconds(table: &Table, place: &str, key: &str) -> Result<Option<u64>, String> {
    let Some(value) = table.get(key) else { return Ok(None) };
    #[expect(clippy::cast_precision_loss, reason = "far beyond what is allowed anyway")]
    let number = value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64));
    match number {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0 to 86,400,000")]
        Some(number) if (0.0..=LONGEST_SECONDS).contains(&number) => Ok(Some((number * 1000.0).round() as u64)),
        _ => Err(bad(place, key, value, "seconds from 0 to 86400")),
    }
}

fn bad(place: &str, key: &str, value: &Value, allowed: &str) -> String {
    let shown: String = value.to_string().chars().take(60).collect();
    format!("{place}: {key} is {}: {allowed} is allowed", shown.replace('\n', " "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_a_good_script() {
        assert_eq!(parse(super::super::DEMO).unwrap().name, "Robin");
    }

    #[test]
    fn a_bad_script_is_one_line_that_names_place_value_and_what_is_allowed() {
        for (script, parts) in [
            ("[[step]]\nsay = \"a\"\n[[step]]\nwait = \"mesage\"", &["step 2", "wait", "mesage", "\"message\""][..]),
            ("[[step]]\nsay = 5", &["step 1", "say", "5", "a text"]),
            ("[[step]]\nsya = \"x\"", &["step 1", "sya", "say"]),
            ("[[step]]\nwait = -1", &["step 1", "wait", "-1", "86400"]),
            ("[[step]]\nfile = \"no/such.pdf\"", &["step 1", "file", "no/such.pdf", "can be read"]),
            ("[[step]]\nform = 3", &["step 1", "form", "3", "name of a form"]),
            ("[[step]]\nsay = \"a\"\ntimeout = 3", &["step 1", "timeout", "form"]),
            ("[[step]]\nend = false", &["step 1", "end", "false", "true"]),
            ("[[step]]\nsay = \"a\"\nend = true", &["step 1", "exactly one"]),
            ("[[reply]]\nsay = \"x\"", &["reply 1", "match"]),
            ("[[reply]]\nmatch = \"x\"\nthen = \"stop\"", &["reply 1", "then", "stop", "transfer"]),
            ("step = 1", &["step", "1"]),
            ("name = ", &["line 1", "TOML"]),
            ("", &["step", "reply"]),
        ] {
            let error = parse(script).unwrap_err();
            assert!(!error.contains('\n'), "{error}");
            for part in parts {
                assert!(error.contains(part), "{part} is not in: {error}");
            }
        }
    }
}
