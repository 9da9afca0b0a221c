//! What is to be restored: paths that fit together.

use std::collections::BTreeMap;

use super::TargetError;
use crate::item::Meta;
use crate::path::display_path;

/// A path of checked parts. Sorts above everything below it, and neighbours sort together.
pub(super) type Parts = Vec<Box<[u8]>>;

/// One thing to restore.
pub(super) enum Entry {
    Folder(Meta),
    /// With where it points.
    Link(Meta, Vec<u8>),
    /// With its number in the staging folder.
    File(Meta, usize),
}

/// Everything to restore, by path.
#[derive(Default)]
pub(super) struct Entries {
    by_path: BTreeMap<Parts, Entry>,
}

impl Entries {
    /// Takes an entry whose name is harmless and whose path is not taken.
    pub(super) fn add(&mut self, path: &[&[u8]], entry: Entry) -> Result<(), TargetError> {
        if path.is_empty() || !path.iter().all(|part| is_name(part)) {
            return Err(TargetError::Name(display_path(path)));
        }
        let parts: Parts = path.iter().map(|part| Box::from(*part)).collect();
        if self.by_path.contains_key(&parts) {
            return Err(TargetError::Clash(display_path(path)));
        }
        self.by_path.insert(parts, entry);
        Ok(())
    }

    /// Every path must lie in folders only.
    pub(super) fn check(&self) -> Result<(), TargetError> {
        // In sorted order everything below a path follows it at once, so one look at the last non-folder is enough.
        let mut last: Option<&Parts> = None;
        for (parts, entry) in &self.by_path {
            if last.is_some_and(|above| parts.starts_with(above)) {
                return Err(TargetError::Clash(display_path(parts)));
            }
            last = if matches!(entry, Entry::Folder(_)) { last } else { Some(parts) };
        }
        Ok(())
    }

    /// All entries, folders before what is in them.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (&Parts, &Entry)> {
        self.by_path.iter()
    }

    /// True when something of this name is to be restored in this folder.
    pub(super) fn has(&self, folder: &[Box<[u8]>], name: &[u8]) -> bool {
        let parts: Parts = folder.iter().cloned().chain([Box::from(name)]).collect();
        self.by_path.contains_key(&parts)
    }

    /// The path of a file by its number, for messages.
    pub(super) fn shown_file(&self, number: usize) -> String {
        let is_it = |entry: &Entry| matches!(entry, Entry::File(_, n) if *n == number);
        self.by_path.iter().find(|(_, entry)| is_it(entry)).map(|(parts, _)| display_path(parts)).unwrap_or_default()
    }
}

fn is_name(part: &[u8]) -> bool {
    !part.is_empty() && part != b"." && part != b".." && !part.contains(&b'/') && !part.contains(&0)
}
