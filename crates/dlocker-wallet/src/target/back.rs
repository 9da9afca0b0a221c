//! Going on after a restore that was interrupted while it put things under their names: what is there is taken back, so that it is read, checked
//! and put in place like everything else. Only what looks exactly as this restore would have left it is touched.

use std::os::fd::{BorrowedFd, OwnedFd};

use rustix::fs::{AtFlags, FileType, Mode, Stat};
use rustix::io::Errno;

use super::make::make_folder;
use super::place::Folders;
use super::plan::Planned;
use super::staging::Staging;
use crate::item::Meta;

impl Staging {
    /// Takes a file back that an interrupted restore had put in place already.
    pub(super) fn take_back(&self, path: &[&[u8]], file: &Planned) {
        let seat = file.seat();
        let missing = rustix::fs::statat(self.folder(), &seat, AtFlags::SYMLINK_NOFOLLOW).is_err();
        let Some((folder, name)) = parent(self.root(), path).filter(|_| missing) else { return };
        let is_it = |stat: &Stat| {
            let same_file = FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile && stat.st_nlink == 1;
            same_file && u64::try_from(stat.st_size) == Ok(file.len) && is_dressed(stat, &file.meta)
        };
        if rustix::fs::statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW).is_ok_and(|stat| is_it(&stat)) {
            // What cannot be taken back is in the way later, and named then.
            let _ = open_up(&folder);
            let _ = make_folder(self.folder(), file.folder);
            let _ = rustix::fs::renameat(&folder, name, self.folder(), seat);
        }
    }

    /// Removes a link that an interrupted restore had put in place already.
    pub(super) fn remove_placed_link(&self, path: &[&[u8]], target: &[u8]) {
        let Some((folder, name)) = parent(self.root(), path) else { return };
        if rustix::fs::readlinkat(&folder, name, Vec::new()).is_ok_and(|there| there.to_bytes() == target) {
            let _ = open_up(&folder);
            let _ = rustix::fs::unlinkat(&folder, name, AtFlags::empty());
        }
    }
}

fn parent<'p>(root: BorrowedFd<'_>, path: &[&'p [u8]]) -> Option<(OwnedFd, &'p [u8])> {
    let (name, above) = path.split_last()?;
    let above: Vec<Box<[u8]>> = above.iter().map(|part| Box::from(*part)).collect();
    let mut folders = Folders::new(root);
    let folder = folders.open(&above, false).ok()?;
    Some((folder.try_clone_to_owned().ok()?, name))
}

// The fields of `Stat` have other widths on other systems, so that some of these casts do nothing on this one.
#[allow(clippy::unnecessary_cast)]
fn is_dressed(stat: &Stat, meta: &Meta) -> bool {
    let time = (stat.st_mtime as i64, stat.st_mtime_nsec as u32);
    time == (meta.mtime_secs, meta.mtime_nanos) && stat.st_mode as u32 & 0o7777 == meta.mode & 0o7777
}

/// A folder that has its final mode already may forbid changes; it gets it again at the end.
fn open_up(folder: &OwnedFd) -> Result<(), Errno> {
    let mode = rustix::fs::fstat(folder)?.st_mode & 0o7777;
    rustix::fs::fchmod(folder, Mode::from_raw_mode(mode) | Mode::RWXU)
}
