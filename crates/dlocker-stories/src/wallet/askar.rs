//! Real Askar stores, made, written to and read by PyPI `aries-askar`.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::program::{target_folder, workspace};

/// An Askar store in a SQLite file, with its raw key.
#[derive(Clone, Debug)]
pub struct AskarStore {
    path: PathBuf,
    key: String,
    profiles: Vec<String>,
}

impl AskarStore {
    /// Makes a store with `entries` credentials, one link secret and one Ed25519 key.
    #[must_use]
    pub fn make(path: &Path, entries: u32) -> Self {
        Self::with_profiles(path, entries, &[])
    }

    /// Makes a store with the same in each of these profiles.
    #[must_use]
    pub fn with_profiles(path: &Path, entries: u32, profiles: &[&str]) -> Self {
        let (place, count) = (path.to_string_lossy(), entries.to_string());
        let made = call(&[&["make", &place, &count], profiles].concat());
        let key = made["key"].as_str().expect("a key is text").to_owned();
        Self { path: path.to_owned(), key, profiles: profiles.iter().map(|&profile| profile.to_owned()).collect() }
    }

    /// The same store at another place.
    #[must_use]
    pub fn at(&self, path: &Path) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// Starts a process that commits entries to it, one by one, numbered from 0; each to every profile in turn.
    #[must_use]
    pub fn writer(&self) -> AskarWriter {
        AskarWriter::start(self)
    }

    /// Opens it and reads everything: `{"credentials", "written", "keys", "link_secret", "signs", "wrong"}`, or a list with that of
    /// each profile.
    #[must_use]
    pub fn read(&self) -> Value {
        call(&self.words("read").iter().map(String::as_str).collect::<Vec<_>>())
    }
}

impl AskarStore {
    /// The words of a command on it.
    fn words(&self, command: &str) -> Vec<String> {
        let words = [command.to_owned(), self.path.to_string_lossy().into_owned(), self.key.clone()];
        words.into_iter().chain(self.profiles.iter().cloned()).collect()
    }
}

/// A process that writes to an Askar store until it is stopped.
pub struct AskarWriter {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl AskarWriter {
    fn start(store: &AskarStore) -> Self {
        let mut command = python();
        command.args(store.words("write"));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("python should start");
        let lines = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let mut writer = Self { child, lines };
        writer.line();
        writer
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).expect("its output can be read");
        assert!(!line.is_empty(), "the writer ended by itself");
        line
    }

    /// Stops it; gives the number of entries that it committed.
    #[must_use]
    pub fn stop(mut self) -> u64 {
        drop(self.child.stdin.take());
        let last = loop {
            let line = self.line();
            if let Some(total) = line.strip_prefix("total ") {
                break total.trim().parse().expect("a count is a number");
            }
        };
        assert!(self.child.wait().is_ok_and(|s| s.success()), "the writer should end well");
        last
    }
}

impl Drop for AskarWriter {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn call(args: &[&str]) -> Value {
    let output = python().args(args).stdin(Stdio::null()).output().expect("python should start");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "askar {} said: {said}", args.join(" "));
    serde_json::from_slice(&output.stdout).expect("the script prints JSON")
}

/// The Python with `aries-askar` that `cargo xtask test` sets up, or the one that `DLOCKER_ASKAR_PYTHON` names.
fn python() -> Command {
    let named = std::env::var_os("DLOCKER_ASKAR_PYTHON").map(PathBuf::from);
    let python = named.unwrap_or_else(|| target_folder().join("tools/askar/bin/python"));
    assert!(python.exists(), "{} is not there: run `cargo xtask test` once, it sets it up", python.display());
    let mut command = Command::new(python);
    command.arg(workspace().join("crates/dlocker-stories/askar/store.py"));
    command
}
