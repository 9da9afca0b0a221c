//! Making files in the staging folder.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::FileExt;

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use super::dress;
use super::plan::{State, seat};
use crate::item::Meta;
use crate::recognise::SQLITE_HEADER;

/// Makes an empty file, and its folder if that is missing.
pub(super) fn make(staging: BorrowedFd<'_>, folder: usize, name: &[u8]) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let (seat, mode) = (seat(folder, name), Mode::RUSR | Mode::WUSR);
    match rustix::fs::openat(staging, &seat, flags, mode) {
        Err(Errno::NOENT) => {
            make_folder(staging, folder)?;
            Ok(rustix::fs::openat(staging, &seat, flags, mode)?.into())
        }
        opened => Ok(opened?.into()),
    }
}

/// Makes a file with all its bytes, its mode and its time.
pub(super) fn make_whole(
    staging: BorrowedFd<'_>,
    (folder, name): (usize, &[u8]),
    meta: &Meta,
    bytes: &[u8],
) -> io::Result<State> {
    let file = make(staging, folder, name)?;
    file.write_all_at(bytes, 0)?;
    let dressed = dress::dress(file.as_fd(), meta).is_empty();
    // What could not be set is tried again at the end, and told then.
    Ok(if dressed { State::Complete { database: bytes.starts_with(SQLITE_HEADER) } } else { State::Made })
}

/// Makes a folder, unless another thread or an interrupted restore has.
pub(super) fn make_folder(staging: BorrowedFd<'_>, folder: usize) -> Result<(), Errno> {
    match rustix::fs::mkdirat(staging, folder.to_string(), Mode::RWXU) {
        Err(Errno::EXIST) => Ok(()),
        made => made,
    }
}

/// Makes sure that nothing else stands where a folder of an interrupted restore is expected.
pub(super) fn clear_for_folder(staging: BorrowedFd<'_>, folder: usize) {
    let name = folder.to_string();
    let Ok(stat) = rustix::fs::statat(staging, &name, AtFlags::SYMLINK_NOFOLLOW) else { return };
    if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
        let _ = rustix::fs::chmodat(staging, &name, Mode::RWXU, AtFlags::empty());
    } else {
        let _ = rustix::fs::unlinkat(staging, &name, AtFlags::empty());
    }
}
