//! Reading the wallet: what a visit brings, and what can go wrong.
//!
//! [`Wallet::visit`] walks everything in one fixed order and calls a [`Visitor`]: entries of a folder sorted by the bytes
//! of their names, depth first, and so the same wallet always gives the same sequence of calls.

mod content;
mod open;
mod short;
mod stamp;
mod walk;

use std::io;

pub(crate) use content::Content;
pub use open::{OpenError, Wallet};
pub use short::ShortText;
pub(crate) use stamp::Stamp;

use crate::item::{ItemInfo, Meta};

/// What the reader of a wallet implements.
///
/// Names are single path parts of any bytes except `/` and NUL. Paths are raw bytes, parts joined by `/`, as [`Wallet`]
/// shows them (beginning with the last name of a given path).
///
/// An `Err` ends the visit and comes out of [`Wallet::visit`], with one exception: [`VisitError::File`] from [`Visitor::file`].
pub trait Visitor {
    /// A folder begins; what comes until the matching [`Visitor::leave_folder`] is in it.
    ///
    /// # Errors
    /// Any error ends the visit.
    fn enter_folder(&mut self, name: &[u8], meta: &Meta) -> Result<(), VisitError>;

    /// The folder entered last is done.
    ///
    /// # Errors
    /// Any error ends the visit.
    fn leave_folder(&mut self) -> Result<(), VisitError>;

    /// A symbolic link and where it points, which need not exist.
    ///
    /// # Errors
    /// Any error ends the visit.
    fn link(&mut self, name: &[u8], meta: &Meta, target: &[u8]) -> Result<(), VisitError>;

    /// A file. The visitor reads it to the end, or not at all if it doesn't want it.
    ///
    /// # Errors
    /// [`VisitError::File`] with the error that [`FileRead::next_extent`] gave: the visitor has dropped what it had of this
    /// file. A file that changed is then offered again (three times in all); otherwise it is reported through
    /// [`Visitor::unread`] and the visit goes on. [`VisitError::Stop`] ends the visit.
    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> Result<(), VisitError>;

    /// Something could not be read. The rest is kept. A folder that can't be listed is still entered and left.
    fn unread(&mut self, path: &[u8], why: Unread);

    /// Something that holds no data was left out.
    fn skipped(&mut self, path: &[u8], what: Skipped);

    /// Something the owner may want to know about a file that was kept.
    fn noted(&mut self, _path: &[u8], _note: Noted) {}
}

/// One file, read once from front to back.
pub trait FileRead {
    /// Permission bits and modification time. Of a database in WAL mode: the newer time of the database and its `-wal`.
    fn meta(&self) -> &Meta;

    /// Length in bytes, holes included.
    fn len(&self) -> u64;

    /// True when the file has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What the file is.
    fn info(&self) -> &ItemInfo;

    /// The next stretch: `max` bytes of data at most (at least 1 is taken), or a hole of any length. `buf` is emptied and
    /// filled with the data; for a hole it stays empty. Stretches follow each other without gaps from 0 to [`FileRead::len`].
    /// `None` after the last, when it is certain that the file did not change since it was opened.
    ///
    /// # Errors
    /// [`ReadError`]: what was read so far must be dropped.
    fn next_extent(&mut self, buf: &mut Vec<u8>, max: usize) -> Result<Option<Extent>, ReadError>;
}

/// One stretch of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Bytes, which are in the buffer.
    Data {
        /// Where they begin in the file.
        offset: u64,
        /// How many they are.
        len: u64,
    },
    /// Zeroes that take no room on the disk.
    Hole {
        /// Where the hole begins in the file.
        offset: u64,
        /// How long it is.
        len: u64,
    },
}

/// Why a visit did not go on.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    /// Only this file failed; see [`Visitor::file`].
    #[error(transparent)]
    File(#[from] ReadError),
    /// The visitor can't go on.
    #[error(transparent)]
    Stop(Box<dyn std::error::Error + Send + Sync>),
}

impl VisitError {
    /// Ends the visit for a reason of the visitor's own.
    pub fn stop(why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> VisitError {
        VisitError::Stop(why.into())
    }
}

/// Why a file could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It changed while it was read.
    #[error("the file changed while it was read")]
    Changed,
    /// It is a database that another program holds locked.
    #[error("another program holds the database locked")]
    Busy,
    /// The system said no.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<rustix::io::Errno> for ReadError {
    fn from(errno: rustix::io::Errno) -> ReadError {
        ReadError::Io(errno.into())
    }
}

/// Why something is missing from the backup, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// No permission.
    #[error(
        "could not be read (no permission) and is not in the backup; give yourself read permission and back up again"
    )]
    Denied,
    /// It was there when the folder was listed, and then no more.
    #[error("was removed or replaced during the backup; back up again if it should be kept")]
    Gone,
    /// It changed each time it was read.
    #[error(
        "kept changing while it was read and is not in the backup; close the program that writes it and back up again"
    )]
    Changing,
    /// A database that stayed locked.
    #[error("is a database that another program keeps locked; close that program and back up again")]
    Busy,
    /// Any other failure, in the system's words.
    #[error("could not be read and is not in the backup: {0}")]
    Failed(String),
}

impl From<&io::Error> for Unread {
    fn from(error: &io::Error) -> Unread {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Unread::Denied,
            io::ErrorKind::NotFound => Unread::Gone,
            _ => Unread::Failed(error.to_string()),
        }
    }
}

impl From<&ReadError> for Unread {
    fn from(error: &ReadError) -> Unread {
        match error {
            ReadError::Changed => Unread::Changing,
            ReadError::Busy => Unread::Busy,
            ReadError::Io(error) => Unread::from(error),
        }
    }
}

/// What holds no data and is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Skipped {
    /// A socket.
    #[error("is a socket: it holds no data and is left out")]
    Socket,
    /// A named pipe.
    #[error("is a named pipe: it holds no data and is left out")]
    Pipe,
    /// A device node, or something this version has no word for.
    #[error("is a device: it holds no data and is left out")]
    Device,
}

/// What the owner may want to know about a file that was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Noted {
    /// It looks like a SQLite database, SQLite can't use it, and so it is kept byte for byte with what lies beside it.
    #[error("looks like a SQLite database but SQLite can't use it ({0}); it is kept byte for byte")]
    NotADatabase(String),
}
