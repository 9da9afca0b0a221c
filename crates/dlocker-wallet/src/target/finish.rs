//! The end of a restore: everything under its name, with its mode and time.

use std::collections::HashSet;
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{AtFlags, FileType, Mode};
use rustix::io::Errno;

use super::entries::{Entries, Entry, Parts};
use super::place::Folders;
use super::staging::Staging;
use super::{TargetError, dress};
use crate::item::Meta;
use crate::path::display_path;
use crate::recognise::SQLITE_HEADER;

/// What was restored.
#[derive(Debug, Default)]
pub struct Finished {
    /// How many files are back.
    pub files: u64,
    /// How many announced folders are back.
    pub folders: u64,
    /// How many links are back.
    pub links: u64,
    /// What this system or file system could not keep exactly. Contents and names are not among it.
    pub not_exact: Vec<NotExact>,
}

/// Something that is back, but not exactly as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExact {
    /// The path as it is shown.
    pub path: String,
    /// What could not be kept, in words.
    pub what: String,
}

/// One restore at its end.
struct Finish<'s> {
    folders: Folders<'s>,
    files: &'s Staging,
    staging: BorrowedFd<'s>,
    /// Numbers of the folders that are in place with everything in them.
    whole: HashSet<usize>,
    overwrite: bool,
    done: Finished,
    /// Names given in the staging folder so far, to what was moved aside and to links.
    aside: u64,
}

/// Puts everything under its name. The staging folder goes in any case.
pub(super) fn finish(mut staging: Staging, entries: Entries, overwrite: bool) -> Result<Finished, TargetError> {
    entries.check()?;
    staging.settle().map_err(|failed| TargetError::io(entries.shown_file(failed.number), failed.error))?;
    let mut not_exact = Vec::new();
    let mut databases = vec![false; staging.files()];
    for (parts, entry) in entries.iter() {
        if let Entry::File(meta, number) = entry {
            let is_database = complete(&mut staging, *number, meta, parts, &mut not_exact)?;
            if let Some(flag) = databases.get_mut(*number) {
                *flag = is_database;
            }
        }
    }
    // Contents must be on the disk before names point to them.
    flush(staging.root())?;
    staging.begin_placing().map_err(|error| TargetError::io("the journal of the restore", error))?;
    let done = Finished { not_exact, ..Finished::default() };
    let (folders, whole) = (Folders::new(staging.root()), HashSet::new());
    let mut finish = Finish { folders, files: &staging, staging: staging.folder(), whole, overwrite, done, aside: 0 };
    finish.place_all(&entries, &databases)?;
    finish.close_folders(&entries)?;
    let done = finish.done;
    flush(staging.root())?;
    Ok(done)
}

/// One call for thousands of files. It writes out everything on that file system, which a restore can afford.
fn flush(root: BorrowedFd<'_>) -> Result<(), TargetError> {
    rustix::fs::syncfs(root).map_err(|errno| TargetError::io(".", errno))
}

/// Gives a file in the staging folder its mode and time, unless it has them; says whether it is a database.
fn complete(
    staging: &mut Staging,
    number: usize,
    meta: &Meta,
    parts: &Parts,
    not_exact: &mut Vec<NotExact>,
) -> Result<bool, TargetError> {
    if let Some(is_database) = staging.complete(number) {
        return Ok(is_database);
    }
    let file = staging.opened(number).map_err(|error| TargetError::io(display_path(parts), error))?;
    let is_database = begins_like_database(file);
    dress(file.as_fd(), meta, parts, not_exact);
    staging.close(number);
    Ok(is_database)
}

fn begins_like_database(file: &File) -> bool {
    let mut head = [0; SQLITE_HEADER.len()];
    file.read_exact_at(&mut head, 0).is_ok() && head == *SQLITE_HEADER
}

/// Sets time and mode, and notes what could not be set.
fn dress(fd: BorrowedFd<'_>, meta: &Meta, parts: &Parts, not_exact: &mut Vec<NotExact>) {
    for (what, errno) in dress::dress(fd, meta) {
        not_exact.push(NotExact { path: display_path(parts), what: format!("its {what} could not be set: {errno}") });
    }
}

impl Finish<'_> {
    /// Folders come before what is in them; links come last, so that none of ours is there while folders are opened.
    fn place_all(&mut self, entries: &Entries, databases: &[bool]) -> Result<(), TargetError> {
        for (parts, entry) in entries.iter() {
            match entry {
                Entry::Folder(_) => self.place_folder(parts)?,
                Entry::File(_, number) => {
                    let is_database = databases.get(*number).copied().unwrap_or(false);
                    self.place_file(parts, *number, entries, is_database)?;
                }
                Entry::Link(..) => {}
            }
        }
        for (parts, entry) in entries.iter() {
            if let Entry::Link(meta, target) = entry {
                self.place_link(parts, meta, target)?;
            }
        }
        Ok(())
    }

    fn place_folder(&mut self, parts: &Parts) -> Result<(), TargetError> {
        if let Some(number) = self.files.own_folder_of(parts)
            && self.place_whole(parts, number)?
        {
            self.whole.insert(number);
            self.done.folders += 1;
            return Ok(());
        }
        let folder = self.folders.open(parts, true).map_err(|errno| blocked(parts, errno))?;
        if self.overwrite {
            // A folder restored before may forbid writing; its own mode comes at the end. Another owner's stays as it is.
            let _ = rustix::fs::fchmod(folder, Mode::RWXU);
        }
        self.done.folders += 1;
        Ok(())
    }

    /// Moves a folder with all its files to its place, if nothing is there; says whether it did.
    fn place_whole(&mut self, parts: &Parts, number: usize) -> Result<bool, TargetError> {
        let Some((last, above)) = parts.split_last() else { return Ok(false) };
        let folder = self.folders.open(above, true).map_err(|errno| blocked(parts, errno))?;
        let there = rustix::fs::statat(folder, &**last, AtFlags::SYMLINK_NOFOLLOW);
        if there.err() != Some(Errno::NOENT) {
            return Ok(false);
        }
        let moved = rustix::fs::renameat(self.staging, number.to_string(), folder, &**last);
        moved.map_err(|errno| blocked(parts, errno))?;
        Ok(true)
    }

    fn place_file(
        &mut self,
        parts: &Parts,
        number: usize,
        entries: &Entries,
        is_database: bool,
    ) -> Result<(), TargetError> {
        self.done.files += 1;
        let files = self.files;
        let Some(file) = files.planned(number).filter(|file| !self.whole.contains(&file.folder)) else {
            return Ok(());
        };
        if is_database && self.overwrite {
            self.move_old_parts_aside(parts, entries)?;
        }
        self.rename(file.seat(), parts)
    }

    fn place_link(&mut self, parts: &Parts, meta: &Meta, target: &[u8]) -> Result<(), TargetError> {
        let name = self.next_name();
        if let Err(errno) = rustix::fs::symlinkat(target, self.staging, &name) {
            // Some file systems have no links. That must not cost the owner the rest.
            self.not_exact(parts, &format!("the link could not be made: {errno}"));
            return Ok(());
        }
        if let Err(errno) = rustix::fs::utimensat(self.staging, &name, &dress::times(meta), AtFlags::SYMLINK_NOFOLLOW) {
            self.not_exact(parts, &format!("its time could not be set: {errno}"));
        }
        self.rename(name.into_bytes(), parts)?;
        self.done.links += 1;
        Ok(())
    }

    fn not_exact(&mut self, parts: &Parts, what: &str) {
        self.done.not_exact.push(NotExact { path: display_path(parts), what: what.to_owned() });
    }

    fn next_name(&mut self) -> String {
        self.aside += 1;
        format!("aside-{}", self.aside)
    }

    /// Moves from the staging folder to the final name. What stands there is replaced only if it is a file or link and
    /// overwriting is allowed; a folder never is.
    fn rename(&mut self, name: Vec<u8>, parts: &Parts) -> Result<(), TargetError> {
        let Some((last, above)) = parts.split_last() else { return Ok(()) };
        let (staging, overwrite) = (self.staging, self.overwrite);
        let folder = self.folders.open(above, true).map_err(|errno| blocked(parts, errno))?;
        let there = rustix::fs::statat(folder, &**last, AtFlags::SYMLINK_NOFOLLOW);
        let free = match there {
            Ok(stat) => {
                overwrite && matches!(FileType::from_raw_mode(stat.st_mode), FileType::RegularFile | FileType::Symlink)
            }
            Err(_) => true,
        };
        if !free {
            return Err(TargetError::InTheWay(display_path(parts)));
        }
        rustix::fs::renameat(staging, name, folder, &**last).map_err(|errno| blocked(parts, errno))
    }

    /// Takes an old database away together with its `-wal`, `-shm` and `-journal`, the database first: SQLite would play
    /// an old `-wal` into the new database, and an old database without its `-wal` would be a wrong one. A crash in
    /// between leaves no database under that name, and that is not wrong but missing.
    fn move_old_parts_aside(&mut self, parts: &Parts, entries: &Entries) -> Result<(), TargetError> {
        let Some((last, above)) = parts.split_last() else { return Ok(()) };
        let part = |suffix: &str| [last, suffix.as_bytes()].concat().into_boxed_slice();
        let old = ["-wal", "-journal", "-shm"].map(part).into_iter().filter(|name| !entries.has(above, name));
        let names: Vec<Box<[u8]>> = std::iter::once(last.clone()).chain(old).collect();
        let aside: Vec<String> = names.iter().map(|_| self.next_name()).collect();
        let staging = self.staging;
        let folder = self.folders.open(above, true).map_err(|errno| blocked(parts, errno))?;
        if !names.iter().skip(1).any(|name| is_file(folder, name)) {
            return Ok(());
        }
        for (from, to) in names.iter().zip(aside).filter(|(from, _)| is_file(folder, from)) {
            rustix::fs::renameat(folder, &**from, staging, to).map_err(|errno| blocked(parts, errno))?;
        }
        Ok(())
    }

    /// Modes and times of folders, the deepest first: setting them is the last change in each.
    fn close_folders(&mut self, entries: &Entries) -> Result<(), TargetError> {
        for (parts, entry) in entries.iter().rev() {
            if let Entry::Folder(meta) = entry {
                let folder = self.folders.open(parts, false).map_err(|errno| blocked(parts, errno))?;
                dress(folder, meta, parts, &mut self.done.not_exact);
            }
        }
        Ok(())
    }
}

fn is_file(folder: BorrowedFd<'_>, name: &[u8]) -> bool {
    rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)
        .is_ok_and(|stat| FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile)
}

fn blocked(parts: &Parts, errno: Errno) -> TargetError {
    match errno {
        Errno::LOOP | Errno::NOTDIR | Errno::ISDIR | Errno::EXIST => TargetError::InTheWay(display_path(parts)),
        errno => TargetError::io(display_path(parts), errno),
    }
}
