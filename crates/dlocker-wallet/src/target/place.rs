//! Opening folders inside the target, part by part, never through a link.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// The folder opened last, from which those below it are reached without starting over.
pub(super) struct Folders<'r> {
    root: BorrowedFd<'r>,
    last: Option<(Vec<Box<[u8]>>, OwnedFd)>,
}

impl<'r> Folders<'r> {
    pub(super) fn new(root: BorrowedFd<'r>) -> Folders<'r> {
        Folders { root, last: None }
    }

    /// Opens the folder at these parts; with `create`, those that are missing are made with mode 0700.
    ///
    /// # Errors
    /// [`Errno::NOTDIR`] or [`Errno::LOOP`] when something else stands there.
    pub(super) fn open(&mut self, parts: &[Box<[u8]>], create: bool) -> Result<BorrowedFd<'_>, Errno> {
        let (known, start) = match self.last.take() {
            Some((known, fd)) if parts.starts_with(&known) => (known.len(), fd),
            _ => (0, self.root.try_clone_to_owned().map_err(|_| Errno::MFILE)?),
        };
        let mut fd = start;
        for part in parts.get(known..).unwrap_or_default() {
            fd = step(fd.as_fd(), part, create)?;
        }
        let last = self.last.insert((parts.to_vec(), fd));
        Ok(last.1.as_fd())
    }
}

fn step(dir: BorrowedFd<'_>, part: &[u8], create: bool) -> Result<OwnedFd, Errno> {
    match rustix::fs::openat(dir, part, FOLDER, Mode::empty()) {
        Err(Errno::NOENT) if create => {
            rustix::fs::mkdirat(dir, part, Mode::RWXU)?;
            rustix::fs::openat(dir, part, FOLDER, Mode::empty())
        }
        other => other,
    }
}
