//! What can be wrong with a keys folder.

use std::path::PathBuf;

/// The keys folder cannot be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is no master key.
    #[error(
        "there is no master key at {path}: without the one that this bank was started with, no locker can be opened or recovered, \
         though backups stay stored. Point --keys at the right folder or bring master.key back from where you keep it; \
         a new one cannot replace it"
    )]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The master key is there, another key is not.
    #[error(
        "{path} is missing although the master key is there: devices know this bank by it, and a new one would be a stranger to them. \
         Bring the file back from a backup of the keys folder"
    )]
    Lost {
        /// Which file.
        path: PathBuf,
    },
    /// A key does not open under this master key.
    #[error(
        "{path} does not open with the master key beside it: one of the two belongs to another bank or was altered. \
         No locker can be served until both are from the same keys folder; bring them back from one backup"
    )]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// The file is not in a known form.
    #[error(
        "{path} is damaged or of a version that this program does not know ({why}). Bring it back from a backup of the keys folder"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Others than its owner may read or change it.
    #[error(
        "{path} can be read or changed by other users of this machine (mode {mode:04o}), and whoever reads it holds the bank's half of every locker. \
         Run: chmod {wanted:04o} {path}"
    )]
    Exposed {
        /// Which file or folder.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// The mode that it should have.
        wanted: u32,
    },
    /// A creation was interrupted.
    #[error(
        "the keys folder {path} was left half made by an interrupted start. No locker depends on it yet: start again where it may be created, \
         and it will be completed"
    )]
    Unfinished {
        /// The folder.
        path: PathBuf,
    },
    /// There are keys already.
    #[error(
        "{path} exists already and is never overwritten: the lockers of a bank depend on it. Open this keys folder, or choose another one"
    )]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error(
        "cannot {action} {path}: {source}. The keys were not changed; check that the folder is there and writable for this user"
    )]
    Io {
        /// What was attempted.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A key could not be wrapped; never seen.
    #[error("a key could not be wrapped: {0}")]
    Wrapping(#[from] crate::CustodyError),
}
