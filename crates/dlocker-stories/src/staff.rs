//! Members of the bank's staff.

use std::path::PathBuf;

use crate::outcome::text;
use crate::program::{Programs, Running};
use crate::{Bank, Outcome};

/// A member of staff with a signing key in a file.
#[derive(Clone, Debug)]
pub struct Officer {
    name: String,
    folder: PathBuf,
    bank: String,
}

impl Officer {
    /// `dlockerd staff add NAME --data D --key-out NAME.key`, with further arguments.
    #[must_use]
    pub fn add(bank: &Bank, name: &str, more: &[&str]) -> Self {
        let officer = Self { name: name.to_owned(), folder: bank.folder().to_owned(), bank: bank.url() };
        let data = bank.data();
        let data = data.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let key = officer.key_file();
        let args = ["staff", "add", name, "--data", &data, "--key-out", &key];
        officer.run_bare(&[&args, more].concat()).done();
        officer
    }

    /// Name of the file with the key, in the story's folder.
    #[must_use]
    pub fn key_file(&self) -> String {
        format!("{}.key", self.name)
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs `dlockerd` with exactly these arguments.
    pub fn run_bare(&self, args: &[&str]) -> Outcome {
        Running::start(&Programs::get().bank, &self.folder, args).wait()
    }

    /// Runs `dlockerd ARGS --bank URL --staff-key KEY --json`.
    pub fn run(&self, args: &[&str]) -> Outcome {
        self.run_bare(&[args, &["--bank", &self.bank, "--staff-key", &self.key_file(), "--json"]].concat())
    }

    /// Invites a customer and gives the invite.
    #[track_caller]
    #[must_use]
    pub fn invite(&self, handle: &str) -> String {
        text(&self.run(&["invite", "--handle", handle]).json(), "invite")
    }

    /// Approves a case with the code that the owner read out.
    pub fn approve(&self, case: &str, code: &str) -> Outcome {
        self.run(&["case", "approve", case, "--code", code, "--evidence", "passport seen at the counter"])
    }

    /// Approves a case with the owner standing there, who says since when the phone is gone.
    pub fn approve_face_to_face(&self, case: &str, code: &str, lost_since: &str) -> Outcome {
        let words = ["case", "approve", case, "--code", code, "--face-to-face", "--lost-since", lost_since];
        self.run(&[&words[..], &["--evidence", "passport and person seen at the counter"]].concat())
    }

    /// Rejects a case.
    pub fn reject(&self, case: &str, reason: &str) -> Outcome {
        self.run(&["case", "reject", case, "--reason", reason])
    }
}
