//! The walk through the wallet: folder by folder, without recursion and without long paths.

use std::collections::HashSet;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::content::Content;
use super::open::Root;
use super::stamp::{self, Stamp};
use super::{Noted, ReadError, Skipped, Unread, VisitError, Visitor};
use crate::database::{self, CopyError, Place};

/// How often a file is offered that keeps changing.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(20);

/// This many folders are kept open at once; those above are opened again when the walk comes back to them.
const OPEN_FOLDERS: usize = 64;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A folder on the way from a given path to where the walk is.
struct Frame {
    name: Vec<u8>,
    fd: Option<Rc<OwnedFd>>,
    stamp: Stamp,
    names: std::vec::IntoIter<Vec<u8>>,
    /// Names that belong to a database of this folder.
    parts: HashSet<Vec<u8>>,
    /// Length of the path of the folder that this one is in.
    path_before: usize,
}

pub(super) struct Walk<'a> {
    visitor: &'a mut dyn Visitor,
    scratch: &'a Path,
    stack: Vec<Frame>,
    path: Vec<u8>,
}

/// Where an entry is, and under which name it is shown.
struct Entry<'e> {
    dir: Rc<OwnedFd>,
    name: &'e [u8],
    shown: &'e [u8],
}

/// A file ready to be read, with what there is to say about it.
struct Opened {
    content: Content,
    note: Option<Noted>,
    is_database: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(visitor: &'a mut dyn Visitor, scratch: &'a Path) -> Walk<'a> {
        Walk { visitor, scratch, stack: Vec::new(), path: Vec::new() }
    }

    pub(super) fn run(&mut self, roots: &[Root]) -> Result<(), VisitError> {
        // A database and its -wal may both be given by name. They belong together only within one folder.
        let mut parts = Vec::new();
        for root in roots {
            let Ok(parent) = root.parent.try_clone().map(Rc::new) else {
                self.visitor.unread(&root.shown, Unread::Failed("too many open files".to_owned()));
                continue;
            };
            let folder = rustix::fs::fstat(&parent).ok().map(|stat| Stamp::of(&stat));
            let entry = Entry { dir: parent, name: &root.real, shown: &root.shown };
            let within = |(of, part): &(Option<Stamp>, Vec<u8>)| {
                *part == root.real && of.zip(folder).is_some_and(|(a, b)| a.same_file(&b))
            };
            if parts.iter().any(within) && is_no_other(&entry) {
                continue;
            }
            if self.entry(&entry)? {
                parts.extend(database::part_names(&root.real).map(|part| (folder, part)));
            }
            self.descend(root)?;
        }
        Ok(())
    }

    /// Walks until the folder that the given path led to is left again.
    fn descend(&mut self, root: &Root) -> Result<(), VisitError> {
        while let Some(frame) = self.stack.last_mut() {
            let Some(name) = frame.names.next() else {
                self.leave(root)?;
                continue;
            };
            let Some(dir) = frame.fd.clone() else { continue };
            let is_part = frame.parts.contains(&name);
            let entry = Entry { dir, name: &name, shown: &name };
            if is_part && is_no_other(&entry) {
                continue;
            }
            let depth = self.stack.len();
            if self.entry(&entry)?
                && let Some(frame) = self.stack.get_mut(depth - 1)
            {
                frame.parts.extend(database::part_names(&name));
            }
        }
        Ok(())
    }

    /// Shows one entry. `true` when it is a database, whose parts must not be shown separately.
    fn entry(&mut self, entry: &Entry<'_>) -> Result<bool, VisitError> {
        let before = self.path.len();
        if before > 0 {
            self.path.push(b'/');
        }
        self.path.extend_from_slice(entry.shown);
        let depth = self.stack.len();
        let result = self.dispatch(entry, before);
        if self.stack.len() == depth {
            self.path.truncate(before);
        }
        result
    }

    fn dispatch(&mut self, entry: &Entry<'_>, path_before: usize) -> Result<bool, VisitError> {
        let stat = match rustix::fs::statat(&entry.dir, entry.name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(errno) => return self.failed(errno).map(|()| false),
        };
        match stamp::kind(&stat) {
            FileType::RegularFile => return self.file(entry),
            FileType::Directory => self.enter(entry, &stat, path_before)?,
            FileType::Symlink => self.link(entry, &stat)?,
            FileType::Socket => self.visitor.skipped(&self.path, Skipped::Socket),
            FileType::Fifo => self.visitor.skipped(&self.path, Skipped::Pipe),
            _ => self.visitor.skipped(&self.path, Skipped::Device),
        }
        Ok(false)
    }

    fn failed(&mut self, errno: Errno) -> Result<(), VisitError> {
        self.visitor.unread(&self.path, Unread::from(&std::io::Error::from(errno)));
        Ok(())
    }

    fn link(&mut self, entry: &Entry<'_>, stat: &rustix::fs::Stat) -> Result<(), VisitError> {
        match rustix::fs::readlinkat(&entry.dir, entry.name, Vec::new()) {
            Ok(target) => self.visitor.link(entry.shown, &stamp::meta(stat), target.to_bytes()),
            Err(Errno::INVAL) => self.failed(Errno::NOENT),
            Err(errno) => self.failed(errno),
        }
    }

    fn enter(&mut self, entry: &Entry<'_>, stat: &rustix::fs::Stat, path_before: usize) -> Result<(), VisitError> {
        self.visitor.enter_folder(entry.shown, &stamp::meta(stat))?;
        let opened = rustix::fs::openat(&entry.dir, entry.name, FOLDER, Mode::empty());
        let (fd, names) = match opened.and_then(|fd| Ok((names_in(&fd)?, fd))) {
            Ok((names, fd)) => (fd, names),
            Err(errno) => {
                // The folder itself is known and kept; what is in it is not.
                self.failed(errno)?;
                return self.visitor.leave_folder();
            }
        };
        self.stack.push(Frame {
            name: entry.name.to_vec(),
            fd: Some(Rc::new(fd)),
            stamp: Stamp::of(stat),
            names: names.into_iter(),
            parts: HashSet::new(),
            path_before,
        });
        let far = self.stack.len().checked_sub(OPEN_FOLDERS + 1).and_then(|i| self.stack.get_mut(i));
        if let Some(frame) = far {
            frame.fd = None;
        }
        Ok(())
    }

    fn leave(&mut self, root: &Root) -> Result<(), VisitError> {
        if let Some(frame) = self.stack.pop() {
            self.path.truncate(frame.path_before);
            self.visitor.leave_folder()?;
        }
        if self.stack.last().is_some_and(|frame| frame.fd.is_none() && frame.names.len() > 0) {
            let reopened = reopen(root, &self.stack);
            if let (Some(frame), Err(_)) = (self.stack.last_mut(), &reopened) {
                // Moved or removed during the walk: what is left in it can't be found any more.
                frame.names = Vec::new().into_iter();
                self.visitor.unread(&self.path, Unread::Gone);
            }
            if let (Some(frame), Ok(fd)) = (self.stack.last_mut(), reopened) {
                frame.fd = Some(Rc::new(fd));
            }
        }
        Ok(())
    }

    /// Offers a file until it held still, and reports it otherwise.
    fn file(&mut self, entry: &Entry<'_>) -> Result<bool, VisitError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let (is_database, error) = match self.open(entry) {
                Ok(mut opened) => match self.visitor.file(entry.shown, &mut opened.content) {
                    Ok(()) => {
                        opened.note.into_iter().for_each(|note| self.visitor.noted(&self.path, note));
                        return Ok(opened.is_database);
                    }
                    Err(VisitError::File(error)) => (opened.is_database, error),
                    Err(stop) => return Err(stop),
                },
                Err((is_database, error)) => (is_database, error),
            };
            if !matches!(error, ReadError::Changed) || tries == TRIES {
                self.visitor.unread(&self.path, Unread::from(&error));
                return Ok(is_database);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Opens a file; a database as a private copy. An error says whether it came from a database.
    fn open(&self, entry: &Entry<'_>) -> Result<Opened, (bool, ReadError)> {
        let plain = || Content::open(entry.dir.as_fd(), entry.name).map_err(|error| (false, error));
        let mut content = plain()?;
        let place = Place::new(entry.dir.as_fd(), entry.name);
        if !place.may_be_database(content.head()) {
            // Within a folder of the wallet, what lies beside it is in the wallet too.
            if !self.stack.is_empty() && place.is_journal_of_another() {
                content.is_no_stray_journal();
            }
            return Ok(Opened { content, note: None, is_database: false });
        }
        // Closing any descriptor of a file drops the locks that SQLite takes on it: ours must be closed before.
        drop(content);
        match database::copy(&place, self.scratch) {
            Ok(content) => Ok(Opened { content, note: None, is_database: true }),
            Err(CopyError::Read(error)) => Err((true, error)),
            Err(CopyError::Refused(why)) => {
                Ok(Opened { content: plain()?, note: Some(Noted::NotADatabase(why)), is_database: false })
            }
        }
    }
}

/// True unless a folder, link or the like has the name of a database's part. A part may be gone by now: a live database's
/// come and go.
fn is_no_other(entry: &Entry<'_>) -> bool {
    rustix::fs::statat(&entry.dir, entry.name, AtFlags::SYMLINK_NOFOLLOW)
        .map_or(true, |stat| stamp::kind(&stat) == FileType::RegularFile)
}

/// The names in a folder, sorted by their bytes.
fn names_in(fd: &OwnedFd) -> Result<Vec<Vec<u8>>, Errno> {
    let mut names = Vec::new();
    for entry in Dir::read_from(fd)? {
        let name = entry?.file_name().to_bytes().to_vec();
        if name != b"." && name != b".." {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Opens the last folder of the stack again, part by part from the given path, and makes sure that it is the same one.
fn reopen(root: &Root, stack: &[Frame]) -> Result<OwnedFd, Errno> {
    let mut fd = root.parent.try_clone().map_err(|_| Errno::MFILE)?;
    for frame in stack {
        fd = rustix::fs::openat(&fd, frame.name.as_slice(), FOLDER, Mode::empty())?;
    }
    let found = Stamp::of(&rustix::fs::fstat(&fd)?);
    let same = stack.last().is_some_and(|frame| frame.stamp.same_file(&found));
    if same { Ok(fd) } else { Err(Errno::NOENT) }
}
