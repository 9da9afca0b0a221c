//! A bank: a real `dlockerd serve` with a data folder of its own.

mod config;
mod port;

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

pub use config::Config;
pub(crate) use port::free as free_port;

use crate::program::{Programs, bare};
use crate::{Officer, Scene};

/// How long a bank may take to listen or to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bank that was started; it ends with the story.
pub struct Bank {
    folder: PathBuf,
    name: String,
    port: u16,
    child: Option<Child>,
    keep: bool,
    quiet: bool,
}

impl Bank {
    /// Starts `dlockerd serve --data bank` with these settings and waits until it listens.
    #[must_use]
    pub fn open(scene: &Scene, config: &Config) -> Self {
        Self::named(scene, "bank", config)
    }

    /// A bank with another name of its data folder, for stories with more than one.
    #[must_use]
    pub fn named(scene: &Scene, name: &str, config: &Config) -> Self {
        fs::write(scene.path(format!("{name}.toml")), config.text()).expect("the settings can be written");
        let folder = scene.folder().to_owned();
        let port = port::free();
        let mut bank = Self { folder, name: name.to_owned(), port, child: None, keep: false, quiet: false };
        bank.start();
        bank
    }

    /// A bank that logs what it does by default and no more: for measuring.
    #[must_use]
    pub fn quiet(scene: &Scene, config: &Config) -> Self {
        let mut bank = Self::open(scene, config);
        bank.stop();
        bank.quiet = true;
        bank.start();
        bank
    }

    /// The process that serves, while it runs.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Its data folder.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// The folder with its keys: beside the data, never inside.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.folder.join(format!("{}.keys", self.name))
    }

    /// The file with everything that it has printed since the story began.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.folder.join(format!("{}.log", self.name))
    }

    /// The story's folder, in which commands run.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The command line of `serve`, as the contract has it.
    #[must_use]
    pub fn serve_args(&self) -> Vec<String> {
        let config = format!("{}.toml", self.name);
        ["serve", "--data", &self.name, "--listen", &self.address(), "--config", &config].map(str::to_owned).to_vec()
    }

    /// Starts it (again) and waits until it listens.
    pub fn start(&mut self) {
        assert!(self.child.is_none(), "the bank runs already");
        let log = File::options().create(true).append(true).open(self.log()).expect("the log can be opened");
        let mut command = Command::new(&Programs::get().bank);
        bare(&mut command).args(self.serve_args()).current_dir(&self.folder);
        command.envs((!self.quiet).then_some(("RUST_LOG", "debug")));
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a file can be shared")).stderr(log);
        self.child = Some(command.spawn().expect("dlockerd should start"));
        self.wait_until_it_listens();
    }

    fn wait_until_it_listens(&mut self) {
        let started = Instant::now();
        while TcpStream::connect(self.address()).is_err() {
            let child = self.child.as_mut().expect("it was started");
            let ended = child.try_wait().expect("its state can be asked for");
            assert!(ended.is_none(), "the bank ended instead of listening:\n{}", self.printed());
            assert!(started.elapsed() < PATIENCE, "the bank does not listen:\n{}", self.printed());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything that it has printed.
    #[must_use]
    pub fn printed(&self) -> String {
        fs::read(self.log()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// `kill -9`, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks it to end (SIGTERM), waits for it and fails unless it ended well.
    pub fn stop(&mut self) {
        let mut child = self.child.take().expect("the bank runs");
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).expect("a process has an id");
        kill_process(pid, Signal::TERM).expect("it can be asked to end");
        let started = Instant::now();
        while child.try_wait().expect("its state can be asked for").is_none() {
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the bank does not end when asked to:\n{}", self.printed());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let status = child.wait().expect("it has ended");
        assert!(status.success(), "the bank should end with 0, not {status}:\n{}", self.printed());
    }

    /// `kill -9` and start again.
    pub fn crash(&mut self) {
        self.kill();
        self.start();
    }

    /// Stops it, starts it with other settings.
    pub fn reconfigure(&mut self, config: &Config) {
        self.stop();
        fs::write(self.folder.join(format!("{}.toml", self.name)), config.text()).expect("the settings can be written");
        self.start();
    }

    /// Adds a member of staff on the bank's own machine.
    #[must_use]
    pub fn staff(&self, name: &str) -> Officer {
        Officer::add(self, name, &[])
    }

    /// Leaves it running when the story is over; gives its process id.
    pub fn leave_running(&mut self) -> u32 {
        self.keep = true;
        self.child.as_ref().map_or(0, Child::id)
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        if !self.keep {
            self.kill();
        }
        if std::thread::panicking() {
            let printed = self.printed();
            let tail = printed.len().saturating_sub(4000);
            let tail = (tail..=printed.len()).find(|i| printed.is_char_boundary(*i)).unwrap_or(0);
            eprintln!("the end of what the bank {} printed:\n{}", self.name, &printed[tail..]);
        }
    }
}
