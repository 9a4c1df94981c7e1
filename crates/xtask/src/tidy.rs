//! `tidy`: the layout rules that the compiler can't keep. Each finding is one line: place, rule, what is allowed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Outcome, place};

/// Longest file, its tests left out.
const MAX_LINES: usize = 400;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 5] = ["utils", "util", "helpers", "manager", "types"];

/// In the widget, what a folder's files may take from the crate's other modules.
const IMPORTS: [(&str, &[&str]); 7] = [
    ("src/components", &["components", "signals", "i18n", "handles"]),
    ("src/shell", &["shell"]),
    ("src/i18n", &["i18n"]),
    ("src/kept", &["shell"]),
    ("src/runtime", &["runtime", "shell", "signals", "handles", "kept", "setup", "turns"]),
    ("src/tab", &["tab", "components", "shell", "signals", "kept", "setup", "turns"]),
    ("src/app", &["runtime", "signals", "components", "shell", "setup"]),
];

/// In the widget, crates that a folder's files never name.
const FOREIGN: [(&str, &[&str]); 2] = [("src/components", &["parlor_protocol"]), ("src/shell", &["leptos"])];

/// On the server, what a folder's files may take from the crate's other modules.
const SERVER_IMPORTS: [(&str, &[&str]); 1] = [("crates/server/src/visitor_api", &["backend::desk", "agent_api"])];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("usage: cargo xtask tidy".into());
    }
    let root = place::root();
    let mut findings = Vec::new();
    let mut sources = Vec::new();
    for dir in ["src", "crates"] {
        collect(&root.join(dir), &mut sources);
    }
    for path in &sources {
        let text = fs::read_to_string(path).map_err(|why| format!("{}: {why}", path.display()))?;
        let name = path.strip_prefix(&root).unwrap_or(path).to_string_lossy().into_owned();
        check(&name, &text, &mut findings);
    }
    if findings.is_empty() {
        println!("tidy: {} files", sources.len());
        return Ok(());
    }
    for finding in &findings {
        println!("{finding}");
    }
    Err(format!("{} findings", findings.len()))
}

fn check(name: &str, text: &str, findings: &mut Vec<String>) {
    let body = text.split("#[cfg(test)]").next().unwrap_or(text);
    let lines = body.lines().count();
    let is_test = name.contains("/tests/") || name.ends_with("tests.rs");
    if lines > MAX_LINES && !is_test {
        findings.push(format!("{name}: {lines} lines without tests; at most {MAX_LINES}"));
    }
    let head = text.lines().find(|line| !line.starts_with("#!["));
    if !head.is_some_and(|line| line.starts_with("//!")) {
        findings.push(format!("{name}: begins without `//!`; say what it decides, who calls it, what it must not do"));
    }
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if EMPTY_NAMES.contains(&stem.as_str()) {
        findings.push(format!("{name}: `{stem}` says nothing; name what is inside"));
    }
    for (folder, allowed) in IMPORTS.iter().filter(|(folder, _)| name.starts_with(folder)) {
        for module in imported(body, "crate::") {
            if !allowed.contains(&module.as_str()) {
                findings.push(format!("{name}: uses crate::{module}; {folder} may use {}", allowed.join(", ")));
            }
        }
    }
    for (folder, banned) in FOREIGN.iter().filter(|(folder, _)| name.starts_with(folder)) {
        for word in banned.iter().filter(|word| body.contains(&format!("{word}::"))) {
            findings.push(format!("{name}: names {word}, which {folder} never does"));
        }
    }
    for (folder, banned) in SERVER_IMPORTS.iter().filter(|(folder, _)| name.starts_with(folder)) {
        for word in banned.iter().filter(|word| body.contains(&format!("crate::{word}"))) {
            findings.push(format!("{name}: names crate::{word}, which {folder} never does"));
        }
    }
}

/// The first module after each `crate::`, grouped imports taken apart.
fn imported(text: &str, prefix: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in text.match_indices(prefix) {
        let rest = &text[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut word = String::new();
            let mut at_start = true;
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 1 => at_start = true,
                    _ if letter.is_alphanumeric() || letter == '_' => {
                        if at_start && depth == 1 {
                            word.push(letter);
                        }
                        continue;
                    }
                    _ if letter.is_whitespace() && word.is_empty() => continue,
                    _ => {}
                }
                if !word.is_empty() {
                    modules.push(std::mem::take(&mut word));
                    at_start = letter == ',';
                }
                if depth == 0 {
                    break;
                }
            }
        } else {
            modules.push(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
        }
    }
    modules.retain(|module| module.starts_with(|first: char| first.is_lowercase()));
    modules
}

fn collect(dir: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
    into.sort();
}

#[cfg(test)]
mod tests {
    use super::{check, imported};

    fn findings(name: &str, text: &str) -> Vec<String> {
        let mut findings = Vec::new();
        check(name, text, &mut findings);
        findings
    }

    #[test]
    fn grouped_imports_are_taken_apart() {
        let text =
            "use crate::{\n    signals::{Signals, Action},\n    i18n::t,\n    shell,\n};\nuse crate::components::x;";
        assert_eq!(imported(text, "crate::"), ["signals", "i18n", "shell", "components"]);
    }

    #[test]
    fn a_component_that_reaches_into_the_shell_is_found() {
        let found = findings("src/components/window.rs", "//! .\nuse crate::shell::http;\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(findings("src/components/window.rs", "//! .\nuse crate::signals::Signals;\n").is_empty());
    }

    #[test]
    fn a_long_file_is_found_and_its_tests_do_not_count() {
        let long = format!("//! .\n{}", "//\n".repeat(400));
        assert_eq!(findings("crates/x/src/a.rs", &long).len(), 1);
        let tested = format!("//! .\n#[cfg(test)]\n{}", "//\n".repeat(400));
        assert!(findings("crates/x/src/a.rs", &tested).is_empty());
    }
}
