//! `build`: cargo → wasm-bindgen → wasm-opt → dist/, without Trunk. Also called by `demo`, `size` and `test`.
//! File names carry their content's hash, and the files of the previous release stay beside the latest ones.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

use crate::{Outcome, glue, place, run, site, style, texts, tools};

/// Only what every browser since 2022 has; `--all-features` makes files that Chromium refuses.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

pub(crate) fn run(arguments: &[String]) -> Outcome {
    let release = match arguments {
        [] => false,
        [flag] if flag == "--release" => true,
        _ => return Err("usage: cargo xtask build [--release]".into()),
    };
    all(release)
}

/// The widget, the desk and the pages, in dist/. Without `release` the wasm is built for speed of building.
pub(crate) fn all(release: bool) -> Outcome {
    tools::for_build()?;
    if release {
        tools::rust_src()?;
    }
    let dist = place::dist();
    make_dir(&dist)?;
    run::step("building the widget", || widget(release, &dist))?;
    popout(&dist)?;
    run::step("building the desk", || desk(release, &dist))?;
    copy_all(&place::root().join("public"), &dist.join("public"))?;
    site::write_all(&dist)?;
    integrity(&dist)
}

/// The widget's parts, each a wasm module: the feature that makes it, and what its file's name begins with.
pub(crate) const PARTS: [(&str, &str); 2] = [("tab", "parlor-"), ("chat", "parlor-chat-")];

fn widget(release: bool, dist: &Path) -> Outcome {
    let script = dist.join("parlor.js");
    let before = fs::read_to_string(&script).unwrap_or_default();
    let made =
        PARTS.map(|(part, _)| bindgen("parlor", Some(part), release)).into_iter().collect::<Outcome<Vec<_>>>()?;
    let (modules, glue) = glue::unite(&made)?;
    let work = place::wasm_target().join("bindgen");
    let united = work.join("parlor.js");
    write(&united, glue.as_bytes())?;
    let mut built = vec![("--glue".to_owned(), united.to_string_lossy().into_owned())];
    for ((part, prefix), mut wasm) in PARTS.into_iter().zip(modules) {
        if part == "chat" {
            add_section(&mut wasm, "css", style::chat()?.as_bytes());
        }
        let name = format!("{prefix}{}.wasm", short_hash(&wasm));
        write(&dist.join(&name), &wasm)?;
        built.extend([(format!("--{part}-file"), name), (format!("--{part}-integrity"), sri(&wasm))]);
    }
    let (css, bare) = (work.join("parlor.css"), work.join("none.css"));
    write(&css, style::tab()?.as_bytes())?;
    write(&bare, b"")?;
    built.push(("--texts".to_owned(), texts::write_all(dist)?));
    built.push(("--languages".to_owned(), texts::tags()));
    let bundle = |entry: &str, css: &Path, out: &Path| {
        let [tools, css, out] = [&*place::npm_tools(), css, out].map(|path| path.to_string_lossy().into_owned());
        let mut given = vec!["--tools", &tools, "--entry", entry, "--css", &css, "--out", &out];
        given.extend(built.iter().flat_map(|(flag, value)| [flag.as_str(), value.as_str()]));
        run::all_the_way(run::node(&place::root().join("npm/loader/build.mjs"), &given))
    };
    bundle("tag.js", &bare, &script_alone())?;
    bundle("tag.js", &css, &script)?;
    bundle("mount.js", &css, &module())?;
    prune(dist, &[before, String::from_utf8_lossy(&read(&script)?).into_owned()])
}

/// Removes the wasm and the texts that neither this script nor the one before it asks for.
fn prune(dist: &Path, scripts: &[String]) -> Outcome {
    for file in list(dist)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let shipped = file.extension().is_some_and(|ending| ending == "wasm" || ending == "txt");
        let hash = name.strip_prefix("parlor-").and_then(|name| name.rsplit('-').next()).filter(|_| shipped);
        if hash.is_some_and(|hash| !scripts.iter().any(|script| script.contains(hash))) {
            fs::remove_file(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        }
    }
    Ok(())
}

/// The script without its style sheet, to weigh the two apart.
pub(crate) fn script_alone() -> PathBuf {
    place::wasm_target().join("bindgen/script-alone.js")
}

/// The npm package's module.
pub(crate) fn module() -> PathBuf {
    place::wasm_target().join("bindgen/index.js")
}

/// The page of a chat in a window of its own: one file, whose policy names its style and its script by their hashes.
fn popout(dist: &Path) -> Outcome {
    let source = |name: &str| text(&place::root().join("npm/popout").join(name));
    let (css, js) = (source("popout.css")?, source("popout.js")?);
    let hash = |text: &str| format!("sha256-{}", STANDARD.encode(Sha256::digest(text)));
    let page = filled(
        &source("popout.html")?,
        &[("{{style}}", &hash(&css)), ("{{script}}", &hash(&js)), ("{{css}}", &css), ("{{js}}", &js)],
    );
    write(&dist.join("popout.html"), page.as_bytes())
}

fn desk(release: bool, dist: &Path) -> Outcome {
    let (modules, glue) = glue::unite(&[bindgen("parlor-desk", None, release)?])?;
    let (to, page) = (dist.join("desk"), place::root().join("crates/desk/page"));
    make_dir(&to)?;
    copy_all(&page, &to)?;
    write(&to.join("desk.js"), glue.replace("parlor_desk_bg.wasm", "desk_bg.wasm").as_bytes())?;
    write(&to.join("desk_bg.wasm"), &modules.concat())?;
    write(&to.join("desk.css"), style::desk()?.as_bytes())
}

/// Builds a wasm crate, or the part of it that a feature makes; returns the module and its glue.
fn bindgen(package: &str, part: Option<&str>, release: bool) -> Outcome<(Vec<u8>, String)> {
    let (profile, folder) = if release { ("widget", "widget") } else { ("dev", "debug") };
    // The crates are libraries for their tests too; built as both at once, they would miss link-time optimisation.
    let mut arguments =
        vec!["rustc", "--quiet", "--lib", "--crate-type", "cdylib", "--package", package, "--profile", profile];
    arguments.extend(part.iter().flat_map(|part| ["--no-default-features", "--features", part]));
    let (target, command) = match part.filter(|_| release) {
        Some(part) => {
            arguments.extend(SMALL_STD);
            let target = place::wasm_target().join(format!("small-{part}"));
            let mut command = run::cargo_wasm(&arguments);
            command.env("CARGO_TARGET_DIR", &target).env("RUSTC_BOOTSTRAP", "1");
            // Alone of all ways to give flags it takes the place of those in .cargo/config.toml.
            command.env("RUSTFLAGS", small_flags(part));
            (target, command)
        }
        None => (place::wasm_target(), run::cargo_wasm(&arguments)),
    };
    run::all_the_way(command)?;
    let name = package.replace('-', "_");
    let built = target.join("wasm32-unknown-unknown").join(folder).join(format!("{name}.wasm"));
    let out = place::wasm_target().join("bindgen").join(folder).join(part.unwrap_or(package));
    let mut command = std::process::Command::new(place::cargo_tools().join("bin/wasm-bindgen"));
    command.args(["--target", "web", "--no-typescript", "--out-name", &name, "--out-dir"]).arg(&out).arg(&built);
    run::all_the_way(command)?;
    let (wasm, glue) = (out.join(format!("{name}_bg.wasm")), out.join(format!("{name}.js")));
    if release {
        optimise(&wasm)?;
    }
    Ok((read(&wasm)?, text(&glue)?))
}

/// The standard library, built anew: for size, and without what words a panic, which traps at once instead. For the
/// widget only, where it is a seventh of what travels (docs/size.md); the compiler takes these flags on its word
/// (`RUSTC_BOOTSTRAP`) that it is pinned. What traps at once unwinds as far as cargo knows.
const SMALL_STD: [&str; 4] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    "profile.widget.panic=\"unwind\"",
];

/// Erased types make the chat smaller and the tab larger (docs/size.md), so that each part has a folder of its own.
fn small_flags(part: &str) -> String {
    let erased = if part == "chat" { " --cfg erase_components" } else { "" };
    format!("-Zunstable-options -Cpanic=immediate-abort{erased}")
}

/// -Os: the smallest of the levels in what travels (docs/size.md).
fn optimise(wasm: &Path) -> Outcome {
    let path = wasm.to_string_lossy();
    let mut arguments = vec!["-Os", "--strip-debug", "--strip-producers", &path, "-o", &path];
    arguments.extend(WASM_FEATURES);
    run::all_the_way(run::node(&place::npm_tools().join("node_modules/binaryen/bin/wasm-opt"), &arguments))
}

/// Appends a custom section, as the WebAssembly specification has it: 0, the length of what follows, the length of the
/// name, the name, the content.
fn add_section(wasm: &mut Vec<u8>, name: &str, content: &[u8]) {
    let mut section = Vec::new();
    leb128(&mut section, name.len());
    section.extend_from_slice(name.as_bytes());
    section.extend_from_slice(content);
    wasm.push(0);
    leb128(wasm, section.len());
    wasm.extend_from_slice(&section);
}

fn leb128(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        out.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            break;
        }
    }
}

/// Writes `integrity.json`: every shipped file of the widget with the hash that an `integrity` attribute takes.
pub(crate) fn integrity(dist: &Path) -> Outcome {
    let mut hashes = BTreeMap::new();
    for file in list(dist)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shipped =
            ["js", "wasm", "txt", "html"].iter().any(|kind| file.extension().is_some_and(|ending| ending == *kind));
        if shipped && (name.starts_with("parlor") || name == "popout.html") {
            hashes.insert(name, sri(&read(&file)?));
        }
    }
    let json = serde_json::to_string_pretty(&hashes).map_err(|why| why.to_string())?;
    write(&dist.join("integrity.json"), json.as_bytes())
}

fn sri(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

pub(crate) fn short_hash(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest.iter().take(8).fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"))
}

pub(crate) fn read(path: &Path) -> Outcome<Vec<u8>> {
    fs::read(path).map_err(|why| format!("{}: {why}", path.display()))
}

pub(crate) fn text(path: &Path) -> Outcome<String> {
    Ok(String::from_utf8_lossy(&read(path)?).into_owned())
}

/// A page with its places filled in.
pub(crate) fn filled(page: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(page.to_owned(), |page, (place, text)| page.replace(place, text))
}

/// Through a file beside it and a rename, so that a running server never serves half a file.
pub(crate) fn write(path: &Path, content: &[u8]) -> Outcome {
    let part = path.with_extension("part");
    fs::write(&part, content).and_then(|()| fs::rename(&part, path)).map_err(|why| format!("{}: {why}", path.display()))
}

fn make_dir(path: &Path) -> Outcome {
    fs::create_dir_all(path).map_err(|why| format!("{}: {why}", path.display()))
}

/// The files of a folder, sorted by name; folders are left out.
pub(crate) fn list(dir: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(|why| format!("{}: {why}", dir.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    Ok(files)
}

pub(crate) fn copy_all(from: &Path, to: &Path) -> Outcome {
    make_dir(to)?;
    for entry in fs::read_dir(from).map_err(|why| format!("{}: {why}", from.display()))?.filter_map(Result::ok) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &target)?;
        } else {
            write(&target, &read(&path)?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_release_before_stay_and_older_ones_go() {
        let dist = std::env::temp_dir().join(format!("parlor-prune-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        let names =
            ["parlor-aaaa.wasm", "parlor-chat-bbbb.wasm", "parlor-de-cccc.txt", "parlor-dddd.wasm", "notes.txt"];
        for name in names.into_iter().chain(["parlor-chat-eeee.wasm", "parlor-de-ffff.txt", "parlor.js"]) {
            fs::write(dist.join(name), "").unwrap();
        }
        prune(&dist, &["of aaaa and bbbb, cccc".to_owned(), "of dddd".to_owned()]).unwrap();
        let mut left: Vec<String> =
            list(&dist).unwrap().iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect();
        fs::remove_dir_all(&dist).unwrap();
        left.sort();
        let mut kept = [&names[..], &["parlor.js"]].concat();
        kept.sort_unstable();
        assert_eq!(left, kept);
    }
}
