//! `snippet`: the script tag for a page, with the hash of the script that `build --release` left in dist/, so that a browser
//! runs this one and no other, and what the page's policy has to allow, where it has one. Prints both; changes nothing.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::{Outcome, build, place};

const USAGE: &str = "usage: cargo xtask snippet --url ADDRESS-OF-PARLOR.JS --api-url URL --tenant-url HOST --app-id ID \
                     [--NAME VALUE for any other data-NAME]";
/// Without these there is no widget.
const NEEDED: [&str; 4] = ["url", "api-url", "tenant-url", "app-id"];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let given = read(arguments)?;
    let path = place::dist().join("integrity.json");
    let hashes: Map<String, Value> =
        serde_json::from_slice(&build::read(&path)?).map_err(|why| format!("{}: {why}", path.display()))?;
    let hash = hashes.get("parlor.js").and_then(Value::as_str);
    let hash = hash.ok_or("dist/ has no parlor.js; `cargo xtask build --release` makes it")?;
    let script = build::read(&place::dist().join("parlor.js"))?;
    let wasm = hashes.keys().find(|name| is_tab(name) && String::from_utf8_lossy(&script).contains(name.as_str()));
    let preload = wasm.map(|wasm| preload(&given, wasm)).unwrap_or_default();
    println!("{}\n{preload}{}", policy(&given), tag(&given, hash));
    Ok(())
}

fn read(arguments: &[String]) -> Outcome<Vec<(String, String)>> {
    let mut given = Vec::new();
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return Err(format!("{} has no value\n{USAGE}", pair[0])) };
        let name = name.strip_prefix("--").ok_or_else(|| format!("{name} is no name of an option\n{USAGE}"))?;
        given.push((name.to_owned(), value.clone()));
    }
    let missing = NEEDED.iter().find(|needed| !given.iter().any(|(name, _)| name == *needed));
    missing.map_or(Ok(given), |name| Err(format!("--{name} is missing\n{USAGE}")))
}

/// The wasm of the tab's part, which this very script asks for once it runs: a browser that knows of it has it by then.
fn preload(given: &[(String, String)], wasm: &str) -> String {
    let url = given.iter().find(|(name, _)| name == "url").map_or("", |(_, value)| value);
    let folder = url.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("<link rel=\"preload\" as=\"fetch\" crossorigin href=\"{}/{wasm}\">\n", escaped(folder))
}

fn is_tab(name: &str) -> bool {
    let hash = name.strip_prefix("parlor-").and_then(|rest| rest.strip_suffix(".wasm"));
    hash.is_some_and(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// A comment, so that both can be put on a page as they are.
fn policy(given: &[(String, String)]) -> String {
    let origin = |name: &str| {
        let url = given.iter().find(|(given, _)| given == name).map_or("", |(_, value)| value);
        let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
        escaped(&[scheme, "://", rest.split('/').next().unwrap_or(rest)].concat())
    };
    let (files, center) = (origin("url"), origin("api-url"));
    let connect = if files == center { files.clone() } else { [&*files, " ", &center].concat() };
    format!(
        "<!-- A Content-Security-Policy needs: script-src {files} 'wasm-unsafe-eval'; connect-src {connect}; \
         img-src blob: -->"
    )
}

fn tag(given: &[(String, String)], hash: &str) -> String {
    let mut attributes = String::new();
    let mut src = String::new();
    for (name, value) in given {
        if name == "url" {
            src = escaped(value);
        } else {
            // Writing to a string can't fail.
            let _ = write!(attributes, "\n  data-{name}=\"{}\"", escaped(value));
        }
    }
    format!("<script async src=\"{src}\"\n  integrity=\"{hash}\" crossorigin=\"anonymous\"{attributes}></script>")
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn e49_the_tag_has_the_hash_and_what_was_given() {
        let line =
            "--url https://s.example/parlor.js --api-url https://t.example/api --tenant-url t.example --app-id a&b";
        let given = read(&words(line)).unwrap_or_default();
        let expected = "<script async src=\"https://s.example/parlor.js\"\n  integrity=\"sha384-x\" \
                        crossorigin=\"anonymous\"\n  data-api-url=\"https://t.example/api\"\n  \
                        data-tenant-url=\"t.example\"\n  data-app-id=\"a&amp;b\"></script>";
        assert_eq!(tag(&given, "sha384-x"), expected);
        assert!(is_tab("parlor-0123456789abcdef.wasm") && !is_tab("parlor-chat-0123456789abcdef.wasm"));
        let preloaded =
            "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"https://s.example/parlor-0123456789abcdef.wasm\">\n";
        assert_eq!(preload(&given, "parlor-0123456789abcdef.wasm"), preloaded);
        assert_eq!(
            policy(&given),
            "<!-- A Content-Security-Policy needs: script-src https://s.example 'wasm-unsafe-eval'; \
             connect-src https://s.example https://t.example; img-src blob: -->"
        );
    }

    #[test]
    fn what_is_missing_or_has_no_value_is_named() {
        for (line, fault) in [
            ("--url x --api-url y --tenant-url z", "--app-id is missing"),
            ("--url", "--url has no value"),
            ("url x", "url is no name of an option"),
        ] {
            let said = read(&words(line)).err().unwrap_or_default();
            assert!(said.starts_with(fault), "{said}");
        }
    }
}
