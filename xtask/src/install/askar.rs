//! PyPI `aries-askar`, which makes the real Askar stores of the stories, in a Python environment of its own.

use std::path::Path;
use std::process::Command;

use super::tools;
use crate::run::{shown, works};

const PACKAGE: &str = "aries-askar==0.5.0";

/// Sets it up under `target/tools/askar` if it is not there.
///
/// # Errors
/// In words, if it cannot be set up.
pub(crate) fn askar() -> Result<(), String> {
    let folder = tools().join("askar");
    if imports(&folder) {
        return Ok(());
    }
    println!("setting up {PACKAGE} in {}", folder.display());
    shown(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    shown(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    if imports(&folder) { Ok(()) } else { Err(format!("{PACKAGE} is installed, but Python cannot import it")) }
}

fn imports(folder: &Path) -> bool {
    works(Command::new(folder.join("bin/python")).args(["-c", "import aries_askar"]))
}
