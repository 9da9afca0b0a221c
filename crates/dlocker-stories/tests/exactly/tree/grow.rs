//! Random trees.

use std::collections::BTreeMap;

use super::{Body, Content, Node, Path, Rows, Stat, Tree};
use crate::dice::Dice;

/// Files, folders and links at the beginning.
const MOST_AT_FIRST: usize = 16;

impl Tree {
    /// A tree of up to [`MOST_AT_FIRST`] things.
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let top = Node { stat: stat(dice, true), body: Body::Folder };
        let mut tree = Self { nodes: BTreeMap::from([(Path::new(), top)]) };
        for _ in 0..dice.between(0, MOST_AT_FIRST) {
            tree.add(dice);
        }
        tree
    }

    /// Adds something under a name that is free.
    pub(super) fn add(&mut self, dice: &mut Dice) {
        let path = self.free_path(dice);
        let body = match dice.below(100) {
            0..18 => Body::Folder,
            18..28 => Body::Link(target(dice)),
            28..31 => return self.add_database(path, dice),
            31..43 => self.twin(dice),
            _ => Body::File(Content::random(dice)),
        };
        let node = Node { stat: stat(dice, body == Body::Folder), body };
        self.nodes.insert(path, node);
    }

    /// Under a name of its own: what is beside a database with its name and `-wal` behind it is part of it.
    fn add_database(&mut self, mut path: Path, dice: &mut Dice) {
        path.pop();
        path.push(format!("store {}.db", dice.below(1000)).into_bytes());
        let node = Node { stat: stat(dice, false), body: Body::Database(Rows::random(dice)) };
        self.nodes.entry(path).or_insert(node);
    }

    /// The content of another file.
    pub(super) fn twin(&self, dice: &mut Dice) -> Body {
        let files: Vec<&Body> =
            self.nodes.values().map(|node| &node.body).filter(|b| matches!(b, Body::File(_))).collect();
        if files.is_empty() { Body::File(Content::random(dice)) } else { (*dice.one(&files)).clone() }
    }

    pub(super) fn free_path(&self, dice: &mut Dice) -> Path {
        let folders: Vec<&Path> =
            self.nodes.iter().filter(|(p, node)| node.body == Body::Folder && p.len() < 8).map(|(p, _)| p).collect();
        loop {
            let mut path = (*dice.one(&folders)).clone();
            path.push(name(dice));
            if !self.nodes.contains_key(&path) {
                return path;
            }
        }
    }
}

/// Any bytes but `/` and NUL.
fn name(dice: &mut Dice) -> Vec<u8> {
    let odd: [&[u8]; 12] = [
        b"-rf",
        b"new\nline",
        b" ",
        b"...",
        b"\xff\xfe",
        b"a-wal",
        b".hidden",
        b"\\x41",
        b"%41",
        b"*",
        "ключ-🔑".as_bytes(),
        "e\u{301}".as_bytes(),
    ];
    match dice.below(10) {
        0..5 => format!("{}-{}", dice.one(&["key", "id", "note", "Card"]), dice.below(200)).into_bytes(),
        5..7 => dice.one(&odd).to_vec(),
        7 => vec![b'n' + u8::try_from(dice.below(4)).unwrap(); dice.between(200, 255)],
        _ => {
            let len = dice.between(1, 30);
            let bytes: Vec<u8> = dice.bytes(len).into_iter().filter(|byte| !matches!(byte, 0 | b'/')).collect();
            if matches!(bytes.as_slice(), b"" | b"." | b"..") { b"dots".to_vec() } else { bytes }
        }
    }
}

/// Any bytes but NUL, and at least one.
fn target(dice: &mut Dice) -> Vec<u8> {
    let odd: [&[u8]; 7] = [b"/etc/passwd", b"..", b"no/where", b".", b"\xff\n", b"key-1", b"/"];
    if dice.chance(70) {
        return dice.one(&odd).to_vec();
    }
    let len = dice.between(1, 4000);
    dice.bytes(len).into_iter().map(|byte| byte.max(1)).collect()
}

pub(super) fn stat(dice: &mut Dice, folder: bool) -> Stat {
    let modes: &[u32] = match folder {
        true => &[0o755, 0o700, 0o500, 0o1777, 0o2755, 0o000, 0o111],
        false => &[0o600, 0o644, 0o400, 0o000, 0o4755, 0o6711, 0o1666, 0o200],
    };
    // Only the superuser can read what its owner may not.
    let needed = if rustix::process::geteuid().is_root() {
        0
    } else if folder {
        0o700
    } else {
        0o600
    };
    let secs = match dice.below(5) {
        0 => -i64::try_from(dice.below(4_000_000_000)).unwrap(),
        1 => i64::try_from(dice.below(3)).unwrap() - 1,
        _ => i64::try_from(dice.below(5_000_000_000)).unwrap(),
    };
    let nanos = if dice.chance(20) { 0 } else { i64::try_from(dice.below(1_000_000_000)).unwrap() };
    Stat { mode: dice.one(modes) | needed, secs, nanos }
}
