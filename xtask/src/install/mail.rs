//! PyPI `aiosmtpd`, the mail server of the stories, in a Python environment of its own.

use std::path::Path;
use std::process::Command;

use super::tools;
use crate::run::{shown, works};

const PACKAGE: &str = "aiosmtpd==1.4.6";

/// Sets it up under `target/tools/mail` if it is not there.
///
/// # Errors
/// In words, if it cannot be set up.
pub(crate) fn mail() -> Result<(), String> {
    let folder = tools().join("mail");
    if imports(&folder) {
        return Ok(());
    }
    println!("setting up {PACKAGE} in {}", folder.display());
    shown(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    shown(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "--disable-pip-version-check", PACKAGE]))?;
    if imports(&folder) { Ok(()) } else { Err(format!("{PACKAGE} is installed, but Python cannot import it")) }
}

fn imports(folder: &Path) -> bool {
    works(Command::new(folder.join("bin/python")).args(["-c", "import aiosmtpd.handlers"]))
}
