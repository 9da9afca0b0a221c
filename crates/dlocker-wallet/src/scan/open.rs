//! Opening a wallet: from the paths the owner gave to folders and names.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use super::walk::Walk;
use super::{VisitError, Visitor};

/// The paths the owner gave, opened for reading.
pub struct Wallet {
    pub(super) roots: Vec<Root>,
    pub(super) scratch: PathBuf,
}

/// One given path.
pub(super) struct Root {
    /// The folder that it is in.
    pub(super) parent: OwnedFd,
    /// Its name in there.
    pub(super) real: Vec<u8>,
    /// Its name in the backup: the last name of the path as given.
    pub(super) shown: Vec<u8>,
}

/// Why the given paths can't be read as a wallet. Nothing was read.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No paths.
    #[error("nothing to back up was named; name the wallet's folders or files")]
    Nothing,
    /// A path that leads nowhere (also: a link that dangles).
    #[error("{0} does not exist, so nothing was backed up; check the spelling")]
    Missing(PathBuf),
    /// `/` itself.
    #[error("{0} has no name of its own under which it could be kept; name the folders in it instead")]
    NoName(PathBuf),
    /// Two paths that would have the same name in the backup.
    #[error(
        "{0} and {1} have the same last name and would mix in the backup; back up a folder that holds both, or rename one"
    )]
    SameName(PathBuf, PathBuf),
    /// The system said no.
    #[error("{path} could not be opened, so nothing was backed up: {error}")]
    Io {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
}

impl Wallet {
    /// Opens the given paths: folders, files, or databases.
    ///
    /// Each is kept under its last name; a slash at the end changes nothing, and `.` and `..` are kept under the real name
    /// of the folder they mean. A *given* path that is a symbolic link is followed, whatever it leads to, because the owner
    /// named it: it is kept under the link's name with the content of what it leads to. Links *inside* the wallet are never followed.
    ///
    /// # Errors
    /// [`OpenError`]; nothing has been read then.
    pub fn open(paths: &[PathBuf]) -> Result<Wallet, OpenError> {
        let mut found = paths.iter().map(|path| Ok((path, root(path)?))).collect::<Result<Vec<_>, OpenError>>()?;
        // Entries come sorted by name on the top level too.
        found.sort_by(|a, b| a.1.shown.cmp(&b.1.shown));
        for pair in found.windows(2) {
            if let [(first, a), (second, b)] = pair
                && a.shown == b.shown
            {
                return Err(OpenError::SameName(first.to_path_buf(), second.to_path_buf()));
            }
        }
        let roots: Vec<Root> = found.into_iter().map(|(_, root)| root).collect();
        if roots.is_empty() {
            return Err(OpenError::Nothing);
        }
        Ok(Wallet { roots, scratch: std::env::temp_dir() })
    }

    /// Sets the folder in which private copies of databases are made (mode 0700, gone as soon as they are open). It must have
    /// room for the largest database. Default: the system's folder for temporary files.
    #[must_use]
    pub fn scratch_in(mut self, folder: &Path) -> Wallet {
        self.scratch = folder.to_owned();
        self
    }

    /// Shows everything in the wallet to the visitor, in one fixed order.
    ///
    /// # Errors
    /// Only what the visitor itself returns: whatever can't be read is reported to it and the visit goes on.
    pub fn visit(&self, visitor: &mut dyn Visitor) -> Result<(), VisitError> {
        Walk::new(visitor, &self.scratch).run(&self.roots)
    }
}

fn root(given: &Path) -> Result<Root, OpenError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(given.to_owned()),
        _ => OpenError::Io { path: given.to_owned(), error },
    };
    let real = without_end_slashes(given).canonicalize().map_err(failed)?;
    let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
        return Err(OpenError::NoName(given.to_owned()));
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let parent = rustix::fs::open(parent, flags, Mode::empty()).map_err(|errno| failed(errno.into()))?;
    let shown = given.file_name().unwrap_or(name);
    Ok(Root { parent, real: name.as_bytes().to_vec(), shown: shown.as_bytes().to_vec() })
}

/// A slash behind a file would make the system say that it is no folder.
fn without_end_slashes(path: &Path) -> &Path {
    let mut bytes = path.as_os_str().as_bytes();
    while let [rest @ .., b'/'] = bytes
        && !rest.is_empty()
    {
        bytes = rest;
    }
    Path::new(OsStr::from_bytes(bytes))
}
