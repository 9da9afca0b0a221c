//! The crate `dlocker-wasm` and what wasm-bindgen makes of it; and `dlocker-qr`, which is loaded as it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use dlocker_stories::program::{target_folder, workspace};

use super::manifest::digest;
use crate::install::Toolchain;
use crate::run::{cargo, shown, which};

const TARGET: &str = "wasm32-unknown-unknown";

/// What of zstd is left out: levels that are never used. What level 3 makes stays the same to the byte.
const WITHOUT: [&str; 6] = ["GREEDY", "LAZY", "LAZY2", "BTLAZY2", "BTOPT", "BTULTRA"];

/// Compiles, and has wasm-bindgen do its part if something has changed.
///
/// # Errors
/// In words, what does not build.
pub(super) fn build(toolchain: &Toolchain, web: &Path) -> Result<(), String> {
    let build = web.join("build");
    shown(command(toolchain, &build)?.args(["--target-dir"]).arg(&build))?;
    let compiled = build.join(TARGET).join("web/dlocker_wasm.wasm");
    let (out, mark) = (web.join("wasm"), web.join("wasm.sha256"));
    let is = format!("{} {}", digest(&compiled)?, digest(&workspace().join("bindings/bindgen/src/main.rs"))?);
    let done = out.join("dlocker_bg.wasm").exists() && std::fs::read_to_string(&mark).is_ok_and(|was| was == is);
    if !done {
        bind(&compiled, &out)?;
        std::fs::write(&mark, is).map_err(|e| format!("{}: {e}", mark.display()))?;
    }
    lay_out_qr(&build.join(TARGET).join("web/dlocker_qr.wasm"), &web.join("qr"))
}

/// `dlocker_qr.wasm` has no glue.
fn lay_out_qr(compiled: &Path, out: &Path) -> Result<(), String> {
    std::fs::create_dir_all(out).map_err(|e| format!("{}: {e}", out.display()))?;
    let to = out.join("dlocker_qr.wasm");
    std::fs::copy(compiled, &to).map(|_| ()).map_err(|e| format!("{}: {e}", to.display()))
}

fn command(toolchain: &Toolchain, build: &Path) -> Result<Command, String> {
    let mut command = toolchain.cargo();
    command.args(["build", "--quiet", "--locked", "--profile", "web", "--target", TARGET]);
    command.args(["-p", "dlocker-wasm", "-p", "dlocker-qr"]);
    command.args(toolchain.extra());
    let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
    if let Toolchain::Debian = toolchain {
        flags.push("-Clinker-flavor=wasm-ld".to_owned());
        command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker()?);
    }
    let mut c_flags = vec!["-O2".to_owned()];
    c_flags.extend(WITHOUT.iter().map(|what| format!("-DZSTD_EXCLUDE_{what}_BLOCK_COMPRESSOR")));
    for (from, to) in prefixes(build) {
        flags.push(format!("--remap-path-prefix={from}={to}"));
        c_flags.push(format!("-ffile-prefix-map={from}={to}"));
    }
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.join(" "));
    command.env("CFLAGS_wasm32_unknown_unknown", c_flags.join(" "));
    command.env("CC_wasm32_unknown_unknown", "clang").env("AR_wasm32_unknown_unknown", archiver()?);
    Ok(command)
}

/// Where things lie on this machine, and what is said instead: the bytes must not depend on it.
fn prefixes(build: &Path) -> Vec<(String, &'static str)> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    let places = [(Some(build.to_owned()), "/build"), (Some(workspace()), "/dlocker"), (home, "/cargo")];
    places.into_iter().filter_map(|(place, name)| Some((place?.to_string_lossy().into_owned(), name))).collect()
}

fn linker() -> Result<PathBuf, String> {
    ["wasm-ld", "wasm-ld-14"].into_iter().find_map(which).ok_or_else(|| "lld is there, and wasm-ld is not".to_owned())
}

fn archiver() -> Result<PathBuf, String> {
    ["llvm-ar", "llvm-ar-14"].into_iter().find_map(which).ok_or_else(|| "clang is there, and llvm-ar is not".to_owned())
}

/// `dlocker.js`, `dlocker.d.ts` and `dlocker_bg.wasm`.
fn bind(compiled: &Path, out: &Path) -> Result<(), String> {
    let mut bindgen = cargo();
    bindgen.args(["run", "--quiet", "--locked", "--release", "-p", "dlocker-bindgen", "--target-dir"]);
    bindgen.arg(target_folder().join("tools/build"));
    // It runs for a second; what counts is how soon it is there.
    for (key, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        bindgen.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    shown(bindgen.arg("--").arg(compiled).arg(out))
}
