//! Installs what is missing, each pinned: the wasm target, the cargo tools, the npm tools, Debian's browsers.
//! Called by every command that needs a tool; does nothing where the tool is there in its version.

use std::{fs, path::Path, process::Command};

use crate::{Outcome, place, run};

/// Same as the crate's version in Cargo.toml: the glue's format belongs to both.
const WASM_BINDGEN: &str = "0.2.129";
/// The newest that this Rust version builds.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";

/// What builds the wasm: the target, wasm-bindgen, esbuild and wasm-opt.
pub(crate) fn for_build() -> Outcome {
    wasm_target()?;
    cargo_tool("wasm-bindgen", "wasm-bindgen-cli", WASM_BINDGEN, &[])?;
    npm()
}

pub(crate) fn trunk() -> Outcome {
    cargo_tool("trunk", "trunk", TRUNK, &["--no-default-features", "--features", "rustls"])
}

pub(crate) fn deny() -> Outcome {
    cargo_tool("cargo-deny", "cargo-deny", CARGO_DENY, &[])
}

/// What the tests in browsers take from Debian, and where it puts it: the browsers, and a TURN server for calls.
const PACKAGES: [(&str, &str); 4] = [
    ("chromium", "/usr/bin/chromium"),
    ("chromium-driver", "/usr/bin/chromedriver"),
    ("firefox-esr", "/usr/bin/firefox-esr"),
    ("coturn", "/usr/bin/turnserver"),
];

/// The browser that only `test browsers` plays in, and the screen that it draws on.
const WEBKIT: [(&str, &str); 2] = [("webkit2gtk-driver", "/usr/bin/WebKitWebDriver"), ("xvfb", "/usr/bin/Xvfb")];

pub(crate) fn browsers() -> Outcome {
    debian(&PACKAGES)
}

pub(crate) fn webkit() -> Outcome {
    debian(&WEBKIT)
}

fn debian(wanted: &[(&str, &str)]) -> Outcome {
    let missing: Vec<&str> =
        wanted.iter().filter(|(_, path)| !Path::new(path).exists()).map(|(package, _)| *package).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    let by_hand = format!("install them as root: apt-get install -y --no-install-recommends {packages}");
    let user = run::printed(command("id", &["-u"]))?;
    if user.trim() != "0" {
        return Err(format!("{packages}: needed, and this user may not install them; {by_hand}"));
    }
    run::step(&format!("installing {packages}"), || {
        run::all_the_way(command("apt-get", &["update", "-qq"]))?;
        let mut install = command("apt-get", &["install", "-y", "-qq", "--no-install-recommends"]);
        install.args(&missing).env("DEBIAN_FRONTEND", "noninteractive");
        run::all_the_way(install).map_err(|why| format!("{why}; {by_hand}"))
    })
}

fn wasm_target() -> Outcome {
    toolchain("wasm32-unknown-unknown", ["target", "add", "wasm32-unknown-unknown"])
}

/// The sources of the standard library, which the shipped wasm has its own build of.
pub(crate) fn rust_src() -> Outcome {
    toolchain("src/rust/library/std", ["component", "add", "rust-src"])
}

/// Has rustup add what the toolchain has not got in this folder of its libraries.
fn toolchain(folder: &str, add: [&str; 3]) -> Outcome {
    let sysroot = run::printed(command("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(folder).exists() {
        return Ok(());
    }
    run::all_the_way(command("rustup", &add))
}

fn cargo_tool(program: &str, package: &str, version: &str, flags: &[&str]) -> Outcome {
    let path = place::cargo_tools().join("bin").join(program);
    let mut ask = Command::new(&path);
    ask.arg("--version");
    if run::printed(ask).is_ok_and(|printed| printed.split_whitespace().any(|word| word == version)) {
        return Ok(());
    }
    run::step(&format!("installing {package} {version}"), || {
        let mut install = Command::new("cargo");
        // Without optimisation a tool builds in a third of the time, and runs long enough only in its own C parts.
        install
            .args(["install", "--quiet", "--debug", "--locked", "--force", package, "--version", version, "--root"])
            .arg(place::cargo_tools())
            .args(flags)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_TARGET_DIR", place::cache().join("target-tools"))
            .env_remove("CARGO_BUILD_TARGET");
        run::all_the_way(install)
    })
}

fn npm() -> Outcome {
    npm_ci("npm/tools", &place::npm_tools(), "the npm tools")
}

/// What the npm package is tried with.
pub(crate) fn packaging() -> Outcome {
    npm_ci("npm/packaging", &place::packaging(), "what the npm package is tried with")
}

/// Other chat widgets, for the benchmark.
pub(crate) fn peers() -> Outcome {
    npm_ci("npm/peers", &place::peers(), "other chat widgets")
}

/// `npm ci` by the committed lock file, into the cache; again only when the lock file differs.
fn npm_ci(from: &str, to: &Path, what: &str) -> Outcome {
    let from = place::root().join(from);
    let read = |dir: &Path| fs::read(dir.join("package-lock.json")).ok();
    if read(&from) == read(to) && to.join("node_modules/.package-lock.json").exists() {
        return Ok(());
    }
    run::step(&format!("installing {what}"), || {
        let told = |why| format!("{}: {why}", to.display());
        fs::create_dir_all(to).map_err(told)?;
        for file in ["package.json", "package-lock.json", ".npmrc"] {
            fs::copy(from.join(file), to.join(file)).map_err(told)?;
        }
        let mut install = command("npm", &["ci", "--silent"]);
        install.current_dir(to);
        run::all_the_way(install)
    })
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}
