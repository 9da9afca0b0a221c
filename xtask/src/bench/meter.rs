//! What a command costs: wall clock, CPU time, peak memory.
//!
//! The command is the only child of a small process of its own (this program again), so that what the system counts for "all children that
//! ended" is the command and nothing else, in microseconds; a pipeline of a shell is counted as a whole.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The word with which this program measures instead of doing anything else.
pub(crate) const WORD: &str = "measured";

/// What one run of a command took.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cost {
    /// From start to end.
    pub(super) wall: Duration,
    /// User and system time of all its processes.
    pub(super) cpu: Duration,
    /// Most memory that one of its processes held, in KiB.
    pub(super) peak: u64,
}

/// Runs `command` (program, arguments, environment and folder are taken over) and gives what it printed and what it took.
///
/// What others have left to be written goes to the disk first: a program that brings its own to the disk would wait for theirs too.
///
/// # Errors
/// In words, if it does not end with 0.
pub(super) fn measure(command: &Command) -> Result<(String, Cost), String> {
    Command::new("sync").status().map_err(|e| format!("sync: {e}"))?;
    let report = tempfile::NamedTempFile::new().map_err(|e| e.to_string())?;
    let own = std::env::current_exe().map_err(|e| e.to_string())?;
    let mut measured = Command::new(own);
    measured.arg(WORD).arg(report.path()).arg(command.get_program()).args(command.get_args());
    measured.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).stdin(Stdio::null());
    if let Some(folder) = command.get_current_dir() {
        measured.current_dir(folder);
    }
    let output = measured.output().map_err(|e| e.to_string())?;
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok((said, read(report.path())?))
}

fn read(report: &Path) -> Result<Cost, String> {
    let text = fs::read_to_string(report).map_err(|e| e.to_string())?;
    let numbers: Vec<u64> = text.split(' ').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers.as_slice() {
        [wall, cpu, peak] => {
            Ok(Cost { wall: Duration::from_micros(*wall), cpu: Duration::from_micros(*cpu), peak: *peak })
        }
        _ => Err(format!("the report {text:?} is not one")),
    }
}

/// The other side: runs the command that stands after the name of the report, and writes the report.
pub(crate) fn run(words: &[impl AsRef<OsStr>]) -> ExitCode {
    let [report, program, args @ ..] = words else { return ExitCode::from(2) };
    let started = Instant::now();
    let status = Command::new(program).args(args).status();
    let wall = started.elapsed().as_micros();
    let Ok(used) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return ExitCode::FAILURE };
    let cpu = used.user_time().num_microseconds() + used.system_time().num_microseconds();
    let written = fs::write(PathBuf::from(report.as_ref()), format!("{wall} {cpu} {}", used.max_rss()));
    match (status, written) {
        (Ok(status), Ok(())) if status.success() => ExitCode::SUCCESS,
        (Err(error), _) => {
            eprintln!("{} cannot be started: {error}", program.as_ref().to_string_lossy());
            ExitCode::FAILURE
        }
        _ => ExitCode::FAILURE,
    }
}

/// A process that goes on: what it has used so far.
#[derive(Clone, Copy)]
pub(super) struct Watched(pub(super) u32);

impl Watched {
    /// User and system time so far, to a hundredth of a second.
    pub(super) fn cpu(self) -> Duration {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap_or_default();
        // The name in brackets may hold anything; what follows it is fixed. Fields 14 and 15 are user and system time.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
        Duration::from_millis(ticks * 10)
    }

    /// Forgets the peak so far.
    pub(super) fn forget_peak(self) {
        // Where the system does not let it be forgotten, the peak since the start is shown instead.
        let _ = fs::write(format!("/proc/{}/clear_refs", self.0), "5");
    }

    /// Most memory held, in KiB.
    pub(super) fn peak(self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or(0)
    }
}

/// Bytes of all files below a folder. What a database keeps beside itself while it works does not count.
pub(super) fn bytes_in(folder: &Path) -> u64 {
    let passing = |path: &Path| {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        name.ends_with("-wal") || name.ends_with("-shm")
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => bytes_in(&entry.path()),
            Ok(meta) if !passing(&entry.path()) => meta.len(),
            _ => 0,
        })
        .sum()
}
