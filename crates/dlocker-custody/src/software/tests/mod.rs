//! Tests of custody in software, on real folders.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod creation;
mod keys_in_use;
mod opening;

use std::path::PathBuf;

use tempfile::TempDir;

use super::SoftwareCustody;
use crate::testing::rng;

/// A keys folder with keys in it, gone when dropped.
struct Folder {
    _parent: TempDir,
    dir: PathBuf,
}

impl Folder {
    fn empty() -> Self {
        let parent = TempDir::new().unwrap();
        let dir = parent.path().join("keys");
        Self { _parent: parent, dir }
    }

    fn made() -> (Self, SoftwareCustody) {
        let folder = Self::empty();
        let custody = SoftwareCustody::create(&folder.dir, &mut rng()).unwrap();
        (folder, custody)
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.dir).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.dir.join(name)).unwrap()
    }

    /// Replaces the bytes of a file, its mode stays.
    fn put(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.dir.join(name), bytes).unwrap();
    }

    fn chmod(&self, name: &str, mode: u32) {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(self.dir.join(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }
}
