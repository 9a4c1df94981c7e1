//! The style sheets as they travel: the tab's in the script, the chat's as a section of its wasm, the desk's as a file.

use std::path::{Path, PathBuf};

use crate::{
    Outcome,
    build::{list, read, text, write},
    place, run,
};

const TAB: &str = "components/contact_tab.css";
const SHARED: [&str; 2] = ["progress.css", "call.css"];

/// What the tab needs before any wasm is there, and where none can be had.
pub(crate) fn tab() -> Outcome<String> {
    minified(&[tokens(true)?, tab_sheets()?].concat(), "tab")
}

/// What comes once the chat does: all else, of the tokens too. Those of the tab may have got the tenant's values meanwhile.
pub(crate) fn chat() -> Outcome<String> {
    let mut components = css_in(&place::root().join("style/components"))?;
    components.retain(|file| !file.ends_with(TAB));
    minified(&[tokens(false)?, of(&["controls.css"])?, of(&SHARED)?, all(&components)?].concat(), "chat")
}

/// The tokens of the tab, or all others.
fn tokens(of_tab: bool) -> Outcome<String> {
    let (tokens, sheets) = (of(&["tokens.css"])?, tab_sheets()?);
    let needed = needed(&tokens, &sheets);
    Ok(only(&tokens, |name| needed.contains(&name) == of_tab))
}

pub(crate) fn desk() -> Outcome<String> {
    Ok([of(&["tokens.css"])?, of(&SHARED)?, all(&css_in(&place::root().join("crates/desk/style"))?)?].concat())
}

fn tab_sheets() -> Outcome<String> {
    of(&["reset.css", "main.css", TAB])
}

/// The tokens that `sheets` use, and those that these refer to.
fn needed<'a>(tokens: &'a str, sheets: &str) -> Vec<&'a str> {
    let mut needed: Vec<&str> = Vec::new();
    let mut from = sheets.to_owned();
    loop {
        let uses = |name: &str| {
            let used = ["var(", name].concat();
            from.match_indices(&used).any(|(at, _)| from[at + used.len()..].starts_with([')', ',']))
        };
        let declared = || tokens.lines().filter_map(declaration);
        let more: Vec<(&str, &str)> = declared().filter(|(name, _)| !needed.contains(name) && uses(name)).collect();
        if more.is_empty() {
            return needed;
        }
        needed.extend(more.iter().map(|(name, _)| name));
        from = more.iter().map(|(_, value)| *value).collect();
    }
}

/// The name and the value of a line that declares a token.
fn declaration(line: &str) -> Option<(&str, &str)> {
    line.trim().split_once(':').filter(|(name, _)| name.starts_with("--parlor-"))
}

fn only(tokens: &str, is_wanted: impl Fn(&str) -> bool) -> String {
    tokens.split_inclusive('\n').filter(|line| declaration(line).is_none_or(|(name, _)| is_wanted(name))).collect()
}

fn of(names: &[&str]) -> Outcome<String> {
    all(&names.iter().map(|name| place::root().join("style").join(name)).collect::<Vec<_>>())
}

fn all(files: &[PathBuf]) -> Outcome<String> {
    files.iter().map(|file| text(file)).collect()
}

fn css_in(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = list(dir)?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "css"));
    Ok(files)
}

fn minified(sheet: &str, name: &str) -> Outcome<String> {
    let place = place::wasm_target().join("bindgen");
    let [from, to] = ["css", "min.css"].map(|ending| place.join(format!("style-{name}.{ending}")));
    write(&from, sheet.as_bytes())?;
    let given = [&place::npm_tools(), &from, &to].map(|path| path.to_string_lossy().into_owned());
    let script = place::root().join("npm/loader/minify.mjs");
    run::all_the_way(run::node(&script, &given.each_ref().map(String::as_str)))?;
    Ok(String::from_utf8_lossy(&read(&to)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKENS: &str = ":host {
  /* Words */
  --parlor-a: 1px;
  --parlor-a-b: var(--parlor-c);
  --parlor-c: 2px;
  --parlor-d: 3px;
}
";

    #[test]
    fn each_part_has_the_tokens_that_it_uses_and_none_is_in_both() {
        let needed = needed(TOKENS, ".x { width: var(--parlor-a-b, 0) }");
        assert_eq!(needed, ["--parlor-a-b", "--parlor-c"]);
        let [tab, rest] = [true, false].map(|is_tab| only(TOKENS, |name| needed.contains(&name) == is_tab));
        assert_eq!(tab, ":host {\n  /* Words */\n  --parlor-a-b: var(--parlor-c);\n  --parlor-c: 2px;\n}\n");
        assert_eq!(rest, ":host {\n  /* Words */\n  --parlor-a: 1px;\n  --parlor-d: 3px;\n}\n");
    }
}
