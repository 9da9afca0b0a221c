//! What the tests of this crate share: a visitor that remembers everything, and one that restores at once.

#![allow(dead_code, unreachable_pub, reason = "shared by test files of which none uses all of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use dlocker_wallet::{
    Extent, FileId, FileRead, ItemInfo, Meta, Noted, Skipped, Target, Unread, VisitError, Visitor, Wallet,
};

/// Everything a visit brought, in order.
#[derive(Default)]
pub struct Seen {
    pub order: Vec<String>,
    pub files: BTreeMap<Vec<u8>, (Meta, Vec<u8>, ItemInfo)>,
    pub extents: Vec<Extent>,
    pub unread: Vec<(Vec<u8>, Unread)>,
    pub skipped: Vec<(Vec<u8>, Skipped)>,
    pub noted: Vec<(Vec<u8>, Noted)>,
    pub offers: usize,
    at: Vec<Vec<u8>>,
}

impl Seen {
    pub fn of(paths: &[&Path]) -> Seen {
        let mut seen = Seen::default();
        open(paths).visit(&mut seen).unwrap();
        seen
    }

    pub fn path(&self, name: &[u8]) -> Vec<u8> {
        let mut parts = self.at.clone();
        parts.push(name.to_vec());
        parts.join(&b'/')
    }

    pub fn info(&self, path: &str) -> &ItemInfo {
        &self.files.get(path.as_bytes()).unwrap_or_else(|| panic!("no {path}")).2
    }

    pub fn bytes(&self, path: &str) -> &[u8] {
        &self.files.get(path.as_bytes()).unwrap_or_else(|| panic!("no {path}")).1
    }

    fn log(&mut self, what: &str, name: &[u8]) {
        let line = format!("{what} {}", String::from_utf8_lossy(&self.path(name)));
        self.order.push(line);
    }
}

impl Visitor for Seen {
    fn enter_folder(&mut self, name: &[u8], _meta: &Meta) -> Result<(), VisitError> {
        self.log("enter", name);
        self.at.push(name.to_vec());
        Ok(())
    }

    fn leave_folder(&mut self) -> Result<(), VisitError> {
        self.at.pop().unwrap();
        Ok(())
    }

    fn link(&mut self, name: &[u8], _meta: &Meta, target: &[u8]) -> Result<(), VisitError> {
        self.log(&format!("link to {}", String::from_utf8_lossy(target)), name);
        Ok(())
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> Result<(), VisitError> {
        self.offers += 1;
        let (mut all, mut buf, mut extents) = (Vec::new(), Vec::new(), Vec::new());
        while let Some(extent) = file.next_extent(&mut buf, 1000)? {
            extents.push(extent);
            match extent {
                Extent::Data { offset, len } => {
                    assert_eq!((offset, len), (all.len() as u64, buf.len() as u64));
                    all.extend_from_slice(&buf);
                }
                Extent::Hole { offset, len } => {
                    assert_eq!((offset, buf.len()), (all.len() as u64, 0));
                    all.resize(all.len() + usize::try_from(len).unwrap(), 0);
                }
            }
        }
        assert_eq!(all.len() as u64, file.len());
        self.log("file", name);
        self.extents = extents;
        self.files.insert(self.path(name), (*file.meta(), all, file.info().clone()));
        Ok(())
    }

    fn unread(&mut self, path: &[u8], why: Unread) {
        self.unread.push((path.to_vec(), why));
    }

    fn skipped(&mut self, path: &[u8], what: Skipped) {
        self.skipped.push((path.to_vec(), what));
    }

    fn noted(&mut self, path: &[u8], note: Noted) {
        self.noted.push((path.to_vec(), note));
    }
}

/// Writes what it visits into a target.
pub struct Restorer {
    target: Target,
    at: Vec<Vec<u8>>,
    pub unread: Vec<Vec<u8>>,
}

impl Restorer {
    fn parts<'a>(&'a self, name: &'a [u8]) -> Vec<&'a [u8]> {
        self.at.iter().map(Vec::as_slice).chain([name]).collect()
    }
}

/// Scans the paths and restores everything into `to`.
pub fn copy_tree(paths: &[&Path], to: &Path, overwrite: bool) -> Restorer {
    let mut restorer = Restorer { target: Target::open(to, overwrite).unwrap(), at: Vec::new(), unread: Vec::new() };
    open(paths).visit(&mut restorer).unwrap();
    let target = std::mem::replace(&mut restorer.target, Target::open(&to.join("..").join("unused"), true).unwrap());
    let finished = target.finish().unwrap();
    assert_eq!(finished.not_exact, Vec::new());
    restorer
}

impl Visitor for Restorer {
    fn enter_folder(&mut self, name: &[u8], meta: &Meta) -> Result<(), VisitError> {
        let parts: Vec<Vec<u8>> = self.parts(name).into_iter().map(<[u8]>::to_vec).collect();
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        self.target.folder(&parts, meta).map_err(VisitError::stop)?;
        self.at.push(name.to_vec());
        Ok(())
    }

    fn leave_folder(&mut self) -> Result<(), VisitError> {
        self.at.pop().unwrap();
        Ok(())
    }

    fn link(&mut self, name: &[u8], meta: &Meta, target: &[u8]) -> Result<(), VisitError> {
        let at = self.at.clone();
        let parts: Vec<&[u8]> = at.iter().map(Vec::as_slice).chain([name]).collect();
        self.target.link(&parts, meta, target).map_err(VisitError::stop)
    }

    fn file(&mut self, name: &[u8], file: &mut dyn FileRead) -> Result<(), VisitError> {
        let at = self.at.clone();
        let parts: Vec<&[u8]> = at.iter().map(Vec::as_slice).chain([name]).collect();
        let id: FileId = self.target.file(&parts, file.meta(), file.len()).map_err(VisitError::stop)?;
        let mut buf = Vec::new();
        while let Some(extent) = file.next_extent(&mut buf, 1 << 16)? {
            if let Extent::Data { offset, .. } = extent {
                self.target.write_at(id, offset, &buf).map_err(VisitError::stop)?;
            }
        }
        Ok(())
    }

    fn unread(&mut self, path: &[u8], _why: Unread) {
        self.unread.push(path.to_vec());
    }

    fn skipped(&mut self, _path: &[u8], _what: Skipped) {}
}

pub fn open(paths: &[&Path]) -> Wallet {
    let paths: Vec<PathBuf> = paths.iter().map(|path| path.to_path_buf()).collect();
    Wallet::open(&paths).unwrap()
}

/// Every name below a folder with type, mode, time, and content or link target: two trees are the same when this is.
pub fn listing(root: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    let mut todo = vec![root.to_owned()];
    while let Some(path) = todo.pop() {
        let meta = std::fs::symlink_metadata(&path).unwrap();
        let mode = if meta.is_symlink() { 0 } else { meta.mode() };
        let mut content = 0u64;
        if meta.is_symlink() {
            content = hash(std::os::unix::ffi::OsStrExt::as_bytes(std::fs::read_link(&path).unwrap().as_os_str()));
        } else if meta.is_dir() {
            todo.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if meta.is_file() {
            content = hash(&std::fs::read(&path).unwrap());
        }
        let name = path.strip_prefix(root).unwrap();
        let len = if meta.is_dir() { 0 } else { meta.len() };
        let time = (meta.mtime(), meta.mtime_nsec());
        lines.push(format!("{name:?} {:?} {mode:o} {len} {time:?} {content:x}", meta.file_type()));
    }
    lines.sort();
    lines
}

fn hash(bytes: &[u8]) -> u64 {
    use std::hash::{Hash, Hasher};
    let mut hasher = std::hash::DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// Sets the time of a file, folder or link.
pub fn set_time(path: &Path, secs: i64, nanos: i64) {
    use rustix::fs::{AtFlags, CWD, Timespec, Timestamps};
    let time = Timespec { tv_sec: secs, tv_nsec: nanos };
    let times = Timestamps { last_access: time, last_modification: time };
    rustix::fs::utimensat(CWD, path, &times, AtFlags::SYMLINK_NOFOLLOW).unwrap();
}

/// Root reads everything; anyone else needs the right to read what a test wants back.
pub fn readable(mode: u32, folder: bool) -> u32 {
    match (rustix::process::geteuid().is_root(), folder) {
        (true, _) => mode,
        (false, true) => mode | 0o700,
        (false, false) => mode | 0o400,
    }
}

pub fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

/// Runs a program and gives what it wrote; it must succeed.
pub fn run(program: &str, args: &[&str], dir: &Path) -> Vec<u8> {
    let output = Command::new(program).args(args).current_dir(dir).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed by this test: {error}"));
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
