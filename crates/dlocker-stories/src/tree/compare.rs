//! Comparing two trees.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::database::content;
use super::node::{Kind, Node, read};

/// What differs between the two, in words; empty if nothing does. A SQLite database differs if its content, its pragmas or its mode
/// do; the time of a folder that holds one is left out, since SQLite makes and removes files beside it.
#[must_use]
pub fn differences(put_in: &Path, came_back: &Path) -> Vec<String> {
    let (before, after) = (read(put_in), read(came_back));
    let paths: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let busy = folders_with_databases(&before);
    let mut found = Vec::new();
    for path in paths {
        let name = if path.as_os_str().is_empty() { put_in } else { path };
        match (before.get(path), after.get(path)) {
            (Some(a), Some(b)) => {
                let pair = [&put_in.join(path), &came_back.join(path)].map(|p| trimmed(p));
                compare(name, (a, &pair[0]), (b, &pair[1]), busy.contains(path), &mut found);
            }
            (Some(_), None) => found.push(format!("{}: missing", name.display())),
            _ => found.push(format!("{}: was not there before", name.display())),
        }
    }
    found
}

/// `a/` joined with the empty path is `a/`, which would follow a link.
fn trimmed(path: &Path) -> PathBuf {
    path.components().collect()
}

fn folders_with_databases(nodes: &BTreeMap<PathBuf, Node>) -> BTreeSet<PathBuf> {
    let databases = nodes.iter().filter(|(_, node)| node.kind == Kind::Database);
    databases.filter_map(|(path, _)| path.parent().map(Path::to_owned)).collect()
}

fn compare(name: &Path, a: (&Node, &Path), b: (&Node, &Path), busy: bool, found: &mut Vec<String>) {
    let mut say = |what: String| found.push(format!("{}: {what}", name.display()));
    if a.0.kind != b.0.kind {
        return say(format!("is {:?}, was {:?}", b.0.kind, a.0.kind));
    }
    if a.0.mode != b.0.mode && !matches!(a.0.kind, Kind::Link(_)) {
        say(format!("mode is {:o}, was {:o}", b.0.mode, a.0.mode));
    }
    if a.0.modified != b.0.modified && !busy && a.0.kind != Kind::Database {
        say(format!("time is {:?}, was {:?}", b.0.modified, a.0.modified));
    }
    match a.0.kind {
        Kind::Database if content(a.1) != content(b.1) => say("the database's content or pragmas differ".to_owned()),
        Kind::File if !same_bytes(a.1, b.1) => say("the bytes differ".to_owned()),
        Kind::File if fills_its_holes(a.0, b.0) => {
            say(format!("takes {} blocks for {} bytes, took {}", b.0.blocks, b.0.bytes, a.0.blocks));
        }
        _ => {}
    }
}

/// Whether a file of which most were holes now takes up space: more than 1 MiB and more than twice as much.
fn fills_its_holes(before: &Node, after: &Node) -> bool {
    before.blocks * 512 < before.bytes / 2 && after.blocks > before.blocks * 2 + 2048
}

fn same_bytes(a: &Path, b: &Path) -> bool {
    let (Ok(mut a), Ok(mut b)) = (File::open(a), File::open(b)) else { return false };
    let (mut left, mut right) = (vec![0; 1 << 20], vec![0; 1 << 20]);
    loop {
        let (n, m) = (fill(&mut a, &mut left), fill(&mut b, &mut right));
        if n != m || left[..n] != right[..m] {
            return false;
        }
        if n == 0 {
            return true;
        }
    }
}

fn fill(file: &mut File, buffer: &mut [u8]) -> usize {
    let mut filled = 0;
    while let Ok(n @ 1..) = file.read(&mut buffer[filled..]) {
        filled += n;
    }
    filled
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// Two equal trees; then `change` is done to the second.
    fn differing(change: impl Fn(&Path)) -> Vec<String> {
        let scene = tempfile::tempdir().unwrap();
        let (a, b) = (scene.path().join("a"), scene.path().join("b"));
        fs::create_dir_all(a.join("sub/empty")).unwrap();
        fs::write(a.join("sub/file"), "bytes").unwrap();
        symlink("file", a.join("sub/link")).unwrap();
        super::super::freeze(&a, &b);
        change(&b);
        differences(&a, &b)
    }

    #[test]
    fn a_true_copy_does_not_differ() {
        assert_eq!(differing(|_| ()), Vec::<String>::new());
    }

    type Change = fn(&Path);

    #[test]
    fn every_change_is_seen() {
        let changes: [(&str, Change); 7] = [
            ("bytes", |b| fs::write(b.join("sub/file"), "bytez").unwrap()),
            ("mode", |b| fs::set_permissions(b.join("sub/file"), fs::Permissions::from_mode(0o600)).unwrap()),
            ("mode of a folder", |b| fs::set_permissions(b.join("sub"), fs::Permissions::from_mode(0o700)).unwrap()),
            ("time", |b| File::open(b.join("sub/file")).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap()),
            ("missing", |b| fs::remove_dir(b.join("sub/empty")).unwrap()),
            ("added", |b| fs::write(b.join("sub/more"), "").unwrap()),
            ("link", |b| {
                fs::remove_file(b.join("sub/link")).unwrap();
                symlink("empty", b.join("sub/link")).unwrap();
            }),
        ];
        for (what, change) in changes {
            assert!(!differing(change).is_empty(), "{what}");
        }
    }
}
