//! Running other programs, with an error that names the program when it fails.

use std::{path::Path, process::Command, time::Instant};

use crate::{Outcome, place};

/// cargo for this machine, in the checkout.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(place::root()).env("CARGO_TARGET_DIR", place::native_target());
    command
}

/// cargo for wasm32, with the test runner and browser set up.
pub(crate) fn cargo_wasm(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(arguments)
        .current_dir(place::root())
        .env("CARGO_TARGET_DIR", place::wasm_target())
        .env("CARGO_BUILD_TARGET", "wasm32-unknown-unknown")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", place::cargo_tools().join("bin/wasm-bindgen-test-runner"))
        .env("CHROMEDRIVER", "/usr/bin/chromedriver")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    command
}

/// A script of ours, with the npm tools in reach.
pub(crate) fn node(script: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("node");
    command
        .arg(script)
        .args(arguments)
        .current_dir(place::root())
        .env("PARLOR_TOOLS", place::npm_tools())
        .env("NODE_PATH", place::npm_tools().join("node_modules"));
    command
}

/// Runs to the end; anything but success is an error.
pub(crate) fn all_the_way(mut command: Command) -> Outcome {
    let name = command.get_program().to_string_lossy().into_owned();
    let line = line(&command);
    let status = command.status().map_err(|why| format!("`{name}` did not start: {why}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed: {status}")) }
}

/// Runs to the end and returns what it printed.
pub(crate) fn printed(mut command: Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|why| format!("`{name}` did not start: {why}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("`{}` failed: {}", line(&command), String::from_utf8_lossy(&output.stderr).trim()))
    }
}

/// Says what is being done, and how long it took.
pub(crate) fn step(what: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    println!("── {what}");
    let start = Instant::now();
    work()?;
    println!("── {what}: {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn line(command: &Command) -> String {
    let words = command.get_args().map(|word| word.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy()).chain(words).collect::<Vec<_>>().join(" ")
}
