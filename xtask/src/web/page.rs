//! The page, from `web/`.

use std::path::{Path, PathBuf};
use std::process::Command;

use dlocker_stories::program::workspace;

use super::manifest::digest;
use crate::run::shown;

fn source() -> PathBuf {
    workspace().join("web")
}

/// Whether there is a page to build.
pub(super) fn is_there() -> bool {
    source().join("package.json").exists()
}

/// Installs what is pinned, if that has changed, and builds from the WebAssembly in the folder `web` into its `dist`.
///
/// # Errors
/// In words, what does not build.
pub(super) fn build(web: &Path) -> Result<(), String> {
    let (lock, mark) = (digest(&source().join("package-lock.json"))?, source().join("node_modules/.installed"));
    if std::fs::read_to_string(&mark).is_ok_and(|was| was == lock) {
        println!("what the page is built with is installed");
    } else {
        shown(npm().args(["ci", "--no-audit", "--no-fund"]))?;
        std::fs::write(&mark, lock).map_err(|e| format!("{}: {e}", mark.display()))?;
    }
    shown(npm().args(["run", "build"]).env("DLOCKER_WEB", web))
}

/// npm, in the folder of the page.
pub(super) fn npm() -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(source());
    npm
}
