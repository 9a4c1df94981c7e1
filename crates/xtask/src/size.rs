//! `size`: what the shipped files weigh as they travel, as JSON lines, against the budget. Fails above it.

use std::{fs, path::Path};

use brotli::enc::BrotliEncoderParams;

use crate::{Outcome, build, place};

/// All that loads before the contact tab works: the script and the tab's wasm.
const FIRST_LOAD: usize = 130 * 1024;
/// The script without its style sheet: loader and glue.
const SCRIPT: usize = 10 * 1024;

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("usage: cargo xtask size".into());
    }
    build::all(true)?;
    measure()
}

/// Weighs what `build::all(true)` left in dist/.
pub(crate) fn measure() -> Outcome {
    let dist = place::dist();
    let script = fs::read(dist.join("parlor.js")).map_err(|why| format!("dist/parlor.js: {why}"))?;
    let alone = fs::read(build::script_alone()).map_err(|why| format!("{}: {why}", build::script_alone().display()))?;
    let script_br = pressed("parlor.js without its style sheet", &alone)?;
    let mut first = pressed("parlor.js", &script)?;
    let mut all = first;
    for (part, prefix) in build::PARTS {
        let file = wasm_of(&dist, &script, prefix)?;
        let weight = pressed(&format!("the {part}'s wasm"), &file)?;
        all += weight;
        if part == "tab" {
            first += weight;
        }
    }
    println!(r#"{{"file":"all","brotli":{all}}}"#);
    println!(r#"{{"file":"first load","brotli":{first},"budget":{FIRST_LOAD}}}"#);
    println!(r#"{{"file":"script","brotli":{script_br},"budget":{SCRIPT}}}"#);
    match (first > FIRST_LOAD, script_br > SCRIPT) {
        (false, false) => Ok(()),
        (true, _) => Err(format!("the first load weighs {first} bytes, {} above its budget", first - FIRST_LOAD)),
        (_, true) => Err(format!("parlor.js weighs {script_br} bytes, {} above its budget", script_br - SCRIPT)),
    }
}

/// The wasm file of a part that this parlor.js asks for; dist/ may hold that of an earlier build too.
fn wasm_of(dist: &Path, script: &[u8], prefix: &str) -> Outcome<Vec<u8>> {
    let text = String::from_utf8_lossy(script);
    let mut names = text.split('"').filter_map(|word| word.strip_prefix(prefix)?.strip_suffix(".wasm"));
    let hash = names.find(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let hash = hash.ok_or_else(|| format!("dist/parlor.js names no {prefix}<hash>.wasm"))?;
    let name = format!("{prefix}{hash}.wasm");
    fs::read(dist.join(&name)).map_err(|why| format!("dist/{name}: {why}"))
}

fn pressed(name: &str, content: &[u8]) -> Outcome<usize> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, ..BrotliEncoderParams::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut out, &parameters).map_err(|why| format!("{name}: {why}"))?;
    println!(r#"{{"file":"{name}","raw":{},"brotli":{}}}"#, content.len(), out.len());
    Ok(out.len())
}
