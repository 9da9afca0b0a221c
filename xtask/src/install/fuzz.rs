//! `cargo-fuzz`, which builds and runs the fuzz targets.

use std::path::PathBuf;
use std::process::Command;

use super::tools;
use crate::run::{cargo, shown, which, works};

const VERSION: &str = "0.13.1";

/// Builds it into `target/tools` if there is none; that takes a minute, once.
///
/// # Errors
/// In words, if it does not build.
pub(crate) fn cargo_fuzz() -> Result<PathBuf, String> {
    if let Some(program) = program() {
        return Ok(program);
    }
    println!("building cargo-fuzz {VERSION} into {} (a minute, once)", tools().display());
    let build = tools().join("build");
    let mut install = cargo();
    install.args(["install", "--quiet", "--locked", "cargo-fuzz", "--version", VERSION, "--root"]).arg(tools());
    install.arg("--target-dir").arg(&build);
    for (key, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    shown(&mut install)?;
    let _ = std::fs::remove_dir_all(build);
    program().ok_or_else(|| "cargo-fuzz is installed, but does not start".to_owned())
}

fn program() -> Option<PathBuf> {
    let own = tools().join("bin/cargo-fuzz");
    let candidates = [Some(own), which("cargo-fuzz")];
    candidates.into_iter().flatten().find(|p| works(Command::new(p).args(["fuzz", "--version"])))
}
