//! Whether something in the wallet has changed: told by the system where it can, and looked at now and then in any case.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, Metadata};
use std::hash::{Hash as _, Hasher as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use super::events::Events;
use crate::outcome::note;

/// How often the wallet is looked at where the system tells of changes: not all file systems do.
const NOW_AND_THEN: Duration = Duration::from_secs(3600);
/// How often where it does not.
const OFTEN: Duration = Duration::from_secs(60);

/// Names, lengths and times of everything in the wallet, hashed: two that are equal are the same wallet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stamp(u64);

/// A wallet that is watched.
pub(super) struct Changes {
    paths: Vec<PathBuf>,
    /// This program's own home: a backup changes it, and that is no reason for the next one.
    home: PathBuf,
    events: Option<Events>,
    heard: Arc<Notify>,
}

impl Changes {
    /// Begins to listen. Nothing is watched before the first [`look`](Self::look).
    pub(super) fn watch(paths: &[PathBuf], home: &Path) -> Self {
        let heard = Arc::new(Notify::new());
        let events = Events::listen(Arc::clone(&heard));
        let changes = Self { paths: paths.to_vec(), home: home.to_owned(), events: events.ok(), heard };
        if changes.events.is_none() {
            changes.say_often();
        }
        changes
    }

    /// Something may have changed.
    pub(super) async fn next(&self) {
        let at_most = if self.events.is_some() { NOW_AND_THEN } else { OFTEN };
        let _ = tokio::time::timeout(at_most, self.heard.notified()).await;
    }

    /// Looks at everything, and watches each folder that is not watched yet: what changes from now on is heard of.
    pub(super) fn look(&mut self) -> Stamp {
        let mut hash = DefaultHasher::new();
        for path in self.paths.clone() {
            // Programs put a new file in the place of an old one, and a database has its companions beside it.
            self.watch_folder(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")));
            for companion in ["", "-wal", "-journal"] {
                let mut name = path.clone().into_os_string();
                name.push(companion);
                self.look_at(Path::new(&name), &mut hash);
            }
        }
        Stamp(hash.finish())
    }

    fn look_at(&mut self, path: &Path, hash: &mut DefaultHasher) {
        let Ok(metadata) = fs::symlink_metadata(path) else { return };
        if is_in_passing(path, &metadata) || self.is_home(&metadata) {
            return;
        }
        path.as_os_str().as_bytes().hash(hash);
        (metadata.mode(), metadata.is_dir()).hash(hash);
        if !metadata.is_dir() {
            let times = [metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()];
            (metadata.len(), times).hash(hash);
            return;
        }
        // Before it is read: what comes in between is heard of.
        self.watch_folder(path);
        let Ok(entries) = fs::read_dir(path) else { return };
        let mut inside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        inside.sort_unstable();
        inside.iter().for_each(|path| self.look_at(path, hash));
    }

    fn is_home(&self, metadata: &Metadata) -> bool {
        let same = |home: Metadata| (home.dev(), home.ino()) == (metadata.dev(), metadata.ino());
        metadata.is_dir() && fs::metadata(&self.home).is_ok_and(same)
    }

    fn watch_folder(&mut self, folder: &Path) {
        if self.events.as_ref().is_some_and(|events| !events.watch(folder)) {
            self.events = None;
            self.say_often();
        }
    }

    fn say_often(&self) {
        note(&format!(
            "This machine does not tell of changes in so many folders: they are looked at every {} seconds instead.",
            OFTEN.as_secs()
        ));
    }
}

/// What a program that only reads a database makes and takes away, our own too.
fn is_in_passing(path: &Path, metadata: &Metadata) -> bool {
    let name = path.as_os_str().as_bytes();
    name.ends_with(b"-shm") || (name.ends_with(b"-wal") && metadata.len() == 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn stamps(folder: &Path, steps: &[&dyn Fn(&Path)]) -> Vec<Stamp> {
        let (paths, home) = (vec![folder.to_owned()], folder.join("home"));
        let mut changes = Changes { paths, home, events: None, heard: Arc::default() };
        let mut stamps = vec![changes.look()];
        for step in steps {
            step(folder);
            stamps.push(changes.look());
        }
        stamps
    }

    #[test]
    fn every_kind_of_change_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let seen = stamps(
            folder.path(),
            &[
                &|f| fs::write(f.join("a"), "1").unwrap(),
                &|f| fs::write(f.join("a"), "22").unwrap(),
                &|f| fs::create_dir(f.join("empty")).unwrap(),
                &|f| fs::rename(f.join("a"), f.join("b")).unwrap(),
                &|f| fs::remove_file(f.join("b")).unwrap(),
                &|f| fs::write(f.join("db-wal"), "pages").unwrap(),
            ],
        );
        let different = (1..seen.len()).all(|at| !seen[..at].contains(&seen[at]));
        assert!(different, "{seen:?}");
    }

    #[test]
    fn what_a_reader_of_a_database_leaves_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("db"), "pages").unwrap();
        let seen = stamps(
            folder.path(),
            &[&|_| {}, &|f| fs::write(f.join("db-shm"), "index").unwrap(), &|f| {
                fs::write(f.join("db-wal"), "").unwrap()
            }],
        );
        assert!(seen.iter().all(|stamp| *stamp == seen[0]), "{seen:?}");
    }

    #[test]
    fn what_a_backup_changes_in_its_own_home_is_no_change() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        let seen = stamps(folder.path(), &[&|f| fs::write(f.join("home/index"), "rows").unwrap()]);
        assert_eq!(seen[0], seen[1]);
    }

    #[tokio::test]
    async fn a_change_deep_down_is_heard_of() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        let mut changes = Changes::watch(&[folder.path().to_owned()], Path::new("/nowhere"));
        changes.look();
        fs::write(folder.path().join("a/b/c"), "new").unwrap();
        let heard = tokio::time::timeout(Duration::from_secs(20), changes.next()).await;
        assert!(heard.is_ok());
    }
}
