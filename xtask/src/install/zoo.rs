//! The programs and libraries that make and use the animals of the zoo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dlocker_stories::program::workspace;

use super::debian::packages;
use super::tools;
use crate::run::{shown, which, works};

/// Packages of Debian, each with the program that shows that it is there.
const PACKAGES: [(&str, &str); 17] = [
    ("openssh-client", "ssh-keygen"),
    ("gnupg", "gpg-agent"),
    ("sq", "sq"),
    ("openssl", "openssl"),
    ("openjdk-17-jre-headless", "keytool"),
    ("libnss3-tools", "cmsutil"),
    ("softhsm2", "softhsm2-util"),
    ("opensc", "pkcs11-tool"),
    ("age", "age"),
    ("minisign", "minisign"),
    ("signify-openbsd", "signify-openbsd"),
    ("wireguard-tools", "wg-quick"),
    ("pass", "pass"),
    ("jose", "jose"),
    ("electrum", "electrum"),
    ("keepassxc", "keepassxc-cli"),
    ("oathtool", "oathtool"),
];

/// Installs what is missing: packages of Debian, and under `target/tools/zoo` a Python environment with pinned packages of PyPI.
///
/// # Errors
/// In words, what is missing and cannot be installed from here.
pub(crate) fn zoo() -> Result<(), String> {
    packages(PACKAGES.iter().filter(|(_, program)| which(program).is_none()).map(|(package, _)| *package).collect())?;
    match PACKAGES.iter().find(|(_, program)| which(program).is_none()) {
        None => libraries(),
        Some((package, program)) => Err(format!("{package} is installed, but there is no {program}")),
    }
}

fn libraries() -> Result<(), String> {
    let (folder, wanted) = (tools().join("zoo"), workspace().join("crates/dlocker-stories/zoo/requirements.txt"));
    if is_set_up(&folder, &wanted) {
        return Ok(());
    }
    println!("setting up the Python libraries of the zoo in {}", folder.display());
    shown(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(folder.join("bin/pip"));
    shown(pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted))?;
    fs::copy(&wanted, installed(&folder)).map_err(|e| format!("{}: {e}", folder.display()))?;
    if is_set_up(&folder, &wanted) {
        Ok(())
    } else {
        Err("the libraries of the zoo are installed, but do not load".to_owned())
    }
}

/// Whether the environment has what is wanted, as it was wanted when it was made, and its Python runs.
fn is_set_up(folder: &Path, wanted: &Path) -> bool {
    let same = matches!((fs::read(installed(folder)), fs::read(wanted)), (Ok(is), Ok(wanted)) if is == wanted);
    same && works(Command::new(folder.join("bin/python")).args(["-c", "import anoncreds, aries_askar, didkit"]))
}

fn installed(folder: &Path) -> PathBuf {
    folder.join("requirements.txt")
}
