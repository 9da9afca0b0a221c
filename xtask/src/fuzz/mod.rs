//! `cargo xtask fuzz`: every recogniser of the wallet, and whatever is presented to the bank, against inputs that nobody thought of.
//!
//! The targets lie in `fuzz/`, a workspace of its own. `cargo fuzz` wants flags of the nightly compiler; the stable one takes them
//! when it is told to. No sanitizer: there is no unsafe code to watch.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use dlocker_stories::program::{target_folder, workspace};

use crate::install::cargo_fuzz;
use crate::run::shown;

/// So long for each target, when nothing else is said.
const SECONDS: u32 = 60;
/// And in the tests: long enough to go through all seeds.
const SHORT: u32 = 1;
/// Inputs are no longer than this many bytes.
const MAX_LEN: usize = 64 << 10;
/// An input that takes longer than this many seconds is a failure.
const TIMEOUT: u32 = 5;

/// Runs one target, or all of them, for so many seconds each.
///
/// # Errors
/// In words: what could not be built, or which target failed and where the input is.
pub(crate) fn fuzz(words: &[&str]) -> Result<(), String> {
    let (name, seconds) = match words {
        [] => (None, SECONDS),
        [name] => (Some(*name), SECONDS),
        ["--seconds", n] => (None, number(n)?),
        [name, "--seconds", n] => (Some(*name), number(n)?),
        _ => return Err("fuzz takes a name and --seconds N".to_owned()),
    };
    run(name, seconds, Build::Release)
}

/// A short run of every target, as the tests want it.
///
/// # Errors
/// As [`fuzz`].
pub(crate) fn briefly() -> Result<(), String> {
    run(None, SHORT, Build::Debug)
}

fn number(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{text} is no number of seconds"))
}

fn run(name: Option<&str>, seconds: u32, how: Build) -> Result<(), String> {
    let names = targets()?;
    let chosen: Vec<&String> = names.iter().filter(|found| name.is_none_or(|name| name == found.as_str())).collect();
    if chosen.is_empty() {
        return Err(format!("there is no such target; there are: {}", names.join(", ")));
    }
    how.build()?;
    // Two at a time: each keeps one processor busy.
    chosen.chunks(2).try_for_each(|pair| {
        std::thread::scope(|scope| {
            let running: Vec<_> = pair.iter().map(|name| scope.spawn(move || one(name, seconds, how))).collect();
            running.into_iter().try_for_each(|one| one.join().unwrap_or_else(|_| Err("fuzzing stopped".to_owned())))
        })
    })
}

/// The names of the targets, as their files have them.
fn targets() -> Result<Vec<String>, String> {
    let folder = workspace().join("fuzz/fuzz_targets");
    let entries = std::fs::read_dir(&folder).map_err(|e| format!("{} cannot be listed: {e}", folder.display()))?;
    let stem = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| stem(entry.path())).collect();
    names.sort();
    Ok(names)
}

fn cargo_fuzz_command(verb: &str) -> Result<Command, String> {
    let mut command = Command::new(cargo_fuzz()?);
    command.current_dir(workspace()).env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", folder());
    command.args(["fuzz", verb, "--sanitizer", "none", "--fuzz-dir"]).arg(workspace().join("fuzz"));
    Ok(command)
}

/// Where targets are built, and what they found lies.
fn folder() -> PathBuf {
    target_folder().join("fuzz")
}

/// How targets are built.
#[derive(Clone, Copy)]
enum Build {
    /// In half the time, with checks of overflows, for a run of a moment.
    Debug,
    /// For long runs.
    Release,
}

impl Build {
    fn build(self) -> Result<(), String> {
        let mut command = cargo_fuzz_command("build")?;
        match self {
            Self::Debug => shown(command.arg("--dev")),
            Self::Release => shown(&mut command),
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

fn one(name: &str, seconds: u32, how: Build) -> Result<(), String> {
    let (corpus, found) = (folder().join("corpus").join(name), folder().join("artifacts").join(name));
    for folder in [&corpus, &found] {
        std::fs::create_dir_all(folder).map_err(|e| format!("{} cannot be made: {e}", folder.display()))?;
    }
    let mut run = Command::new(binary(name, how)?);
    let seeds = match name {
        "database" => "fuzz/databases",
        "evidence" => "fuzz/presentations",
        _ => "fuzz/seeds",
    };
    run.arg(&corpus).arg(workspace().join(seeds));
    run.args([format!("-max_total_time={seconds}"), format!("-max_len={MAX_LEN}"), format!("-timeout={TIMEOUT}")]);
    run.arg(format!("-artifact_prefix={}/", found.display())).stdin(Stdio::null());
    let output = run.output().map_err(|e| format!("{name} cannot be started: {e}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        println!("{name}: {}", said.lines().last().unwrap_or_default());
        return Ok(());
    }
    let last: Vec<&str> = said.lines().rev().take(20).collect();
    Err(format!(
        "{name} failed; the input is in {}\n{}",
        found.display(),
        last.into_iter().rev().collect::<Vec<_>>().join("\n")
    ))
}

/// `cargo fuzz` builds for a named platform, whose folder is the only one with a target in it.
fn binary(name: &str, how: Build) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(folder()).map_err(|e| format!("nothing was built: {e}"))?;
    let built = |folder: &Path| Some(folder.join(how.folder()).join(name)).filter(|path| path.is_file());
    let found = entries.flatten().find_map(|entry| built(&entry.path()));
    found.ok_or_else(|| format!("{name} was built, but is not where it should be"))
}
