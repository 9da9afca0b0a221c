//! Phones: homes of the owner's program.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::outcome::{list, text};
use crate::program::{Programs, Running};
use crate::{Bank, Officer, Outcome, Scene};

/// A phone: `dlocker --home NAME` in the story's folder.
#[derive(Clone, Debug)]
pub struct Phone {
    name: String,
    folder: PathBuf,
}

/// A recovery case, as the new phone shows it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// The six digits that the owner reads out.
    pub code: String,
}

impl Phone {
    /// A phone out of the box.
    #[must_use]
    pub fn new(scene: &Scene, name: &str) -> Self {
        Self { name: name.to_owned(), folder: scene.folder().to_owned() }
    }

    /// A phone that is enrolled with a fresh invite.
    #[track_caller]
    #[must_use]
    pub fn enrolled(scene: &Scene, name: &str, bank: &Bank, officer: &Officer, handle: &str) -> Self {
        let phone = Self::new(scene, name);
        phone.run(["enrol", "--bank", &bank.url(), "--invite", &officer.invite(handle)]).done();
        phone
    }

    /// A phone that has a wallet in the locker: enrolled, with a PIN (note `pin.txt`, 4829) and a printed kit (`kit.txt`), `wallet`
    /// backed up.
    #[track_caller]
    #[must_use]
    pub fn settled(scene: &Scene, name: &str, bank: &Bank, officer: &Officer) -> Self {
        let phone = Self::enrolled(scene, name, bank, officer, "owner@example.com");
        scene.note("pin.txt", PIN);
        scene.note("wrong.txt", "0000");
        phone.run(["method", "add", "pin", "--pin-file", "pin.txt"]).done();
        phone.run(["method", "add", "kit", "--out", "kit.txt", "--unlock-pin-file", "pin.txt"]).done();
        phone.run(["backup", "wallet"]).done();
        phone
    }

    /// A byte-for-byte copy of this phone's home, as a thief with a disk reader would make it.
    #[must_use]
    pub fn copy(&self, name: &str) -> Self {
        let copy = Self { name: name.to_owned(), folder: self.folder.clone() };
        let status = Command::new("cp").arg("-a").arg(self.home()).arg(copy.home()).status();
        assert!(status.is_ok_and(|s| s.success()), "the home can be copied");
        copy
    }

    /// The folder of its home.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// The command line for `args`.
    #[must_use]
    pub fn command(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(&Programs::get().owner);
        command.arg("--home").arg(&self.name).args(args);
        command
    }

    /// Starts `dlocker --home NAME ARGS` and does not wait for it.
    pub fn start(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Running {
        Running::spawn(&mut self.command(args), &self.folder)
    }

    /// Runs `dlocker --home NAME ARGS`.
    #[track_caller]
    pub fn run(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Outcome {
        self.start(args).wait()
    }

    /// Runs `dlocker --home NAME ARGS --json` and gives the one value on stdout of a command that ended with 0.
    #[track_caller]
    pub fn json<const N: usize>(&self, args: [&str; N]) -> Value {
        self.run(args.iter().copied().chain(["--json"])).json()
    }

    /// Opens a recovery case.
    #[track_caller]
    #[must_use]
    pub fn recover(&self, bank: &Bank, handle: &str) -> Case {
        let opened = self.json(["recover", "--bank", &bank.url(), "--handle", handle]);
        let case = Case { id: text(&opened, "case"), code: text(&opened, "code") };
        let six_digits = case.code.len() == 6 && case.code.bytes().all(|b| b.is_ascii_digit());
        assert!(six_digits, "the code should have six digits: {opened}");
        case
    }

    /// Opens a recovery case and has two officers approve it.
    #[track_caller]
    #[must_use]
    pub fn recover_approved(&self, bank: &Bank, officers: [&Officer; 2]) -> Case {
        let case = self.recover(bank, "owner@example.com");
        for officer in officers {
            officer.approve(&case.id, &case.code).done();
        }
        case
    }

    /// The method of this kind in `method list`.
    #[track_caller]
    #[must_use]
    pub fn method(&self, kind: &str) -> Value {
        let methods = self.json(["method", "list"]);
        let found = list(&methods).iter().find(|m| m["kind"] == kind).cloned();
        found.unwrap_or_else(|| panic!("there should be a {kind} among {methods}"))
    }

    /// Guesses left of the method of this kind.
    #[track_caller]
    #[must_use]
    pub fn guesses_left(&self, kind: &str) -> u64 {
        crate::outcome::number(&self.method(kind), "guesses_left")
    }

    /// Restores everything with the PIN into `to` and gives the folder.
    #[track_caller]
    pub fn restore(&self, to: &str) -> PathBuf {
        self.run(["restore", "--to", to, "--pin-file", "pin.txt"]).done();
        self.folder.join(to)
    }
}

/// The PIN of [`Phone::settled`].
pub const PIN: &str = "4829";
