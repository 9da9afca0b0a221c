//! Running other programs.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use dlocker_stories::program::workspace;

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace());
    command
}

/// Runs a command whose output the person sees.
///
/// # Errors
/// In words, if it cannot be started or does not end with 0.
pub(crate) fn shown(command: &mut Command) -> Result<(), String> {
    let line = line(command);
    println!("$ {line}");
    let status = command.status().map_err(|e| format!("`{line}` cannot be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status})")) }
}

/// Whether a command ends with 0; what it says is not shown.
pub(crate) fn works(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}

/// Where a program is that a shell would find.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// The command as a person would write it.
pub(crate) fn line(command: &Command) -> String {
    let short = |word: &OsStr| word.to_string_lossy().into_owned();
    let program = std::path::Path::new(command.get_program()).file_name().map(short).unwrap_or_default();
    std::iter::once(program).chain(command.get_args().map(short)).collect::<Vec<_>>().join(" ")
}
