//! The earlier snapshots that a snapshot refers to, by slot.

use std::collections::HashMap;

use dlocker_protocol::SnapshotId;
use dlocker_protocol::snapshot::SnapshotRef;

use super::limits::MAX_REFERS;
use super::location::{Location, Place};

/// Slots in the order in which they were first needed. Slot 0 is the snapshot itself.
pub(super) struct Refers {
    own: SnapshotId,
    slots: HashMap<SnapshotId, u32>,
    list: Vec<SnapshotRef>,
}

impl Refers {
    pub(super) fn new(own: SnapshotId) -> Self {
        Self { own, slots: HashMap::new(), list: Vec::new() }
    }

    /// The slot of `snapshot`, a new one if there is room for it.
    pub(super) fn slot(&mut self, snapshot: SnapshotRef) -> Option<u32> {
        if let Some(slot) = self.slots.get(&snapshot.id) {
            return Some(*slot);
        }
        if self.list.len() >= MAX_REFERS {
            return None;
        }
        self.list.push(snapshot);
        let slot = self.list.len() as u32;
        self.slots.insert(snapshot.id, slot);
        Some(slot)
    }

    /// The place of a location of this snapshot; none for a slot that was never given out.
    pub(super) fn place(&self, location: Location) -> Option<Place> {
        let Location { slot, entry, offset, len } = location;
        let snapshot = match slot.checked_sub(1) {
            None => self.own,
            Some(earlier) => self.list.get(earlier as usize)?.id,
        };
        Some(Place { snapshot, entry, offset, len })
    }

    pub(super) fn into_list(self) -> Vec<SnapshotRef> {
        self.list
    }
}
