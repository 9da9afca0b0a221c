//! Opened snapshots that refer to one another.

use std::collections::BTreeMap;

use dlocker_protocol::SnapshotId;
use dlocker_protocol::snapshot::SnapshotName;

use super::error::Damaged;
use super::read::OpenedSnapshot;

/// Opened snapshots by id. All that refer to one agree on its header, so that looking one up by id is safe.
#[derive(Default)]
pub struct OpenedSnapshots {
    opened: BTreeMap<SnapshotId, OpenedSnapshot>,
    named: BTreeMap<SnapshotId, SnapshotName>,
}

impl OpenedSnapshots {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one. Adding it again changes nothing.
    ///
    /// # Errors
    /// [`Damaged`] if it is not the snapshot that another one refers to under this id, or refers to another one under an id known here.
    pub fn insert(&mut self, snapshot: OpenedSnapshot) -> Result<(), Damaged> {
        let own = snapshot.reference();
        let names = || core::iter::once(&own).chain(snapshot.refers());
        if names().any(|name| self.named.get(&name.id).is_some_and(|known| known != name)) {
            return Err(Damaged { what: "an earlier snapshot that another one refers to" });
        }
        for name in names() {
            self.named.insert(name.id, *name);
        }
        self.opened.insert(own.id, snapshot);
        Ok(())
    }

    /// The opened snapshot of this id.
    #[must_use]
    pub fn get(&self, id: &SnapshotId) -> Option<&OpenedSnapshot> {
        self.opened.get(id)
    }

    /// The opened snapshot that is meant; none if it is not here.
    #[must_use]
    pub fn referred(&self, reference: &SnapshotName) -> Option<&OpenedSnapshot> {
        self.opened.get(&reference.id).filter(|opened| opened.reference() == *reference)
    }
}
