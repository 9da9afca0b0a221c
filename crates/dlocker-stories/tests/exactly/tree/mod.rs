//! A wallet as it should be: the model that disks are made from and compared with.

mod change;
mod compare;
mod content;
mod database;
mod grow;
mod plant;

use std::collections::BTreeMap;

pub(crate) use compare::differences;
pub(crate) use content::Content;
pub(crate) use database::Rows;
pub(crate) use plant::plant;

/// Steps from the top folder, which is the empty path.
pub(crate) type Path = Vec<Vec<u8>>;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Stat {
    pub(crate) mode: u32,
    pub(crate) secs: i64,
    pub(crate) nanos: i64,
}

#[derive(Clone, PartialEq)]
pub(crate) enum Body {
    Folder,
    Link(Vec<u8>),
    File(Content),
    Database(Rows),
}

#[derive(Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) stat: Stat,
    pub(crate) body: Body,
}

/// Everything above a path is a folder.
#[derive(Clone, PartialEq)]
pub(crate) struct Tree {
    nodes: BTreeMap<Path, Node>,
}

impl Tree {
    pub(crate) fn nodes(&self) -> impl DoubleEndedIterator<Item = (&Path, &Node)> {
        self.nodes.iter()
    }

    pub(crate) fn get(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// Files and links, as a backup counts them.
    pub(crate) fn items(&self) -> u64 {
        self.nodes.values().filter(|node| node.body != Body::Folder).count() as u64
    }
}
