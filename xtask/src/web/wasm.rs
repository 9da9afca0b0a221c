//! What becomes WebAssembly: `dlocker-wasm` twice, `dlocker-look`, and what wasm-bindgen makes of them; and `dlocker-qr`, which is loaded as it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use dlocker_stories::program::{target_folder, workspace};

use super::manifest::digest;
use crate::install::Toolchain;
use crate::run::{cargo, shown, which};

const TARGET: &str = "wasm32-unknown-unknown";

/// What of zstd is left out: the slower ways. What is compressed here is as large as at level 3, and any reader reads it.
const WITHOUT: [&str; 6] = ["GREEDY", "LAZY", "LAZY2", "BTLAZY2", "BTOPT", "BTULTRA"];

/// What nobody reads in a browser: where in the source something broke, and how values look to a programmer.
const UNREAD: [&str; 2] = ["-Zlocation-detail=none", "-Zfmt-debug=none"];

/// The crates of one run of cargo, and which file of theirs becomes which module.
type Build = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// What the page loads first, and the rest: the same crate with fewer features is a run of its own.
const BUILDS: [Build; 2] = [
    (&["-p", "dlocker-wasm", "--no-default-features"], &[("dlocker_wasm.wasm", "dlocker_start")]),
    (
        &["-p", "dlocker-wasm", "-p", "dlocker-look", "-p", "dlocker-qr"],
        &[("dlocker_wasm.wasm", "dlocker"), ("dlocker_look.wasm", "dlocker_look")],
    ),
];

/// The modules that have glue.
pub(super) fn modules() -> impl Iterator<Item = &'static str> {
    BUILDS.iter().flat_map(|(_, made)| made.iter().map(|(_, name)| *name))
}

/// Compiles, and has wasm-bindgen do its part if something has changed.
///
/// # Errors
/// In words, what does not build.
pub(super) fn build(toolchain: &Toolchain, web: &Path) -> Result<(), String> {
    let build = web.join("build");
    let made = build.join(TARGET).join("web");
    for (crates, modules) in BUILDS {
        shown(command(toolchain, &build)?.args(crates).arg("--target-dir").arg(&build))?;
        for (file, name) in modules {
            bind_if_changed(&made.join(file), web, name)?;
        }
    }
    lay_out_qr(&made.join("dlocker_qr.wasm"), &web.join("qr"))
}

fn bind_if_changed(compiled: &Path, web: &Path, name: &str) -> Result<(), String> {
    let (out, mark) = (web.join("wasm"), web.join(format!("{name}.sha256")));
    let is = format!("{} {}", digest(compiled)?, digest(&workspace().join("bindings/bindgen/src/main.rs"))?);
    let there = out.join(format!("{name}_bg.wasm")).exists();
    if there && std::fs::read_to_string(&mark).is_ok_and(|was| was == is) {
        return Ok(());
    }
    bind(compiled, &out, name)?;
    std::fs::write(&mark, is).map_err(|e| format!("{}: {e}", mark.display()))
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
    command.args(toolchain.extra()).env("RUSTC_BOOTSTRAP", "1");
    let mut flags = vec!["-Ctarget-feature=+simd128".to_owned()];
    flags.extend(UNREAD.map(str::to_owned));
    if let Toolchain::Debian = toolchain {
        // The standard library is built here as well, so that a panic can be a trap that says nothing.
        flags.extend(["-Clinker-flavor=wasm-ld", "-Zunstable-options", "-Cpanic=immediate-abort"].map(str::to_owned));
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

/// `NAME.js`, `NAME.d.ts` and `NAME_bg.wasm`.
fn bind(compiled: &Path, out: &Path, name: &str) -> Result<(), String> {
    let mut bindgen = cargo();
    bindgen.args(["run", "--quiet", "--locked", "--release", "-p", "dlocker-bindgen", "--target-dir"]);
    bindgen.arg(target_folder().join("tools/build"));
    // It runs for a second; what counts is how soon it is there.
    for (key, value) in [("LTO", "off"), ("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0")] {
        bindgen.env(format!("CARGO_PROFILE_RELEASE_{key}"), value);
    }
    shown(bindgen.arg("--").arg(compiled).arg(out).arg(name))
}
