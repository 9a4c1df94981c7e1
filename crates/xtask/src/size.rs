//! `size`: what the shipped files weigh as they travel, as JSON lines, against the budget. Fails above it.

use std::{fs, path::Path};

use brotli::enc::BrotliEncoderParams;
use parlor_texts::LANGUAGES;

use crate::{Outcome, build, place};

/// All that loads before the contact tab works: the script and the tab's wasm.
const FIRST_LOAD: usize = 69 * 1024;
/// The texts of a language, of which a page loads one at most.
const LANGUAGE: usize = 4 * 1024;
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
        let file = of_script(&dist, &script, prefix, ".wasm")?;
        let weight = pressed(&format!("the {part}'s wasm"), &file)?;
        all += weight;
        if part == "tab" {
            first += weight;
        }
    }
    let mut heaviest = 0;
    for language in LANGUAGES {
        let file = of_script(&dist, &script, &format!("parlor-{}-", language.tag), ".txt")?;
        heaviest = heaviest.max(pressed(&format!("the texts in {}", language.tag), &file)?);
    }
    println!(r#"{{"file":"all","brotli":{all}}}"#);
    println!(r#"{{"file":"a language, at most","brotli":{heaviest},"budget":{LANGUAGE}}}"#);
    println!(r#"{{"file":"first load","brotli":{first},"budget":{FIRST_LOAD}}}"#);
    println!(r#"{{"file":"script","brotli":{script_br},"budget":{SCRIPT}}}"#);
    let budgets = [
        ("the first load", first, FIRST_LOAD),
        ("parlor.js", script_br, SCRIPT),
        ("the heaviest language", heaviest, LANGUAGE),
    ];
    let over = budgets.iter().find(|(_, weight, budget)| weight > budget);
    over.map_or(Ok(()), |(what, weight, budget)| {
        Err(format!("{what} weighs {weight} bytes, {} above its budget", weight - budget))
    })
}

/// The file between this beginning and ending whose hash the script has.
fn of_script(dist: &Path, script: &[u8], prefix: &str, ending: &str) -> Outcome<Vec<u8>> {
    let text = String::from_utf8_lossy(script);
    let mut words = text.split(['"', '`', '-', '.']).filter(|word| is_hash(word));
    let place =
        words.find_map(|hash| Some(dist.join(format!("{prefix}{hash}{ending}"))).filter(|place| place.exists()));
    let place = place.ok_or_else(|| format!("dist/parlor.js names no {prefix}<hash>{ending}"))?;
    fs::read(&place).map_err(|why| format!("{}: {why}", place.display()))
}

fn is_hash(word: &str) -> bool {
    word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn pressed(name: &str, content: &[u8]) -> Outcome<usize> {
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 24, ..BrotliEncoderParams::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut out, &parameters).map_err(|why| format!("{name}: {why}"))?;
    println!(r#"{{"file":"{name}","raw":{},"brotli":{}}}"#, content.len(), out.len());
    Ok(out.len())
}
