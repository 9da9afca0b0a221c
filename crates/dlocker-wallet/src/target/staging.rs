//! The private folder inside the target in which files are put together.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{AtFlags, Mode, OFlags};

/// This many files are kept open: enough for the files of one pack, few enough for any limit on open files.
const OPEN_FILES: usize = 128;

/// Lengths and, for some, open descriptors of the files in the staging folder. The folder goes when this is dropped.
pub(super) struct Staging {
    root: OwnedFd,
    folder: OwnedFd,
    name: String,
    lens: Vec<u64>,
    open: HashMap<usize, Open>,
    clock: u64,
}

struct Open {
    file: File,
    used: u64,
}

impl Staging {
    /// Takes over a new, empty folder of this name in `root`, which this process holds locked.
    pub(super) fn new(root: OwnedFd, folder: OwnedFd, name: String) -> Staging {
        Staging { root, folder, name, lens: Vec::new(), open: HashMap::new(), clock: 0 }
    }

    /// The target itself.
    pub(super) fn root(&self) -> BorrowedFd<'_> {
        self.root.as_fd()
    }

    pub(super) fn folder(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How many files there are; the number of the next.
    pub(super) fn files(&self) -> usize {
        self.lens.len()
    }

    pub(super) fn len_of(&self, number: usize) -> Option<u64> {
        self.lens.get(number).copied()
    }

    /// Creates the next file, all holes.
    pub(super) fn create(&mut self, len: u64) -> io::Result<()> {
        let number = self.lens.len();
        self.lens.push(len);
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        let file: File = rustix::fs::openat(&self.folder, number.to_string(), flags, mode)?.into();
        file.set_len(len)?;
        self.keep_open(number, file);
        Ok(())
    }

    pub(super) fn write_at(&mut self, number: usize, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.opened(number)?.write_all_at(bytes, offset)
    }

    /// The file, opened again if need be.
    pub(super) fn opened(&mut self, number: usize) -> io::Result<&File> {
        if !self.open.contains_key(&number) {
            let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let fd = rustix::fs::openat(&self.folder, number.to_string(), flags, Mode::empty())?;
            self.keep_open(number, fd.into());
        }
        self.clock += 1;
        let open = self.open.get_mut(&number).ok_or(io::ErrorKind::NotFound)?;
        open.used = self.clock;
        Ok(&open.file)
    }

    pub(super) fn close(&mut self, number: usize) {
        self.open.remove(&number);
    }

    fn keep_open(&mut self, number: usize, file: File) {
        if self.open.len() >= OPEN_FILES {
            self.close_oldest_half();
        }
        self.clock += 1;
        self.open.insert(number, Open { file, used: self.clock });
    }

    /// Half at a time, so that finding the oldest costs next to nothing per file.
    fn close_oldest_half(&mut self) {
        let mut used: Vec<u64> = self.open.values().map(|open| open.used).collect();
        let middle = used.len() / 2;
        let (_, &mut limit, _) = used.select_nth_unstable(middle);
        self.open.retain(|_, open| open.used >= limit);
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.open.clear();
        // What can't be removed now is removed by the next restore into this target.
        let _ = remove_folder(self.root.as_fd(), self.name.as_bytes());
    }
}

/// Removes a staging folder and the files in it. They have no folders below them.
pub(super) fn remove_folder(root: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = rustix::fs::openat(root, name, flags, Mode::empty())?;
    let mut entries = rustix::fs::Dir::read_from(&folder)?;
    while let Some(entry) = entries.read().transpose()? {
        let entry = entry.file_name();
        if !matches!(entry.to_bytes(), b"." | b"..") {
            rustix::fs::unlinkat(&folder, entry, AtFlags::empty())?;
        }
    }
    rustix::fs::unlinkat(root, name, AtFlags::REMOVEDIR)
}
