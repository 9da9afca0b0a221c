//! Writing a wallet back.
//!
//! Everything is written into one private folder inside the target, `.dlocker-restore-PID-N`: files under plain numbers,
//! whatever their final names are. [`Target::finish`] gives them their modes and times, brings them to the disk and
//! only then moves them under their names. Reasons for one folder rather than a temporary name beside each file:
//!
//! - Until the end nothing at all shows up in the wallet: an interrupted restore leaves the target as it was, plus one
//!   folder that the next restore removes.
//! - While pieces arrive, no folder of the target is walked, and so no link in it can lead anywhere.
//! - A file can be replaced together with what belongs to it (a database and its `-wal`).
//!
//! The parts of paths come from a backup that was checked for its origin, and are treated as hostile all the same: see [`TargetError::Name`].
//! Folders are opened part by part and links in them are never followed.

mod entries;
mod finish;
mod open;
mod place;
mod staging;

use std::io;
use std::path::{Path, PathBuf};

use crate::item::Meta;
use crate::path::display_path;
use entries::{Entries, Entry};
pub use finish::{Finished, NotExact};
use staging::Staging;

/// A folder that a wallet is written into.
///
/// Dropping it without [`Target::finish`] removes everything that was written.
pub struct Target {
    staging: Staging,
    entries: Entries,
    overwrite: bool,
}

/// One file of a [`Target`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileId(usize);

/// Why a wallet can't be written back. What was in the target before is untouched, unless the error came from [`Target::finish`].
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The folder holds something and overwriting was not asked for.
    #[error("{0} is not empty, so nothing was restored; choose an empty folder or allow overwriting")]
    NotEmpty(PathBuf),
    /// Another restore is writing into the folder.
    #[error("another restore is writing into {0}; wait for it or choose another folder")]
    InUse(PathBuf),
    /// A part of a path is empty, `.`, `..`, or holds `/` or NUL, or the path has no parts: no backup of ours has such names.
    #[error("the backup holds a name that no wallet can hold ({0:?}); it is damaged or forged and was not restored")]
    Name(String),
    /// One path came twice, or below something that is no folder.
    #[error("the backup holds {0:?} in two ways that exclude each other; it is damaged or forged and was not restored")]
    Clash(String),
    /// Bytes outside a file, or a file that was never announced.
    #[error("the backup holds bytes outside of a file; it is damaged or forged and was not restored")]
    Outside,
    /// Something of another kind, or a link, stands where a folder or file should be restored.
    #[error("{0:?} in the target is in the way and was not replaced; move it away and restore again")]
    InTheWay(String),
    /// The system said no.
    #[error("could not write {path:?}: {error}")]
    Io {
        /// What was being written, as shown.
        path: String,
        /// What the system said.
        #[source]
        error: io::Error,
    },
}

impl TargetError {
    fn io(path: impl Into<String>, error: impl Into<io::Error>) -> TargetError {
        TargetError::Io { path: path.into(), error: error.into() }
    }
}

impl Target {
    /// Opens a folder for writing a wallet into it. It is created with mode 0700 if it is missing. What interrupted restores
    /// left in it is removed and does not count as content.
    ///
    /// # Errors
    /// [`TargetError::NotEmpty`] when it holds something and `overwrite` is false; [`TargetError::InUse`]; [`TargetError::Io`].
    pub fn open(dir: &Path, overwrite: bool) -> Result<Target, TargetError> {
        let staging = open::open(dir, overwrite)?;
        Ok(Target { staging, entries: Entries::default(), overwrite })
    }

    /// Announces a folder. Folders above that are never announced get mode 0700.
    ///
    /// # Errors
    /// [`TargetError::Name`], [`TargetError::Clash`].
    pub fn folder(&mut self, path: &[&[u8]], meta: &Meta) -> Result<(), TargetError> {
        self.add(path, Entry::Folder(*meta))
    }

    /// Announces a symbolic link. It is not created before [`Target::finish`].
    ///
    /// # Errors
    /// [`TargetError::Name`], [`TargetError::Clash`].
    pub fn link(&mut self, path: &[&[u8]], meta: &Meta, target: &[u8]) -> Result<(), TargetError> {
        // No system makes links to nothing, or to names with NUL in them.
        if target.is_empty() || target.contains(&0) {
            return Err(TargetError::Name(display_path(path)));
        }
        self.add(path, Entry::Link(*meta, target.to_vec()))
    }

    /// Announces a file of `len` bytes, all zero and taking no room until they are written.
    ///
    /// # Errors
    /// [`TargetError::Name`], [`TargetError::Clash`]; [`TargetError::Io`] when it can't be created that large.
    pub fn file(&mut self, path: &[&[u8]], meta: &Meta, len: u64) -> Result<FileId, TargetError> {
        let number = self.staging.files();
        self.add(path, Entry::File(*meta, number))?;
        self.staging.create(len).map_err(|error| TargetError::io(display_path(path), error))?;
        Ok(FileId(number))
    }

    /// Writes bytes of a file. Pieces may come in any order, those of different files mixed.
    ///
    /// # Errors
    /// [`TargetError::Outside`] when they don't fit into the announced length or the file is of another target;
    /// [`TargetError::Io`].
    pub fn write_at(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> Result<(), TargetError> {
        let len = self.staging.len_of(file.0).ok_or(TargetError::Outside)?;
        let end = offset.checked_add(bytes.len() as u64).ok_or(TargetError::Outside)?;
        if end > len {
            return Err(TargetError::Outside);
        }
        let written = self.staging.write_at(file.0, offset, bytes);
        written.map_err(|error| TargetError::io(self.entries.shown_file(file.0), error))
    }

    /// Puts everything under its name: all files must be complete. Modes and times are set (folders last, the deepest first),
    /// and everything is on the disk when this returns.
    ///
    /// # Errors
    /// [`TargetError::InTheWay`] and [`TargetError::Io`]. Files under their final names are whole then too; files that did
    /// not get that far are gone.
    pub fn finish(self) -> Result<Finished, TargetError> {
        finish::finish(self.staging, self.entries, self.overwrite)
    }

    fn add(&mut self, path: &[&[u8]], entry: Entry) -> Result<(), TargetError> {
        if path.first() == Some(&self.staging.name().as_bytes()) {
            return Err(TargetError::InTheWay(display_path(path)));
        }
        self.entries.add(path, entry)
    }
}
