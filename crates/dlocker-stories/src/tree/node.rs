//! One file, folder or link, and all that must come back with it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use super::database::is_database;

/// What a thing on disk is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Folder,
    Link(PathBuf),
    File,
    Database,
    /// Neither: a socket, a pipe, a device.
    Other,
}

/// One thing on disk.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) mode: u32,
    pub(super) modified: (i64, i64),
    pub(super) bytes: u64,
    pub(super) blocks: u64,
}

/// All things under `root`, by path relative to it; `root` itself is the empty path.
pub(super) fn read(root: &Path) -> BTreeMap<PathBuf, Node> {
    let mut nodes = BTreeMap::new();
    gather(root, PathBuf::new(), &mut nodes);
    let sidecars: Vec<PathBuf> = nodes.keys().filter(|p| belongs_to_database(p, &nodes)).cloned().collect();
    nodes.retain(|path, _| !sidecars.contains(path));
    nodes
}

fn gather(root: &Path, relative: PathBuf, nodes: &mut BTreeMap<PathBuf, Node>) {
    let path = if relative.as_os_str().is_empty() { root.to_owned() } else { root.join(&relative) };
    let Ok(meta) = fs::symlink_metadata(&path) else { return };
    if meta.is_dir() {
        for entry in fs::read_dir(&path).expect("a folder can be listed").flatten() {
            gather(root, relative.join(entry.file_name()), nodes);
        }
    }
    nodes.insert(relative, node(&path, &meta));
}

fn node(path: &Path, meta: &fs::Metadata) -> Node {
    let kind = match meta.file_type() {
        t if t.is_dir() => Kind::Folder,
        t if t.is_symlink() => Kind::Link(fs::read_link(path).expect("a link can be read")),
        t if t.is_file() && is_database(path) => Kind::Database,
        t if t.is_fifo() || t.is_socket() || t.is_block_device() || t.is_char_device() => Kind::Other,
        _ => Kind::File,
    };
    let modified = (meta.mtime(), meta.mtime_nsec());
    Node { kind, mode: meta.mode() & 0o7777, modified, bytes: meta.len(), blocks: meta.blocks() }
}

/// `X-wal`, `X-shm` and `X-journal` beside a database X are part of it.
fn belongs_to_database(path: &Path, nodes: &BTreeMap<PathBuf, Node>) -> bool {
    let bytes = path.as_os_str().as_bytes();
    [&b"-wal"[..], b"-shm", b"-journal"].iter().any(|end| {
        let Some(base) = bytes.strip_suffix(*end) else { return false };
        let base = PathBuf::from(OsString::from(std::ffi::OsStr::from_bytes(base)));
        nodes.get(&base).is_some_and(|n| n.kind == Kind::Database)
    })
}
