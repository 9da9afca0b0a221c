//! Writing a wallet back.
//!
//! Everything is written into one private folder inside the target, `.dlocker-restore-PID-N`: in it a folder under a plain number for each
//! folder of the wallet, whatever its path. [`Target::finish`] brings everything to the disk and only then moves it to its place: a folder
//! that is not there yet whole, into one that is there file by file. Reasons for one folder rather than a temporary name beside each file:
//!
//! - Until the end nothing at all shows up in the wallet: an interrupted restore leaves the target as it was, plus one
//!   folder, from which the next restore goes on.
//! - While pieces arrive, no folder of the target is walked, and so no link in it can lead anywhere.
//! - A file can be replaced together with what belongs to it (a database and its `-wal`).
//!
//! # Going on
//!
//! A restore [marks](Target::mark) each part of the backup that is written out. The next one into the same target takes the folder over: its
//! files keep their content where number and length fit, [`Target::marks`] tells what was marked, and the caller believes a mark only if what it
//! reads back fits. So a journal or a file that is damaged, cut short, or another backup's costs time and nothing else.
//!
//! The parts of paths come from a backup that was checked for its origin, and are treated as hostile all the same: see [`TargetError::Name`].
//! Folders are opened part by part and links in them are never followed.

mod back;
mod dress;
mod entries;
mod finish;
mod journal;
mod make;
mod open;
mod place;
mod plan;
mod staging;
mod writers;

use std::io;
use std::path::{Path, PathBuf};

use crate::item::Meta;
use crate::path::display_path;
use entries::{Entries, Entry};
pub use finish::{Finished, NotExact};
pub use journal::{MARK_LEN, PART_LEN};
use staging::Staging;

/// A folder that a wallet is written into.
///
/// Dropping it without [`Target::finish`] removes everything that was written, unless it is [left](Target::leave) to be gone on with.
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
    /// Opens a folder for writing a wallet into it. It is created with mode 0700 if it is missing. What an interrupted restore
    /// left in it does not count as content: this one goes on from it where that is of use, and it is removed otherwise.
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
        self.add(path, Entry::Link(*meta, target.to_vec()))?;
        if self.staging.journal.placing() {
            self.staging.remove_placed_link(path, target);
        }
        Ok(())
    }

    /// Announces a file of `len` bytes, all zero and taking no room until they are written.
    ///
    /// # Errors
    /// [`TargetError::Name`], [`TargetError::Clash`].
    pub fn file(&mut self, path: &[&[u8]], meta: &Meta, len: u64) -> Result<FileId, TargetError> {
        let number = self.staging.files();
        self.add(path, Entry::File(*meta, number))?;
        self.staging.plan(path, *meta, len);
        Ok(FileId(number))
    }

    /// Writes bytes of a file. Pieces may come in any order, those of different files mixed. Small files are written by threads of their own.
    ///
    /// # Errors
    /// That of a small file may come with a later one, or from [`Target::finish`].
    /// [`TargetError::Outside`] when they don't fit into the announced length or the file is of another target;
    /// [`TargetError::Io`].
    pub fn write_at(&mut self, file: FileId, offset: u64, bytes: &[u8]) -> Result<(), TargetError> {
        self.within(file, offset, bytes.len() as u64)?;
        let written = self.staging.write_at(file.0, offset, bytes);
        written.map_err(|failed| TargetError::io(self.entries.shown_file(failed.number), failed.error))
    }

    /// Says that a stretch of a file is a hole. Only a file that an interrupted restore had made is changed by that.
    ///
    /// # Errors
    /// As [`Target::write_at`].
    pub fn hole(&mut self, file: FileId, offset: u64, len: u64) -> Result<(), TargetError> {
        self.within(file, offset, len)?;
        if !self.staging.was_left(file.0) {
            return Ok(());
        }
        let emptied = self.staging.empty(file.0, offset, len);
        emptied.map_err(|error| TargetError::io(self.entries.shown_file(file.0), error))
    }

    /// Reads back what is in a file now, to the end of `bytes`.
    ///
    /// # Errors
    /// As [`Target::write_at`].
    pub fn read_at(&mut self, file: FileId, offset: u64, bytes: &mut [u8]) -> Result<(), TargetError> {
        self.within(file, offset, bytes.len() as u64)?;
        let read = self.staging.read_at(file.0, offset, bytes);
        read.map_err(|error| TargetError::io(self.entries.shown_file(file.0), error))
    }

    /// Notes that a part of the backup is written out: should this restore be interrupted, the next one finds the mark.
    ///
    /// # Errors
    /// [`TargetError::Io`].
    pub fn mark(&mut self, part: [u8; PART_LEN], mark: [u8; MARK_LEN]) -> Result<(), TargetError> {
        self.staging.mark(part, mark).map_err(|error| TargetError::io("the journal of the restore", error))
    }

    /// The marks of this part: what an interrupted restore may have written out, for the caller to check.
    #[must_use]
    pub fn marks(&self, part: &[u8; PART_LEN]) -> &[[u8; MARK_LEN]] {
        self.staging.journal.marks(part)
    }

    /// Gives up for now: what was written stays, unseen, for the next restore into this folder to go on from. True if there is anything.
    pub fn leave(mut self) -> bool {
        // What could not be written fits no mark, and the next restore fetches it.
        let _ = self.staging.settle();
        self.staging.stays = !self.staging.journal.is_empty();
        self.staging.stays
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

    fn within(&self, file: FileId, offset: u64, len: u64) -> Result<(), TargetError> {
        let whole = self.staging.len_of(file.0).ok_or(TargetError::Outside)?;
        let end = offset.checked_add(len).ok_or(TargetError::Outside)?;
        if end > whole { Err(TargetError::Outside) } else { Ok(()) }
    }

    fn add(&mut self, path: &[&[u8]], entry: Entry) -> Result<(), TargetError> {
        if path.first() == Some(&self.staging.name().as_bytes()) {
            return Err(TargetError::InTheWay(display_path(path)));
        }
        self.entries.add(path, entry)
    }
}
