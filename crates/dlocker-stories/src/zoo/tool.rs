//! Calls of other people's programs.

use std::ffi::OsStr;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::{LETTER, Place, Tried};
use crate::program::{bare, target_folder, workspace};

/// The longest that a tool may take, in seconds: one that asks for something on a terminal would wait for ever.
const PATIENCE: &str = "120";

/// What `timeout` gives back when the program is not there.
const NOT_THERE: i32 = 127;

/// A program that is about to run.
#[derive(Debug)]
pub struct Tool {
    command: Command,
    line: String,
    input: Vec<u8>,
}

impl Tool {
    /// A program that runs in `folder` with a bare environment whose home is `home`.
    #[must_use]
    pub fn new(program: impl AsRef<OsStr>, folder: &Path, home: &Path) -> Self {
        let program = program.as_ref();
        let mut command = Command::new("timeout");
        bare(&mut command).arg(PATIENCE).arg(program).current_dir(folder).env("HOME", home);
        Self { command, line: program.to_string_lossy().into_owned(), input: Vec::new() }
    }

    /// With these words at the end.
    #[must_use]
    pub fn args(mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        for arg in args {
            self.line = format!("{} {}", self.line, arg.as_ref().to_string_lossy());
            self.command.arg(arg);
        }
        self
    }

    /// With one word at the end, which may have spaces.
    #[must_use]
    pub fn arg(self, arg: impl AsRef<OsStr>) -> Self {
        self.args([arg])
    }

    /// With a variable in its environment.
    #[must_use]
    pub fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// With this to read.
    #[must_use]
    pub fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        self.input = input.as_ref().to_vec();
        self
    }

    /// Runs it.
    ///
    /// # Errors
    /// In words, if it is not installed, cannot be started, or does not end with 0.
    pub fn done(self) -> Tried {
        self.bytes().map(|_| ())
    }

    /// Runs it and gives what it wrote.
    ///
    /// # Errors
    /// As [`Tool::done`].
    pub fn bytes(mut self) -> Result<Vec<u8>, String> {
        let output = self.output().map_err(|e| format!("`{}` cannot be started: {e}", self.line))?;
        if output.status.code() == Some(NOT_THERE) {
            return Err(format!("`{}` is not installed: `cargo xtask test` installs it", self.line));
        }
        if output.status.success() { Ok(output.stdout) } else { Err(self.complaint(&output)) }
    }

    /// Runs it and gives what it wrote, as text without the last newline.
    ///
    /// # Errors
    /// As [`Tool::done`], or if it is no text.
    pub fn text(self) -> Result<String, String> {
        let line = self.line.clone();
        let text = String::from_utf8(self.bytes()?).map_err(|_| format!("`{line}` should write text"))?;
        Ok(text.trim_end().to_owned())
    }

    /// Runs it; it must write the letter.
    ///
    /// # Errors
    /// As [`Tool::done`], or if it writes something else.
    pub fn gives_the_letter(self) -> Tried {
        let line = self.line.clone();
        let letter = self.bytes()?;
        if letter == LETTER.as_bytes() { Ok(()) } else { Err(format!("`{line}` did not give the letter")) }
    }

    fn output(&mut self) -> std::io::Result<Output> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A program that reads nothing closes the pipe; that is its right.
            let _ = stdin.write_all(&self.input);
        }
        child.wait_with_output()
    }

    fn complaint(&self, output: &Output) -> String {
        let said = format!("{}{}", String::from_utf8_lossy(&output.stderr), String::from_utf8_lossy(&output.stdout));
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        let last = lines.iter().skip(lines.len().saturating_sub(4)).copied().collect::<Vec<_>>().join(" | ");
        format!("`{}` ended {}: {last}", self.line, output.status)
    }
}

/// The Python with everything in `zoo/requirements.txt`, which `cargo xtask test` sets up, or the one that `DLOCKER_ZOO_PYTHON` names.
fn interpreter() -> PathBuf {
    let named = std::env::var_os("DLOCKER_ZOO_PYTHON").map(PathBuf::from);
    named.unwrap_or_else(|| target_folder().join("tools/zoo/bin/python"))
}

/// Runs `zoo/SCRIPT.py VERB WALLET WORLD MORE`.
///
/// # Errors
/// In words, if Python is not set up or the script does not end with 0.
pub fn python(place: &Place, script: &str, verb: &str, more: &[&str]) -> Tried {
    let python = interpreter();
    if !python.exists() {
        return Err(format!("{} is not there: run `cargo xtask test` once, it sets it up", python.display()));
    }
    let script = workspace().join(format!("crates/dlocker-stories/zoo/{script}.py"));
    let (wallet, world) = (place.wallet(""), place.world(""));
    let tool = Tool::new(python, &wallet, &world).arg("-B").arg(script).arg(verb).arg(&wallet).arg(&world);
    tool.args(more).done()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(program: &str, words: &[&str]) -> Result<String, String> {
        Tool::new(program, Path::new("/"), Path::new("/")).args(words).input("in").text()
    }

    #[test]
    fn a_tool_that_is_not_there_says_how_to_get_it() {
        let why = tried("no-such-tool", &["-x"]).unwrap_err();
        assert!(why.contains("no-such-tool -x") && why.contains("cargo xtask test"), "{why}");
    }

    #[test]
    fn a_tool_that_refuses_is_quoted() {
        let why = tried("sh", &["-c", "echo because >&2; exit 3"]).unwrap_err();
        assert!(why.contains("because"), "{why}");
        assert_eq!(tried("cat", &[]).unwrap(), "in");
    }
}
