//! Whether what came back is what was put in: bytes, names, modes, times to the nanosecond, links, holes, databases.

mod compare;
pub(crate) mod database;
mod node;

use std::fs;
use std::path::Path;
use std::process::Command;

pub use compare::differences;
pub use database::{content, is_database};

/// Fails unless `came_back` is what `put_in` is.
#[track_caller]
pub fn assert_same(put_in: &Path, came_back: &Path) {
    let differences = differences(put_in, came_back);
    assert!(differences.is_empty(), "what came back differs from what was put in:\n{}", differences.join("\n"));
}

/// A true copy of a file or folder, times and links included, to compare with later.
pub fn freeze(from: &Path, to: &Path) {
    let status = Command::new("cp").args(["-a", "--sparse=always"]).arg(from).arg(to).status();
    assert!(status.is_ok_and(|s| s.success()), "{} can be copied", from.display());
}

/// Whether a folder has nothing in it; one that does not exist has not.
#[must_use]
pub fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
