//! `dlocker backup --watch`: a backup, and another one after each change, once things are quiet.

use std::path::PathBuf;
use std::time::Duration;

use dlocker_client::{Error, Result};
use dlocker_commands::Outcome;
use serde_json::json;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::changes::{Changes, Stamp};
use super::{Done, once};
use crate::outcome::{note, say};
use crate::platform::Desktop;

/// The longest pause after backups that failed.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// When a change is backed up.
#[derive(Clone, Copy)]
pub(crate) struct Timing {
    /// Once nothing has changed for so long.
    pub(crate) quiet_for: Duration,
    /// And at the latest so long after the first change, however much goes on changing.
    pub(crate) at_most: Duration,
}

/// What was told so far, so that nothing is told twice.
#[derive(Default)]
struct Told {
    failure: Option<String>,
    remarks: Vec<String>,
    backups: u64,
    failures: u32,
}

/// Goes on until it is told to stop by SIGTERM or SIGINT.
pub(super) async fn run(desktop: &Desktop, paths: &[PathBuf], timing: Timing, json: bool) -> Result<Outcome> {
    step_back();
    let mut stop = Stop::new()?;
    let mut changes = Changes::watch(paths, desktop.dir());
    let mut told = Told::default();
    let mut last: Option<Stamp> = None;
    loop {
        let stamp = changes.look();
        if last != Some(stamp) {
            let done = tokio::select! {
                done = once(desktop, paths) => done,
                () = stop.asked() => return Ok(told.closing()),
            };
            match told.result(done, json) {
                Ok(true) => last = Some(stamp),
                Ok(false) => {}
                Err(hopeless) => return Err(hopeless),
            }
        }
        tokio::select! {
            () = wait(&changes, timing, told.failures) => {}
            () = stop.asked() => return Ok(told.closing()),
        }
    }
}

/// For the next change and for quiet after it; after a failure for a pause that grows.
async fn wait(changes: &Changes, timing: Timing, failures: u32) {
    if failures > 0 {
        return tokio::time::sleep(pause(timing.quiet_for, failures)).await;
    }
    changes.next().await;
    let quiet = async { while tokio::time::timeout(timing.quiet_for, changes.next()).await.is_ok() {} };
    let _ = tokio::time::timeout(timing.at_most, quiet).await;
}

/// Twice as long after each failure in a row.
fn pause(quiet_for: Duration, failures: u32) -> Duration {
    let longest = LONGEST_PAUSE.max(quiet_for);
    let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
    quiet_for.max(Duration::from_secs(1)).checked_mul(doubled).unwrap_or(longest).min(longest)
}

impl Told {
    /// Tells of a backup, or once of why there is none; says whether there is one.
    fn result(&mut self, done: Result<Done>, json: bool) -> Result<bool> {
        match done {
            Ok(done) => {
                self.made(&done, json);
                Ok(true)
            }
            Err(error) if self.is_hopeless(&error) => Err(error),
            Err(error) => {
                self.failed(&error);
                Ok(false)
            }
        }
    }

    fn made(&mut self, done: &Done, json: bool) {
        let remarks: Vec<String> = done.report.lines().collect();
        if remarks != self.remarks {
            remarks.iter().for_each(|remark| note(remark));
            self.remarks = remarks;
        }
        say(&if json { done.json().to_string() } else { done.line() });
        *self =
            Self { failure: None, failures: 0, backups: self.backups + 1, remarks: core::mem::take(&mut self.remarks) };
    }

    /// Told once until a backup was made again, or something else is the matter.
    fn failed(&mut self, error: &Error) {
        self.failures = self.failures.saturating_add(1);
        let failure = error.code().to_owned();
        if self.failure.as_ref() != Some(&failure) {
            note(&format!("Not backed up yet, and tried again until it is: {error}"));
            self.failure = Some(failure);
        }
    }

    /// What no trying mends: the first backup asks for what cannot be, or this device is out.
    fn is_hopeless(&self, error: &Error) -> bool {
        match error {
            Error::Misuse(_) => self.backups == 0,
            Error::Refused { code, .. } => *code == "replaced",
            _ => false,
        }
    }

    fn closing(&self) -> Outcome {
        let text = format!("Stopped. {} backups were made.", self.backups);
        Outcome::new(json!({ "state": "stopped", "backups": self.backups }), text)
    }
}

/// SIGTERM and SIGINT.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn new() -> Result<Self> {
        let listen = |kind| signal(kind).map_err(|e| Error::Unexpected(format!("Signals cannot be heard: {e}.")));
        Ok(Self { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Everything else on the machine comes first: nice 19 for every thread there is, from which all others come, and the idle class for the disk where
/// the machine has a program for that. What cannot be had is done without.
fn step_back() {
    let threads = threads();
    for thread in &threads {
        let _ = rustix::process::setpriority_process(rustix::process::Pid::from_raw(*thread), 19);
    }
    let quietly = std::process::Stdio::null;
    let mut ionice = std::process::Command::new("ionice");
    ionice.args(["-c", "3", "-p"]).args(threads.iter().map(i32::to_string)).stdout(quietly()).stderr(quietly());
    drop(ionice.status());
}

/// To Linux a priority is a thread's own. Elsewhere it is the program's.
fn threads() -> Vec<i32> {
    let own = rustix::process::getpid().as_raw_nonzero().get();
    let listed = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let threads: Vec<i32> = listed.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect();
    if threads.is_empty() { vec![own] } else { threads }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_have_an_end() {
        let seconds = |failures| pause(Duration::from_secs(10), failures).as_secs();
        assert_eq!([1, 2, 3, 6, 7, 8, 40, u32::MAX].map(seconds), [10, 20, 40, 320, 600, 600, 600, 600]);
        assert_eq!(pause(Duration::ZERO, 1), Duration::from_secs(1), "it never spins");
        assert_eq!(pause(Duration::from_secs(3600), 5), Duration::from_secs(3600));
    }

    #[test]
    fn a_failure_is_told_once() {
        let mut told = Told::default();
        for _ in 0..3 {
            assert!(matches!(told.result(Err(Error::Unreachable("gone".into())), false), Ok(false)));
        }
        assert_eq!((told.failures, told.failure.as_deref()), (3, Some("unreachable")));
    }

    #[test]
    fn a_device_that_is_out_stops_and_a_wish_that_cannot_be_too() {
        let replaced = || Err(Error::Refused { code: "replaced", detail: String::new() });
        assert!(Told::default().result(replaced(), false).is_err());
        assert!(Told::default().result(Err(Error::Misuse("no such path".into())), false).is_err());
        let mut later = Told { backups: 1, ..Told::default() };
        assert!(matches!(later.result(Err(Error::Misuse("no such path".into())), false), Ok(false)));
    }
}
