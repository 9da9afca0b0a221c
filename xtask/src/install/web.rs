//! What makes the page: a compiler for WebAssembly, clang for the C in it, and node.

use std::path::PathBuf;
use std::process::Command;

use super::debian::packages;
use crate::run::{cargo, which};

/// A compiler that makes WebAssembly.
pub(crate) enum Toolchain {
    /// The one that builds everything else: `rustup target add wasm32-unknown-unknown` was done.
    Own,
    /// Debian's, which builds the standard library from its source.
    Debian,
}

/// Packages of Debian, each with what shows that it is there.
const DEBIAN: [(&str, &str); 4] = [
    ("rustc-web", "/usr/bin/rustc"),
    ("cargo-web", "/usr/bin/cargo"),
    ("rust-web-src", "/usr/lib/rustlib/src/rust/library/std/Cargo.toml"),
    ("lld", "/usr/bin/lld"),
];

/// The installed target first, else Debian's compiler, which is installed if it is not there.
///
/// # Errors
/// In words, if there is neither.
pub(crate) fn toolchain() -> Result<Toolchain, String> {
    packages(
        [("clang", "clang"), ("llvm", "llvm-ar")].iter().filter(|(_, p)| which(p).is_none()).map(|(p, _)| *p).collect(),
    )?;
    if has_target() {
        return Ok(Toolchain::Own);
    }
    let missing = DEBIAN.iter().filter(|(_, file)| !PathBuf::from(file).exists()).map(|(package, _)| *package);
    packages(missing.collect()).map_err(|why| {
        format!("{why}\nTo build the page, either `rustup target add wasm32-unknown-unknown`, or Debian's rustc-web, cargo-web, rust-web-src and lld are needed")
    })?;
    Ok(Toolchain::Debian)
}

/// `node` and `npm`.
///
/// # Errors
/// In words, if they are not there and cannot be installed.
pub(crate) fn node() -> Result<(), String> {
    packages([("nodejs", "node"), ("npm", "npm")].iter().filter(|(_, p)| which(p).is_none()).map(|(p, _)| *p).collect())
}

/// Chromium, what reads the archives that the page makes, and what reads its QR codes: programs that know nothing of this project.
///
/// # Errors
/// In words, if they are not there and cannot be installed.
pub(crate) fn browser() -> Result<(), String> {
    let needed = [("chromium", "chromium"), ("unzip", "unzip"), ("python3", "python3"), ("zbar-tools", "zbarimg")];
    packages(needed.iter().filter(|(_, p)| which(p).is_none()).map(|(p, _)| *p).collect())
}

/// Whether the compiler that builds everything else has the target's standard library.
fn has_target() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let printed = Command::new(rustc).args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output();
    let folder =
        printed.ok().filter(|p| p.status.success()).map(|p| String::from_utf8_lossy(&p.stdout).trim().to_owned());
    folder.is_some_and(|folder| std::fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
}

impl Toolchain {
    /// A cargo of this compiler, up to its subcommand.
    pub(crate) fn cargo(&self) -> Command {
        match self {
            Self::Own => cargo(),
            Self::Debian => {
                let mut command = Command::new("/usr/bin/cargo");
                command.current_dir(dlocker_stories::program::workspace());
                // Another compiler's proxies would come first, and variables of the cargo that runs this would name its compiler.
                for name in
                    ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTDOC", "RUSTC_WRAPPER", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"]
                {
                    command.env_remove(name);
                }
                command.env("PATH", "/usr/bin:/bin").env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
                command
            }
        }
    }

    /// What only this compiler needs: the standard library from its source, and who links.
    pub(crate) fn extra(&self) -> &'static [&'static str] {
        match self {
            Self::Own => &[],
            Self::Debian => &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
        }
    }

    /// Which compiler it is, in a line.
    pub(crate) fn version(&self) -> String {
        let rustc = match self {
            Self::Own => std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
            Self::Debian => "/usr/bin/rustc".into(),
        };
        let printed = Command::new(rustc).arg("--version").output();
        printed.map(|p| String::from_utf8_lossy(&p.stdout).trim().to_owned()).unwrap_or_default()
    }
}
