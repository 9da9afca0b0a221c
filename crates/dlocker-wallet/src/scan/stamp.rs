//! Telling whether a file changed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::{FileType, Stat};

use crate::item::Meta;

/// A change within this time of the one before may leave the same time on a file: kernels before 6.13 stamp files with the
/// time of the last clock tick, which is up to 10 ms old.
const TICK: Duration = Duration::from_millis(20);

/// What changes when a file changes: identity, size and both times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    pub(crate) size: u64,
    mtime: (i64, u32),
    ctime: (i64, u32),
}

// The fields of `Stat` have other widths on other systems, so that some of these casts do nothing on this one.
#[allow(clippy::unnecessary_cast)]
impl Stamp {
    pub(crate) fn of(stat: &Stat) -> Stamp {
        Stamp {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: u64::try_from(stat.st_size).unwrap_or(0),
            mtime: (stat.st_mtime as i64, stat.st_mtime_nsec as u32),
            ctime: (stat.st_ctime as i64, stat.st_ctime_nsec as u32),
        }
    }

    /// The same file, whatever happened to its content.
    pub(crate) fn same_file(&self, other: &Stamp) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// Waits until any later change is sure to leave another time than this stamp's. Nearly always returns at once.
    pub(crate) fn settle(&self) {
        #[allow(
            clippy::disallowed_methods,
            reason = "nothing is decided by it: has the system's clock ticked since the change?"
        )]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let changed = Duration::new(u64::try_from(self.ctime.0).unwrap_or(0), self.ctime.1);
        if now.abs_diff(changed) < TICK {
            std::thread::sleep(TICK);
        }
    }

    pub(crate) fn newest(times: impl IntoIterator<Item = Stamp>) -> Option<(i64, u32)> {
        times.into_iter().map(|stamp| stamp.mtime).max()
    }
}

/// Permission bits and modification time.
#[allow(clippy::unnecessary_cast)]
pub(crate) fn meta(stat: &Stat) -> Meta {
    Meta {
        mode: stat.st_mode as u32 & 0o7777,
        mtime_secs: stat.st_mtime as i64,
        mtime_nanos: stat.st_mtime_nsec as u32,
    }
}

pub(crate) fn kind(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}
