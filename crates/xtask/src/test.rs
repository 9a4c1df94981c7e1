//! `test`: every check that CI runs, in the order in which they fail fastest. `test NAME` runs one step.

use std::process::Command;

use crate::{Outcome, build, npm, place, run, size, tidy, tools};

/// Name, what it checks, and how.
type Step = (&'static str, &'static str, fn() -> Outcome);

/// All that is not built for browsers alone.
const NATIVE: [&str; 7] = ["--workspace", "--exclude", "parlor", "--exclude", "parlor-ui", "--exclude", "parlor-desk"];

const STEPS: [Step; 12] = [
    ("fmt", "the sources are formatted", fmt),
    ("tidy", "layout rules", || tidy::run(&[])),
    ("clippy", "lints, native and wasm32", clippy),
    ("native", "tests of all that runs without a browser", native),
    ("docs", "documentation builds without broken links", docs),
    ("wasm", "tests on wasm32 in headless Chromium", wasm),
    ("size", "the shipped files, built, against their budget", || {
        build::all(true)?;
        size::measure()
    }),
    ("e2e", "visitor and agent in a real browser", || script("e2e", "tests/e2e/run.mjs", &[])),
    ("browsers", "the core scenarios in Chromium, Firefox and WebKitGTK", || browsers(&[])),
    ("npm", "the npm package, in the hands of those who install it", npm),
    ("deny", "licences, bans and sources of dependencies", deny),
    ("trunk", "`trunk build` makes the development page", trunk),
];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [] => {
            for (name, what, step) in STEPS {
                run::step(&format!("{name}: {what}"), step)?;
            }
            println!("all {} steps passed", STEPS.len());
            Ok(())
        }
        [flag] if flag == "--list" => {
            for (name, what, _) in STEPS {
                println!("{name:8} {what}");
            }
            Ok(())
        }
        [name, rest @ ..] => {
            if name == "e2e" {
                return play(rest, |_| {});
            }
            if name == "browsers" {
                build::all(true)?;
                return browsers(rest);
            }
            let names = || STEPS.map(|(name, ..)| name).join(", ");
            let (name, what, step) = STEPS
                .iter()
                .find(|(known, ..)| known == name)
                .ok_or_else(|| format!("there is no test step `{name}`; there are {}", names()))?;
            run::step(&format!("{name}: {what}"), step)
        }
    }
}

/// Runs a browser script of tests/e2e against the server of this checkout.
pub(crate) fn script(name: &str, file: &str, arguments: &[String]) -> Outcome {
    tools::browsers()?;
    if name != "e2e" {
        build::all(true)?;
    }
    server_and(file, arguments, |_| {})
}

/// Plays the scenarios with all of these words in their name; `prepare` sets what they take from the environment.
pub(crate) fn play(words: &[String], prepare: impl FnOnce(&mut Command)) -> Outcome {
    tools::browsers()?;
    build::all(true)?;
    server_and("tests/e2e/run.mjs", words, prepare)
}

/// Measures the shipped files in a real browser, all or the named figures; with `--peers` other widgets beside them.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    let (flags, names): (Vec<String>, Vec<String>) = arguments.iter().cloned().partition(|word| word == "--peers");
    tools::browsers()?;
    build::all(true)?;
    if !flags.is_empty() {
        tools::peers()?;
    }
    server_and("tests/e2e/bench.mjs", &names, |command| {
        if !flags.is_empty() {
            command.env("PARLOR_PEERS", place::peers());
        }
    })
}

/// Plays the core scenarios in each browser; with `--write` their table is written to docs/browsers.md.
fn browsers(arguments: &[String]) -> Outcome {
    tools::browsers()?;
    tools::webkit()?;
    server_and("tests/e2e/browsers.mjs", arguments, |_| {})
}

fn npm() -> Outcome {
    tools::browsers()?;
    tools::packaging()?;
    let arguments = [npm::pack()?, place::packaging()].map(|path| path.to_string_lossy().into_owned());
    server_and("npm/packaging/run.mjs", &arguments, |_| {})
}

fn server_and(file: &str, arguments: &[String], prepare: impl FnOnce(&mut Command)) -> Outcome {
    run::all_the_way(run::cargo(&["build", "--quiet", "--package", "parlor-server"]))?;
    run::all_the_way(run::cargo(&["build", "--quiet", "--package", "parlor-call", "--example", "agent"]))?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = run::node(&place::root().join(file), &arguments);
    let built = |path: &str| place::native_target().join("debug").join(path);
    command.env("PARLOR_SERVER", built("parlor-server")).env("PARLOR_AGENT", built("examples/agent"));
    command.env("PARLOR_DIST", place::dist()).env("PARLOR_MODULE", build::module());
    prepare(&mut command);
    run::all_the_way(command)
}

fn fmt() -> Outcome {
    run::all_the_way(run::cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    let strict = ["--", "-D", "warnings"];
    run::all_the_way(run::cargo(&[&["clippy", "--quiet", "--all-targets"], &NATIVE[..], &strict[..]].concat()))?;
    tools::for_build()?;
    let wasm = ["clippy", "--quiet", "--all-targets", "-p", "parlor", "-p", "parlor-ui", "-p", "parlor-desk"];
    run::all_the_way(run::cargo_wasm(&[&wasm[..], &strict[..]].concat()))
}

fn native() -> Outcome {
    run::all_the_way(run::cargo(&[&["test", "--quiet"], &NATIVE[..]].concat()))?;
    // What the browser's crates decide without a browser.
    run::all_the_way(run::cargo(&["test", "--quiet", "--package", "parlor-desk"]))?;
    run::all_the_way(run::cargo(&["test", "--quiet", "--lib", "--package", "parlor", "--package", "parlor-ui"]))
}

fn docs() -> Outcome {
    let arguments = ["doc", "--quiet", "--no-deps", "--document-private-items"];
    let mut command = run::cargo(&[&arguments, &NATIVE[..]].concat());
    command.env("RUSTDOCFLAGS", "-D warnings");
    run::all_the_way(command)
}

fn wasm() -> Outcome {
    tools::for_build()?;
    tools::browsers()?;
    // Not quiet: wasm-bindgen's runner takes no such flag.
    for package in ["parlor-protocol", "parlor-session", "parlor", "parlor-desk"] {
        run::all_the_way(run::cargo_wasm(&["test", "--package", package, "--test", "*"]))?;
    }
    Ok(())
}

fn deny() -> Outcome {
    tools::deny()?;
    let mut command = Command::new(place::cargo_tools().join("bin/cargo-deny"));
    command.args(["--workspace", "--log-level", "warn", "check", "licenses", "bans", "sources"]);
    run::all_the_way(in_checkout(command))
}

fn trunk() -> Outcome {
    tools::for_build()?;
    tools::trunk()?;
    let mut command = Command::new(place::cargo_tools().join("bin/trunk"));
    command.args(["build", "--offline"]);
    run::all_the_way(in_checkout(command))
}

fn in_checkout(mut command: Command) -> Command {
    let tools = [place::cargo_tools().join("bin"), place::npm_tools().join("node_modules/.bin")];
    let found = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(tools.into_iter().chain(std::env::split_paths(&found))).unwrap_or(found);
    command.current_dir(place::root()).env("PATH", path).env("CARGO_TARGET_DIR", place::wasm_target());
    command
}
