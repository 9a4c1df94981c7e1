//! `soak --build`: the shipped files once more, from a clone at another place and with nothing compiled before, byte by byte
//! the same. Who doubts a release can make it by himself.

use std::{collections::BTreeMap, fs, os::unix::fs::symlink, path::Path, process::Command};

use crate::{Outcome, build, npm, place, run};

pub(crate) fn run() -> Outcome {
    let mut status = Command::new("git");
    status.args(["status", "--porcelain"]).current_dir(place::root());
    if !run::printed(status)?.trim().is_empty() {
        return Err("there are changes that are not committed; the second build is one of the last commit".to_owned());
    }
    build::all(true)?;
    npm::pack()?;
    let first = shipped(&place::dist())?;
    let home = place::cache().join("again");
    let _ = fs::remove_dir_all(&home);
    fs::create_dir_all(&home).map_err(|why| format!("{}: {why}", home.display()))?;
    // The tools are pinned and no part of what is compared.
    for tools in [place::cargo_tools(), place::npm_tools()] {
        let name = tools.file_name().unwrap_or_default().to_owned();
        symlink(&tools, home.join(name)).map_err(|why| format!("{}: {why}", tools.display()))?;
    }
    let checkout = home.join("checkout");
    let mut clone = Command::new("git");
    clone.args(["clone", "--quiet"]).arg(place::root()).arg(&checkout);
    run::all_the_way(clone)?;
    let mut second = Command::new("cargo");
    second.args(["xtask", "npm"]).current_dir(&checkout);
    second.env("PARLOR_CACHE", &home).env("CARGO_TARGET_DIR", home.join("xtask"));
    run::all_the_way(second)?;
    let differ = differences(&first, &shipped(&checkout.join("dist"))?);
    if !differ.is_empty() {
        return Err(format!("the second build differs in {}; it is left in {}", differ.join(", "), home.display()));
    }
    println!("{} files are the same, byte by byte", first.len());
    fs::remove_dir_all(&home).map_err(|why| format!("{}: {why}", home.display()))
}

/// What travels: the files beside the script, and the package with its tarball. Those of the release before stay in dist/
/// and are not compared.
fn shipped(dist: &Path) -> Outcome<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for folder in ["", "npm", "npm/package"] {
        for file in build::list(&dist.join(folder))? {
            let name = [folder, "/", &file.file_name().unwrap_or_default().to_string_lossy()].concat();
            let is_fixed = !folder.is_empty() || matches!(&*name, "/parlor.js" | "/popout.html");
            if is_fixed {
                found.insert(name, build::read(&file)?);
            }
        }
    }
    Ok(found)
}

fn differences(first: &BTreeMap<String, Vec<u8>>, second: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = first.keys().chain(second.keys().filter(|name| !first.contains_key(*name)));
    names.filter(|name| first.get(*name) != second.get(*name)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_or_another_is_named_and_what_is_the_same_is_not() {
        let files = |all: &[(&str, &[u8])]| {
            all.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect::<BTreeMap<_, _>>()
        };
        let first = files(&[("a", b"1"), ("b", b"2"), ("c", b"3")]);
        let second = files(&[("a", b"1"), ("b", b"x"), ("d", b"4")]);
        assert_eq!(differences(&first, &second), ["b", "c", "d"]);
    }
}
