//! The two programs: where they are, and how one is run.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Outcome;

/// Paths of the two programs.
#[derive(Clone, Debug)]
pub struct Programs {
    /// `dlocker`, the owner's.
    pub owner: PathBuf,
    /// `dlockerd`, the bank's.
    pub bank: PathBuf,
}

static PROGRAMS: OnceLock<Programs> = OnceLock::new();

impl Programs {
    /// The programs that `DLOCKER_BIN` and `DLOCKERD_BIN` name, or those of this workspace, built once for each process.
    #[must_use]
    pub fn get() -> &'static Self {
        PROGRAMS.get_or_init(|| Self::named().unwrap_or_else(|| Self::build(!cfg!(debug_assertions))))
    }

    /// Settles which programs this process uses; without effect once one has run.
    pub fn set(programs: Self) {
        let _ = PROGRAMS.set(programs);
    }

    fn named() -> Option<Self> {
        let path = |name| std::env::var_os(name).map(PathBuf::from);
        Some(Self { owner: path("DLOCKER_BIN")?, bank: path("DLOCKERD_BIN")? })
    }

    /// Builds both with the running cargo.
    #[must_use]
    pub fn build(release: bool) -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args([
            "build",
            "-p",
            "dlocker",
            "-p",
            "dlockerd",
            "--bins",
            "--message-format=json-render-diagnostics",
        ]);
        command.args(release.then_some("--release")).current_dir(workspace()).stderr(Stdio::inherit());
        let output = command.output().expect("cargo should run");
        assert!(output.status.success(), "the programs should build");
        let messages = String::from_utf8_lossy(&output.stdout);
        let find = |name| executable(&messages, name).unwrap_or_else(|| panic!("cargo should say where {name} is"));
        Self { owner: find("dlocker"), bank: find("dlockerd") }
    }
}

fn executable(messages: &str, name: &str) -> Option<PathBuf> {
    let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let mut named = artifacts.filter(|m| m["target"]["name"] == name);
    named.find_map(|m| m["executable"].as_str().map(PathBuf::from))
}

/// The folder of the workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies in crates/").to_owned()
}

/// The folder that cargo builds into: the nearest one above this program that cargo has tagged.
#[must_use]
pub fn target_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a program knows its path");
    let tagged = program.ancestors().find(|f| f.join("CACHEDIR.TAG").exists());
    tagged.map_or_else(|| workspace().join("target"), Path::to_owned)
}

/// A program that runs, its output going to unnamed files.
pub struct Running {
    line: String,
    child: Child,
    stdout: File,
    stderr: File,
    started: Instant,
}

/// How long any command may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(300);

impl Running {
    /// Starts `program` in `folder`, without a terminal and with a bare environment, so that a story does not depend on whose it is.
    pub fn start(program: &Path, folder: &Path, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        Self::spawn(Command::new(program).args(args), folder)
    }

    /// Starts a command that is put together already; see [`Running::start`].
    pub fn spawn(command: &mut Command, folder: &Path) -> Self {
        let (stdout, stderr) = (unnamed(), unnamed());
        let (out, err) = (stdout.try_clone(), stderr.try_clone());
        bare(command).current_dir(folder).stdin(Stdio::null());
        command.stdout(out.expect("a file can be shared")).stderr(err.expect("a file can be shared"));
        let started = Instant::now();
        let child = command.spawn().unwrap_or_else(|e| panic!("{command:?} should start: {e}"));
        Self { line: shown(command), child, stdout, stderr, started }
    }

    /// The number that the system gave it.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as a crash or a pulled battery would.
    pub fn kill(mut self) -> Outcome {
        let _ = self.child.kill();
        self.wait()
    }

    /// Asks it to end, with SIGTERM, as a service manager does, and waits for its end.
    #[track_caller]
    pub fn stop(self) -> Outcome {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("it has a process id");
        kill_process(pid, Signal::TERM).expect("it can be asked to end");
        self.wait()
    }

    /// What it has written to stdout so far.
    #[track_caller]
    pub fn said(&self) -> String {
        // Without moving the place in the file: the program writes at the same one.
        let mut bytes = vec![0; 1 << 20];
        let mut len = 0;
        while let Ok(more @ 1..) = self.stdout.read_at(&mut bytes[len..], len as u64) {
            len += more;
        }
        String::from_utf8_lossy(&bytes[..len]).into_owned()
    }

    /// Waits for its end. One that hangs is killed, and the story fails.
    #[track_caller]
    pub fn wait(mut self) -> Outcome {
        let Some(status) = self.status_within(PATIENCE) else {
            let _ = self.child.kill();
            let _ = self.child.wait();
            panic!("hangs:\n{}", self.outcome(None).story());
        };
        self.outcome(status.code())
    }

    fn status_within(&mut self, patience: Duration) -> Option<ExitStatus> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status),
                Ok(None) if self.started.elapsed() < patience => std::thread::sleep(Duration::from_millis(2)),
                _ => return None,
            }
        }
    }

    fn outcome(mut self, code: Option<i32>) -> Outcome {
        let took = self.started.elapsed();
        Outcome { line: self.line, code, stdout: all(&mut self.stdout), stderr: all(&mut self.stderr), took }
    }
}

/// Leaves only what any account has in the environment.
pub fn bare(command: &mut Command) -> &mut Command {
    let path = std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into());
    command.env_clear().env("PATH", path).env("LANG", "C.UTF-8").env("RUST_BACKTRACE", "1")
}

fn unnamed() -> File {
    tempfile::tempfile().expect("the temporary folder should be writable")
}

fn all(file: &mut File) -> String {
    let mut bytes = Vec::new();
    file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("output should be readable");
    String::from_utf8_lossy(&bytes).into_owned()
}

fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().map(OsString::from).unwrap_or_default();
    let words = std::iter::once(program.as_os_str()).chain(command.get_args());
    words.map(|w| w.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
