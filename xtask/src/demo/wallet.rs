//! The wallet of the demo: the person's own, or a small one of real keys.

use std::fs;
use std::path::{Path, PathBuf};

use dlocker_stories::canary::files;
use dlocker_stories::tree::is_database;
use dlocker_stories::wallet::small_wallet;

use crate::install::{Tool, debian};

/// A wallet on disk.
pub(crate) struct Wallet {
    /// Where it is, absolute.
    pub(crate) path: PathBuf,
    /// How the locker will call it.
    pub(crate) name: String,
}

impl Wallet {
    /// The person's own folder, or a small wallet made in `folder`.
    ///
    /// # Errors
    /// In words, if the folder is not there or a tool is missing.
    pub(crate) fn find(given: Option<&Path>, folder: &Path) -> Result<Self, String> {
        let path = match given {
            Some(path) => fs::canonicalize(path).map_err(|e| format!("{} cannot be used: {e}", path.display()))?,
            None => make(folder)?,
        };
        if files(&path).iter().any(|f| is_database(f)) {
            debian(&[Tool::Sqlite3])?; // databases are compared by their content
        }
        let name = path.file_name().ok_or("the wallet needs a name: give a folder, not /")?;
        let name = name.to_str().ok_or("the demo needs a wallet folder with a name in UTF-8")?.to_owned();
        Ok(Self { path, name })
    }

    /// How much is in it, in words.
    pub(crate) fn size(&self) -> String {
        let files = files(&self.path);
        let bytes: u64 = files.iter().filter_map(|f| fs::symlink_metadata(f).ok()).map(|m| m.len()).sum();
        format!("{} files, {} bytes in {}", files.len(), bytes, self.path.display())
    }
}

fn make(folder: &Path) -> Result<PathBuf, String> {
    debian(&[Tool::SshKeygen, Tool::Openssl])?;
    let path = folder.join("wallet");
    small_wallet(&path);
    Ok(path)
}
