//! What a snapshot needs of earlier ones, by slot.

use std::collections::HashMap;

use dlocker_protocol::snapshot::{PackSet, SnapshotName, SnapshotRef};
use dlocker_protocol::{Digest, SnapshotId};

use super::limits::{MAX_BITMAPS, MAX_REFERS};
use super::location::{Location, Place};

/// Slots in the order in which they were first needed. Slot 0 is the snapshot itself.
pub(super) struct Refers {
    own: SnapshotId,
    slots: HashMap<SnapshotId, u32>,
    list: Vec<SnapshotRef>,
    bitmap_bytes: usize,
}

impl Refers {
    pub(super) fn new(own: SnapshotId) -> Self {
        Self { own, slots: HashMap::new(), list: Vec::new(), bitmap_bytes: 0 }
    }

    /// The slot of `snapshot`, a new one if there is room for it. Its pack `number` is needed from now on, and its root.
    pub(super) fn slot(&mut self, snapshot: SnapshotName, number: u32) -> Option<u32> {
        let slot = self.slots.get(&snapshot.id).copied();
        let bitmap = number as usize / 8 + 1;
        let has = match slot {
            Some(slot) => self.list.get(slot as usize - 1)?.packs.bitmap().len(),
            None if self.list.len() < MAX_REFERS => 0,
            None => return None,
        };
        let grown = self.bitmap_bytes + bitmap.saturating_sub(has);
        if grown > MAX_BITMAPS {
            return None;
        }
        self.bitmap_bytes = grown;
        let slot = slot.unwrap_or_else(|| self.add(snapshot));
        self.list.get_mut(slot as usize - 1)?.packs.insert(number);
        Some(slot)
    }

    /// These, for a snapshot that goes on from `part`, whose list they are and whose digest is not known yet; and the slot of the part. None if there
    /// is no room for it.
    pub(super) fn going_on(&self, own: SnapshotId, part: SnapshotId, packs: u32) -> Option<(Self, u32)> {
        let packs = PackSet::first(packs);
        let bitmap_bytes = self.bitmap_bytes + packs.bitmap().len();
        if self.list.len() >= MAX_REFERS || bitmap_bytes > MAX_BITMAPS {
            return None;
        }
        let mut next = Self { own, slots: self.slots.clone(), list: self.list.clone(), bitmap_bytes };
        let slot = next.add(SnapshotName { id: part, digest: Digest::from_array([0; 32]) });
        if let Some(last) = next.list.last_mut() {
            last.packs = packs;
        }
        Some((next, slot))
    }

    /// The digest of a snapshot's header is known now.
    pub(super) fn name(&mut self, SnapshotName { id, digest }: SnapshotName) {
        if let Some(named) = self.list.iter_mut().find(|named| named.id == id) {
            named.digest = digest;
        }
    }

    fn add(&mut self, SnapshotName { id, digest }: SnapshotName) -> u32 {
        self.list.push(SnapshotRef { id, digest, packs: PackSet::root() });
        let slot = self.list.len() as u32;
        self.slots.insert(id, slot);
        slot
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

    pub(super) fn list(&self) -> &[SnapshotRef] {
        &self.list
    }

    pub(super) fn into_list(self) -> Vec<SnapshotRef> {
        self.list
    }
}
