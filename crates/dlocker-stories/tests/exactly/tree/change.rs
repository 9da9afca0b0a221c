//! What people and programs do to a wallet between two backups.

use super::grow::stat;
use super::{Body, Content, Node, Path, Tree};
use crate::dice::Dice;

/// A tree does not grow much beyond this.
const MOST: usize = 30;

/// Name of the file that makes a backup long.
const LONG: &[u8] = b"long";

impl Tree {
    /// The tree after a few changes; sometimes after none.
    pub(crate) fn changed(&self, dice: &mut Dice) -> Self {
        let mut tree = self.clone();
        // It takes time, and does not stay for long.
        if dice.chance(70) {
            tree.nodes.retain(|path, _| path[..] != [LONG.to_vec()]);
        }
        for _ in 0..*dice.one(&[0, 1, 1, 2, 3, 6]) {
            tree.change(dice);
        }
        tree
    }

    /// The tree with a file of more than 4 MiB that nothing else has a part of.
    pub(crate) fn with_a_long_file(&self, dice: &mut Dice) -> Self {
        let mut tree = self.clone();
        let len = dice.between(9 << 19, 11 << 19);
        let body = Body::File(Content::of(dice.bytes(len)));
        tree.nodes.insert(vec![LONG.to_vec()], Node { stat: stat(dice, false), body });
        tree
    }

    fn change(&mut self, dice: &mut Dice) {
        match dice.below(10) {
            0..3 if self.nodes.len() < MOST => self.add(dice),
            0..4 => self.remove(dice),
            4 => self.rename(dice),
            5 => self.touch(dice),
            6 => self.turn(dice),
            7 => self.swap(dice),
            _ => self.rewrite(dice),
        }
    }

    /// Something below the top, if there is anything.
    fn any(&self, dice: &mut Dice) -> Option<Path> {
        let paths: Vec<&Path> = self.nodes.keys().filter(|path| !path.is_empty()).collect();
        (!paths.is_empty()).then(|| (*dice.one(&paths)).clone())
    }

    fn below(&self, path: &Path) -> Vec<Path> {
        self.nodes.keys().filter(|other| other.starts_with(path)).cloned().collect()
    }

    fn remove(&mut self, dice: &mut Dice) {
        let Some(path) = self.any(dice) else { return };
        self.nodes.retain(|other, _| !other.starts_with(&path));
    }

    /// Moves something, with all that is in it, to where it is not inside itself.
    fn rename(&mut self, dice: &mut Dice) {
        let (Some(from), to) = (self.any(dice), self.free_path(dice)) else { return };
        let is_database = |path: &Path| matches!(self.nodes[path].body, Body::Database(_));
        if to.starts_with(&from) || is_database(&from) {
            return;
        }
        for old in self.below(&from) {
            let new: Path = to.iter().chain(&old[from.len()..]).cloned().collect();
            let node = self.nodes.remove(&old).unwrap();
            self.nodes.insert(new, node);
        }
    }

    fn touch(&mut self, dice: &mut Dice) {
        let path = self.any(dice).unwrap_or_default();
        let node = self.nodes.get_mut(&path).unwrap();
        node.stat = stat(dice, node.body == Body::Folder);
    }

    /// A file becomes a folder, a folder a link, a link a file.
    fn turn(&mut self, dice: &mut Dice) {
        let Some(path) = self.any(dice) else { return };
        let body = match self.nodes[&path].body {
            Body::File(_) => Body::Folder,
            Body::Folder => Body::Link(b"was/a/folder".to_vec()),
            Body::Link(_) => Body::File(Content::random(dice)),
            Body::Database(_) => return,
        };
        self.nodes.retain(|other, _| !other.starts_with(&path));
        let node = Node { stat: stat(dice, body == Body::Folder), body };
        self.nodes.insert(path, node);
    }

    /// Two files change places, with the same names, modes and times: only the bytes tell.
    fn swap(&mut self, dice: &mut Dice) {
        let files = self.nodes.iter().filter(|(_, node)| matches!(node.body, Body::File(_)));
        let files: Vec<Path> = files.map(|(path, _)| path.clone()).collect();
        if files.is_empty() {
            return;
        }
        let (a, b) = (dice.one(&files), dice.one(&files));
        let (left, right) = (self.nodes[a].body.clone(), self.nodes[b].body.clone());
        self.nodes.get_mut(a).unwrap().body = right;
        self.nodes.get_mut(b).unwrap().body = left;
    }

    fn rewrite(&mut self, dice: &mut Dice) {
        let Some(path) = self.any(dice) else { return };
        let body = match &self.nodes[&path].body {
            Body::File(_) if dice.chance(20) => self.twin(dice),
            Body::File(content) => Body::File(content.changed(dice)),
            Body::Database(rows) => Body::Database(rows.changed(dice)),
            Body::Folder | Body::Link(_) => return,
        };
        self.nodes.get_mut(&path).unwrap().body = body;
    }
}
