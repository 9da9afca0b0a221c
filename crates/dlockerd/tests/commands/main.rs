//! The program as people and scripts meet it: commands, exit codes, one JSON value on stdout.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod lockers;
mod staff;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::JoinHandle;

use serde_json::Value;
use tempfile::TempDir;

fn dlockerd(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dlockerd"));
    command.args(line.split(' ').filter(|word| !word.is_empty())).current_dir(folder);
    command
}

/// A bank in a process of its own.
struct Serving {
    child: Child,
    url: String,
    heard: Option<JoinHandle<String>>,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut child = dlockerd(folder, "serve --data bank --listen 127.0.0.1:0 --config bank.toml")
            .stderr(Stdio::piped())
            .env("RUST_LOG", "dlockerd=trace,dlocker_store=trace,dlocker_bank=trace")
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut heard = String::new();
        let url = loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "ended before it listened: {heard}");
            heard.push_str(&line);
            if let Some(url) = line.strip_prefix("listening on ") {
                break url.trim().to_owned();
            }
        };
        let rest = std::thread::spawn(move || {
            lines.read_to_string(&mut heard).unwrap();
            heard
        });
        Self { child, url, heard: Some(rest) }
    }

    /// Asks it to stop, and gives everything that it said.
    fn stop(mut self) -> String {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success(), "SIGTERM ends it in peace");
        self.heard.take().unwrap().join().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bank.toml"), config).unwrap();
    folder
}

/// Runs a line with `--json` and gives exit code and the one value on stdout.
fn json(folder: &Path, line: &str) -> (i32, Value) {
    let Output { status, stdout, stderr } = dlockerd(folder, &format!("{line} --json")).output().unwrap();
    let value = serde_json::from_slice(&stdout).unwrap_or_else(|e| {
        panic!("{line}: {e}: {} / {}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr))
    });
    (status.code().unwrap(), value)
}

#[test]
fn a_bank_is_started_staffed_and_used_as_the_contract_says() {
    let folder = folder("[recovery]\nwait = \"0s\"\n");
    let here = folder.path();
    let (exit, staff) = json(here, "staff add officer1 --data bank --key-out officer.key");
    assert_eq!((exit, staff["name"].as_str()), (0, Some("officer1")), "before the first serve");
    let bank = Serving::start(here);
    let as_officer = format!("--bank {} --staff-key officer.key", bank.url);

    let (exit, invite) = json(here, &format!("invite {as_officer} --handle Owner@Example.com"));
    assert_eq!(exit, 0, "{invite}");
    assert_eq!(invite["handle"], "owner@example.com");
    let code = invite["invite"].as_str().unwrap();
    assert!(
        code.len() == 32 && code.bytes().all(|b| b.is_ascii_alphanumeric()),
        "no option to any command line: {code}"
    );
    assert!(invite["locker"].as_str().unwrap().starts_with("locker-"));
    assert!(invite["expires"].is_string());

    let (exit, _) = json(here, "staff add officer2 --data bank --key-out officer2.key");
    assert_eq!(exit, 0, "while it serves");
    let (exit, cases) = json(here, &format!("case list --bank {} --staff-key officer2.key", bank.url));
    assert_eq!((exit, &cases), (0, &serde_json::json!([])), "and it counts at once");

    let nobody = "case-aaaqeayeaudaocajbifqydiob4";
    let (exit, error) = json(here, &format!("case show {nobody} {as_officer}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("not-found")));
    let (exit, error) = json(here, &format!("case approve {nobody} --code 000000 {as_officer}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (2, Some("not-found")));

    let again = dlockerd(here, "serve --data bank --listen 127.0.0.1:0").output().unwrap();
    assert_eq!(again.status.code(), Some(2), "one data folder, one serve");
    assert!(String::from_utf8_lossy(&again.stderr).contains("already"));

    bank.stop();
    let (exit, report) = json(here, "doctor --data bank");
    assert_eq!((exit, &report["ok"]), (0, &true.into()), "{report}");
    let (exit, error) = json(here, &format!("case list {as_officer}"));
    assert_eq!((exit, error["error"]["code"].as_str()), (7, Some("unreachable")));
}

#[test]
fn p9_what_the_bank_says_aloud_has_no_handle_invite_id_or_evidence() {
    let folder = folder("");
    let here = folder.path();
    json(here, "staff add officer1 --data bank --key-out officer.key");
    let bank = Serving::start(here);
    let as_officer = format!("--bank {} --staff-key officer.key", bank.url);
    let (_, invite) = json(here, &format!("invite {as_officer} --handle canary@example.com"));
    json(here, &format!("case reject case-aaaqeayeaudaocajbifqydiob4 --reason canary-reason {as_officer}"));
    json(
        here,
        &format!("case approve case-aaaqeayeaudaocajbifqydiob4 --code 493817 --evidence canary-seen {as_officer}"),
    );
    json(here, &format!("locker freeze canary@example.com {as_officer}"));
    let heard = bank.stop();
    assert!(heard.contains("/v1/staff/lockers/{locker}/freeze"), "with the address as a template: {heard}");
    assert!(heard.contains("/v1/staff/invites"), "it does say what it answered: {heard}");
    let code = invite["invite"].as_str().unwrap();
    for secret in ["canary", code, "493817", "case-aaaq", invite["locker"].as_str().unwrap()] {
        assert!(!heard.contains(secret), "{secret} in {heard}");
    }
}

#[test]
fn p10_what_staff_add_and_serve_make_is_for_one_user_and_keys_lie_beside_the_data() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder("");
    let bank = Serving::start(folder.path());
    let mode = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("bank"), mode("bank.keys"), mode("bank.keys/master.key")), (0o700, 0o700, 0o600));
    bank.stop();
}

#[test]
fn misuse_is_told_with_exit_code_2_and_one_json_error() {
    let folder = folder("[recovery]\nwiat = \"1h\"\n");
    for (line, code) in [
        ("", "usage"),
        ("frobnicate", "usage"),
        ("serve", "usage"),
        ("serve --data bank", "usage"),
        ("serve --data bank --listen here", "usage"),
        ("serve --data bank --listen 0.0.0.0:0", "usage"),
        ("serve --data bank --listen 127.0.0.1:0 --keys bank/keys", "usage"),
        ("serve --data bank --listen 127.0.0.1:0 --config bank.toml", "config"),
        ("serve --data bank --listen 127.0.0.1:0 --config nowhere.toml", "config"),
        ("staff add Mr.White! --data bank --key-out k", "usage"),
        ("invite --bank http://127.0.0.1:1 --staff-key nowhere --handle x@y", "usage"),
        ("invite --bank http://bank.example --staff-key nowhere --handle x@y", "usage"),
        ("invite --bank http://127.0.0.1:1 --staff-key bank.toml --handle x@y", "usage"),
        ("case show nonsense --bank http://127.0.0.1:1 --staff-key k", "usage"),
        ("case approve case-aaaqeayeaudaocajbifqydiob4 --code 12345 --bank http://127.0.0.1:1 --staff-key k", "usage"),
        ("doctor --data nowhere", "usage"),
    ] {
        let (exit, error) = json(folder.path(), line);
        assert_eq!((exit, error["error"]["code"].as_str()), (2, Some(code)), "{line}: {error}");
        assert!(!error["error"]["message"].as_str().unwrap().is_empty());
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["bank.toml"], "misuse leaves nothing behind");
}

#[test]
fn a_name_is_not_given_twice_and_no_key_is_left_behind_or_overwritten() {
    let folder = folder("");
    let here = folder.path();
    assert_eq!(json(here, "staff add officer1 --data bank --key-out one.key").0, 0);
    let (exit, error) = json(here, "staff add officer1 --data bank --key-out two.key");
    assert_eq!(exit, 2, "{error}");
    assert!(!here.join("two.key").exists());
    let before = std::fs::read(here.join("one.key")).unwrap();
    assert_eq!(json(here, "staff add officer2 --data bank --key-out one.key").0, 2);
    assert_eq!(std::fs::read(here.join("one.key")).unwrap(), before);
}

#[test]
fn a_key_of_another_bank_has_no_right_here() {
    let (one, two) = (folder(""), folder(""));
    json(one.path(), "staff add officer1 --data bank --key-out officer.key");
    json(two.path(), "staff add officer1 --data bank --key-out officer.key");
    let bank = Serving::start(one.path());
    let key = two.path().join("officer.key");
    let (exit, error) = json(one.path(), &format!("case list --bank {} --staff-key {}", bank.url, key.display()));
    assert_eq!((exit, error["error"]["code"].as_str()), (5, Some("unsigned")));
}

#[test]
fn doctor_sees_missing_keys() {
    let folder = folder("");
    let here = folder.path();
    Serving::start(here).stop();
    std::fs::rename(here.join("bank.keys"), here.join("elsewhere")).unwrap();
    let (exit, report) = json(here, "doctor --data bank");
    assert_eq!((exit, &report["ok"]), (8, &false.into()), "{report}");
    let (exit, error) = json(here, "serve --data bank --listen 127.0.0.1:0");
    assert_eq!(
        (exit, error["error"]["code"].as_str()),
        (8, Some("damaged")),
        "keys are not made anew under old lockers"
    );
    assert!(!here.join("bank.keys").exists());
    assert_eq!(json(here, "doctor --data bank --keys elsewhere").0, 0);
}

#[test]
fn without_json_the_words_go_where_they_belong() {
    let folder = folder("");
    let done = dlockerd(folder.path(), "staff add officer1 --data bank --key-out officer.key").output().unwrap();
    assert!(String::from_utf8(done.stdout).unwrap().contains("officer1 works at this bank"));
    assert!(done.stderr.is_empty());
    let failed = dlockerd(folder.path(), "staff add officer1 --data bank --key-out officer.key").output().unwrap();
    assert!(failed.stdout.is_empty());
    assert!(String::from_utf8(failed.stderr).unwrap().starts_with("dlockerd: "));
}

/// `DLOCKER_BLESS=1` writes the files anew.
#[test]
fn the_help_is_as_committed() {
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/help");
    for line in [
        "",
        "serve",
        "staff",
        "staff add",
        "staff passkey",
        "staff list",
        "staff remove",
        "staff audit",
        "invite",
        "case",
        "case list",
        "case show",
        "case approve",
        "case reject",
        "locker",
        "locker show",
        "locker freeze",
        "locker thaw",
        "locker suspend-device",
        "issuer",
        "issuer request",
        "doctor",
    ] {
        let shown = dlockerd(&committed, &format!("{line} --help")).env("COLUMNS", "100").output().unwrap();
        assert!(shown.status.success());
        let shown = String::from_utf8(shown.stdout).unwrap();
        let name = format!("dlockerd {line}").trim().replace(' ', "-");
        let file = committed.join(format!("{name}.txt"));
        if std::env::var_os("DLOCKER_BLESS").is_some() {
            std::fs::write(&file, &shown).unwrap();
        }
        let expected = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(shown == expected, "{} differs; DLOCKER_BLESS=1 writes it anew:\n{shown}", file.display());
    }
}
