//! A SQLite database in the wallet: copied through SQLite into a private file, whole at one moment, and read from there.
//!
//! Copying the file alone corrupts: a writer may be in the middle of it, and in WAL mode the newest content (of a fresh
//! wallet all of it) is in the `-wal` beside it. There are two ways, chosen by what lies beside the database:
//!
//! - **In place** ([`in_place`]): SQLite opens the database read-only and copies it under its own lock with the online
//!   backup API. Used where that changes nothing in the wallet: in rollback-journal mode, and in WAL mode when `-wal` and
//!   `-shm` are there already.
//! - **Aside** ([`aside`]): database, `-wal` and `-journal` are copied as bytes, all of them from one moment (no size and no time
//!   changed meanwhile), and SQLite recovers the copy, as it would after a power cut. Used for what crashed writers left
//!   (a hot journal, a `-wal` without `-shm`), for a quiet WAL database (opening that in place would create files in the
//!   wallet), for folders that can't be written to, and for paths too long for SQLite.
//!
//! What SQLite refuses in both ways is no usable database; the caller keeps its bytes.

mod aside;
mod in_place;
mod inspect;
mod nss;
mod place;

use std::fs::File;
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::ErrorCode;
use tempfile::TempDir;

use crate::item::{ItemInfo, Meta};
use crate::scan::{Content, ReadError};
use place::Beside;
pub(crate) use place::{Place, part_names};

/// How often the way in place is tried when SQLite refuses it: between two looks at the journal of a live writer it may take
/// that for one left by a crash.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(5);

/// Why there is no copy.
pub(crate) enum CopyError {
    /// It may be a database, and can't be read now.
    Read(ReadError),
    /// SQLite does not take it for a database; in its words.
    Refused(String),
}

impl From<io::Error> for CopyError {
    fn from(error: io::Error) -> CopyError {
        CopyError::Read(error.into())
    }
}

impl From<ReadError> for CopyError {
    fn from(error: ReadError) -> CopyError {
        CopyError::Read(error)
    }
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> CopyError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CopyError::Read(ReadError::Busy),
            Some(ErrorCode::DiskFull | ErrorCode::OutOfMemory | ErrorCode::SystemIoFailure) => {
                CopyError::Read(ReadError::Io(io::Error::other(error)))
            }
            _ => CopyError::Refused(error.to_string()),
        }
    }
}

/// A private place for one copy: a folder of mode 0700 with a file of mode 0600 in it.
struct Scratch {
    dir: TempDir,
}

impl Scratch {
    fn new(within: &Path) -> io::Result<Scratch> {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o700);
        let dir = tempfile::Builder::new().prefix("dlocker-copy-").permissions(mode).tempdir_in(within)?;
        Ok(Scratch { dir })
    }

    /// The path of the copy, or with a suffix of a file beside it.
    fn path(&self, suffix: &str) -> PathBuf {
        self.dir.path().join(format!("copy{suffix}"))
    }

    /// Creates an empty file, so that SQLite does not create it with a wider mode.
    fn create(&self, suffix: &str) -> io::Result<File> {
        File::options().read(true).write(true).create_new(true).mode(0o600).open(self.path(suffix))
    }

    fn remove(&self, suffix: &str) -> io::Result<()> {
        match std::fs::remove_file(self.path(suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Opens the finished copy and takes its name away: when the program ends, however it ends, the copy is gone.
    fn into_file(self) -> io::Result<File> {
        let file = File::open(self.path(""))?;
        self.dir.close()?;
        Ok(file)
    }
}

/// Copies the database at this place into a private file in the folder `scratch`.
///
/// # Errors
/// [`CopyError`]; nothing is left behind.
pub(crate) fn copy(place: &Place<'_>, scratch: &Path) -> Result<Content, CopyError> {
    // Looked at before the copy is made: a time that is too old makes the next backup read again, one too new would not.
    let beside = place.look()?;
    let (copy, beside) = match copied_in_place(place, &beside, scratch)? {
        Some(copy) => (copy, beside),
        None => aside::copy(place, scratch)?,
    };
    let info = inspect::inspect(&copy)?;
    let meta = Meta { mode: beside.mode, mtime_secs: beside.mtime.0, mtime_nanos: beside.mtime.1 };
    Ok(Content::of_copy(copy.into_file()?, meta, info)?)
}

/// The copy made in place, or `None` when that way is closed.
fn copied_in_place(place: &Place<'_>, beside: &Beside, scratch: &Path) -> Result<Option<Scratch>, CopyError> {
    if !beside.can_be_opened_in_place() {
        return Ok(None);
    }
    let Some(path) = place.path() else { return Ok(None) };
    for _ in 0..TRIES {
        let copy = Scratch::new(scratch)?;
        match in_place::copy(&path, &copy) {
            Ok(()) => return Ok(Some(copy)),
            Err(CopyError::Refused(_)) => std::thread::sleep(PAUSE),
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

/// Finds out what these bytes of a database are, without a wallet around them: for tests and fuzzing. A visit does it by itself.
///
/// None if SQLite does not take them for a database, or the system has no room for a private copy.
#[must_use]
pub fn recognise_database(bytes: &[u8]) -> Option<ItemInfo> {
    let copy = Scratch::new(&std::env::temp_dir()).ok()?;
    std::io::Write::write_all(&mut copy.create("").ok()?, bytes).ok()?;
    inspect::inspect(&copy).ok()
}
