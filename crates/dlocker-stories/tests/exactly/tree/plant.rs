//! A tree on a disk.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _, symlink};
use std::path::{Path as FsPath, PathBuf};
use std::time::Duration;

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};

use super::content::Part;
use super::{Body, Content, Node, Path, Stat, Tree};

/// After this long the scanner does not wait for the file system's clock to tick.
const TICK: Duration = Duration::from_millis(21);

/// Makes `root` what `new` is; it is what `old` was.
pub(crate) fn plant(root: &FsPath, old: Option<&Tree>, new: &Tree) {
    for (path, node) in old.into_iter().flat_map(Tree::nodes).rev() {
        let stays = new.get(path).is_some_and(|now| stays(&node.body, &now.body));
        if !stays {
            remove(&place(root, path), &node.body);
        }
    }
    for (path, node) in new.nodes() {
        let was = old.and_then(|old| old.get(path)).filter(|was| stays(&was.body, &node.body));
        make(&place(root, path), was, node);
    }
    for (path, node) in new.nodes().rev() {
        dress(&place(root, path), &node.stat, matches!(node.body, Body::Link(_)));
    }
    std::thread::sleep(TICK);
}

/// Whether the one is made into the other where it is.
fn stays(was: &Body, is: &Body) -> bool {
    match (was, is) {
        (Body::Folder, Body::Folder) | (Body::File(_), Body::File(_)) | (Body::Database(_), Body::Database(_)) => true,
        (Body::Link(a), Body::Link(b)) => a == b,
        _ => false,
    }
}

pub(super) fn place(root: &FsPath, path: &Path) -> PathBuf {
    path.iter().fold(root.to_owned(), |place, name| place.join(OsStr::from_bytes(name)))
}

fn remove(place: &FsPath, body: &Body) {
    match body {
        Body::Folder => fs::remove_dir(place).unwrap(),
        Body::Link(_) | Body::File(_) => fs::remove_file(place).unwrap(),
        Body::Database(_) => {
            fs::remove_file(place).unwrap();
            for end in ["-wal", "-shm", "-journal"] {
                let _ = fs::remove_file(beside(place, end));
            }
        }
    }
}

fn make(place: &FsPath, was: Option<&Node>, node: &Node) {
    match &node.body {
        Body::Folder if was.is_some() => {}
        Body::Folder => fs::create_dir(place).unwrap(),
        Body::Link(_) if was.is_some() => {}
        Body::Link(target) => symlink(OsStr::from_bytes(target), place).unwrap(),
        Body::File(_) if was.is_some_and(|was| was.body == node.body) => {}
        Body::File(content) => write(place, content),
        Body::Database(rows) => rows.write(place),
    }
}

fn write(place: &FsPath, content: &Content) {
    let file: File = OpenOptions::new().create(true).truncate(true).write(true).open(place).unwrap();
    file.set_len(content.len()).unwrap();
    let mut at = 0;
    for part in content.parts() {
        if let Part::Data(bytes) = part {
            file.write_all_at(bytes, at).unwrap();
        }
        at += part.len();
    }
}

fn dress(place: &FsPath, stat: &Stat, link: bool) {
    if !link {
        fs::set_permissions(place, Permissions::from_mode(stat.mode)).unwrap();
    }
    let time = Timespec { tv_sec: stat.secs, tv_nsec: stat.nanos };
    let times = Timestamps { last_access: time, last_modification: time };
    utimensat(CWD, place, &times, AtFlags::SYMLINK_NOFOLLOW).unwrap();
}

fn beside(place: &FsPath, end: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}
