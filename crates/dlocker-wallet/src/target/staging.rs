//! The private folder inside the target in which files are put together.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{AtFlags, FallocateFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::entries::Parts;
use super::journal::{Journal, MARK_LEN, PART_LEN};
use super::make::{clear_for_folder, make, make_whole};
use super::plan::{Plan, Planned, State};
use super::writers::{Failed, SMALL, Writers};
use crate::item::Meta;

/// This many files are kept open: enough for the files of one pack, few enough for any limit on open files.
const OPEN_FILES: usize = 128;

/// What the files in the staging folder are to be and, for some, open descriptors. The folder goes when this is dropped, unless it stays.
pub(super) struct Staging {
    root: OwnedFd,
    folder: OwnedFd,
    name: String,
    plan: Plan,
    writers: Writers,
    open_files: HashMap<usize, Open>,
    clock: u64,
    /// What was written out, by this restore and by the one that it goes on from.
    pub(super) journal: Journal,
    /// Numbers of files that an interrupted restore had made.
    left: HashSet<usize>,
    /// An interrupted restore made the folder.
    taken_over: bool,
    /// The folder stays when this is dropped: the next restore goes on.
    pub(super) stays: bool,
}

struct Open {
    file: File,
    used: u64,
}

impl Staging {
    /// Takes over a new, empty folder of this name in `root`, which this process holds locked.
    pub(super) fn new(root: OwnedFd, folder: OwnedFd, name: String) -> Staging {
        Staging {
            root,
            folder,
            name,
            plan: Plan::default(),
            writers: Writers::default(),
            open_files: HashMap::new(),
            clock: 0,
            journal: Journal::default(),
            left: HashSet::new(),
            taken_over: false,
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
        (staging.journal, staging.taken_over, staging.stays) = (journal, true, true);
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
        self.plan.len()
    }

    pub(super) fn len_of(&self, number: usize) -> Option<u64> {
        self.plan.get(number).map(|file| file.len)
    }

    /// The number of the folder that holds what comes into this folder of the wallet, and nothing else: in one that an interrupted restore
    /// left there may be more.
    pub(super) fn own_folder_of(&self, parts: &Parts) -> Option<usize> {
        if self.taken_over { None } else { self.plan.folder_at(parts) }
    }

    /// A file that was planned.
    pub(super) fn planned(&self, number: usize) -> Option<&Planned> {
        self.plan.get(number)
    }

    /// Whether a file has everything already; and if so, whether it is a database.
    pub(super) fn complete(&self, number: usize) -> Option<bool> {
        match self.plan.get(number)?.state {
            State::Complete { database } => Some(database),
            State::Absent | State::Handed | State::Made => None,
        }
    }

    /// Plans the next file: the one that an interrupted restore had made, where that has this length, or else one that is made later.
    pub(super) fn plan(&mut self, path: &[&[u8]], meta: Meta, len: u64) {
        let Some((name, above)) = path.split_last() else { return };
        self.stays = false;
        let (folder, is_new) = self.plan.folder(above.iter().map(|part| Box::from(*part)).collect());
        let mut file = Planned { len, meta, folder, name: Box::from(*name), state: State::Absent };
        if !self.journal.is_empty() {
            self.take_over(&mut file, is_new, path);
        }
        self.plan.add(file);
    }

    fn take_over(&mut self, file: &mut Planned, is_new: bool, path: &[&[u8]]) {
        if is_new {
            clear_for_folder(self.folder.as_fd(), file.folder);
        }
        if self.journal.placing() {
            self.take_back(path, file);
        }
        if self.is_left(file) {
            file.state = State::Made;
            self.left.insert(self.plan.len());
        }
    }

    fn is_left(&self, file: &Planned) -> bool {
        let seat = file.seat();
        let Ok(stat) = rustix::fs::statat(&self.folder, &seat, AtFlags::SYMLINK_NOFOLLOW) else { return false };
        let is_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile;
        let same = is_file && stat.st_nlink == 1 && u64::try_from(stat.st_size) == Ok(file.len);
        // It may have got its final mode already, which may forbid writing.
        let mode = Mode::RUSR | Mode::WUSR;
        if same && rustix::fs::chmodat(&self.folder, &seat, mode, AtFlags::empty()).is_ok() {
            return true;
        }
        let _ = rustix::fs::unlinkat(&self.folder, &seat, AtFlags::empty());
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

    /// Writes bytes of a file. One that comes in one piece is complete with that, and is not opened again; if it is small, a writer gets it.
    pub(super) fn write_at(&mut self, number: usize, offset: u64, bytes: &[u8]) -> Result<(), Failed> {
        let failed = |error| Failed { number, error };
        let is_whole = |file: &&Planned| file.state == State::Absent && offset == 0 && file.len == bytes.len() as u64;
        let Some(file) = self.plan.get(number).filter(is_whole) else {
            let written = self.opened(number).and_then(|file| file.write_all_at(bytes, offset));
            self.plan.set(number, State::Made);
            return written.map_err(failed);
        };
        let state = if bytes.len() <= SMALL {
            self.writers.take(self.folder.as_fd(), number, file, bytes)?;
            State::Handed
        } else {
            make_whole(self.folder.as_fd(), (file.folder, &file.name), &file.meta, bytes).map_err(failed)?
        };
        self.plan.set(number, state);
        Ok(())
    }

    /// Waits until everything is written that the writers have.
    pub(super) fn settle(&mut self) -> Result<(), Failed> {
        self.writers.flush(self.folder.as_fd())?;
        for (number, state) in self.writers.join()? {
            self.plan.set(number, state);
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
        if self.plan.get(number).is_some_and(|file| file.state == State::Handed) {
            self.settle().map_err(|failed| failed.error)?;
        }
        let planned = self.plan.get(number).ok_or(io::ErrorKind::NotFound)?;
        if planned.state == State::Absent {
            let file = make(self.folder.as_fd(), planned.folder, &planned.name)?;
            file.set_len(planned.len)?;
            self.plan.set(number, State::Made);
            return Ok(file);
        }
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.folder, planned.seat(), flags, Mode::empty())?.into())
    }

    /// Notes that a part is written out, or on its way: whoever reads the mark finds out for himself.
    pub(super) fn mark(&mut self, part: [u8; PART_LEN], mark: [u8; MARK_LEN]) -> io::Result<()> {
        self.writers.flush(self.folder.as_fd()).map_err(|failed| failed.error)?;
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
        self.writers.stop();
        if self.stays {
            return;
        }
        // What can't be removed now is removed by the next restore into this target.
        let _ = remove_folder(self.root.as_fd(), self.name.as_bytes());
    }
}

/// Removes a staging folder, the folders in it and the files in them. Nothing is deeper.
pub(super) fn remove_folder(root: BorrowedFd<'_>, name: &[u8]) -> rustix::io::Result<()> {
    remove_within(root, name, true)
}

fn remove_within(above: BorrowedFd<'_>, name: &[u8], deeper: bool) -> rustix::io::Result<()> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let folder = rustix::fs::openat(above, name, flags, Mode::empty())?;
    let mut entries = rustix::fs::Dir::read_from(&folder)?;
    while let Some(entry) = entries.read().transpose()? {
        let entry = entry.file_name();
        if matches!(entry.to_bytes(), b"." | b"..") {
            continue;
        }
        match rustix::fs::unlinkat(&folder, entry, AtFlags::empty()) {
            Err(Errno::ISDIR | Errno::PERM) if deeper => remove_within(folder.as_fd(), entry.to_bytes(), false)?,
            removed => removed?,
        }
    }
    rustix::fs::unlinkat(above, name, AtFlags::REMOVEDIR)
}
