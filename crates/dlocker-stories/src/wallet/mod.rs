//! Wallets of real material.

mod askar;
mod database;
mod keys;
mod odd;
mod small;

pub use askar::{AskarStore, AskarWriter};
pub use database::{Database, Writer};
pub use keys::{KeyRing, still_signs};
pub use odd::odd_things;
pub use small::{credentials, noise, small_wallet};

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a tool that makes or checks real material; fails with what it said, or with how to install it.
pub(crate) fn tool(folder: &Path, name: &str, args: &[&str]) {
    let output = Command::new(name).args(args).current_dir(folder).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|e| panic!("{name} should be installed ({e}): `cargo xtask test` does it"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {} said: {said}", args.join(" "));
}
