//! Where things are: the checkout, and the cache outside of it that a fresh clone finds warm.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The checkout.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}

/// Tools and build output that outlive a clone. `PARLOR_CACHE` moves it.
pub(crate) fn cache() -> PathBuf {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PARLOR_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("parlor")))
        .or_else(|| set("HOME").map(|dir| dir.join(".cache/parlor")))
        .unwrap_or_else(|| root().join("target/cache"))
}

/// Build output for this machine, and for wasm. Two folders, so that the two builds never wait for each other.
pub(crate) fn native_target() -> PathBuf {
    cache().join("target")
}

pub(crate) fn wasm_target() -> PathBuf {
    cache().join("target-wasm")
}

pub(crate) fn cargo_tools() -> PathBuf {
    cache().join("tools")
}

pub(crate) fn npm_tools() -> PathBuf {
    cache().join("npm")
}

/// Where the npm package is unpacked among what it is tried with.
pub(crate) fn packaging() -> PathBuf {
    cache().join("packaging")
}

/// Other chat widgets.
pub(crate) fn peers() -> PathBuf {
    cache().join("peers")
}

pub(crate) fn dist() -> PathBuf {
    root().join("dist")
}
