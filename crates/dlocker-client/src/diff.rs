//! What differs between two snapshots, of one device or of two.
//!
//! Both manifests are walked side by side, in the order of their paths. Folders with the same node are the same and are not looked into; files with
//! the same places have the same content. Files that lie elsewhere and are as long are read and compared.

use std::cmp::Ordering;

use dlocker_core::snapshot::{ManifestWalk, PlacedExtent, Step, WalkedBody, WalkedEntry};
use sha2::{Digest as _, Sha256};

use crate::connect::Connection;
use crate::error::Result;
use crate::open::OpenSnapshot;
use crate::platform::Platform;

/// A path in a snapshot, from the top folder down, and whether it is a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffPath {
    /// Names from the top down.
    pub path: Vec<Vec<u8>>,
    /// Whether it is a folder.
    pub folder: bool,
}

/// What differs. Each list is in the order of the paths, name by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// In the second snapshot only. A folder is listed if nothing is in it that is.
    pub added: Vec<DiffPath>,
    /// In the first only.
    pub removed: Vec<DiffPath>,
    /// In both, with another content, or another kind of entry.
    pub changed: Vec<DiffPath>,
    /// In both with the same content and with other permissions or another time. Of folders only the permissions: their time tells of what is in
    /// them.
    pub metadata: Vec<DiffPath>,
}

/// One side of the comparison.
struct Side<'a> {
    open: &'a mut OpenSnapshot,
    walk: ManifestWalk,
    next: Option<WalkedEntry>,
}

impl<P: Platform> Connection<'_, P> {
    /// What differs from `first` to `second`.
    ///
    /// # Errors
    /// [`Error::Damaged`](crate::Error::Damaged) if something does not open.
    pub async fn differences(&self, first: &mut OpenSnapshot, second: &mut OpenSnapshot) -> Result<Differences> {
        let mut found = Differences::default();
        let (mut old, mut new) = (Side::of(first)?, Side::of(second)?);
        if !is_same_folder(&old, &new) {
            self.advance(&mut old).await?;
            self.advance(&mut new).await?;
            self.side_by_side(&mut old, &mut new, &mut found).await?;
        }
        Ok(found)
    }

    async fn side_by_side(&self, old: &mut Side<'_>, new: &mut Side<'_>, found: &mut Differences) -> Result<()> {
        loop {
            match order(old.next.as_ref(), new.next.as_ref()) {
                None => return Ok(()),
                Some(Ordering::Less) => {
                    found.removed.extend(old.next.take().map(|entry| path_of(&entry)));
                    self.advance(old).await?;
                }
                Some(Ordering::Greater) => {
                    found.added.extend(new.next.take().map(|entry| path_of(&entry)));
                    self.advance(new).await?;
                }
                Some(Ordering::Equal) => self.pair(old, new, found).await?,
            }
            forget_full_folder(&mut found.added);
            forget_full_folder(&mut found.removed);
        }
    }

    /// Two entries of one path.
    async fn pair(&self, old: &mut Side<'_>, new: &mut Side<'_>, found: &mut Differences) -> Result<()> {
        let (Some(a), Some(b)) = (old.next.take(), new.next.take()) else { return Ok(()) };
        if matches!((&a.body, &b.body), (WalkedBody::Folder, WalkedBody::Folder)) {
            if is_same_folder(old, new) {
                old.walk.skip_folder();
                new.walk.skip_folder();
            }
            if a.stat.mode != b.stat.mode {
                found.metadata.push(path_of(&b));
            }
        } else if !self.is_same_content((&mut *old, &a), (&mut *new, &b)).await? {
            found.changed.push(path_of(&b));
        } else if a.stat != b.stat {
            found.metadata.push(path_of(&b));
        }
        self.advance(old).await?;
        self.advance(new).await
    }

    async fn is_same_content(
        &self,
        (old, a): (&mut Side<'_>, &WalkedEntry),
        (new, b): (&mut Side<'_>, &WalkedEntry),
    ) -> Result<bool> {
        match (&a.body, &b.body) {
            (WalkedBody::Link { target: a }, WalkedBody::Link { target: b }) => Ok(a == b),
            (WalkedBody::File { len: a_len, extents: a, .. }, WalkedBody::File { len: b_len, extents: b, .. }) => {
                let same = a_len == b_len && (a == b || self.digest(old, a).await? == self.digest(new, b).await?);
                Ok(same)
            }
            _ => Ok(false),
        }
    }

    /// SHA-256 of a file's bytes; a hole counts as the zeros that it reads as.
    async fn digest(&self, side: &mut Side<'_>, extents: &[PlacedExtent]) -> Result<[u8; 32]> {
        let mut hash = Sha256::new();
        for extent in extents {
            match extent {
                PlacedExtent::Hole(len) => zeros(&mut hash, *len),
                PlacedExtent::Data(place) => {
                    let segment = self.segment(side.open, place.snapshot, place.entry).await?;
                    hash.update(place.piece(&segment)?);
                }
            }
        }
        Ok(hash.finalize().into())
    }

    async fn advance(&self, side: &mut Side<'_>) -> Result<()> {
        side.next = loop {
            match side.walk.step(&side.open.opened)? {
                Step::NeedSnapshot(earlier) => self.open_earlier(side.open, &earlier).await?,
                Step::NeedSegment { snapshot, entry } => {
                    let segment = self.segment(side.open, snapshot, entry).await?;
                    side.walk.give(&side.open.opened, &segment)?;
                }
                Step::Entry(entry) => break Some(entry),
                Step::Done => break None,
            }
        };
        Ok(())
    }
}

impl<'a> Side<'a> {
    fn of(open: &'a mut OpenSnapshot) -> Result<Self> {
        let walk = ManifestWalk::new(open.top()?)?;
        Ok(Self { open, walk, next: None })
    }
}

fn is_same_folder(old: &Side<'_>, new: &Side<'_>) -> bool {
    let node = old.walk.folder_node();
    node.is_some() && node == new.walk.folder_node()
}

/// Which side's entry comes first; none at the end of both. Folders come before what is in them, names in the order of their bytes: that is the
/// order of the paths, name by name.
fn order(old: Option<&WalkedEntry>, new: Option<&WalkedEntry>) -> Option<Ordering> {
    match (old, new) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(old), Some(new)) => Some(old.path.cmp(&new.path)),
    }
}

fn path_of(entry: &WalkedEntry) -> DiffPath {
    DiffPath { path: entry.path.clone(), folder: matches!(entry.body, WalkedBody::Folder) }
}

/// A folder in which something is listed need not be listed itself.
fn forget_full_folder(list: &mut Vec<DiffPath>) {
    if let [.., folder, inside] = list.as_slice()
        && folder.folder
        && inside.path.len() > folder.path.len()
        && inside.path.starts_with(&folder.path)
    {
        list.remove(list.len() - 2);
    }
}

fn zeros(hash: &mut Sha256, mut len: u64) {
    const ZEROS: [u8; 4096] = [0; 4096];
    while len > 0 {
        let some = usize::try_from(len).unwrap_or(usize::MAX).min(ZEROS.len());
        hash.update(&ZEROS[..some]);
        len -= some as u64;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn listed(path: &str) -> DiffPath {
        let names = path.trim_end_matches('/').split('/').map(|name| name.as_bytes().to_vec());
        DiffPath { path: names.collect(), folder: path.ends_with('/') }
    }

    #[test]
    fn a_folder_is_listed_only_if_nothing_in_it_is() {
        let mut list = Vec::new();
        for path in ["a/", "a/b/", "a/b/c", "a/d", "e/", "f"] {
            list.push(listed(path));
            forget_full_folder(&mut list);
        }
        assert_eq!(list, ["a/b/c", "a/d", "e/", "f"].map(listed));
    }

    #[test]
    fn a_hole_hashes_as_its_zeros() {
        let mut hash = Sha256::new();
        zeros(&mut hash, 10_000);
        assert_eq!(hash.finalize(), Sha256::digest(vec![0; 10_000]));
    }
}
