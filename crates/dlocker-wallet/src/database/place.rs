//! Where a database is, and what lies beside it.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use rustix::fs::{AtFlags, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::recognise::SQLITE_HEADER;
use crate::scan::{ReadError, Stamp};

/// What SQLite puts behind the name of a database for the files that are part of it.
const PARTS: [&str; 3] = ["-journal", "-shm", "-wal"];

/// The two beginnings of a `-wal` (SQLite file format, section 4.1).
const WAL_MAGIC: [[u8; 4]; 2] = [[0x37, 0x7f, 0x06, 0x82], [0x37, 0x7f, 0x06, 0x83]];

/// SQLite takes no paths longer than this (`MAX_PATHNAME` of its Unix layer is 512, with room for `-journal`).
const PATH_LIMIT: usize = 500;

/// What is read of the header of a database (SQLite file format, section 1.3).
#[derive(Debug, PartialEq, Eq)]
struct Header {
    /// In bytes; at least 1, whatever the header says.
    page_size: u64,
    in_wal_mode: bool,
}

impl Header {
    fn read(file: &File) -> io::Result<Header> {
        let mut bytes = [0; 20];
        file.read_at(&mut bytes, 0)?;
        // Bytes 16 and 17: the page size, where 1 stands for 65,536. Byte 19, the "read version": 2 is WAL mode.
        let page_size = match u64::from(u16::from_be_bytes([bytes[16], bytes[17]])) {
            0 | 1 => 65_536,
            size => size,
        };
        Ok(Header { page_size, in_wal_mode: bytes[19] == 2 })
    }
}

/// The names of the files that are part of a database of this name.
pub(crate) fn part_names(name: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    PARTS.iter().map(move |part| [name, part.as_bytes()].concat())
}

/// A database, or what may be one: a name in an open folder.
pub(crate) struct Place<'a> {
    dir: BorrowedFd<'a>,
    name: &'a [u8],
}

/// What was found at a place at one moment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Beside {
    pub(super) main: Stamp,
    wal: Option<Stamp>,
    shm: bool,
    journal: Option<Stamp>,
    header: Header,
    /// Permission bits of the database.
    pub(super) mode: u32,
    /// The newer time of the database and its `-wal`, where the newest content may be.
    pub(super) mtime: (i64, u32),
}

impl Beside {
    /// SQLite can open the database read-only without creating anything beside it, and would copy all of it: bytes behind
    /// the last whole page are none of SQLite's and only stay in a copy of the bytes.
    pub(super) fn can_be_opened_in_place(&self) -> bool {
        match self.wal {
            Some(_) => self.shm,
            None => !self.header.in_wal_mode && self.main.size.is_multiple_of(self.header.page_size),
        }
    }

    /// What must stay as it is while the bytes are copied.
    pub(super) fn stamps(&self) -> impl Iterator<Item = Stamp> {
        [Some(self.main), self.wal, self.journal].into_iter().flatten()
    }
}

impl<'a> Place<'a> {
    pub(crate) fn new(dir: BorrowedFd<'a>, name: &'a [u8]) -> Place<'a> {
        Place { dir, name }
    }

    /// True when the file begins like a database, or has a `-wal` that may hold its true beginning. An empty file is none:
    /// to SQLite a `-wal` beside it is stale, and it would delete that.
    pub(crate) fn may_be_database(&self, head: &[u8]) -> bool {
        head.starts_with(SQLITE_HEADER) || (!head.is_empty() && self.has_wal())
    }

    /// True when this has the name of a part of a database, and a file with bytes has the name of that database: one that SQLite cannot
    /// read, or the part would not be looked at. Programs that encrypt the whole database (SQLCipher) have such.
    pub(crate) fn is_journal_of_another(&self) -> bool {
        let base = PARTS.iter().find_map(|part| self.name.strip_suffix(part.as_bytes()));
        let beside = base.and_then(|base| Place::new(self.dir, base).stamp("").ok().flatten());
        beside.is_some_and(|beside| beside.size > 0)
    }

    fn has_wal(&self) -> bool {
        let mut magic = [0; 4];
        let read = self.open("-wal").is_ok_and(|file| file.read_exact_at(&mut magic, 0).is_ok());
        read && WAL_MAGIC.contains(&magic)
    }

    /// Opens the database or a file beside it, as bytes.
    pub(super) fn open(&self, suffix: &str) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(self.dir, self.beside(suffix), flags, Mode::empty())?.into())
    }

    /// Looks at the database and what lies beside it.
    pub(super) fn look(&self) -> Result<Beside, ReadError> {
        let stat = rustix::fs::statat(self.dir, self.name, AtFlags::SYMLINK_NOFOLLOW)?;
        let main = Stamp::of(&stat);
        let wal = self.stamp("-wal")?;
        Ok(Beside {
            main,
            wal,
            shm: self.stamp("-shm")?.is_some(),
            journal: self.stamp("-journal")?,
            header: Header::read(&self.open("")?)?,
            mode: stat.st_mode & 0o7777,
            mtime: Stamp::newest([Some(main), wal].into_iter().flatten()).unwrap_or_default(),
        })
    }

    fn stamp(&self, suffix: &str) -> Result<Option<Stamp>, ReadError> {
        match rustix::fs::statat(self.dir, self.beside(suffix), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile => Ok(Some(Stamp::of(&stat))),
            Ok(_) | Err(Errno::NOENT | Errno::NAMETOOLONG) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// The path that SQLite may open, without any link in it. `None` where SQLite could not.
    pub(super) fn path(&self) -> Option<PathBuf> {
        let folder = std::fs::read_link(format!("/proc/self/fd/{}", self.dir.as_raw_fd())).ok()?;
        let path = folder.join(OsString::from_vec(self.name.to_vec()));
        (path.is_absolute() && path.as_os_str().as_bytes().len() <= PATH_LIMIT).then_some(path)
    }

    fn beside(&self, suffix: &str) -> Vec<u8> {
        [self.name, suffix.as_bytes()].concat()
    }
}
