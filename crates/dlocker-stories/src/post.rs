//! A mail server: PyPI `aiosmtpd` as a process of its own (`post.py`), which puts what it takes into a folder.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Scene;
use crate::bank::free_port;
use crate::headers::Headers;
use crate::program::target_folder;

/// How long a letter or a server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail server, which can be shut and opened again.
pub struct Post {
    port: u16,
    folder: PathBuf,
    log: PathBuf,
    setup: Setup,
    child: Option<Child>,
}

/// How a server is set up, and what it refuses.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    /// How it speaks TLS, if it does.
    pub tls: Tls,
    /// Its certificate and key, PEM.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// User and password without which it takes nothing.
    pub login: Option<(String, String)>,
    /// Ways to log in that it does not offer.
    pub without: Vec<&'static str>,
    /// Answers a command (`RCPT`, `MAIL`, `DATA`) with this line.
    pub refuse: Option<(&'static str, &'static str)>,
    /// It never answers `QUIT`.
    pub deaf: bool,
}

/// How a mail server speaks TLS.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tls {
    /// Not at all.
    #[default]
    None,
    /// When it is asked to, and it takes nothing before.
    StartTls,
    /// From the first byte.
    AtOnce,
}

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct Letter {
    headers: Headers,
    /// The text.
    pub text: String,
}

impl Post {
    /// A server with a port and no process yet.
    #[must_use]
    pub fn shut(scene: &Scene) -> Self {
        let (folder, log) = (scene.path("post"), scene.path("post.log"));
        Self { port: free_port(), folder, log, setup: Setup::default(), child: None }
    }

    /// A server that takes letters.
    #[must_use]
    pub fn open(scene: &Scene) -> Self {
        let mut post = Self::shut(scene);
        post.start();
        post
    }

    /// A server that is set up like this.
    #[must_use]
    pub fn set_up(scene: &Scene, setup: Setup) -> Self {
        let mut post = Self::shut(scene);
        post.change(setup);
        post
    }

    /// The server goes on, set up in another way.
    pub fn change(&mut self, setup: Setup) {
        self.stop();
        self.setup = setup;
        self.start();
    }

    /// What it has printed.
    #[must_use]
    pub fn printed(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Where it listens: host and port.
    #[must_use]
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Opens it.
    pub fn start(&mut self) {
        assert!(self.child.is_none(), "the server runs already");
        let python = target_folder().join("tools/mail/bin/python");
        let log = fs::File::options().create(true).append(true).open(&self.log).expect("the log can be opened");
        let mut command = Command::new(&python);
        command.args(["-c", include_str!("post.py"), &self.arguments()]);
        command.stdin(Stdio::null()).stdout(log.try_clone().expect("a file can be shared")).stderr(log);
        let hint = "`cargo xtask test` installs the mail server of the stories";
        self.child = Some(command.spawn().unwrap_or_else(|e| panic!("{}: {e}; {hint}", python.display())));
        let started = Instant::now();
        while TcpStream::connect(self.address()).is_err() {
            assert!(started.elapsed() < PATIENCE, "the mail server does not listen; {hint}:\n{}", self.printed());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn arguments(&self) -> String {
        let Setup { tls, certificate, login, without, refuse, deaf } = &self.setup;
        let refuse: BTreeMap<_, _> = refuse.iter().copied().collect();
        let tls = match tls {
            Tls::None => "none",
            Tls::StartTls => "starttls",
            Tls::AtOnce => "smtps",
        };
        serde_json::json!({
            "host": "127.0.0.1", "port": self.port, "folder": self.folder, "tls": tls,
            "cert": certificate.as_ref().map(|(certificate, _)| certificate), "key": certificate.as_ref().map(|(_, key)| key),
            "user": login.as_ref().map(|(user, _)| user), "password": login.as_ref().map(|(_, password)| password),
            "without": without, "refuse": refuse, "deaf": deaf,
        })
        .to_string()
    }

    /// Shuts it, as a crash would.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// What it has taken so far, in no order.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        let files = fs::read_dir(self.folder.join("new")).into_iter().flatten().flatten();
        files.map(|file| Letter::read(&fs::read_to_string(file.path()).expect("a letter is text"))).collect()
    }

    /// Waits until it has taken so many; fails if more come.
    #[track_caller]
    #[must_use]
    pub fn wait_for(&self, number: usize) -> Vec<Letter> {
        let started = Instant::now();
        loop {
            let letters = self.letters();
            let subjects = || letters.iter().map(|letter| letter.header("Subject")).collect::<Vec<_>>();
            assert!(letters.len() <= number, "too many letters: {:?}", subjects());
            if letters.len() == number {
                return letters;
            }
            assert!(started.elapsed() < PATIENCE, "{number} letters should come: {:?}", subjects());
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Letter {
    fn read(raw: &str) -> Self {
        let raw = raw.replace("\r\n", "\n");
        let (head, text) = raw.split_once("\n\n").expect("a letter has a head and a text");
        let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
        let mut letter = Self { headers: Headers::read(unfolded.lines()), text: text.to_owned() };
        if letter.header("Content-Transfer-Encoding") == "quoted-printable" {
            letter.text = unquoted(text);
        }
        letter
    }

    /// The value of a header that stands there once.
    #[track_caller]
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.once(name)
    }
}

/// What a quoted-printable text says (RFC 2045, section 6.7).
fn unquoted(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let mut parts = joined.split('=');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(2);
        plain.push(u8::from_str_radix(code, 16).expect("two hexadecimal digits").into());
        plain.push_str(rest);
    }
    plain
}
