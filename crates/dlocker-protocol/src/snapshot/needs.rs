//! What kept snapshots need of others: the trustee keeps exactly that of a snapshot that was deleted or let go, and a device knows what is left.

use std::collections::BTreeMap;

use super::{PackSet, SnapshotHeader};
use crate::SnapshotId;

/// The packs that the headers added so far name of other snapshots.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needs {
    packs: BTreeMap<SnapshotId, PackSet>,
}

impl Needs {
    /// Of these headers, which are all that are kept: neither deleted nor let go.
    pub fn of<'h>(kept: impl IntoIterator<Item = &'h SnapshotHeader>) -> Self {
        let mut needs = Self::default();
        kept.into_iter().for_each(|header| needs.add(header));
        needs
    }

    /// Adds what one more kept snapshot names.
    pub fn add(&mut self, header: &SnapshotHeader) {
        for earlier in &header.refers {
            self.packs.entry(earlier.id).or_default().add(&earlier.packs);
        }
    }

    /// Each snapshot of which something is needed.
    pub fn iter(&self) -> impl Iterator<Item = (&SnapshotId, &PackSet)> {
        self.packs.iter()
    }

    /// What is left of a snapshot that is not kept.
    #[must_use]
    pub fn left_of(&self, id: SnapshotId) -> PackSet {
        self.packs.get(&id).cloned().unwrap_or_default()
    }
}
