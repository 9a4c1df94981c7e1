//! `npm`: the package `parlor-chat` as a tarball. What is in it is npm/package with the built files beside it; what npm
//! packs of that is `files` in its package.json.

use std::{fs, path::PathBuf};

use crate::{Outcome, build, place, run};

pub(crate) fn run(arguments: &[String]) -> Outcome {
    if !arguments.is_empty() {
        return Err("usage: cargo xtask npm".into());
    }
    build::all(true)?;
    let tarball = pack()?;
    println!("{}", tarball.display());
    Ok(())
}

/// Packs what `build::all(true)` left in dist/.
pub(crate) fn pack() -> Outcome<PathBuf> {
    let (dist, root) = (place::dist(), place::root());
    let out = dist.join("npm");
    let package = out.join("package");
    // What an earlier build left must not travel.
    let _ = fs::remove_dir_all(&out);
    build::copy_all(&root.join("npm/package"), &package)?;
    let module = build::read(&build::module())?;
    let text = String::from_utf8_lossy(&module);
    for file in build::list(&dist)? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Of the files of several builds, those that the module names.
        let is_asset = name.starts_with("parlor-") && text.contains(&name);
        if is_asset || name == "parlor.js" || name == "popout.html" {
            build::write(&package.join(&name), &build::read(&file)?)?;
        }
    }
    build::integrity(&package)?;
    build::write(&package.join("index.js"), &module)?;
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        build::write(&package.join(name), &build::read(&root.join(name))?)?;
    }
    let mut command = std::process::Command::new("npm");
    command.args(["pack", "--silent", "--pack-destination"]).arg(&out).current_dir(&package);
    let name = run::printed(command)?;
    Ok(out.join(name.trim()))
}
