//! The files of a keys folder: one line of text each, `dlocker-NAME v1 HEX`, mode 0600, in a folder of mode 0700.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::KeysError;

/// A file of the folder.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    /// Its name.
    pub(super) file: &'static str,
    /// The first word in it.
    pub(super) tag: &'static str,
}

pub(super) const MASTER: Kind = Kind { file: "master.key", tag: "dlocker-master-key" };
pub(super) const LOG_HEAD: Kind = Kind { file: "log-head.key", tag: "dlocker-log-head-key" };
pub(super) const ISSUER: Kind = Kind { file: "issuer.key", tag: "dlocker-issuer-key" };

/// Lies in the folder while it is being made, so that a missing key can be told from a lost one.
const UNFINISHED: &str = "being-created";
const TEMPORARY: &str = ".new-";
const MAX_BYTES: u64 = 1024;

fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> KeysError {
    move |source| KeysError::Io { action, path: path.to_owned(), source }
}

fn exists(path: &Path) -> Result<bool, KeysError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io("look at", path)(error)),
    }
}

/// Whether the folder holds no key, or is marked as half made.
pub(super) fn is_fresh(dir: &Path) -> Result<bool, KeysError> {
    Ok(is_unfinished(dir)? || first_key(dir)?.is_none())
}

/// The first key file that is there.
pub(super) fn first_key(dir: &Path) -> Result<Option<PathBuf>, KeysError> {
    for kind in [MASTER, LOG_HEAD, ISSUER] {
        let path = dir.join(kind.file);
        if exists(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

pub(super) fn is_unfinished(dir: &Path) -> Result<bool, KeysError> {
    exists(&dir.join(UNFINISHED))
}

/// Makes the folder if it is not there, and marks it as half made.
pub(super) fn begin(dir: &Path) -> Result<(), KeysError> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(io("create", dir))?;
    check_mode(dir, 0o700)?;
    let marker = dir.join(UNFINISHED);
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&marker)
        .map_err(io("create", &marker))?;
    sync(dir)?;
    sync(&parent(dir))
}

/// Takes the mark and leftovers away: the folder is whole.
pub(super) fn finish(dir: &Path) -> Result<(), KeysError> {
    for entry in fs::read_dir(dir).map_err(io("list", dir))? {
        let entry = entry.map_err(io("list", dir))?;
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            fs::remove_file(entry.path()).map_err(io("remove", &entry.path()))?;
        }
    }
    let marker = dir.join(UNFINISHED);
    fs::remove_file(&marker).map_err(io("remove", &marker))?;
    sync(dir)
}

/// Reads a key file; `None` if it is not there.
pub(super) fn read(dir: &Path, kind: Kind) -> Result<Option<Zeroizing<Vec<u8>>>, KeysError> {
    let path = dir.join(kind.file);
    if !exists(&path)? {
        return Ok(None);
    }
    check_mode(&path, 0o600)?;
    let mut text = Zeroizing::new(Vec::with_capacity(1024));
    let file = File::open(&path).map_err(io("open", &path))?;
    file.take(MAX_BYTES).read_to_end(&mut text).map_err(io("read", &path))?;
    parse(&text, kind.tag).map(Some).map_err(|why| KeysError::Damaged { path, why })
}

fn parse(text: &[u8], tag: &str) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    let line = text.strip_suffix(b"\n").ok_or("it does not end with its line")?;
    let rest = line.strip_prefix(tag.as_bytes()).ok_or("another kind of file")?;
    let body = rest.strip_prefix(b" v1 ").ok_or("another version")?;
    HEXLOWER.decode(body).map(Zeroizing::new).map_err(|_| "not in hexadecimal")
}

/// Writes a key file whole or not at all: written aside, made durable, then given its name, which must be free.
pub(super) fn write(dir: &Path, kind: Kind, bytes: &[u8], rng: &mut dyn CryptoRng) -> Result<(), KeysError> {
    let path = dir.join(kind.file);
    let aside = dir.join(format!("{TEMPORARY}{:016x}", rng.next_u64()));
    let hex = Zeroizing::new(HEXLOWER.encode(bytes));
    let text = Zeroizing::new(format!("{} v1 {}\n", kind.tag, *hex));
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside).map_err(io("create", &aside))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io("write", &aside))?;
    // A link, not a rename: a rename would silently replace a key that another process has put there meanwhile.
    match fs::hard_link(&aside, &path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(KeysError::Exists { path }),
        linked => linked.map_err(io("create", &path))?,
    }
    fs::remove_file(&aside).map_err(io("remove", &aside))?;
    sync(dir)
}

/// Refuses what others than the owner may read or change.
pub(super) fn check_mode(path: &Path, wanted: u32) -> Result<(), KeysError> {
    let mode = fs::metadata(path).map_err(io("look at", path))?.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(KeysError::Exposed { path: path.to_owned(), mode, wanted }) }
}

fn sync(dir: &Path) -> Result<(), KeysError> {
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io("make durable", dir))
}

fn parent(dir: &Path) -> PathBuf {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
