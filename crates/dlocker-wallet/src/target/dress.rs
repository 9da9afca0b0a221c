//! Modes and times of what is restored.

use std::os::fd::BorrowedFd;

use rustix::fs::{Mode, Timespec, Timestamps, UTIME_OMIT};
use rustix::io::Errno;

use crate::item::Meta;

/// Sets time and mode of an open file or folder: the mode last, for it may forbid everything else. Gives what could not be set.
pub(super) fn dress(fd: BorrowedFd<'_>, meta: &Meta) -> Vec<(&'static str, Errno)> {
    let time = rustix::fs::futimens(fd, &times(meta)).map_err(|errno| ("time", errno));
    let mode = rustix::fs::fchmod(fd, Mode::from_raw_mode(meta.mode & 0o7777)).map_err(|errno| ("mode", errno));
    [time.err(), mode.err()].into_iter().flatten().collect()
}

/// The time of the last change; that of the last access stays as it is.
pub(super) fn times(meta: &Meta) -> Timestamps {
    Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: meta.mtime_secs, tv_nsec: i64::from(meta.mtime_nanos.min(999_999_999)) },
    }
}
