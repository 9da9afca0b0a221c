//! Whether a disk is what a tree says, to the last byte, mode and nanosecond.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path as FsPath;

use super::content::Part;
use super::plant::place;
use super::{Body, Content, Node, Path, Tree};

/// What differs, in words; empty if nothing does.
pub(crate) fn differences(root: &FsPath, tree: &Tree) -> Vec<String> {
    let mut there = BTreeSet::new();
    gather(root, &mut Path::new(), &mut there);
    let mut found: Vec<String> =
        there.iter().filter(|path| tree.get(path).is_none()).map(|path| format!("{}: too much", shown(path))).collect();
    for (path, node) in tree.nodes() {
        if let Some(what) = difference(&place(root, path), node) {
            found.push(format!("{}: {what}", shown(path)));
        }
    }
    found
}

fn shown(path: &Path) -> String {
    format!("/{}", path.join(&b'/').escape_ascii())
}

fn gather(root: &FsPath, at: &mut Path, there: &mut BTreeSet<Path>) {
    let here = place(root, at);
    there.insert(at.clone());
    if !fs::symlink_metadata(&here).is_ok_and(|meta| meta.is_dir()) {
        return;
    }
    for entry in fs::read_dir(here).unwrap() {
        at.push(entry.unwrap().file_name().into_vec());
        gather(root, at, there);
        at.pop();
    }
}

fn difference(place: &FsPath, node: &Node) -> Option<String> {
    let Ok(meta) = fs::symlink_metadata(place) else { return Some("missing".into()) };
    let kind = meta.file_type();
    let fits = match node.body {
        Body::Folder => kind.is_dir(),
        Body::Link(_) => kind.is_symlink(),
        Body::File(_) | Body::Database(_) => kind.is_file(),
    };
    if !fits {
        return Some(format!("is {kind:?}"));
    }
    dress(&meta, node).or_else(|| match &node.body {
        Body::Folder => None,
        Body::Link(target) => (fs::read_link(place).unwrap().as_os_str().as_bytes() != target.as_slice())
            .then(|| "leads elsewhere".to_owned()),
        Body::File(content) => content_differs(place, &meta, content),
        Body::Database(rows) => rows.difference(place),
    })
}

fn dress(meta: &Metadata, node: &Node) -> Option<String> {
    let stat = node.stat;
    let mode = meta.mode() & 0o7777;
    if mode != stat.mode && !matches!(node.body, Body::Link(_)) {
        return Some(format!("mode {mode:o}, had {:o}", stat.mode));
    }
    let time = (meta.mtime(), meta.mtime_nsec());
    (time != (stat.secs, stat.nanos)).then(|| format!("time {time:?}, had {:?}", (stat.secs, stat.nanos)))
}

fn content_differs(place: &FsPath, meta: &Metadata, content: &Content) -> Option<String> {
    if meta.len() != content.len() {
        return Some(format!("{} bytes, had {}", meta.len(), content.len()));
    }
    let bytes = fs::read(place).unwrap();
    let mut rest = bytes.as_slice();
    for part in content.parts() {
        let (here, after) = rest.split_at(usize::try_from(part.len()).unwrap());
        let same = match part {
            Part::Data(data) => here == data,
            // Compared with zeros at once: byte by byte takes long without optimisation.
            Part::Hole(_) => here == vec![0; here.len()],
        };
        if !same {
            return Some(format!("other bytes, of {}", content.len()));
        }
        rest = after;
    }
    let most = room(content);
    (meta.blocks() * 512 > most).then(|| format!("takes {} bytes on the disk, needs {most}", meta.blocks() * 512))
}

/// What the data takes on a disk of pages, at most: holes must stay holes.
fn room(content: &Content) -> u64 {
    let pages = |part: &Part| match part {
        Part::Data(bytes) => bytes.len() as u64 + 2 * 4096,
        Part::Hole(_) => 0,
    };
    content.parts().iter().map(pages).sum::<u64>() + 4096
}
