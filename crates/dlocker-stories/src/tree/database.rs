//! SQLite databases: equal means equal content, pragmas and mode, not equal bytes.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether a file has the header of a SQLite database.
#[must_use]
pub fn is_database(path: &Path) -> bool {
    let mut header = [0; 16];
    File::open(path).is_ok_and(|mut f| f.read_exact(&mut header).is_ok()) && header == *b"SQLite format 3\0"
}

/// Everything in a database that must come back: what `.dump` says, and the pragmas. Read from a copy, so that looking changes
/// nothing beside the original.
#[must_use]
pub fn content(path: &Path) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let copy = folder.path().join("copy.db");
    fs::copy(path, &copy).expect("a database can be copied");
    for end in ["-wal", "-journal"] {
        let _ = fs::copy(beside(path, end), beside(&copy, end));
    }
    sqlite(
        &copy,
        "pragma application_id; pragma user_version; pragma page_size; pragma encoding; pragma auto_vacuum; \
         pragma journal_mode; pragma integrity_check;\n.dump",
    )
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// What the `sqlite3` program prints for these commands.
#[must_use]
pub(crate) fn sqlite(database: &Path, commands: &str) -> String {
    let output = Command::new("sqlite3").arg("-batch").arg(database).args(commands.split('\n')).output();
    let output = output.expect("sqlite3 should be installed: `cargo xtask test` does it");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "sqlite3 on {} said: {said}", database.display());
    String::from_utf8_lossy(&output.stdout).into_owned()
}
