//! Tools from the system's packages.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;

use crate::run::{shown, which, works};

/// A tool that tests or demo use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tool {
    SshKeygen,
    Openssl,
    Sqlite3,
    PythonVenv,
    Setpriv,
    Systemd,
    Restic,
    Borg,
    Age,
    Zstd,
}

impl Tool {
    pub(crate) const ALL: [Self; 6] =
        [Self::SshKeygen, Self::Openssl, Self::Sqlite3, Self::PythonVenv, Self::Setpriv, Self::Systemd];

    /// What the bench measures beside.
    pub(crate) const PEERS: [Self; 5] = [Self::Restic, Self::Borg, Self::Age, Self::Zstd, Self::PythonVenv];

    const fn package(self) -> &'static str {
        match self {
            Self::SshKeygen => "openssh-client",
            Self::Openssl => "openssl",
            Self::Sqlite3 => "sqlite3",
            Self::PythonVenv => "python3-venv",
            Self::Setpriv => "util-linux",
            Self::Systemd => "systemd",
            Self::Restic => "restic",
            Self::Borg => "borgbackup",
            Self::Age => "age",
            Self::Zstd => "zstd",
        }
    }

    fn is_there(self) -> bool {
        match self {
            Self::SshKeygen => which("ssh-keygen").is_some(),
            Self::Openssl => which("openssl").is_some(),
            Self::Sqlite3 => which("sqlite3").is_some(),
            Self::PythonVenv => works(Command::new("python3").args(["-c", "import venv, ensurepip"])),
            Self::Setpriv => which("setpriv").is_some(),
            Self::Systemd => which("systemd-analyze").is_some(),
            Self::Restic => which("restic").is_some(),
            Self::Borg => which("borg").is_some(),
            Self::Age => which("age").is_some(),
            Self::Zstd => which("zstd").is_some(),
        }
    }
}

/// Installs those of `tools` that are missing.
///
/// # Errors
/// In words, if a tool is missing and cannot be installed from here.
pub(crate) fn debian(tools: &[Tool]) -> Result<(), String> {
    packages(tools.iter().filter(|t| !t.is_there()).map(|t| t.package()).collect())?;
    match tools.iter().find(|t| !t.is_there()) {
        None => Ok(()),
        Some(tool) => Err(format!("{} is installed, but {tool:?} still does not work", tool.package())),
    }
}

/// Installs packages.
///
/// # Errors
/// In words, if they cannot be installed from here.
pub(super) fn packages(missing: Vec<&str>) -> Result<(), String> {
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    println!("installing from the system's packages: {list}");
    if which("apt-get").is_none() {
        return Err(format!("this system has no apt-get; install what Debian has in {list}, and try again"));
    }
    let sudo = sudo()
        .ok_or_else(|| format!("no right to install packages; run `apt-get install {list}` as root, and try again"))?;
    shown(apt(sudo).arg("update").arg("-q"))?;
    shown(apt(sudo).args(["install", "-q", "-y", "--no-install-recommends"]).args(&missing))
}

/// Whether `sudo` must be put before a command: `Some(false)` as root, `None` if neither is possible.
fn sudo() -> Option<bool> {
    let root = fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
    let may = root || works(Command::new("sudo").args(["-n", "true"]));
    may.then_some(!root)
}

fn apt(sudo: bool) -> Command {
    let mut command = Command::new(if sudo { "sudo" } else { "env" });
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    command
}
