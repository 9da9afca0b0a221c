//! The files that were announced, and where they lie in the staging folder.
//!
//! Each folder of the wallet that files come into has one there, under a plain number whatever its path; the files in it have their final names.
//! So nothing is deeper than two steps, and a whole folder gets its place with one call.

use std::collections::HashMap;

use super::entries::Parts;
use crate::item::Meta;

/// A file that was announced.
pub(super) struct Planned {
    pub(super) len: u64,
    pub(super) meta: Meta,
    /// Number of its folder.
    pub(super) folder: usize,
    pub(super) name: Box<[u8]>,
    pub(super) state: State,
}

/// How far a file is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Not in its folder yet: files are made when their first bytes come.
    Absent,
    /// A writer has all its bytes.
    Handed,
    /// In its folder.
    Made,
    /// It has everything, its mode and time too.
    Complete {
        /// Whether it begins like a database.
        database: bool,
    },
}

/// Everything that was announced, by number.
#[derive(Default)]
pub(super) struct Plan {
    files: Vec<Planned>,
    folders: HashMap<Parts, usize>,
}

impl Plan {
    /// How many files there are; the number of the next.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }

    pub(super) fn get(&self, number: usize) -> Option<&Planned> {
        self.files.get(number)
    }

    pub(super) fn add(&mut self, file: Planned) {
        self.files.push(file);
    }

    pub(super) fn set(&mut self, number: usize, state: State) {
        if let Some(file) = self.files.get_mut(number) {
            file.state = state;
        }
    }

    /// The number of a folder of the wallet, and whether it is a new one.
    pub(super) fn folder(&mut self, parts: Parts) -> (usize, bool) {
        let next = self.folders.len();
        let number = *self.folders.entry(parts).or_insert(next);
        (number, number == next)
    }

    /// The number of a folder that files come into.
    pub(super) fn folder_at(&self, parts: &Parts) -> Option<usize> {
        self.folders.get(parts).copied()
    }
}

impl Planned {
    /// Its path in the staging folder.
    pub(super) fn seat(&self) -> Vec<u8> {
        seat(self.folder, &self.name)
    }
}

/// The path of a file in the staging folder.
pub(super) fn seat(folder: usize, name: &[u8]) -> Vec<u8> {
    [folder.to_string().as_bytes(), b"/", name].concat()
}
