//! The private folder inside the target in which files are put together.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{AtFlags, FallocateFlags, FileType, Mode, OFlags};

use super::dress;
use super::journal::{Journal, MARK_LEN, PART_LEN};
use crate::item::Meta;
use crate::recognise::SQLITE_HEADER;

/// This many files are kept open: enough for the files of one pack, few enough for any limit on open files.
const OPEN_FILES: usize = 128;

/// What the files in the staging folder are to be and, for some, open descriptors. The folder goes when this is dropped, unless it stays.
pub(super) struct Staging {
    root: OwnedFd,
    folder: OwnedFd,
    name: String,
    files: Vec<Planned>,
    open_files: HashMap<usize, Open>,
    clock: u64,
    /// What was written out, by this restore and by the one that it goes on from.
    pub(super) journal: Journal,
    /// Numbers of files that an interrupted restore had made.
    left: HashSet<usize>,
    /// The folder stays when this is dropped: the next restore goes on.
    pub(super) stays: bool,
}

/// A file that was announced.
struct Planned {
    len: u64,
    meta: Meta,
    /// Whether it is in the folder yet: files are made when their first bytes come.
    made: bool,
    /// Once it has everything, its mode and time too: whether it is a database.
    complete: Option<bool>,
}

struct Open {
    file: File,
    used: u64,
}

impl Staging {
    /// Takes over a new, empty folder of this name in `root`, which this process holds locked.
    pub(super) fn new(root: OwnedFd, folder: OwnedFd, name: String) -> Staging {
        let (journal, left) = (Journal::default(), HashSet::new());
        Staging {
            root,
            folder,
            name,
            files: Vec::new(),
            open_files: HashMap::new(),
            clock: 0,
            journal,
            left,
            stays: false,
        }
    }

    /// Takes over what an interrupted restore left, if it is of use and nobody else could have made it. It stays until a file of this restore
    /// is made.
    pub(super) fn left(root: &OwnedFd, folder: &OwnedFd, name: &[u8]) -> io::Result<Option<Staging>> {
        let stat = rustix::fs::fstat(folder)?;
        let own = stat.st_uid == rustix::process::geteuid().as_raw() && stat.st_mode & 0o777 == 0o700;
        let (Ok(name), true) = (str::from_utf8(name), own) else { return Ok(None) };
        let Some(journal) = Journal::read(folder.as_fd()).ok().filter(|journal| !journal.is_empty()) else {
            return Ok(None);
        };
        let mut staging = Staging::new(root.try_clone()?, folder.try_clone()?, name.to_owned());
        (staging.journal, staging.stays) = (journal, true);
        Ok(Some(staging))
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
        self.files.len()
    }

    pub(super) fn len_of(&self, number: usize) -> Option<u64> {
        self.files.get(number).map(|file| file.len)
    }

    /// Whether a file has everything already; and if so, whether it is a database.
    pub(super) fn complete(&self, number: usize) -> Option<bool> {
        self.files.get(number)?.complete
    }

    /// Plans the next file: the one that an interrupted restore had made, where that has this length, or else one that is made later.
    pub(super) fn plan(&mut self, len: u64, meta: Meta) {
        let number = self.files.len();
        self.stays = false;
        let made = !self.journal.is_empty() && self.take_over(number, len);
        if made {
            self.left.insert(number);
        }
        self.files.push(Planned { len, meta, made, complete: None });
    }

    fn take_over(&self, number: usize, len: u64) -> bool {
        let name = number.to_string();
        let Ok(stat) = rustix::fs::statat(&self.folder, &name, AtFlags::SYMLINK_NOFOLLOW) else { return false };
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        let same = is_file && stat.st_nlink == 1 && u64::try_from(stat.st_size) == Ok(len);
        // It may have got its final mode already, which may forbid writing.
        let mode = Mode::RUSR | Mode::WUSR;
        if same && rustix::fs::chmodat(&self.folder, &name, mode, AtFlags::empty()).is_ok() {
            return true;
        }
        let _ = rustix::fs::unlinkat(&self.folder, &name, AtFlags::empty());
        false
    }

    /// Whether an interrupted restore had made this file: then there may be anything in it.
    pub(super) fn was_left(&self, number: usize) -> bool {
        self.left.contains(&number)
    }

    /// Makes a stretch of a file a hole, or the whole file where the system cannot do that.
    pub(super) fn empty(&mut self, number: usize, offset: u64, len: u64) -> io::Result<()> {
        let punch = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        if rustix::fs::fallocate(self.opened(number)?, punch, offset, len).is_ok() {
            return Ok(());
        }
        let whole = self.len_of(number).unwrap_or_default();
        let file = self.opened(number)?;
        file.set_len(0)?;
        file.set_len(whole)
    }

    fn make(&mut self, number: usize) -> io::Result<File> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::RUSR | Mode::WUSR;
        let file = rustix::fs::openat(&self.folder, number.to_string(), flags, mode)?;
        if let Some(planned) = self.files.get_mut(number) {
            planned.made = true;
        }
        Ok(file.into())
    }

    /// Writes bytes of a file. One that comes in one piece is complete with that, and is not opened again.
    pub(super) fn write_at(&mut self, number: usize, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let is_whole = |file: &Planned| !file.made && offset == 0 && file.len == bytes.len() as u64;
        if !self.files.get(number).is_some_and(is_whole) {
            return self.opened(number)?.write_all_at(bytes, offset);
        }
        let file = self.make(number)?;
        file.write_all_at(bytes, offset)?;
        if let Some(planned) = self.files.get_mut(number)
            && dress::dress(file.as_fd(), &planned.meta).is_empty()
        {
            planned.complete = Some(bytes.starts_with(SQLITE_HEADER));
        }
        Ok(())
    }

    pub(super) fn read_at(&mut self, number: usize, offset: u64, bytes: &mut [u8]) -> io::Result<()> {
        self.opened(number)?.read_exact_at(bytes, offset)
    }

    /// The file, opened again if need be.
    pub(super) fn opened(&mut self, number: usize) -> io::Result<&File> {
        if !self.open_files.contains_key(&number) {
            let file = self.open(number)?;
            self.keep_open(number, file);
        }
        self.clock += 1;
        let open = self.open_files.get_mut(&number).ok_or(io::ErrorKind::NotFound)?;
        open.used = self.clock;
        Ok(&open.file)
    }

    fn open(&mut self, number: usize) -> io::Result<File> {
        let planned = self.files.get(number).ok_or(io::ErrorKind::NotFound)?;
        if !planned.made {
            let len = planned.len;
            let file = self.make(number)?;
            file.set_len(len)?;
            return Ok(file);
        }
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.folder, number.to_string(), flags, Mode::empty())?.into())
    }

    pub(super) fn mark(&mut self, part: [u8; PART_LEN], mark: [u8; MARK_LEN]) -> io::Result<()> {
        self.journal.mark(self.folder.as_fd(), part, mark)
    }

    /// Notes that files are put under their names from now on.
    pub(super) fn begin_placing(&mut self) -> io::Result<()> {
        self.journal.begin_placing(self.folder.as_fd())
    }

    pub(super) fn close(&mut self, number: usize) {
        self.open_files.remove(&number);
    }

    fn keep_open(&mut self, number: usize, file: File) {
        if self.open_files.len() >= OPEN_FILES {
            self.close_oldest_half();
        }
        self.clock += 1;
        self.open_files.insert(number, Open { file, used: self.clock });
    }

    /// Half at a time, so that finding the oldest costs next to nothing per file.
    fn close_oldest_half(&mut self) {
        let mut used: Vec<u64> = self.open_files.values().map(|open| open.used).collect();
        let middle = used.len() / 2;
        let (_, &mut limit, _) = used.select_nth_unstable(middle);
        self.open_files.retain(|_, open| open.used >= limit);
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        self.open_files.clear();
        if self.stays {
            return;
        }
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
