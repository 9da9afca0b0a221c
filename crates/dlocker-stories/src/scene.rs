//! The folder in which a story plays: the bank's data, the phones' homes, the wallets, the notes with the secrets.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

const PREFIX: &str = "dlocker-story-";
/// Where files lie in memory, on Linux.
const MEMORY: &str = "/dev/shm";
/// Free bytes there below which a story plays on the disk: far more than all that play at once leave behind.
const ROOM: u64 = 4 << 30;

/// A temporary folder, in memory where there is room. Most of what a story waits for is a disk that has really written; what a killed
/// program leaves behind is the same without it, and no story pulls the plug.
#[must_use]
pub fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    let roomy = rustix::fs::statvfs(MEMORY).is_ok_and(|at| at.f_bavail.saturating_mul(at.f_frsize) >= ROOM);
    if roomy { builder.tempdir_in(MEMORY) } else { builder.tempdir() }.expect("a temporary folder")
}

/// A folder of its own for each story, removed when the story is over.
pub struct Scene {
    folder: TempDir,
}

impl Scene {
    /// A fresh folder. With `DLOCKER_KEEP` set it stays, for a person who looks for the reason of a failure.
    #[must_use]
    pub fn new() -> Self {
        Self::within(folder())
    }

    /// A fresh folder where the system puts temporary files: for what is measured, or kept to be looked at.
    #[must_use]
    pub fn on_disk() -> Self {
        Self::within(tempfile::Builder::new().prefix(PREFIX).tempdir().expect("a temporary folder"))
    }

    fn within(mut folder: TempDir) -> Self {
        folder.disable_cleanup(std::env::var_os("DLOCKER_KEEP").is_some());
        Self { folder }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it.
    #[must_use]
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder().join(name)
    }

    /// Writes a small file, its folders too, and gives its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Writes a note with a secret, with the newline that an editor leaves.
    pub fn note(&self, name: &str, secret: &str) -> PathBuf {
        self.write(name, format!("{secret}\n"))
    }

    /// Keeps the folder; gives its path.
    pub fn keep(&mut self) -> PathBuf {
        self.folder.disable_cleanup(true);
        self.folder().to_owned()
    }
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}
