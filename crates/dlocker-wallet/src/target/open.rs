//! Opening a target: is it ours to write into?

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use rustix::fs::{Dir, FlockOperation, Mode, OFlags};
use rustix::io::Errno;

use super::TargetError;
use super::staging::{Staging, remove_folder};

/// What the names of all staging folders begin with.
const PREFIX: &str = ".dlocker-restore-";

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opens or creates the target, takes over what an interrupted restore left or removes it, and creates a staging folder unless one was taken over.
pub(super) fn open(dir: &Path, overwrite: bool) -> Result<Staging, TargetError> {
    let failed = |error: io::Error| TargetError::io(dir.display().to_string(), error);
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = rustix::fs::open(dir, flags, Mode::empty()).map_err(|errno| failed(errno.into()))?;
    let names = names_in(&root).map_err(|errno| failed(errno.into()))?;
    let (leftovers, content): (Vec<_>, Vec<_>) = names.into_iter().partition(|name| is_leftover(&root, name));
    let mut left = None;
    for name in leftovers {
        match take(&root, &name, left.is_none()) {
            Ok(taken) => left = left.or(taken),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(TargetError::InUse(dir.to_owned())),
            Err(error) => return Err(failed(error)),
        }
    }
    if !content.is_empty() && !overwrite && !left.as_ref().is_some_and(|left| left.journal.placing()) {
        return Err(TargetError::NotEmpty(dir.to_owned()));
    }
    match left {
        Some(left) => Ok(left),
        None => stage(root).map_err(|errno| failed(errno.into())),
    }
}

/// Takes over what an interrupted restore left, or removes it. A running restore holds it locked.
fn take(root: &OwnedFd, name: &[u8], wanted: bool) -> io::Result<Option<Staging>> {
    let folder = rustix::fs::openat(root, name, FOLDER, Mode::empty())?;
    rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive)?;
    let left = if wanted { Staging::left(root, &folder, name)? } else { None };
    if left.is_none() {
        remove_folder(root.as_fd(), name)?;
    }
    Ok(left)
}

fn names_in(root: &OwnedFd) -> Result<Vec<Vec<u8>>, Errno> {
    let names = Dir::read_from(root)?.map(|entry| Ok(entry?.file_name().to_bytes().to_vec()));
    let names = names.collect::<Result<Vec<_>, Errno>>()?;
    Ok(names.into_iter().filter(|name| name != b"." && name != b"..").collect())
}

fn is_leftover(root: &OwnedFd, name: &[u8]) -> bool {
    name.starts_with(PREFIX.as_bytes()) && rustix::fs::openat(root, name, FOLDER, Mode::empty()).is_ok()
}

/// Creates a staging folder under a name that is free, and locks it for as long as this process lives.
fn stage(root: OwnedFd) -> Result<Staging, Errno> {
    let process = std::process::id();
    for number in 0..u32::MAX {
        let name = format!("{PREFIX}{process}-{number}");
        match rustix::fs::mkdirat(&root, &name, Mode::RWXU) {
            Ok(()) => {
                let folder = rustix::fs::openat(&root, &name, FOLDER, Mode::empty())?;
                rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive)?;
                return Ok(Staging::new(root, folder, name));
            }
            Err(Errno::EXIST) => {}
            Err(errno) => return Err(errno),
        }
    }
    Err(Errno::EXIST)
}
