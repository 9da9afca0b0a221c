//! Blobs in a folder: `<locker>/<two characters>/<pack>`.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use dlocker_protocol::{LockerId, PackId};
use rustix::fs::{Mode, OFlags};

use super::Blobs;
use crate::store::Fault;

/// Blobs under one folder.
pub struct FolderBlobs {
    root: PathBuf,
    next: AtomicU64,
}

/// Whether a disk can take these bytes from where they lie: they begin at, and are, a multiple of 4 KiB.
fn is_aligned(bytes: &[u8]) -> bool {
    const ALIGNMENT: usize = 4096;
    bytes.len().is_multiple_of(ALIGNMENT) && bytes.as_ptr().align_offset(ALIGNMENT) == 0
}

fn fault(what: &str, path: &Path, error: &std::io::Error) -> Fault {
    Fault(format!("{what} {}: {error}", path.display()))
}

impl FolderBlobs {
    /// Blobs under `root`, which is made if it is missing.
    ///
    /// # Errors
    /// [`Fault`] if it cannot be made.
    pub fn open(root: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(root).map_err(|e| fault("cannot make the blob folder", root, &e))?;
        Ok(Self::looking_at(root))
    }

    /// Blobs under `root` as it is, to be looked at: nothing is made.
    #[must_use]
    pub fn looking_at(root: &Path) -> Self {
        Self { root: root.to_owned(), next: AtomicU64::new(0) }
    }

    /// Where the blob of a pack lies.
    #[must_use]
    pub fn path(&self, locker: LockerId, pack: PackId) -> PathBuf {
        let name = pack.to_string();
        let shelf: String = name.chars().skip(PackId::PREFIX.len() + 1).take(2).collect();
        self.root.join(locker.to_string()).join(shelf).join(name)
    }

    fn make_durable(path: &Path) -> Result<(), Fault> {
        let sync = |path: &Path| File::open(path).and_then(|folder| folder.sync_all());
        sync(path).map_err(|e| fault("cannot make a folder durable", path, &e))
    }

    /// Makes the folder of a blob; what is new about it is durable before a blob goes in.
    fn make_folder(&self, folder: &Path) -> Result<(), Fault> {
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder).map_err(|e| fault("cannot make a folder for packs", folder, &e))?;
        for parent in folder.ancestors().skip(1).take_while(|parent| parent.starts_with(&self.root)) {
            Self::make_durable(parent)?;
        }
        Ok(())
    }

    /// A new file with these bytes, on the disk when it returns. Around the page cache where that is possible: packs are seldom read soon
    /// after they were written, and so would only push out of memory what is.
    fn write(temporary: &Path, bytes: &[u8]) -> std::io::Result<()> {
        if is_aligned(bytes) && Self::write_directly(temporary, bytes).is_ok() {
            return Ok(());
        }
        let mut file = File::create(temporary)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn write_directly(temporary: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let direct = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::DIRECT;
        let mut file: File = rustix::fs::open(temporary, direct, Mode::from_raw_mode(0o666))?.into();
        file.write_all(bytes)?;
        file.sync_all()
    }
}

impl Blobs for FolderBlobs {
    fn put(&self, locker: LockerId, pack: PackId, bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path(locker, pack);
        let folder = path.parent().unwrap_or(&self.root);
        self.make_folder(folder)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let temporary = folder.join(format!(".{pack}.{}.{number}.part", std::process::id()));
        let written = Self::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        if let Err(error) = written {
            // What is left of a failed write is only in the way; the fault below says what went wrong.
            let _ = fs::remove_file(&temporary);
            return Err(fault("cannot keep a pack at", &path, &error));
        }
        Self::make_durable(folder)
    }

    fn get(&self, locker: LockerId, pack: PackId) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.path(locker, pack);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault("cannot read a pack at", &path, &error)),
        }
    }

    fn delete(&self, locker: LockerId, pack: PackId) -> Result<(), Fault> {
        let path = self.path(locker, pack);
        match fs::remove_file(&path) {
            Ok(()) => Self::make_durable(path.parent().unwrap_or(&self.root)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(fault("cannot remove a pack at", &path, &error)),
        }
    }

    fn clear(&self, locker: LockerId) -> Result<(), Fault> {
        let home = self.root.join(locker.to_string());
        match fs::remove_dir_all(&home) {
            Ok(()) => Self::make_durable(&self.root),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(fault("cannot remove the packs of a closed locker at", &home, &error)),
        }
    }

    fn list(&self, locker: LockerId) -> Result<Vec<PackId>, Fault> {
        let mut ids = Vec::new();
        let home = self.root.join(locker.to_string());
        for shelf in read_dir(&home)? {
            for blob in read_dir(&shelf)? {
                let name = blob.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                ids.extend(name.parse::<PackId>().ok());
            }
        }
        Ok(ids)
    }
}

fn read_dir(path: &Path) -> Result<Vec<PathBuf>, Fault> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault("cannot list", path, &error)),
    };
    entries.map(|entry| entry.map(|entry| entry.path()).map_err(|e| fault("cannot list", path, &e))).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_comes_back_is_listed_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(&folder.path().join("blobs")).unwrap();
        let (locker, pack) = (LockerId::from_array([1; 16]), PackId::from_array([2; 16]));
        assert_eq!(blobs.get(locker, pack).unwrap(), None);
        blobs.put(locker, pack, b"one").unwrap();
        blobs.put(locker, pack, b"two").unwrap();
        assert_eq!(blobs.get(locker, pack).unwrap().unwrap(), b"two");
        assert_eq!(blobs.list(locker).unwrap(), [pack]);
        assert!(blobs.list(LockerId::from_array([3; 16])).unwrap().is_empty());
        blobs.delete(locker, pack).unwrap();
        blobs.delete(locker, pack).unwrap();
        assert_eq!(blobs.get(locker, pack).unwrap(), None);
    }

    #[test]
    fn what_is_cleared_leaves_no_folder_and_nothing_of_an_interrupted_write() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path()).unwrap();
        let (locker, other) = (LockerId::from_array([1; 16]), LockerId::from_array([3; 16]));
        for number in 0..40 {
            blobs.put(locker, PackId::from_array([number; 16]), b"pack").unwrap();
        }
        blobs.put(other, PackId::from_array([2; 16]), b"pack").unwrap();
        fs::write(blobs.path(locker, PackId::from_array([0; 16])).with_file_name(".pack.1.2.part"), b"half").unwrap();
        blobs.clear(locker).unwrap();
        blobs.clear(locker).unwrap();
        assert!(blobs.list(locker).unwrap().is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "the other locker's alone is left");
        assert_eq!(blobs.list(other).unwrap().len(), 1);
    }

    #[test]
    fn aligned_and_other_bytes_are_kept_alike() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(folder.path()).unwrap();
        let (locker, pack) = (LockerId::from_array([1; 16]), PackId::from_array([2; 16]));
        let memory: Vec<u8> = (0..3 * 4096 + 4095_u32).map(|n| n as u8).collect();
        let start = memory.as_ptr().align_offset(4096);
        for (from, len) in [(start, 8192), (start + 1, 8192), (start, 8191), (start, 0)] {
            let bytes = &memory[from..from + len];
            assert_eq!(is_aligned(bytes), from == start && len != 8191);
            blobs.put(locker, pack, bytes).unwrap();
            assert_eq!(blobs.get(locker, pack).unwrap().unwrap(), bytes);
        }
    }
}
