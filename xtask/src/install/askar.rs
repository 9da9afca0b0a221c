//! PyPI `aries-askar`, which makes the real Askar stores of the stories, in a Python environment of its own.

use std::path::{Path, PathBuf};
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
    if std::env::var_os("DLOCKER_ASKAR_PYTHON").is_some() || imports(&folder) {
        return Ok(());
    }
    println!("setting up {PACKAGE} in {}", folder.display());
    shown(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    shown(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    if imports(&folder) { Ok(()) } else { Err(format!("{PACKAGE} is installed, but Python cannot import it")) }
}

/// The Python that has it: the one that `DLOCKER_ASKAR_PYTHON` names, or the one that was set up here.
pub(crate) fn askar_python() -> PathBuf {
    let named = std::env::var_os("DLOCKER_ASKAR_PYTHON").map(PathBuf::from);
    named.unwrap_or_else(|| tools().join("askar/bin/python"))
}

fn imports(folder: &Path) -> bool {
    works(Command::new(folder.join("bin/python")).args(["-c", "import aries_askar"]))
}
