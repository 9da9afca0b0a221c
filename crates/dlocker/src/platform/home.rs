//! The home: a private folder with a few files, each replaced whole.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use dlocker_client::platform::{Change, StateFailed};

/// Held while something in the home is changed.
const LOCK: &str = "lock";

/// A folder that only its owner can read.
pub(crate) struct Home {
    dir: PathBuf,
}

impl Home {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn load(&self, name: &str) -> Result<Option<Vec<u8>>, StateFailed> {
        match fs::read(self.dir.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(failed(&self.dir.join(name), &e)),
        }
    }

    /// Under a lock that other processes respect: read, change, write beside, sync, rename, sync the folder. What is there already is not
    /// written again; the folder is synced all the same, for whoever wrote it may not have got that far.
    pub(crate) fn change(&self, name: &str, change: Change<'_>) -> Result<(), StateFailed> {
        self.make()?;
        let _lock = self.lock()?;
        let old = self.load(name)?;
        let Some(bytes) = change(old.clone())? else { return self.remove(name) };
        if old.as_deref() != Some(bytes.as_slice()) {
            self.replace(name, &bytes)?;
        }
        File::open(&self.dir).and_then(|dir| dir.sync_all()).map_err(|e| failed(&self.dir, &e))
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StateFailed> {
        let path = self.dir.join(name);
        let beside = self.dir.join(format!("{name}.new"));
        self.write(&beside, bytes).and_then(|()| fs::rename(&beside, &path)).map_err(|e| failed(&path, &e))
    }

    fn make(&self) -> Result<(), StateFailed> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.dir).map_err(|e| failed(&self.dir, &e))
    }

    fn lock(&self) -> Result<File, StateFailed> {
        let path = self.dir.join(LOCK);
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(|e| failed(&path, &e))?;
        file.lock().map_err(|e| failed(&path, &e))?;
        Ok(file)
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// With what an interrupted change of it left beside it.
    fn remove(&self, name: &str) -> Result<(), StateFailed> {
        for path in [self.dir.join(format!("{name}.new")), self.dir.join(name)] {
            match fs::remove_file(&path) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(&path, &e)),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes the folder, if nothing but the lock is left in it.
    pub(crate) fn forget_folder(&self) {
        let names = fs::read_dir(&self.dir).into_iter().flatten().flatten().map(|entry| entry.file_name());
        if names.into_iter().all(|name| name == LOCK) {
            // Nothing is in it: that it stays is no harm.
            let _ = fs::remove_file(self.dir.join(LOCK)).and_then(|()| fs::remove_dir(&self.dir));
        }
    }
}

fn failed(path: &Path, error: &std::io::Error) -> StateFailed {
    StateFailed(format!("{}: {error}", path.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn what_is_written_is_private_and_read_back() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(dir.path().join("home"));
        home.change("a", &mut |old| {
            assert!(old.is_none());
            Ok(Some(b"one".to_vec()))
        })
        .unwrap();
        home.change("a", &mut |old| {
            assert_eq!(old.as_deref(), Some(&b"one"[..]));
            Ok(Some(b"two".to_vec()))
        })
        .unwrap();
        assert_eq!(home.load("a").unwrap().unwrap(), b"two");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(home.dir()), 0o700);
        assert_eq!(mode(&home.dir().join("a")), 0o600);
    }

    #[test]
    fn what_is_there_already_is_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(dir.path().to_path_buf());
        let put = |text: &str| home.change("a", &mut |_| Ok(Some(text.into()))).unwrap();
        let inode = || std::os::unix::fs::MetadataExt::ino(&fs::metadata(dir.path().join("a")).unwrap());
        put("one");
        let first = fs::hard_link(dir.path().join("a"), dir.path().join("kept")).map(|()| inode()).unwrap();
        put("one");
        assert_eq!(inode(), first);
        put("two");
        assert_ne!(inode(), first);
    }

    #[test]
    fn a_change_that_fails_leaves_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::new(dir.path().to_path_buf());
        home.change("a", &mut |_| Ok(Some(b"one".to_vec()))).unwrap();
        assert!(home.change("a", &mut |_| Err(StateFailed("no".into()))).is_err());
        assert_eq!(home.load("a").unwrap().unwrap(), b"one");
    }
}
