//! `cargo xtask web`: what a browser loads. The owner's side becomes WebAssembly in `target/web/wasm`, the page is built from `web/` into
//! `target/web/dist`, and `target/web/manifest.json` has the SHA-256 of each file that is served, so that anyone can compare.
//!
//! It fails if what a browser fetches before an owner can begin is more than it may be: sizes, unlike timings, are the same on every machine.
//!
//! Nothing is done again when nothing has changed. Two builds of the same sources by the same compiler give the same bytes:
//! `cargo xtask web --twice` makes them, and compares.

mod first;
mod manifest;
mod page;
mod size;
mod stories;
mod twice;
mod wasm;

use std::path::PathBuf;
use std::time::Instant;

use dlocker_stories::program::target_folder;

use crate::clock;
use crate::install::{node, toolchain};

pub(crate) use stories::{play, types};
pub(crate) use twice::twice;

/// Builds WebAssembly and page.
///
/// # Errors
/// In words, what is missing or does not build.
pub(crate) fn web() -> Result<(), String> {
    let begun = Instant::now();
    let toolchain = build_wasm()?;
    if page::is_there() {
        page::build(&folder())?;
        manifest::write(&folder(), &toolchain)?;
        first::weigh(&folder().join("dist"))?;
    }
    println!("the page is in {}, after {}", folder().display(), clock::words(begun.elapsed()));
    Ok(())
}

/// Builds the WebAssembly alone.
///
/// # Errors
/// In words, what is missing or does not build.
pub(crate) fn wasm() -> Result<(), String> {
    build_wasm().map(|_| ())
}

/// Gives which compiler it was.
fn build_wasm() -> Result<String, String> {
    let begun = Instant::now();
    node()?;
    let toolchain = toolchain()?;
    println!("the compiler for WebAssembly is {}", toolchain.version());
    wasm::build(&toolchain, &folder())?;
    for name in wasm::modules() {
        println!("{name}_bg.wasm is {}", size::of(&folder().join(format!("wasm/{name}_bg.wasm")))?);
    }
    println!("the WebAssembly is there, after {}", clock::words(begun.elapsed()));
    Ok(toolchain.version())
}

/// Where all of it goes.
fn folder() -> PathBuf {
    target_folder().join("web")
}
